#include "output/explain.h"

#include <assert.h>
#include <stdlib.h>

#include "format/url.h"
#include "site/attachments.h"
#include "site/timed.h"

// What every page in the frame is shaped by.
static const char page_settings[] =
    "title description base_url language organization menu outputs relative_urls";

static void add(Explanation *ret, Origin origin) {
    if (table_add(&ret->by_name, origin.name, ret->origins.count) != TABLE_NONE) return;
    *(Origin *)list_add(&ret->origins, sizeof origin) = origin;
}

void explain_add_entry(Explanation *ret, const Entry *entry, const char *why) {
    add(ret, (Origin){ORIGIN_CONTENT, entry->path, 0, why});
}

void explain_add_roles(Explanation *ret, const RoleList *roles, const char *why) {
    for (size_t i = 0; i < roles->count; i++) explain_add_entry(ret, &roles->items[i]->entry, why);
}

void explain_add_static(Explanation *ret, Str path, const char *why) {
    add(ret, (Origin){ORIGIN_STATIC, path, 0, why});
}

void explain_add_attachment(Explanation *ret, const Asset *file, const char *why) {
    add(ret, (Origin){ORIGIN_CONTENT, file->path, 0, why});
}

void explain_add_all(Explanation *ret, const Site *site, unsigned kind, const char *why) {
    const struct { unsigned kind; size_t count; } all[ENTRY_KIND_COUNT] = {
        [ENTRY_ROLE] = {USES_ROLES, site->roles.count},
        [ENTRY_ARTICLE] = {USES_ARTICLES, site->articles.count},
        [ENTRY_INFO_PAGE] = {USES_INFO_PAGES, site->info_page_count},
    };
    for (int i = 0; i < ENTRY_KIND_COUNT; i++) {
        if (!(kind & all[i].kind) || !all[i].count) continue;
        Str folder = str_from(entry_kinds[i].folder);
        add(ret, (Origin){ORIGIN_CONTENT, folder, all[i].count, why});
    }
}

void explain_add_setting(Explanation *ret, Str name) {
    const Field *field = schema_find_field(&config_schema, name);
    assert(field);
    add(ret, (Origin){ORIGIN_SETTING, name, 0, field->doc});
}

static void add_settings(Explanation *ret, const char *names) {
    for (Str rest = str_from(names); rest.len;) {
        size_t size = str_find(rest, ' ');
        explain_add_setting(ret, str_slice(rest, 0, size));
        rest = str_trim(str_slice(rest, size, rest.len));
    }
}

// The switch of a group of outputs.
static void add_group(Explanation *ret, size_t group) {
    const Schema *outputs = schema_find_field(&config_schema, STR("outputs"))->schema;
    for (size_t i = 0; group && i < outputs->field_count; i++) {
        const Field *field = &outputs->fields[i];
        if (field->offset != group - 1) continue;
        Str name = arena_join(&ret->arena, STR("outputs."), str_from(field->name));
        add(ret, (Origin){ORIGIN_SETTING, name, 0, field->doc});
    }
}

// What a link from the site's base leads to: a page with a text of its own, or a file of static/.
static void add_target(Explanation *ret, const Rendering *all, Str link, const char *why) {
    Buf name = {0};
    if (url_add_path_name(&name, url_split(link).path)) {
        const Output *output = plan_find_address(all->plan, buf_str(&name));
        const Entry *entry = output ? output_entry(output) : NULL;
        const Asset *asset = assets_get(all->assets, buf_str(&name));
        bool is_beside = output && output_kind(output) == &attachment_kind;
        const Entry *timed = timed_find(all->site, buf_str(&name));
        if (entry) explain_add_entry(ret, entry, why);
        else if (is_beside) explain_add_attachment(ret, output->subject, why);
        else if (timed) explain_add_entry(ret, timed, "the text leads there once it is out");
        else if (asset) explain_add_static(ret, asset->path, why);
    }
    buf_free(&name);
}

void explain_add_text(Explanation *ret, const Rendering *all, const Entry *entry,
                      const char *why) {
    explain_add_entry(ret, entry, why);
    Str picture = entry->image ? text_str(entry->image->src) : (Str){0};
    if (picture.len) {
        add_target(ret, all, str_slice(picture, 1, picture.len), "its picture, for its size");
    }
    for (size_t i = 0; i < entry->body->link_count; i++) {
        bool is_image = entry->body->links[i].is_image;
        add_target(ret, all, entry->link_addresses[i],
                   is_image ? "a picture in the text, for its size" : "the text leads there");
    }
}

void explain_add_role(Explanation *ret, const Rendering *all, const Role *role) {
    bool is_named = role->related.count > 0;
    const char *kinship = is_named ? "'related' names it" : "is similar by its skills or branch";
    explain_add_entry(ret, &role->entry, "the profile itself");
    explain_add_roles(ret, &role->path_from, "leads here on the career path");
    explain_add_roles(ret, &role->path_to, "next on the career path");
    explain_add_roles(ret, &role->related_roles, kinship);
    explain_add_text(ret, all, &role->entry, "the profile itself");
    if (is_named) return;
    explain_add_all(ret, all->site, USES_ROLES, "compared, to find similar ones");
}

typedef struct Visit {
    Explanation *ret;
    const char *why;         // of the layout that is visited first
} Visit;

static bool visit_part(void *context, Str path, bool is_layout) {
    Visit *visit = context;
    size_t count = visit->ret->origins.count;
    const char *why = visit->why ? visit->why : "included";
    if (is_layout) add(visit->ret, (Origin){ORIGIN_LAYOUT, path, 0, why});
    else explain_add_static(visit->ret, path, "its address holds a hash of what is in it");
    if (is_layout) visit->why = NULL;
    return visit->ret->origins.count > count;
}

static void add_layouts(Explanation *ret, const Rendering *all, const OutputKind *kind) {
    if (!kind->is_frameless) {
        layouts_visit_parts(all->layouts, LAYOUT_FRAME, visit_part,
                            &(Visit){ret, "the frame of every page"});
    }
    layouts_visit_parts(all->layouts, str_from(kind->layout), visit_part,
                        &(Visit){ret, "the layout of this kind of page"});
}

// What all outputs of a kind are made from.
static void add_kind(Explanation *ret, const Rendering *all, const OutputKind *kind) {
    explain_add_all(ret, all->site, kind->uses, "listed, counted or compared");
    if (kind->layout) add_layouts(ret, all, kind);
    if (kind->layout || kind->uses & USES_STRINGS) {
        add(ret, (Origin){ORIGIN_LAYOUT, all->strings->path, 0, "the words of the language"});
    }
    add_group(ret, kind->group);
    add_settings(ret, kind->settings ? kind->settings : "");
    if (!kind->layout || kind->is_frameless) return;
    add_settings(ret, page_settings);
    Str logo = text_str(all->site->config.organization.logo);
    if (str_starts_with(logo, STR("/"))) {
        add_target(ret, all, str_slice(logo, 1, logo.len), "the logo of every page, for its size");
    }
    explain_add_all(ret, all->site, USES_INFO_PAGES, "the footer leads there");
}

// What follows from a page's own text.
static void add_subject(Explanation *ret, const Rendering *all, const Output *output) {
    const Entry *entry = output_entry(output);
    if (output_kind(output)->explain) output_kind(output)->explain(all, output, ret);
    else if (entry) explain_add_text(ret, all, entry, "the text itself");
}

void explain_output(const Rendering *all, const Output *output, Explanation *ret) {
    add_subject(ret, all, output);
    add_kind(ret, all, output_kind(output));
}

// The part of a URL behind its host, or the text as it is.
static Str without_host(Str name) {
    size_t colon = str_find(name, ':');
    Str rest = str_slice(name, colon, name.len);
    if (!str_starts_with(rest, STR("://"))) return name;
    rest = str_slice(rest, 3, rest.len);
    return str_slice(rest, str_find(rest, '/'), rest.len);
}

static const Output *find_name(const Plan *plan, Str name) {
    const Output *ret = plan_find(plan, name);
    return ret ? ret : plan_find_address(plan, name);
}

// As a path, or as an address that may lack the '/' at its end.
static const Output *find_named(const Plan *plan, Str name) {
    const Output *ret = find_name(plan, name);
    if (ret) return ret;
    Arena arena = {0};
    ret = find_name(plan, arena_join(&arena, name, STR("/")));
    arena_free(&arena);
    return ret;
}

const Output *explain_find(const Rendering *all, Str name) {
    Str base = all->site->config.base_path;
    Str path = url_split(without_host(name)).path;
    Buf decoded = {0};
    if (!url_add_path_name(&decoded, path)) buf_clear(&decoded);
    path = buf_str(&decoded);
    const Output *ret = NULL;
    if (str_starts_with(path, base)) {
        ret = find_named(all->plan, str_slice(path, base.len, path.len));
    }
    if (!ret) {
        bool is_rooted = str_starts_with(path, STR("/"));
        ret = find_named(all->plan, str_slice(path, is_rooted, path.len));
    }
    buf_free(&decoded);
    return ret;
}

// Whether an origin is the file, or the folder of all content of its kind.
static bool is_of(const Origin *origin, Str path) {
    if (origin->kind == ORIGIN_SETTING) return str_equal(path, CONFIG_PATH);
    bool is_listed = origin->count && str_ends_with(path, STR(".md"));
    if (is_listed) return str_starts_with(path, origin->name);
    if (str_equal(origin->name, path)) return true;
    // Of the theme, where diagnostics name the whole path.
    size_t rest = origin->name.len > path.len ? origin->name.len - path.len : 0;
    return rest && origin->name.ptr[0] == '/' && origin->name.ptr[rest - 1] == '/' &&
           str_ends_with(origin->name, path);
}

// Why an explanation has the file, or NULL.
static const char *find_reason(const Explanation *explanation, Str path) {
    for (size_t i = 0; i < explanation->origins.count; i++) {
        const Origin *origin = (const Origin *)explanation->origins.items + i;
        if (is_of(origin, path)) return origin->kind == ORIGIN_SETTING ? "" : origin->why;
    }
    return NULL;
}

// Whether something is made from a file at all: from content, while it is published.
static bool is_in_site(const Site *site, Str path) {
    const SourceFile *file = sources_find(site->sources, path);
    const Attachment *attachment = attachments_find(site, path);
    bool is_published = (file && file->entry) || (attachment && attachment->is_published);
    return !str_starts_with(path, STR("content/")) || is_published;
}

void explain_file(const Rendering *all, Str path, List *ret) {
    if (!is_in_site(all->site, path)) return;
    const Output *outputs = all->plan->outputs.items;
    for (size_t i = 0; i < output_kind_count; i++) {
        Explanation of_kind = {0};
        add_kind(&of_kind, all, output_kinds[i]);
        const char *kind_why = find_reason(&of_kind, path);
        for (size_t j = 0; j < all->plan->outputs.count; j++) {
            if (output_kind(&outputs[j]) != output_kinds[i]) continue;
            Explanation of_output = {0};
            add_subject(&of_output, all, &outputs[j]);
            const char *why = find_reason(&of_output, path);
            if (!why) why = kind_why;
            if (why) *(Use *)list_add(ret, sizeof(Use)) = (Use){&outputs[j], why};
            explanation_free(&of_output);
        }
        explanation_free(&of_kind);
    }
}

void explanation_free(Explanation *explanation) {
    free(explanation->origins.items);
    table_free(&explanation->by_name);
    arena_free(&explanation->arena);
    *explanation = (Explanation){0};
}
