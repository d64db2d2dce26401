#include "output/link_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/workers.h"
#include "format/url.h"
#include "site/anchors.h"
#include "site/timed.h"
#include "site/trial.h"

typedef struct LinkCheck {
    const Site *site;
    const Plan *plan;
    const Assets *assets;
    const Table *gone;       // links to no others than these addresses can be wrong; NULL: all can
    Anchors *anchors;
    Suggestions *suggestions;
    Diags *diags;
} LinkCheck;

static bool may_be_wrong(const LinkCheck *check, Str address) {
    return !check->gone || table_get(check->gone, address) != TABLE_NONE;
}

// Whether the path of a link from the site's base leads to a page, or to a file in static/.
static bool has_address(const Plan *plan, const Assets *assets, Str path) {
    Buf name = {0};
    bool is_known = url_add_path_name(&name, path) &&
                    (plan_find_address(plan, buf_str(&name)) ||
                     assets_get(assets, buf_str(&name)));
    buf_free(&name);
    return is_known;
}

// What some sites have for their content, and others not.
typedef struct ContentOutput {
    const char *address;
    const char *hint;        // NULL: nobody writes links to it
} ContentOutput;
static const ContentOutput *find_content_output(Str path) {
    static const ContentOutput some[] = {
        {"_redirects", NULL}, {"compare/", NULL}, {"feed.json", NULL}, {"feed.xml", NULL},
        {"articles/", "it comes with the first article that is published"},
        {"salaries/", "it comes with the first salary that a role has"},
        {"skills/", "it comes with the first skill that a role names"},
    };
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        if (str_equal(path, str_from(some[i].address))) return &some[i];
    }
    return NULL;
}
static bool depends_on_content(Str path) {
    return find_content_output(path) != NULL;
}

// Whether an address follows from what many entries say, of which some could not be read.
static bool is_in_gap(const SiteGaps *gaps, Str path) {
    return (gaps->branches && str_starts_with(path, STR("branches/"))) ||
           (gaps->skills && str_starts_with(path, STR("skills/"))) ||
           (gaps->salaries && str_starts_with(path, STR("salaries/"))) ||
           (gaps->lists && (str_starts_with(path, STR("roles/page/")) ||
                            str_starts_with(path, STR("articles/page/")) ||
                            depends_on_content(path)));
}

// Whether the site may have something at an address once other errors are mended: then that it
// lacks it is not reported.
static bool may_have(const LinkCheck *check, Str address) {
    const Sources *sources = check->site->sources;
    const Config *config = &sources->config;
    bool has_gap = check->plan->is_full || schema_has_bad(&config_schema, config, "redirects");
    if (has_gap) return true;
    bool is_folder = str_ends_with(address, STR("/"));
    Str slug = path_name(str_slice(address, 0, address.len - is_folder));
    slug.len = str_find(slug, '.');
    return is_in_gap(&check->site->gaps, address) || sources_may_have(sources, slug);
}

static Str without_slash(Str address) {
    return str_slice(address, 0, address.len - str_ends_with(address, STR("/")));
}

// The page that an address was meant for, or an empty text: one that has moved keeps the last part
// of its address, another has nearly that part in the same folder.
static Str nearest_address(LinkCheck *check, Str address) {
    Suggestions *suggestions = check->suggestions;
    const Output *outputs = check->plan->outputs.items;
    size_t count = check->plan->outputs.count;
    if (!suggest_is_open(suggestions, count)) return (Str){0};
    suggestions->compared_count += count;
    Str *near = ARENA_NEW(&suggestions->arena, Str, count + 1);
    size_t near_count = 0;
    Str wanted = without_slash(address);
    Str name = path_name(wanted);
    for (size_t i = 0; i < count; i++) {
        Str other = without_slash(output_address(&outputs[i]));
        bool is_page = other.len < output_address(&outputs[i]).len;
        if (is_page && str_equal(path_name(other), name)) return output_address(&outputs[i]);
        bool is_beside = is_page && str_equal(path_parent(other), path_parent(wanted));
        if (is_beside) near[near_count++] = path_name(other);
    }
    Str nearest = diag_nearest(name, near, near_count);
    if (!nearest.len) return nearest;
    Arena *arena = &suggestions->arena;
    Str folder = str_slice(wanted, 0, wanted.len - name.len);
    return arena_join_three(arena, folder, nearest, STR("/"));
}

// How to mend a link to an address that the site does not have.
static const char *address_hint(LinkCheck *check, Str address, const char *otherwise) {
    Arena *arena = &check->suggestions->arena;
    Str slashed = arena_join(arena, address, STR("/"));
    if (plan_find_address(check->plan, slashed)) return "add a '/' at its end";
    const ContentOutput *output = find_content_output(address);
    if (output && output->hint) return output->hint;
    Str meant = {0};
    if (str_ends_with(address, STR("/index.html"))) {
        meant = str_slice(address, 0, address.len - strlen("index.html"));
        if (!plan_find_address(check->plan, meant)) meant.len = 0;
    }
    size_t entry = table_get(&check->site->entries_by_path, address);
    if (entry != TABLE_NONE) meant = check->site->entries[entry]->address;
    if (!meant.len) meant = nearest_address(check, address);
    if (!meant.len) return otherwise;
    meant = arena_join(arena, STR("/"), meant);
    return diag_did_you_mean(arena, meant, &meant, 1, otherwise);
}

// `shown` is the link as it is written, or what it leads to.
static void report_address(LinkCheck *check, Place place, Str address, Str shown,
                           const char *otherwise) {
    if (site_has_unpublished_at(check->site, address)) {
        diag_error(check->diags, place, "unpublished-target", UNPUBLISHED_HINT,
                   "the page '%.*s' is not published", (int)shown.len, shown.ptr);
        return;
    }
    diag_error(check->diags, place, "broken-link", address_hint(check, address, otherwise),
               "the site has no page '%.*s'", (int)shown.len, shown.ptr);
}

static void check_redirects(const LinkCheck *check) {
    const Site *site = check->site;
    for (size_t i = 0; i < site->redirect_count; i++) {
        // An entry's own lead to its page.
        const RedirectTarget *target = site->redirects[i].target;
        if (!target || target->is_elsewhere) continue;
        if (!may_be_wrong(check, target->address)) continue;
        bool has_page = plan_find_address(check->plan, target->address) != NULL;
        if (has_page || may_have(check, target->address)) continue;
        diag_error(check->diags, redirect_place(&site->redirects[i]), "broken-redirect",
                   "write the address of a page, with a '/' at its end",
                   "this leads to '/%.*s', which the site does not have", (int)target->to.len,
                   target->to.ptr);
    }
}

// A url of a field that is an address of the site: of a page, or of a file in static/.
static void check_url(LinkCheck *check, Str file, Text url) {
    if (!url.len || url.ptr[0] != '/') return;
    Str path = url_split(text_str(url)).path;
    Str address = str_slice(path, 1, path.len);
    if (has_address(check->plan, check->assets, address) || may_have(check, address)) return;
    report_address(check, (Place){file, url.offset}, address, text_str(url),
                   "write the address of a page, with a '/' at its end, or of a file in static/");
}

static void check_config_urls(LinkCheck *check) {
    const Config *config = &check->site->config;
    for (size_t i = 0; i < config->menu.count; i++) {
        check_url(check, CONFIG_PATH, config->menu.items[i].url);
    }
    for (size_t i = 0; i < config->calls_to_action.count; i++) {
        check_url(check, CONFIG_PATH, config->calls_to_action.items[i].url);
    }
    check_url(check, CONFIG_PATH, config->organization.url);
    check_url(check, CONFIG_PATH, config->organization.logo);
    for (size_t i = 0; i < config->sources.count; i++) {
        check_url(check, CONFIG_PATH, config->sources.items[i].url);
    }
}

static void check_role_urls(LinkCheck *check, const Role *role) {
    Str file = role->entry.path;
    for (size_t i = 0; i < role->licences.count; i++) {
        check_url(check, file, role->licences.items[i].url);
    }
    for (size_t i = 0; i < role->sources.count; i++) {
        const Source *source = &role->sources.items[i];
        if (!source->is_of_site) check_url(check, file, source->url);
    }
}

static void check_extra_urls(LinkCheck *check, const Entry *entry) {
    const Schema *extra = check->site->config.extra_schemas[entry->kind];
    for (size_t i = 0; entry->extra && i < extra->field_count; i++) {
        const Field *field = &extra->fields[i];
        const void *url = (const char *)entry->extra + field->offset;
        if (field->type == FIELD_URL) check_url(check, entry->path, *(const Text *)url);
    }
}

// Ids with '--' are those of layouts, which nobody here knows.
static bool is_of_layout(Str fragment) {
    for (size_t i = 0; i + 1 < fragment.len; i++) {
        if (fragment.ptr[i] == '-' && fragment.ptr[i + 1] == '-') return true;
    }
    return false;
}

// A link of an entry to an address of the site.
static void check_link(LinkCheck *check, Place place, const MarkdownLink *link, Str address) {
    if (!may_be_wrong(check, address) || assets_get(check->assets, address)) return;
    const Output *output = plan_find_address(check->plan, address);
    if (output) {
        const Entry *entry = output_entry(output);
        if (!entry || is_of_layout(link->fragment)) return;
        size_t target = table_get(&check->site->entries_by_path, entry->path);
        anchors_check(check->anchors, target, link->fragment, place, check->diags);
        return;
    }
    if (may_have(check, address)) return;
    report_address(check, place, address, arena_join(&check->suggestions->arena, STR("/"), address),
                   "link to content by its file: ../roles/x.md");
}

static void check_entry_links(LinkCheck *check, const Entry *entry) {
    Buf name = {0};
    for (size_t i = 0; i < entry->body->link_count; i++) {
        const MarkdownLink *link = &entry->body->links[i];
        Str path = url_split(link->target).path;
        bool falls = entry->link_falls && entry->link_falls[i];
        if (falls || !path.len || path.ptr[0] != '/') continue;
        buf_clear(&name);
        // One that leads out of the site was reported where links were resolved.
        if (!url_add_path_name(&name, path)) continue;
        check_link(check, entry_place(entry, link->offset), link,
                   str_slice(buf_str(&name), 1, name.len));
    }
    buf_free(&name);
}

// In a layout no link falls away.
static void warn_ahead(const LinkCheck *check, const LayoutLink *link) {
    const Entry *timed = timed_find_link(check->site, link->address);
    if (!timed || timed->is_withheld) return;
    diag_warning(check->diags, link->place, "expiring-link",
                 "remove it by then: what a layout writes does not fall away",
                 "'%.*s' expires on %04d-%02d-%02d: from then on this is an error",
                 (int)timed->path.len, timed->path.ptr, timed->expires.year, timed->expires.month,
                 timed->expires.day);
}

// Those of the links whose addresses neither the site nor its content has; their names are in a
// table, and live in an arena.
static List list_missing(const LinkCheck *check, const List *links, Table *names, Arena *arena) {
    List ret = {0};
    for (size_t i = 0; i < links->count; i++) {
        const LayoutLink *link = (const LayoutLink *)links->items + i;
        Str path = url_split(link->address).path;
        if (has_address(check->plan, check->assets, path) || depends_on_content(path)) continue;
        if (str_equal(path, BRAND_SHEET)) continue;
        Buf name = {0};
        if (url_add_path_name(&name, path)) table_add(names, arena_take(arena, &name), 0);
        buf_free(&name);
        *(const LayoutLink **)list_add(&ret, sizeof link) = link;
    }
    return ret;
}

// What the site lacks for its content or its settings is no error: a layout asks for it before.
static void check_layouts(const LinkCheck *check, const Layouts *layouts) {
    Plan others = {0};
    Arena scratch = {0};
    Table names = {0};
    for (size_t i = 0; i < layouts->links.count; i++) {
        warn_ahead(check, (const LayoutLink *)layouts->links.items + i);
    }
    List missing = list_missing(check, &layouts->links, &names, &scratch);
    if (missing.count) plan_list_switched_off(check->site, check->assets, &names, &others);
    for (size_t i = 0; i < missing.count; i++) {
        const LayoutLink *link = ((const LayoutLink **)missing.items)[i];
        Str path = url_split(link->address).path;
        if (has_address(&others, check->assets, path) || may_have(check, path)) continue;
        diag_error(check->diags, link->place, "broken-link",
                   "write the address of a page, with a '/' at its end, or of a file in static/",
                   "the site has nothing at '/%.*s'", (int)path.len, path.ptr);
    }
    free(missing.items);
    table_free(&names);
    arena_free(&scratch);
    plan_free(&others);
}

static void check_entry(LinkCheck *check, const Entry *entry) {
    check_entry_links(check, entry);
    check_extra_urls(check, entry);
    if (entry->kind == ENTRY_ROLE) check_role_urls(check, (const Role *)entry);
}

void links_check_entries(const Site *site, const Plan *plan, const PathList *paths, Diags *diags) {
    Suggestions suggestions = {0};
    Anchors anchors = {.site = site, .suggestions = &suggestions};
    LinkCheck check = {.site = site, .plan = plan, .assets = &site->sources->assets,
                       .anchors = &anchors, .suggestions = &suggestions, .diags = diags};
    for (size_t i = 0; i < paths->count; i++) {
        check_entry(&check, site->entries[table_get(&site->entries_by_path, paths->items[i])]);
    }
    anchors_free(&anchors);
    arena_free(&suggestions.arena);
}

static bool look_at(void *context, size_t index, Anchors *anchors, DerivedStep *own,
                    bool is_trial) {
    LinkCheck check = *(const LinkCheck *)context;
    check.anchors = anchors;
    check.suggestions = &own->suggestions;
    check.diags = &own->diags;
    check_entry(&check, check.site->entries[index]);
    return !is_trial || !own->diags.marks.count;
}

typedef struct WholeCheck {
    LinkCheck check;
    const Layouts *layouts;
} WholeCheck;

// Those of layouts, which nothing is compared for, and all others.
static void check_part(Worker *worker, size_t index, void *context) {
    const WholeCheck *whole = context;
    DerivedStep own = {.diags.policy = worker->diags.policy};
    LinkCheck check = whole->check;
    check.suggestions = &own.suggestions;
    check.diags = &own.diags;
    if (index == 0) {
        check_layouts(&check, whole->layouts);
    } else {
        check_redirects(&check);
        check_config_urls(&check);
        entries_look(check.site, look_at, &check, &own);
    }
    diags_merge(&worker->diags, &own.diags);
    arena_free(&own.suggestions.arena);
    arena_free(&own.arena);
}

void links_check(const Site *site, const Plan *plan, const Layouts *layouts, const Table *gone,
                 Diags *diags) {
    Arena nothing = {0};
    WholeCheck whole = {{.site = site, .plan = plan, .assets = &site->sources->assets,
                         .gone = gone}, layouts};
    workers_run_large(site->sources->options.thread_count, 2, check_part, &whole, &nothing, diags);
}
