// What differs in two structs of one schema, and what of it is taken over.
#ifndef METIER_SITE_SCHEMA_COMPARE_H
#define METIER_SITE_SCHEMA_COMPARE_H

#include "site/content.h"

// The groups of the fields whose values differ, wherever they stand in their files.
Facts schema_compare(const Schema *schema, const void *a, const void *b);
// Whether a field has the same value in two structs of its schema.
bool schema_same_field(const Field *field, const void *a, const void *b);
// Copies the fields of these groups, without the memory that they point to.
void schema_copy(const Schema *schema, Facts facts, const void *from, void *to);

#endif
