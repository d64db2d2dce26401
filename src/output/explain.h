// Why an output exists: what it was made from. And the other way round: what is made from a file.
#ifndef METIER_OUTPUT_EXPLAIN_H
#define METIER_OUTPUT_EXPLAIN_H

#include "output/output.h"

typedef enum OriginKind {
    ORIGIN_CONTENT,
    ORIGIN_LAYOUT,           // also partials, and the strings of a language
    ORIGIN_STATIC,
    ORIGIN_SETTING,          // of site.yaml
    ORIGIN_KIND_COUNT,
} OriginKind;

// One thing that an output was made from.
typedef struct Origin {
    OriginKind kind;
    Str name;                // a file, a folder with '/' at its end, or "outputs.data" of a setting
    size_t count;            // of files in the folder
    const char *why;         // "this leads there"
} Origin;

// Zero-initialise to start; explanation_free to end.
struct Explanation {
    Arena arena;
    List origins;            // of Origin, each file once
    Table by_name;
};

// The output that is meant by a path of the output folder, an address of the site ("/roles/nurse/",
// with or without the '/'s around it) or its whole URL. NULL where there is none.
const Output *explain_find(const Rendering *all, Str name);
// What an output was made from.
void explain_output(const Rendering *all, const Output *output, Explanation *ret);

// An output that is made from a file, and what the file is to it.
typedef struct Use {
    const Output *output;
    const char *why;
} Use;
// Lists the outputs that are made from a file of the site, or of the theme where the site has none
// of its name, in the order of their kinds and paths.
void explain_file(const Rendering *all, Str path, List *ret);
void explanation_free(Explanation *explanation);

// For the kinds of outputs: adds what a subject is made from. A file counts once, with the first
// reason.
// An entry with its pictures and all that its text leads to.
void explain_add_text(Explanation *ret, const Rendering *all, const Entry *entry, const char *why);
void explain_add_entry(Explanation *ret, const Entry *entry, const char *why);
void explain_add_roles(Explanation *ret, const RoleList *roles, const char *why);
// All content of one kind: USES_ROLES …
void explain_add_all(Explanation *ret, const Site *site, unsigned kind, const char *why);
// A role with those that it names, or that name it.
void explain_add_role(Explanation *ret, const Rendering *all, const Role *role);
void explain_add_setting(Explanation *ret, Str name);
void explain_add_static(Explanation *ret, Str path, const char *why);
void explain_add_attachment(Explanation *ret, const Asset *file, const char *why);

#endif
