// The plan: which files a site comes to. A pure function of the site and of static/; nothing is
// rendered for it.
#ifndef METIER_OUTPUT_PLAN_H
#define METIER_OUTPUT_PLAN_H

#include "output/compressed.h"
#include "site/site.h"

typedef struct OutputKind OutputKind;
extern const OutputKind *const output_kinds[];   // see output.h
extern const size_t output_kind_count;

// There are five for a role, or more.
typedef struct Output {
    const char *path;        // file below the output folder: see output_path
    const void *subject;     // what it shows: a Role, a Term, … or NULL
    const char *source;      // file that it is made from, for diagnostics: see output_place
    uint32_t path_size;
    FileOffset source_offset;
    uint32_t part;           // of a list in several pages: 0, 1, …
    uint16_t source_size;
    uint8_t kind;            // index into output_kinds: see output_kind
    bool is_folder : 1;      // its address is that of the folder that it lies in: output_address
    bool is_entry : 1;       // its subject is an Entry: see output_entry
    bool is_listed : 1;      // a page that search engines may list
    uint8_t compressed : COMPRESSED_KIND_COUNT;   // a bit each: see output_has_compressed
} Output;
_Static_assert(sizeof(Output) == 40, "there is no room between members");

#define OUTPUT_INDEX_FILE STR("index.html")   // of a folder

static inline const OutputKind *output_kind(const Output *output) {
    return output_kinds[output->kind];
}
// Whether a compressed copy is wanted, and its place is free.
static inline bool output_has_compressed(const Output *output, int kind) {
    return output->compressed >> kind & 1;
}

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
    size_t file_size = output->is_folder ? OUTPUT_INDEX_FILE.len : 0;
    return str_slice(output_path(output), 0, output->path_size - file_size);
}
// What it is made from, as diagnostics name it.
static inline Place output_place(const Output *output) {
    return (Place){{output->source, output->source_size}, offset_of_kept(output->source_offset)};
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
    size_t kind;             // index into output_kinds
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
