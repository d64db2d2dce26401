// Fuzzes whole small sites (output/build.h). An input is several files: a line "=== PATH" begins one, "=== PATH -> TARGET"
// a link. `check` and `build` agree in what they find; where they find no error there is a site, the same by one
// thread and by two, whose pages are well-formed HTML with no script but the theme's; nothing outside of it is shown.
#include "html.h"

#include "output/build.h"

enum { FILES_MAX = 16 };

#define SECRET "kXq7-secret-of-the-machine-0vZ"

typedef struct Folder {
    char path[256];
    char root[300];
    int above, at;
} Folder;

typedef struct Built {
    Build *build;
    Sink *sink;
    Diags diags;
    bool is_done;
} Built;

static bool may_write(Str path) {
    return path_is_possible(path) && (str_equal(path, STR("site.yaml")) || str_starts_with(path, STR("content/")) ||
                                      str_starts_with(path, STR("layouts/")) || str_starts_with(path, STR("static/")));
}

static void add_link(const Folder *folder, Str path, Str target) {
    Buf from = {0};
    Buf to = {0};
    buf_add(&from, str_from(folder->root));
    buf_add_char(&from, '/');
    buf_add(&from, path);
    buf_add(&to, target);
    // Through the folders that are there, of which all are our own.
    if (to.len && str_find(target, '\0') == target.len && !folder_make(folder->at, path_parent(path))) return;
    if (to.len && symlink(to.ptr, from.ptr)) { /* it is there already, or may not be called so */ }
    buf_free(&from);
    buf_free(&to);
}

// Writes the files of an input; whether one of them is trusted.
static bool write_files(const Folder *folder, Str text) {
    bool is_trusted = false;
    for (int i = 0; i < FILES_MAX && text.len; i++) {
        size_t line = str_find(text, '\n');
        Str path = str_slice(text, 0, line);
        text = str_slice(text, line + 1, text.len);
        const char *end = text.len ? memmem(text.ptr, text.len, "\n=== ", 5) : NULL;
        size_t len = end ? (size_t)(end - text.ptr) + 1 : text.len;
        if (!str_starts_with(path, STR("=== "))) continue;
        path = str_slice(path, 4, path.len);
        const char *arrow = path.len ? memmem(path.ptr, path.len, " -> ", 4) : NULL;
        Str target = arrow ? str_slice(path, (size_t)(arrow - path.ptr) + 4, path.len) : (Str){0};
        if (arrow) path = str_slice(path, 0, (size_t)(arrow - path.ptr));
        if (may_write(path)) {
            is_trusted |= str_starts_with(path, STR("layouts/")) || str_starts_with(path, STR("static/"));
            if (arrow) add_link(folder, path, target);
            else file_write(folder->at, path, str_slice(text, 0, len));
        }
        text = str_slice(text, len, text.len);
    }
    return is_trusted;
}

static BuildOptions options_of(const Folder *folder, size_t thread_count) {
    return (BuildOptions){.root = folder->root, .theme = ".", .out = STR("public"), .thread_count = thread_count,
                          .now = {.year = 2026, .month = 12, .day = 1}};
}

static Built build(const Folder *folder, size_t thread_count) {
    BuildOptions options = options_of(folder, thread_count);
    Built ret = {.sink = sink_open_memory()};
    PublishCounts counts = {0};
    ret.build = build_open(&options, &ret.diags);
    ret.is_done = ret.build && build_refresh(ret.build, NULL, &ret.diags) &&
                  build_write(ret.build, ret.sink, &counts, &ret.diags);
    require(ret.is_done == !ret.diags.error_count);
    return ret;
}

static void built_free(Built *built) {
    sink_close(built->sink);
    build_close(built->build);
    diags_free(&built->diags);
}

static const char *attribute(const GumboNode *node, const char *name) {
    const GumboAttribute *found = gumbo_get_attribute(&node->v.element.attributes, name);
    return found ? found->value : NULL;
}

// Of pages with the theme's layouts alone.
static void check_node(void *context, const GumboNode *node) {
    (void)context;
    if (node->type != GUMBO_NODE_ELEMENT) return;
    const GumboElement *element = &node->v.element;
    for (unsigned i = 0; i < element->attributes.length; i++) {
        const GumboAttribute *at = element->attributes.data[i];
        require_of(str_from(at->name), strncmp(at->name, "on", 2) && strcmp(at->name, "style") && strcmp(at->name, "srcdoc"));
        if (html_is_address(at->name)) require_of(str_from(at->value), fuzz_is_safe_address(str_from(at->value)));
    }
    require(element->tag != GUMBO_TAG_IFRAME && element->tag != GUMBO_TAG_OBJECT && element->tag != GUMBO_TAG_EMBED &&
            element->tag != GUMBO_TAG_BASE && element->tag != GUMBO_TAG_STYLE);
    if (element->tag != GUMBO_TAG_SCRIPT) return;
    const char *type = attribute(node, "type");
    const char *source = attribute(node, "src");
    bool is_data = type && (!strcmp(type, "application/ld+json") || !strcmp(type, "application/json"));
    require_of(str_from(source), is_data || (source && !strstr(source, "//")));
}

// It is read as it is meant: where letters are not errors themselves, the HTML has none.
static void check_page(Str path, Str html) {
    Buf taken = {0};
    html_take_in(html, &taken);
    GumboOutput *read = gumbo_parse_with_options(&kGumboDefaultOptions, html.ptr, html.len);
    require_of(path, !read->errors.length || !str_equal(buf_str(&taken), html));
    html_visit(read->root, check_node, NULL);
    gumbo_destroy_output(&kGumboDefaultOptions, read);
    buf_free(&taken);
}

static void check_outputs(const Built *one, const Built *two, bool is_trusted, bool has_secret) {
    const List *outputs = &build_rendering(one->build)->plan->outputs;
    require(outputs->count > 0);
    for (size_t i = 0; i < outputs->count; i++) {
        const Output *output = (const Output *)outputs->items + i;
        Str a = {0};
        Str b = {0};
        require_of(output_path(output), path_is_possible(output_path(output)));
        require_of(output_path(output), sink_get(one->sink, output_path(output), &a) && sink_get(two->sink, output_path(output), &b));
        require_of(output_path(output), str_equal(a, b));
        if (!has_secret && a.len) require_of(output_path(output), !memmem(a.ptr, a.len, SECRET, strlen(SECRET)));
        if (is_trusted || !str_ends_with(output_path(output), STR(".html"))) continue;
        check_page(output_path(output), a);
    }
}

static void check_site(const Folder *folder, bool is_trusted, bool has_secret) {
    BuildOptions options = options_of(folder, 2);
    BuildResult result = {0};
    Diags diags = {0};
    options.is_dry = true;
    build_site(&options, &result, &diags);
    require(result.is_done == !diags.error_count && !diags.has_environment_failure);
    Built one = build(folder, 1);
    Built two = build(folder, 2);
    require(one.is_done == result.is_done && two.is_done == result.is_done);
    if (result.is_done) check_outputs(&one, &two, is_trusted, has_secret);
    fuzz_same_diags(&one.diags, &two.diags);
    fuzz_same_diags(&one.diags, &diags);
    diags_free(&diags);
    arena_free(&result.gone.arena);
    built_free(&one);
    built_free(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Folder folder;
    Str text = {(const char *)data, size};
    if (!folder.path[0]) {
        folder.above = fuzz_folder(folder.path, sizeof folder.path);
        snprintf(folder.root, sizeof folder.root, "%s/site", folder.path);
        require(file_write(folder.above, STR("secret.txt"), STR(SECRET "\n")));
        require(file_write(folder.above, STR("secret/index.md"), STR("---\ntitle: " SECRET "\n---\n" SECRET "\n")));
    }
    require(file_remove_tree(folder.above, STR("site")));
    folder.at = folder_make(folder.above, STR("site"));
    require(folder.at >= 0);
    bool is_trusted = write_files(&folder, text);
    bool has_secret = size && memmem(data, size, SECRET, strlen(SECRET));
    check_site(&folder, is_trusted, has_secret);
    folder_close(folder.at);
    return 0;
}
