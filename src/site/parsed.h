// The parsed form of content, as an earlier build left it: what it has of a file that is still the
// same need not be read again. It holds the fields of an entry and the outline of its text, of
// files of which there was nothing to say. Only ever a shortcut: whatever does not fit is read.
#ifndef METIER_SITE_PARSED_H
#define METIER_SITE_PARSED_H

#include "base/file.h"
#include "site/sources.h"

// The parsed form of a file, as it was kept.
typedef struct ParsedForm {
    Str form;                // empty: it is none any more
    Hash hash;               // of the file's bytes, which that was made from
    Stamp then;              // of the file that they were read from, no younger than they are
    bool is_of_base;         // it stands in the first of the two texts
} ParsedForm;

// A file of content that stands there.
typedef struct ParsedFile {
    Str path;
    const Stamp *now;        // of the file
    Spooled spooled;         // where the form that it has now was put aside: a hash, and the form
    uint32_t kept;           // 1 + the index of its form in Parsed.forms; 0: it has none
    bool is_as_listed;       // what was read of it, or taken for it, is what was listed
    bool is_other;           // what was read of it is not
    bool is_taken;           // the kept form is used
    bool is_restamped;       // by its hash
} ParsedFile;

// Zero-initialise to start; parsed_free once no sources have anything of it.
struct Parsed {
    Buf texts[2];            // as they were kept: most of it, and what came since
    bool has_base;           // the first is good
    Hash base;               // what it is known by
    Hash key;                // of all that entries are read with; at first, but for the sources'
    List files;              // of ParsedFile, by path
    List forms;              // of ParsedForm
    Spool *spool;            // where forms are put aside, close together; the caller's; may be NULL
};

// Takes over what stands in ret->texts, where it was kept under this key. Hostile texts do no harm.
void parsed_open(Hash key, Parsed *ret);
// Tells of a file that stands there, before any is read; in the order of their paths. What it is
// given is borrowed, the path also by the file that is read once.
void parsed_note(Parsed *parsed, Str path, const Stamp *now);
// What was told of a file; NULL where nothing was. All below take that.
ParsedFile *parsed_find(const Sources *sources, Str path);
// The file as it was parsed; NULL where it has to be read. `hash` is that of its bytes; NULL: they
// were not read, and its stamp has to tell.
// `shared` owns it, as in source_file_read.
SourceFile *parsed_take(const Sources *sources, ParsedFile *known, const FileEntry *listed,
                        const Hash *hash, Arena *shared);
// Tells of a file that was read that it had this stamp.
void parsed_note_read(ParsedFile *known, const Stamp *stamp);
// Puts the form of an entry aside that was just read, and of which there is nothing to say: derive
// may write to it. Of a file that was another when it was read, none is: its stamp is not known.
void parsed_put(const Sources *sources, ParsedFile *known, const SourceFile *file,
                const Entry *entry, Worker *worker);
// What is to be kept of all files, and in which of the two texts: the second has what the first has
// not, and stands for few files.
typedef enum ParsedText { PARSED_WHOLE, PARSED_SINCE, PARSED_SAME } ParsedText;
ParsedText parsed_choose(const Sources *sources);
// Hands it on in pieces.
typedef void ParsedTake(void *context, Str bytes);
void parsed_write(const Sources *sources, ParsedText text, ParsedTake *take, void *context);
void parsed_forget(Parsed *parsed);   // but for the texts, which entries may have something of
void parsed_free(Parsed *parsed);

#endif
