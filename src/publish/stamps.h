// Stamps of the published files, beside the manifest: with them a build finds out that all of them
// are as it left them without reading a single one. Only ever a shortcut: where a stamp says
// nothing the bytes are hashed, and where there are no stamps all is as if nothing was known.
#ifndef METIER_PUBLISH_STAMPS_H
#define METIER_PUBLISH_STAMPS_H

#include "publish/journal.h"
#include "publish/target.h"

// A folder above those that files lie in, of records that follow each other. While it is as it was,
// a folder in it that was one, and no link, is still that: of very many folders none needs to be
// looked at again.
typedef struct Upper {
    Str path;                // of the manifest
    size_t from;             // the first of the records
    Hash hash;               // of what stands in it; none where nobody knows
    bool is_trusted;         // the folders in it were looked at while it was as it is
} Upper;

// What is known of a manifest's files, by record.
typedef struct Survey {
    Stamp *stamps;           // those that the files have; NULL: nothing is known
    bool *are_same;          // whether they stand there with the very bytes that it names
    Upper *uppers;           // as they were before any file was looked at
    size_t upper_count;
    bool is_news;            // more is known than was kept
} Survey;

// Looks at all of them. Where there are no stamps nothing is known.
void stamps_survey(const Target *target, const Journal *manifest, size_t thread_count,
                   Arena *arena, Survey *ret);
// Whether all stand there; then what is news is kept.
bool stamps_match(const Target *target, const Journal *manifest, const Survey *survey);
// Keeps the stamps of the manifest's files, in the order of its records. `stamps` has those of the
// files that stayed, and of what was staged. Of the whole folder these still hold; of files that
// were put in place one by one they are taken again, and have to be of the same. `before` is what
// was known of the manifest that this one follows. A failure costs only the shortcut.
void stamps_keep(const Target *target, const Journal *manifest, Stamp *stamps,
                 const Survey *before, size_t thread_count);

#endif
