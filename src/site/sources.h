// The sources: what a site is made from, as it was read. site.yaml, the words of its language, the
// files of static/, and the entries of content/.
//
// An entry, once parsed, is never written again, and owns its memory: reading one changed file
// replaces one entry. Where nothing will be read again, it goes over into the Site instead. What
// follows from all of them together stands there, too; see site.h.
#ifndef METIER_SITE_SOURCES_H
#define METIER_SITE_SOURCES_H

#include "base/progress.h"
#include "base/workers.h"
#include "site/assets.h"
#include "site/config.h"
#include "site/content.h"
#include "site/replaced.h"
#include "site/strings.h"

// What is wrong with a file, or likely to be. Most files have none.
typedef struct SourceFaults {
    Diags diags;
    Str front;               // its front matter or, where that has no end, its text: kept where
                             // nobody knows what the entry is called
} SourceFaults;

// A file of content.
typedef struct SourceFile {
    Arena arena;             // owns all of it, and the struct itself; but see Sources.entries
    Str path;                // "content/roles/nurse.md"
    Str real;                // where it lies: the same, but for what a link leads to
    Hash hash;               // of its bytes
    Hash front_hash;         // of those before its body
    MarkdownDocument *body;  // what stands behind its front matter
    Arena body_arena;        // owns what that points to
    Entry *entry;            // with what could be read of it; NULL where that is nothing, and where
                             // it is not published. Derive alone may write to it: see is_read_once
    const Entry *withheld;   // one that nothing but its day keeps from being published
    SourceFaults *faults;     // NULL: nothing was found
    bool is_missing;         // nothing could be read
    bool is_patched;         // its front matter was taken from newer readings: the older ones are
                             // still there, for those who keep what they know of them
} SourceFile;

typedef struct SourceOptions {
    Str base_url;            // in place of site.yaml's; may be empty
    Date now;
    bool with_drafts;
    bool with_future;        // of a day after `now`
    bool with_expired;       // of a day up to `now`
    bool is_lean;            // of bodies only the outline is kept: see source_file_load_body
    bool is_read_once;       // nothing is read again: what is kept of files lies together, and
                             // derive takes the entries as they are instead of copies
    size_t thread_count;
    Progress *progress;      // may be NULL
} SourceOptions;

typedef struct Parsed Parsed;    // see parsed.h

// Zero-initialise to start, but for the first three.
typedef struct Sources {
    int root;                // the site's folder; the caller's, as is the theme's
    Theme theme;
    SourceOptions options;
    Arena arena;             // owns the configuration
    Config config;
    Locale *locale;          // of the site's language
    Strings strings;
    Assets assets;
    Parsed *parsed;          // what an earlier build has left; the caller's; may be NULL
    Hash basis;              // of all that entries are read with
    SourceFile **files;      // of content/, by path; also drafts, and files with errors
    size_t file_count;
    Assets attachments;      // all other files of content/ that may belong to a page, by path
    Arena entries;           // owns them, where they are read once
    Arena terms;             // and their search terms, until sources_forget_terms
    SharedTexts *texts;      // that they have alike, while they are read once; or NULL
    Spool *spool;            // where bodies are put aside, where they are not kept; or NULL
    Diags listing;           // what is wrong with which files there are
    ReplacedFigures replaced;
    bool site_has_errors;    // in all but the content
    bool content_has_errors;
    bool has_links;          // there are links in content/: one text may be that of several files
    bool has_missing;        // there are files of content that could not be read at all
    size_t patch_count;      // readings that were taken since all else was last read
    Table possible;          // slugs of what entries may be called of which nobody can tell
    Arena possible_texts;
} Sources;

// Paths of files and folders, relative to the site's folder. A folder stands for all below it.
typedef struct PathList {
    const Str *items;
    size_t count;
} PathList;

// Reads everything but content/, anew where it was read before; goes on after an error where it
// can. Reports all problems; false when there was one without whose mend layouts cannot be judged.
// Content can be read in any case, unless there is no locale.
bool sources_read_site(Sources *sources, Diags *diags);
// Reads content/, in parallel. Where it was read before, only those files are read anew that are
// among `changed` (NULL: all of them), those that have come are read, and those that have gone
// away are forgotten. Reports the problems of all files; false when there was one.
bool sources_read_content(Sources *sources, const PathList *changed, Diags *diags);
// Reads the files of content again that are among `changed`, where all entries stay and nothing but
// their texts and fields has changed: *ret is of which groups. False where more has changed, an
// error has come, or too much memory is held by earlier readings: then they are to be read with
// sources_read_content.
bool sources_read_entries(Sources *sources, const PathList *changed, Facts *ret);
// Whether nothing is at a path of content/, and nothing was: many editors write a file beside the
// one that they save, and move it there. Where in doubt, false.
bool sources_passed_by(const Sources *sources, Str path);
// Frees what of entries that are read once nobody needs when the site is derived.
void sources_forget_terms(Sources *sources);
// Whether earlier readings hold memory that is worth freeing while nobody waits. That is what
// sources_read_content does, also with no file among `changed`.
bool sources_hold_earlier(const Sources *sources);
// Reports everything that was found in content/.
void sources_report_content(const Sources *sources, Diags *diags);
// Whether an entry of which too little could be read to know may have this slug, or an address that
// ends with it.
bool sources_may_have(const Sources *sources, Str slug);
// The file of content at a path, or NULL.
const SourceFile *sources_find(const Sources *sources, Str path);
void sources_free(Sources *sources);

// What owns files that are read once, each of them: all but their search terms, and these.
typedef struct SharedArenas {
    Arena *keep;
    Arena *terms;
} SharedArenas;

// Reads one file of content: what is wrong with it stands in its diags. `shared` owns it; where
// that is NULL it owns itself. Of the worker its buffer and scratch are used. Never NULL.
// `before` is what an earlier reading with the same settings gave, or NULL: it is returned where
// the bytes are still the same and it is not patched, and freed where not.
SourceFile *source_file_read(const Sources *sources, const FileEntry *listed, SourceFile *before,
                             const SharedArenas *shared, Worker *worker);
void source_file_free(SourceFile *file);
// Reads a body whole once more, into the arena: from where it was put aside, or from its file.
// False where it is not what it was, or cannot be read: then that is reported.
bool source_file_load_body(const Sources *sources, const Entry *entry, Arena *arena,
                           MarkdownDocument *ret, Diags *diags);
// Takes a newer reading over, with its memory where more than the text has changed. *ret gets the
// groups of fields that have. False where the entry is another: then nothing is taken.
bool source_file_take(const Sources *sources, SourceFile *file, SourceFile *newer, Facts *ret);
// What import and refresh have taken in: it lies beside content, and is none. See data/lock.h.
#define LOCK_PATH STR("content/metier.lock")
enum { LOCK_MAX_SIZE = 64 * 1024 * 1024 };
// What is said of a file that is neither content nor beside a page.
#define STRAY_FILE_MESSAGE "only .md files are content; this one is ignored"
const char *stray_file_hint(Str path);

// The file that stands for the folder that it lies in.
#define ENTRY_INDEX_FILE STR("index.md")
// Whether the entry at a path stands for a folder, to which the other files there may belong. Below
// content/roles/ and content/articles/ that is a folder of its own.
bool entry_is_folder(Str path);
// The kind of content that belongs at a path; false where there is none.
bool source_file_kind(Str path, EntryKind *ret);

#endif
