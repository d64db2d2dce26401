// The documents that editors write: the front matter of each kind of content, and site.yaml.
#ifndef METIER_VERBS_DOCUMENTS_H
#define METIER_VERBS_DOCUMENTS_H

#include "site/schema.h"

typedef struct Document {
    const char *name;        // "role"
    const char *summary;     // "the front matter of roles"
    const char *place;       // "content/roles/NAME.md"
    const Schema *schema;
    bool has_sections;       // headings of its text are understood
} Document;

// A row of each, for tables of what is made of all of them.
#define DOCUMENTS(DOCUMENT) DOCUMENT(role) DOCUMENT(article) DOCUMENT(page) DOCUMENT(site)
extern const Document role_document, article_document, page_document, site_document;

#endif
