#include "site/timed.h"

#include <stdlib.h>
#include <string.h>

#include "format/slug.h"
#include "format/url.h"

enum { AHEAD_DAYS = 60 };    // so long before a page expires editors are told

static bool expires_soon(const Site *site, const Entry *entry) {
    if (!entry->expires.year) return false;
    long days = date_day_number(entry->expires) - date_day_number(site->now);
    return days > 0 && days <= AHEAD_DAYS;
}

// Keys have to stay: those that are no field of an entry are copied.
static void note(Site *site, Str address, const Entry *entry) {
    if (!address.len) return;
    size_t index = table_add(&site->timed_by_address, address, site->timed.count);
    const Entry **slot = index == TABLE_NONE ? list_add(&site->timed, sizeof entry)
                                             : (const Entry **)site->timed.items + index;
    if (!*slot) *slot = entry;
}

static void note_in_folder(Site *site, Arena *arena, const char *folder, Str name,
                           const Entry *entry) {
    Buf address = {0};
    buf_add(&address, str_from(folder));
    size_t from = address.len;
    slug_add(&address, name);
    bool has_slug = address.len > from;
    buf_add_char(&address, '/');
    Str key = arena_take(arena, &address);
    if (has_slug) note(site, key, entry);
}

static void note_aliases(Site *site, Arena *arena, const Entry *entry) {
    for (size_t i = 0; i < entry->aliases.count; i++) {
        Buf name = {0};
        bool is_path = url_add_path_name(&name, text_str(entry->aliases.items[i])) && name.len > 1;
        if (is_path && name.ptr[name.len - 1] != '/' && !str_ends_with(buf_str(&name),
                                                                      STR(".html"))) {
            buf_add_char(&name, '/');
        }
        Str address = arena_take(arena, &name);
        if (is_path) note(site, str_slice(address, 1, address.len), entry);
    }
}

// What a role that is not out would bring with it.
static void note_lists(Site *site, Arena *arena, const Entry *entry) {
    const Outputs *outputs = &site->config.outputs;
    const Role *role = entry_role(entry);
    if (entry->kind == ENTRY_ARTICLE) note(site, STR("articles/"), entry);
    if (!role) return;
    for (size_t i = 0; i < role->alternative_titles.count && outputs->redirects; i++) {
        note_in_folder(site, arena, "roles/", text_str(role->alternative_titles.items[i]), entry);
    }
    note_in_folder(site, arena, "branches/", text_str(role->branch), entry);
    const Skill *skills = role->skills.items;
    if (outputs->skills && role->skills.count) note(site, STR("skills/"), entry);
    for (size_t i = 0; i < role->skills.count && outputs->skills; i++) {
        note_in_folder(site, arena, "skills/", text_str(skills[i].name), entry);
    }
    const Salary *salaries = role->salaries.items;
    if (outputs->salaries && role->salaries.count) note(site, STR("salaries/"), entry);
    for (size_t i = 0; i < role->salaries.count && outputs->salaries; i++) {
        note_in_folder(site, arena, "salaries/", text_str(salaries[i].region), entry);
    }
}

static void note_withheld(Site *site, Arena *arena) {
    const Sources *sources = site->sources;
    // Its own address is a page's before others want it.
    for (size_t i = 0; i < sources->file_count; i++) {
        const Entry *entry = sources->files[i]->withheld;
        if (entry) note(site, entry->address, entry);
    }
    for (size_t i = 0; i < sources->file_count; i++) {
        const Entry *entry = sources->files[i]->withheld;
        if (!entry) continue;
        if (site->config.outputs.redirects) note_aliases(site, arena, entry);
        note_lists(site, arena, entry);
    }
}

static void forget_terms(Site *site, const TermList *terms) {
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->items[i].roles.count) timed_forget(site, terms->items[i].address);
    }
}

// What stands there without the entries that are withheld.
static void forget_present(Site *site) {
    for (size_t i = 0; i < site->entry_count; i++) timed_forget(site, site->entries[i]->address);
    forget_terms(site, &site->branches);
    forget_terms(site, &site->skills);
    for (size_t i = 0; i < site->ranking_count; i++) {
        if (site->rankings[i].count) timed_forget(site, site->rankings[i].address);
    }
    if (site->skills.count) timed_forget(site, STR("skills/"));
    if (site->articles.count) timed_forget(site, STR("articles/"));
}

void timed_derive(Site *site, DerivedStep *own) {
    note_withheld(site, &own->arena);
    if (site->timed.count) forget_present(site);
    for (size_t i = 0; i < site->entry_count; i++) {
        if (!expires_soon(site, site->entries[i])) continue;
        note(site, site->entries[i]->address, site->entries[i]);
        if (site->config.outputs.redirects) note_aliases(site, &own->arena, site->entries[i]);
    }
}

// The slot of an address, or NULL.
static const Entry **slot_of(const Site *site, Str address) {
    if (!site->timed.count) return NULL;
    size_t index = table_get(&site->timed_by_address, address);
    return index == TABLE_NONE ? NULL : (const Entry **)site->timed.items + index;
}

void timed_forget(Site *site, Str address) {
    const Entry **slot = slot_of(site, address);
    if (slot && *slot && (*slot)->is_withheld) *slot = NULL;
}

const Entry *timed_find(const Site *site, Str address) {
    const Entry **slot = slot_of(site, address);
    return slot ? *slot : NULL;
}

const Entry *timed_find_link(const Site *site, Str link) {
    if (!site->timed.count) return NULL;
    Buf name = {0};
    const Entry *ret = url_add_path_name(&name, url_split(link).path)
                           ? timed_find(site, buf_str(&name)) : NULL;
    buf_free(&name);
    return ret;
}

const Entry *timed_find_role(const Site *site, Str slug) {
    if (!site->timed.count) return NULL;
    Buf address = {0};
    buf_printf(&address, "roles/%.*s/", (int)slug.len, slug.ptr);
    const Entry *ret = timed_find(site, buf_str(&address));
    buf_free(&address);
    return ret && entry_role(ret) && str_equal(text_str(ret->slug), slug) ? ret : NULL;
}

static void warn_early(Place place, const Entry *target, Diags *diags) {
    const Date *day = &target->date;
    diag_warning(diags, place, "early-link",
                 "if the day is right leave it: the link comes with the page; 'metier check "
                 "--future' checks it ahead",
                 "'%.*s' is not out before %04d-%02d-%02d: until then this link falls away",
                 (int)target->path.len, target->path.ptr, day->year, day->month, day->day);
}

static void warn_expiring(Place place, const Entry *target, Diags *diags) {
    const Date *day = &target->expires;
    const char *hint = target->is_withheld ? "lead elsewhere, or remove it"
                                           : "lead elsewhere by then, or remove it";
    diag_warning(diags, place, "expiring-link", hint,
                 target->is_withheld
                     ? "'%.*s' expired on %04d-%02d-%02d: this link has fallen away"
                     : "'%.*s' expires on %04d-%02d-%02d: from then on this link falls away",
                 (int)target->path.len, target->path.ptr, day->year, day->month, day->day);
}

bool timed_falls(const Site *site, const Entry *from, Place place, const Entry *target,
                 Diags *diags) {
    bool is_early = target->is_withheld && target->date.year &&
                    date_compare(target->date, site->now) > 0;
    // What goes itself by then, or before, leads nowhere at no time.
    bool goes_first = from && from->expires.year && target->expires.year &&
                      date_compare(from->expires, target->expires) <= 0;
    bool goes = target->is_withheld || (expires_soon(site, target) && !goes_first);
    if (is_early) warn_early(place, target, diags);
    else if (goes) warn_expiring(place, target, diags);
    return target->is_withheld;
}

// Whether a field that leads to a page of the site falls away.
static bool url_falls(const Site *site, const Entry *from, const Text *url, Diags *diags) {
    if (!url->len || url->ptr[0] != '/') return false;
    const Entry *target = timed_find_link(site, str_slice(text_str(*url), 1, url->len));
    Place place = {from ? from->path : CONFIG_PATH, url->offset};
    return target && timed_falls(site, from, place, target, diags);
}

// Lists of fields are the sources' own: what is changed is a copy.
static void *copy_items(DerivedStep *own, const void *items, size_t count, size_t size) {
    void *ret = arena_alloc(&own->arena, count + 1, size);
    return count ? memcpy(ret, items, count * size) : ret;
}

static void clear_menu(Site *site, DerivedStep *own) {
    Config *config = &site->config;
    MenuEntry *entries = copy_items(own, config->menu.items, config->menu.count, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < config->menu.count; i++) {
        if (!url_falls(site, NULL, &entries[i].url, &own->diags)) entries[count++] = entries[i];
    }
    config->menu.items = entries;
    config->menu.count = count;
}

// One whose link falls says nothing: it is left empty.
static void clear_calls(Site *site, DerivedStep *own) {
    Config *config = &site->config;
    CallToAction *calls = copy_items(own, config->calls_to_action.items,
                                     config->calls_to_action.count, sizeof *calls);
    for (size_t i = 0; i < config->calls_to_action.count; i++) {
        if (url_falls(site, NULL, &calls[i].url, &own->diags)) calls[i] = (CallToAction){0};
    }
    config->calls_to_action.items = calls;
}

// `from` has those that are not of the site.
static Source *clear_sources(const Site *site, const Entry *from, Source *sources, size_t count,
                             DerivedStep *own) {
    Source *ret = NULL;
    for (size_t i = 0; i < count; i++) {
        const Entry *owner = sources[i].is_of_site ? NULL : from;
        if (!url_falls(site, owner, &sources[i].url, &own->diags)) continue;
        if (!ret) ret = copy_items(own, sources, count, sizeof *ret);
        ret[i].url = (Text){0};
    }
    return ret ? ret : sources;
}

static void clear_role(const Site *site, Role *role, DerivedStep *own) {
    Licence *licences = role->licences.items;
    size_t count = role->licences.count;
    for (size_t i = 0; i < count; i++) {
        if (!url_falls(site, &role->entry, &role->licences.items[i].url, &own->diags)) continue;
        bool is_own = licences != role->licences.items;
        if (!is_own) licences = copy_items(own, licences, count, sizeof *licences);
        licences[i].url = (Text){0};
    }
    role->licences.items = licences;
    role->sources.items = clear_sources(site, &role->entry, role->sources.items,
                                        role->sources.count, own);
}

void timed_clear_fields(Site *site, DerivedStep *own) {
    Config *config = &site->config;
    if (!site->timed.count) return;
    clear_menu(site, own);
    config->sources.items = clear_sources(site, NULL, config->sources.items,
                                          config->sources.count, own);
    Text *organization = &config->organization.url;
    if (url_falls(site, NULL, organization, &own->diags)) *organization = (Text){0};
    clear_calls(site, own);
    for (size_t i = 0; i < site->roles.count; i++) clear_role(site, site->role_items[i], own);
}

void timed_clear_entry(Site *site, Entry *entry, DerivedStep *own) {
    bool may_fall = site->timed.count && entry->kind == ENTRY_ROLE;
    if (may_fall) clear_role(site, (Role *)entry, own);
}
