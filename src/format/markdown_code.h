// A text's code: the tags of blocks of it, and where in the source file all of it stands.
#ifndef METIER_FORMAT_MARKDOWN_CODE_H
#define METIER_FORMAT_MARKDOWN_CODE_H

#include <md4c.h>

#include "format/markdown.h"
#include "format/markdown_marks.h"
#include "format/markdown_writer.h"

// Zero-initialise to start; the list is the caller's.
typedef struct CodeWriter {
    List list;                 // of MarkdownCode
    char fence;                // of the block that is open; 0: it has none
    size_t fence_from;
} CodeWriter;

// Begins a piece behind the last text: there are but its marks, and what is said behind a fence.
void code_begin(CodeWriter *code, const MarkdownWriter *writer);
// To where the text has come.
void code_extend(CodeWriter *code, const MarkdownWriter *writer);
void code_begin_block(CodeWriter *code, MarkdownWriter *writer,
                      const MD_BLOCK_CODE_DETAIL *detail);
void code_end_block(const CodeWriter *code, MarkdownWriter *writer, MarkdownMarks *marks);

#endif
