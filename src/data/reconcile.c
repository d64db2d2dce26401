#include "data/reconcile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "data/profile.h"
#include "format/yaml_edit.h"
#include "site/front_matter.h"

enum { FILE_MAX_SIZE = 16 * 1024 * 1024, SOURCES_MAX = 16 };

// What becomes of a unit.
typedef enum Verdict {
    VERDICT_SAME,            // nothing is new
    VERDICT_MOVES,           // the source's new figures are written
    VERDICT_AGREES,          // the profile has them already
    VERDICT_EDITED,          // its editor has changed it, and so has the source
    VERDICT_GONE,            // the source does not tell it any more
    VERDICT_UNLOCKED,        // the lock does not have it
} Verdict;

// One profile at work.
typedef struct Work {
    Reconciling *all;
    const SourceFile *file;
    const Role *role;
    YamlEditing editing;
    OwnedList owned;         // in the profile
    OwnedList told;          // by the tables
    List puts;               // of OwnedUnit: what the lock is to hold, once the profile is edited
    Str moved[SOURCES_MAX];  // sources whose first figures are those of the tables
    size_t moved_count;
    Str seen[SOURCES_MAX];
    size_t seen_count;
    Buf changes;
} Work;

static bool is_vintage(Str name) {
    return str_equal(name, STR("vintage")) || str_equal(name, STR("retrieved"));
}

// Whether the fields of `part` have the values that they have in `whole`.
static bool is_part_of(const OwnedUnit *part, const OwnedUnit *whole, bool with_retrieved) {
    for (size_t i = 0; i < part->count; i++) {
        const OwnedField *field = &part->fields[i];
        const OwnedField *other = owned_field(whole, field->name);
        if (!with_retrieved && str_equal(field->name, STR("retrieved"))) continue;
        if (!owned_field_equal(field, other) || (!other && !field->is_null)) return false;
    }
    return !part->is_foreign;
}

static bool is_told_as_locked(const OwnedUnit *told, const OwnedUnit *locked) {
    return is_part_of(told, locked, false) && is_part_of(locked, told, false);
}

// Whether the source has no value any more for a field that the profile shows.
static const OwnedField *find_gone(const OwnedUnit *owned, const OwnedUnit *locked,
                                   const OwnedUnit *told) {
    for (size_t i = 0; i < locked->count; i++) {
        const OwnedField *field = &locked->fields[i];
        const OwnedField *now = owned_field(told, field->name);
        bool is_shown = !field->is_null && owned_field(owned, field->name);
        if (is_shown && !is_vintage(field->name) && (!now || now->is_null)) return field;
    }
    return NULL;
}

// ---- what is said

static Place unit_place(const Work *work, const OwnedUnit *unit) {
    size_t offset = unit && unit->node ? unit->node->offset : DIAG_NO_OFFSET;
    return (Place){work->file->path, offset};
}

static void add_value(const OwnedField *field, Buf *out) {
    if (!field || field->is_null) buf_add(out, STR("nothing"));
    else buf_add(out, str_cut(field->text, 80));
}

// The first field in which two units differ; what is written to be read comes first.
static const OwnedField *first_difference(const OwnedUnit *a, const OwnedUnit *b) {
    static const char *const telling[] = {"median", "average", "growth", "openings", "text",
                                          "name"};
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
        const OwnedField *field = owned_field(a, str_from(telling[i]));
        bool differs = field && !owned_field_equal(field, owned_field(b, field->name));
        if (differs) return field;
    }
    for (size_t i = 0; i < a->count; i++) {
        const OwnedField *field = &a->fields[i];
        if (is_vintage(field->name)) continue;
        if (!owned_field_equal(field, owned_field(b, field->name))) return field;
    }
    return NULL;
}

// The last part of its address, by which the command line knows it.
static Str slug_of(const Work *work) {
    Str address = work->role->entry.address;
    Str folder = str_from(entry_kinds[ENTRY_ROLE].address);
    return address.len > folder.len ? str_slice(address, folder.len, address.len - 1)
                                    : work->file->path;
}

static void warn_edited(const Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                        const OwnedUnit *told) {
    const OwnedField *field = first_difference(owned, locked);
    Str name = field ? field->name : STR("form");
    Str slug = slug_of(work);
    Buf text = {0};
    Buf hint = {0};
    buf_printf(&hint, "'--take %.*s:%.*s' writes the source's, '--keep' in its place settles it",
               (int)slug.len, slug.ptr, (int)told->name.len, told->name.ptr);
    add_value(field, &text);
    buf_add(&text, STR("; it was "));
    add_value(owned_field(locked, name), &text);
    buf_add(&text, STR(", and the source says "));
    add_value(owned_field(told, name), &text);
    diag_warning(work->all->diags, unit_place(work, owned), "kept-figure", hint.ptr,
                 "'%.*s' stays as its editor has it: '%.*s' is %s", (int)told->name.len,
                 told->name.ptr, (int)name.len, name.ptr, text.ptr);
    buf_free(&text);
    buf_free(&hint);
}

static void warn_gone(const Work *work, const OwnedUnit *owned, const OwnedField *field) {
    Str code = work->role->codes.soc.str;
    Str name = field ? field->name : owned->name;
    diag_warning(work->all->diags, unit_place(work, owned), "gone-figure",
                 "it stays as it is; take it out by hand where it misleads",
                 "%.*s: the source does not tell '%.*s' of '%.*s' any more", (int)code.len,
                 code.ptr, (int)name.len, name.ptr, (int)owned->name.len, owned->name.ptr);
}

// Of what is a person's own prose nothing is said.
static void warn_unlocked(const Work *work, const OwnedUnit *owned, const OwnedUnit *told) {
    Str kind = owned_kind_of(owned->name);
    bool is_figures = str_equal(kind, STR("salary")) || str_equal(kind, STR("outlook")) ||
                      str_equal(kind, SOURCES_UNIT);
    if (!is_figures) return;
    if (!work->all->is_adopting) {
        diag_warning(work->all->diags, unit_place(work, owned), "unlocked-figures",
                     "'metier refresh --adopt' with the tables that they were taken from",
                     "'%.*s' stays: the lock does not say whether it is its editor's",
                     (int)owned->name.len, owned->name.ptr);
        return;
    }
    const OwnedField *field = first_difference(owned, told);
    Buf text = {0};
    add_value(field, &text);
    buf_add(&text, STR(", and the source says "));
    add_value(field ? owned_field(told, field->name) : NULL, &text);
    diag_warning(work->all->diags, unit_place(work, owned), "unlocked-figures",
                 "compare the two: what does not agree stays its editor's",
                 "'%.*s' does not agree with the tables: '%.*s' is %s", (int)owned->name.len,
                 owned->name.ptr, (int)(field ? field->name.len : 4),
                 field ? field->name.ptr : "form", text.ptr);
    buf_free(&text);
}

static bool refuse_older(const Work *work, const OwnedUnit *owned, const OwnedField *then,
                         const OwnedField *now) {
    return diag_error(work->all->diags, unit_place(work, owned), "wrong-vintage",
                      "give later tables; or restore the profiles and the lock from git",
                      "the lock has later figures of this, of %.*s, than the tables, of %.*s",
                      (int)then->text.len, then->text.ptr, (int)now->text.len, now->text.ptr);
}

// "$86,070" of "86070", in the site's language.
static void add_amount(const Work *work, const OwnedUnit *unit, const OwnedField *field,
                       Buf *out) {
    const OwnedField *currency = owned_field(unit, STR("currency"));
    Str text = field && !field->is_null ? field->text : (Str){0};
    int64_t cents = 0;
    size_t at = 0;
    for (; at < text.len && ascii_is_digit(text.ptr[at]) && at < 12; at++) {
        cents = cents * 10 + (text.ptr[at] - '0');
    }
    bool has_cents = at + 3 == text.len && text.ptr[at] == '.' &&
                     ascii_is_digit(text.ptr[at + 1]) && ascii_is_digit(text.ptr[at + 2]);
    cents *= 100;
    if (has_cents) cents += (text.ptr[at + 1] - '0') * 10 + text.ptr[at + 2] - '0';
    const NumberFormat *format =
        currency && at && (has_cents || at == text.len)
            ? locale_money(work->all->site->locale, currency->text) : NULL;
    if (format && format->fraction_digits == 2) {
        number_write(money_with_digits(format, has_cents), cents, out);
    } else {
        add_value(field, out);
    }
}

static void note_change(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                        const OwnedUnit *told) {
    const OwnedField *field = first_difference(told, locked ? locked : owned);
    if (!field || str_equal(told->name, SOURCES_UNIT)) return;
    Buf *out = &work->changes;
    Str title = work->role->entry.title.str;
    Str part = str_slice(told->name, str_find(told->name, ' '), told->name.len);
    if (out->len) buf_add(out, STR("; "));
    else buf_printf(out, "%.*s: ", (int)title.len, title.ptr);
    if (part.len && !str_equal(part, STR(" US"))) buf_printf(out, "%.*s ", (int)part.len - 1,
                                                             part.ptr + 1);
    bool is_text = str_equal(field->name, STR("text"));
    bool is_year = str_equal(field->name, STR("from"));
    if (is_text || is_year) buf_printf(out, "%.*s ", (int)told->name.len, told->name.ptr);
    if (!is_text) buf_printf(out, "%.*s ", (int)field->name.len, field->name.ptr);
    add_amount(work, owned, owned_field(owned, field->name), out);
    buf_add(out, STR(" → "));
    add_amount(work, told, field, out);
}

// ---- what is written

// Of the texts of an entry in `sources` the vintage is the source's, and all else stays.
static Str with_vintage(Arena *arena, Str text, Str old, Str new) {
    for (size_t i = 0; old.len && i + old.len <= text.len; i++) {
        if (!str_starts_with(str_slice(text, i, text.len), old)) continue;
        Str start = arena_join(arena, str_slice(text, 0, i), new);
        return arena_join(arena, start, str_slice(text, i + old.len, text.len));
    }
    return text;
}

static void prepare_source(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                           OwnedUnit *told) {
    static const char *const texts[] = {"name", "attribution", NULL};
    Arena *arena = work->editing.arena;
    Date now = work->all->site->options.now;
    const OwnedField *then = locked ? owned_field(locked, STR("vintage")) : NULL;
    const OwnedField *vintage = owned_field(told, STR("vintage"));
    for (size_t i = 0; then && i < told->count; i++) {
        OwnedField *field = &told->fields[i];
        const OwnedField *own = owned_field(owned, field->name);
        bool is_as_locked = own && owned_field_equal(own, owned_field(locked, field->name));
        if (!is_as_locked || !str_is_among(field->name, texts)) continue;
        field->text = with_vintage(arena, own->text,
                                   origins_vintage_words(told->source, then->text, arena),
                                   origins_vintage_words(told->source, vintage->text, arena));
    }
    if (!owned_field(owned, STR("retrieved"))) return;
    Buf day = {0};
    buf_printf(&day, "%04d-%02d-%02d", now.year, now.month, now.day);
    owned_add_field(arena, told, (OwnedField){.name = STR("retrieved"),
                                              .text = arena_take(arena, &day)});
}

// What the tables say, as this profile takes it.
static void prepare(Work *work, const OwnedUnit *owned, const OwnedUnit *locked, OwnedUnit *told) {
    static const Str only = {"only_period", 11};
    if (str_equal(told->name, SOURCES_UNIT)) prepare_source(work, owned, locked, told);
    bool has_only = locked && owned_field(locked, only);
    if (has_only && !owned_field(told, only)) {
        owned_add_field(work->editing.arena, told,
                        (OwnedField){.name = only, .text = STR("false")});
    }
}

// The mapping of a profile that a new field belongs into, and what it stands before.
static YamlNode *find_place(const OwnedUnit *owned, const OwnedUnit *told, const OwnedField *field,
                            YamlNode **ret_next) {
    YamlNode *mapping = owned->node;
    *ret_next = NULL;
    if (!field->mapping || mapping->kind != YAML_MAPPING) return NULL;
    if (field->mapping != told->node) {
        Str key = field->mapping->key;
        mapping = mapping->first;
        while (mapping && !(mapping->kind == YAML_MAPPING && str_equal(mapping->key, key))) {
            mapping = mapping->next;
        }
    }
    for (const YamlNode *later = field->node->next; mapping && later && !*ret_next;
         later = later->next) {
        YamlNode *node = mapping->first;
        while (node && !str_equal(node->key, later->key)) node = node->next;
        *ret_next = node;
    }
    return mapping;
}

static bool edit_unit(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                      const OwnedUnit *told) {
    bool is_done = !owned->is_foreign;
    for (size_t i = 0; is_done && i < told->count; i++) {
        const OwnedField *field = &told->fields[i];
        const OwnedField *own = owned_field(owned, field->name);
        YamlNode *next = NULL;
        if (own && !owned_field_equal(own, field)) {
            is_done = yaml_edit_set(&work->editing, own->mapping, own->node, field->text,
                                    field->is_null);
        } else if (!own && !(locked && owned_field(locked, field->name)) && field->node) {
            YamlNode *mapping = find_place(owned, told, field, &next);
            is_done = mapping && yaml_edit_add(&work->editing, mapping, next, field->name,
                                               field->text, field->is_null);
        }
    }
    return is_done;
}

static void put_later(Work *work, const OwnedUnit *unit) {
    *(OwnedUnit *)list_add(&work->puts, sizeof *unit) = *unit;
}

// ---- the rule

static const Decision *find_decision(const Work *work, const OwnedUnit *unit) {
    for (size_t i = 0; i < work->all->decision_count; i++) {
        const Decision *decision = &work->all->decisions[i];
        if (decision->file != work->file) continue;
        bool is_kind = str_equal(decision->kind, owned_kind_of(unit->name));
        bool is_it = !decision->unit.len || str_equal(decision->unit, unit->name);
        if (is_kind && is_it) return decision;
    }
    return NULL;
}

static Verdict judge(const OwnedUnit *owned, const OwnedUnit *locked, const OwnedUnit *told) {
    if (!locked) return VERDICT_UNLOCKED;
    bool is_as_locked = is_part_of(owned, locked, true);
    bool is_told_new = !is_told_as_locked(told, locked);
    if (!is_told_new) return VERDICT_SAME;
    if (is_as_locked) return find_gone(owned, locked, told) ? VERDICT_GONE : VERDICT_MOVES;
    return is_part_of(owned, told, false) ? VERDICT_AGREES : VERDICT_EDITED;
}

// The field by which the lock has later figures than the tables; NULL where it has not.
static const OwnedField *find_later(const OwnedUnit *told, const OwnedUnit *locked) {
    static const char *const names[] = {"as_of", "from", "vintage"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const OwnedField *then = owned_field(locked, str_from(names[i]));
        const OwnedField *now = owned_field(told, str_from(names[i]));
        if (then && now && str_compare(then->text, now->text) > 0) return then;
    }
    return NULL;
}

static bool has_str(const Str *items, size_t count, Str text) {
    bool ret = false;
    for (size_t i = 0; i < count; i++) ret |= str_equal(items[i], text);
    return ret;
}

// Whether the entry of a source may move: with the first figures of it that the profile has.
static bool follows(const Work *work, const OwnedUnit *told) {
    return !str_equal(told->name, SOURCES_UNIT) ||
           !has_str(work->seen, work->seen_count, told->source) ||
           has_str(work->moved, work->moved_count, told->source);
}

static void note_followed(Work *work, const OwnedUnit *told, bool is_moved) {
    if (has_str(work->seen, work->seen_count, told->source)) return;
    if (work->seen_count == SOURCES_MAX) return;
    work->seen[work->seen_count++] = told->source;
    if (is_moved) work->moved[work->moved_count++] = told->source;
}

// What the lock holds of a unit that agrees: its own wording of the entry in `sources`.
static bool adopt(Work *work, const OwnedUnit *owned, OwnedUnit *told) {
    bool is_source = str_equal(told->name, SOURCES_UNIT);
    if (is_source) {
        Arena *arena = work->editing.arena;
        const OwnedField *vintage = owned_field(told, STR("vintage"));
        Str words = origins_vintage_words(told->source, vintage->text, arena);
        const OwnedField *name = owned_field(owned, STR("name"));
        bool has_words = name && with_vintage(arena, name->text, words, (Str){0}).len <
                                     name->text.len;
        if (!has_words) return false;
        prepare(work, owned, NULL, told);
        for (size_t i = 0; i < told->count; i++) {
            const OwnedField *own = owned_field(owned, told->fields[i].name);
            if (own && !str_equal(own->name, STR("url"))) told->fields[i].text = own->text;
        }
    }
    if (!owned->count || !is_part_of(owned, told, true)) return false;
    put_later(work, told);
    work->all->locked_count++;
    return true;
}

static void warn_unsafe(const Work *work, const OwnedUnit *owned) {
    diag_warning(work->all->diags, unit_place(work, owned), "unsafe-edit",
                 "write it by hand, as 'metier import' writes it",
                 "this has a form that cannot be edited: this whole profile stays as it is");
}

static void warn_unread(const Reconciling *all, Str path) {
    diag_warning(all->diags, (Place){path, DIAG_NO_OFFSET}, "unsafe-edit",
                 "'metier check' tells what is wrong; then refresh again",
                 "the lock knows this profile, and its fields cannot be read: it stays as it is");
}

static bool write_unit(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                       const OwnedUnit *told) {
    note_change(work, owned, locked, told);
    put_later(work, told);
    if (edit_unit(work, owned, locked, told)) return true;
    warn_unsafe(work, owned);
    return false;
}

// Applies the rule to one unit. False where the profile is to stay as it is.
static bool decide(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                   const OwnedUnit *told) {
    Verdict verdict = judge(owned, locked, told);
    const Decision *decision = find_decision(work, told);
    bool is_open = verdict == VERDICT_EDITED || verdict == VERDICT_UNLOCKED;
    bool is_taken = verdict == VERDICT_MOVES || (is_open && decision && decision->is_take);
    bool is_of_source = verdict == VERDICT_SAME && is_part_of(owned, locked, true);
    note_followed(work, told, is_taken || is_of_source || verdict == VERDICT_AGREES);
    if (is_taken) return write_unit(work, owned, locked, told);
    if (verdict == VERDICT_AGREES || (is_open && decision)) put_later(work, told);
    else if (verdict == VERDICT_EDITED) warn_edited(work, owned, locked, told);
    else if (verdict == VERDICT_UNLOCKED) warn_unlocked(work, owned, told);
    else if (verdict == VERDICT_GONE) warn_gone(work, owned, find_gone(owned, locked, told));
    return true;
}

// ---- the tasks of O*NET, of which nothing is written

static Str next_task(Str *list) {
    Str ret = str_slice(*list, 0, str_find(*list, ' '));
    *list = str_slice(*list, ret.len + 1, list->len);
    return ret;
}

static Str task_id(Str task) {
    return str_slice(task, 0, str_find(task, ':'));
}

static Str find_task(Str list, Str id) {
    while (list.len) {
        Str task = next_task(&list);
        if (str_equal(task_id(task), id)) return task;
    }
    return (Str){0};
}

typedef enum TaskChange { TASK_CHANGED, TASK_NEW, TASK_GONE } TaskChange;

// Appends the IDs of tasks of `list` that are in such a way another in `other`.
static void add_tasks(Buf *out, const char *what, TaskChange change, Str list, Str other) {
    enum { SHOWN_MAX = 8 };
    size_t count = 0;
    while (list.len) {
        Str task = next_task(&list);
        Str found = find_task(other, task_id(task));
        bool is_it = change == TASK_CHANGED ? found.len && !str_equal(found, task) : !found.len;
        if (!is_it || count++ >= SHOWN_MAX) continue;
        buf_printf(out, "%s%.*s", count > 1 ? ", " : what, (int)task_id(task).len, task.ptr);
    }
    if (count > SHOWN_MAX) buf_printf(out, " and %zu more", count - SHOWN_MAX);
}

static void warn_tasks(const Work *work, Str then, Str now) {
    Buf text = {0};
    Buf hint = {0};
    Str slug = slug_of(work);
    add_tasks(&text, "; changed: ", TASK_CHANGED, now, then);
    add_tasks(&text, "; new: ", TASK_NEW, now, then);
    add_tasks(&text, "; gone: ", TASK_GONE, then, now);
    buf_printf(&hint, "compare the duties with them, then '--keep %.*s:tasks'", (int)slug.len,
               slug.ptr);
    diag_warning(work->all->diags, (Place){work->file->path, DIAG_NO_OFFSET}, "changed-tasks",
                 hint.ptr, "O*NET has other tasks than were taken in%.*s", (int)text.len, text.ptr);
    buf_free(&text);
    buf_free(&hint);
}

static void settle_tasks(Work *work, const OwnedUnit *told, const OwnedUnit *locked) {
    static const Str ids = {"ids", 3};
    const OwnedField *then = locked ? owned_field(locked, ids) : NULL;
    const Decision *decision = find_decision(work, told);
    bool is_new = then && !owned_field_equal(then, owned_field(told, ids));
    bool is_kept = is_new && decision && !decision->is_take;
    if (is_kept || (!locked && work->all->is_adopting)) put_later(work, told);
    else if (is_new) warn_tasks(work, then->text, owned_field(told, ids)->text);
}

// ---- one profile

// Settles one unit that the tables tell. False where the profile is to stay as it is.
static bool settle(Work *work, OwnedUnit *told) {
    const Reconciling *all = work->all;
    const OwnedUnit *owned = owned_find(&work->owned, told->source, told->name);
    const LockLine *line = lock_find(all->lock, work->file->path, told->source);
    const OwnedUnit *locked = line ? owned_find(&line->units, told->source, told->name) : NULL;
    if (str_equal(told->name, TASKS_UNIT)) {
        settle_tasks(work, told, locked);
        return true;
    }
    if (!owned || (all->is_adopting && locked)) return true;   // taken out, or adopted before
    if (all->is_adopting) {
        if (!adopt(work, owned, told)) warn_unlocked(work, owned, told);
        return true;
    }
    const OwnedField *later = locked ? find_later(told, locked) : NULL;
    if (later) return refuse_older(work, owned, later, owned_field(told, later->name));
    if (locked) prepare(work, owned, locked, told);
    return follows(work, told) ? decide(work, owned, locked, told) : true;
}

// Of what the lock has, and the tables do not tell any more.
static void warn_silent(const Work *work) {
    const List *lines = &work->all->lock->lines;
    Str prefix = work->file->path;
    for (size_t i = 0; i < lines->count; i++) {
        const LockLine *line = (const LockLine *)lines->items + i;
        if (!str_equal(line->path, prefix)) continue;
        if (!origins_vintage(work->all->data, line->source, work->editing.arena).len) continue;
        for (size_t j = 0; j < line->units.count; j++) {
            const OwnedUnit *unit = &line->units.items[j];
            const OwnedUnit *owned = owned_find(&work->owned, unit->source, unit->name);
            bool is_told = owned_find(&work->told, unit->source, unit->name);
            if (owned && !is_told && !str_equal(unit->name, SOURCES_UNIT)) {
                warn_gone(work, owned, NULL);
            }
        }
    }
}

static bool read_profile(Work *work, Buf *text) {
    YamlEditing *editing = &work->editing;
    FrontMatter front;
    Diags unsaid = {0};
    Str path = work->file->path;
    if (!file_read(work->all->site->root, work->file->real, FILE_MAX_SIZE, text)) {
        return file_report_unreadable(path, errno, work->all->diags);
    }
    editing->file = buf_str(text);
    editing->path = path;
    bool is_read = front_matter_find(editing->file, path, &front, &unsaid) &&
                   yaml_parse(front.text, path, front.offset, editing->arena, editing->arena,
                              &editing->root, &unsaid) &&
                   str_ends_with(work->file->real, STR(".md"));
    diags_free(&unsaid);
    if (is_read) {
        editing->from = front.offset;
        editing->to = front.offset + front.text.len;
        owned_read(editing->arena, editing->root, &work->owned);
    }
    return is_read;
}

// Stages the edited file, and lets the lock hold what was taken in.
static bool finish_profile(Work *work) {
    Reconciling *all = work->all;
    Buf bytes = {0};
    bool is_edited = work->editing.edits.count > 0;
    bool is_good = true;
    if (is_edited && !yaml_edit_end(&work->editing, &bytes)) {
        warn_unsafe(work, NULL);
        buf_free(&bytes);
        return true;
    }
    if (is_edited && all->batch) {
        is_good = batch_replace(all->batch, work->file->real, work->editing.file, buf_str(&bytes),
                                all->diags);
    }
    all->changed_count += is_edited;
    const OwnedUnit *puts = work->puts.items;
    for (size_t i = 0; is_good && i < work->puts.count; i++) {
        LockLine *line = lock_get(all->lock, work->file->path, puts[i].source);
        line->code = arena_copy(&all->lock->arena, work->role->codes.soc.str);
        lock_put(all->lock, line, &puts[i]);
    }
    if (work->changes.len) {
        *(Str *)list_add(&all->changes, sizeof(Str)) =
            arena_copy(&all->arena, buf_str(&work->changes));
    }
    buf_free(&bytes);
    return is_good;
}

static bool reconcile_profile(Reconciling *all, const SourceFile *file, const Role *role,
                              const Occupation *occupation, Arena *scratch) {
    Work work = {.all = all, .file = file, .role = role, .editing.arena = scratch};
    Buf text = {0};
    size_t before = all->diags->error_count;
    bool is_good = read_profile(&work, &text);
    if (!is_good && all->diags->error_count == before) warn_unread(all, file->path);
    if (is_good) {
        owned_of_data(scratch, all->data, occupation, &work.told);
        for (size_t i = 0; is_good && i < work.told.count; i++) {
            is_good = settle(&work, &work.told.items[i]);
        }
        if (!all->is_adopting) warn_silent(&work);
        if (is_good) is_good = finish_profile(&work);
    }
    free(work.editing.edits.items);
    free(work.puts.items);
    buf_free(&work.changes);
    buf_free(&text);
    return all->diags->error_count == before;
}

// ---- all of them

static void warn_code(const Reconciling *all, const Role *role) {
    Place place = {role->entry.path, role->codes.soc.offset};
    Str code = role->codes.soc.str;
    if (soc_code_is_valid(code) && all->has_all_codes) {
        diag_warning(all->diags, place, "gone-code",
                     "codes come and go between years: choose the one that has taken its place",
                     "no detailed occupation of the tables has the code %.*s: all stays",
                     (int)code.len, code.ptr);
    }
}

// Lines of a profile that is no longer there go on with the one of its code that has none, as a
// file that was renamed; others are left out.
static void follow_renames(const Reconciling *all) {
    Lock *lock = all->lock;
    for (size_t i = 0; i < lock->lines.count; i++) {
        LockLine line = ((const LockLine *)lock->lines.items)[i];
        if (file_exists(all->site->root, line.path)) continue;
        const SourceFile *heir = NULL;
        size_t count = 0;
        for (size_t j = 0; j < all->site->file_count; j++) {
            const SourceFile *file = all->site->files[j];
            const Role *role = file->entry ? entry_role(file->entry) : NULL;
            bool is_heir = role && str_equal(role->codes.soc.str, line.code) &&
                           !lock_find(lock, file->path, line.source);
            if (is_heir) heir = file;
            count += is_heir;
        }
        if (count == 1) {
            LockLine *now = lock_get(lock, heir->path, line.source);
            now->code = line.code;
            now->units = line.units;
        }
        ((LockLine *)lock->lines.items)[i].is_dropped = true;
    }
}

// Whether the lock has lines of a file.
static bool is_locked(const Lock *lock, Str path) {
    static const char *const sources[] = {OEWS_SOURCE, PROJECTIONS_SOURCE, ASHE_SOURCE};
    bool ret = false;
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        ret |= lock_find(lock, path, str_from(sources[i])) != NULL;
    }
    return ret;
}

static void find_new_codes(Reconciling *all, const bool *is_matched) {
    for (size_t i = 0; i < all->data->count; i++) {
        if (!is_matched[i]) str_list_add(&all->arena, &all->new_codes, all->data->items[i].code);
    }
}

bool reconcile(Reconciling *all) {
    size_t before = all->diags->error_count;
    bool *is_matched = ARENA_NEW(&all->arena, bool, all->data->count + 1);
    Arena scratch = {0};
    follow_renames(all);
    for (size_t i = 0; i < all->site->file_count; i++) {
        const SourceFile *file = all->site->files[i];
        const Role *role = file->entry ? entry_role(file->entry) : NULL;
        bool is_link = !str_equal(file->path, file->real) && sources_find(all->site, file->real);
        bool has_code = role && role->codes.soc.str.len;
        if (!has_code && is_locked(all->lock, file->path)) warn_unread(all, file->path);
        if (!has_code || is_link) continue;
        const Occupation *occupation = public_data_find(all->data, role->codes.soc.str);
        if (!occupation) warn_code(all, role);
        if (!occupation) continue;
        is_matched[occupation - all->data->items] = true;
        all->role_count++;
        arena_reset(&scratch);
        if (!reconcile_profile(all, file, role, occupation, &scratch)) break;
    }
    find_new_codes(all, is_matched);
    arena_free(&scratch);
    return all->diags->error_count == before &&
           (!all->batch || lock_stage(all->lock, all->batch, all->diags));
}
