#include "data/reconcile.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "data/news.h"
#include "data/profile.h"
#include "data/prose.h"
#include "site/front_matter.h"

enum { FILE_MAX_SIZE = 16 * 1024 * 1024 };

// "US-CA" of "salary US-CA", which is in all.told; of others the whole.
static Str part_of(Str name) {
    size_t space = str_find(name, ' ');
    return space < name.len ? str_slice(name, space + 1, name.len) : name;
}

// Of what the lock has, and the tables do not tell any more.
static void settle_silent(const Work *work, LockLine *line, const OwnedUnit *owned) {
    Reconciling *all = work->all;
    const Decision *decision = settle_decision(work, owned);
    if (decision && !decision->is_take) {
        owned_remove(&line->units, owned->name);
    } else if (table_get(&all->told, part_of(owned->name)) == TABLE_NONE) {
        owned_count(&all->arena, &all->silent, owned->name);
    } else {
        news_gone(work, owned, NULL);
    }
}

static void settle_silent_units(const Work *work) {
    const List *lines = &work->all->lock->lines;
    for (size_t i = 0; i < lines->count; i++) {
        LockLine *line = (LockLine *)lines->items + i;
        if (!str_equal(line->path, work->file->path)) continue;
        if (!origins_vintage(work->all->data, line->source, work->editing.arena).len) continue;
        for (size_t j = 0; j < work->owned.count; j++) {
            const OwnedUnit *owned = &work->owned.items[j];
            bool is_locked = str_equal(owned->source, line->source) &&
                             owned_find(&line->units, owned->source, owned->name);
            bool is_told = owned_find(&work->told, owned->source, owned->name);
            if (is_locked && !is_told && !str_equal(owned->name, SOURCES_UNIT)) {
                settle_silent(work, line, owned);
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
                   yaml_parse(front.text, path, front.offset, editing->arena, NULL,
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
        news_unsafe(work, NULL, UNSAFE_RESULT, work->file->path);
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
        line->code = arena_copy(&all->lock->arena, text_str(work->role->codes.soc));
        lock_put(all->lock, line, &puts[i]);
    }
    if (is_good && !all->is_adopting) all->repeating_count += prose_lock(work);
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
    if (!is_good && all->diags->error_count == before) news_unread(all, file->path);
    if (is_good) {
        owned_of_data(scratch, all->data, occupation, &work.told);
        for (size_t i = 0; is_good && i < work.told.count; i++) {
            is_good = settle_unit(&work, &work.told.items[i]);
        }
        if (!all->is_adopting) settle_silent_units(&work);
        if (is_good) is_good = finish_profile(&work);
    }
    free(work.editing.edits.items);
    free(work.puts.items);
    free(work.prose.items);
    buf_free(&work.changes);
    buf_free(&text);
    return all->diags->error_count == before;
}

static bool has_unread_files(const Sources *site) {
    bool ret = false;
    for (size_t i = 0; i < site->file_count; i++) ret |= !site->files[i]->entry;
    return ret;
}

// Lines of a profile that is no longer there go on with the one of its code that has none, as a
// file that was renamed; others are left out, if none that cannot be read may be it.
static void follow_renames(const Reconciling *all) {
    Lock *lock = all->lock;
    bool has_unread = has_unread_files(all->site);
    for (size_t i = 0; i < lock->lines.count; i++) {
        LockLine line = ((const LockLine *)lock->lines.items)[i];
        if (file_exists(all->site->root, line.path) || errno != ENOENT) continue;
        const SourceFile *heir = NULL;
        size_t count = 0;
        for (size_t j = 0; j < all->site->file_count; j++) {
            const SourceFile *file = all->site->files[j];
            const Role *role = file->entry ? entry_role(file->entry) : NULL;
            bool is_heir = role && str_equal(text_str(role->codes.soc), line.code) &&
                           !lock_find(lock, file->path, line.source);
            if (is_heir) heir = file;
            count += is_heir;
        }
        if (count == 1) {
            LockLine *now = lock_get(lock, heir->path, line.source);
            now->code = line.code;
            now->units = line.units;
        }
        ((LockLine *)lock->lines.items)[i].is_dropped = count || !has_unread;
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

static void find_told(Reconciling *all) {
    for (size_t i = 0; i < all->data->count; i++) {
        const Occupation *occupation = &all->data->items[i];
        const struct { Str text, name; } parts[] = {{occupation->education, STR("education")},
                                                    {occupation->experience, STR("experience")},
                                                    {occupation->training, STR("entry_routes")}};
        for (size_t j = 0; j < sizeof parts / sizeof parts[0]; j++) {
            if (parts[j].text.len) table_add(&all->told, parts[j].name, j);
        }
        if (occupation->is_projected) table_add(&all->told, STR("outlook"), 0);
        for (size_t j = 0; j < occupation->pay_count; j++) {
            table_add(&all->told, occupation->pays[j].region, j);
        }
    }
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
    find_told(all);
    follow_renames(all);
    for (size_t i = 0; i < all->site->file_count; i++) {
        const SourceFile *file = all->site->files[i];
        const Role *role = file->entry ? entry_role(file->entry) : NULL;
        bool is_link = !str_equal(file->path, file->real) && sources_find(all->site, file->real);
        bool has_code = role && role->codes.soc.len;
        if (!has_code && is_locked(all->lock, file->path)) news_unread(all, file->path);
        if (!has_code || is_link) continue;
        const Occupation *occupation = public_data_find(all->data, text_str(role->codes.soc));
        if (!occupation) news_code(all, role);
        if (!occupation) continue;
        is_matched[occupation - all->data->items] = true;
        all->role_count++;
        arena_reset(&scratch);
        if (!reconcile_profile(all, file, role, occupation, &scratch)) break;
    }
    find_new_codes(all, is_matched);
    news_no_lock(all);
    news_silent(all);
    news_settings(all);
    arena_free(&scratch);
    return all->diags->error_count == before &&
           (!all->batch || lock_stage(all->lock, all->batch, all->diags));
}

void reconcile_free(Reconciling *all) {
    free(all->changes.items);
    free(all->lacking.items);
    free(all->silent.items);
    table_free(&all->told);
    arena_free(&all->arena);
}
