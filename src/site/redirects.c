#include "site/redirects.h"

#include <stdlib.h>

typedef struct Work {
    Site *site;
    List redirects;          // of Redirect
    Table by_from;           // → index into redirects
    Diags *diags;
} Work;

// "/old/nurse/", "/old/nurse" and "/old.html" as addresses: "old/nurse/", "old/nurse/", "old.html".
static bool parse_address(Work *work, const Text *text, Str *ret) {
    Str path = text->str;
    bool is_valid = path.len > 1 && path.ptr[0] == '/';
    Str rest = str_slice(path, 1, path.len);
    bool is_file = str_ends_with(rest, STR(".html"));
    if (is_file) rest = str_slice(rest, 0, rest.len - 5);
    else if (str_ends_with(rest, STR("/"))) rest = str_slice(rest, 0, rest.len - 1);
    *ret = arena_join(&work->site->arena, rest, is_file ? STR(".html") : STR("/"));
    is_valid &= rest.len > 0;
    while (is_valid && rest.len) {
        size_t slash = str_find(rest, '/');
        is_valid = slug_is_valid(str_slice(rest, 0, slash)) && slash + 1 != rest.len;
        rest = str_slice(rest, slash + 1, rest.len);
    }
    return is_valid;
}

static bool report_address(Work *work, Place place, Str text) {
    return diag_error(work->diags, place, "bad-alias", "write it like /jobs/nurse/ or /jobs/nurse.html",
                      "'%.*s' is not an address inside the site", (int)text.len, text.ptr);
}

static Redirect *add_redirect(Work *work, Str from, Place place) {
    size_t index = table_add(&work->by_from, from, work->redirects.count);
    if (index != TABLE_NONE) {
        const Redirect *first = (const Redirect *)work->redirects.items + index;
        diag_error(work->diags, place, "same-alias", "keep one of them",
                   "'/%.*s' leads elsewhere already, by %.*s", (int)from.len, from.ptr,
                   (int)first->place.path.len, first->place.path.ptr);
        return NULL;
    }
    Redirect *redirect = list_add(&work->redirects, sizeof *redirect);
    redirect->from = from;
    redirect->place = place;
    return redirect;
}

static void add_aliases(Work *work) {
    for (size_t i = 0; i < work->site->entry_count; i++) {
        const Entry *entry = work->site->entries[i];
        for (size_t j = 0; j < entry->aliases.count; j++) {
            Place place = {entry->path, entry->aliases.items[j].offset};
            Str from = {0};
            if (!parse_address(work, &entry->aliases.items[j], &from)) {
                report_address(work, place, entry->aliases.items[j].str);
                continue;
            }
            Redirect *redirect = add_redirect(work, from, place);
            if (redirect) redirect->to = entry->address;
        }
    }
}

static void add_configured(Work *work) {
    const NamedValues *given = work->site->config.redirects.items;
    for (size_t i = 0; i < work->site->config.redirects.count; i++) {
        Place place = {CONFIG_PATH, given[i].name.offset};
        Str from = {0};
        if (given[i].values.count != 1) {
            diag_error(work->diags, place, "bad-redirect", "write 'old path: new path'",
                       "a redirect leads to one place");
            continue;
        }
        Str to = given[i].values.items[0].str;
        bool is_path = to.len && to.ptr[0] == '/' && !str_starts_with(to, STR("//"));
        bool is_url = str_starts_with(to, STR("https://")) || str_starts_with(to, STR("http://"));
        // A space or a line's end would begin another field of _redirects.
        bool is_whole = true;
        for (size_t j = 0; j < to.len; j++) is_whole &= (unsigned char)to.ptr[j] > ' ' && to.ptr[j] != 0x7F;
        if (!is_whole || (!is_path && !is_url)) {
            diag_error(work->diags, (Place){CONFIG_PATH, given[i].values.items[0].offset}, "bad-redirect",
                       "write /roles/nurse/ or https://…", "'%.*s' is not an address", (int)to.len, to.ptr);
            continue;
        }
        if (!parse_address(work, &given[i].name, &from)) {
            report_address(work, place, given[i].name.str);
            continue;
        }
        Redirect *redirect = add_redirect(work, from, place);
        if (!redirect) continue;
        redirect->to = is_path ? str_slice(to, 1, to.len) : to;
        redirect->is_elsewhere = is_url;
    }
}

// Roles come one after the other, so one that has the title twice is the last. Lists double, so that
// a title of very many roles stays cheap.
static void add_role(Arena *arena, RoleList *roles, const Role *role) {
    if (roles->count && roles->items[roles->count - 1] == role) return;
    if ((roles->count & (roles->count - 1)) == 0) {
        const Role **items = ARENA_NEW(arena, const Role *, roles->count * 2 + 1);
        for (size_t i = 0; i < roles->count; i++) items[i] = roles->items[i];
        roles->items = items;
    }
    roles->items[roles->count++] = role;
}

// Another title gives way to a page or an alias at its address: it was not chosen as an address.
static void add_titles(Work *work) {
    Site *site = work->site;
    Buf address = {0};
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->alternative_titles.count; j++) {
            const Text *title = &role->alternative_titles.items[j];
            buf_clear(&address);
            buf_add(&address, STR("roles/"));
            slug_append(&address, title->str);
            Str slug = str_slice(buf_str(&address), 6, address.len);
            if (!slug.len || table_get(&site->roles_by_slug, slug) != TABLE_NONE) continue;
            buf_add_char(&address, '/');
            size_t index = table_get(&work->by_from, buf_str(&address));
            Redirect *redirect = index == TABLE_NONE ? NULL : (Redirect *)work->redirects.items + index;
            if (redirect && !redirect->roles.count) continue;
            if (!redirect) {
                redirect = add_redirect(work, arena_copy(&site->arena, buf_str(&address)),
                                        (Place){role->entry.path, title->offset});
                redirect->title = title->str;
                redirect->to = role->entry.address;
            }
            add_role(&site->arena, &redirect->roles, role);
        }
    }
    buf_free(&address);
}

// Follows a redirect: each must lead to a page at once.
static void check_chain(Work *work, const Redirect *redirect) {
    const Redirect *all = work->redirects.items;
    const Redirect *at = redirect;
    for (size_t steps = 0; steps <= work->redirects.count; steps++) {
        Str to = at->to;
        Str page = str_slice(to, 0, str_find(to, '#'));
        size_t next = at->is_elsewhere ? TABLE_NONE : table_get(&work->by_from, page);
        if (next == TABLE_NONE && at == redirect) return;
        if (next == TABLE_NONE) {
            Buf hint = {0};
            buf_printf(&hint, "lead it to '%s%.*s' at once", at->is_elsewhere ? "" : "/", (int)to.len, to.ptr);
            diag_error(work->diags, redirect->place, "redirect-chain", hint.ptr,
                       "this redirect leads to another redirect");
            buf_free(&hint);
            return;
        }
        at = &all[next];
    }
    diag_error(work->diags, redirect->place, "redirect-loop", "lead it to a page",
               "this redirect leads back to itself");
}

static int compare_redirects(const void *left, const void *right) {
    return str_compare(((const Redirect *)left)->from, ((const Redirect *)right)->from);
}

void redirects_derive(Site *site, Diags *diags) {
    Work work = {.site = site, .diags = diags};
    add_aliases(&work);
    add_configured(&work);
    add_titles(&work);
    const Redirect *all = work.redirects.items;
    for (size_t i = 0; i < work.redirects.count; i++) check_chain(&work, &all[i]);
    if (work.redirects.count) qsort(work.redirects.items, work.redirects.count, sizeof *all, compare_redirects);
    site->redirects = ARENA_NEW(&site->arena, Redirect, work.redirects.count + 1);
    site->redirect_count = work.redirects.count;
    for (size_t i = 0; i < work.redirects.count; i++) site->redirects[i] = all[i];
    free(work.redirects.items);
    table_free(&work.by_from);
}
