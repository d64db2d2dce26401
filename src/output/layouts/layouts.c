#include "output/layouts/layouts.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "output/layouts/layout_check.h"

enum { LAYOUT_MAX_SIZE = 1024 * 1024 };
#define MAIN STR("MAIN")

// What a layout includes, and where in its text.
typedef struct Include {
    size_t at;
    Str name;                // "partials/header.html"; "MAIN": the layout of the page
} Include;

// A layout as ctemplate gets it, but for what it includes.
typedef struct Compact {
    Str text;
    const Include *includes; // in order
    size_t include_count;
} Compact;

typedef struct Load {
    const Config *config;
    Assets *assets;
    Layouts *layouts;
    LayoutCheck check;
    Compact *compact;        // one per file of the check; of those in use
    Diags *diags;
} Load;

static bool read_layout(Load *load, int folder, const FileEntry *entry, Buf *text) {
    if (file_read(folder, entry->real, LAYOUT_MAX_SIZE, text)) return true;
    if (errno != EFBIG) return file_report_unreadable(entry->shown, errno, load->diags);
    return diag_error(load->diags, (Place){entry->shown, DIAG_NO_OFFSET}, "layout-limit",
                      "split the file", "this layout is larger than %d KB", LAYOUT_MAX_SIZE / 1024);
}

static bool check_bytes(Load *load, const LayoutFile *file) {
    size_t nul = str_find(file->text, '\0');
    if (nul == file->text.len) return diag_check_utf8(load->diags, file->path, file->text);
    return diag_error(load->diags, (Place){file->path, nul}, "nul-byte",
                      "save the file as plain UTF-8 text", "this file holds a NUL byte");
}

// One of the site itself is none.
static void report_request(Load *load, const LayoutFile *file, const Request *request) {
    Str address = str_slice(file->text, request->from, request->to);
    bool is_own = config_is_own(load->config, STR("/"), address);
    if (!is_own) asset_report_foreign((Place){file->path, request->from}, address, load->diags);
}

static void report_code(Load *load, const LayoutFile *file, const InlineCode *code) {
    diag_warning(load->diags, (Place){file->path, code->from}, "inline-code",
                 "put it into a file of static/; or leave out _headers, with 'outputs: {hosting: "
                 "false}', and send a policy of your own",
                 "browsers ignore %s that stands in a page: so says the policy in our _headers",
                 code->what);
}

static void scan_layout(Load *load, LayoutFile *file) {
    Place place = {file->path, 0};
    Forbidden forbidden = {0};
    bool is_scanned = template_scan(file->text, place, &file->marks, load->diags);
    file->spots = ARENA_NEW(&load->layouts->arena, Spot, file->marks.count + 1);
    file->is_valid = is_scanned && layout_find_spots(file->text, place, file->marks.items,
                                                     file->marks.count, file->spots, &forbidden,
                                                     load->diags);
    for (size_t i = 0; i < forbidden.requests.count; i++) {
        report_request(load, file, (const Request *)forbidden.requests.items + i);
    }
    for (size_t i = 0; load->config->outputs.hosting && i < forbidden.codes.count; i++) {
        report_code(load, file, (const InlineCode *)forbidden.codes.items + i);
    }
    free(forbidden.requests.items);
    free(forbidden.codes.items);
}

static void add_layout(Load *load, int folder, const FileEntry *entry, Str name) {
    if (table_get(&load->check.by_name, name) != TABLE_NONE) return;
    Buf text = {0};
    if (read_layout(load, folder, entry, &text)) {
        table_add(&load->check.by_name, name, load->check.files.count);
        LayoutFile *file = list_add(&load->check.files, sizeof *file);
        *file = (LayoutFile){.name = name, .path = entry->shown,
                             .text = arena_copy(&load->layouts->arena, buf_str(&text))};
        if (check_bytes(load, file)) scan_layout(load, file);
    }
    buf_free(&text);
}

static Str lower_case(Str text, Arena *arena) {
    char *ptr = ARENA_NEW(arena, char, text.len + 1);
    for (size_t i = 0; i < text.len; i++) ptr[i] = ascii_lower(text.ptr[i]);
    return (Str){ptr, text.len};
}

// Layouts are looked for by names in lower case: another would never be found.
static bool check_name(Load *load, const FileEntry *entry, Str name) {
    Place place = {entry->shown, DIAG_NO_OFFSET};
    if (utf8_invalid_at(name) < name.len) {
        return diag_error(load->diags, place, "bad-utf8", "rename it",
                          "this name is not valid UTF-8");
    }
    Str lower = lower_case(name, &load->layouts->arena);
    if (str_equal(lower, name)) return true;
    Buf hint = {0};
    buf_printf(&hint, "rename it to '%.*s'", (int)lower.len, lower.ptr);
    diag_error(load->diags, place, "layout-case", hint.ptr,
               "a layout's name has no capital letters");
    buf_free(&hint);
    return false;
}

static void add_folder(Load *load, int folder, Str above) {
    List found = {0};
    file_walk_shown(folder, above, STR("layouts"), &load->layouts->arena, &found, load->diags);
    for (size_t i = 0; i < found.count; i++) {
        const FileEntry *entry = (FileEntry *)found.items + i;
        Str name = str_slice(entry->path, STR("layouts/").len, entry->path.len);
        Str ending = str_slice(name, name.len < 5 ? 0 : name.len - 5, name.len);
        bool is_layout = str_equal_ascii_case(ending, STR(".html"));
        if (is_layout && check_name(load, entry, name)) add_layout(load, folder, entry, name);
    }
    free(found.items);
}

// The text that ctemplate gets, as it grows.
typedef struct Compiled {
    Buf text;
    bool is_verbatim;        // inside <pre> or <textarea>
    bool is_loading;         // in a tag that loads a style sheet or script, and may say its digest
    bool has_content;        // the line holds more than white space, sections and includes
    bool is_joining;         // white space that comes now parts this line from one in front of a
                             // section
    bool had_content[SECTION_MAX_DEPTH];   // has_content where each open section began
    size_t section_count;
    List includes;           // of Include
} Compiled;

// Whether a tag's name begins a text; it ends with the text where a mark follows.
static bool begins_with_name(Str text, Str name) {
    bool is_longer = text.len > name.len && !strchr(" \t\n\f\r/>", text.ptr[name.len]);
    return !is_longer && str_equal_ascii_case(str_slice(text, 0, name.len), name);
}

// Notes what the tag is whose text begins behind a '<'.
static void note_tag(Compiled *out, Str text) {
    bool is_end = str_starts_with(text, STR("/"));
    Str name = str_slice(text, is_end, text.len);
    bool keeps_space =
        begins_with_name(name, STR("pre")) || begins_with_name(name, STR("textarea"));
    if (keeps_space) out->is_verbatim = !is_end;
    out->is_loading = begins_with_name(text, STR("script")) || begins_with_name(text, STR("link"));
}

// Adds text of a layout without the white space that begins its lines, and without the ends of
// lines that hold nothing but sections and includes: they cost bytes on every page. <pre> and
// <textarea> keep theirs.
static void add_compact(Compiled *out, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '<') note_tag(out, str_slice(text, i + 1, text.len));
        if (byte == '>') out->is_loading = false;
        // Browsers take the two for one line end.
        if (byte == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n') continue;
        bool is_blank = byte == ' ' || byte == '\t' || byte == '\n';
        bool is_joint = is_blank && out->is_joining && !out->is_verbatim;
        out->is_joining = false;
        if (is_blank && !out->has_content && !out->is_verbatim) continue;
        buf_add_char(&out->text, byte);
        out->has_content = byte != '\n' && !is_joint;
    }
}

// Writes a text so that neither HTML nor ctemplate sees anything but text in it, whatever it holds.
static void add_inert(Buf *out, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '{' || byte == '}') buf_printf(out, "&#%d;", byte);
        else if ((unsigned char)byte < ' ') buf_add_char(out, ' ');   // as ctemplate writes values
        else buf_add_html(out, str_slice(text, i, i + 1));
    }
}

// A string with placeholders is a value, put together for each page and escaped by ctemplate by
// where it stands. Others are the same on all pages: their text is written here, once.
static void add_string(Load *load, Buf *out, Str mark_name) {
    size_t index = layout_string(&load->check, mark_name);
    Str text = ((Str *)load->check.strings->values.items)[index];
    Str placeholder;
    if (strings_next_placeholder(text, &(size_t){0}, &placeholder)) {
        buf_printf(out, "{{T_%zu}}", index);
    } else {
        add_inert(out, text);
    }
}

// Behind a section a line may go on the one in front of it, where the section is not shown.
static void note_mark(Compiled *out, MarkKind kind) {
    out->is_joining = false;
    if (kind == MARK_VARIABLE) out->has_content = true;
    if (kind == MARK_SECTION) out->had_content[out->section_count++] = out->has_content;
    if (kind != MARK_END || !out->had_content[--out->section_count]) return;
    out->is_joining = !out->has_content;
    out->has_content = true;
}

static void add_part(Load *load, Str of, Str name, Str path) {
    *(LayoutPart *)list_add(&load->layouts->parts, sizeof(LayoutPart)) =
        (LayoutPart){of, name, path};
}

// Writes the address that follows {{ROOT}} as it is published, with its digest. Returns where the
// layout's text goes on.
static size_t add_address(Load *load, Compiled *out, const LayoutFile *file, const Mark *root,
                          size_t end) {
    Str rest = str_slice(file->text, root->to, end);
    char quote = root->from ? file->text.ptr[root->from - 1] : '\0';
    size_t size = quote == '"' || quote == '\'' ? str_find(rest, quote) : rest.len;
    if (size == rest.len) return root->to;
    Str address = str_slice(rest, 0, size);
    const Asset *asset = assets_hash(load->assets, address, load->diags);
    Spot spot = file->spots[root - (const Mark *)file->marks.items];
    if (spot == SPOT_ADDRESS_START || spot == SPOT_CODE_START) {
        *(LayoutLink *)list_add(&load->layouts->links, sizeof(LayoutLink)) =
            (LayoutLink){address, {file->path, root->to}};
    }
    bool is_relative = load->config->relative_urls;
    if (asset) add_part(load, file->name, (Str){0}, asset->path);
    buf_add(&out->text, asset ? asset->address : address);
    // Folders have no page of their own in a file system.
    if (is_relative && (!address.len || str_ends_with(address, STR("/")))) {
        buf_add(&out->text, STR("index.html"));
    }
    // Browsers check no digest of a file: it has no origin.
    if (asset && !is_relative && out->is_loading) {
        buf_printf(&out->text, "%c integrity=%c%.*s", quote, quote, (int)asset->integrity.len,
                   asset->integrity.ptr);
    }
    return root->to + size;
}

static void add_include(Load *load, Compiled *out, const Mark *mark) {
    bool is_main = str_equal(mark->name, MAIN);
    *(Include *)list_add(&out->includes, sizeof(Include)) = (Include){
        out->text.len,
        is_main ? MAIN : template_include_file(mark->name, &load->layouts->arena)};
}

// An address that is a value from its start on may be one of mail, which ctemplate by itself would
// refuse.
static void add_mark(Compiled *out, const LayoutFile *file, const Mark *mark) {
    size_t index = (size_t)(mark - (const Mark *)file->marks.items);
    bool is_address = mark->kind == MARK_VARIABLE && !mark->is_raw &&
                      file->spots[index] == SPOT_ADDRESS_START;
    if (!is_address) buf_add(&out->text, str_slice(file->text, mark->from, mark->to));
    else buf_printf(&out->text, "{{%.*s:" TEMPLATE_ADDRESS_MODIFIER "}}", (int)mark->name.len,
                    mark->name.ptr);
}

// No comments, no indentation, the language's words.
static Compact compile(Load *load, const LayoutFile *file) {
    Compiled out = {0};
    size_t from = str_starts_with(file->text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    for (size_t i = 0; i < file->marks.count; i++) {
        const Mark *mark = (const Mark *)file->marks.items + i;
        add_compact(&out, str_slice(file->text, from, mark->from));
        if (mark->kind != MARK_COMMENT) note_mark(&out, mark->kind);
        if (mark->kind == MARK_INCLUDE) {
            add_include(load, &out, mark);
        } else if (mark->kind == MARK_VARIABLE && str_starts_with(mark->name, STR("T_"))) {
            add_string(load, &out.text, mark->name);
        } else if (mark->kind != MARK_COMMENT) {
            add_mark(&out, file, mark);
        }
        from = mark->to;
        if (mark->kind != MARK_VARIABLE || !str_equal(mark->name, STR("ROOT"))) continue;
        size_t next = i + 1 < file->marks.count ? mark[1].from : file->text.len;
        from = add_address(load, &out, file, mark, next);
    }
    add_compact(&out, str_slice(file->text, from, file->text.len));
    Arena *arena = &load->layouts->arena;
    size_t count = out.includes.count;
    Include *includes = ARENA_NEW(arena, Include, count);
    for (size_t i = 0; i < count; i++) includes[i] = ((const Include *)out.includes.items)[i];
    free(out.includes.items);
    return (Compact){arena_take(arena, &out.text), includes, count};
}

// Adds a layout with all that it includes written out: ctemplate would take locks for each include.
static void splice(const Load *load, Str name, Str main_layout, Buf *out) {
    const Compact *compact = &load->compact[table_get(&load->check.by_name, name)];
    size_t from = 0;
    for (size_t i = 0; i < compact->include_count; i++) {
        const Include *include = &compact->includes[i];
        buf_add(out, str_slice(compact->text, from, include->at));
        from = include->at;
        splice(load, str_equal(include->name, MAIN) ? main_layout : include->name, main_layout,
               out);
    }
    buf_add(out, str_slice(compact->text, from, compact->text.len));
}

// A page's layouts as one: its frame, its own, and what these include.
static void add_whole(Load *load, const LayoutUse *use) {
    Buf text = {0};
    splice(load, use->frame, use->file, &text);
    if (!templates_add(load->layouts->templates, use->file, buf_str(&text))) {
        size_t index = table_get(&load->check.by_name, use->file);
        const LayoutFile *file = (const LayoutFile *)load->check.files.items + index;
        diag_error(load->diags, (Place){file->path, 0}, "layout-syntax",
                   "look for an unclosed attribute or tag: values are escaped by where they stand",
                   "the template library refuses this layout");
    }
    buf_free(&text);
}

static void add_included(Load *load, const LayoutFile *file) {
    for (size_t i = 0; i < file->marks.count; i++) {
        const Mark *mark = (const Mark *)file->marks.items + i;
        if (mark->kind != MARK_INCLUDE) continue;
        Str name = template_include_file(mark->name, &load->layouts->arena);
        size_t index = table_get(&load->check.by_name, name);
        if (index == TABLE_NONE) continue;   // {{>MAIN}}: which layout that is, each page knows
        const LayoutFile *included = (const LayoutFile *)load->check.files.items + index;
        add_part(load, file->name, name, included->path);
    }
}

// A string's text as pieces with the names of its placeholders between them.
static TemplateText split_string(Str text, Arena *arena) {
    List pieces = {0};
    Str placeholder;
    size_t from = 0;
    for (size_t at = 0; strings_next_placeholder(text, &at, &placeholder); from = at) {
        size_t open = (size_t)(placeholder.ptr - text.ptr) - 1;
        char *name = ARENA_NEW(arena, char, placeholder.len + 1);
        for (size_t i = 0; i < placeholder.len; i++) {
            bool is_lower = placeholder.ptr[i] >= 'a' && placeholder.ptr[i] <= 'z';
            name[i] = is_lower ? (char)(placeholder.ptr[i] - ('a' - 'A')) : placeholder.ptr[i];
        }
        *(TextPiece *)list_add(&pieces, sizeof(TextPiece)) =
            (TextPiece){str_slice(text, from, open), {name, placeholder.len}};
    }
    if (from < text.len || !from) {
        *(TextPiece *)list_add(&pieces, sizeof(TextPiece)) =
            (TextPiece){.text = str_slice(text, from, text.len)};
    }
    TextPiece *kept = ARENA_NEW(arena, TextPiece, pieces.count);
    for (size_t i = 0; i < pieces.count; i++) kept[i] = ((TextPiece *)pieces.items)[i];
    TemplateText ret = {kept, pieces.count};
    free(pieces.items);
    return ret;
}

static Templates *make_templates(const Strings *strings, const ViewType *const *frame_views,
                                 size_t frame_view_count, const LayoutUse *uses, size_t use_count,
                                 Arena *arena) {
    const ViewType **roots = ARENA_NEW(arena, const ViewType *, frame_view_count + 3 * use_count);
    size_t root_count = 0;
    for (size_t i = 0; i < frame_view_count; i++) roots[root_count++] = frame_views[i];
    for (size_t i = 0; i < use_count; i++) {
        roots[root_count++] = uses[i].view;
        if (uses[i].fields) roots[root_count++] = uses[i].fields;
        if (uses[i].extra) roots[root_count++] = uses[i].extra;
    }
    size_t text_count = strings->values.count;
    TemplateText *texts = ARENA_NEW(arena, TemplateText, text_count + 1);
    for (size_t i = 0; i < text_count; i++) {
        texts[i] = split_string(((Str *)strings->values.items)[i], arena);
    }
    return templates_new(roots, root_count, texts, text_count);
}

// Whether a page's frame and layout are there.
static bool has_files(const Load *load, const LayoutUse *use) {
    Str needed[] = {use->frame, use->file};
    bool ret = true;
    for (size_t i = 0; i < 2; i++) {
        if (table_get(&load->check.by_name, needed[i]) != TABLE_NONE) continue;
        Place place = {arena_join(&load->layouts->arena, STR("layouts/"), needed[i]),
                       DIAG_NO_OFFSET};
        ret = diag_error(load->diags, place, "no-layout", "put the file back, or install the theme",
                         "this layout is missing");
    }
    return ret;
}

// Why a page failed.
typedef enum Failure { FAILURE_SIZE, FAILURE_ROUNDS, FAILURE_EMPTY, FAILURE_COUNT } Failure;

struct LayoutState {
    Str name;
    Str path;
    const ViewType *fields;
    const ViewType *extra;
    _Atomic size_t first;    // the output's index * FAILURE_COUNT + the failure; SIZE_MAX for none
};

static void add_states(Load *load, const LayoutUse *uses, size_t use_count) {
    Layouts *layouts = load->layouts;
    layouts->states = ARENA_NEW(&layouts->arena, LayoutState, use_count + 1);
    for (size_t i = 0; i < use_count; i++) {
        size_t index = table_get(&load->check.by_name, uses[i].file);
        LayoutState *state = &layouts->states[layouts->state_count++];
        state->name = uses[i].file;
        state->fields = uses[i].fields;
        state->extra = uses[i].extra;
        if (index != TABLE_NONE) state->path = ((LayoutFile *)load->check.files.items)[index].path;
        atomic_init(&state->first, SIZE_MAX);
    }
}

bool layouts_load(Sources *sources, const ViewType *const *frame_views, size_t frame_view_count,
                  const LayoutUse *uses, size_t use_count, Layouts *ret, Diags *diags) {
    size_t errors_before = diags->error_count;
    const Strings *strings = &sources->strings;
    const Theme *theme = &sources->theme;
    Load load = {.config = &sources->config, .assets = &sources->assets, .layouts = ret,
                 .diags = diags,
                 .check = {.strings = strings, .arena = &ret->arena, .diags = diags}};
    add_folder(&load, sources->root, STR(""));
    bool has_theme = !folder_is_same(sources->root, theme->folder);
    if (has_theme) add_folder(&load, theme->folder, theme_prefix(theme, &ret->arena));
    ret->templates =
        make_templates(strings, frame_views, frame_view_count, uses, use_count, &ret->arena);
    layout_check_frame(&load.check, LAYOUT_FRAME);
    for (size_t i = 0; i < use_count; i++) {
        if (has_files(&load, &uses[i])) {
            layout_check_use(&load.check, frame_views, frame_view_count, &uses[i]);
        }
    }
    add_states(&load, uses, use_count);
    load.compact = ARENA_NEW(&ret->arena, Compact, load.check.files.count);
    for (size_t i = 0; i < load.check.files.count; i++) {
        LayoutFile *file = (LayoutFile *)load.check.files.items + i;
        if (file->is_used && diags->error_count == errors_before) {
            add_part(&load, (Str){0}, file->name, file->path);
            add_included(&load, file);
            load.compact[i] = compile(&load, file);
        }
        free(file->marks.items);
    }
    for (size_t i = 0; i < use_count && diags->error_count == errors_before; i++) {
        add_whole(&load, &uses[i]);
    }
    templates_freeze(ret->templates);
    free(load.check.files.items);
    table_free(&load.check.by_name);
    return diags->error_count == errors_before;
}

void layouts_begin(Layouts *layouts) {
    for (size_t i = 0; i < layouts->state_count; i++) {
        atomic_store(&layouts->states[i].first, SIZE_MAX);
    }
}

static LayoutState *find_state(const Layouts *layouts, Str file) {
    size_t i = 0;
    while (i < layouts->state_count && !str_equal(layouts->states[i].name, file)) i++;
    return &layouts->states[i];
}

const ViewType *layouts_fields(const Layouts *layouts, Str file) {
    return find_state(layouts, file)->fields;
}

const ViewType *layouts_extra(const Layouts *layouts, Str file) {
    return find_state(layouts, file)->extra;
}

static void visit_parts_of(const Layouts *layouts, Str of, LayoutVisit *visit, void *context) {
    for (size_t i = 0; i < layouts->parts.count; i++) {
        const LayoutPart *part = (const LayoutPart *)layouts->parts.items + i;
        if (!str_equal(part->of, of)) continue;
        bool goes_on = visit(context, part->path, part->name.len > 0);
        if (goes_on && part->name.len) visit_parts_of(layouts, part->name, visit, context);
    }
}

void layouts_visit_parts(const Layouts *layouts, Str file, LayoutVisit *visit, void *context) {
    for (size_t i = 0; i < layouts->parts.count; i++) {
        const LayoutPart *part = (const LayoutPart *)layouts->parts.items + i;
        if (part->of.len || !str_equal(part->name, file)) continue;
        if (visit(context, part->path, true)) visit_parts_of(layouts, file, visit, context);
    }
}

static Failure find_failure(Expanded end) {
    return end == EXPANDED_TOO_LARGE  ? FAILURE_SIZE
           : end == EXPANDED_TOO_LONG ? FAILURE_ROUNDS
                                      : FAILURE_EMPTY;
}

bool layouts_expand(const Layouts *layouts, Str file, size_t index, const Scope *scopes,
                    size_t scope_count, LinkForm links, Arena *scratch, Buf *out) {
    LayoutState *state = find_state(layouts, file);
    size_t first = atomic_load_explicit(&state->first, memory_order_relaxed);
    if (first / FAILURE_COUNT < index) return false;
    Expanded end =
        templates_expand(layouts->templates, file, scopes, scope_count, links, scratch, out);
    if (end == EXPANDED_WHOLE && str_trim(buf_str(out)).len) return true;
    size_t mine = index * FAILURE_COUNT + find_failure(end);
    while (mine < first && !atomic_compare_exchange_weak(&state->first, &first, mine)) continue;
    return false;
}

static void report_failure(const LayoutState *state, Failure failure, Str path, Diags *diags) {
    Place place = {state->path, DIAG_NO_OFFSET};
    int len = (int)path.len;
    switch (failure) {
        case FAILURE_SIZE:
            diag_error(diags, place, "page-limit",
                       "list fewer things in each other, or shorten the page's text",
                       "'%.*s' would be larger than %d MB", len, path.ptr,
                       PAGE_MAX_SIZE / (1024 * 1024));
            break;
        case FAILURE_ROUNDS:
            diag_error(diags, place, "page-limit", "list fewer things in each other",
                       "'%.*s' would write sections and includes more than %d times", len, path.ptr,
                       PAGE_MAX_ROUNDS);
            break;
        default:
            diag_error(diags, place, "empty-page",
                       "show something on each page, or switch its group off in site.yaml",
                       "'%.*s' would be empty", len, path.ptr);
            break;
    }
}

void layouts_report(const Layouts *layouts, LayoutPathOf *path_of, const void *context,
                    Diags *diags) {
    for (size_t i = 0; i < layouts->state_count; i++) {
        const LayoutState *state = &layouts->states[i];
        size_t first = atomic_load(&state->first);
        if (first == SIZE_MAX) continue;
        report_failure(state, (Failure)(first % FAILURE_COUNT),
                       path_of(context, first / FAILURE_COUNT), diags);
    }
}

void layouts_free(Layouts *layouts) {
    templates_free(layouts->templates);
    free(layouts->links.items);
    free(layouts->parts.items);
    arena_free(&layouts->arena);
}
