#include "data/settle.h"

#include "data/news.h"
#include "data/profile.h"
#include "data/prose.h"

// What becomes of a unit.
typedef enum Verdict {
    VERDICT_SAME,            // nothing is new
    VERDICT_MOVES,           // the source's new figures are written
    VERDICT_AGREES,          // the profile has them already
    VERDICT_EDITED,          // its editor has changed it, and so has the source
    VERDICT_GONE,            // the source does not tell it any more
    VERDICT_UNLOCKED,        // the lock does not have it
} Verdict;

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
        if (is_shown && !owned_is_vintage(field->name) && (!now || now->is_null)) return field;
    }
    return NULL;
}

// Of the texts of an entry in `sources` the vintage is the source's, and all else stays.
static Str with_vintage(Arena *arena, Str text, Str old, Str new) {
    for (size_t i = 0; old.len && i + old.len <= text.len; i++) {
        if (!str_starts_with(str_slice(text, i, text.len), old)) continue;
        return arena_join_three(arena, str_slice(text, 0, i), new,
                                str_slice(text, i + old.len, text.len));
    }
    return text;
}

static void prepare_source(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                           OwnedUnit *told) {
    static const char *const texts[] = {"name", "attribution", NULL};
    Arena *arena = work->editing.arena;
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
    date_add(&day, work->all->site->options.now);
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

static YamlNode *entry_of(const YamlNode *mapping, Str key) {
    YamlNode *ret = mapping->first;
    while (ret && !str_equal(ret->key, key)) ret = ret->next;
    return ret;
}

// The entry of a mapping that one stands before which comes to it: they keep the tables' order.
static YamlNode *find_next(const YamlNode *mapping, const YamlNode *coming) {
    YamlNode *ret = NULL;
    for (const YamlNode *later = coming->next; later && !ret; later = later->next) {
        ret = entry_of(mapping, later->key);
    }
    return ret;
}

// Adds a field that the profile lacks, or all of the mapping that it is in.
static bool add_field(Work *work, const OwnedUnit *owned, const OwnedUnit *told,
                      const OwnedField *field) {
    YamlNode *mapping = owned->node;
    YamlNode *coming = field->node;
    if (!field->mapping || mapping->kind != YAML_MAPPING) return false;
    if (field->mapping != told->node) {
        YamlNode *inner = entry_of(mapping, field->mapping->key);
        if (inner) mapping = inner;
        else coming = field->mapping;
    }
    if (mapping->kind == YAML_MAPPING && entry_of(mapping, coming->key)) return true;
    return yaml_edit_add(&work->editing, mapping, find_next(mapping, coming), coming);
}

// Whether its editor took a field out, or the mapping that it would be in.
static bool is_taken_out(const OwnedUnit *owned, const OwnedUnit *locked, const OwnedUnit *told,
                         const OwnedField *field) {
    if (!locked) return false;
    bool ret = owned_field(locked, field->name);
    bool is_inner = field->mapping && field->mapping != told->node &&
                    owned->node->kind == YAML_MAPPING;
    if (!is_inner || entry_of(owned->node, field->mapping->key)) return ret;
    for (const YamlNode *node = field->mapping->first; node; node = node->next) {
        ret |= owned_field(locked, node->key) != NULL;
    }
    return ret;
}

// A figure of the profile that would stay beside newer ones; NULL where there is none.
static const OwnedField *find_left(const OwnedUnit *owned, const OwnedUnit *told) {
    bool is_source = str_equal(told->name, SOURCES_UNIT);
    for (size_t i = 0; !is_source && i < owned->count; i++) {
        const OwnedField *field = &owned->fields[i];
        if (!field->is_null && !owned_field(told, field->name)) return field;
    }
    return NULL;
}

// Writes the source's values; what an editor took out only where all of the unit is asked for.
// False after saying why it cannot be done.
static bool edit_unit(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                      const OwnedUnit *told, bool is_asked) {
    const OwnedField *left = find_left(owned, told);
    if (owned->is_foreign) return news_unsafe(work, owned, UNSAFE_FORM, owned->name);
    if (left) return news_unsafe(work, owned, UNSAFE_LEFT, left->name);
    for (size_t i = 0; i < told->count; i++) {
        const OwnedField *field = &told->fields[i];
        const OwnedField *own = owned_field(owned, field->name);
        bool is_other = own && !owned_field_equal(own, field);
        if (is_other && !yaml_edit_set(&work->editing, own->mapping, own->node, field->text,
                                       field->is_null)) {
            return news_unsafe(work, owned, UNSAFE_LINES, field->name);
        }
        bool is_new = !own && field->node &&
                      (is_asked || !is_taken_out(owned, locked, told, field));
        if (is_new && !add_field(work, owned, told, field)) {
            return news_unsafe(work, owned, UNSAFE_PLACE, field->name);
        }
    }
    return true;
}

static void put_later(Work *work, const OwnedUnit *unit) {
    *(OwnedUnit *)list_add(&work->puts, sizeof *unit) = *unit;
}

const Decision *settle_decision(const Work *work, const OwnedUnit *unit) {
    for (size_t i = 0; i < work->all->decision_count; i++) {
        Decision *decision = &work->all->decisions[i];
        if (decision->file != work->file) continue;
        bool is_kind = str_equal(decision->kind, owned_kind_of(unit->name));
        bool is_it = !decision->unit.len || str_equal(decision->unit, unit->name);
        if (!is_kind || !is_it) continue;
        decision->is_met = true;
        return decision;
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

static bool has_figures_of(const Work *work, Str source) {
    bool ret = false;
    for (size_t i = 0; i < work->owned.count; i++) {
        const OwnedUnit *unit = &work->owned.items[i];
        ret |= str_equal(unit->source, source) && !str_equal(unit->name, SOURCES_UNIT);
    }
    return ret;
}

// Whether the entry of a source may move: with the first figures of it that the profile has.
static bool follows(const Work *work, const OwnedUnit *told) {
    if (!str_equal(told->name, SOURCES_UNIT)) return true;
    if (!has_str(work->seen, work->seen_count, told->source)) {
        return !has_figures_of(work, told->source);   // of others than the tables tell
    }
    return has_str(work->moved, work->moved_count, told->source);
}

static void note_followed(Work *work, const OwnedUnit *told, bool is_moved) {
    if (has_str(work->seen, work->seen_count, told->source)) return;
    if (work->seen_count == WORK_SOURCES_MAX) return;
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

static bool write_unit(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                       const OwnedUnit *told, bool is_asked) {
    news_change(work, owned, told);
    prose_note(work, owned, locked, told);
    put_later(work, told);
    return edit_unit(work, owned, locked, told, is_asked);
}

// Applies the rule to one unit. False where the profile is to stay as it is.
static bool decide(Work *work, const OwnedUnit *owned, const OwnedUnit *locked,
                   OwnedUnit *told) {
    Verdict verdict = judge(owned, locked, told);
    const Decision *decision = settle_decision(work, told);
    bool is_asked = decision && decision->is_take && verdict != VERDICT_AGREES;
    bool is_kept = decision && !decision->is_take && verdict != VERDICT_SAME;
    bool is_taken = is_asked || (verdict == VERDICT_MOVES && !is_kept);
    bool is_of_source = verdict == VERDICT_SAME && is_part_of(owned, locked, true);
    note_followed(work, told, is_taken || is_of_source || verdict == VERDICT_AGREES);
    if (is_taken) return write_unit(work, owned, locked, told, is_asked);
    OwnedField *retrieved = owned_field(told, STR("retrieved"));
    if (retrieved) retrieved->text = owned_field(owned, retrieved->name)->text;
    if (verdict == VERDICT_AGREES || is_kept) put_later(work, told);
    else if (verdict == VERDICT_EDITED) news_edited(work, owned, locked, told);
    else if (verdict == VERDICT_UNLOCKED) news_unlocked(work, owned, told);
    else if (verdict == VERDICT_GONE) news_gone(work, owned, find_gone(owned, locked, told));
    return true;
}

static void settle_tasks(Work *work, const OwnedUnit *told, const OwnedUnit *locked) {
    static const Str ids = {"ids", 3};
    const OwnedField *then = locked ? owned_field(locked, ids) : NULL;
    const Decision *decision = settle_decision(work, told);
    bool is_new = then && !owned_field_equal(then, owned_field(told, ids));
    bool is_kept = is_new && decision && !decision->is_take;
    bool is_adopted = !locked && work->all->is_adopting;
    work->all->locked_count += is_adopted;
    if (is_kept || is_adopted) put_later(work, told);
    else if (is_new) news_tasks(work, then->text, owned_field(told, ids)->text);
}

// What the profile never took in, be it new at the source: that is told in one line for all.
static void note_lacking(Work *work, const OwnedUnit *told) {
    Reconciling *all = work->all;
    if (str_equal(told->name, SOURCES_UNIT) || all->is_adopting) return;
    for (size_t i = 0; i < work->owned.count; i++) {
        if (str_equal(work->owned.items[i].name, told->name)) return;   // of another source
    }
    owned_count(&all->arena, &all->lacking, told->name);
}

bool settle_unit(Work *work, OwnedUnit *told) {
    const Reconciling *all = work->all;
    const OwnedUnit *owned = owned_find(&work->owned, told->source, told->name);
    const LockLine *line = lock_find(all->lock, work->file->path, told->source);
    const OwnedUnit *locked = line ? owned_find(&line->units, told->source, told->name) : NULL;
    if (str_equal(told->name, TASKS_UNIT)) {
        settle_tasks(work, told, locked);
        return true;
    }
    if (!owned && !locked) note_lacking(work, told);
    if (!owned || (all->is_adopting && locked)) return true;   // taken out, or adopted before
    if (all->is_adopting) {
        if (!adopt(work, owned, told)) news_unlocked(work, owned, told);
        return true;
    }
    const OwnedField *later = locked ? find_later(told, locked) : NULL;
    if (later) return news_older(work, owned, later, owned_field(told, later->name));
    prepare(work, owned, locked, told);
    return follows(work, told) ? decide(work, owned, locked, told) : true;
}
