// What a build is made from: every file of the site and of the theme, the options, the program.
// Where all of it is as it was, and so is what was published, there is nothing to do.
#ifndef METIER_OUTPUT_INPUTS_H
#define METIER_OUTPUT_INPUTS_H

#include "base/stamp.h"
#include "publish/publish.h"
#include "site/parsed.h"

typedef struct Inputs {
    Arena arena;
    int roots[2];            // the site's folder, and the theme's; -1 where that is the same
    Hash key;                // of all that is no file below them
    List items;              // of Input, in a fixed order
    Hash folders;            // that they lie in, as they were before anything was read
    bool is_listed;          // all of them: nothing was unreadable
    Diags diags;             // what was not; the build tells the same of what it reads itself
    Buf kept;                // what inputs_match has read
    Str warnings;            // those of the build that kept it
    uint64_t warning_count;
    size_t content_count;    // files of content that it read
} Inputs;

// Lists the inputs, before any of them is read. `key` stands for the options. inputs_free in any
// case.
void inputs_list(int site, int theme, Hash key, size_t thread_count, Inputs *ret);
// Whether they are those that inputs_keep kept with what is published now. A file whose stamp says
// nothing is hashed.
bool inputs_match(Inputs *inputs, Sink *publish);
// Where they match: adds the warnings of that build again. False where they cannot be read.
bool inputs_repeat_warnings(const Inputs *inputs, Diags *diags);
// Before anything is read that inputs_keep is to answer for: tells which files of content stand
// there, borrowed by *parsed, and notes how the folders of all inputs are.
void inputs_note(Inputs *inputs, Parsed *parsed);
// Tells which files of content were taken as they were listed, and nobody needs to look at once
// more: they had that stamp when they were read, or were not read, as their parsed form was there;
// and which were others when they were read, whatever stands there by now.
void inputs_note_taken(Inputs *inputs, const Parsed *parsed);
// Keeps them for a later build, with the warnings of this one, which `sources` was read for; unless
// other files stand there by now, or may have stood there meanwhile.
void inputs_keep(const Inputs *inputs, const Sources *sources, Sink *publish,
                 const Diags *diags);
// Stands for the names and the bytes of all of them, on whatever machine. False with a diagnostic
// where that is not what `sources` was read for.
bool inputs_digest(const Inputs *inputs, const Sources *sources, Hash *ret, Diags *diags);
void inputs_free(Inputs *inputs);

#endif
