#include "check/external.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/curl_library.h"
#include "check/known_links.h"
#include "check/requests.h"
#include "format/url.h"

// A place that names an address elsewhere.
typedef struct Use {
    Place place;
    Str url;                 // as it is written
    Str address;             // that is asked: without the fragment, all letters plain
    size_t link;             // index of it
} Use;

// An address that is asked, or was.
typedef struct Link {
    Request request;         // its url, and what is known of it
    Date day;                // on which it was asked
    bool is_known;           // from an earlier run
} Link;

typedef struct External {
    const Sources *sources;
    const ExternalOptions *options;
    Diags *diags;
    Arena arena;
    Str path;                // of the file whose links are collected
    List uses;               // of Use
    Link *links;             // by address
    size_t link_count;
    KnownLinks known;
    Str kind;
} External;

static void add_use(External *external, Str url, size_t offset) {
    bool is_web = str_equal_ascii_case(str_slice(url, 0, 8), STR("https://")) ||
                  str_equal_ascii_case(str_slice(url, 0, 7), STR("http://"));
    // What is under the site's own base_url may be still to be published.
    const Config *config = &external->sources->config;
    if (!is_web || config_is_own(config, config->base_path, url)) return;
    Str address = str_slice(url, 0, str_find(url, '#'));
    *(Use *)list_add(&external->uses, sizeof(Use)) = (Use){
        .place = {external->path, offset}, .url = url,
        .address = url_from_link(&external->arena, address),
    };
}

static void add_field(void *context, void *value) {
    const Text *text = value;
    add_use(context, text_str(*text), text->offset);
}

// All fields of the type URL; the struct itself stays as it is.
static void add_fields(External *external, const Schema *schema, const void *of) {
    void *visited = arena_alloc(&external->arena, 1, schema->size);
    memcpy(visited, of, schema->size);
    schema_visit(schema, FIELD_URL, visited, add_field, external);
}

static void add_entry(External *external, const Entry *entry) {
    external->path = entry->path;
    add_fields(external, external->sources->config.schemas[entry->kind], entry);
    for (size_t i = 0; i < entry->body->elsewhere_count; i++) {
        const MarkdownElsewhere *link = &entry->body->elsewhere[i];
        add_use(external, link->url, link->offset);
    }
}

static void add_config(External *external, const Config *config) {
    external->path = CONFIG_PATH;
    add_fields(external, &config_schema, config);
    for (size_t i = 0; i < config->redirects.count; i++) {
        const TextList *targets = &config->redirects.items[i].values;
        for (size_t j = 0; j < targets->count; j++) {
            add_use(external, text_str(targets->items[j]), targets->items[j].offset);
        }
    }
}

static int compare_uses(const void *left, const void *right) {
    const Use *a = left;
    const Use *b = right;
    int order = str_compare(a->address, b->address);
    if (!order) order = str_compare(a->place.path, b->place.path);
    if (order) return order;
    return (a->place.offset > b->place.offset) - (a->place.offset < b->place.offset);
}

static void collect(External *external) {
    const Sources *sources = external->sources;
    add_config(external, &sources->config);
    for (size_t i = 0; i < sources->file_count; i++) {
        if (sources->files[i]->entry) add_entry(external, sources->files[i]->entry);
    }
    Use *uses = external->uses.items;
    size_t count = external->uses.count;
    if (count) qsort(uses, count, sizeof *uses, compare_uses);
    external->links = ARENA_NEW(&external->arena, Link, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool is_new = !i || !str_equal(uses[i].address, uses[i - 1].address);
        if (is_new) external->links[external->link_count++].request.url = uses[i].address;
        uses[i].link = external->link_count - 1;
    }
}

// What an earlier run has found out. Returns how many links are left to ask.
static size_t take_known(External *external) {
    const Sources *sources = external->sources;
    external->kind = external->options->with_private ? STR("private ones too") : STR("public ones");
    known_links_read(sources->root, external->kind, sources->options.now, &external->known);
    size_t ret = 0;
    for (size_t i = 0; i < external->link_count; i++) {
        Link *link = &external->links[i];
        const KnownLink *known = known_links_find(&external->known, link->request.url);
        link->day = known ? known->day : sources->options.now;
        link->is_known = known != NULL;
        if (known) link->request.kind = ANSWER_GOOD;
        if (known) link->request.moved_to = known->moved_to;
        if (!known && ret++ >= EXTERNAL_LINKS_MAX) {
            link->request.kind = ANSWER_UNKNOWN;
            link->request.trouble = "the content has more links than a run asks";
        }
    }
    return ret < EXTERNAL_LINKS_MAX ? ret : EXTERNAL_LINKS_MAX;
}

// Asks for the `count` links of which nothing is known.
static bool ask(External *external, size_t count) {
    Progress *progress = external->sources->options.progress;
    Request **requests = ARENA_NEW(&external->arena, Request *, count + 1);
    size_t index = 0;
    for (size_t i = 0; i < external->link_count; i++) {
        Request *request = &external->links[i].request;
        if (request->kind == ANSWER_NONE) requests[index++] = request;
    }
    progress_begin(progress, "links elsewhere", count);
    if (!progress_linger(progress)) return true;
    Str user_agent = arena_join(&external->arena, STR("metier/"),
                                str_from(external->options->version));
    RequestOptions options = {.user_agent = user_agent.ptr,
                              .with_private = external->options->with_private,
                              .progress = progress};
    return requests_ask(requests, count, &options, &external->arena);
}

static void keep_good(External *external) {
    KnownLink *good = ARENA_NEW(&external->arena, KnownLink, external->link_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < external->link_count; i++) {
        const Link *link = &external->links[i];
        if (link->request.kind != ANSWER_GOOD) continue;
        good[count++] = (KnownLink){link->request.url, link->request.moved_to, link->day};
    }
    known_links_write(external->sources->root, external->kind, &external->known, good, count);
}

static void report_dead(const External *external, const Use *use, const Request *answer) {
    diag_warning(external->diags, use->place, "dead-link",
                 "find out where it has gone, or leave the link out",
                 "nothing is at '%.*s' any more: its host answers %ld", (int)use->url.len,
                 use->url.ptr, answer->status);
}

// The part of the page that the link names is likely to have the same name there.
static void report_moved(External *external, const Use *use, const Request *answer) {
    Str to = answer->moved_to;
    Str fragment = str_slice(use->url, str_find(use->url, '#'), use->url.len);
    if (str_find(to, '#') == to.len) to = arena_join(&external->arena, to, fragment);
    Str hint = arena_join(&external->arena, STR("write "), to);
    diag_warning(external->diags, use->place, "moved-link", hint.ptr,
                 "'%.*s' has moved for good", (int)use->url.len, use->url.ptr);
}

static void report_unchecked(const External *external, const Use *use, const Request *answer) {
    const char *hint = answer->is_private
                           ? "readers elsewhere cannot reach it; --external-private asks it"
                           : "look at it in a browser";
    Buf trouble = {0};
    if (answer->trouble) buf_add(&trouble, str_from(answer->trouble));
    else buf_printf(&trouble, "its host answers %ld", answer->status);
    diag_warning(external->diags, use->place, "unchecked-link", hint,
                 "'%.*s' could not be checked: %s", (int)use->url.len, use->url.ptr, trouble.ptr);
    buf_free(&trouble);
}

static void report(External *external) {
    const Use *uses = external->uses.items;
    for (size_t i = 0; i < external->uses.count; i++) {
        const Request *answer = &external->links[uses[i].link].request;
        if (answer->kind == ANSWER_DEAD) report_dead(external, &uses[i], answer);
        if (answer->kind == ANSWER_UNKNOWN) report_unchecked(external, &uses[i], answer);
        if (answer->moved_to.len) report_moved(external, &uses[i], answer);
    }
}

static void count_links(const External *external, ExternalCounts *ret) {
    *ret = (ExternalCounts){.link_count = external->link_count};
    for (size_t i = 0; i < external->link_count; i++) {
        const Link *link = &external->links[i];
        ret->known_count += link->is_known;
        ret->dead_count += link->request.kind == ANSWER_DEAD;
        ret->moved_count += link->request.moved_to.len > 0;
        ret->unchecked_count += link->request.kind == ANSWER_UNKNOWN;
        ret->left_count += link->request.kind == ANSWER_NONE;
    }
}

void external_check(const Sources *sources, const ExternalOptions *options, ExternalCounts *ret,
                    Diags *diags) {
    External external = {.sources = sources, .options = options, .diags = diags};
    collect(&external);
    size_t count = take_known(&external);
    if (count && !ask(&external, count)) {
        diag_environment(diags, "is needed to ask for links elsewhere (Debian calls it libcurl4)",
                         STR(CURL_LIBRARY_NAME), ENOENT);
    }
    keep_good(&external);
    report(&external);
    count_links(&external, ret);
    known_links_free(&external.known);
    free(external.uses.items);
    arena_free(&external.arena);
}
