// Stamps of the published files, beside the manifest: with them a build finds out that all of them
// are as it left them without reading a single one. Only ever a shortcut: where a stamp says
// nothing the bytes are hashed, and where there are no stamps all is as if nothing was known.
#ifndef METIER_PUBLISH_STAMPS_H
#define METIER_PUBLISH_STAMPS_H

#include "publish/journal.h"
#include "publish/target.h"

// Keeps the stamps of the manifest's files, in the order of its records. `stamps` has those of the
// files that stayed, and of what was staged. Of the whole folder these still hold; of files that
// were put in place one by one they are taken again, and have to be of the same. A failure costs
// only the shortcut.
void stamps_keep(const Target *target, const Journal *manifest, Stamp *stamps, size_t thread_count);
// What is known of a manifest's files, by record.
typedef struct Survey {
    Stamp *stamps;           // those that the files have; NULL: nothing is known
    bool *are_same;          // whether they stand there with the very bytes that it names
    Hash uppers;             // of the folders above those of files; none where they say nothing
    bool is_news;            // more is known than was kept
} Survey;

// Looks at all of them. Where there are no stamps nothing is known.
void stamps_survey(const Target *target, const Journal *manifest, size_t thread_count,
                   Arena *arena, Survey *ret);
// Whether all stand there; then what is news is kept.
bool stamps_match(const Target *target, const Journal *manifest, const Survey *survey);

#endif
