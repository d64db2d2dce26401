// Markdown (CommonMark with tables, strikethrough and task lists) through md4c, to safe HTML.
// Raw HTML, unsafe link schemes, pictures of other sites and footnotes are errors.
#ifndef METIER_FORMAT_MARKDOWN_H
#define METIER_FORMAT_MARKDOWN_H

#include "base/diag.h"
#include "base/spool.h"

typedef struct MarkdownHeading {
    int level;             // 2 to 6
    Str text;              // plain
    Str id;                // unique in the document: see slug.h
    size_t slug_size;      // of the id: so much of it is the text's slug
    size_t html_start;     // of its tag in the document's HTML
    size_t inner_start;    // of what stands between its tags
    size_t inner_end;
    size_t html_end;       // behind its closing tag
    size_t offset;         // byte offset in the source file
    bool is_nested;        // it stands in a quote or a list: nothing else is below it
} MarkdownHeading;

typedef struct MarkdownItem {
    Str text;              // plain text of an item of an outermost list
    size_t own_size;       // of that which stands before a list in it
    size_t heading;        // 1 + the index of the heading that it is below, 0 when there is none
    size_t offset;         // byte offset of its text in the source file
    size_t list;           // the number of its list
    size_t html_start;     // of its text in the document's HTML, where that stands there letter by
                           // letter; else SIZE_MAX
    bool is_numbered;      // that list is
} MarkdownItem;

// Code in the source file, with the marks that begin it.
typedef struct MarkdownCode {
    size_t from;
    size_t to;
} MarkdownCode;

// A link or image to a place in the site: `../articles/x.md#id`, `#id`, `/roles/`. Its address is
// left out of the HTML and is to be inserted at html_offset.
typedef struct MarkdownLink {
    Str target;            // decoded, without the fragment
    Str fragment;          // decoded, without '#'
    FileOffset offset;     // of the address in the source; by reference, of where the link begins
    FileOffset address_offset; // of the address, wherever it stands; `offset` where nobody tells
    uint32_t address_size; // as it is written in the link, escapes and all; 0 by reference
    uint32_t html_offset;
    bool has_fragment;
    bool is_image;
    bool is_reference;     // its address stands in a definition
} MarkdownLink;

// A link to elsewhere. Its address stands in the HTML.
typedef struct MarkdownElsewhere {
    Str url;               // decoded
    size_t offset;         // as above
} MarkdownElsewhere;

#define PICTURE_HINT \
    "put it into static/ and write /img/nurse.jpg, or beside the page's index.md and write " \
    "nurse.jpg"

// Its text, and its outline: what others may have to know of it.
typedef struct MarkdownDocument {
    Str html;              // without a pointer: of the text nothing is kept
    Str source;            // as it was written; the caller's to fill in
    Spooled spooled;       // where text and headings were put aside: see markdown_outline.h
    MarkdownItem *items;
    MarkdownCode *codes;   // in the order of the text
    MarkdownHeading *headings;
    MarkdownLink *links;   // in the order of html_offset
    MarkdownElsewhere *elsewhere;   // in the order of the text
    uint32_t item_count;
    uint32_t code_count;
    uint32_t heading_count;
    uint32_t link_count;
    uint32_t elsewhere_count;
    uint32_t word_count;
    bool is_partial;       // an error kept the rest of it from being read
} MarkdownDocument;

// Renders the body that stands in file `place.path` from byte `place.offset` on. Contract:
// `body` is valid UTF-8 and two bytes behind its end are readable and writable (md4c 0.4.8 looks
// there). The result lives in `keep`, and none of it in `scratch`. False when there was an error;
// all of them are reported.
bool markdown_render(Str body, Place place, Arena *keep, Arena *scratch, MarkdownDocument *ret,
                     Diags *diags);

#endif
