// Skeletons: documents that are still to be filled in, made of the rows of schemas.
#ifndef METIER_VERBS_SKELETON_H
#define METIER_VERBS_SKELETON_H

#include "site/strings.h"

// A field whose value is known, as YAML writes it.
typedef struct Given {
    const char *name;
    Str yaml;
} Given;

// A line for each field: what is given and what is required comes first, the latter with a
// placeholder, then all others in comments, each with what the reference tells of it.
void skeleton_write_fields(const Schema *schema, const Given *given, size_t given_count, Buf *out);
// In comments, every field of site.yaml that has no line in the text `written`.
void skeleton_write_others(const Schema *schema, Str written, Buf *out);
// Every section that the generator understands, under its heading, with a placeholder.
void skeleton_write_sections(const Strings *strings, Buf *out);

#endif
