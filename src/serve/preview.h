// The preview: a site as it stands now, output by output. It is refreshed with what has changed,
// and renders what it is asked for. While there is an error, what it rendered last before stands.
#ifndef METIER_SERVE_PREVIEW_H
#define METIER_SERVE_PREVIEW_H

#include "base/hash.h"
#include "output/build.h"

typedef struct Preview Preview;

// Where a path of a request leads.
typedef enum AnswerKind {
    ANSWER_BYTES,
    ANSWER_FILE,             // a file of static/ that is too large to hold
    ANSWER_MOVED,            // a page has a '/' at its end
    ANSWER_MISSING,          // the site has no such output: the bytes are those of its 404.html
    ANSWER_BROKEN,           // there is an error, and no earlier rendering of it
} AnswerKind;

typedef struct Answer {
    AnswerKind kind;
    Str path;                // of the output; empty where there is none
    Str bytes;               // borrowed until the next call
    int file;                // of ANSWER_FILE: the caller's to close
    uint64_t file_size;
    bool is_draft;
    bool is_old;             // it was rendered before the error came
} Answer;

// Of the files that pages may show, as they were listed last.
typedef struct FilesHash {
    Hash style_sheets;
    Hash others;
} FilesHash;

// Opens a site; nothing is read yet. NULL when there is none. The options' texts are borrowed.
Preview *preview_open(const BuildOptions *options, Diags *diags);
// Opens it anew, with other options or where another folder stands now: everything is to be read.
// What was rendered last stays. False, and nothing has changed, where there is no site.
bool preview_reopen(Preview *preview, const BuildOptions *options, Diags *diags);
// Reads what has changed, or everything (NULL). False where there is an error; *ret takes what was
// found.
bool preview_refresh(Preview *preview, const PathList *changed, Diags *ret);
// See build_is_quick, and build_is_untidy.
bool preview_is_quick(const Preview *preview, const PathList *changed);
bool preview_is_untidy(const Preview *preview);
bool preview_tidy(Preview *preview);
// What stands at a path of a URL, as it is written there: "/roles/nurse/". What cannot be rendered
// is reported.
void preview_answer(Preview *preview, Str path, Answer *ret, Diags *diags);
// Of the site's base_url: "/" or "/careers/".
Str preview_base_path(const Preview *preview);
FilesHash preview_files(const Preview *preview);
size_t preview_output_count(const Preview *preview);
size_t preview_content_count(const Preview *preview);
void preview_close(Preview *preview);   // takes NULL

#endif
