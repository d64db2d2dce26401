// Renders text after text: each comes as its size on a line and its bytes; its page goes out as a line of
// "SIZE CODE…", the codes of its errors, and the HTML.
#include <stdio.h>
#include <stdlib.h>

#include "format/markdown.h"

// Addresses in the site are inserted as they are written.
static void write_html(const MarkdownDocument *doc, Buf *ret) {
    size_t from = 0;
    for (size_t i = 0; i < doc->link_count; i++) {
        const MarkdownLink *link = &doc->links[i];
        buf_add(ret, str_slice(doc->html, from, link->html_offset));
        buf_add_html(ret, link->target);
        if (link->has_fragment) buf_add_char(ret, '#');
        buf_add_html(ret, link->fragment);
        from = link->html_offset;
    }
    buf_add(ret, str_slice(doc->html, from, doc->html.len));
}

int main(void) {
    for (size_t size = 0; scanf("%zu%*1[\n]", &size) == 1;) {
        Arena arena = {0};
        Diags diags = {0};
        MarkdownDocument doc = {0};
        Buf html = {0};
        char *body = calloc(1, size + 2);
        if (!body || fread(body, 1, size, stdin) != size) return 1;
        body[size] = '\n';
        markdown_render((Str){body, size}, (Place){STR("x.md"), 0}, &arena, &arena, &doc, &diags);
        write_html(&doc, &html);
        printf("%zu", html.len);
        const Diag *all = diags.list.items;
        for (size_t i = 0; i < diags.list.count; i++) {
            if (all[i].severity == SEVERITY_ERROR) printf(" %s", all[i].code);
        }
        printf("\n");
        fwrite(html.ptr, 1, html.len, stdout);
        buf_free(&html);
        diags_free(&diags);
        arena_free(&arena);
        free(body);
    }
    return 0;
}
