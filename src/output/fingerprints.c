#include "output/fingerprints.h"

#include "base/stamp.h"
#include "output/page.h"

static void add_bytes(Buf *out, const void *bytes, size_t size) {
    buf_add(out, (Str){bytes, size});
}

static void add_hash(Buf *out, Hash hash) {
    add_bytes(out, &hash, sizeof hash);
}

static void add_number(Buf *out, uint64_t number) {
    add_bytes(out, &number, sizeof number);
}

// Its size too: "ab", "c" is not "a", "bc". So has a list its count.
static void add_text(Buf *out, Str text) {
    add_number(out, text.len);
    buf_add(out, text);
}

static Hash take_hash(Buf *bytes) {
    Hash ret = hash_128(buf_str(bytes));
    buf_free(bytes);
    return ret;
}

// Of one that is not out, too: no such role has a place among the others.
static Hash file_of(const Site *site, const Entry *entry) {
    const Role *role = entry->is_withheld ? NULL : entry_role(entry);
    const SourceFile *file = role ? site->role_files[role->index]
                                  : sources_find(site->sources, entry->path);
    return file->hash;
}

static void add_assets(const Assets *assets, Buf *out) {
    add_number(out, assets->files.count);
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
    add_number(out, site->timed.count);
    for (size_t i = 0; i < site->timed.count; i++) {
        add_number(out, timed[i] ? 1 + (uint64_t)timed[i]->is_withheld : 0);
        if (timed[i]) add_hash(out, file_of(site, timed[i]));
    }
}

static void add_term(Buf *out, const Term *term) {
    add_text(out, term->name);
    add_text(out, term->address);
}

static void add_terms(const TermList *terms, Buf *out) {
    add_number(out, terms->count);
    for (size_t i = 0; i < terms->count; i++) add_term(out, &terms->items[i]);
}

// What page_begin and the cards of roles read of the content as a whole.
static void add_whole(const Site *site, Buf *out) {
    size_t footer_count = site->info_page_count;
    if (footer_count > FOOTER_INFO_PAGES_MAX) footer_count = FOOTER_INFO_PAGES_MAX;
    add_number(out, footer_count);
    for (size_t i = 0; i < footer_count; i++) {
        add_text(out, text_str(site->info_pages[i]->entry.title));
        add_text(out, site->info_pages[i]->entry.address);
    }
    add_number(out, site->attribution_count);
    for (size_t i = 0; i < site->attribution_count; i++) add_text(out, site->attributions[i]);
    add_number(out, site->roles.count > 1);
    add_number(out, site->rankings[0].count > 0);
    add_number(out, site->recent_count > 0);
    if (site->main_pay) {
        add_text(out, text_str(site->main_pay->currency));
        add_text(out, text_str(site->main_pay->period));
    }
    add_terms(&site->educations, out);
    add_size(out, site->logo_size);
}

static Hash hash_frame(const Rendering *rendering, Hash key) {
    const Site *site = rendering->site;
    Buf bytes = {0};
    add_hash(&bytes, key);
    add_hash(&bytes, site->config.hash);
    add_hash(&bytes, rendering->strings->hash);
    add_hash(&bytes, rendering->layouts->hash);
    add_assets(rendering->assets, &bytes);
    add_timed(site, &bytes);
    add_whole(site, &bytes);
    return take_hash(&bytes);
}

// Pictures beside pages have addresses, and sizes.
static void add_pictures(const Site *site, Buf *out) {
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        if (entry->image) add_size(out, entry->image->size);
        if (entry->kind == ENTRY_ROLE) continue;
        for (size_t j = 0; entry->image_sizes && j < entry->body->link_count; j++) {
            add_size(out, entry->image_sizes[j]);
        }
    }
}

// Of all content, with the texts of roles and without.
static void hash_content(const Site *site, Fingerprints *ret) {
    const Sources *sources = site->sources;
    Buf texts = {0};
    Buf fields = {0};
    for (size_t i = 0; i < sources->file_count; i++) {
        const SourceFile *file = sources->files[i];
        bool is_role = file->entry && file->entry->kind == ENTRY_ROLE;
        add_text(&fields, file->path);
        add_hash(&fields, is_role ? file->front_hash : file->hash);
        add_hash(&texts, file->hash);
    }
    add_pictures(site, &fields);
    ret->fields = take_hash(&fields);
    add_hash(&texts, ret->fields);
    ret->texts = take_hash(&texts);
}

static void hash_role(Worker *worker, size_t index, void *context) {
    Fingerprints *prints = context;
    const Site *site = prints->rendering->site;
    const Role *role = site->roles.items[index];
    const Entry *entry = &role->entry;
    const Term *branch = &site->branches.items[role->branch_index];
    const Skill *skills = role->skills.items;
    Buf *bytes = &worker->buf;
    add_hash(bytes, site->role_files[index]->front_hash);
    add_text(bytes, entry->path);
    add_text(bytes, entry->address);
    Image image = entry->image ? *entry->image : (Image){0};
    add_text(bytes, text_str(image.src));
    add_size(bytes, image.size);
    add_number(bytes, role->education_levels);
    add_term(bytes, branch);
    add_text(bytes, branch->description);
    add_number(bytes, branch->call_index);
    add_number(bytes, branch->roles.count > 1);
    for (size_t i = 0; i < role->skills.count; i++) {
        add_term(bytes, &site->skills.items[skills[i].term_index]);
    }
    prints->roles[index] = hash_128(buf_str(bytes));
}

static void add_role(const Fingerprints *prints, const Role *role, Buf *ret) {
    add_hash(ret, prints->roles[role->index]);
}

static void add_roles(const Fingerprints *prints, const RoleList *roles, Buf *ret) {
    add_number(ret, roles->count);
    for (size_t i = 0; i < roles->count; i++) add_role(prints, roles->items[i], ret);
}

static void add_links(const Entry *entry, Buf *ret) {
    add_number(ret, entry->body->link_count);
    for (size_t i = 0; entry->link_addresses && i < entry->body->link_count; i++) {
        add_text(ret, entry->link_addresses[i]);
        add_number(ret, entry->link_falls && entry->link_falls[i]);
        add_size(ret, entry->image_sizes ? entry->image_sizes[i] : (ImageSize){0});
    }
}

static void hash_page(Worker *worker, size_t index, void *context) {
    Fingerprints *prints = context;
    const Site *site = prints->rendering->site;
    const Role *role = site->roles.items[index];
    const Role *const beside[] = {role->previous, role->next};
    Buf *bytes = &worker->buf;
    add_hash(bytes, file_of(site, &role->entry));
    add_hash(bytes, prints->roles[index]);
    add_links(&role->entry, bytes);
    for (size_t i = 0; i < 2; i++) {
        add_hash(bytes, beside[i] ? prints->roles[beside[i]->index] : (Hash){0});
    }
    add_roles(prints, &role->path_from, bytes);
    add_roles(prints, &role->path_to, bytes);
    add_roles(prints, &role->related_roles, bytes);
    add_number(bytes, role->articles.count);
    for (size_t i = 0; i < role->articles.count; i++) {
        const Entry *article = &role->articles.items[i]->entry;
        add_hash(bytes, file_of(site, article));
        add_text(bytes, article->address);
    }
    prints->pages[index] = hash_128(buf_str(bytes));
}

static void hash_word(Worker *worker, size_t index, void *context) {
    Fingerprints *prints = context;
    const Site *site = prints->rendering->site;
    const SearchWord *word = &site->search.words[index];
    Buf *bytes = &worker->buf;
    add_text(bytes, word->text);
    for (size_t i = 0; i < word->posting_count; i++) {
        const Hash *role = &prints->roles[word->postings[i].role];
        const uint64_t parts[] = {role->high, role->low, word->postings[i].weight};
        add_bytes(bytes, parts, sizeof parts);
    }
    prints->words[index] = hash_128(buf_str(bytes));
}

static void add_choices(const TermList *terms, Buf *out) {
    add_terms(terms, out);
    for (size_t i = 0; i < terms->count; i++) add_number(out, terms->items[i].roles.count);
    add_number(out, terms->used_count);
    add_number(out, terms->is_partial);
}

static Hash hash_choices(const Site *site) {
    const TermList *const all[] = {&site->branches, &site->educations, &site->pay_bands};
    Buf bytes = {0};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) add_choices(all[i], &bytes);
    return take_hash(&bytes);
}

void fingerprints_find(const Rendering *rendering, Hash key, size_t thread_count,
                       Fingerprints *ret) {
    const Site *site = rendering->site;
    Diags none = {0};
    *ret = (Fingerprints){.rendering = rendering, .key = key};
    ret->frame = hash_frame(rendering, key);
    hash_content(site, ret);
    ret->choices = hash_choices(site);
    ret->roles = ARENA_NEW(&ret->arena, Hash, site->roles.count + 1);
    ret->pages = ARENA_NEW(&ret->arena, Hash, site->roles.count + 1);
    ret->words = ARENA_NEW(&ret->arena, Hash, site->search.word_count + 1);
    workers_run(thread_count, site->roles.count, hash_role, ret, &ret->arena, &none);
    workers_run(thread_count, site->roles.count, hash_page, ret, &ret->arena, &none);
    workers_run(thread_count, site->search.word_count, hash_word, ret, &ret->arena, &none);
}

void fingerprint_fields(const Fingerprints *prints, const Output *output, Buf *ret) {
    (void)output;
    add_hash(ret, prints->fields);
}

// Of a list in several pages, those of one.
static void add_part(const Fingerprints *prints, const RoleList *roles, size_t part, Buf *ret) {
    size_t from = part * LIST_PART_SIZE;
    add_number(ret, roles->count);
    for (size_t i = from; i < roles->count && i < from + LIST_PART_SIZE; i++) {
        add_role(prints, roles->items[i], ret);
    }
    add_hash(ret, prints->choices);
}

void fingerprint_role(const Fingerprints *prints, const Output *output, Buf *ret) {
    const Role *role = output->subject;
    add_hash(ret, prints->pages[role->index]);
}

void fingerprint_roles(const Fingerprints *prints, const Output *output, Buf *ret) {
    const Site *site = prints->rendering->site;
    add_part(prints, &site->roles, output->part, ret);
    for (size_t i = 0; i < site->letters.count; i++) {
        add_text(ret, site->letters.items[i].text);
        add_number(ret, site->letters.items[i].from);
    }
}

static void add_amount(Buf *ret, const Amount *amount) {
    add_number(ret, amount->state);
    add_number(ret, (uint64_t)amount->minor);
}

static void add_pay(Buf *ret, const PaySummary *pay) {
    add_number(ret, pay->count);
    if (!pay->count) return;
    add_text(ret, text_str(pay->like->currency));
    add_text(ret, text_str(pay->like->period));
    add_amount(ret, &pay->lowest);
    add_amount(ret, &pay->highest);
    add_number(ret, pay->median_count);
    add_amount(ret, &pay->median);
}

void fingerprint_term(const Fingerprints *prints, const Output *output, Buf *ret) {
    const Term *term = output->subject;
    add_term(ret, term);
    add_text(ret, term->description);
    add_pay(ret, &term->pay);
    add_part(prints, &term->roles, output->part, ret);
}

static void add_ranked(const Fingerprints *prints, const RankedSalary *ranked, Buf *ret) {
    add_role(prints, ranked->role, ret);
    add_number(ret, (uint64_t)(ranked->salary - ranked->role->salaries.items));
    add_number(ret, ranked->rank);
}

void fingerprint_ranking(const Fingerprints *prints, const Output *output, Buf *ret) {
    const Site *site = prints->rendering->site;
    const Ranking *ranking = output->subject;
    size_t from = output->part * LIST_PART_SIZE;
    for (size_t i = 0; i < site->ranking_count; i++) {
        add_text(ret, site->rankings[i].name);
        add_text(ret, site->rankings[i].address);
        add_number(ret, site->rankings[i].count > 0);
    }
    add_text(ret, ranking->region);
    add_number(ret, ranking->count);
    add_number(ret, ranking->is_mixed);
    // One stands for all where they are not mixed.
    add_ranked(prints, &ranking->items[0], ret);
    for (size_t i = 0; i < ranking->group_count; i++) {
        add_number(ret, ranking->groups[i]);
        add_ranked(prints, &ranking->items[ranking->groups[i]], ret);
    }
    for (size_t i = from; i < ranking->count && i < from + LIST_PART_SIZE; i++) {
        add_ranked(prints, &ranking->items[i], ret);
    }
}

void fingerprint_search(const Fingerprints *prints, const Output *output, Buf *ret) {
    const SearchNode *node = output->subject;
    add_text(ret, node->key);
    add_number(ret, node->is_whole);
    add_hash(ret, prints->choices);
    add_bytes(ret, prints->words + node->from, (node->to - node->from) * sizeof *prints->words);
}

void fingerprint_redirect(const Fingerprints *prints, const Output *output, Buf *ret) {
    const Redirect *redirect = output->subject;
    (void)prints;
    add_text(ret, redirect_to(redirect));
    add_text(ret, redirect_address(redirect));
    add_number(ret, redirect_is_elsewhere(redirect));
}

Hash fingerprint_of(const Fingerprints *prints, const Output *output, Buf *scratch) {
    buf_clear(scratch);
    add_hash(scratch, prints->frame);
    add_text(scratch, output_path(output));
    // With its path a page's address follows from this.
    add_number(scratch, (uint64_t)output->part << 16 | (uint64_t)output->kind << 1 |
                            output->is_folder);
    if (output_kind(output)->fingerprint) output_kind(output)->fingerprint(prints, output, scratch);
    else add_hash(scratch, prints->texts);
    Hash ret = hash_128(buf_str(scratch));
    buf_clear(scratch);
    return ret;
}

Hash fingerprint_of_copied(const Fingerprints *prints, const Output *output, const Asset *asset,
                           Buf *scratch) {
    buf_clear(scratch);
    add_hash(scratch, prints->key);
    add_text(scratch, output_path(output));
    stamp_add(scratch, &asset->stamp);
    Hash ret = hash_128(buf_str(scratch));
    buf_clear(scratch);
    return ret;
}

void fingerprints_free(Fingerprints *prints) {
    arena_free(&prints->arena);
}
