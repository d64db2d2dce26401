// A text's links and pictures: their tags, with the addresses that lead elsewhere; of those that
// lead into the site, where the HTML is still without them.
#ifndef METIER_FORMAT_MARKDOWN_LINKS_H
#define METIER_FORMAT_MARKDOWN_LINKS_H

#include "format/markdown.h"
#include "format/markdown_address.h"
#include "format/markdown_writer.h"

// Zero-initialise but for the addresses' source; links_free to end, but for both lists, which are
// the caller's.
typedef struct LinkWriter {
    List list;                 // of MarkdownLink
    List elsewhere;            // of MarkdownElsewhere
    AddressFinder addresses;
    bool has_notes;            // of footnotes: what is taken for one's address is no link
    Buf attribute;             // of a link, decoded
    size_t count;              // of all kinds
    size_t link_depth;         // outside of images
    size_t link_end;           // of the address of the link that is open, and of the image
    size_t image_end;
    size_t image_depth;
    size_t image_offset;       // of the address of the image that is open
    size_t alt_start;          // of its text in the HTML
} LinkWriter;

// Both report what is wrong with the address. WRITER_STOP where a limit is passed.
int links_begin(LinkWriter *links, MarkdownWriter *writer, const MD_SPAN_A_DETAIL *detail);
int links_begin_image(LinkWriter *links, MarkdownWriter *writer, const MD_SPAN_IMG_DETAIL *detail);
void links_end(LinkWriter *links, MarkdownWriter *writer);
void links_end_image(LinkWriter *links, MarkdownWriter *writer);

#endif
