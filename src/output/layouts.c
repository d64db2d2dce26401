#include "output/layouts.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"

enum { LAYOUT_MAX_SIZE = 1024 * 1024, SCOPE_MAX = 32, INCLUDE_MAX_DEPTH = 16, NAMES_MAX = 600 };

typedef struct LayoutFile {
    Str name;                // "partials/header.html"
    Str path;                // for diagnostics
    Str text;
    List marks;              // of Mark
    bool is_valid;
} LayoutFile;

typedef struct Load {
    const Site *site;
    const Theme *theme;
    const Strings *strings;
    Assets *assets;
    Layouts *layouts;
    List files;              // of LayoutFile
    Table by_name;
    Diags *diags;
} Load;

// The scopes that are open at a mark, and where {{>MAIN}} leads.
typedef struct Context {
    const ViewType *scopes[SCOPE_MAX];
    size_t scope_count;
    Str main_layout;
    int depth;
} Context;

// How diagnostics name a file of layouts/.
static Str shown_path(Load *load, int folder, Str path) {
    if (folder == load->site->root) return path;
    Arena *arena = &load->layouts->arena;
    return arena_join(arena, arena_join(arena, str_from(load->theme->path), STR("/")), path);
}

static bool read_layout(Load *load, int folder, const FileEntry *entry, Buf *text) {
    if (file_read(folder, entry->real, LAYOUT_MAX_SIZE, text)) return true;
    if (errno != EFBIG) return file_report_unreadable(entry->path, errno, load->diags);
    return diag_error(load->diags, (Place){entry->path, DIAG_NO_OFFSET}, "layout-limit", "split the file",
                      "this layout is larger than %d KB", LAYOUT_MAX_SIZE / 1024);
}

static void add_layout(Load *load, int folder, const FileEntry *entry) {
    Str name = str_slice(entry->path, STR("layouts/").len, entry->path.len);
    if (table_get(&load->by_name, name) != TABLE_NONE) return;
    Buf text = {0};
    Str path = shown_path(load, folder, entry->path);
    if (read_layout(load, folder, entry, &text)) {
        table_add(&load->by_name, name, load->files.count);
        LayoutFile *file = list_add(&load->files, sizeof *file);
        *file = (LayoutFile){.name = name, .path = path,
                             .text = arena_copy(&load->layouts->arena, buf_str(&text))};
        diag_check_utf8(load->diags, path, file->text);
        file->is_valid = template_scan(file->text, (Place){path, 0}, &file->marks, load->diags);
    }
    buf_free(&text);
}

static void add_folder(Load *load, int folder) {
    List found = {0};
    file_walk(folder, STR("layouts"), &load->layouts->arena, &found, load->diags);
    for (size_t i = 0; i < found.count; i++) {
        const FileEntry *entry = (FileEntry *)found.items + i;
        if (str_ends_with(entry->path, STR(".html"))) add_layout(load, folder, entry);
    }
    free(found.items);
}

static const ViewName *find_name(const Context *context, Str name, ViewUse *ret_use) {
    for (size_t i = context->scope_count; i > 0; i--) {
        const ViewName *found = view_find(context->scopes[i - 1], name, ret_use);
        if (found) return found;
    }
    return NULL;
}

static void report_unknown(Load *load, const Context *context, Place place, Str name) {
    static const char *const prefixes[] = {"", "HAS_", "NO_"};
    Arena scratch = {0};
    Str names[NAMES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < context->scope_count; i++) {
        const ViewType *type = context->scopes[i];
        for (size_t j = 0; j < type->name_count; j++) {
            for (size_t k = 0; k < 3 && count < NAMES_MAX; k++) {
                names[count++] = arena_join(&scratch, str_from(prefixes[k]), str_from(type->names[j].name));
            }
        }
    }
    diag_error(load->diags, place, "unknown-name",
               diag_did_you_mean(&scratch, name, names, count, "'metier help layouts' lists the names"),
               "there is no '%.*s' in this place of a layout", (int)name.len, name.ptr);
    arena_free(&scratch);
}

// The name with the 26 letters from `first` on ('A' or 'a') in their other case.
static Str other_case(Str name, char first, Arena *arena) {
    Str ret = arena_copy(arena, name);
    char *ptr = (char *)(uintptr_t)ret.ptr;
    for (size_t i = 0; i < ret.len; i++) {
        if (ptr[i] >= first && ptr[i] < first + 26) ptr[i] = (char)(ptr[i] ^ ('a' - 'A'));
    }
    return ret;
}

static Str lower_case(Str name, Arena *arena) {
    return other_case(name, 'A', arena);
}

static Str upper_case(Str name, Arena *arena) {
    return other_case(name, 'a', arena);
}

// The text of {{T_KEY}}, or an empty Str.
static Str string_of(const Load *load, Str name, Arena *scratch) {
    Str key = lower_case(str_slice(name, 2, name.len), scratch);
    size_t index = table_get(&load->strings->by_key, key);
    return index == TABLE_NONE ? (Str){0} : ((Str *)load->strings->values.items)[index];
}

// The next {name} in a string from *at on; false when there is none.
static bool next_placeholder(Str text, size_t *at, Str *ret) {
    Str rest = str_slice(text, *at, text.len);
    size_t open = str_find(rest, '{');
    size_t close = str_find(rest, '}');
    if (open >= close || close == rest.len) return false;
    *ret = str_slice(rest, open + 1, close);
    *at += close + 1;
    return true;
}

static void check_string(Load *load, const Context *context, Place place, Str name) {
    Arena scratch = {0};
    Str text = string_of(load, name, &scratch);
    if (!text.ptr) {
        Str key = lower_case(str_slice(name, 2, name.len), &scratch);
        diag_error(load->diags, place, "unknown-string",
                   diag_did_you_mean(&scratch, key, load->strings->keys.items,
                                     load->strings->keys.count, "add it to layouts/strings"),
                   "there is no string '%.*s'", (int)key.len, key.ptr);
    }
    Str placeholder;
    for (size_t at = 0; next_placeholder(text, &at, &placeholder);) {
        ViewUse use;
        Str upper = upper_case(placeholder, &scratch);
        if (!find_name(context, upper, &use)) report_unknown(load, context, place, upper);
    }
    arena_free(&scratch);
}

static void check_variable(Load *load, const Context *context, const LayoutFile *file, const Mark *mark) {
    Place place = {file->path, mark->from + 2};
    if (str_starts_with(mark->name, STR("T_"))) {
        check_string(load, context, place, mark->name);
        return;
    }
    ViewUse use;
    const ViewName *name = find_name(context, mark->name, &use);
    if (!name) {
        report_unknown(load, context, place, mark->name);
    } else if (name->kind == NAME_LIST || name->kind == NAME_FLAG || use != VIEW_ITSELF) {
        diag_error(load->diags, place, "wrong-mark", "write {{#NAME}}…{{/NAME}}",
                   "'%.*s' is a section, not a value", (int)mark->name.len, mark->name.ptr);
    } else if (mark->is_raw != (name->kind == NAME_HTML)) {
        diag_error(load->diags, place, "wrong-mark",
                   mark->is_raw ? "remove ':none': this is text, and must be escaped"
                                : "add ':none': this is ready HTML",
                   "'%.*s' is %s", (int)mark->name.len, mark->name.ptr,
                   mark->is_raw ? "text" : "HTML");
    }
}

static void check_file(Load *load, Context context, Str name);

// Checks a section's mark and opens its scope.
static void enter_section(Load *load, Context *context, const LayoutFile *file, const Mark *mark) {
    Str separator = STR("_separator");
    ViewUse use = VIEW_ITSELF;
    bool is_separator = str_ends_with(mark->name, separator);
    Str name = is_separator ? str_slice(mark->name, 0, mark->name.len - separator.len) : mark->name;
    const ViewName *found = find_name(context, name, &use);
    const ViewType *items = context->scopes[context->scope_count - 1];
    if (!found) {
        report_unknown(load, context, (Place){file->path, mark->from + 3}, mark->name);
    } else if (found->kind == NAME_LIST && use == VIEW_ITSELF) {
        if (!is_separator) items = found->items;
    } else if (found->kind != NAME_FLAG && use == VIEW_ITSELF) {
        diag_error(load->diags, (Place){file->path, mark->from + 3}, "wrong-mark",
                   "use {{#HAS_NAME}} to ask whether it is there",
                   "'%.*s' is a value, not a section", (int)mark->name.len, mark->name.ptr);
    }
    if (context->scope_count < SCOPE_MAX) context->scopes[context->scope_count++] = items;
}

static void check_include(Load *load, const Context *context, const LayoutFile *file, const Mark *mark) {
    Arena *arena = &load->layouts->arena;
    bool is_main = str_equal(mark->name, STR("MAIN"));
    Str name = is_main ? context->main_layout : template_include_file(mark->name, arena);
    Place place = {file->path, mark->from + 3};
    if (context->depth >= INCLUDE_MAX_DEPTH) {
        diag_error(load->diags, place, "include-loop", "remove one of the includes",
                   "includes are nested deeper than %d, or go round in a circle", INCLUDE_MAX_DEPTH);
    } else if (table_get(&load->by_name, name) == TABLE_NONE) {
        Str names[NAMES_MAX];
        size_t count = 0;
        for (; count < load->files.count && count < NAMES_MAX; count++) {
            names[count] = ((LayoutFile *)load->files.items)[count].name;
        }
        diag_error(load->diags, place, "unknown-include",
                   diag_did_you_mean(arena, name, names, count, "create the file, or remove the mark"),
                   "there is no layouts/%.*s", (int)name.len, name.ptr);
    } else {
        Context inner = *context;
        inner.depth++;
        check_file(load, inner, name);
    }
}

static void check_file(Load *load, Context context, Str name) {
    const LayoutFile *file =
        (LayoutFile *)load->files.items + table_get(&load->by_name, name);
    if (!file->is_valid) return;
    for (size_t i = 0; i < file->marks.count; i++) {
        const Mark *mark = (const Mark *)file->marks.items + i;
        switch (mark->kind) {
            case MARK_VARIABLE: check_variable(load, &context, file, mark); break;
            case MARK_SECTION: enter_section(load, &context, file, mark); break;
            case MARK_END: context.scope_count--; break;
            case MARK_INCLUDE: check_include(load, &context, file, mark); break;
            case MARK_COMMENT: break;
        }
    }
}

// The text that ctemplate gets, as it grows.
typedef struct Compiled {
    Buf text;
    bool is_verbatim;        // inside <pre> or <textarea>
    bool has_content;        // the line holds more than white space, sections and includes
} Compiled;

// Adds text of a layout without the white space that begins its lines, and without the ends of
// lines that hold nothing but sections and includes: they cost bytes on every page, and ctemplate
// would repeat an indent before each line of an include. <pre> and <textarea> keep theirs.
static void add_compact(Compiled *out, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '<') {
            Str rest = str_slice(text, i + 1, text.len);
            if (str_starts_with(rest, STR("pre")) || str_starts_with(rest, STR("textarea"))) out->is_verbatim = true;
            if (str_starts_with(rest, STR("/pre")) || str_starts_with(rest, STR("/textarea"))) out->is_verbatim = false;
        }
        bool is_blank = byte == ' ' || byte == '\t' || byte == '\n';
        if (is_blank && !out->has_content && !out->is_verbatim) continue;
        buf_add_char(&out->text, byte);
        out->has_content = byte != '\n';
    }
}

static void add_string_text(Load *load, Buf *out, Str name) {
    Arena scratch = {0};
    Str text = string_of(load, name, &scratch);
    Str placeholder;
    size_t from = 0;
    for (size_t at = 0; next_placeholder(text, &at, &placeholder); from = at) {
        buf_add_html(out, str_slice(text, from, (size_t)(placeholder.ptr - text.ptr) - 1));
        Str upper = upper_case(placeholder, &scratch);
        buf_printf(out, "{{%.*s}}", (int)upper.len, upper.ptr);
    }
    buf_add_html(out, str_slice(text, from, text.len));
    arena_free(&scratch);
}

// Whether the mark stands in a tag that loads a style sheet or script, which may say its digest.
static bool is_in_loading_tag(Str text, size_t at) {
    while (at > 0 && text.ptr[at - 1] != '<' && text.ptr[at - 1] != '>') at--;
    Str tag = str_slice(text, at, text.len);
    return str_starts_with(tag, STR("script")) || str_starts_with(tag, STR("link"));
}

// Writes the address that follows {{ROOT}} as it is published, with its digest. Returns where the
// layout's text goes on.
static size_t add_address(Load *load, Compiled *out, const LayoutFile *file, const Mark *root, size_t end) {
    Str rest = str_slice(file->text, root->to, end);
    char quote = root->from ? file->text.ptr[root->from - 1] : '\0';
    size_t size = quote == '"' || quote == '\'' ? str_find(rest, quote) : rest.len;
    if (size == rest.len) return root->to;
    Str address = str_slice(rest, 0, size);
    const Asset *asset = assets_hash(load->assets, address, load->diags);
    bool is_relative = load->site->config.relative_urls;
    buf_add(&out->text, asset ? asset->address : address);
    // Folders have no page of their own in a file system.
    if (is_relative && (!address.len || str_ends_with(address, STR("/")))) buf_add(&out->text, STR("index.html"));
    // Browsers check no digest of a file: it has no origin.
    if (asset && !is_relative && is_in_loading_tag(file->text, root->from)) {
        buf_printf(&out->text, "%c integrity=%c%.*s", quote, quote, (int)asset->integrity.len, asset->integrity.ptr);
    }
    return root->to + size;
}

// What ctemplate gets: no comments, no indentation, strings in place of their marks.
static void compile(Load *load, const LayoutFile *file) {
    Compiled out = {0};
    size_t from = 0;
    for (size_t i = 0; i < file->marks.count; i++) {
        const Mark *mark = (const Mark *)file->marks.items + i;
        add_compact(&out, str_slice(file->text, from, mark->from));
        if (mark->kind == MARK_VARIABLE) out.has_content = true;
        if (mark->kind == MARK_VARIABLE && str_starts_with(mark->name, STR("T_"))) {
            add_string_text(load, &out.text, mark->name);
        } else if (mark->kind != MARK_COMMENT) {
            buf_add(&out.text, str_slice(file->text, mark->from, mark->to));
        }
        from = mark->to;
        if (mark->kind != MARK_VARIABLE || !str_equal(mark->name, STR("ROOT"))) continue;
        size_t next = i + 1 < file->marks.count ? mark[1].from : file->text.len;
        from = add_address(load, &out, file, mark, next);
    }
    add_compact(&out, str_slice(file->text, from, file->text.len));
    if (!templates_add(load->layouts->templates, file->name, buf_str(&out.text))) {
        diag_error(load->diags, (Place){file->path, 0}, "layout-syntax",
                   "look for an unclosed attribute or tag: values are escaped by where they stand",
                   "the template library refuses this layout");
    }
    buf_free(&out.text);
}

bool layouts_load(const Site *site, const Theme *theme, const Strings *strings, Assets *assets,
                  const ViewType *const *frame_views, size_t frame_view_count,
                  const LayoutUse *uses, size_t use_count, Layouts *ret, Diags *diags) {
    size_t errors_before = diags->error_count;
    Load load = {.site = site, .theme = theme, .strings = strings,
                 .assets = assets, .layouts = ret, .diags = diags};
    add_folder(&load, site->root);
    if (!folder_is_same(site->root, theme->folder)) add_folder(&load, theme->folder);
    const ViewType *roots[SCOPE_MAX];
    size_t root_count = 0;
    for (size_t i = 0; i < frame_view_count; i++) roots[root_count++] = frame_views[i];
    for (size_t i = 0; i < use_count; i++) roots[root_count++] = uses[i].view;
    ret->templates = templates_new(roots, root_count);
    for (size_t i = 0; i < use_count; i++) {
        Str needed[] = {uses[i].frame, uses[i].file};
        bool is_complete = true;
        for (size_t j = 0; j < 2; j++) {
            if (table_get(&load.by_name, needed[j]) != TABLE_NONE) continue;
            Place place = {arena_join(&ret->arena, STR("layouts/"), needed[j]), DIAG_NO_OFFSET};
            is_complete = diag_error(diags, place, "no-layout", "put the file back, or install the theme",
                                     "this layout is missing");
        }
        if (!is_complete) continue;
        Context context = {.main_layout = uses[i].file};
        for (size_t j = 0; j < frame_view_count; j++) context.scopes[context.scope_count++] = frame_views[j];
        context.scopes[context.scope_count++] = uses[i].view;
        check_file(&load, context, uses[i].frame);
    }
    for (size_t i = 0; i < load.files.count; i++) {
        LayoutFile *file = (LayoutFile *)load.files.items + i;
        if (diags->error_count == errors_before) compile(&load, file);
        free(file->marks.items);
    }
    templates_freeze(ret->templates);
    free(load.files.items);
    table_free(&load.by_name);
    return diags->error_count == errors_before;
}

void layouts_free(Layouts *layouts) {
    templates_free(layouts->templates);
    arena_free(&layouts->arena);
}
