// The values of fields: what is written in one YAML scalar, read as the type that a row asks for.
// Mappings, lists and what there must be of them is the schema's: see schema.c.
#ifndef METIER_SITE_SCHEMA_VALUES_H
#define METIER_SITE_SCHEMA_VALUES_H

#include "site/schema.h"

// How long a text may be, of a field or in the place of what it holds: bytes.
size_t value_text_limit(const Field *field);
// How many items or names it may have.
size_t value_count_limit(const Field *field);
// The least and the greatest of a whole number.
void value_int_range(const Field *field, int64_t *ret_min, int64_t *ret_max);
// Whether a text is a number as YAML and JSON write it, and what it is in 10^-decimals.
bool value_is_number(Str text, int64_t *ret, int *ret_decimals);

Place value_place(const Parse *parse, const YamlNode *node);
// Reports that a value is not what its field must be; false.
bool value_report_type(const Parse *parse, const Field *field, const YamlNode *node,
                       const char *wanted, const char *hint);
// Reads the value of a field into its member. Of a list of texts or slugs, and of named values, it
// reads one item, as Text; of a mapping or a list of them the text that stands in its place. False
// after reporting what is wrong.
bool value_read(const Parse *parse, const Field *field, const YamlNode *node, void *ret);

#endif
