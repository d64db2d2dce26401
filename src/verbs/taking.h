// What import and refresh have in common: their options, the site, the tables, the lock, and the
// batch that they write.
#ifndef METIER_VERBS_TAKING_H
#define METIER_VERBS_TAKING_H

#include "data/data_files.h"
#include "data/lock.h"
#include "site/sources.h"
#include "verbs/verbs.h"

// First member of each one's arguments.
typedef struct TakingArguments {
    Str root;
    DataFiles files;
    Str vintage;
    bool is_dry;
    Date now;
} TakingArguments;

#define TAKING_OPTIONS(Type)                                                                   \
    OPTION(Type, taking.root, 'C', NULL, "DIR", "the site's folder (default: this one)"),      \
    OPTION(Type, taking.files.oews, 0, "oews", "FILE",                                         \
           "pay: a table of OEWS, of the nation or of all areas, as CSV"),                     \
    OPTION(Type, taking.vintage, 0, "vintage", "MONTH", "of that table: 2023-05"),             \
    OPTION(Type, taking.files.projections, 0, "ep", "FILE",                                    \
           "outlook and education: table 1.2 of Employment Projections, as CSV"),              \
    OPTION(Type, taking.files.onet, 0, "onet", "DIR",                                          \
           "duties, skills, titles: the folder of an O*NET database, as text"),                \
    OPTION(Type, taking.files.ashe, 0, "ashe", "FILE",                                         \
           "pay in the UK: a table 14 of ASHE, as CSV; --codes pairs its codes"),              \
    OPTION(Type, taking.files.codes, 0, "codes", "FILE",                                       \
           "only these occupations: a code a line, of the UK behind it: 29-1141 2231"),        \
    OPTION(Type, taking.is_dry, 0, "dry-run", NULL,                                            \
           "tell what would be written, and write nothing"),                                   \
    OPTION(Type, taking.now, 0, "now", "DATE", "the day that counts as today: YYYY-MM-DD")

typedef struct Taking {
    const TakingArguments *given;
    Arena arena;
    Sources sources;
    Table regions;           // that site.yaml names
    PublicData data;
    Lock lock;
    Batch batch;
    Diags diags;
} Taking;

// Reads the options into a struct that begins with `given`. EXIT_DONE, or EXIT_USAGE after saying
// on stderr what is wrong with them.
int taking_parse(const Verb *verb, int argument_count, char **arguments, TakingArguments *given,
                 Date *ret_vintage);
// Opens the site, completes what an earlier run was cut off at, and reads site, lock and tables.
// False where nothing can be taken in, which taking_end says.
bool taking_begin(Taking *taking, const TakingArguments *given, Date vintage);
// Says what was found so far, while the files are as it says.
void taking_report(Taking *taking);
// Says what else there is to be said, then, where all went well, by `tell` what was done; frees
// all. Returns the exit status.
int taking_end(Taking *taking, bool is_done, void (*tell)(const void *context),
               const void *context);

#endif
