#include "output/output.h"

#include "output/extra_view.h"
#include "output/layouts/field_names.h"
#include "output/page.h"
#include "site/extra.h"

#define KIND_ADDRESS(name) &name##_kind,
const OutputKind *const output_kinds[] = {OUTPUT_KINDS(KIND_ADDRESS)};
#undef KIND_ADDRESS
const size_t output_kind_count = sizeof output_kinds / sizeof output_kinds[0];

// Where links into the site begin: at its base, or in a site for file systems at the page itself.
static LinkBase link_base(const Site *site, const Output *output, Arena *scratch) {
    // Hosts show the page of lost addresses anywhere.
    bool is_anywhere = str_equal(output_path(output), STR("404.html"));
    if (!site->config.relative_urls || is_anywhere) {
        return (LinkBase){site->config.base_path, false};
    }
    Str prefix = {0};
    for (size_t i = 0; i < output_path(output).len; i++) {
        if (output_path(output).ptr[i] == '/') prefix = arena_join(scratch, prefix, STR("../"));
    }
    return (LinkBase){prefix, true};
}

static bool render_page(const Job *job, Buf *out) {
    const Rendering *all = job->all;
    const Output *output = job->output;
    const OutputKind *kind = output_kind(output);
    Arena *scratch = job->scratch;
    PageView page;
    void *view = arena_alloc(scratch, 1, kind->view->size);
    page_begin(job, &page);
    kind->fill(job, &page, view);
    page_end(job, &page);
    // In the order of make_use.
    Scope scopes[LAYOUT_SCOPE_MAX];
    size_t scope_count = 0;
    const LayoutUse *use = layouts_use(all->layouts, str_from(kind->layout));
    if (use->extra) {
        const Schema *schema = extra_schema(&all->site->config, kind->fields);
        const void *values = extra_view_fill(job, schema, output_entry(output)->extra);
        scopes[scope_count++] = (Scope){use->extra, values};
    }
    if (use->pointed.view) {
        const void *inner = field_names_pointed_at(&use->pointed, output->subject);
        scopes[scope_count++] = (Scope){use->pointed.view, inner};
    }
    if (use->fields) scopes[scope_count++] = (Scope){use->fields, output->subject};
    scopes[scope_count++] = (Scope){&page_view, &page};
    scopes[scope_count++] = (Scope){kind->view, view};
    size_t index = (size_t)(output - (const Output *)all->plan->outputs.items);
    return layouts_expand(all->layouts, str_from(kind->layout), index, scopes, scope_count,
                          link_form(&job->links), scratch, out);
}

enum { PIECE_SIZE = 128 * 1024 };
Job job_for_items(const Job *job, Arena *scratch) {
    Job ret = *job;
    ret.scratch = scratch;
    return ret;
}

bool job_end_item(const Job *job, Buf *out) {
    arena_reset(job->scratch);
    if (!job->pieces || out->len < PIECE_SIZE) return true;
    bool is_taken = job->pieces->take(job->pieces->context, buf_str(out));
    buf_clear(out);
    return is_taken;
}

bool output_render(const Rendering *all, const Output *output, const OutputPieces *pieces,
                   Worker *worker) {
    LinkBase links = link_base(all->site, output, &worker->scratch);
    Job job = {all, output, links, &worker->scratch, &worker->diags, worker, pieces,
               &worker->spare};
    const OutputKind *kind = output_kind(output);
    return kind->write ? kind->write(&job, &worker->buf) : render_page(&job, &worker->buf);
}

const Asset *output_copied(const Output *output) {
    return output_kind(output)->copied ? output_kind(output)->copied(output) : NULL;
}

static Str path_of(const void *context, size_t index) {
    const Plan *plan = context;
    return output_path((const Output *)plan->outputs.items + index);
}

void output_report_layouts(const Rendering *all, Diags *diags) {
    layouts_report(all->layouts, path_of, all->plan, diags);
}

static LayoutUse make_use(const OutputKind *kind, const Config *config, Arena *arena) {
    Str file = str_from(kind->layout);
    LayoutUse ret = {
        .frame = kind->is_frameless ? file : LAYOUT_FRAME, .file = file,
        .fields = kind->fields ? field_names_make(kind->fields, arena) : NULL,
        .extra = extra_view_make(extra_schema(config, kind->fields), arena),
    };
    if (kind->fields) ret.pointed = field_names_make_pointed(kind->fields, arena);
    // A name is looked for in the last one first: fields stand behind what is made of them.
    const ViewType *views[LAYOUT_SCOPE_MAX] = {ret.extra, ret.pointed.view, ret.fields, &page_view,
                                               kind->view};
    for (size_t i = 0; i < LAYOUT_SCOPE_MAX; i++) {
        if (views[i]) ret.scopes[ret.scope_count++] = views[i];
    }
    return ret;
}

bool output_load_layouts(Sources *sources, Layouts *ret, Diags *diags) {
    LayoutUse *uses = ARENA_NEW(&ret->arena, LayoutUse, output_kind_count);
    size_t count = 0;
    for (size_t i = 0; i < output_kind_count; i++) {
        if (!output_kinds[i]->layout) continue;
        uses[count++] = make_use(output_kinds[i], &sources->config, &ret->arena);
    }
    return layouts_load(sources, uses, count, ret, diags);
}

static void write_view(const ViewType *type, int depth, FILE *out) {
    static const char *const kinds[] = {
        [NAME_TEXT] = "text", [NAME_HTML] = "HTML", [NAME_LINK] = "link", [NAME_URL] = "URL",
        [NAME_BASE] = "base", [NAME_JSON] = "JSON", [NAME_FLAG] = "flag", [NAME_LIST] = "list",
    };
    for (size_t i = 0; i < type->name_count; i++) {
        const ViewName *name = &type->names[i];
        fprintf(out, "%*s%-*s %-5s %s\n", depth * 2 + 2, "", 26 - depth * 2, name->name,
                kinds[name->kind], name->doc);
        if (name->items && name->items != type) write_view(name->items, depth + 1, out);
    }
}

// Those whose names nothing else has.
static void write_own_names(const OutputKind *kind, const ViewType *fields, FILE *out) {
    for (size_t i = 0; i < fields->name_count; i++) {
        ViewUse use;
        Str name = str_from(fields->names[i].name);
        if (view_find(&page_view, name, &use) || view_find(kind->view, name, &use)) continue;
        write_view(&(ViewType){.names = &fields->names[i], .name_count = 1}, 0, out);
    }
}

static void write_fields(const OutputKind *kind, FILE *out) {
    Arena arena = {0};
    PointedNames pointed = field_names_make_pointed(kind->fields, &arena);
    fputs("  as its front matter gives them\n", out);
    write_own_names(kind, field_names_make(kind->fields, &arena), out);
    if (pointed.view) write_own_names(kind, pointed.view, out);
    arena_free(&arena);
}

void output_write_reference(FILE *out) {
    fputs("Each NAME also gives the sections {{#HAS_NAME}} and {{#NO_NAME}}; a flag IS_X gives\n"
          "{{#IS_X}} and {{#NOT_X}}. HTML is written {{NAME:none}}. {{T_KEY}} is a string of\n"
          "layouts/strings. {{>MAIN}} in base.html is the page's own layout. What site.yaml\n"
          "declares under 'extra' is EXTRA_NAME, of a bool IS_EXTRA_NAME, of a list a section\n"
          "with TEXT, of a date also EXTRA_NAME_ISO, on the pages of its kind of content.\n"
          "A script that neither knows nor changes parts of the page may have the attribute\n"
          "data-in-place: the preview then renews the page without loading it again.\n\n"
          "every page\n", out);
    write_view(&page_view, 0, out);
    for (size_t i = 0; i < output_kind_count; i++) {
        if (!output_kinds[i]->layout) continue;
        fprintf(out, "\n%s\n", output_kinds[i]->layout);
        write_view(output_kinds[i]->view, 0, out);
        if (output_kinds[i]->fields) write_fields(output_kinds[i], out);
    }
}
