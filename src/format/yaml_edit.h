// Edits of YAML by its bytes: a scalar gets another value, or a mapping one more entry, and every
// other byte of the file stays: order, comments, quotes, blank lines, line ends. The tree is edited
// along, so that what the new bytes mean can be compared with what was meant.
#ifndef METIER_FORMAT_YAML_EDIT_H
#define METIER_FORMAT_YAML_EDIT_H

#include "format/yaml.h"

typedef struct YamlEditing {
    Str file;                // the whole file
    Str path;
    size_t from, to;         // where its YAML stands
    YamlNode *root;          // of that, parsed from the offset `from` on
    Arena *arena;            // of nodes and texts
    List edits;              // of Edit; free its items
} YamlEditing;

// Appends a value in the quotes that are given, 0: with none, or with those that it needs.
void yaml_add_value(Buf *out, char quote, bool is_in_braces, Str value, bool is_null);

// Gives a scalar another value: in the quotes that it has, or without them where the value can
// stand so. `mapping` is the one that it is a value of. False, and nothing is done, where it goes
// over several lines.
bool yaml_edit_set(YamlEditing *editing, const YamlNode *mapping, YamlNode *node, Str value,
                   bool is_null);
// Adds an entry to a mapping, in braces where it is one itself: before `next`, one of its entries,
// or, where that is NULL, behind the last one. False, and nothing is done, where that is no scalar,
// as nobody knows where it ends. The entry is borrowed, with all that lies in it.
bool yaml_edit_add(YamlEditing *editing, YamlNode *mapping, YamlNode *next,
                   const YamlNode *entry);
// Appends the file as the edits make it. False where they make something else of it than was meant.
bool yaml_edit_end(YamlEditing *editing, Buf *ret);

#endif
