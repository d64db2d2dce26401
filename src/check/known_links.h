// What earlier runs have found out about links to elsewhere: those that were good, for some days.
// A file of text in the site's folder, a line a link. Only ever a shortcut: where it is missing,
// torn or of another kind, all is as if nothing was known.
#ifndef METIER_CHECK_KNOWN_LINKS_H
#define METIER_CHECK_KNOWN_LINKS_H

#include "site/schema.h"

enum {
    KNOWN_LINK_DAYS = 7,                       // that a link counts as good
    KNOWN_LINKS_MAX_SIZE = 16 * 1024 * 1024,   // bytes of the file
};
#define KNOWN_LINKS_PATH STR(".metier/links")

typedef struct KnownLink {
    Str url;
    Str moved_to;            // empty where it stands where it stood
    Date day;                // on which it was asked
} KnownLink;

// Zero-initialise to start.
typedef struct KnownLinks {
    Buf text;                // of the file
    List list;               // of KnownLink, by url
} KnownLinks;

// Reads those that still count on `now`. `kind` is what they were asked under: others do not count.
void known_links_read(int root, Str kind, Date now, KnownLinks *ret);
const KnownLink *known_links_find(const KnownLinks *known, Str url);   // NULL where it is not known
// Writes `count` of them, by url, unless the file that was read says the same. A failure leaves the
// old file, or none.
void known_links_write(int root, Str kind, const KnownLinks *before, const KnownLink *links,
                       size_t count);
void known_links_free(KnownLinks *known);

#endif
