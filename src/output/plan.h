// The plan: which files a site comes to. A pure function of the site and of static/; nothing is
// rendered for it.
#ifndef METIER_OUTPUT_PLAN_H
#define METIER_OUTPUT_PLAN_H

#include "output/compressed.h"
#include "site/site.h"

typedef struct OutputKind OutputKind;
// There are five for a role, or more.
typedef struct Output {
    const char *path;        // file below the output folder: see output_path
    uint32_t path_size;
    uint32_t address_size;   // so much of its path is its address: see output_address
    const OutputKind *kind;
    const void *subject;     // what it shows: a Role, a Term, … or NULL
    Text source;             // file that it is made from, for diagnostics: see output_place
    uint32_t part;           // of a list in several pages: 0, 1, …
    bool is_entry;           // its subject is an Entry: see output_entry
    bool is_listed;          // a page that search engines may list
    bool has_compressed[COMPRESSED_KIND_COUNT];   // copies are wanted, and their places are free
} Output;

// "roles/nurse/index.html"
static inline Str output_path(const Output *output) {
    return (Str){output->path, output->path_size};
}
// The content that it shows; NULL where it shows none, or more.
static inline const Entry *output_entry(const Output *output) {
    return output->is_entry ? output->subject : NULL;
}
// The address of a page, relative to the site's base: "roles/nurse/"; of other files their path.
static inline Str output_address(const Output *output) {
    return str_slice(output_path(output), 0, output->address_size);
}
// What it is made from, as diagnostics name it.
static inline Place output_place(const Output *output) {
    return (Place){text_str(output->source), offset_of_kept(output->source.offset)};
}

typedef struct Plan {
    Arena arena;
    List outputs;            // of Output, ordered by path after plan_make
    List listed;             // of size_t: indexes of the pages that search engines may list
    bool is_full;            // more than OUTPUTS_MAX were wanted, and that is reported
} Plan;

enum { OUTPUTS_MAX = 10000000 };

// What a kind's `plan` works with.
typedef struct Planning {
    const Site *site;
    const Assets *assets;
    const OutputKind *kind;
    Plan *plan;
    const Table *wanted;     // addresses of those that are to be listed; NULL: all
    Diags *diags;
} Planning;

// Adds a page at an address ("" is the home page) or a file at a path.
void plan_add_page(const Planning *planning, Str address, const void *subject, size_t part,
                   Place source);
// Adds the page of an entry.
void plan_add_entry(const Planning *planning, const Entry *entry, size_t offset);
void plan_add_file(const Planning *planning, Str path, const void *subject, Place source);
// Adds one of the files that a list of the whole site is split into.
void plan_add_part(const Planning *planning, Str path, const void *subject, size_t part);

// Lists all outputs. Two at one path, also by case or Unicode form, are an error; so is a path that
// no file system would take, and more than OUTPUTS_MAX.
bool plan_make(const Site *site, const Assets *assets, Plan *ret, Diags *diags);
typedef struct PlanChange {
    bool has_come;           // there are others now
    Table gone;              // addresses, of the plan, of those that are not there any more
} PlanChange;
// After site_renew: brings the outputs of those kinds that read such facts up to date. False where
// something may be wrong with one that would come: then the plan is of no use any more. The caller
// frees ret->gone in either case.
bool plan_renew(const Site *site, const Assets *assets, Facts facts, Plan *plan, PlanChange *ret);
// Lists what the site would have besides, if nothing were switched off in site.yaml: at these
// addresses, or all where that is NULL.
void plan_list_switched_off(const Site *site, const Assets *assets, const Table *wanted, Plan *ret);
// The output at a path, or NULL.
const Output *plan_find(const Plan *plan, Str path);
// The page at an address, or the file at a path; or NULL.
const Output *plan_find_address(const Plan *plan, Str address);
void plan_free(Plan *plan);

#endif
