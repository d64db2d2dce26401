// JSON Schemas of what schemas describe: of published data (draft 2020-12), and of front matter as
// editors write it (draft 7, which editors' YAML servers know).
#ifndef METIER_OUTPUT_JSON_SCHEMA_H
#define METIER_OUTPUT_JSON_SCHEMA_H

#include "output/published.h"

// The keywords go into the open object.
void json_schema_write_published(Json *json, const Publishing *publishing, const Schema *schema);
// The definition that published amounts refer to, into the open object of $defs.
void json_schema_write_amount(Json *json);
// A member that is a text.
void json_schema_write_text(Json *json, const char *name, const char *doc);
// A whole document: what the fields of a file may hold.
void json_schema_write_fields(Json *json, const Schema *schema);

#endif
