#include "data/lock.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "format/yaml_edit.h"
#include "site/sources.h"

#define NAME STR("# metier lock ")
#define FIRST_LINE STR("# metier lock 1:")
static const char header[] =
    "# metier lock 1: what 'metier import' and 'metier refresh' took in last, by which they tell\n"
    "# an editor's figures from a source's. Commit it with the content. It is not edited by hand;\n"
    "# where a merge leaves two lines of one role and source, keep the one of the later figures.\n";

LockLine *lock_find(const Lock *lock, Str path, Str source) {
    Buf key = {0};
    buf_printf(&key, "%.*s %.*s", (int)path.len, path.ptr, (int)source.len, source.ptr);
    size_t index = table_get(&lock->by_key, buf_str(&key));
    buf_free(&key);
    return index == TABLE_NONE ? NULL : (LockLine *)lock->lines.items + index;
}

LockLine *lock_get(Lock *lock, Str path, Str source) {
    LockLine *found = lock_find(lock, path, source);
    if (found) return found;
    Buf key = {0};
    buf_printf(&key, "%.*s %.*s", (int)path.len, path.ptr, (int)source.len, source.ptr);
    LockLine *ret = list_add(&lock->lines, sizeof *ret);
    ret->key = arena_take(&lock->arena, &key);
    ret->path = str_slice(ret->key, 0, path.len);
    ret->source = str_slice(ret->key, path.len + 1, ret->key.len);
    table_add(&lock->by_key, ret->key, lock->lines.count - 1);
    return ret;
}

void lock_put(Lock *lock, LockLine *line, const OwnedUnit *unit) {
    OwnedUnit *ret = owned_find(&line->units, unit->source, unit->name);
    if (!ret) ret = owned_add(&lock->arena, &line->units, line->source, (Str){0});
    *ret = (OwnedUnit){.source = line->source, .name = arena_copy(&lock->arena, unit->name)};
    for (size_t i = 0; i < unit->count; i++) {
        OwnedField field = {.name = arena_copy(&lock->arena, unit->fields[i].name),
                            .text = arena_copy(&lock->arena, unit->fields[i].text),
                            .is_null = unit->fields[i].is_null};
        owned_add_field(&lock->arena, ret, field);
    }
}

void lock_take_all(Lock *lock, Str path, Str code, const OwnedList *units) {
    for (size_t i = 0; i < units->count; i++) {
        LockLine *line = lock_get(lock, path, units->items[i].source);
        line->code = arena_copy(&lock->arena, code);
        lock_put(lock, line, &units->items[i]);
    }
}

static bool report(size_t offset, const char *message, Diags *diags) {
    return diag_error(diags, (Place){LOCK_PATH, offset}, "damaged-lock",
                      "restore the line from git, or leave it out and run 'metier refresh --adopt'",
                      "%s", message);
}

// Of what has no first line that is known.
static bool report_other(Str line, size_t offset, Diags *diags) {
    if (!str_starts_with(line, NAME)) {
        return report(offset, "this is no lock: its first line is another", diags);
    }
    return diag_error(diags, (Place){LOCK_PATH, offset}, "damaged-lock",
                      "take the metier that wrote it, or a later one",
                      "this lock is of another metier, and its form is another");
}

static bool report_merge(size_t offset, Diags *diags) {
    return diag_error(diags, (Place){LOCK_PATH, offset}, "damaged-lock",
                      "keep the lines of both sides, without the marks; of two that begin alike, "
                      "the one of the later figures",
                      "a merge has left both of its sides here");
}

static bool is_mark_of_merge(Str line) {
    static const char *const marks[] = {"<<<<<<<", "|||||||", "=======", ">>>>>>>"};
    bool ret = false;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        ret |= str_starts_with(line, str_from(marks[i]));
    }
    return ret;
}

static bool take_units(Lock *lock, LockLine *line, const YamlNode *mapping) {
    for (const YamlNode *node = mapping->first; node; node = node->next) {
        if (str_equal(node->key, STR("code")) && node->kind == YAML_SCALAR) {
            line->code = node->text;
            continue;
        }
        if (node->kind != YAML_MAPPING) return false;
        OwnedUnit *unit = owned_add(&lock->arena, &line->units, line->source, node->key);
        for (const YamlNode *value = node->first; value; value = value->next) {
            if (value->kind != YAML_SCALAR) return false;
            owned_add_field(&lock->arena, unit, (OwnedField){
                .name = value->key, .text = value->text, .is_null = yaml_is_null(value)});
        }
    }
    return soc_code_is_valid(line->code);
}

static bool read_line(Lock *lock, Str text, size_t offset, Diags *diags) {
    YamlNode *root = NULL;
    Diags unsaid = {0};
    Str path, source;
    bool is_read = yaml_parse(text, LOCK_PATH, offset, &lock->arena, NULL, &root, &unsaid);
    diags_free(&unsaid);
    const YamlNode *entry = is_read && root->kind == YAML_MAPPING ? root->first : NULL;
    is_read = entry && !entry->next && entry->kind == YAML_MAPPING &&
              lock_key_split(entry->key, &path, &source);
    if (!is_read) return report(offset, "this is no line of the lock", diags);
    if (lock_find(lock, path, source)) {
        return diag_error(diags, (Place){LOCK_PATH, offset}, "damaged-lock",
                          "keep the one of the later figures",
                          "this line is the second of its role and source");
    }
    return take_units(lock, lock_get(lock, path, source), entry) ||
           report(offset, "what this line holds cannot be read", diags);
}

static bool parse(Lock *lock, Str text, Diags *diags) {
    size_t before = diags->error_count;
    if (!diag_check_utf8(diags, LOCK_PATH, text)) return false;
    bool has_header = false;
    size_t start = str_starts_with(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    for (size_t at = start, end = 0; at < text.len; at = end) {
        Str rest = str_slice(text, at, text.len);
        Str line = str_slice(rest, 0, str_find(rest, '\n'));
        end = at + line.len + 1;
        bool is_cut = line.len == rest.len;
        line = str_trim(line);
        has_header |= str_starts_with(line, FIRST_LINE);
        bool is_note = !line.len || line.ptr[0] == '#';
        bool is_other = !has_header && (!is_note || str_starts_with(line, NAME));
        if (is_mark_of_merge(line)) report_merge(at, diags);
        else if (is_other) return report_other(line, at, diags);
        else if (is_note) continue;
        else if (is_cut) report(at, "this line is cut off", diags);
        else read_line(lock, line, at, diags);
    }
    if (!has_header) return report_other((Str){0}, 0, diags);
    return diags->error_count == before;
}

bool lock_read(int root, Lock *ret, Diags *diags) {
    ret->exists = file_read(root, LOCK_PATH, LOCK_MAX_SIZE, &ret->text);
    if (!ret->exists && errno == ENOENT) return true;
    return ret->exists ? parse(ret, buf_str(&ret->text), diags)
                       : diag_environment(diags, "cannot be read", LOCK_PATH, errno);
}

static int compare_keys(const void *left, const void *right) {
    return str_compare((*(const LockLine *const *)left)->key,
                       (*(const LockLine *const *)right)->key);
}

static void write_line(const LockLine *line, Buf *out) {
    yaml_add_value(out, 0, true, line->key, false);
    buf_add(out, STR(": {code: "));
    yaml_add_value(out, 0, true, line->code, false);
    for (size_t i = 0; i < line->units.count; i++) {
        const OwnedUnit *unit = &line->units.items[i];
        buf_add(out, STR(", "));
        yaml_add_value(out, 0, true, unit->name, false);
        buf_add(out, STR(": {"));
        for (size_t j = 0; j < unit->count; j++) {
            const OwnedField *field = &unit->fields[j];
            if (j) buf_add(out, STR(", "));
            yaml_add_value(out, 0, true, field->name, false);
            buf_add(out, STR(": "));
            yaml_add_value(out, 0, true, field->text, field->is_null);
        }
        buf_add_char(out, '}');
    }
    buf_add(out, STR("}\n"));
}

static void write_lock(const Lock *lock, Buf *out) {
    Arena scratch = {0};
    const LockLine **sorted = ARENA_NEW(&scratch, const LockLine *, lock->lines.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < lock->lines.count; i++) {
        const LockLine *line = (const LockLine *)lock->lines.items + i;
        if (!line->is_dropped && line->units.count) sorted[count++] = line;
    }
    if (count) qsort(sorted, count, sizeof *sorted, compare_keys);
    buf_add(out, str_from(header));
    for (size_t i = 0; i < count; i++) write_line(sorted[i], out);
    arena_free(&scratch);
}

bool lock_stage(Lock *lock, Batch *batch, Diags *diags) {
    Buf text = {0};
    write_lock(lock, &text);
    Str before = buf_str(&lock->text);
    Str now = buf_str(&text);
    bool is_needed = lock->exists ? !str_equal(before, now) : lock->lines.count > 0;
    bool is_staged = !is_needed || (lock->exists
                                        ? batch_replace(batch, LOCK_PATH, before, now, diags)
                                        : batch_add(batch, LOCK_PATH, now, diags));
    buf_free(&text);
    return is_staged;
}

void lock_free(Lock *lock) {
    free(lock->lines.items);
    table_free(&lock->by_key);
    buf_free(&lock->text);
    arena_free(&lock->arena);
}
