#include "format/markdown_tables.h"

static Str align_class(MD_ALIGN align) {
    switch (align) {
        case MD_ALIGN_LEFT: return STR(" class=\"align-left\"");
        case MD_ALIGN_CENTER: return STR(" class=\"align-center\"");
        case MD_ALIGN_RIGHT: return STR(" class=\"align-right\"");
        case MD_ALIGN_DEFAULT: break;
    }
    return (Str){0};
}

static void begin_cell(TableWriter *tables, MarkdownWriter *writer, MD_BLOCKTYPE type,
                       const MD_BLOCK_TD_DETAIL *detail) {
    tables->column++;
    writer_put(writer, type == MD_BLOCK_TH ? STR("<th scope=\"col\"") : STR("<td"));
    writer_put(writer, align_class(detail->align));
    writer_put(writer, STR(">"));
}

void tables_enter(TableWriter *tables, MarkdownWriter *writer, MarkdownMarks *marks,
                  MD_BLOCKTYPE type, const void *detail) {
    switch (type) {
        case MD_BLOCK_TABLE:
            tables->column_count = ((const MD_BLOCK_TABLE_DETAIL *)detail)->col_count;
            marks_begin_table(marks);
            writer_put(writer, STR("<div class=\"scroll\" tabindex=\"0\"><table>\n"));
            break;
        case MD_BLOCK_THEAD: writer_put(writer, STR("<thead>\n")); break;
        case MD_BLOCK_TBODY:
            writer_put(writer, STR("<tbody>\n"));
            tables->has_body = true;
            break;
        case MD_BLOCK_TR:
            tables->column = 0;
            tables->last_column = 0;
            writer_put(writer, STR("<tr>"));
            break;
        default: begin_cell(tables, writer, type, detail); break;
    }
}

void tables_leave(TableWriter *tables, MarkdownWriter *writer, MarkdownMarks *marks,
                  MD_BLOCKTYPE type) {
    switch (type) {
        case MD_BLOCK_TABLE:
            if (tables->has_body) writer_put(writer, STR("</tbody>\n"));
            writer_put(writer, STR("</table></div>\n"));
            tables->has_body = false;
            marks->is_in_table = false;
            break;
        case MD_BLOCK_THEAD: writer_put(writer, STR("</thead>\n")); break;
        case MD_BLOCK_TR:
            writer_put(writer, STR("</tr>\n"));
            if (!tables->last_column) break;
            marks_judge_row(marks, !tables->has_body, writer->last_offset, tables->last_column,
                            tables->column_count);
            break;
        case MD_BLOCK_TH: writer_put(writer, STR("</th>")); break;
        case MD_BLOCK_TD: writer_put(writer, STR("</td>")); break;
        default: break;
    }
}
