// YAML through libyaml: a strict subset as a small tree. Scalars stay text; the schema types them.
#ifndef METIER_FORMAT_YAML_H
#define METIER_FORMAT_YAML_H

#include "base/diag.h"

typedef enum YamlKind { YAML_SCALAR, YAML_LIST, YAML_MAPPING } YamlKind;

typedef struct YamlNode YamlNode;
struct YamlNode {
    YamlKind kind;
    bool is_quoted;       // a scalar in quotes, or a block scalar: never null, true or a number
    bool is_on_lines;     // a scalar that goes over several
    bool is_in_braces;    // a mapping written {a: b, c: d}
    Str text;             // of a scalar
    FileOffset offset;    // byte offset in the file
    size_t size;          // bytes there, of a scalar on one line: with its quotes
    size_t gap;           // of an item of a list, a scalar that can be left out with what stands
                          // between it and the one before: the size of that; else 0
    Str key;              // of an entry of a mapping
    FileOffset key_offset;
    size_t key_size;      // bytes there: with its quotes
    YamlNode *first;      // of a list or mapping, in the order of the file
    YamlNode *next;
};

enum { YAML_MAX_DEPTH = 32 };

// Whether it is what YAML writes for no value; an empty text is none of that.
bool yaml_is_null(const YamlNode *node);

// Parses one document that stands in the file `path` from byte `base` on. The text must be valid
// UTF-8. Anchors, aliases, tags, directives, duplicate and non-scalar keys, a second document and
// more depth than YAML_MAX_DEPTH are errors. An empty document gives an empty mapping. The nodes
// and their texts live in `nodes`. Some 100 KB of `scratch` are taken for the time of the call:
// NULL where there is no arena that soon forgets them.
bool yaml_parse(Str text, Str path, size_t base, Arena *nodes, Arena *scratch, YamlNode **ret,
                Diags *diags);

// Proposes to write another name in place of a value that begins at `offset` of its file, where
// both may stand without quotes, in brackets and out of them.
void yaml_propose_name(Diags *diags, size_t offset, Str old, Str name);

// Appends a text of one line as a value: as it is where that means the same to every reader of
// YAML, else in quotes.
void yaml_add_text(Buf *out, Str text);
// The same in brackets or braces, where a comma ends a text.
void yaml_add_item(Buf *out, Str text);
// The same in quotes: 'a text'; "a\u001Btext" where a letter could not be read otherwise.
void yaml_add_quoted(Buf *out, Str text);

#endif
