// Addresses of the site as they stand in URLs (RFC 3986, https://url.spec.whatwg.org), and back.
//
// A name is what something is called in the site: the file "img/my cat.jpg", the page
// "roles/café/", the id "über". A link is what leads there, percent-encoded, perhaps with a query
// and a fragment: "img/my%20cat.jpg", "roles/caf%C3%A9/?a=b#%C3%BCber". The name of a page holds
// nothing that could mean something else in a link, and may stand for one.
#ifndef METIER_FORMAT_URL_H
#define METIER_FORMAT_URL_H

#include "base/memory.h"

// The parts of a link, as they stand there; together they are the whole of it.
typedef struct UrlParts {
    Str path;
    Str query;               // with its '?'
    Str fragment;            // with its '#'
} UrlParts;
UrlParts url_split(Str link);

// The link to a name: what could mean something else in a URL, in HTML or in CSS is encoded. The
// name itself where nothing had to be, else a text in the arena.
Str url_from_name(Arena *arena, Str name);

// Appends a link. What may not stand in a URL is encoded; codes that it has stay as they are.
void url_add_link(Buf *out, Str link);
Str url_from_link(Arena *arena, Str link);   // likewise

// Whether all letters may stand in a URL as they are: those of RFC 3986, and no others.
bool url_is_plain(Str text);

// Whether an address is one on the web that names a host: https://…, //…
bool url_is_foreign(Str address);

// What is wrong with the codes (%20, %C3%A4) of a link or a part of one.
typedef enum UrlFault {
    URL_IS_SOUND,
    URL_HAS_NO_CODE,         // a '%' that begins none
    URL_HIDES_SIGN,          // a code of '/', '\', a control character or no letter; ".", ".."
} UrlFault;
// Looks at the codes of a whole link. What they hide counts in its path and its fragment.
UrlFault url_fault(Str link);
// What to say of a fault, and how to mend it.
const char *url_fault_message(UrlFault fault);
const char *url_fault_hint(UrlFault fault);

// Appends the name that the path of a link leads to, where a '%' that begins no code stands for
// itself. False where codes hide signs.
bool url_add_path_name(Buf *out, Str path);
// Appends the name that `path`, itself a name, leads to from where the file `from` stands:
// "../a.svg" beside "css/x.css" is "a.svg". False where it leads out of the top folder.
bool url_join_name(Buf *out, Str from, Str path);
// The same of a path as a link has it: see url_add_path_name.
bool url_join_path(Buf *out, Str from, Str path);
// The id that a fragment without its '#' names: the fragment itself, or a text in the arena.
Str url_fragment_id(Arena *arena, Str fragment);

#endif
