// Attachments: the files beside a page that is a folder of its own: content/roles/nurse/index.md
// with ward.jpg. Those that a page refers to are published beside it: /roles/nurse/ward.jpg.
#ifndef METIER_SITE_ATTACHMENTS_H
#define METIER_SITE_ATTACHMENTS_H

#include "site/site.h"

// Finds the pages that the files of content/ stand beside, and with them their addresses.
void attachments_derive(Site *site, DerivedStep *own);
// The file at a path of content/, or NULL.
Attachment *attachments_find(const Site *site, Str path);
// Notes that a page refers to a file: then it is published. Reports, at the place in that page, why
// it cannot be; false then.
bool attachments_use(Attachment *attachment, const Entry *entry, Place place, Diags *diags);
// Warns of the files that no page refers to.
void attachments_warn(Site *site, DerivedStep *own);

#endif
