#include "site/sourcing.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE_MIN = 4 };   // of the beginning of a source's name

const Source *site_source(const Site *site, Str id) {
    size_t index = table_get(&site->sources_by_id, id);
    return index == TABLE_NONE ? NULL : &site->config.sources.items[index];
}

static void check_outlook_source(const Site *site, Diags *diags) {
    const Text *id = &site->config.outlook.source;
    bool may_lack = schema_has_bad(&config_schema, &site->config, "sources");
    if (!id->len || site_source(site, text_str(*id)) || may_lack) return;
    diag_error(diags, (Place){CONFIG_PATH, id->offset}, "unknown-source",
               "add an entry with this id to 'sources'", "there is no source '%.*s' in site.yaml",
               (int)id->len, id->ptr);
}

void sourcing_begin(Site *site, Diags *diags) {
    const Source *sources = site->config.sources.items;
    for (size_t i = 0; i < site->config.sources.count; i++) {
        table_add(&site->sources_by_id, text_str(sources[i].id), i);
    }
    check_outlook_source(site, diags);
}

static void report_unknown(const Site *site, const Role *role, const Text *id, DerivedStep *own) {
    Arena scratch = {0};
    const Source *of_role = role->sources.items;
    const Source *others = site->config.sources.items;
    size_t count = role->sources.count + site->config.sources.count;
    // The names would not be looked at any more.
    if (!suggest_is_open(&own->suggestions, count)) count = 0;
    Str *ids = ARENA_NEW(&scratch, Str, count + 1);
    for (size_t i = 0; i < count; i++) {
        size_t own_count = role->sources.count;
        ids[i] = i < own_count ? text_str(of_role[i].id) : text_str(others[i - own_count].id);
    }
    const char *hint = "add an entry with this id to 'sources', here or in site.yaml";
    // Its name or its address may stand where the id belongs.
    Str named = {0};
    for (size_t i = 0; i < count && !named.len && id->len >= NAME_SIZE_MIN; i++) {
        size_t own_count = role->sources.count;
        const Source *source = i < own_count ? &of_role[i] : &others[i - own_count];
        bool is_named = str_starts_with(text_str(source->name), text_str(*id)) ||
                        str_equal(text_str(source->url), text_str(*id));
        if (is_named) named = ids[i];
    }
    if (named.len) own->suggestions.compared_count += count;
    hint = named.len ? diag_did_you_mean(&scratch, named, &named, 1, hint)
                     : suggest(&own->suggestions, text_str(*id), ids, count, hint);
    diag_error(&own->diags, entry_place(&role->entry, id->offset), "unknown-source", hint,
               "there is no source '%.*s' in this profile or in site.yaml", (int)id->len,
               id->ptr);
    arena_free(&scratch);
}

// Whether a source may be missing that was written.
static bool may_lack(const Site *site, const Role *role) {
    const Source *sources = role->sources.items;
    if (schema_has_bad(&config_schema, &site->config, "sources")) return true;
    if (!schema_has_bad(&role_schema, role, "sources")) return false;
    size_t i = 0;
    while (i < role->sources.count && sources[i].id.len) i++;
    return i < role->sources.count || !role->sources.count;
}

// A role's sources where those of the site are added to them: room for as many as it may name.
typedef struct Sourcing {
    const Site *site;
    DerivedStep *own;
    Role *role;
    size_t room;
    bool has_room;
} Sourcing;

static void add_source(Sourcing *sourcing, const Source *source) {
    Role *role = sourcing->role;
    if (!sourcing->has_room) {
        Source *items = ARENA_NEW(&sourcing->own->arena, Source, sourcing->room);
        if (role->sources.count) {
            memcpy(items, role->sources.items, role->sources.count * sizeof *items);
        }
        role->sources.items = items;
        sourcing->has_room = true;
    }
    Source *added = &role->sources.items[role->sources.count++];
    *added = *source;
    added->is_of_site = true;
}

static void find_source(Sourcing *sourcing, const Text *id) {
    const Site *site = sourcing->site;
    if (!id->len || role_source(sourcing->role, text_str(*id))) return;
    const Source *of_site = site_source(site, text_str(*id));
    if (of_site) add_source(sourcing, of_site);
    else if (!may_lack(site, sourcing->role)) {
        report_unknown(site, sourcing->role, id, sourcing->own);
    }
}

void sourcing_derive(const Site *site, Role *role, DerivedStep *own) {
    size_t figure_count = role->salaries.count + 1;
    Sourcing sourcing = {site, own, role, .room = role->sources.count + figure_count};
    for (size_t i = 0; i < role->salaries.count; i++) {
        find_source(&sourcing, &role->salaries.items[i].source);
    }
    find_source(&sourcing, &role->outlook.source);
}

void attributions_derive(Site *site, DerivedStep *own) {
    Table seen = {0};
    List texts = {0};
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->sources.count; j++) {
            Str text = text_str(role->sources.items[j].attribution);
            if (!text.len || table_add(&seen, text, i) != TABLE_NONE) continue;
            *(Str *)list_add(&texts, sizeof(Str)) = arena_copy(&own->arena, text);
        }
    }
    site->attribution_count = texts.count;
    site->attributions = ARENA_NEW(&own->arena, Str, texts.count + 1);
    if (texts.count) {
        qsort(texts.items, texts.count, sizeof(Str), str_compare_items);
        memcpy(site->attributions, texts.items, texts.count * sizeof(Str));
    }
    free(texts.items);
    table_free(&seen);
}

static bool is_part_end(Str name, size_t at) {
    return at == name.len || name.ptr[at] == ',' || name.ptr[at] == ':';
}

Str source_first_name(const Source *source) {
    size_t end = 0;
    while (!is_part_end(text_str(source->name), end)) end++;
    return str_slice(text_str(source->name), 0, end);
}

Str source_key(const Source *source, Arena *arena) {
    Buf key = {.arena = arena};
    source_add_key(source, &key);
    return buf_str(&key);
}

void source_add_key(const Source *source, Buf *out) {
    if (!source) return;
    buf_add(out, text_str(source->id));
    buf_add_char(out, '\n');
    buf_add(out, source_first_name(source));
}

Str source_common_name(Str a, Str b) {
    size_t end = 0;
    while (end < a.len && end < b.len && a.ptr[end] == b.ptr[end]) end++;
    while (end && !(is_part_end(a, end) && is_part_end(b, end))) end--;
    return str_slice(a, 0, end);
}
