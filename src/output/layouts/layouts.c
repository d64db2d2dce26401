#include "output/layouts/layouts.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "output/layouts/layout_check.h"
#include "output/layouts/layout_compile.h"

enum { LAYOUT_MAX_SIZE = 1024 * 1024 };

typedef struct Load {
    const Config *config;
    Assets *assets;
    Layouts *layouts;
    LayoutCheck check;
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

static Hash hash_with(Hash before, const LayoutFile *file) {
    const Hash parts[] = {before, hash_128(file->name), hash_128(file->path),
                          hash_128(file->text)};
    return hash_128((Str){(const char *)parts, sizeof parts});
}

static void add_layout(Load *load, int folder, const FileEntry *entry, Str name) {
    if (table_get(&load->check.by_name, name) != TABLE_NONE) return;
    Buf text = {0};
    bool is_read = read_layout(load, folder, entry, &text);
    // What cannot be read is not valid, and not missing either.
    table_add(&load->check.by_name, name, load->check.files.count);
    LayoutFile *file = list_add(&load->check.files, sizeof *file);
    *file = (LayoutFile){.name = name, .path = entry->shown,
                         .text = arena_copy(&load->layouts->arena, buf_str(&text))};
    load->layouts->hash = hash_with(load->layouts->hash, file);
    if (is_read && check_bytes(load, file)) scan_layout(load, file);
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

// A string's text as pieces with the names of its placeholders between them.
static TemplateText split_string(Str text, Arena *arena) {
    List pieces = {0};
    Str placeholder;
    size_t from = 0;
    for (size_t at = 0; strings_next_placeholder(text, &at, &placeholder); from = at) {
        size_t open = (size_t)(placeholder.ptr - text.ptr) - 1;
        char *name = ARENA_NEW(arena, char, placeholder.len + 1);
        for (size_t i = 0; i < placeholder.len; i++) name[i] = ascii_upper(placeholder.ptr[i]);
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

static Templates *make_templates(const Strings *strings, Arena *arena) {
    size_t text_count = strings->values.count;
    TemplateText *texts = ARENA_NEW(arena, TemplateText, text_count + 1);
    for (size_t i = 0; i < text_count; i++) {
        texts[i] = split_string(((Str *)strings->values.items)[i], arena);
    }
    return templates_new(texts, text_count);
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
    const LayoutUse *use;
    _Atomic size_t first;    // the output's index * FAILURE_COUNT + the failure; SIZE_MAX for none
};

static void add_states(Load *load, const LayoutUse *uses, size_t use_count) {
    Layouts *layouts = load->layouts;
    layouts->states = ARENA_NEW(&layouts->arena, LayoutState, use_count + 1);
    for (size_t i = 0; i < use_count; i++) {
        size_t index = table_get(&load->check.by_name, uses[i].file);
        LayoutState *state = &layouts->states[layouts->state_count++];
        state->name = uses[i].file;
        state->use = &uses[i];
        if (index != TABLE_NONE) state->path = ((LayoutFile *)load->check.files.items)[index].path;
        atomic_init(&state->first, SIZE_MAX);
    }
}

bool layouts_load(Sources *sources, const LayoutUse *uses, size_t use_count, Layouts *ret,
                  Diags *diags) {
    size_t errors_before = diags->error_count;
    const Strings *strings = &sources->strings;
    const Theme *theme = &sources->theme;
    Load load = {.config = &sources->config, .assets = &sources->assets, .layouts = ret,
                 .diags = diags,
                 .check = {.strings = strings, .arena = &ret->arena, .diags = diags}};
    add_folder(&load, sources->root, STR(""));
    bool has_theme = !folder_is_same(sources->root, theme->folder);
    if (has_theme) add_folder(&load, theme->folder, theme_prefix(theme, &ret->arena));
    ret->templates = make_templates(strings, &ret->arena);
    layout_check_frame(&load.check, LAYOUT_FRAME);
    // Where some could not be looked at, none is said to be missing.
    bool is_known = !diags->has_environment_failure;
    for (size_t i = 0; is_known && i < use_count; i++) {
        if (has_files(&load, &uses[i])) layout_check_use(&load.check, &uses[i]);
    }
    add_states(&load, uses, use_count);
    bool is_sound = is_known && diags->error_count == errors_before;
    if (is_sound) {
        layout_compile(&load.check, load.config, load.assets, uses, use_count,
                       sources->options.thread_count, ret);
    }
    for (size_t i = 0; i < load.check.files.count; i++) {
        free(((LayoutFile *)load.check.files.items)[i].marks.items);
    }
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

const LayoutUse *layouts_use(const Layouts *layouts, Str file) {
    return find_state(layouts, file)->use;
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
