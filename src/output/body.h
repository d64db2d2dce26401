// Bodies of entries as pages show them: with the addresses that their links have there.
#ifndef METIER_OUTPUT_BODY_H
#define METIER_OUTPUT_BODY_H

#include "output/views.h"

// The body of an entry with its text, which is read again where the sources did not keep it. Where
// it cannot be, that is reported, and it is empty. What a lean site's job got before is lost.
const MarkdownDocument *job_body(const Job *job, const Entry *entry);
// The items of the lists in its sections of one kind.
TextList body_items(const Job *job, const Entry *entry, SectionKind kind);
// The HTML of a body between two offsets, with its links' addresses filled in.
Str body_html(const Job *job, const Entry *entry, size_t from, size_t to);
// The whole of it.
Str body_html_whole(const Job *job, const Entry *entry);
// The same with absolute links, for readers that stand elsewhere.
Str body_html_absolute(const Job *job, const Entry *entry);
// Headings of the second level with those of the third below them.
ViewList body_contents(const Job *job, const Entry *entry);
// The full URL of a link of a body by its index; one within the page leads to the page.
Str body_link_url(const Job *job, const Entry *entry, size_t index);

#endif
