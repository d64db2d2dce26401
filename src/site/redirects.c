#include "site/redirects.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "format/slug.h"
#include "format/unicode.h"
#include "format/url.h"
#include "site/address.h"
#include "site/timed.h"

typedef struct Work {
    Site *site;
    List redirects;          // of Redirect
    Table by_from;           // → index into redirects
    Arena *arena;
    Diags *diags;
} Work;

// "/old/nurse/", "/old/nurse" and "/old.html" as addresses: "old/nurse/", "old/nurse/", "old.html".
static bool parse_address(Work *work, Place place, Str path, Str *ret) {
    Buf name = {0};
    bool is_name = url_add_path_name(&name, path);
    Str address = arena_copy(work->arena, str_slice(buf_str(&name), 1, name.len));
    buf_free(&name);
    bool is_file = str_ends_with(address, STR(".html"));
    Str slugs = address;
    if (is_file) slugs = str_slice(address, 0, address.len - 5);
    else if (str_ends_with(address, STR("/"))) slugs = str_slice(address, 0, address.len - 1);
    bool is_path = is_name && path.len && path.ptr[0] == '/';
    AddressState state = is_path ? address_state(slugs) : ADDRESS_BAD;
    if (state == ADDRESS_TOO_DEEP) return address_report_depth(place, work->diags);
    if (state == ADDRESS_BAD) {
        return diag_error(work->diags, place, "bad-alias",
                          "write it like /jobs/nurse/ or /jobs/nurse.html",
                          "'%.*s' is not an address inside the site", (int)path.len, path.ptr);
    }
    *ret = is_file ? address : arena_join(work->arena, slugs, STR("/"));
    return true;
}

// `entry` is NULL for one of site.yaml.
static Redirect *add_redirect(Work *work, Str from, const Entry *entry, FileOffset offset) {
    const Redirect added = {.from = text_make(from, offset), .entry = entry};
    size_t index = table_add(&work->by_from, from, work->redirects.count);
    if (index != TABLE_NONE) {
        const Redirect *first = (const Redirect *)work->redirects.items + index;
        Place place = redirect_place(first);
        diags_relate(work->diags, place, "this leads elsewhere already");
        diag_error(work->diags, redirect_place(&added), "same-alias", "keep one of them",
                   "'/%.*s' leads elsewhere already, by %.*s", (int)from.len, from.ptr,
                   (int)place.path.len, place.path.ptr);
        return NULL;
    }
    Redirect *redirect = list_add(&work->redirects, sizeof *redirect);
    *redirect = added;
    return redirect;
}

static void add_aliases(Work *work) {
    for (size_t i = 0; i < work->site->entry_count; i++) {
        const Entry *entry = work->site->entries[i];
        for (size_t j = 0; j < entry->aliases.count; j++) {
            Place place = {entry->path, entry->aliases.items[j].offset};
            Str from = {0};
            if (!entry->aliases.items[j].len) continue;
            if (!parse_address(work, place, text_str(entry->aliases.items[j]), &from)) continue;
            if (str_equal(from, entry->address)) {
                diag_error(work->diags, place, "same-alias", "leave it out",
                           "this is its own address");
                continue;
            }
            add_redirect(work, from, entry, entry->aliases.items[j].offset);
        }
    }
}

// Where a redirect of site.yaml may lead: a URL, whose letters RFC 3986 knows, or a path in the
// site, which is encoded when it is written. What nobody sees would begin another field of
// _redirects.
static bool check_target(Work *work, const Text *target, bool *ret_is_url) {
    Str to = text_str(*target);
    bool is_path = to.len && to.ptr[0] == '/' && !str_starts_with(to, STR("//"));
    bool is_url = str_starts_with(to, STR("https://")) || str_starts_with(to, STR("http://"));
    bool is_whole = unicode_is_plain(to) && str_find(to, ' ') == to.len;
    Place place = {CONFIG_PATH, target->offset};
    *ret_is_url = is_url;
    if (!is_whole || (!is_path && !is_url)) {
        return diag_error(work->diags, place, "bad-redirect", "write /roles/nurse/ or https://…",
                          "'%.*s' is not an address", (int)to.len, to.ptr);
    }
    UrlFault fault = is_path ? url_fault(to) : URL_IS_SOUND;
    if (fault != URL_IS_SOUND) {
        return diag_error(work->diags, place, "bad-redirect", url_fault_hint(fault), "%s",
                          url_fault_message(fault));
    }
    if (is_path || url_is_plain(to)) return true;
    return diag_error(work->diags, place, "bad-redirect",
                      "write other letters percent-encoded (%C3%A4), and a host in punycode "
                      "(xn--…)",
                      "'%.*s' has letters that may not stand in a URL", (int)to.len, to.ptr);
}

// The address of the page that a link leads to.
static Str page_of(Work *work, Str link) {
    Buf name = {0};
    url_add_path_name(&name, url_split(link).path);
    return arena_take(work->arena, &name);
}

static const RedirectTarget *make_target(Work *work, Str to, bool is_url) {
    RedirectTarget *ret = ARENA_NEW(work->arena, RedirectTarget, 1);
    ret->is_elsewhere = is_url;
    ret->to = is_url ? to : str_slice(to, 1, to.len);
    if (!is_url) ret->address = page_of(work, ret->to);
    return ret;
}

static void add_configured(Work *work) {
    Site *site = work->site;
    const NamedValues *given = site->config.redirects.items;
    for (size_t i = 0; i < site->config.redirects.count; i++) {
        Place place = {CONFIG_PATH, given[i].name.offset};
        Str from = {0};
        bool is_bad = given[i].values.count && !given[i].values.items[0].len;
        if (is_bad) continue;   // and reported
        if (given[i].values.count != 1) {
            diag_error(work->diags, place, "bad-redirect", "write 'old path: new path'",
                       "a redirect leads to one place");
            continue;
        }
        bool is_url = false;
        if (!check_target(work, &given[i].values.items[0], &is_url)) continue;
        if (!parse_address(work, place, text_str(given[i].name), &from)) continue;
        Str to = text_str(given[i].values.items[0]);
        const Entry *timed = is_url ? NULL : timed_find_link(site, str_slice(to, 1, to.len));
        if (timed && timed_falls(site, NULL, place, timed, work->diags)) continue;
        Redirect *redirect = add_redirect(work, from, NULL, given[i].name.offset);
        if (redirect) redirect->target = make_target(work, to, is_url);
    }
}

// The roles whose own title would stand at another address than theirs, by that slug.
typedef struct Owners {
    Table by_slug;           // → index into lists
    RoleList *lists;
} Owners;

// The lists' roles live in `keep`, as long as redirects do.
static Owners find_owners(const Site *site, Arena *keep, Arena *scratch) {
    Owners ret = {.lists = ARENA_NEW(scratch, RoleList, site->roles.count + 1)};
    size_t count = 0;
    Buf slug = {0};
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        buf_clear(&slug);
        slug_add(&slug, text_str(role->entry.title));
        if (!slug.len || str_equal(buf_str(&slug), text_str(role->entry.slug))) continue;
        size_t index = table_get(&ret.by_slug, buf_str(&slug));
        if (index == TABLE_NONE) {
            index = count++;
            table_add(&ret.by_slug, arena_copy(scratch, buf_str(&slug)), index);
        }
        role_list_share(keep, &ret.lists[index], &site->roles, i);
    }
    buf_free(&slug);
    return ret;
}

// Another title gives way to a page or an alias at its address: it was not chosen as an address.
// One that is the title of other roles leads to these.
static void add_titles(Work *work) {
    const Site *site = work->site;
    Str roles = str_from(entry_kinds[ENTRY_ROLE].address);
    Arena scratch = {0};
    Owners owners = find_owners(site, work->arena, &scratch);
    table_reserve(&work->by_from, work->redirects.count + site->roles.count);
    Buf address = {0};
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->alternative_titles.count; j++) {
            const Text *title = &role->alternative_titles.items[j];
            if (!title->len) continue;
            if (str_equal(text_str(*title), text_str(role->entry.title))) {
                diag_error(work->diags, entry_place(&role->entry, title->offset), "repeated-item",
                           "leave it out", "this is the role's title itself");
                continue;
            }
            buf_clear(&address);
            buf_add(&address, roles);
            slug_add(&address, text_str(*title));
            Str slug = str_slice(buf_str(&address), roles.len, address.len);
            if (!slug.len || table_get(&site->roles_by_slug, slug) != TABLE_NONE) continue;
            size_t owner = table_get(&owners.by_slug, slug);
            buf_add_char(&address, '/');
            size_t index = table_get(&work->by_from, buf_str(&address));
            Redirect *all = work->redirects.items;
            Redirect *redirect = index == TABLE_NONE ? NULL : all + index;
            if (redirect && !redirect->roles.count) continue;
            if (!redirect) {
                redirect = add_redirect(work, arena_copy(work->arena, buf_str(&address)),
                                        &role->entry, title->offset);
                assert(redirect);   // nothing leads from there so far
                redirect->title = title;
                redirect->is_own = owner != TABLE_NONE;
                if (redirect->is_own) redirect->roles = owners.lists[owner];
            }
            if (owner != TABLE_NONE) continue;
            // Roles come one after the other: one that has two titles of this slug is the last.
            bool is_last = redirect->roles.count &&
                           redirect->roles.items[redirect->roles.count - 1] == role;
            if (!is_last) role_list_share(work->arena, &redirect->roles, &site->roles, i);
        }
    }
    buf_free(&address);
    table_free(&owners.by_slug);
    arena_free(&scratch);
}

// Where a redirect leads at last, through however many others.
typedef struct End {
    enum { END_UNKNOWN, END_SOUGHT, END_KNOWN, END_LOOP } state;
    size_t last;             // the redirect that leads to a page
} End;

// The redirect that one leads to, or TABLE_NONE where it leads to a page.
static size_t next_redirect(const Work *work, size_t index) {
    const Redirect *redirect = (const Redirect *)work->redirects.items + index;
    // An entry's own lead to its page, whatever else wants to stand there.
    if (!redirect->target || redirect->target->is_elsewhere) return TABLE_NONE;
    return table_get(&work->by_from, redirect->target->address);
}

// Follows a redirect up to one whose end is known, and notes that end for all on the way: so each
// is followed once, however long the chains are.
static End find_end(const Work *work, End *ends, size_t index) {
    size_t last = index;
    size_t at = index;
    for (; at != TABLE_NONE && ends[at].state == END_UNKNOWN; at = next_redirect(work, at)) {
        ends[at].state = END_SOUGHT;
        last = at;
    }
    End end = {END_KNOWN, last};
    if (at != TABLE_NONE) end = ends[at];
    if (end.state == END_SOUGHT) end.state = END_LOOP;
    at = index;
    while (at != TABLE_NONE && ends[at].state == END_SOUGHT) {
        ends[at] = end;
        at = next_redirect(work, at);
    }
    return end;
}

// Each must lead to a page at once.
static void check_chains(Work *work) {
    const Redirect *all = work->redirects.items;
    Arena scratch = {0};
    End *ends = ARENA_NEW(&scratch, End, work->redirects.count + 1);
    for (size_t i = 0; i < work->redirects.count; i++) {
        End end = find_end(work, ends, i);
        if (end.state == END_LOOP) {
            diag_error(work->diags, redirect_place(&all[i]), "redirect-loop", "lead it to a page",
                       "this redirect leads back to itself");
        } else if (end.last != i) {
            const Redirect *last = &all[end.last];
            Str to = redirect_to(last);
            Buf hint = {0};
            buf_printf(&hint, "lead it to '%s%.*s' at once",
                       redirect_is_elsewhere(last) ? "" : "/", (int)to.len, to.ptr);
            diags_relate(work->diags, redirect_place(last), "this is the other redirect");
            diag_error(work->diags, redirect_place(&all[i]), "redirect-chain", hint.ptr,
                       "this redirect leads to another redirect");
            buf_free(&hint);
        }
    }
    arena_free(&scratch);
}

static int compare_redirects(const void *left, const void *right) {
    return str_compare(redirect_from(left), redirect_from(right));
}

void redirects_derive(Site *site, DerivedStep *own) {
    Work work = {.site = site, .arena = &own->arena, .diags = &own->diags};
    add_aliases(&work);
    add_configured(&work);
    add_titles(&work);
    const Redirect *all = work.redirects.items;
    check_chains(&work);
    if (work.redirects.count) {
        qsort(work.redirects.items, work.redirects.count, sizeof *all, compare_redirects);
    }
    free(site->redirects);
    site->redirects = work.redirects.items;
    site->redirect_count = work.redirects.count;
    table_free(&work.by_from);
}

void redirects_cover(Site *site, DerivedStep *own) {
    (void)own;
    if (!site->timed.count) return;
    for (size_t i = 0; i < site->redirect_count; i++) {
        timed_forget(site, redirect_from(&site->redirects[i]));
    }
}

static bool stands_with(const Site *site, const Role *role) {
    Str title = text_str(role->entry.title);
    for (size_t i = 0; i < role->alternative_titles.count; i++) {
        if (str_equal(text_str(role->alternative_titles.items[i]), title)) return false;
    }
    Buf address = {0};
    buf_add(&address, str_from(entry_kinds[ENTRY_ROLE].address));
    slug_add(&address, title);
    buf_add_char(&address, '/');
    bool ret = true;
    for (size_t i = 0; i < site->redirect_count && ret; i++) {
        const Redirect *redirect = &site->redirects[i];
        bool is_its = redirect->is_own && role_list_has(&redirect->roles, role);
        bool is_there = redirect->title && str_equal(redirect_from(redirect), buf_str(&address));
        ret = !is_its && !is_there;
    }
    buf_free(&address);
    return ret;
}

bool redirects_stand(const Site *site, const PathList *paths) {
    bool ret = true;
    for (size_t i = 0; i < paths->count && ret; i++) {
        size_t at = table_get(&site->entries_by_path, paths->items[i]);
        const Role *role = entry_role(site->entries[at]);
        ret = !role || stands_with(site, role);
    }
    return ret;
}
