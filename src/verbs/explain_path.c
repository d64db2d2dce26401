#include "verbs/explain_path.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "report/report.h"
#include "output/explain.h"
#include "verbs/verbs.h"

enum {
    NAME_COLUMNS_MIN = 16,
    NAME_COLUMNS_MAX = 56,
    SHOWN_MAX = 20,          // of things that have one reason
    USES_SHOWN_MAX = 8,      // of outputs of one kind that have one reason
    NEAREST_MAX = 3,
    DISTANCE_MAX = 3,        // letters
    DISTANCE_OF_PART = 2,
    PART_SIZE_MIN = 4,
};

static void write_row(Str name, size_t columns, const char *why, FILE *out) {
    Buf text = {0};
    buf_printf(&text, "  %.*s", (int)name.len, name.ptr);
    if (*why) buf_add(&text, STR("  "));
    while (*why && text.len < columns + 4) buf_add_char(&text, ' ');
    report_line(out, "%s%s", text.ptr, why);
    buf_free(&text);
}

// How wide a column of names has to be.
static size_t wider(size_t columns, Str name) {
    return name.len > columns && name.len <= NAME_COLUMNS_MAX ? name.len : columns;
}

static Str shown_name(const Origin *origin, Arena *arena) {
    if (!origin->count) return origin->name;
    Buf text = {0};
    buf_printf(&text, "%.*s (%zu)", (int)origin->name.len, origin->name.ptr, origin->count);
    return arena_take(arena, &text);
}

static void write_origins(const Explanation *explanation, OriginKind kind, const char *heading,
                          FILE *out) {
    const Origin *origins = explanation->origins.items;
    Arena arena = {0};
    size_t columns = NAME_COLUMNS_MIN;
    size_t count = 0;
    for (size_t i = 0; i < explanation->origins.count; i++) {
        if (origins[i].kind != kind) continue;
        columns = wider(columns, shown_name(&origins[i], &arena));
        if (!count++) fprintf(out, "\n%s\n", heading);
    }
    size_t repeated_count = 0;
    for (size_t i = 0; i < explanation->origins.count; i++) {
        if (origins[i].kind != kind) continue;
        bool is_last = i + 1 == explanation->origins.count || origins[i + 1].kind != kind ||
                       origins[i + 1].why != origins[i].why;
        if (repeated_count < SHOWN_MAX) {
            write_row(shown_name(&origins[i], &arena), columns, origins[i].why, out);
        }
        repeated_count++;
        if (is_last && repeated_count > SHOWN_MAX) {
            fprintf(out, "  and %zu more\n", repeated_count - SHOWN_MAX);
        }
        if (is_last) repeated_count = 0;
    }
    arena_free(&arena);
}

// A page by its address, other files by their path.
static Str shown_address(const Output *output, Arena *arena) {
    return arena_join(arena, STR("/"), output_address(output));
}

// Something that stands beside a page, or leads to it.
typedef struct Neighbour {
    Str address;
    const char *what;
} Neighbour;

static void add_neighbour(List *ret, Str address, const char *what, Arena *arena) {
    *(Neighbour *)list_add(ret, sizeof(Neighbour)) =
        (Neighbour){arena_join(arena, STR("/"), address), what};
}

// What else came of a page's entry into its folder, and which addresses lead to it.
static void find_neighbours(const Rendering *all, const Output *output, List *ret, Arena *arena) {
    const Output *outputs = all->plan->outputs.items;
    Str folder = path_parent(output_path(output));
    for (size_t i = 0; i < all->plan->outputs.count; i++) {
        Str beside = path_parent(output_path(&outputs[i]));
        bool is_beside = &outputs[i] != output && str_equal(beside, folder);
        if (is_beside) {
            add_neighbour(ret, output_address(&outputs[i]), output_kind(&outputs[i])->name, arena);
        }
    }
    for (size_t i = 0; i < all->site->redirect_count; i++) {
        const Redirect *redirect = &all->site->redirects[i];
        bool is_here = !redirect_is_elsewhere(redirect) && redirect->roles.count < 2 &&
                       str_equal(redirect_address(redirect), output_address(output));
        if (is_here) add_neighbour(ret, redirect_from(redirect), "leads here", arena);
    }
}

static void write_neighbours(const Rendering *all, const Output *output, FILE *out) {
    Arena arena = {0};
    List list = {0};
    if (output_entry(output)) find_neighbours(all, output, &list, &arena);
    const Neighbour *items = list.items;
    size_t columns = NAME_COLUMNS_MIN;
    for (size_t i = 0; i < list.count; i++) columns = wider(columns, items[i].address);
    if (list.count) fputs("\nbeside it\n", out);
    for (size_t i = 0; i < list.count; i++) {
        write_row(items[i].address, columns, items[i].what, out);
    }
    free(list.items);
    arena_free(&arena);
}

static void write_output(const Rendering *all, const Output *output, FILE *out) {
    static const char *const headings[ORIGIN_KIND_COUNT] = {
        [ORIGIN_CONTENT] = "content", [ORIGIN_LAYOUT] = "layouts", [ORIGIN_STATIC] = "static files",
        [ORIGIN_SETTING] = "settings of site.yaml",
    };
    Arena arena = {0};
    Explanation explanation = {0};
    explain_output(all, output, &explanation);
    Str address = shown_address(output, &arena);
    report_line(out, "%.*s", (int)address.len, address.ptr);
    report_line(out, "  kind: %s, file: %.*s", output_kind(output)->name,
                (int)output_path(output).len, output_path(output).ptr);
    for (int kind = 0; kind < ORIGIN_KIND_COUNT; kind++) {
        write_origins(&explanation, (OriginKind)kind, headings[kind], out);
    }
    if (!explanation.origins.count) fputs("\nIt is the same in every site.\n", out);
    write_neighbours(all, output, out);
    explanation_free(&explanation);
    arena_free(&arena);
}

// Whether an output is the page of the file itself.
static bool is_own(const Output *output, Str path) {
    return output_entry(output) && str_equal(output_entry(output)->path, path);
}

static bool is_same_use(const Use *a, const Use *b) {
    return output_kind(a->output) == output_kind(b->output) && a->why == b->why;
}

// The uses of one kind for one reason, from `from` on, which no earlier one is like.
static void write_use_group(const List *uses, size_t from, FILE *out) {
    const Use *all = uses->items;
    Arena arena = {0};
    size_t count = 0;
    report_line(out, "%s%s%s", output_kind(all[from].output)->name, *all[from].why ? ": " : "",
                all[from].why);
    for (size_t i = from; i < uses->count; i++) {
        if (!is_same_use(&all[from], &all[i]) || count++ >= USES_SHOWN_MAX) continue;
        write_row(shown_address(all[i].output, &arena), 0, "", out);
    }
    if (count > USES_SHOWN_MAX) fprintf(out, "  and %zu more\n", count - USES_SHOWN_MAX);
    arena_free(&arena);
}

static void write_uses(const List *uses, Str path, FILE *out) {
    const Use *all = uses->items;
    report_line(out, "%.*s", (int)path.len, path.ptr);
    for (size_t i = 0; i < uses->count; i++) {
        if (!is_own(all[i].output, path)) continue;
        Str address = output_address(all[i].output);
        report_line(out, "  published at /%.*s", (int)address.len, address.ptr);
    }
    report_line(out, "  %zu output%s %s made from it", uses->count, uses->count == 1 ? "" : "s",
                uses->count == 1 ? "is" : "are");
    for (size_t i = 0; i < uses->count; i++) {
        size_t first = 0;
        while (!is_same_use(&all[first], &all[i])) first++;
        if (first < i) continue;
        fputc('\n', out);
        write_use_group(uses, i, out);
    }
}

// A site that was read.
static Build *read_site(const BuildOptions *options, Diags *diags) {
    Build *build = build_open(options, diags);
    if (build && build_refresh(build, NULL, diags)) return build;
    build_close(build);
    return NULL;
}

static bool has_output(const Rendering *all, Str name) {
    const SourceFile *file = sources_find(all->site->sources, name);
    return file ? file->entry != NULL : explain_find(all, name) != NULL;
}

static bool is_switched_off(const Rendering *all, Str name) {
    Plan others = {0};
    plan_list_switched_off(all->site, all->assets, NULL, &others);
    Rendering switched = *all;
    switched.plan = &others;
    bool ret = explain_find(&switched, name) != NULL;
    plan_free(&others);
    return ret;
}

// What would have to be otherwise for an output to be there.
static const char *find_lack(const BuildOptions *options, const Rendering *all, Str name) {
    const struct { BuildOptions set; const char *why; } lacks[] = {
        {{.with_drafts = true}, "it is a draft: --drafts has it"},
        {{.with_future = true}, "its date is still to come: --future has it"},
        {{.with_expired = true}, "it has expired: --expired has it"},
        {{.with_drafts = true, .with_future = true, .with_expired = true},
         "it is a draft, has a later date, or has expired: --drafts, --future and --expired have "
         "it"},
        {{.base_url = STR("https://example.org/")},
         "it needs a 'base_url' with a host, in site.yaml or as --base-url"},
    };
    const char *ret = NULL;
    for (size_t i = 0; i < sizeof lacks / sizeof lacks[0] && !ret; i++) {
        BuildOptions changed = *options;
        Diags ignored = {0};
        if (lacks[i].set.base_url.len && all->site->config.origin.len) continue;
        if (lacks[i].set.base_url.len) changed.base_url = lacks[i].set.base_url;
        changed.with_drafts |= lacks[i].set.with_drafts;
        changed.with_future |= lacks[i].set.with_future;
        changed.with_expired |= lacks[i].set.with_expired;
        Build *build = read_site(&changed, &ignored);
        if (build && has_output(build_rendering(build), name)) ret = lacks[i].why;
        build_close(build);
        diags_free(&ignored);
    }
    return ret;
}

// What a name may have been meant for.
typedef struct Near {
    const char *before;      // "/" of an output
    Str name;
    size_t distance;
} Near;

// The last part of an address, without what follows a point: "nurse" of "roles/nurse/", "style" of
// "assets/style.0123456789abcdef.css". Empty where that says little.
static Str last_part(Str address) {
    if (str_ends_with(address, STR("/"))) address = str_slice(address, 0, address.len - 1);
    Str name = path_name(address);
    name.len = str_find(name, '.');
    bool is_telling = name.len >= PART_SIZE_MIN && !str_equal(name, STR("index"));
    return is_telling ? name : (Str){0};
}

// Little where the one holds the other's last part, as that of a registered nurse holds "nurse".
static size_t distance_from(Str name, Str wanted) {
    Str part = last_part(wanted);
    size_t distance = text_distance(wanted, name, DISTANCE_MAX);
    bool is_in = part.len && memmem(name.ptr, name.len, part.ptr, part.len);
    return is_in && distance > DISTANCE_OF_PART ? DISTANCE_OF_PART : distance;
}

// Keeps the nearest, in their order.
static void consider(Near *nearest, size_t *count, const char *before, Str name, Str wanted) {
    Near near = {before, name, distance_from(name, wanted)};
    if (near.distance > DISTANCE_MAX) return;
    size_t at = *count < NEAREST_MAX ? (*count)++ : NEAREST_MAX;
    for (; at > 0 && nearest[at - 1].distance > near.distance; at--) {
        if (at < NEAREST_MAX) nearest[at] = nearest[at - 1];
    }
    if (at < NEAREST_MAX) nearest[at] = near;
}

static void report_unknown(const Rendering *all, Str name) {
    Near nearest[NEAREST_MAX];
    size_t count = 0;
    const Output *outputs = all->plan->outputs.items;
    const Sources *sources = all->site->sources;
    Str address = str_slice(name, str_starts_with(name, STR("/")), name.len);
    for (size_t i = 0; i < all->plan->outputs.count; i++) {
        consider(nearest, &count, "/", output_address(&outputs[i]), address);
    }
    for (size_t i = 0; i < sources->file_count; i++) {
        consider(nearest, &count, "", sources->files[i]->path, name);
    }
    Buf hint = {0};
    for (size_t i = 0; i < count; i++) {
        buf_printf(&hint, "%s'%s%.*s'", !i ? "; did you mean " : i + 1 < count ? ", " : " or ",
                   nearest[i].before, (int)nearest[i].name.len, nearest[i].name.ptr);
    }
    report_line(stderr, "metier: the site has no output and no file '%.*s'%s%s", (int)name.len,
                name.ptr, count ? hint.ptr : "", count ? "?" : "");
    buf_free(&hint);
}

// Nothing is published there. Of a file that the site has, nothing is made; else it is a mistake.
static int explain_nothing(const BuildOptions *options, const Rendering *all, Str name) {
    const char *lack = is_switched_off(all, name) ? "'outputs' of site.yaml switches it off"
                                                  : find_lack(options, all, name);
    bool is_file = path_is_clean(name) && file_exists(all->site->sources->root, name);
    if (is_file) {
        printf("Nothing is made from it%s%s.\n", lack ? ": " : "", lack ? lack : "");
        return EXIT_DONE;
    }
    if (lack) report_line(stderr, "metier: '%.*s' is not published: %s", (int)name.len, name.ptr,
                          lack);
    else report_unknown(all, name);
    return EXIT_USAGE;
}

static int explain(const BuildOptions *options, const Rendering *all, Str name) {
    const Output *output = explain_find(all, name);
    if (output) {
        write_output(all, output, stdout);
        return EXIT_DONE;
    }
    List uses = {0};
    explain_file(all, name, &uses);
    bool is_used = uses.count > 0;
    if (is_used) write_uses(&uses, name, stdout);
    free(uses.items);
    return is_used ? EXIT_DONE : explain_nothing(options, all, name);
}

int explain_path_run(const BuildOptions *options, Str path) {
    Diags diags = {0};
    Build *build = read_site(options, &diags);
    int status = diags.has_environment_failure ? EXIT_ENVIRONMENT : EXIT_CONTENT;
    if (str_starts_with(path, STR("./"))) path = str_slice(path, 2, path.len);
    if (build) status = explain(options, build_rendering(build), path);
    else report_write(&text_form, &(Report){.diags = &diags, .root = options->root}, stderr);
    build_close(build);
    diags_free(&diags);
    return status;
}
