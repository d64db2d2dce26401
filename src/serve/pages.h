// What the server adds to pages on their way out, and the page that stands for one that cannot be
// shown.
#ifndef METIER_SERVE_PAGES_H
#define METIER_SERVE_PAGES_H

#include "base/hash.h"

// Addresses of its own. No output is called so: names that begin with a dot are not published.
#define PAGES_SCRIPT STR("/.metier/live.js")
#define PAGES_EVENTS STR("/.metier/events")

// What a browser shows, as hashes: of a page without its links to style sheets, of those and all
// style sheets, and of all other files that a page may show.
typedef struct PageHash {
    Hash text;
    Hash style;
    Hash rest;
} PageHash;
PageHash pages_hash(Str html, Hash style_sheets, Hash other_files);

// Appends a page with the script that keeps it fresh. `hash` stands for what the page is.
void pages_add_live(Str html, PageHash hash, Buf *out);
// Appends a page that says what is wrong with the site, a text of several lines.
void pages_add_problems(Str problems, Buf *out);
// The script: see live.js.
Str pages_script(void);
// What the script says of the page that it is on.
PageHash pages_read_hash(Str argument);

#endif
