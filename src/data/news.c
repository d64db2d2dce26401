#include "data/news.h"

#include "data/profile.h"

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
        if (owned_is_vintage(field->name)) continue;
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

void news_edited(const Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                 const OwnedUnit *told) {
    const OwnedField *field = first_difference(owned, locked);
    Str name = field ? field->name : STR("form");
    Str slug = slug_of(work);
    Buf text = {0};
    Buf hint = {0};
    buf_printf(&hint, "--take '%.*s:%.*s' writes the source's, --keep in its place settles it",
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

void news_gone(const Work *work, const OwnedUnit *owned, const OwnedField *field) {
    Str code = text_str(work->role->codes.soc);
    Str slug = slug_of(work);
    Buf what = {0};
    Buf hint = {0};
    if (field) buf_printf(&what, "'%.*s' of ", (int)field->name.len, field->name.ptr);
    buf_printf(&what, "'%.*s'", (int)owned->name.len, owned->name.ptr);
    buf_printf(&hint, "it stays as it is; take it out by hand where it misleads, or settle it with "
               "--keep '%.*s:%.*s'",
               (int)slug.len, slug.ptr, (int)owned->name.len, owned->name.ptr);
    diag_warning(work->all->diags, unit_place(work, owned), "gone-figure", hint.ptr,
                 "%.*s: the source does not tell %s any more", (int)code.len, code.ptr, what.ptr);
    buf_free(&what);
    buf_free(&hint);
}

void news_silent(const Reconciling *all) {
    const UnitCount *silent = all->silent.items;
    if (!all->silent.count) return;
    Buf more = {0};
    if (all->silent.count > 1) buf_printf(&more, " and %zu more", all->silent.count - 1);
    diag_warning(all->diags, (Place){LOCK_PATH, DIAG_NO_OFFSET}, "gone-figure",
                 "states stand in the table of all areas, education in table 1.2 of Employment "
                 "Projections",
                 "no row of these tables tells '%.*s'%s, which profiles have: all of it stays",
                 (int)silent->name.len, silent->name.ptr, more.len ? more.ptr : "");
    buf_free(&more);
}

// Of what is a person's own prose nothing is said.
void news_unlocked(const Work *work, const OwnedUnit *owned, const OwnedUnit *told) {
    Str kind = owned_kind_of(owned->name);
    bool is_figures = str_equal(kind, STR("salary")) || str_equal(kind, STR("outlook")) ||
                      str_equal(kind, SOURCES_UNIT);
    if (!is_figures) return;
    work->all->unlocked_count++;
    if (!work->all->is_adopting && !work->all->lock->exists) return;   // said once: news_no_lock
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

void news_no_lock(const Reconciling *all) {
    if (all->is_adopting || all->lock->exists || !all->unlocked_count) return;
    diag_warning(all->diags, (Place){LOCK_PATH, DIAG_NO_OFFSET}, "unlocked-figures",
                 "'metier refresh --adopt' with the tables that they were taken from begins one",
                 "there is no lock yet, and so nobody knows whose the figures are: all of them "
                 "stay");
}

bool news_older(const Work *work, const OwnedUnit *owned, const OwnedField *then,
                const OwnedField *now) {
    return diag_error(work->all->diags, unit_place(work, owned), "wrong-vintage",
                      "give later tables; or restore the profiles and the lock from git",
                      "the lock has later figures of this, of %.*s, than the tables, of %.*s",
                      (int)then->text.len, then->text.ptr, (int)now->text.len, now->text.ptr);
}

// A number in hundredths. False of what is none, or has more decimals.
static bool read_hundredths(const OwnedField *field, int64_t *ret, bool *has_fraction) {
    enum { DIGITS_MAX = 12, DECIMALS = 2 };
    Str text = field && !field->is_null ? field->text : (Str){0};
    size_t point = str_find(text, '.');
    *has_fraction = point < text.len;
    *ret = 0;
    if (!point || point > DIGITS_MAX || (*has_fraction && text.len != point + 1 + DECIMALS)) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (i == point) continue;
        if (!ascii_is_digit(text.ptr[i])) return false;
        *ret = *ret * 10 + (text.ptr[i] - '0');
    }
    if (!*has_fraction) *ret *= 100;
    return true;
}

// "$86,070" of "86070", in the site's language; "$20.50 per hour" where the other is of another
// period.
static void add_amount(const Work *work, const OwnedUnit *unit, const OwnedUnit *other,
                       const OwnedField *field, Buf *out) {
    const OwnedField *period = owned_field(unit, STR("period"));
    const OwnedField *currency = owned_field(unit, STR("currency"));
    int64_t cents;
    bool has_cents;
    bool is_amount = currency && read_hundredths(field, &cents, &has_cents);
    const NumberFormat *format =
        is_amount ? locale_money(work->all->site->locale, currency->text) : NULL;
    if (format && format->fraction_digits == 2) {
        number_write(money_with_digits(format, has_cents), cents, out);
    } else {
        add_value(field, out);
    }
    bool is_other = period && !owned_field_equal(period, owned_field(other, period->name));
    if (is_other) buf_printf(out, " per %.*s", (int)period->text.len, period->text.ptr);
}

static void report_large(const Work *work, const OwnedUnit *owned, Str what) {
    Buf hint = {0};
    Str slug = slug_of(work);
    buf_printf(&hint, "look whether the table still counts the same, and what the text says; with "
                      "--keep '%.*s:%.*s' it stays as it was", (int)slug.len, slug.ptr,
               (int)owned->name.len, owned->name.ptr);
    diag_warning(work->all->diags, unit_place(work, owned), "large-change", hint.ptr, "%.*s",
                 (int)what.len, what.ptr);
    buf_free(&hint);
}

// What amounts are of, where it is another now; NULL where it is not: then they can be compared.
static const OwnedField *find_other_kind(const OwnedUnit *owned, const OwnedUnit *told) {
    static const char *const names[] = {"period", "currency"};
    const OwnedField *ret = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !ret; i++) {
        const OwnedField *then = owned_field(owned, str_from(names[i]));
        if (then && !owned_field_equal(then, owned_field(told, then->name))) ret = then;
    }
    return ret;
}

static void warn_large(const Work *work, const OwnedUnit *owned, const OwnedUnit *told) {
    enum { LARGE_PERCENT = 15 };
    static const char *const names[] = {"median", "average"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const OwnedField *then = owned_field(owned, str_from(names[i]));
        const OwnedField *now = owned_field(told, str_from(names[i]));
        int64_t old, new;
        bool ignored;
        bool is_known = read_hundredths(then, &old, &ignored) && old &&
                        read_hundredths(now, &new, &ignored);
        int64_t change = is_known ? (new - old) * 100 : 0;
        int64_t limit = is_known ? LARGE_PERCENT * old : 0;
        if (change <= limit && -change <= limit) continue;
        Buf what = {0};
        buf_printf(&what, "'%s' of '%.*s' moves by %lld %%: from %.*s to %.*s", names[i],
                   (int)owned->name.len, owned->name.ptr, (long long)(change / old),
                   (int)then->text.len, then->text.ptr, (int)now->text.len, now->text.ptr);
        report_large(work, owned, buf_str(&what));
        buf_free(&what);
        return;
    }
}

static void warn_of_change(const Work *work, const OwnedUnit *owned, const OwnedUnit *told) {
    const OwnedField *then = find_other_kind(owned, told);
    const OwnedField *now = then ? owned_field(told, then->name) : NULL;
    if (!now) {
        warn_large(work, owned, told);
        return;
    }
    Buf what = {0};
    buf_printf(&what, "'%.*s' of '%.*s' was %.*s, and is %.*s now", (int)then->name.len,
               then->name.ptr, (int)owned->name.len, owned->name.ptr, (int)then->text.len,
               then->text.ptr, (int)now->text.len, now->text.ptr);
    report_large(work, owned, buf_str(&what));
    buf_free(&what);
}

void news_change(Work *work, const OwnedUnit *owned, const OwnedUnit *told) {
    const OwnedField *field = first_difference(owned, told);
    if (!field || str_equal(told->name, SOURCES_UNIT)) return;
    warn_of_change(work, owned, told);
    Buf *out = &work->changes;
    Str title = text_str(work->role->entry.title);
    Str part = str_slice(told->name, str_find(told->name, ' '), told->name.len);
    if (out->len) buf_add(out, STR("; "));
    else buf_printf(out, "%.*s: ", (int)title.len, title.ptr);
    if (part.len && !str_equal(part, STR(" US"))) {
        buf_printf(out, "%.*s ", (int)part.len - 1, part.ptr + 1);
    }
    bool is_text = str_equal(field->name, STR("text"));
    bool is_year = str_equal(field->name, STR("from"));
    if (is_text || is_year) buf_printf(out, "%.*s ", (int)told->name.len, told->name.ptr);
    if (!is_text) buf_printf(out, "%.*s ", (int)field->name.len, field->name.ptr);
    add_amount(work, owned, told, field, out);
    buf_add(out, STR(" → "));
    add_amount(work, told, owned, owned_field(told, field->name), out);
}

bool news_unsafe(const Work *work, const OwnedUnit *owned, Unsafe why, Str name) {
    static const struct { const char *message, *hint; } reasons[] = {
        [UNSAFE_FORM] = {"has a form that no source gives it",
                         "write it as 'metier import' does, and refresh again"},
        [UNSAFE_LINES] = {"goes over several lines", "put it on one, and refresh again"},
        [UNSAFE_PLACE] = {"is new at the source, and there is no place for it",
                          "write it by hand, as 'metier import' does, and refresh again"},
        [UNSAFE_LEFT] = {"has no value at the source, and would stay beside newer figures",
                         "take it out by hand, and refresh again"},
        [UNSAFE_RESULT] = {"would mean something else after the edit",
                           "write its figures by hand, as 'metier import' does"},
    };
    const OwnedField *field = owned ? owned_field(owned, name) : NULL;
    Place place = field && field->node ? (Place){work->file->path, field->node->offset}
                                       : unit_place(work, owned);
    diag_warning(work->all->diags, place, "unsafe-edit", reasons[why].hint,
                 "'%.*s' %s: this whole profile stays as it is", (int)name.len, name.ptr,
                 reasons[why].message);
    return false;
}

void news_unread(const Reconciling *all, Str path) {
    diag_warning(all->diags, (Place){path, DIAG_NO_OFFSET}, "unsafe-edit",
                 "'metier check' tells what is wrong; it needs codes: {soc: …}",
                 "the lock knows this profile, and its code cannot be read: it stays as it is");
}

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

void news_tasks(const Work *work, Str then, Str now) {
    Buf text = {0};
    Buf hint = {0};
    Str slug = slug_of(work);
    add_tasks(&text, "; changed: ", TASK_CHANGED, now, then);
    add_tasks(&text, "; new: ", TASK_NEW, now, then);
    add_tasks(&text, "; gone: ", TASK_GONE, then, now);
    buf_printf(&hint, "compare the duties with them, then --keep %.*s:tasks, or all:tasks",
               (int)slug.len, slug.ptr);
    diag_warning(work->all->diags, (Place){work->file->path, DIAG_NO_OFFSET}, "changed-tasks",
                 hint.ptr, "O*NET has other tasks than were taken in%.*s", (int)text.len, text.ptr);
    buf_free(&text);
    buf_free(&hint);
}

static void warn_of_average(const Reconciling *all) {
    const OutlookConfig *outlook = &all->site->config.outlook;
    const PublicData *data = all->data;
    bool is_theirs = str_equal(text_str(outlook->source), STR(PROJECTIONS_SOURCE)) &&
                     data->average_growth.state == FIGURE_KNOWN;
    bool is_same = outlook->average_growth.hundredths == data->average_growth.hundredths &&
                   outlook->from == data->outlook_from.year && outlook->to == data->outlook_to.year;
    if (!is_theirs || is_same) return;
    Buf line = {0};
    profile_write_average(data, false, &line);
    buf_cut(&line, line.len - 1);
    diag_warning(all->diags, (Place){CONFIG_PATH, outlook->offset}, "site-vintage", line.ptr,
                 "'outlook' is not that of these tables, and refresh writes no settings");
    buf_free(&line);
}

// Whether a text names years, and this one is none of them.
static bool names_others(Str text, Str year) {
    Date ignored;
    bool has_some = false, has_it = false;
    for (size_t i = 0; i + year.len <= text.len; i++) {
        Str part = str_slice(text, i, i + year.len);
        has_some |= date_parse(part, true, &ignored);
        has_it |= str_equal(part, year);
    }
    return has_some && !has_it;
}

void news_settings(const Reconciling *all) {
    const Config *config = &all->site->config;
    Arena scratch = {0};
    if (config->outlook.average_growth.is_given) warn_of_average(all);
    for (size_t i = 0; i < config->sources.count; i++) {
        const Source *source = &config->sources.items[i];
        Str vintage = origins_vintage(all->data, text_str(source->id), &scratch);
        Str words = origins_vintage_words(text_str(source->id), vintage, &scratch);
        Str year = str_slice(vintage, 0, 4);
        if (!vintage.len || !names_others(text_str(source->name), year)) continue;
        Buf hint = {0};
        buf_printf(&hint, "write %.*s in its name, and look at 'url' and 'retrieved'",
                   (int)words.len, words.ptr);
        diag_warning(all->diags, (Place){CONFIG_PATH, source->name.offset}, "site-vintage",
                     hint.ptr, "this names another vintage than these tables, and refresh writes "
                               "no settings");
        buf_free(&hint);
    }
    arena_free(&scratch);
}

void news_code(const Reconciling *all, const Role *role) {
    Place place = {role->entry.path, role->codes.soc.offset};
    Str code = text_str(role->codes.soc);
    if (soc_code_is_valid(code) && all->has_all_codes) {
        diag_warning(all->diags, place, "code-gone",
                     "codes come and go between years: choose the one that has taken its place",
                     "no detailed occupation of the tables has the code %.*s: all stays",
                     (int)code.len, code.ptr);
    }
}
