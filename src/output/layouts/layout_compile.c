#include "output/layouts/layout_compile.h"

#include <stdlib.h>
#include <string.h>

#include "base/workers.h"

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

typedef struct Compile {
    LayoutCheck *check;
    const Config *config;
    Assets *assets;
    Layouts *layouts;
    Compact *compact;        // one per file of the check; of those in use
    const LayoutUse *uses;
    bool *are_refused;       // one per use
} Compile;

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
static void add_string(Compile *compile, Buf *out, Str mark_name) {
    size_t index = layout_string(compile->check, mark_name);
    Str text = ((Str *)compile->check->strings->values.items)[index];
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

static void add_part(Compile *compile, Str of, Str name, Str path) {
    *(LayoutPart *)list_add(&compile->layouts->parts, sizeof(LayoutPart)) =
        (LayoutPart){of, name, path};
}

// Writes the address that follows {{ROOT}} as it is published, with its digest. Returns where the
// layout's text goes on.
static size_t add_address(Compile *compile, Compiled *out, const LayoutFile *file, const Mark *root,
                          size_t end) {
    Str rest = str_slice(file->text, root->to, end);
    char quote = root->from ? file->text.ptr[root->from - 1] : '\0';
    size_t size = quote == '"' || quote == '\'' ? str_find(rest, quote) : rest.len;
    if (size == rest.len) return root->to;
    Str address = str_slice(rest, 0, size);
    const Asset *asset = assets_hash(compile->assets, address, compile->check->diags);
    Spot spot = file->spots[root - (const Mark *)file->marks.items];
    if (spot == SPOT_ADDRESS_START || spot == SPOT_CODE_START) {
        *(LayoutLink *)list_add(&compile->layouts->links, sizeof(LayoutLink)) =
            (LayoutLink){address, {file->path, root->to}};
    }
    bool is_relative = compile->config->relative_urls;
    if (asset) add_part(compile, file->name, (Str){0}, asset->path);
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

static void add_include(Compile *compile, Compiled *out, const Mark *mark) {
    bool is_main = str_equal(mark->name, MAIN);
    *(Include *)list_add(&out->includes, sizeof(Include)) = (Include){
        out->text.len,
        is_main ? MAIN : template_include_file(mark->name, &compile->layouts->arena)};
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
static Compact compact_file(Compile *compile, const LayoutFile *file) {
    Compiled out = {0};
    size_t from = str_starts_with(file->text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    for (size_t i = 0; i < file->marks.count; i++) {
        const Mark *mark = (const Mark *)file->marks.items + i;
        add_compact(&out, str_slice(file->text, from, mark->from));
        if (mark->kind != MARK_COMMENT) note_mark(&out, mark->kind);
        if (mark->kind == MARK_INCLUDE) {
            add_include(compile, &out, mark);
        } else if (mark->kind == MARK_VARIABLE && str_starts_with(mark->name, STR("T_"))) {
            add_string(compile, &out.text, mark->name);
        } else if (mark->kind != MARK_COMMENT) {
            add_mark(&out, file, mark);
        }
        from = mark->to;
        if (mark->kind != MARK_VARIABLE || !str_equal(mark->name, STR("ROOT"))) continue;
        size_t next = i + 1 < file->marks.count ? mark[1].from : file->text.len;
        from = add_address(compile, &out, file, mark, next);
    }
    add_compact(&out, str_slice(file->text, from, file->text.len));
    Arena *arena = &compile->layouts->arena;
    size_t count = out.includes.count;
    Include *includes = ARENA_NEW(arena, Include, count);
    for (size_t i = 0; i < count; i++) includes[i] = ((const Include *)out.includes.items)[i];
    free(out.includes.items);
    return (Compact){arena_take(arena, &out.text), includes, count};
}

// Adds a layout with all that it includes written out: so that each page is one text.
static void splice(const Compile *compile, Str name, Str main_layout, Buf *out) {
    const Compact *compact = &compile->compact[table_get(&compile->check->by_name, name)];
    size_t from = 0;
    for (size_t i = 0; i < compact->include_count; i++) {
        const Include *include = &compact->includes[i];
        buf_add(out, str_slice(compact->text, from, include->at));
        from = include->at;
        splice(compile, str_equal(include->name, MAIN) ? main_layout : include->name, main_layout,
               out);
    }
    buf_add(out, str_slice(compact->text, from, compact->text.len));
}

// A page's layouts as one: its frame, its own, and what these include.
static void add_whole(Worker *worker, size_t index, void *context) {
    const Compile *compile = context;
    const LayoutUse *use = &compile->uses[index];
    splice(compile, use->frame, use->file, &worker->buf);
    compile->are_refused[index] =
        !templates_add(compile->layouts->templates, use->file, use->scopes, use->scope_count,
                       buf_str(&worker->buf));
}

// What is wrong with a frame is wrong with all pages, and told once.
static void report_refused(const Compile *compile, size_t use_count) {
    size_t i = 0;
    while (i < use_count && !compile->are_refused[i]) i++;
    if (i == use_count) return;
    size_t index = table_get(&compile->check->by_name, compile->uses[i].file);
    const LayoutFile *file = (const LayoutFile *)compile->check->files.items + index;
    diag_error(compile->check->diags, (Place){file->path, 0}, "layout-syntax",
               "look for an unclosed attribute or tag: values are escaped by where they stand",
               "the template library refuses this layout");
}

static void add_included(Compile *compile, const LayoutFile *file) {
    for (size_t i = 0; i < file->marks.count; i++) {
        const Mark *mark = (const Mark *)file->marks.items + i;
        if (mark->kind != MARK_INCLUDE) continue;
        Str name = template_include_file(mark->name, &compile->layouts->arena);
        size_t index = table_get(&compile->check->by_name, name);
        if (index == TABLE_NONE) continue;   // {{>MAIN}}: which layout that is, each page knows
        const LayoutFile *included = (const LayoutFile *)compile->check->files.items + index;
        add_part(compile, file->name, name, included->path);
    }
}

void layout_compile(LayoutCheck *check, const Config *config, Assets *assets,
                    const LayoutUse *uses, size_t use_count, size_t thread_count,
                    Layouts *layouts) {
    size_t errors_before = check->diags->error_count;
    Compile compile = {check, config, assets, layouts,
                       ARENA_NEW(&layouts->arena, Compact, check->files.count), uses,
                       ARENA_NEW(&layouts->arena, bool, use_count + 1)};
    for (size_t i = 0; i < check->files.count; i++) {
        const LayoutFile *file = (const LayoutFile *)check->files.items + i;
        if (!file->is_used) continue;
        add_part(&compile, (Str){0}, file->name, file->path);
        add_included(&compile, file);
        compile.compact[i] = compact_file(&compile, file);
    }
    if (check->diags->error_count != errors_before) return;
    workers_run_large(thread_count, use_count, add_whole, &compile, &layouts->arena, check->diags);
    report_refused(&compile, use_count);
}
