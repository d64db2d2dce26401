#include "format/markdown_code.h"

#include <string.h>

enum { LANGUAGE_MAX_SIZE = 32 };

void code_begin(CodeWriter *code, const MarkdownWriter *writer) {
    size_t from = writer->place.offset + writer->last_offset;
    *(MarkdownCode *)list_add(&code->list, sizeof(MarkdownCode)) = (MarkdownCode){from, from};
}

void code_extend(CodeWriter *code, const MarkdownWriter *writer) {
    MarkdownCode *last = (MarkdownCode *)code->list.items + code->list.count - 1;
    last->to = writer->place.offset + writer->last_offset;
}

// The language of code is told to whom it may interest: `sql` to programs that colour it.
void code_begin_block(CodeWriter *code, MarkdownWriter *writer,
                      const MD_BLOCK_CODE_DETAIL *detail) {
    static const char safe[] = "+#.-_";
    Str language = {detail->lang.text, detail->lang.size};
    bool is_safe = language.len && language.len <= LANGUAGE_MAX_SIZE;
    for (size_t i = 0; i < language.len; i++) {
        char byte = language.ptr[i];
        is_safe &= ascii_is_letter(byte) || ascii_is_digit(byte) ||
                   memchr(safe, byte, sizeof safe - 1) != NULL;
    }
    code->fence = detail->fence_char;
    code->fence_from = writer->last_offset;
    code_begin(code, writer);
    writer_put(writer, STR("<pre><code"));
    if (is_safe) {
        writer_put(writer, STR(" class=\"language-"));
        writer_put(writer, language);
        writer_put(writer, STR("\""));
    }
    writer_put(writer, STR(">"));
}

void code_end_block(const CodeWriter *code, MarkdownWriter *writer, MarkdownMarks *marks) {
    writer_put(writer, STR("</code></pre>\n"));
    if (!code->fence) return;
    marks_judge_fence(marks, code->fence, code->fence_from, writer->last_offset);
}
