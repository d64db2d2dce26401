// Fuzzes Markdown to HTML (format/markdown.h, format/relink.h). What gumbo reads in our HTML must be just what we
// wrote: our elements and attributes, addresses of safe schemes, and the very bytes when it is written anew.
#include "html.h"

#include "format/markdown_outline.h"
#include "format/relink.h"
#include "format/url.h"

enum { OFFSET = 40 };   // where the body stands in its file

typedef struct Page {
    Buf text;
    Arena arena;
    Diags diags;
    MarkdownDocument document;
    bool is_sound;
} Page;

static Page render(Str body) {
    Page ret = {0};
    buf_add(&ret.text, body);
    buf_add(&ret.text, STR("\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
    ret.is_sound = markdown_render((Str){ret.text.ptr, body.len}, (Place){STR("x.md"), OFFSET}, &ret.arena, &ret.arena,
                                   &ret.document, &ret.diags);
    require(ret.is_sound == !ret.diags.error_count);
    return ret;
}

static void page_free(Page *page) {
    buf_free(&page->text);
    diags_free(&page->diags);
    arena_free(&page->arena);
}

// The HTML with the addresses in it, as output/body.c puts them there.
static void fill(const MarkdownDocument *document, Buf *out) {
    size_t from = 0;
    for (size_t i = 0; i < document->link_count; i++) {
        const MarkdownLink *link = &document->links[i];
        require(link->html_offset >= from && link->html_offset <= document->html.len);
        Buf address = {0};
        url_add_link(&address, link->target);
        if (link->has_fragment) buf_add_char(&address, '#');
        url_add_link(&address, link->fragment);
        require_of(buf_str(&address), fuzz_is_safe_address(buf_str(&address)));
        buf_add(out, str_slice(document->html, from, link->html_offset));
        buf_add_html(out, buf_str(&address));
        buf_free(&address);
        from = link->html_offset;
    }
    buf_add(out, str_slice(document->html, from, document->html.len));
}

// All that our renderer may write: elements, and of each its attributes.
static const struct { GumboTag tag; const char *attributes[5]; } allowed[] = {
    {GUMBO_TAG_P, {0}}, {GUMBO_TAG_EM, {0}}, {GUMBO_TAG_STRONG, {0}}, {GUMBO_TAG_DEL, {0}}, {GUMBO_TAG_BR, {0}},
    {GUMBO_TAG_HR, {0}}, {GUMBO_TAG_PRE, {0}}, {GUMBO_TAG_CODE, {"class"}}, {GUMBO_TAG_BLOCKQUOTE, {0}},
    {GUMBO_TAG_UL, {0}}, {GUMBO_TAG_OL, {"start"}}, {GUMBO_TAG_LI, {"class"}}, {GUMBO_TAG_LABEL, {0}},
    {GUMBO_TAG_INPUT, {"type", "disabled", "checked"}}, {GUMBO_TAG_A, {"href", "title"}},
    {GUMBO_TAG_IMG, {"src", "title", "alt", "loading", "decoding"}}, {GUMBO_TAG_H1, {"id"}}, {GUMBO_TAG_H2, {"id"}}, {GUMBO_TAG_H3, {"id"}},
    {GUMBO_TAG_H4, {"id"}}, {GUMBO_TAG_H5, {"id"}}, {GUMBO_TAG_H6, {"id"}}, {GUMBO_TAG_DIV, {"class", "tabindex"}},
    {GUMBO_TAG_TABLE, {0}}, {GUMBO_TAG_THEAD, {0}}, {GUMBO_TAG_TBODY, {0}}, {GUMBO_TAG_TR, {0}},
    {GUMBO_TAG_TH, {"scope", "class"}}, {GUMBO_TAG_TD, {"class"}},
};

static void check_attribute(const char *const *names, const GumboAttribute *attribute) {
    size_t i = 0;
    while (i < 5 && names[i] && strcmp(names[i], attribute->name)) i++;
    require_of(str_from(attribute->name), i < 5 && names[i]);
    if (html_is_address(attribute->name)) {
        require_of(str_from(attribute->value), fuzz_is_safe_address(str_from(attribute->value)));
    }
}

static void check_node(void *context, const GumboNode *node) {
    (void)context;
    require(node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE);
    if (node->type != GUMBO_NODE_ELEMENT) return;
    const GumboElement *element = &node->v.element;
    size_t i = 0;
    size_t count = sizeof allowed / sizeof allowed[0];
    while (i < count && allowed[i].tag != element->tag) i++;
    require_of(str_from(gumbo_normalized_tagname(element->tag)), i < count);
    for (unsigned j = 0; j < element->attributes.length; j++) {
        check_attribute(allowed[i].attributes, element->attributes.data[j]);
    }
}

// Writes what was read as our renderer writes it: what is the same then is read as it is meant.
static void write_node(const GumboNode *node, Buf *out) {
    if (node->type != GUMBO_NODE_ELEMENT) {
        buf_add_html(out, str_from(node->v.text.text));
        return;
    }
    const GumboElement *element = &node->v.element;
    buf_printf(out, "<%s", gumbo_normalized_tagname(element->tag));
    for (unsigned i = 0; i < element->attributes.length; i++) {
        const GumboAttribute *attribute = element->attributes.data[i];
        buf_printf(out, " %s", attribute->name);
        bool is_claim = !strcmp(attribute->name, "disabled") || !strcmp(attribute->name, "checked");
        if (is_claim) continue;
        buf_add(out, STR("=\""));
        buf_add_html(out, str_from(attribute->value));
        buf_add_char(out, '"');
    }
    buf_add_char(out, '>');
    bool is_void = element->tag == GUMBO_TAG_BR || element->tag == GUMBO_TAG_HR || element->tag == GUMBO_TAG_IMG ||
                   element->tag == GUMBO_TAG_INPUT;
    for (unsigned i = 0; i < element->children.length; i++) write_node(element->children.data[i], out);
    if (!is_void) buf_printf(out, "</%s>", gumbo_normalized_tagname(element->tag));
}

static void check_html(Str source) {
    Buf taken = {0};
    html_take_in(source, &taken);
    Str html = buf_str(&taken);
    GumboOptions options = kGumboDefaultOptions;
    options.fragment_context = GUMBO_TAG_DIV;
    options.max_errors = 0;
    GumboOutput *read = gumbo_parse_with_options(&options, html.ptr ? html.ptr : "", html.len);
    const GumboVector *children = &read->root->v.element.children;
    Buf written = {0};
    for (unsigned i = 0; i < children->length; i++) {
        html_visit(children->data[i], check_node, NULL);
        write_node(children->data[i], &written);
    }
    size_t same = 0;
    while (same < html.len && same < written.len && html.ptr[same] == written.ptr[same]) same++;
    if (same < html.len || same < written.len) {
        Str is = str_slice(buf_str(&written), same, same + 100);
        Str wanted = str_slice(html, same < 40 ? 0 : same - 40, same + 100);
        fprintf(stderr, "--- read\n%.*s\n--- written\n%.*s\n", (int)is.len, is.ptr, (int)wanted.len, wanted.ptr);
    }
    require(str_equal(buf_str(&written), html));
    buf_free(&written);
    buf_free(&taken);
    gumbo_destroy_output(&options, read);
}

static void check_outline(const MarkdownDocument *document, size_t size) {
    for (size_t i = 0; i < document->heading_count; i++) {
        const MarkdownHeading *heading = &document->headings[i];
        require(heading->html_start < heading->inner_start && heading->inner_start <= heading->inner_end);
        require(heading->inner_end < heading->html_end && heading->html_end <= document->html.len);
        require(heading->id.len && heading->offset >= OFFSET && heading->offset <= OFFSET + size);
        for (size_t j = 0; j < i && j < 50; j++) require_of(heading->id, !str_equal(heading->id, document->headings[j].id));
    }
    for (size_t i = 0; i < document->item_count; i++) {
        require(document->items[i].offset >= OFFSET && document->items[i].offset <= OFFSET + size);
        require(document->items[i].own_size <= document->items[i].text.len);
    }
    for (size_t i = 0; i < document->code_count; i++) {
        require(document->codes[i].from <= document->codes[i].to && document->codes[i].to <= OFFSET + size);
    }
    for (size_t i = 0; i < document->link_count; i++) {
        const MarkdownLink *link = &document->links[i];
        require(link->address_offset >= OFFSET && link->address_offset + link->address_size <= OFFSET + size);
    }
    for (size_t i = 0; i < document->elsewhere_count; i++) {
        require_of(document->elsewhere[i].url, fuzz_is_safe_address(document->elsewhere[i].url));
    }
}

// Pictures may not lead elsewhere; an address of nothing, `[a]( )`, stands nowhere; and of addresses with escapes, and of
// those in definitions, nobody tells the place: in a text without sense others like them may be taken for it. An address with a
// '`' keeps a line from being what it would be without.
static bool may_relink(const MarkdownDocument *document, Str body) {
    bool ret = str_find(body, '&') == body.len && str_find(body, '\\') == body.len;
    for (size_t i = 0; i < document->link_count; i++) {
        const MarkdownLink *link = &document->links[i];
        ret &= !link->is_image && link->address_size > 0 && url_is_plain(link->target);
    }
    return ret;
}

// Links get other addresses, and the rest of the text stays: read again, each link leads there.
static void check_relinked(const Page *page, Str body) {
    const MarkdownDocument *document = &page->document;
    Str *urls = ARENA_NEW((Arena *)(uintptr_t)&page->arena, Str, document->link_count + 1);
    Arena scratch = {0};
    Buf same = {0};
    Buf other = {0};
    relink_markdown(body, OFFSET, document, urls, NULL, &scratch, &same);
    require_of(buf_str(&same), str_equal(buf_str(&same), body));
    if (!may_relink(document, body)) goto cleanup;
    for (size_t i = 0; i < document->link_count; i++) urls[i] = STR("https://example.org/a%20b/#c");
    relink_markdown(body, OFFSET, document, urls, NULL, &scratch, &other);
    Page again = render(buf_str(&other));
    if (!again.is_sound || again.document.link_count) fprintf(stderr, "--- relinked\n%s\n", other.ptr);
    require(again.is_sound && !again.document.link_count);
    require(again.document.elsewhere_count == document->elsewhere_count + document->link_count);
    page_free(&again);
cleanup:
    buf_free(&same);
    buf_free(&other);
    arena_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str body = {(const char *)data, size};
    if (!fuzz_is_text(body)) return 0;
    Page page = render(body);
    Page again = render(body);
    require(str_equal(page.document.html, again.document.html));
    fuzz_same_diags(&page.diags, &again.diags);
    require(markdown_same_outline(&page.document, &again.document));
    Buf file = {0};
    for (size_t i = 0; i < OFFSET; i++) buf_add_char(&file, '-');
    buf_add(&file, body);
    fuzz_check_diags(&page.diags, STR("x.md"), buf_str(&file));
    buf_free(&file);
    if (page.is_sound) {
        Buf html = {0};
        fill(&page.document, &html);
        check_html(buf_str(&html));
        check_outline(&page.document, size);
        check_relinked(&page, body);
        buf_free(&html);
    }
    page_free(&page);
    page_free(&again);
    return 0;
}
