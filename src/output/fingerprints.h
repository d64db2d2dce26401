// Fingerprints: for each output a hash that stands for all that it is made from. Where it is the
// one that it was, so are the bytes, and nobody has to render them.
//
// It stands for more than an output shows, never for less: what every page may show is one hash,
// and so are all fields of a file of content, with its text where that may be shown; who does not
// say what he shows is made from all files.
#ifndef METIER_OUTPUT_FINGERPRINTS_H
#define METIER_OUTPUT_FINGERPRINTS_H

#include "output/output.h"

struct Fingerprints {
    Arena arena;
    const Rendering *rendering;
    Hash key;                // of the program and its options
    Hash frame;              // of all that is no content, and what of that every page may show
    Hash texts;              // of all files of content
    Hash fields;             // the same without the texts of roles
    Hash choices;            // of the terms that lists of roles offer
    Hash *roles;             // by index: what others show of a role
    Hash *pages;             // by index: what its own page and data show
    Hash *words;             // by index: of a word of the search, and who has it
};

// `key` stands for the program and its options.
void fingerprints_find(const Rendering *rendering, Hash key, size_t thread_count,
                       Fingerprints *ret);
// `scratch` is for the time of the call.
Hash fingerprint_of(const Fingerprints *prints, const Output *output, Buf *scratch);
// The same of a file that is published as it is, which nobody reads for it: its stamp stands for
// its bytes. One taken from a racy stamp says nothing later.
Hash fingerprint_of_copied(const Fingerprints *prints, const Output *output, const Asset *asset,
                           Buf *scratch);
void fingerprints_free(Fingerprints *prints);

#endif
