// The reference of what editors write, made of the rows of schemas: for a terminal, and as manual
// pages.
#ifndef METIER_VERBS_REFERENCE_H
#define METIER_VERBS_REFERENCE_H

#include <stdio.h>

#include "verbs/documents.h"

// How values of a kind are called, and written.
typedef struct FieldKind {
    const char *name;        // "date"
    const char *form;        // "a day, a month or a year"; NULL: its name says all
    const char *example;     // NULL: there is no value that shows more
} FieldKind;
const FieldKind *field_kind(const Field *field);
// What is to be known of a field but its name and kind: "the mean pay; like 51000".
void field_write_notes(const Field *field, Buf *out);

// Every field of a document and, of roles, the headings that are understood in each language of the
// theme.
void reference_write(const Document *document, FILE *out);
// The same as a manual page: metier-role(5).
void reference_write_manual(const Document *document, FILE *out);
// The names that layouts may use, as a manual page: metier-layouts(5).
void reference_write_layouts_manual(FILE *out);

#endif
