// Fuzzes layouts (format/template.h, output/layouts/): scan, check, compile, expand. An input is up to three files with
// lines "====" between: the page's layout, the partial {{>PART}}, the frame. Where they are accepted, the page has
// the same elements and attributes with hostile values as with plain ones, as gumbo reads it, and no value
// becomes an address that runs.
#include "html.h"

#include "output/layouts/layout_check.h"
#include "output/layouts/layout_compile.h"
#include "output/link_base.h"
#include "output/views.h"

typedef struct ItemView {
    Str name, link;
} ItemView;

typedef struct FuzzView {
    Str title, body, link, url, root, data;
    bool is_new;
    ViewList items;
} FuzzView;

static const ViewName item_names[] = {
    VIEW_ROW(ItemView, name, "NAME", NAME_TEXT, "doc"),
    VIEW_ROW(ItemView, link, "ITEM_LINK", NAME_LINK, "doc"),
};
static const ViewType item_view = VIEW_TYPE("item", ItemView, item_names);
static const ViewName page_names[] = {
    VIEW_ROW(FuzzView, title, "TITLE", NAME_TEXT, "doc"),
    VIEW_ROW(FuzzView, body, "BODY", NAME_HTML, "doc"),
    VIEW_ROW(FuzzView, link, "LINK", NAME_LINK, "doc"),
    VIEW_ROW(FuzzView, url, "URL", NAME_URL, "doc"),
    VIEW_ROW(FuzzView, root, "ROOT", NAME_BASE, "doc"),
    VIEW_ROW(FuzzView, data, "DATA", NAME_JSON, "doc"),
    VIEW_ROW(FuzzView, is_new, "IS_NEW", NAME_FLAG, "doc"),
    VIEW_LIST(FuzzView, items, "ITEMS", item_view, "doc"),
};
static const ViewType page_view = VIEW_TYPE("page", FuzzView, page_names);

#define HOSTILE "\"><script>alert(1)</script>'><img src=x onerror=alert(1)> --></title></textarea>\n{{TITLE}} ]]>&#34;"
static const ItemView plain_items[] = {{STR("one"), STR("a/")}, {STR("two"), STR("b/#c")}};
static const ItemView hostile_items[] = {{STR(HOSTILE), STR("a/")}, {STR("javascript:alert(2)"), STR("b/#c")}};
// Links, ready HTML and JSON are made by us; all else may come from content.
static const FuzzView plain = {STR("Title"), STR("<p>text</p>"), STR("roles/nurse/#duties"), STR("https://example.org/"),
                               STR(""), STR("{\"a\":1}"), true, {plain_items, 2}};
static const FuzzView hostile = {STR(HOSTILE), STR("<p>text</p>"), STR("roles/nurse/#duties"), STR("javascript:alert(3)"),
                                 STR(""), STR("{\"a\":1}"), true, {hostile_items, 2}};
static const FuzzView script = {STR("javascript:alert(4)"), STR("<p>text</p>"), STR("roles/nurse/#duties"),
                                STR(" data:text/html,x"), STR(""), STR("{\"a\":1}"), true, {hostile_items, 2}};

#define FILE_COUNT 3
static const Str names[FILE_COUNT] = {STR("page.html"), STR("partials/part.html"), STR("base.html")};

typedef struct Set {
    Layouts layouts;
    Diags diags;
    Strings strings;
    Assets assets;
    Config config;
    LayoutCheck check;
    bool is_sound;
} Set;

static void add_file(Set *set, Str name, Str text) {
    LayoutFile *file = list_add(&set->check.files, sizeof *file);
    Place place = {name, 0};
    table_add(&set->check.by_name, name, set->check.files.count - 1);
    *file = (LayoutFile){.name = name, .path = name, .text = text};
    bool is_scanned = template_scan(text, place, &file->marks, &set->diags);
    require(is_scanned == !set->diags.error_count || set->check.files.count > 1);
    for (size_t i = 0; i < file->marks.count; i++) {
        const Mark *mark = (const Mark *)file->marks.items + i;
        require(mark->from < mark->to && mark->to <= text.len);
        require(str_starts_with(str_slice(text, mark->from, text.len), STR("{{")));
    }
    file->spots = ARENA_NEW(&set->layouts.arena, Spot, file->marks.count + 1);
    file->is_valid = is_scanned && layout_find_spots(text, place, file->marks.items, file->marks.count, file->spots,
                                                     NULL, &set->diags);
}

static const LayoutUse use = {.frame = STR("base.html"), .file = STR("page.html"), .scopes = {&page_view},
                              .scope_count = 1};

static void load(Str text, Set *ret) {
    *ret = (Set){.config = {.base_path = STR("/")}};
    ret->check = (LayoutCheck){.strings = &ret->strings, .arena = &ret->layouts.arena, .diags = &ret->diags};
    ret->layouts.templates = templates_new(NULL, 0);
    Str defaults[FILE_COUNT] = {{0}, STR("<b>{{TITLE}}</b>"), STR("<!doctype html><title>x</title>{{>MAIN}}")};
    for (size_t i = 0; i < FILE_COUNT; i++) {
        const char *end = text.len ? memmem(text.ptr, text.len, "\n====\n", 6) : NULL;
        size_t len = end ? (size_t)(end - text.ptr) : text.len;
        add_file(ret, names[i], i == 0 || text.len ? str_slice(text, 0, len) : defaults[i]);
        text = str_slice(text, end ? len + 6 : len, text.len);
    }
    layout_check_frame(&ret->check, LAYOUT_FRAME);
    layout_check_use(&ret->check, &use);
    if (!ret->diags.error_count) layout_compile(&ret->check, &ret->config, &ret->assets, &use, 1, 1, &ret->layouts);
    ret->is_sound = !ret->diags.error_count;
}

static void set_free(Set *set) {
    for (size_t i = 0; i < set->check.files.count; i++) free(((LayoutFile *)set->check.files.items)[i].marks.items);
    free(set->check.files.items);
    table_free(&set->check.by_name);
    diags_free(&set->diags);
    arena_free(&set->assets.arena);
    layouts_free(&set->layouts);
}

static void expand(const Set *set, const FuzzView *view, Buf *ret) {
    Arena scratch = {0};
    const LinkBase base = {STR("../"), false};
    Scope scope = {&page_view, view};
    Expanded end = templates_expand(set->layouts.templates, use.file, &scope, 1, link_form(&base), &scratch, ret);
    require(end == EXPANDED_WHOLE || ret->len > 1000);
    arena_free(&scratch);
}

// A page's elements with the names of their attributes.
typedef struct Shape {
    Buf text;
} Shape;

static bool is_script(Str value) {
    static const char *const schemes[] = {"javascript:", "data:", "vbscript:"};
    Buf seen = {0};
    bool ret = false;
    for (size_t i = 0; i < value.len; i++) if ((unsigned char)value.ptr[i] > ' ') buf_add_char(&seen, value.ptr[i]);
    for (size_t i = 0; i < 3; i++) {
        Str scheme = str_from(schemes[i]);
        ret |= str_equal_ascii_case(str_slice(buf_str(&seen), 0, scheme.len), scheme);
    }
    buf_free(&seen);
    return ret;
}

static void add_node(void *context, const GumboNode *node) {
    Shape *shape = context;
    if (node->type == GUMBO_NODE_COMMENT || node->type == GUMBO_NODE_CDATA) buf_add(&shape->text, STR("!"));
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) return;
    const GumboElement *element = &node->v.element;
    GumboStringPiece name = element->original_tag;
    gumbo_tag_from_original_text(&name);
    buf_add_char(&shape->text, '<');
    if (element->tag == GUMBO_TAG_UNKNOWN) buf_add(&shape->text, (Str){name.data, name.length});
    else buf_add(&shape->text, str_from(gumbo_normalized_tagname(element->tag)));
    for (unsigned i = 0; i < element->attributes.length; i++) {
        const GumboAttribute *attribute = element->attributes.data[i];
        buf_printf(&shape->text, " %s", attribute->name);
        if (html_is_address(attribute->name)) buf_add(&shape->text, is_script(str_from(attribute->value)) ? STR("!") : STR("."));
    }
}

static void shape_of(const Set *set, const FuzzView *view, Buf *html, Shape *ret) {
    expand(set, view, html);
    GumboOutput *read = gumbo_parse_with_options(&kGumboDefaultOptions, html->ptr ? html->ptr : "", html->len);
    html_visit(read->root, add_node, ret);
    gumbo_destroy_output(&kGumboDefaultOptions, read);
}

static void check_pages(const Set *set) {
    static const FuzzView *const views[] = {&plain, &plain, &hostile, &script};
    Shape shapes[4] = {0};
    Buf pages[4] = {0};
    for (size_t i = 0; i < 4; i++) shape_of(set, views[i], &pages[i], &shapes[i]);
    require(str_equal(buf_str(&pages[0]), buf_str(&pages[1])));
    for (size_t i = 2; i < 4; i++) {
        bool is_same = str_equal(buf_str(&shapes[0].text), buf_str(&shapes[i].text));
        if (!is_same) fprintf(stderr, "--- plain\n%s\n%s\n--- hostile\n%s\n%s\n", shapes[0].text.ptr, pages[0].ptr, shapes[i].text.ptr, pages[i].ptr);
        require(is_same);
    }
    for (size_t i = 0; i < 4; i++) {
        buf_free(&shapes[i].text);
        buf_free(&pages[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Set first, second;
    Str text = {(const char *)data, size};
    if (!fuzz_is_text(text)) return 0;
    load(text, &first);
    load(text, &second);
    require(first.is_sound == second.is_sound);
    for (size_t i = 0; i < FILE_COUNT; i++) fuzz_check_diags(&first.diags, names[i], ((LayoutFile *)first.check.files.items)[i].text);
    if (first.is_sound) check_pages(&first);
    fuzz_same_diags(&first.diags, &second.diags);
    set_free(&first);
    set_free(&second);
    return 0;
}
