// What a slip in YAML is, in an editor's words: libyaml tells where it could not go on, which is
// often lines below the slip, and speaks of its grammar.
#ifndef METIER_FORMAT_YAML_SLIP_H
#define METIER_FORMAT_YAML_SLIP_H

#include "base/text.h"

// How libyaml gave up. Offsets are bytes of the text.
typedef struct YamlFailure {
    Str text;
    const char *problem;       // its words; context may be NULL
    const char *context;
    size_t at;                 // of the problem
    size_t context_at;
    size_t quote_start;        // of the last text in quotes before it, and behind its end
    size_t quote_end;          // 0: there was none
} YamlFailure;

typedef struct YamlSlip {
    size_t at;
    const char *message;
    Str sign;                  // that the message ends with; may be empty
    const char *hint;
    const char *mend;          // what is to stand there instead of `size` bytes; NULL: nobody knows
    size_t size;
} YamlSlip;

YamlSlip yaml_slip(const YamlFailure *failure);

#endif
