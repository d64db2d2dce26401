#include "output/plan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/sort.h"
#include "base/wide.h"
#include "format/unicode.h"
#include "output/output.h"
#include "site/address.h"

static void report_full(const Planning *planning) {
    if (planning->plan->is_full) return;
    planning->plan->is_full = true;
    diag_error(planning->diags, config_place(), "outputs-limit",
               "switch groups of outputs off, or split the site",
               "this site would have more than %d files", OUTPUTS_MAX);
}

static bool is_listed(const Output *output) {
    const OutputKind *kind = output_kind(output);
    bool is_page = kind->layout && !kind->is_frameless;
    bool is_whole = !str_ends_with(output_address(output), STR(".html"));
    return is_page && is_whole && !(output->is_entry && output_entry(output)->is_noindex);
}

static bool is_wanted(const Planning *planning, Str address) {
    return !planning->wanted || table_get(planning->wanted, address) != TABLE_NONE;
}

static void add_output(const Planning *planning, Output output) {
    List *outputs = &planning->plan->outputs;
    output.kind = (uint8_t)planning->kind;
    if (!is_wanted(planning, output_address(&output))) return;
    if (outputs->count >= OUTPUTS_MAX) {
        report_full(planning);
        return;
    }
    output.is_listed = is_listed(&output);
    *(Output *)list_add(outputs, sizeof output) = output;
}

static void set_path(Output *output, Str path) {
    output->path = path.ptr;
    output->path_size = (uint32_t)path.len;   // FILE_PATH_MAX is checked
}

static void set_source(Output *output, Place place) {
    assert(place.path.len <= UINT16_MAX);   // it is on a disk
    output->source = place.path.ptr;
    output->source_size = (uint16_t)place.path.len;
    output->source_offset = offset_to_keep(place.offset);
}

static void add_page(const Planning *planning, Str address, Output output, Place source) {
    if (!is_wanted(planning, address)) return;
    output.is_folder = !str_ends_with(address, STR(".html"));
    set_path(&output, output.is_folder ? arena_join(&planning->plan->arena, address,
                                                    OUTPUT_INDEX_FILE)
                                       : address);
    set_source(&output, source);
    add_output(planning, output);
}

void plan_add_page(const Planning *planning, Str address, const void *subject, size_t part,
                   Place source) {
    add_page(planning, address, (Output){.subject = subject, .part = (uint32_t)part}, source);
}

void plan_add_entry(const Planning *planning, const Entry *entry, size_t offset) {
    if (!entry->address.ptr) return;   // it follows from a field that is bad
    add_page(planning, entry->address, (Output){.subject = entry, .is_entry = true},
             entry_place(entry, offset));
}

static void add_file(const Planning *planning, Str path, Output output, Place source) {
    set_path(&output, path);
    set_source(&output, source);
    add_output(planning, output);
}

void plan_add_file(const Planning *planning, Str path, const void *subject, Place source) {
    add_file(planning, path, (Output){.subject = subject}, source);
}

void plan_add_part(const Planning *planning, Str path, const void *subject, size_t part) {
    add_file(planning, path, (Output){.subject = subject, .part = (uint32_t)part},
             config_place());
}

static int compare_paths(const void *left, const void *right) {
    return str_compare(output_path(left), output_path(right));
}

static int compare_outputs(const void *left, const void *right) {
    const Output *a = left;
    const Output *b = right;
    int order = str_compare(output_path(a), output_path(b));
    return order ? order : str_compare(output_place(a).path, output_place(b).path);
}

// What follows from the site as a whole has no file that somebody could mend.
static bool is_own(const Output *output) {
    return str_equal(output_place(output).path, CONFIG_PATH) &&
           output->source_offset == FILE_NO_OFFSET;
}

static void report_collision(const Output *first, const Output *second, Diags *diags) {
    if (is_own(second)) {
        const Output *swapped = first;
        first = second;
        second = swapped;
    }
    Str path = output_path(second);
    const char *hint =
        "give one of them another slug, permalink or file name; 'outputs' in site.yaml "
        "switches groups off";
    if (is_own(first)) {
        diag_error(diags, output_place(second), "same-path", hint,
                   "this would be published at '%.*s', where the site's '%s' stands", (int)path.len,
                   path.ptr, output_kind(first)->name);
    } else {
        diags_relate(diags, output_place(first), "this stands there already");
        diag_error(diags, output_place(second), "same-path", hint,
                   "this would be published at '%.*s', where '%.*s' already stands", (int)path.len,
                   path.ptr, (int)first->source_size, first->source);
    }
}

// Whether a file system takes the path, and readers can read it. Reports the first thing wrong:
// what a build could not write, a check must not pass.
static bool check_path(const Output *output, size_t suffix, Diags *diags) {
    Str path = output_path(output);
    if (!unicode_is_simple(path) && !path_is_printable(path)) {
        return path_report_unprintable(output_place(output).path, diags);
    }
    if (path.len + suffix > FILE_PATH_MAX) {
        return diag_error(diags, output_place(output), "path-limit",
                          "shorten the address, or the name that makes it",
                          "this would be published at a path of %zu bytes, and %zu are possible",
                          path.len, FILE_PATH_MAX - suffix);
    }
    if (path.len + suffix <= FILE_NAME_MAX) return true;
    for (size_t from = 0; from < path.len;) {
        size_t len = str_find(str_slice(path, from, path.len), '/');
        bool is_file = from + len == path.len;
        size_t limit = FILE_NAME_MAX - (is_file ? suffix : 0);
        // A folder is that of a page, which reports it; those of static/ stand on a disk already.
        bool is_judged = is_file || output_kind(output)->layout;
        if (is_judged && len > limit) {
            return diag_error(diags, output_place(output), "name-limit",
                              "shorten it, or give it a short 'slug'",
                              "this would be published under a name of %zu bytes, and %zu are "
                              "possible", len, limit);
        }
        from += len + 1;
    }
    return true;
}

// Browsers keep what lies in the folder of hashed assets for a year without asking: nothing that
// may change can stand there.
static void check_folder(const Output *output, Diags *diags) {
    bool is_static = output_kind(output) == &static_kind;
    bool is_hashed = is_static && ((const Asset *)output->subject)->state == ASSET_IS_HASHED;
    if (is_hashed || !str_starts_with(output_path(output), ASSETS_FOLDER)) return;
    diag_error(diags, output_place(output), "assets-folder",
               "choose another folder, or switch 'hashed_assets' off in 'outputs'",
               "assets/ is where hashed files stand, which browsers keep for a year");
}

static void check_paths(const Site *site, const Plan *plan, Diags *diags) {
    const Outputs *wanted = &site->config.outputs;
    size_t suffix = wanted->precompress ? COMPRESSED_SUFFIX_MAX : 0;
    const Output *outputs = plan->outputs.items;
    for (size_t i = 0; i < plan->outputs.count; i++) {
        check_path(&outputs[i], suffix, diags);
        if (wanted->hashed_assets) check_folder(&outputs[i], diags);
    }
}

// An output's path as file systems that know no case see it.
typedef struct Folded {
    Str path;
    size_t output;           // its index
} Folded;

// All of them, in their order. Mostly that is the order of the outputs, whose paths are folded as
// they are.
typedef struct FoldedPaths {
    const Output *outputs;
    size_t count;
    Folded *items;           // NULL: they are as the outputs' are
    Table pairs;             // sources of outputs that share a path
    Arena arena;
} FoldedPaths;

static Folded folded_at(const FoldedPaths *folded, size_t place) {
    if (folded->items) return folded->items[place];
    return (Folded){output_path(&folded->outputs[place]), place};
}

// The first of the places up to `end` that none before a path has.
static size_t find_place(const FoldedPaths *folded, size_t end, Str path) {
    size_t from = 0;
    while (from < end) {
        size_t middle = from + (end - from) / 2;
        if (str_compare(folded_at(folded, middle).path, path) < 0) from = middle + 1;
        else end = middle;
    }
    return from;
}

// Of two sources that share an address, all outputs collide: the first one is enough to say so,
// where the others have no place of their own.
static bool is_repeated(FoldedPaths *folded, const Output *first, const Output *second) {
    Str key = arena_join_three(&folded->arena, output_place(first).path, STR("\n"),
                               output_place(second).path);
    return table_add(&folded->pairs, key, 0) != TABLE_NONE &&
           second->source_offset == FILE_NO_OFFSET && first->source_offset == FILE_NO_OFFSET;
}

// The path itself where it is folded. `scratch` is for the time of the call.
static Str fold_path(Str path, Arena *arena, Buf *scratch) {
    if (unicode_is_simple(path)) return path;
    buf_clear(scratch);
    unicode_fold(path, scratch);
    return str_equal(path, buf_str(scratch)) ? path : arena_copy(arena, buf_str(scratch));
}

static int compare_folded(const void *left, const void *right) {
    return str_compare(((const Folded *)left)->path, ((const Folded *)right)->path);
}

static void fold_paths(FoldedPaths *folded) {
    size_t simple_count = 0;
    Buf buf = {0};
    while (simple_count < folded->count &&
           unicode_is_simple(output_path(&folded->outputs[simple_count]))) {
        simple_count++;
    }
    if (simple_count == folded->count) return;
    folded->items = ARENA_NEW(&folded->arena, Folded, folded->count);
    for (size_t i = 0; i < folded->count; i++) {
        Str path = output_path(&folded->outputs[i]);
        folded->items[i] = (Folded){fold_path(path, &folded->arena, &buf), i};
    }
    sort_pieces(folded->items, folded->count, sizeof *folded->items, compare_folded);
    buf_free(&buf);
}

static void find_collisions(FoldedPaths *folded, Diags *diags) {
    Folded first = {0};
    for (size_t i = 0; i < folded->count; i++) {
        Folded here = folded_at(folded, i);
        if (!i || !str_equal(first.path, here.path)) {
            first = here;
            continue;
        }
        const Output *outputs = folded->outputs;
        if (is_repeated(folded, &outputs[first.output], &outputs[here.output])) continue;
        report_collision(&outputs[first.output], &outputs[here.output], diags);
    }
}

static size_t common_len(Str a, Str b) {
    size_t ret = 0;
    size_t len = a.len < b.len ? a.len : b.len;
    while (len - ret >= 8 && wide_load_8(a.ptr + ret) == wide_load_8(b.ptr + ret)) ret += 8;
    while (ret < len && a.ptr[ret] == b.ptr[ret]) ret++;
    return ret;
}

// A file where another output needs a folder: "roles" beside "roles/index.html". Most have their
// folders from the output before, for which they were looked up; and what stands between a file and
// a folder of its name begins with that name.
static void find_blocked(const FoldedPaths *folded, Diags *diags) {
    Str before = {0};
    for (size_t i = 1; i < folded->count; i++) {
        Folded here = folded_at(folded, i);
        Str last = folded_at(folded, i - 1).path;
        bool is_blocked = false;
        for (size_t at = common_len(before, here.path); at < here.path.len; at++) {
            Str folder = str_slice(here.path, 0, at);
            if (here.path.ptr[at] != '/' || !str_starts_with(last, folder)) continue;
            Folded file = folded_at(folded, find_place(folded, i, folder));
            if (!str_equal(file.path, folder)) continue;
            report_collision(&folded->outputs[file.output], &folded->outputs[here.output], diags);
            is_blocked = true;
        }
        before = here.path;
        if (is_blocked) before = (Str){0};
    }
}

static void add_compressed(Output *output, int kind) {
    const unsigned all = (1U << COMPRESSED_KIND_COUNT) - 1;
    output->compressed = (output->compressed | 1U << kind) & all;
}

// Whether a file stands at a path, or below it.
static bool is_taken(const FoldedPaths *folded, Str path, Arena *scratch) {
    size_t file = find_place(folded, folded->count, path);
    if (file < folded->count && str_equal(folded_at(folded, file).path, path)) return true;
    Str folder = arena_join(scratch, path, STR("/"));
    size_t below = find_place(folded, folded->count, folder);
    return below < folded->count && str_starts_with(folded_at(folded, below).path, folder);
}

// A compressed copy gives way to a file or folder that the site has for its place.
static void choose_compressed(Plan *plan, FoldedPaths *folded) {
    Output *outputs = plan->outputs.items;
    Arena scratch = {0};
    for (size_t i = 0; i < folded->count; i++) {
        Folded here = folded_at(folded, i);
        if (!compressed_suits(output_path(&outputs[here.output]))) continue;
        for (int kind = 0; kind < COMPRESSED_KIND_COUNT; kind++) {
            Str path = arena_join(&scratch, here.path, compressed_suffix(kind));
            if (!is_taken(folded, path, &scratch)) add_compressed(&outputs[here.output], kind);
            arena_reset(&scratch);
        }
    }
    arena_free(&scratch);
}

static void settle_paths(Plan *plan, bool wants_compressed, Diags *diags) {
    FoldedPaths folded = {.outputs = plan->outputs.items, .count = plan->outputs.count};
    fold_paths(&folded);
    find_collisions(&folded, diags);
    find_blocked(&folded, diags);
    if (wants_compressed) choose_compressed(plan, &folded);
    table_free(&folded.pairs);
    arena_free(&folded.arena);
}

static void list_pages(Plan *plan) {
    const Output *outputs = plan->outputs.items;
    plan->listed.count = 0;
    for (size_t i = 0; i < plan->outputs.count; i++) {
        if (outputs[i].is_listed) *(size_t *)list_add(&plan->listed, sizeof i) = i;
    }
}

static bool is_on(const Site *site, const OutputKind *kind) {
    const bool *first = (const bool *)&site->config.outputs;
    return !kind->group || first[kind->group - 1];
}

static void plan_kind(Planning planning, size_t kind) {
    planning.kind = kind;
    output_kinds[kind]->plan(&planning);
}

// Lists the outputs of the kinds that are on, or of those that are not, where such facts concern
// them.
static void plan_kinds(const Planning *planning, bool are_on, Facts facts) {
    for (size_t i = 0; i < output_kind_count; i++) {
        const OutputKind *kind = output_kinds[i];
        if (kind->counts_pages || is_on(planning->site, kind) != are_on) continue;
        if (facts_concern(kind->reads, facts)) plan_kind(*planning, i);
    }
}

// Then those of the kinds that follow from all pages.
static void plan_counting(const Planning *planning, bool are_on) {
    for (size_t i = 0; i < output_kind_count; i++) {
        const OutputKind *kind = output_kinds[i];
        bool is_wanted = kind->counts_pages && is_on(planning->site, kind) == are_on;
        if (is_wanted) plan_kind(*planning, i);
    }
}

static void sort_outputs(List *outputs) {
    sort_pieces(outputs->items, outputs->count, sizeof(Output), compare_outputs);
}

bool plan_make(const Site *site, const Assets *assets, Plan *ret, Diags *diags) {
    Planning planning = {.site = site, .assets = assets, .plan = ret, .diags = diags};
    size_t errors_before = diags->error_count;
    plan_kinds(&planning, true, FACTS_ALL);
    plan_counting(&planning, true);
    check_paths(site, ret, diags);
    sort_outputs(&ret->outputs);
    settle_paths(ret, site->config.outputs.precompress, diags);
    list_pages(ret);
    return diags->error_count == errors_before;
}

// Takes over what those outputs that are still wanted show now, and drops those that are not.
// Leaves in `wanted` those that have come.
static void match_outputs(Plan *plan, Facts facts, List *wanted, PlanChange *ret) {
    Output *outputs = plan->outputs.items;
    Output *all = wanted->items;
    size_t count = 0;
    size_t come = 0;
    size_t at = 0;
    for (size_t i = 0; i < plan->outputs.count; i++) {
        Output *output = &outputs[i];
        const OutputKind *kind = output_kind(output);
        if (!kind->counts_pages && facts_concern(kind->reads, facts)) {
            while (at < wanted->count && compare_paths(&all[at], output) < 0) {
                all[come++] = all[at++];
            }
            bool is_wanted = at < wanted->count &&
                             str_equal(output_path(&all[at]), output_path(output));
            if (!is_wanted) table_add(&ret->gone, output_address(output), 0);
            if (!is_wanted) continue;
            output->subject = all[at].subject;
            set_source(output, output_place(&all[at]));
            output->part = all[at++].part;
        }
        outputs[count++] = *output;
    }
    while (at < wanted->count) all[come++] = all[at++];
    ret->has_come = come > 0;
    wanted->count = come;
    plan->outputs.count = count;
}

// Returns how many they were.
static size_t drop_counting(Plan *plan) {
    Output *outputs = plan->outputs.items;
    size_t before = plan->outputs.count;
    size_t count = 0;
    for (size_t i = 0; i < before; i++) {
        if (!output_kind(&outputs[i])->counts_pages) outputs[count++] = outputs[i];
    }
    plan->outputs.count = count;
    return before - count;
}

// Brings the outputs from a place on, which are few, in order among all.
static void insert_outputs(Plan *plan, size_t from) {
    Output *outputs = plan->outputs.items;
    for (size_t i = from; i < plan->outputs.count; i++) {
        Output output = outputs[i];
        size_t low = 0;
        for (size_t high = i; low < high;) {
            size_t middle = low + (high - low) / 2;
            if (compare_outputs(&outputs[middle], &output) < 0) low = middle + 1;
            else high = middle;
        }
        memmove(&outputs[low + 1], &outputs[low], (i - low) * sizeof output);
        outputs[low] = output;
    }
}

// Whether two paths are surely not one to any file system, nor one a folder of the other: nothing
// is folded where they differ.
static bool are_apart(Str folded, Str path) {
    size_t size = folded.len < path.len ? folded.len : path.len;
    size_t i = 0;
    while (i < size && folded.ptr[i] == ascii_lower(path.ptr[i])) i++;
    bool is_ascii = i < size && !(path.ptr[i] & 0x80);
    return is_ascii && (i + 1 == path.len || !(path.ptr[i + 1] & 0x80));
}

// Whether one of two paths is the other, or a folder of it.
static bool collide(Str folded, Str path) {
    if (are_apart(folded, path)) return false;
    Buf buf = {0};
    unicode_fold(path, &buf);
    Str other = buf_str(&buf);
    bool is_shorter = folded.len < other.len;
    Str shorter = is_shorter ? folded : other;
    Str longer = is_shorter ? other : folded;
    bool is_end = longer.len == shorter.len || longer.ptr[shorter.len] == '/';
    bool ret = is_end && str_starts_with(longer, shorter);
    buf_free(&buf);
    return ret;
}

// Whether a path can stand beside all that the plan has.
static bool is_free(const Plan *plan, Str path) {
    const Output *outputs = plan->outputs.items;
    Buf folded = {0};
    unicode_fold(path, &folded);
    size_t i = 0;
    while (i < plan->outputs.count && !collide(buf_str(&folded), output_path(&outputs[i]))) i++;
    buf_free(&folded);
    return i == plan->outputs.count;
}

static bool fits(const Site *site, const Plan *plan, const Output *output) {
    const Outputs *wanted = &site->config.outputs;
    Diags found = {0};
    check_path(output, wanted->precompress ? COMPRESSED_SUFFIX_MAX : 0, &found);
    if (wanted->hashed_assets) check_folder(output, &found);
    bool ret = !found.error_count && plan->outputs.count < OUTPUTS_MAX &&
               is_free(plan, output_path(output));
    diags_free(&found);
    return ret;
}

// Adds outputs that have come, where they fit.
static bool add_outputs(const Site *site, Plan *plan, const List *come) {
    const Output *all = come->items;
    bool wants_compressed = site->config.outputs.precompress;
    for (size_t i = 0; i < come->count; i++) {
        if (!fits(site, plan, &all[i])) return false;
        Output output = all[i];
        Str path = arena_copy(&plan->arena, output_path(&output));
        set_path(&output, path);
        bool suits = wants_compressed && compressed_suits(path);
        for (int kind = 0; suits && kind < COMPRESSED_KIND_COUNT; kind++) {
            Str copy = arena_join(&plan->arena, path, compressed_suffix(kind));
            if (is_free(plan, copy)) add_compressed(&output, kind);
        }
        *(Output *)list_add(&plan->outputs, sizeof output) = output;
    }
    return true;
}

// After outputs have gone: adds those that have come, and has all pages counted again.
static bool settle(const Planning *planning, const List *come) {
    Plan *plan = planning->plan;
    size_t counting_count = drop_counting(plan);
    size_t kept_count = plan->outputs.count;
    if (!add_outputs(planning->site, plan, come)) return false;
    size_t count = plan->outputs.count;
    plan_counting(planning, true);
    if (plan->outputs.count != count + counting_count) return false;
    insert_outputs(plan, kept_count);
    list_pages(plan);
    return true;
}

bool plan_renew(const Site *site, const Assets *assets, Facts facts, Plan *plan, PlanChange *ret) {
    Plan newer = {0};
    Diags ignored = {0};         // nothing is wrong with what is there already
    Planning planning = {.site = site, .assets = assets, .plan = &newer, .diags = &ignored};
    *ret = (PlanChange){0};
    plan_kinds(&planning, true, facts);
    sort_outputs(&newer.outputs);
    match_outputs(plan, facts, &newer.outputs, ret);
    planning.plan = plan;
    bool is_done = (!ret->has_come && !ret->gone.count) || settle(&planning, &newer.outputs);
    diags_free(&ignored);
    plan_free(&newer);
    return is_done;
}

void plan_list_switched_off(const Site *site, const Assets *assets, const Table *wanted,
                            Plan *ret) {
    Diags ignored = {0};
    Planning planning = {.site = site, .assets = assets, .plan = ret, .wanted = wanted,
                         .diags = &ignored};
    plan_kinds(&planning, false, FACTS_ALL);
    plan_counting(&planning, false);
    sort_outputs(&ret->outputs);
    diags_free(&ignored);
}

const Output *plan_find(const Plan *plan, Str path) {
    Output wanted = {0};
    set_path(&wanted, path);
    size_t count = plan->outputs.count;
    return count ? bsearch(&wanted, plan->outputs.items, count, sizeof wanted, compare_paths)
                 : NULL;
}

const Output *plan_find_address(const Plan *plan, Str address) {
    Buf path = {0};
    buf_add(&path, address);
    if (!address.len || str_ends_with(address, STR("/"))) buf_add(&path, OUTPUT_INDEX_FILE);
    const Output *ret = plan_find(plan, buf_str(&path));
    buf_free(&path);
    return ret && str_equal(output_address(ret), address) ? ret : NULL;
}

void plan_free(Plan *plan) {
    free(plan->outputs.items);
    free(plan->listed.items);
    arena_free(&plan->arena);
}
