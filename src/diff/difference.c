#include "diff/difference.h"

#include <stdlib.h>

#include "diff/fields.h"
#include "diff/prose.h"
#include "diff/values.h"

const char *const page_state_names[PAGE_STATE_COUNT] = {"added", "removed", "moved", "changed"};
const char *const concern_codes[CONCERN_KIND_COUNT] = {"address_lost", "figure_gone",
                                                       "large_change", "not_verified_since"};
const char *const concern_meanings[CONCERN_KIND_COUNT] = {
    "nothing leads on from the former address: add it to 'aliases' of a page",
    "a figure is not given any more",
    "a figure changed by more than 15 %",
    "changed since its 'verified' was written",
};

// What is looked up while two sites are compared.
typedef struct Finding {
    Side *before;
    Side *after;
    Table addresses;         // of pages now → index into entries
    Table titles;            // likewise
    Table redirects;         // from there → index into redirects
    bool *is_paired;         // by index of the entry now
    bool has_same_extra;     // both declare the same fields
    List pages;              // of PageChange
    Difference *to;
} Finding;

static void begin(Finding *finding) {
    const Site *site = &finding->after->site;
    for (size_t i = 0; i < site->entry_count; i++) {
        table_add(&finding->addresses, site->entries[i]->address, i);
        table_add(&finding->titles, text_str(site->entries[i]->title), i);
    }
    for (size_t i = 0; site->config.outputs.redirects && i < site->redirect_count; i++) {
        table_add(&finding->redirects, redirect_from(&site->redirects[i]), i);
    }
    finding->is_paired = ARENA_NEW(&finding->to->arena, bool, site->entry_count + 1);
    const Field *extra = schema_find_field(&config_schema, STR("extra"));
    FieldChanges changes = {0};
    Comparing comparing = {finding->before, finding->after, NULL, NULL, &finding->to->arena,
                           &changes};
    Schema declared = config_schema;
    declared.fields = extra;
    declared.field_count = 1;
    fields_compare(&comparing, &declared, &finding->before->site.config, &site->config);
    finding->has_same_extra = !changes.count;
}

static PageChange *add_page(Finding *finding, PageState state, const Entry *old_entry,
                            const Entry *new_entry) {
    const Entry *entry = new_entry ? new_entry : old_entry;
    PageChange *ret = list_add(&finding->pages, sizeof *ret);
    *ret = (PageChange){.state = state, .old_entry = old_entry, .new_entry = new_entry,
                        .kind = entry ? entry_kinds[entry->kind].name : "site",
                        .title = entry ? text_str(entry->title) : CONFIG_PATH,
                        .path = entry ? entry->path : CONFIG_PATH};
    return ret;
}

static bool leads(const Finding *finding, Str address) {
    return table_get(&finding->addresses, address) != TABLE_NONE ||
           table_get(&finding->redirects, address) != TABLE_NONE;
}

// The entry that one has become under another name: what stands at its address now, what its
// address leads on to, what is called as it was. NULL where there is none.
static const Entry *find_successor(const Finding *finding, const Entry *old_entry) {
    const Site *site = &finding->after->site;
    size_t redirect = table_get(&finding->redirects, old_entry->address);
    const size_t found[] = {
        table_get(&finding->addresses, old_entry->address),
        redirect == TABLE_NONE ? TABLE_NONE
                               : table_get(&finding->addresses,
                                           redirect_address(&site->redirects[redirect])),
        table_get(&finding->titles, text_str(old_entry->title)),
    };
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
        if (found[i] == TABLE_NONE || finding->is_paired[found[i]]) continue;
        const Entry *ret = site->entries[found[i]];
        if (ret->kind != old_entry->kind) continue;
        finding->is_paired[found[i]] = true;
        return ret;
    }
    return NULL;
}

static void compare_items(const Comparing *comparing) {
    const Entry *a = comparing->old_entry;
    const Entry *b = comparing->new_entry;
    for (int kind = SECTION_OTHER + 1; kind < SECTION_KIND_COUNT; kind++) {
        texts_compare(comparing,
                      arena_join(comparing->arena, STR("sections."),
                                 str_from(section_names[kind])),
                      entry_items(a, a->body, (SectionKind)kind, comparing->arena),
                      entry_items(b, b->body, (SectionKind)kind, comparing->arena));
    }
}

// Where the links of a text lead to: in the site from its top, and elsewhere.
static TextList list_links(const Entry *derived, Arena *arena) {
    const MarkdownDocument *body = derived->body;
    TextList ret = {ARENA_NEW(arena, Text, body->link_count + body->elsewhere_count + 1), 0};
    for (size_t i = 0; i < body->link_count; i++) {
        Str address = derived->link_addresses[i];
        bool is_here = str_starts_with(address, STR("#"));
        if (!is_here) address = arena_join(arena, STR("/"), address);
        ret.items[ret.count++] = text_make(address, 0);
    }
    for (size_t i = 0; i < body->elsewhere_count; i++) {
        ret.items[ret.count++] = text_make(body->elsewhere[i].url, 0);
    }
    return ret;
}

// Extra fields by their names, for two sites that do not declare the same.
static TextList list_extra(const Side *side, const Entry *given, Arena *arena) {
    const Schema *schema = side->sources.config.extra_schemas[given->kind];
    TextList ret = {0};
    if (!schema || !given->extra) return ret;
    ret.items = ARENA_NEW(arena, Text, schema->field_count);
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        Value value = value_make(side->sources.locale, NULL, schema, field, given->extra, arena);
        if (!value.written.len) continue;
        Buf text = {0};
        buf_printf(&text, "%s: %.*s", field->name, (int)value.written.len, value.written.ptr);
        ret.items[ret.count++] = text_make(arena_take(arena, &text), 0);
    }
    return ret;
}

static void compare_fields(const Finding *finding, const Comparing *comparing) {
    const Entry *a = comparing->old_entry;
    const Entry *b = comparing->new_entry;
    const Schema *own = entry_kinds[b->kind].schema;
    const Schema *with_extra = finding->after->sources.config.schemas[b->kind];
    fields_compare(comparing, finding->has_same_extra ? with_extra : own, a, b);
    if (finding->has_same_extra) return;
    texts_compare(comparing, STR("extra"), list_extra(finding->before, a, comparing->arena),
                  list_extra(finding->after, b, comparing->arena));
}

static void compare_pair(Finding *finding, const Entry *old_entry, const Entry *new_entry) {
    Difference *to = finding->to;
    const SourceFile *old_file = side_file(finding->before, old_entry);
    const SourceFile *new_file = side_file(finding->after, new_entry);
    bool is_moved = !str_equal(old_entry->address, new_entry->address);
    bool is_same = hash_equal(old_file->hash, new_file->hash);
    if (is_same && !is_moved) return;
    PageChange page = {0};
    Comparing comparing = {finding->before, finding->after, old_file->entry, new_file->entry,
                           &to->arena, &page.fields};
    if (!is_same) {
        compare_fields(finding, &comparing);
        compare_items(&comparing);
        texts_compare(&comparing, STR("links"), list_links(old_entry, &to->arena),
                      list_links(new_entry, &to->arena));
        prose_compare(finding->before, old_file->entry, finding->after, new_file->entry,
                      &to->arena, &page.sections);
    }
    if (!is_moved && !page.fields.count && !page.sections.count) return;
    PageChange *added = add_page(finding, is_moved ? PAGE_MOVED : PAGE_CHANGED, old_entry,
                                 new_entry);
    added->fields = page.fields;
    added->sections = page.sections;
    added->is_lost = is_moved && !leads(finding, old_entry->address);
}

static void compare_settings(Finding *finding) {
    FieldChanges changes = {0};
    Comparing comparing = {finding->before, finding->after, NULL, NULL, &finding->to->arena,
                           &changes};
    fields_compare(&comparing, &config_schema, &finding->before->site.config,
                   &finding->after->site.config);
    if (changes.count) add_page(finding, PAGE_CHANGED, NULL, NULL)->fields = changes;
}

static void compare_entries(Finding *finding) {
    const Site *before = &finding->before->site;
    const Site *after = &finding->after->site;
    size_t *partners = ARENA_NEW(&finding->to->arena, size_t, before->entry_count + 1);
    // Who stands where it stood is no successor of others.
    for (size_t i = 0; i < before->entry_count; i++) {
        partners[i] = table_get(&after->entries_by_path, before->entries[i]->path);
        if (partners[i] != TABLE_NONE) finding->is_paired[partners[i]] = true;
    }
    for (size_t i = 0; i < before->entry_count; i++) {
        const Entry *old_entry = before->entries[i];
        const Entry *new_entry = partners[i] == TABLE_NONE ? find_successor(finding, old_entry)
                                                           : after->entries[partners[i]];
        if (new_entry) {
            compare_pair(finding, old_entry, new_entry);
        } else {
            PageChange *page = add_page(finding, PAGE_REMOVED, old_entry, NULL);
            page->is_lost = !leads(finding, old_entry->address);
            page->is_hidden = side_file(finding->after, old_entry);
        }
    }
    for (size_t i = 0; i < after->entry_count; i++) {
        if (finding->is_paired[i]) continue;
        PageChange *page = add_page(finding, PAGE_ADDED, NULL, after->entries[i]);
        page->is_hidden = side_file(finding->before, after->entries[i]);
    }
}

static const Entry *entry_of(const PageChange *page) {
    return page->new_entry ? page->new_entry : page->old_entry;
}

static int compare_pages(const void *left, const void *right) {
    const PageChange *a = left;
    const PageChange *b = right;
    int kind_a = entry_of(a) ? (int)entry_of(a)->kind : -1;
    int kind_b = entry_of(b) ? (int)entry_of(b)->kind : -1;
    return kind_a != kind_b ? (kind_a > kind_b) - (kind_a < kind_b) : str_compare(a->path, b->path);
}

static void settle_pages(Finding *finding) {
    Difference *to = finding->to;
    to->page_count = finding->pages.count;
    to->pages = ARENA_NEW(&to->arena, PageChange, to->page_count + 1);
    const PageChange *items = finding->pages.items;
    for (size_t i = 0; i < to->page_count; i++) {
        to->pages[i] = items[i];
        to->state_counts[items[i].state]++;
    }
    qsort(to->pages, to->page_count, sizeof *to->pages, compare_pages);
}

// Shared changes.

typedef struct Sharing {
    SharedChange shared;
    size_t last_page;        // 1 + its index
    bool is_part;            // the values are not the same as a whole
} Sharing;

static bool may_be_shared(const FieldChange *change) {
    return !change->is_figure && !change->is_order;
}

static bool is_in_word(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte) || (byte & 0x80);
}

// The run of letters and digits that an edit lies in: of "oes/2023/a.htm" and "oes/2024/a.htm" the
// years.
static void find_core(Str *before, Str *after) {
    size_t start = 0;
    size_t end = 0;
    Str a = *before;
    Str b = *after;
    size_t least = a.len < b.len ? a.len : b.len;
    while (start < least && a.ptr[start] == b.ptr[start]) start++;
    while (end < least - start && a.ptr[a.len - 1 - end] == b.ptr[b.len - 1 - end]) end++;
    while (start && is_in_word(a.ptr[start - 1])) start--;
    while (end && is_in_word(a.ptr[a.len - end])) end--;
    *before = str_slice(a, start, a.len - end);
    *after = str_slice(b, start, b.len - end);
}

static Str sharing_key(const FieldChange *change, Arena *arena) {
    Buf key = {0};
    Str before = change->old_value.written;
    Str after = change->new_value.written;
    if (change->is_data) find_core(&before, &after);
    const Str parts[] = {change->kind, before, after};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        buf_add(&key, parts[i]);
        buf_add_char(&key, '\0');
    }
    return arena_take(arena, &key);
}

static int compare_shared(const void *left, const void *right) {
    const SharedChange *a = left;
    const SharedChange *b = right;
    if (a->page_count != b->page_count) return a->page_count < b->page_count ? 1 : -1;
    int order = str_compare(a->change->kind, b->change->kind);
    if (!order) order = str_compare(a->old_value.written, b->old_value.written);
    return order ? order : str_compare(a->new_value.written, b->new_value.written);
}

// Counts the pages that have a change.
static void share(const FieldChange *change, size_t page, Table *table, List *sharings,
                  Arena *scratch) {
    size_t at = table_add(table, sharing_key(change, scratch), sharings->count);
    Sharing *sharing = at == TABLE_NONE ? list_add(sharings, sizeof *sharing)
                                        : (Sharing *)sharings->items + at;
    if (at == TABLE_NONE) sharing->shared.change = change;
    const FieldChange *first = sharing->shared.change;
    sharing->is_part |= !str_equal(first->old_value.written, change->old_value.written) ||
                        !str_equal(first->new_value.written, change->new_value.written);
    if (sharing->last_page != page + 1) sharing->shared.page_count++;
    sharing->last_page = page + 1;
}

static void mark_shared(FieldChange *change, const Table *table, const List *sharings,
                        Arena *scratch) {
    size_t at = table_get(table, sharing_key(change, scratch));
    change->is_shared = ((const Sharing *)sharings->items)[at].shared.page_count >= SHARED_MIN;
}

static Value part_of(Str core, Arena *arena) {
    Buf text = {0};
    buf_printf(&text, "…%.*s…", (int)core.len, core.ptr);
    return value_of_text(arena_take(arena, &text));
}

static SharedChange settle_sharing(const Sharing *sharing, Arena *arena) {
    SharedChange ret = sharing->shared;
    ret.old_value = ret.change->old_value;
    ret.new_value = ret.change->new_value;
    if (!sharing->is_part) return ret;
    Str before = ret.old_value.written;
    Str after = ret.new_value.written;
    find_core(&before, &after);
    ret.old_value = part_of(before, arena);
    ret.new_value = part_of(after, arena);
    return ret;
}

static void keep_shared(Difference *to, const List *sharings) {
    const Sharing *items = sharings->items;
    to->shared = ARENA_NEW(&to->arena, SharedChange, sharings->count + 1);
    for (size_t i = 0; i < sharings->count; i++) {
        bool is_shared = items[i].shared.page_count >= SHARED_MIN;
        if (is_shared) to->shared[to->shared_count++] = settle_sharing(&items[i], &to->arena);
    }
    qsort(to->shared, to->shared_count, sizeof *to->shared, compare_shared);
}

static void find_shared(Difference *to) {
    Arena scratch = {0};
    Table table = {0};
    List sharings = {0};     // of Sharing
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < to->page_count; i++) {
            FieldChanges *fields = &to->pages[i].fields;
            for (size_t j = 0; j < fields->count; j++) {
                if (!may_be_shared(&fields->items[j])) continue;
                if (pass) mark_shared(&fields->items[j], &table, &sharings, &scratch);
                else share(&fields->items[j], i, &table, &sharings, &scratch);
            }
        }
    }
    keep_shared(to, &sharings);
    table_free(&table);
    free(sharings.items);
    arena_free(&scratch);
}

// Figures.

static int64_t size_of(const FieldChange *change) {
    return !change->has_share ? -1 : change->share < 0 ? -change->share : change->share;
}

static void put_headline_first(FigureGroup *group) {
    size_t at = 0;
    while (at < group->count && !group->items[at]->is_headline) at++;
    if (at == group->count) return;
    const FieldChange *headline = group->items[at];
    for (; at > 0; at--) group->items[at] = group->items[at - 1];
    group->items[0] = headline;
}

static void add_figures(Difference *to, const PageChange *page, List *groups) {
    const FieldChange *before = NULL;
    FigureGroup *group = NULL;
    for (size_t i = 0; i < page->fields.count; i++) {
        const FieldChange *change = &page->fields.items[i];
        if (!change->is_figure) continue;
        if (!before || before->group != change->group) {
            group = list_add(groups, sizeof *group);
            *group = (FigureGroup){.page = page, .size = -1};
            group->items = ARENA_NEW(&to->arena, const FieldChange *, page->fields.count - i);
        }
        group->items[group->count++] = change;
        if (size_of(change) > group->size) group->size = size_of(change);
        before = change;
    }
}

static int compare_groups(const void *left, const void *right) {
    const FigureGroup *a = left;
    const FigureGroup *b = right;
    if (a->size != b->size) return a->size < b->size ? 1 : -1;
    int order = str_compare(a->page->path, b->page->path);
    return order ? order : (a->items[0]->group > b->items[0]->group) -
                               (a->items[0]->group < b->items[0]->group);
}

static void find_figures(Difference *to) {
    List groups = {0};       // of FigureGroup
    for (size_t i = 0; i < to->page_count; i++) add_figures(to, &to->pages[i], &groups);
    to->figures = ARENA_NEW(&to->arena, FigureGroup, groups.count + 1);
    to->figure_count = groups.count;
    for (size_t i = 0; i < groups.count; i++) to->figures[i] = ((FigureGroup *)groups.items)[i];
    free(groups.items);
    qsort(to->figures, to->figure_count, sizeof *to->figures, compare_groups);
    for (size_t i = 0; i < to->figure_count; i++) put_headline_first(&to->figures[i]);
}

// Concerns.

static void add_concern(List *list, ConcernKind kind, const PageChange *page,
                        const FieldChange *change) {
    *(Concern *)list_add(list, sizeof(Concern)) = (Concern){kind, page, change};
}

// Who verified it saw another profile. What was imported waits for its review anyway.
static bool is_unverified(const PageChange *page) {
    const Role *before = page->old_entry ? entry_role(page->old_entry) : NULL;
    const Role *after = page->new_entry ? entry_role(page->new_entry) : NULL;
    bool has_changed = before && after && (page->fields.count || page->sections.count);
    return has_changed && after->verified.date.year &&
           date_compare(before->verified.date, after->verified.date) == 0 &&
           !str_equal(text_str(after->verified.method), STR("imported"));
}

static void find_figure_concerns(const FigureGroup *group, List *list) {
    const FieldChange *gone = NULL;
    const FieldChange *largest = NULL;
    for (size_t i = 0; i < group->count; i++) {
        const FieldChange *change = group->items[i];
        if (change->is_gone && !gone) gone = change;
        bool is_large = size_of(change) > LARGE_CHANGE;
        if (is_large && (!largest || size_of(change) > size_of(largest))) largest = change;
    }
    if (gone) add_concern(list, CONCERN_GONE, group->page, gone);
    if (largest) add_concern(list, CONCERN_LARGE, group->page, largest);
}

static void find_concerns(Difference *to) {
    List list = {0};         // of Concern
    for (size_t i = 0; i < to->page_count; i++) {
        if (to->pages[i].is_lost) add_concern(&list, CONCERN_LOST, &to->pages[i], NULL);
        if (is_unverified(&to->pages[i])) {
            add_concern(&list, CONCERN_UNVERIFIED, &to->pages[i], NULL);
        }
    }
    for (size_t i = 0; i < to->figure_count; i++) find_figure_concerns(&to->figures[i], &list);
    to->concerns = ARENA_NEW(&to->arena, Concern, list.count + 1);
    // By kind, and within each as they were found.
    for (int kind = 0; kind < CONCERN_KIND_COUNT; kind++) {
        for (size_t i = 0; i < list.count; i++) {
            const Concern *concern = (const Concern *)list.items + i;
            if ((int)concern->kind == kind) to->concerns[to->concern_count++] = *concern;
        }
    }
    free(list.items);
}

void difference_find(Side *before, Side *after, Difference *ret) {
    Finding finding = {.before = before, .after = after, .to = ret};
    begin(&finding);
    compare_settings(&finding);
    compare_entries(&finding);
    settle_pages(&finding);
    find_shared(ret);
    find_figures(ret);
    find_concerns(ret);
    free(finding.pages.items);
    table_free(&finding.addresses);
    table_free(&finding.titles);
    table_free(&finding.redirects);
}

void difference_free(Difference *difference) {
    arena_free(&difference->arena);
}
