// Diagnostics: every problem with its place, what is wrong and how to mend it. They are collected
// while the work goes on; report/report.h locates and writes them, once, at the end.
//
// However many there are, all are counted, and few are kept: those that come first, so that which
// they are depends neither on the order in which they were found nor on how many threads looked.
#ifndef METIER_BASE_DIAG_H
#define METIER_BASE_DIAG_H

#include "base/memory.h"

enum {
    DIAGS_SHOWN_MAX = 1000,          // of a run: failures of the environment, then errors, warnings
    DIAGS_SHOWN_PER_FILE_MAX = 100,  // of each of the three
};

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_OFF } Severity;
extern const char *const severity_names[];   // "error", "warning", "off"; NULL-terminated

// A place in a file: its path (relative to the site), and a byte offset or DIAG_NO_OFFSET.
typedef struct Place {
    Str path;
    size_t offset;
} Place;
#define DIAG_NO_OFFSET SIZE_MAX
// The same offset where very many are kept: no file of content is as large as 4 GB.
typedef uint32_t FileOffset;
#define FILE_NO_OFFSET UINT32_MAX
static inline size_t offset_of_kept(FileOffset offset) {
    return offset == FILE_NO_OFFSET ? DIAG_NO_OFFSET : offset;
}
static inline FileOffset offset_to_keep(size_t offset) {
    return offset < FILE_NO_OFFSET ? (FileOffset)offset : FILE_NO_OFFSET;
}

// A change of a file: `size` bytes at `offset` become `text`.
typedef struct Edit {
    size_t offset;
    size_t size;
    Str text;
    Str old;              // where the file was not seen: what has to stand there, or behind a quote
} Edit;
enum { EDITS_MAX = 100 };  // of one diagnostic
// Appends what a text becomes by edits (of Edit), which it puts into the order of their offsets;
// those of one offset stay as they are. False where one lies beyond the text.
bool edits_apply(Str text, List *edits, Buf *ret);

typedef struct Diag {
    Place place;
    Severity severity;
    const char *code;     // "unknown-field": stable
    Str message;
    Str hint;             // may be empty
    bool is_environment;
    char *texts;          // owned: the path, the message, the hint, the code, what stands at the
                          // other place, the texts of the edits, the other place's path
    Place other;          // a second place that it speaks of; without one, it has no path
    const char *other_message;   // "it stands here, too"
    Edit *edits;          // owned: what mends it, all of them together, in order
    size_t edit_count;    // 0: nobody knows
    size_t hidden_count;  // at the last one of a file: how many more it has
} Diag;

// What there was, as hashes: tells repetitions, and counts for each file.
typedef struct DiagMark {
    uint64_t hash;        // of all that is shown of it; 0 where the slot is free
    uint64_t file;        // of its path; the lowest bit says that it is an error
    uint64_t other;       // of the path of the other place that it speaks of, or 0
} DiagMark;
typedef struct DiagMarks {
    DiagMark *slots;
    size_t count;
    size_t capacity;
} DiagMarks;

// How severe a warning is for whom the diagnostics are collected: an error, or nothing at all.
typedef struct DiagPolicy DiagPolicy;
struct DiagPolicy {
    Severity (*severity)(const DiagPolicy *policy, const char *code, Str path);
};

// Owns its texts. One thread at a time. Zero-initialise to start.
typedef struct Diags {
    const DiagPolicy *policy;   // borrowed; NULL: a warning is a warning
    List list;            // of Diag, each once, in no order; at most twice DIAGS_SHOWN_MAX
    DiagMarks marks;
    size_t error_count;   // repetitions count, until diags_settle
    size_t repeated_error_count;
    size_t hidden_count;  // after diags_settle: those in files of which none is in the list
    bool has_environment_failure;
    List proposed;        // of Edit: for the next diagnostic
    Place other;          // likewise
    const char *other_message;
} Diags;

// Says what mends the problem that is reported next, where no judgement is needed: as `metier check
// --fix` does it. Edits are proposed in the order of their offsets, and do not touch each other.
// Where they are more than EDITS_MAX, there are none. The text is borrowed until then.
void diags_propose(Diags *diags, Edit edit);
// Says what other place the problem that is reported next speaks of, and what stands there. Both
// texts are borrowed until then; without a path, there is no other place.
void diags_relate(Diags *diags, Place other, const char *message);

// Adds a problem of the content. `hint` may be NULL. Always returns false, so that a function
// that fails can `return diag_error(...)`.
__attribute__((format(printf, 5, 6))) bool diag_error(Diags *diags, Place place, const char *code,
                                                      const char *hint, const char *format, ...);
__attribute__((format(printf, 5, 6))) void diag_warning(Diags *diags, Place place, const char *code,
                                                        const char *hint, const char *format, ...);
// The same as diag_error, for functions that take the message's arguments themselves.
__attribute__((format(printf, 5, 0))) bool diag_verror(Diags *diags, Place place, const char *code,
                                                       const char *hint, const char *format,
                                                       va_list arguments);
// What errno says, in the same words for all threads and in all locales.
const char *error_words(int error_number);
// Adds a failure of the environment (disk, permissions) with errno's words. Returns false.
bool diag_environment(Diags *diags, const char *what, Str path, int error_number);

// Reports the first byte of `text`, the whole of a file, that is not well-formed UTF-8.
bool diag_check_utf8(Diags *diags, Str path, Str text);

bool diags_have_any(const Diags *diags);
void diags_merge(Diags *diags, Diags *other);  // takes over all of `other`
void diags_add_all(Diags *diags, const Diags *other);  // the same, and leaves it as it is
// Leaves in the list what is to be shown, ordered by path, offset, code and message, and counts
// what is not shown. From here on error_count counts no repetitions.
void diags_settle(Diags *diags);
// Whether any of all that there are, kept or counted, speaks of one of these files (paths: of Str).
bool diags_speak_of(const Diags *diags, const List *paths);
// How many warnings there are, repetitions not counted, and how many files with any diagnostic.
size_t diags_warning_count(const Diags *diags);
size_t diags_file_count(const Diags *diags);
void diags_free(Diags *diags);

// Of `count` names (an array of Str) the one nearest to `word`, or an empty Str.
Str diag_nearest(Str word, const Str *names, size_t count);
// "did you mean 'salary'?", or `otherwise` when nothing is near; lives in the arena.
const char *diag_did_you_mean(Arena *arena, Str word, const Str *names, size_t count,
                              const char *otherwise);

#endif
