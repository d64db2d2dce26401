// Lints of what was taken from public tables: whether it fits together, and is told of as licences
// ask for.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site/lints/lints.h"
#include "site/salaries.h"
#include "site/site.h"
#include "site/sourcing.h"

// A publication whose licence asks for a statement.
static const struct Licensed {
    const char *names[2];    // the beginning of its source's name has both
    const char *host;        // or its address is one of this, or below
    const char *hint;
} licensed[] = {
    {{"O*NET", "Database"}, "onetcenter.org",
     "write the statement that https://www.onetcenter.org/license_db.html asks for"},
    {{"Office for National Statistics", "Office"}, "ons.gov.uk",
     "write \"Source: Office for National Statistics licensed under the Open Government Licence "
     "v3.0.\""},
};

static bool has(Str text, const char *part) {
    return text.len && memmem(text.ptr, text.len, part, strlen(part));
}

static bool ends_host(char byte) {
    return byte == '/' || byte == ':' || byte == '?' || byte == '#';
}

static Str host_of(Str url) {
    const char *slashes = url.len ? memmem(url.ptr, url.len, "//", 2) : NULL;
    if (!slashes) return (Str){0};
    Str name = str_slice(url, (size_t)(slashes - url.ptr) + 2, url.len);
    size_t size = 0;
    while (size < name.len && !ends_host(name.ptr[size])) size++;
    return str_slice(name, 0, size);
}

// Whether a host is this one, or below it: "www.ons.gov.uk" is below "ons.gov.uk".
static bool is_at(Str host, Str top) {
    return str_ends_with(host, top) &&
           (host.len == top.len || host.ptr[host.len - top.len - 1] == '.');
}

static void check_source(const Linting *linting, Str path, const Source *source) {
    Str name = source_first_name(source);
    Str host = host_of(text_str(source->url));
    for (size_t i = 0; i < sizeof licensed / sizeof licensed[0]; i++) {
        bool is_named = has(name, licensed[i].names[0]) && has(name, licensed[i].names[1]);
        bool is_meant = is_named || is_at(host, str_from(licensed[i].host));
        if (!is_meant || source->attribution.len) continue;
        diag_warning(linting->diags, (Place){path, source->name.offset}, "missing-attribution",
                     licensed[i].hint, "the licence of this source asks for an 'attribution'");
        return;
    }
}

static void check_attribution(const Linting *linting, const Entry *entry) {
    const Role *role = entry_role(entry);
    for (size_t i = 0; role && i < role->sources.count; i++) {
        check_source(linting, entry->path, &role->sources.items[i]);
    }
}

static void check_site_attribution(const Linting *linting, const Site *site) {
    for (size_t i = 0; i < site->config.sources.count; i++) {
        check_source(linting, CONFIG_PATH, &site->config.sources.items[i]);
    }
}

enum { OTHERS_SIZE = 48 };

// "; so are 4 more", where one of so many is shown.
static const char *add_others(char out[OTHERS_SIZE], size_t count) {
    out[0] = '\0';
    if (count > 1) {
        snprintf(out, OTHERS_SIZE, "; so %s %zu more", count == 2 ? "is" : "are", count - 1);
    }
    return out;
}

// Once a site: of 800 profiles that are as they came nobody reads 800 lines.
static void check_reviews(const Linting *linting, const Site *site) {
    const Role *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        bool is_meant = !role->entry.is_draft && !role->entry.is_withheld &&
                        str_equal(text_str(role->verified.method), STR("imported")) &&
                        !lint_is_silent(&role->entry, "imported-unreviewed");
        if (!is_meant) continue;
        if (!first) first = role;
        count++;
    }
    if (!first) return;
    char others[OTHERS_SIZE];
    diag_warning(linting->diags, entry_place(&first->entry, first->verified.method.offset),
                 "imported-unreviewed",
                 "read it, and write 'method: reviewed'; until then 'draft: true' keeps it in",
                 "this page is as it was imported%s", add_others(others, count));
}

// Roles that cannot be told apart by their code. An edit of a title that is told here is one of a
// file that is spoken of.
static void check_shared(const Linting *linting, const Site *site) {
    Table seen = {0};
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        const Text *code = role->codes.onet.len ? &role->codes.onet : &role->codes.soc;
        size_t first = code->len ? table_add(&seen, text_str(*code), i) : TABLE_NONE;
        if (first == TABLE_NONE) continue;
        const Role *other = site->roles.items[first];
        const Text *theirs = other->codes.onet.len ? &other->codes.onet : &other->codes.soc;
        diags_relate(linting->diags, entry_place(&other->entry, theirs->offset),
                     "it stands here first");
        diag_warning(linting->diags, entry_place(&role->entry, code->offset), "shared-code",
                     "check both; where both are right, say on each page what sets it apart",
                     "'%.*s' has this code, too: its figures are those of the same occupation",
                     (int)other->entry.title.len, other->entry.title.ptr);
    }
    table_free(&seen);
}

// The salaries of one publication and region, by the time that they describe.
typedef struct Vintages {
    Date newest;
    size_t newest_count;
    const Role *oldest_role; // the first of the oldest
    const Salary *oldest;
    size_t count;
} Vintages;

// Of a month and its year neither is the earlier one.
static bool is_earlier(Date a, Date b) {
    if (a.year != b.year) return a.year < b.year;
    return a.month && b.month && a.month < b.month;
}

// Salaries of one source, day and region, of which the first stands for all.
typedef struct Vintage {
    const Role *role;
    const Salary *salary;
    size_t count;
} Vintage;

static void add_vintage(Vintages *vintages, const Vintage *vintage) {
    Date as_of = vintage->salary->as_of;
    bool is_first = !vintages->count;
    vintages->count += vintage->count;
    if (is_first || is_earlier(as_of, vintages->oldest->as_of)) {
        vintages->oldest_role = vintage->role;
        vintages->oldest = vintage->salary;
    }
    bool is_newest = is_first || is_earlier(vintages->newest, as_of);
    if (is_newest) vintages->newest_count = 0;
    if (is_newest) vintages->newest = as_of;
    if (!is_earlier(as_of, vintages->newest)) vintages->newest_count += vintage->count;
}

static void report_vintages(const Linting *linting, const Vintages *vintages) {
    size_t behind = vintages->count - vintages->newest_count;
    char newest[DATE_TEXT_SIZE];
    char others[OTHERS_SIZE];
    size_t size = date_write(vintages->newest, newest);
    diag_warning(linting->diags,
                 entry_place(&vintages->oldest_role->entry, vintages->oldest->as_of.offset),
                 "mixed-vintage", "bring all of them up to date: 'metier help refresh'",
                 "others of this source and region are of %.*s, and these are older%s",
                 (int)size, newest, add_others(others, behind));
}

// The index of what is listed under a key, which is listed where it is new.
static size_t find_listed(Table *by_key, List *list, size_t size, Arena *arena, Str key) {
    size_t index = table_get(by_key, key);
    if (index != TABLE_NONE) return index;
    list_add(list, size);
    table_add(by_key, arena_copy(arena, key), list->count - 1);
    return list->count - 1;
}

// All salaries by their sources, days and regions, which few sites have many of.
static List list_vintages(const Site *site, Arena *arena) {
    Table by_key = {0};
    List ret = {0};          // of Vintage
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->salaries.count; j++) {
            const Salary *salary = &role->salaries.items[j];
            if (!salary->source.len || !salary->as_of.year || !salary_has_figure(salary)) {
                continue;
            }
            struct { Hash origin; size_t region; } key = {salary->origin, salary->region_index};
            size_t index = find_listed(&by_key, &ret, sizeof(Vintage), arena,
                                       (Str){(const char *)&key, sizeof key});
            Vintage *vintage = &((Vintage *)ret.items)[index];
            if (!vintage->count++) *vintage = (Vintage){role, salary, 1};
        }
    }
    table_free(&by_key);
    return ret;
}

static void check_vintages(const Linting *linting, const Site *site) {
    Arena arena = {0};
    Table by_key = {0};
    List all = {0};          // of Vintages
    List listed = list_vintages(site, &arena);
    for (size_t i = 0; i < listed.count; i++) {
        const Vintage *vintage = &((Vintage *)listed.items)[i];
        const Source *source = role_source(vintage->role, text_str(vintage->salary->source));
        Str key = arena_join(&arena, source_key(source, &arena), STR("\n"));
        key = arena_join(&arena, key, text_str(vintage->salary->region));
        size_t index = find_listed(&by_key, &all, sizeof(Vintages), &arena, key);
        add_vintage(&((Vintages *)all.items)[index], vintage);
    }
    for (size_t i = 0; i < all.count; i++) {
        const Vintages *vintages = &((Vintages *)all.items)[i];
        if (vintages->newest_count < vintages->count) report_vintages(linting, vintages);
    }
    free(listed.items);
    free(all.items);
    table_free(&by_key);
    arena_free(&arena);
}

static bool is_plain_number(Str text) {
    size_t i = 0;
    while (i < text.len && (ascii_is_digit(text.ptr[i]) || strchr(",.%", text.ptr[i]))) i++;
    return i == text.len;
}

static void report_replaced(const Linting *linting, const Entry *entry, const Replaced *figure,
                            size_t offset) {
    Buf hint = {0};
    buf_printf(&hint, "write '%.*s', and look whether the sentence is still true",
               (int)figure->now.len, figure->now.ptr);
    if (is_plain_number(figure->old) && is_plain_number(figure->now)) {
        diags_propose(linting->diags, (Edit){.offset = offset, .size = figure->old.len,
                                             .text = figure->now});
    }
    diag_warning(linting->diags, entry_place(entry, offset), "replaced-figure", hint.ptr,
                 "'%.*s' is '%.*s' by now, and the text still says the older", (int)figure->old.len,
                 figure->old.ptr, (int)figure->now.len, figure->now.ptr);
    buf_free(&hint);
}

static void check_replaced(const Linting *linting, const Entry *entry) {
    const ReplacedFigures *all = &linting->sources->replaced;
    const Replaced *figure = replaced_first(all, entry->path);
    Str prose[PROSE_COUNT] = {0};
    if (figure) replaced_find_prose(linting->text, entry->body_offset, prose);
    for (; figure; figure = replaced_next(all, figure)) {
        for (size_t i = 0; i < PROSE_COUNT; i++) {
            size_t start = prose[i].len ? (size_t)(prose[i].ptr - linting->text.ptr) : 0;
            for (size_t at = 0; replaced_find(prose[i], figure->old, &at); at += figure->old.len) {
                report_replaced(linting, entry, figure, start + at);
            }
        }
    }
}

static const Lint rows[] = {
    {"replaced-figure", SEVERITY_WARNING,
     "a text that says a figure of an older table contradicts the page's own",
     .check_entry = check_replaced},
    {"missing-attribution", SEVERITY_WARNING,
     "who publishes figures under a licence asks to be named as it says",
     .check_entry = check_attribution, .check_site = check_site_attribution, .reads = FACTS_REST},
    {"imported-unreviewed", SEVERITY_WARNING,
     "what a program made of tables is for readers when somebody has read it",
     .check_site = check_reviews, .reads = FACTS_OWN | FACTS_REST},
    {"shared-code", SEVERITY_WARNING, "roles of one code have the figures of one occupation",
     .check_site = check_shared, .reads = FACTS_CODES},
    {"mixed-vintage", SEVERITY_WARNING,
     "who compares figures of one source takes them for those of one time",
     .check_site = check_vintages, .reads = FACTS_PAY},
};
const LintFamily public_data_lints = LINT_FAMILY("tables", rows);
