#include "output/origins.h"

#include "base/file.h"

static void add_bytes(Buf *out, const void *bytes, size_t size) {
    buf_add(out, (Str){bytes, size});
}

static void add_hash(Buf *out, Hash hash) {
    add_bytes(out, &hash, sizeof hash);
}

static void add_number(Buf *out, uint64_t number) {
    add_bytes(out, &number, sizeof number);
}

// Its size too: "ab", "c" is not "a", "bc".
static void add_text(Buf *out, Str text) {
    add_number(out, text.len);
    buf_add(out, text);
}

static Hash take_hash(Buf *bytes) {
    Hash ret = hash_128(buf_str(bytes));
    buf_free(bytes);
    return ret;
}

static Hash file_of(const Site *site, const Entry *entry) {
    return sources_find(site->sources, entry->path)->hash;
}

static void add_assets(const Assets *assets, Buf *out) {
    for (size_t i = 0; i < assets->files.count; i++) {
        const Asset *asset = (const Asset *)assets->files.items + i;
        add_text(out, asset->path);
        add_text(out, asset->address);
        add_text(out, asset->integrity);
    }
}

static void add_size(Buf *out, ImageSize size) {
    add_number(out, (uint64_t)size.width << 32 | size.height);
}

// Pages that come and go with the day: a link to one may fall away.
static void add_timed(const Site *site, Buf *out) {
    const Entry *const *timed = site->timed.items;
    for (size_t i = 0; i < site->timed.count; i++) {
        add_number(out, timed[i] ? 1 + (uint64_t)timed[i]->is_withheld : 0);
        if (timed[i]) add_hash(out, file_of(site, timed[i]));
    }
}

static void add_terms(const TermList *terms, Buf *out) {
    for (size_t i = 0; i < terms->count; i++) {
        add_text(out, terms->items[i].name);
        add_text(out, terms->items[i].address);
    }
}

// What page_begin and the cards of roles read of the content as a whole.
static void add_whole(const Site *site, Buf *out) {
    size_t footer_count = site->info_page_count;
    if (footer_count > FOOTER_INFO_PAGES_MAX) footer_count = FOOTER_INFO_PAGES_MAX;
    for (size_t i = 0; i < footer_count; i++) {
        add_text(out, site->info_pages[i]->entry.title.str);
        add_text(out, site->info_pages[i]->entry.address);
    }
    for (size_t i = 0; i < site->attribution_count; i++) add_text(out, site->attributions[i]);
    add_number(out, site->roles.count > 1);
    add_number(out, site->rankings[0].count > 0);
    add_number(out, site->recent_count > 0);
    if (site->main_pay) {
        add_text(out, site->main_pay->currency.str);
        add_text(out, site->main_pay->period.str);
    }
    add_terms(&site->educations, out);
    add_size(out, site->logo_size);
}

static Hash find_frame(const Rendering *rendering, Hash key) {
    const Site *site = rendering->site;
    Buf bytes = {0};
    add_hash(&bytes, key);
    add_hash(&bytes, site->config.hash);
    add_hash(&bytes, rendering->strings->hash);
    add_hash(&bytes, rendering->layouts->hash);
    add_assets(rendering->assets, &bytes);
    // Counts keep what follows apart.
    add_number(&bytes, rendering->assets->files.count);
    add_timed(site, &bytes);
    add_number(&bytes, site->timed.count);
    add_whole(site, &bytes);
    return take_hash(&bytes);
}

static Hash find_content(const Site *site, bool has_texts) {
    const Sources *sources = site->sources;
    Buf bytes = {0};
    for (size_t i = 0; i < sources->file_count; i++) {
        const SourceFile *file = sources->files[i];
        bool is_role = file->entry && file->entry->kind == ENTRY_ROLE;
        add_text(&bytes, file->path);
        add_hash(&bytes, is_role && !has_texts ? file->front_hash : file->hash);
    }
    // Pictures beside pages have addresses, and sizes.
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        add_size(&bytes, entry->image.size);
        if (entry->kind == ENTRY_ROLE) continue;
        for (size_t j = 0; entry->image_sizes && j < entry->body->link_count; j++) {
            add_size(&bytes, entry->image_sizes[j]);
        }
    }
    return take_hash(&bytes);
}

static void add_term(Buf *out, const Term *term) {
    add_text(out, term->name);
    add_text(out, term->address);
}

static Hash find_role(const Site *site, const Role *role) {
    const Entry *entry = &role->entry;
    const Term *branch = &site->branches.items[role->branch_index];
    const Skill *skills = role->skills.items;
    Buf bytes = {0};
    add_hash(&bytes, sources_find(site->sources, entry->path)->front_hash);
    add_text(&bytes, entry->path);
    add_text(&bytes, entry->address);
    add_text(&bytes, entry->image.src.str);
    add_size(&bytes, entry->image.size);
    add_number(&bytes, role->education_levels);
    add_term(&bytes, branch);
    add_text(&bytes, branch->description);
    add_number(&bytes, branch->call_index);
    add_number(&bytes, branch->roles.count > 1);
    for (size_t i = 0; i < role->skills.count; i++) {
        add_term(&bytes, &site->skills.items[skills[i].term_index]);
    }
    return take_hash(&bytes);
}

static void find_role_of_job(Worker *worker, size_t index, void *context) {
    Origins *origins = context;
    const Site *site = origins->rendering->site;
    (void)worker;
    origins->roles[index] = find_role(site, site->roles.items[index]);
}

void origins_find(const Rendering *rendering, Hash key, size_t thread_count, Origins *ret) {
    const Site *site = rendering->site;
    Diags none = {0};
    *ret = (Origins){.rendering = rendering};
    ret->frame = find_frame(rendering, key);
    ret->texts = find_content(site, true);
    ret->fields = find_content(site, false);
    ret->roles = ARENA_NEW(&ret->arena, Hash, site->roles.count + 1);
    workers_run(thread_count, site->roles.count, find_role_of_job, ret, &ret->arena, &none);
}

void origins_add_fields(const Origins *origins, const Output *output, Buf *ret) {
    (void)output;
    add_hash(ret, origins->fields);
}

static void add_roles(const Origins *origins, const RoleList *roles, Buf *ret) {
    add_number(ret, roles->count);
    for (size_t i = 0; i < roles->count; i++) {
        add_hash(ret, origins->roles[roles->items[i]->index]);
    }
}

static void add_links(const Entry *entry, Buf *ret) {
    for (size_t i = 0; entry->link_addresses && i < entry->body->link_count; i++) {
        add_text(ret, entry->link_addresses[i]);
        add_number(ret, entry->link_falls && entry->link_falls[i]);
        add_size(ret, entry->image_sizes ? entry->image_sizes[i] : (ImageSize){0});
    }
}

void origins_add_role(const Origins *origins, const Output *output, Buf *ret) {
    const Site *site = origins->rendering->site;
    const Role *role = output->subject;
    const Role *const beside[] = {role->previous, role->next};
    add_hash(ret, file_of(site, &role->entry));
    add_hash(ret, origins->roles[role->index]);
    add_links(&role->entry, ret);
    for (size_t i = 0; i < 2; i++) {
        add_hash(ret, beside[i] ? origins->roles[beside[i]->index] : (Hash){0});
    }
    add_roles(origins, &role->path_from, ret);
    add_roles(origins, &role->path_to, ret);
    add_roles(origins, &role->related_roles, ret);
    for (size_t i = 0; i < role->articles.count; i++) {
        const Entry *article = &role->articles.items[i]->entry;
        add_hash(ret, file_of(site, article));
        add_text(ret, article->address);
    }
}

void origins_add_redirect(const Origins *origins, const Output *output, Buf *ret) {
    const Redirect *redirect = output->subject;
    (void)origins;
    add_text(ret, redirect->to);
    add_text(ret, redirect->address);
    add_number(ret, redirect->is_elsewhere);
}

Hash origins_of(const Origins *origins, const Output *output) {
    Buf bytes = {0};
    add_hash(&bytes, origins->frame);
    add_text(&bytes, output->path);
    add_text(&bytes, output->address);
    add_text(&bytes, str_from(output->kind->name));
    add_number(&bytes, output->part);
    if (output->kind->add_origins) output->kind->add_origins(origins, output, &bytes);
    else add_hash(&bytes, origins->texts);
    return take_hash(&bytes);
}

void origins_free(Origins *origins) {
    arena_free(&origins->arena);
}
