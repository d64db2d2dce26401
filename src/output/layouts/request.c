#include "output/layouts/request.h"

#include <stdlib.h>

#include "format/css.h"
#include "format/url.h"

// Attributes that load or send by themselves, of the element or of all. <a href> only leads.
static const struct { const char *element, *attribute; } loading[] = {
    {NULL, "src"}, {NULL, "poster"}, {NULL, "background"}, {NULL, "action"}, {NULL, "formaction"},
    {"object", "data"}, {"base", "href"}, {"script", "href"}, {"script", "xlink:href"},
    {"use", "href"}, {"use", "xlink:href"}, {"image", "href"}, {"image", "xlink:href"},
    {"feimage", "href"}, {"feimage", "xlink:href"},
};
// Those that hold lists of addresses.
static const char *const loading_lists[] = {"srcset", "imagesrcset", "ping", NULL};
// What a <link> is to do so that it loads; "canonical", "alternate", "license" only lead.
static const char *const loading_rels[] = {
    "stylesheet", "icon", "apple-touch-icon", "apple-touch-icon-precomposed", "preload",
    "modulepreload", "mask-icon", "prefetch", "dns-prefetch", "preconnect", "prerender",
    "manifest", NULL,
};
static const char *const script_types[] = {
    "", "module", "importmap", "speculationrules", "text/javascript", "application/javascript",
    "text/ecmascript", "application/ecmascript", NULL,
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_loading(Str element, Str attribute) {
    for (size_t i = 0; i < COUNT(loading); i++) {
        bool is_element = !loading[i].element || str_equal(element, str_from(loading[i].element));
        if (is_element && str_equal(attribute, str_from(loading[i].attribute))) return true;
    }
    return false;
}

static bool ends_word(char byte, bool is_list) {
    return ascii_is_space(byte) || (is_list && byte == ',');
}

// The next word of a text behind *at, which moves on; empty at its end.
static Request next_word(Str text, size_t *at, size_t to, bool is_list) {
    while (*at < to && ends_word(text.ptr[*at], is_list)) ++*at;
    Request ret = {*at, *at};
    while (ret.to < to && !ends_word(text.ptr[ret.to], is_list)) ret.to++;
    *at = ret.to;
    return ret;
}

static bool is_foreign(Str text, Request word) {
    return url_is_foreign(str_slice(text, word.from, word.to));
}

static void add(List *list, Request request) {
    *(Request *)list_add(list, sizeof request) = request;
}

static bool rel_loads(Str text, size_t from, size_t to) {
    Request word;
    bool ret = false;
    while (word = next_word(text, &from, to, false), word.to > word.from) {
        ret |= str_is_among(str_slice(text, word.from, word.to), loading_rels);
    }
    return ret;
}

void request_find_in_value(Str element, Str attribute, Str text, size_t from, size_t to,
                           LinkTag *link, List *ret) {
    bool is_link = str_equal(element, STR("link"));
    size_t at = from;
    if (str_equal(attribute, STR("style"))) {
        request_find_in_style(text, from, to, ret);
    } else if (is_link && str_equal(attribute, STR("rel"))) {
        link->loads = rel_loads(text, from, to);
    } else if (str_is_among(attribute, loading_lists)) {
        while (at < to) {
            Request word = next_word(text, &at, to, true);
            if (is_foreign(text, word)) add(ret, word);
        }
    } else if (is_link && str_equal(attribute, STR("href"))) {
        Request word = next_word(text, &at, to, false);
        if (is_foreign(text, word)) link->href = word;
    } else if (is_loading(element, attribute)) {
        Request word = next_word(text, &at, to, false);
        if (is_foreign(text, word)) add(ret, word);
    }
}

bool request_is_script_type(Str type) {
    return str_is_among(type, script_types);
}

void request_end_link(const LinkTag *link, List *ret) {
    if (link->loads && link->href.to) add(ret, link->href);
}

// What is wrong with it browsers judge: it is no style sheet of static/.
void request_find_in_style(Str text, size_t from, size_t to, List *ret) {
    Arena scratch = {0};
    List references = {0};
    Diags ignored = {0};
    css_find_references(STR(""), str_slice(text, from, to), &scratch, &references, &ignored);
    for (size_t i = 0; i < references.count; i++) {
        const CssReference *reference = (const CssReference *)references.items + i;
        bool is_loaded = !reference->is_source_map && url_is_foreign(reference->address);
        if (is_loaded) add(ret, (Request){from + reference->from, from + reference->to});
    }
    free(references.items);
    diags_free(&ignored);
    arena_free(&scratch);
}
