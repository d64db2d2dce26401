// A text's tables: their tags, and where in a row its last text stands.
#ifndef METIER_FORMAT_MARKDOWN_TABLES_H
#define METIER_FORMAT_MARKDOWN_TABLES_H

#include <md4c.h>

#include "format/markdown_marks.h"
#include "format/markdown_writer.h"

// Zero-initialise to start.
typedef struct TableWriter {
    size_t column_count;
    size_t column;             // of the cell that is open, from 1
    size_t last_column;        // of the row's last text; 0: it has none yet
    bool has_body;
} TableWriter;

// Of a table and of what stands in one: MD_BLOCK_TABLE to MD_BLOCK_TD.
void tables_enter(TableWriter *tables, MarkdownWriter *writer, MarkdownMarks *marks,
                  MD_BLOCKTYPE type, const void *detail);
void tables_leave(TableWriter *tables, MarkdownWriter *writer, MarkdownMarks *marks,
                  MD_BLOCKTYPE type);
static inline void tables_note_text(TableWriter *tables) {
    tables->last_column = tables->column;
}

#endif
