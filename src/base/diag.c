#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

enum {
    MARKS_MIN = 64,         // slots; a power of two
    TEXT_MAX = 1000,        // bytes of a message and of a hint: they may quote content
};

const char *const severity_names[] = {
    [SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_OFF] = "off", NULL,
};

static uint64_t hash_file(Str path) {
    return hash_64_seeded(path, hash_seed());
}

static DiagMark mark_of(const Diag *diag) {
    uint64_t file = hash_file(diag->place.path);
    uint64_t hash = hash_64_seeded(str_from(diag->code), file + diag->place.offset);
    hash = hash_64_seeded(diag->message, hash);
    hash = hash_64_seeded(diag->hint, hash);
    if (diag->other.path.len) hash = hash_64_seeded(diag->other.path, hash + diag->other.offset);
    uint64_t error_bit = diag->severity == SEVERITY_ERROR;
    uint64_t other = diag->other.path.len ? hash_file(diag->other.path) | 1 : 0;
    return (DiagMark){hash ? hash : 1, (file & ~(uint64_t)1) | error_bit, other};
}

// The slot of a mark, or the free slot where it would stand.
static DiagMark *find_mark(const DiagMarks *marks, uint64_t hash) {
    size_t mask = marks->capacity - 1;
    size_t at = (size_t)hash & mask;
    while (marks->slots[at].hash && marks->slots[at].hash != hash) at = (at + 1) & mask;
    return &marks->slots[at];
}

static bool has_mark(const DiagMarks *marks, uint64_t hash) {
    return marks->count && find_mark(marks, hash)->hash;
}

static void grow_marks(DiagMarks *marks) {
    DiagMarks larger = {.count = marks->count,
                        .capacity = marks->capacity ? marks->capacity * 2 : MARKS_MIN};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots) memory_exhausted();
    for (size_t i = 0; i < marks->capacity; i++) {
        DiagMark mark = marks->slots[i];
        if (mark.hash) *find_mark(&larger, mark.hash) = mark;
    }
    free(marks->slots);
    *marks = larger;
}

// Whether the mark is new.
static bool add_mark(Diags *diags, DiagMark mark) {
    DiagMarks *marks = &diags->marks;
    if (marks->count * 2 >= marks->capacity) grow_marks(marks);
    DiagMark *slot = find_mark(marks, mark.hash);
    if (slot->hash) {
        diags->repeated_error_count += mark.file & 1;
        return false;
    }
    *slot = mark;
    marks->count++;
    return true;
}

static int compare_places(const Place *a, const Place *b) {
    int order = str_compare(a->path, b->path);
    if (order) return order;
    size_t a_offset = a->offset + 1;  // "no offset" wraps to 0 and stands first
    size_t b_offset = b->offset + 1;
    return (a_offset > b_offset) - (a_offset < b_offset);
}

static int compare_diags(const void *left, const void *right) {
    const Diag *a = left;
    const Diag *b = right;
    int order = compare_places(&a->place, &b->place);
    if (!order) order = strcmp(a->code, b->code);
    if (!order) order = str_compare(a->message, b->message);
    if (!order) order = str_compare(a->hint, b->hint);
    return order ? order : compare_places(&a->other, &b->other);
}

static int rank_of(const Diag *diag) {
    return diag->is_environment ? 0 : diag->severity == SEVERITY_ERROR ? 1 : 2;
}

static int compare_ranks(const void *left, const void *right) {
    int a = rank_of(left);
    int b = rank_of(right);
    return a != b ? (a > b) - (a < b) : compare_diags(left, right);
}

static void free_diag(Diag *diag) {
    free(diag->texts);
    free(diag->edits);
}

// Frees what is certain not to be shown. What remains is the same whether it is done once, at the
// end, or now and then: what stands before a diagnostic can only become more.
static void drop_hidden(Diags *diags) {
    Diag *items = diags->list.items;
    size_t kept = 0;
    size_t in_file = 0;
    if (diags->list.count) qsort(items, diags->list.count, sizeof *items, compare_ranks);
    for (size_t i = 0; i < diags->list.count; i++) {
        // The first of a file is always kept, until all are too many.
        bool is_same_file = kept > 0 && rank_of(&items[kept - 1]) == rank_of(&items[i]) &&
                            str_equal(items[kept - 1].place.path, items[i].place.path);
        in_file = is_same_file ? in_file + 1 : 1;
        if (kept < DIAGS_SHOWN_MAX && in_file <= DIAGS_SHOWN_PER_FILE_MAX) items[kept++] = items[i];
        else free_diag(&items[i]);
    }
    diags->list.count = kept;
}

static void keep(Diags *diags, const Diag *diag) {
    if (diags->list.count >= (size_t)2 * DIAGS_SHOWN_MAX) drop_hidden(diags);
    *(Diag *)list_add(&diags->list, sizeof(Diag)) = *diag;
}

// Cuts what is longer than a message may be.
static void end_text(Buf *texts, size_t from) {
    if (texts->len - from <= TEXT_MAX) return;
    texts->len = from + str_cut(str_slice(buf_str(texts), from, texts->len), TEXT_MAX).len;
    buf_add(texts, STR("…"));
}

static void sort_edits(List *edits) {
    Edit *items = edits->items;
    for (size_t i = 1; i < edits->count; i++) {
        Edit edit = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].offset > edit.offset; at--) items[at] = items[at - 1];
        items[at] = edit;
    }
}

bool edits_apply(Str text, List *edits, Buf *ret) {
    const Edit *items = edits->items;
    size_t at = 0;
    sort_edits(edits);
    for (size_t i = 0; i < edits->count; i++) {
        if (items[i].offset < at || items[i].offset + items[i].size > text.len) return false;
        buf_add(ret, str_slice(text, at, items[i].offset));
        buf_add(ret, items[i].text);
        at = items[i].offset + items[i].size;
    }
    buf_add(ret, str_slice(text, at, text.len));
    return true;
}

void diags_propose(Diags *diags, Edit edit) {
    *(Edit *)list_add(&diags->proposed, sizeof edit) = edit;
}

void diags_relate(Diags *diags, Place other, const char *message) {
    diags->other = other;
    diags->other_message = message;
}

static Edit *copy_edits(const Edit *edits, size_t count) {
    if (!count) return NULL;
    Edit *ret = malloc(count * sizeof *ret);
    if (!ret) memory_exhausted();
    memcpy(ret, edits, count * sizeof *ret);
    return ret;
}

// What was said of the next diagnostic is said.
static void forget(Diags *diags) {
    diags->proposed.count = 0;
    diags->other = (Place){0};
}

// What was proposed becomes the diagnostic's; the texts go behind its others.
static void take_edits(Diags *diags, Diag *diag, Buf *texts) {
    const Edit *edits = diags->proposed.items;
    size_t count = diags->proposed.count;
    if (count > EDITS_MAX) return;
    for (size_t i = 0; i < count; i++) {
        buf_add(texts, edits[i].text);
        buf_add(texts, edits[i].old);
    }
    diag->edits = copy_edits(edits, count);
    diag->edit_count = count;
}

// Lets the texts of the edits, and the path of the other place, be those that stand behind each
// other in its texts.
static void point_rest(Diag *diag, size_t from) {
    for (size_t i = 0; i < diag->edit_count; i++) {
        Edit *edit = &diag->edits[i];
        edit->text.ptr = diag->texts + from;
        edit->old.ptr = edit->text.ptr + edit->text.len;
        from += edit->text.len + edit->old.len;
    }
    diag->other.path.ptr = diag->texts + from;
}

__attribute__((format(printf, 4, 0))) static void add(Diags *diags, Diag diag, const char *hint,
                                                      const char *format, va_list arguments) {
    Buf texts = {0};
    buf_add(&texts, diag.place.path);
    buf_vprintf(&texts, format, arguments);
    end_text(&texts, diag.place.path.len);
    size_t hint_at = texts.len;
    buf_add(&texts, str_from(hint));
    end_text(&texts, hint_at);
    size_t code_at = texts.len;
    buf_add(&texts, str_from(diag.code));
    buf_add_char(&texts, '\0');
    size_t other_at = texts.len;
    diag.other = diags->other;
    if (diag.other.path.len) buf_add(&texts, str_from(diags->other_message));
    buf_add_char(&texts, '\0');
    size_t rest_at = texts.len;
    take_edits(diags, &diag, &texts);
    buf_add(&texts, diag.other.path);
    forget(diags);
    Str all = buf_str(&texts);
    size_t message_at = diag.place.path.len;
    diag.place.path = str_slice(all, 0, message_at);
    diag.message = str_slice(all, message_at, hint_at);
    diag.hint = str_slice(all, hint_at, code_at);
    diag.code = all.ptr + code_at;
    diag.texts = texts.ptr;
    diag.other_message = all.ptr + other_at;
    point_rest(&diag, rest_at);
    if (diag.severity == SEVERITY_ERROR) diags->error_count++;
    if (diag.is_environment) diags->has_environment_failure = true;
    if (add_mark(diags, mark_of(&diag))) keep(diags, &diag);
    else free_diag(&diag);
}

bool diag_error(Diags *diags, Place place, const char *code, const char *hint, const char *format,
                ...) {
    va_list arguments;
    va_start(arguments, format);
    diag_verror(diags, place, code, hint, format, arguments);
    va_end(arguments);
    return false;
}

bool diag_verror(Diags *diags, Place place, const char *code, const char *hint, const char *format,
                 va_list arguments) {
    add(diags, (Diag){.place = place, .code = code}, hint, format, arguments);
    return false;
}

void diag_warning(Diags *diags, Place place, const char *code, const char *hint,
                  const char *format, ...) {
    const DiagPolicy *policy = diags->policy;
    Severity severity = policy ? policy->severity(policy, code, place.path) : SEVERITY_WARNING;
    if (severity == SEVERITY_OFF) {
        forget(diags);
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    add(diags, (Diag){.place = place, .severity = severity, .code = code}, hint, format,
        arguments);
    va_end(arguments);
}

static void add_environment(Diags *diags, Place place, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diags, (Diag){.place = place, .code = "environment", .is_environment = true}, NULL, format,
        arguments);
    va_end(arguments);
}

const char *error_words(int error_number) {
    const char *ret = strerrordesc_np(error_number);
    return ret ? ret : "an error without a name";
}

bool diag_environment(Diags *diags, const char *what, Str path, int error_number) {
    add_environment(diags, (Place){path, DIAG_NO_OFFSET}, "%s: %s", what,
                    error_words(error_number));
    return false;
}

bool diag_check_utf8(Diags *diags, Str path, Str text) {
    size_t bad = utf8_invalid_at(text);
    if (bad == text.len) return true;
    return diag_error(diags, (Place){path, bad}, "bad-utf8", "save the file as UTF-8",
                      "this is not valid UTF-8");
}

// Counts all of `other`, of which those that the list is to show were added to it before.
static void add_counts(Diags *diags, const Diags *other) {
    for (size_t i = 0; i < other->marks.capacity; i++) {
        if (other->marks.slots[i].hash) add_mark(diags, other->marks.slots[i]);
    }
    diags->error_count += other->error_count;
    diags->repeated_error_count += other->repeated_error_count;
    diags->has_environment_failure |= other->has_environment_failure;
}

void diags_merge(Diags *diags, Diags *other) {
    for (size_t i = 0; i < other->list.count; i++) {
        Diag *diag = (Diag *)other->list.items + i;
        if (has_mark(&diags->marks, mark_of(diag).hash)) free_diag(diag);
        else keep(diags, diag);
    }
    add_counts(diags, other);
    free(other->marks.slots);
    free(other->list.items);
    free(other->proposed.items);
    *other = (Diags){.policy = other->policy};
}

// A text of a diagnostic, in the copy of its texts.
static Str moved(Str text, const char *from, const char *to) {
    return (Str){to + (text.ptr - from), text.len};
}

static void copy_diag(const Diag *diag, Diag *ret) {
    *ret = *diag;
    size_t other_at = (size_t)(diag->other_message - diag->texts);
    size_t edits_at = other_at + strlen(diag->other_message) + 1;
    size_t size = edits_at + diag->other.path.len;
    for (size_t i = 0; i < diag->edit_count; i++) {
        size += diag->edits[i].text.len + diag->edits[i].old.len;
    }
    ret->texts = malloc(size);
    if (!ret->texts) memory_exhausted();
    memcpy(ret->texts, diag->texts, size);
    ret->place.path = moved(diag->place.path, diag->texts, ret->texts);
    ret->message = moved(diag->message, diag->texts, ret->texts);
    ret->hint = moved(diag->hint, diag->texts, ret->texts);
    ret->code = ret->texts + (diag->code - diag->texts);
    ret->other_message = ret->texts + other_at;
    ret->edits = copy_edits(diag->edits, diag->edit_count);
    point_rest(ret, edits_at);
}

bool diags_have_any(const Diags *diags) {
    return diags->marks.count || diags->error_count;
}

void diags_add_all(Diags *diags, const Diags *other) {
    for (size_t i = 0; i < other->list.count; i++) {
        const Diag *diag = (const Diag *)other->list.items + i;
        if (has_mark(&diags->marks, mark_of(diag).hash)) continue;
        Diag copy;
        copy_diag(diag, &copy);
        keep(diags, &copy);
    }
    add_counts(diags, other);
}

// A file of which something is shown.
typedef struct ShownFile {
    uint64_t file;
    size_t last;      // index of its last diagnostic
    size_t count;     // of those that are shown
} ShownFile;

static int compare_files(const void *left, const void *right) {
    const ShownFile *a = left;
    const ShownFile *b = right;
    return (a->file > b->file) - (a->file < b->file);
}

static size_t list_shown_files(const Diags *diags, ShownFile *ret) {
    const Diag *items = diags->list.items;
    size_t count = 0;
    for (size_t i = 0; i < diags->list.count; i++) {
        bool is_new = i == 0 || !str_equal(items[i - 1].place.path, items[i].place.path);
        if (is_new) ret[count++] = (ShownFile){.file = hash_file(items[i].place.path) | 1};
        ret[count - 1].last = i;
        ret[count - 1].count++;
    }
    qsort(ret, count, sizeof *ret, compare_files);
    return count;
}

static void count_hidden(Diags *diags) {
    ShownFile *files = calloc(diags->list.count, sizeof *files);
    if (!files) memory_exhausted();
    size_t count = list_shown_files(diags, files);
    Diag *items = diags->list.items;
    // Counting up from below zero leaves those that are not shown.
    for (size_t i = 0; i < count; i++) items[files[i].last].hidden_count = 0 - files[i].count;
    diags->hidden_count = 0;
    for (size_t i = 0; i < diags->marks.capacity; i++) {
        if (!diags->marks.slots[i].hash) continue;
        ShownFile wanted = {.file = diags->marks.slots[i].file | 1};
        const ShownFile *file = bsearch(&wanted, files, count, sizeof *files, compare_files);
        if (file) items[file->last].hidden_count++;
        else diags->hidden_count++;
    }
    free(files);
}

void diags_settle(Diags *diags) {
    drop_hidden(diags);
    if (diags->list.count) {
        qsort(diags->list.items, diags->list.count, sizeof(Diag), compare_diags);
    }
    if (diags->marks.count > diags->list.count) count_hidden(diags);
    diags->error_count -= diags->repeated_error_count;
    diags->repeated_error_count = 0;
}

size_t diags_warning_count(const Diags *diags) {
    return diags->marks.count - (diags->error_count - diags->repeated_error_count);
}

static int compare_numbers(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

size_t diags_file_count(const Diags *diags) {
    if (!diags->marks.count) return 0;
    uint64_t none = hash_file((Str){0}) | 1;
    uint64_t *files = calloc(diags->marks.count, sizeof *files);
    if (!files) memory_exhausted();
    size_t count = 0;
    for (size_t i = 0; i < diags->marks.capacity; i++) {
        if (diags->marks.slots[i].hash) files[count++] = diags->marks.slots[i].file | 1;
    }
    qsort(files, count, sizeof *files, compare_numbers);
    size_t ret = 0;
    for (size_t i = 0; i < count; i++) {
        ret += files[i] != none && (i == 0 || files[i] != files[i - 1]);
    }
    free(files);
    return ret;
}

static bool has_number(const uint64_t *numbers, size_t count, uint64_t number) {
    return bsearch(&number, numbers, count, sizeof number, compare_numbers);
}

bool diags_speak_of(const Diags *diags, const List *paths) {
    if (!paths->count || !diags->marks.count) return false;
    uint64_t *files = calloc(paths->count, sizeof *files);
    if (!files) memory_exhausted();
    for (size_t i = 0; i < paths->count; i++) {
        files[i] = hash_file(((const Str *)paths->items)[i]) | 1;
    }
    qsort(files, paths->count, sizeof *files, compare_numbers);
    bool ret = false;
    for (size_t i = 0; !ret && i < diags->marks.capacity; i++) {
        const DiagMark *mark = &diags->marks.slots[i];
        ret = mark->hash && (has_number(files, paths->count, mark->file | 1) ||
                             has_number(files, paths->count, mark->other));
    }
    free(files);
    return ret;
}

void diags_free(Diags *diags) {
    for (size_t i = 0; i < diags->list.count; i++) free_diag((Diag *)diags->list.items + i);
    free(diags->list.items);
    free(diags->proposed.items);
    free(diags->marks.slots);
    *diags = (Diags){.policy = diags->policy};
}

Str diag_nearest(Str word, const Str *names, size_t count) {
    Str ret = {0};
    size_t best = word.len < 4 ? 1 : word.len < 8 ? 2 : 3;
    for (size_t i = 0; i < count; i++) {
        size_t distance = text_distance(word, names[i], best);
        if (distance < best || (distance == best && !ret.ptr)) {
            best = distance;
            ret = names[i];
        }
    }
    return ret;
}

const char *diag_did_you_mean(Arena *arena, Str word, const Str *names, size_t count,
                              const char *otherwise) {
    Str nearest = diag_nearest(word, names, count);
    if (!nearest.len) return otherwise;
    Buf hint = {0};
    buf_printf(&hint, "did you mean '%.*s'?", (int)nearest.len, nearest.ptr);
    return arena_take(arena, &hint).ptr;
}
