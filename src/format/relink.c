#include "format/relink.h"

#include <stdlib.h>

#include "format/markdown_address.h"

enum {
    PARENTHESES_MAX = 32,    // in each other, in an address: as many as md4c allows
    TEXT_MAX = 10000,        // bytes of a link's text that are looked at
};

// An address in the source.
typedef struct Span {
    size_t from;
    size_t to;
    size_t link;             // index of a link that has it; NO_LINK of what is left out
} Span;
#define NO_LINK SIZE_MAX

typedef struct Relink {
    Str source;
    const MarkdownDocument *document;
    const Str *urls;         // by link
    const bool *falls;       // by link: only its text is left; or NULL
    List spans;              // of Span
    bool *is_found;          // by link: its address has a span
    size_t found_count;
    Table by_address;        // of links that have none, with their fragments: index; made when it
                             // is first needed
    Arena *scratch;
} Relink;

static Str address_of(const Relink *relink, const MarkdownLink *link) {
    if (!link->has_fragment) return link->target;
    return arena_join_three(relink->scratch, link->target, STR("#"), link->fragment);
}

static void put_span(Relink *relink, size_t from, size_t to, size_t link) {
    *(Span *)list_add(&relink->spans, sizeof(Span)) = (Span){from, to, link};
}

static void note_found(Relink *relink, size_t link) {
    relink->found_count += !relink->is_found[link];
    relink->is_found[link] = true;
}

static void add_span(Relink *relink, size_t from, size_t to, size_t link) {
    put_span(relink, from, to, link);
    note_found(relink, link);
}

static size_t behind_spaces(Str source, size_t at) {
    while (at < source.len && is_blank(source.ptr[at])) at++;
    return at;
}

// Behind the next of such bytes that no backslash stands in front of, or 0 where none is near.
static size_t behind_next(Str source, size_t at, char byte) {
    source = str_slice(source, 0, at + TEXT_MAX);
    for (; at < source.len; at++) {
        if (source.ptr[at] == byte) return at + 1;
        at += source.ptr[at] == '\\';
    }
    return 0;
}

// Behind the ']' that closes the '[' at `at`, or 0.
static size_t behind_brackets(Str source, size_t at) {
    size_t depth = 0;
    source = str_slice(source, 0, at + TEXT_MAX);
    for (; at < source.len; at++) {
        if (source.ptr[at] == '[') depth++;
        if (source.ptr[at] == ']' && --depth == 0) return at + 1;
        at += source.ptr[at] == '\\';
    }
    return 0;
}

// Behind the parenthesis that ends a link whose address ends at `at`: a title may stand before it.
static size_t behind_link(Str source, size_t at) {
    if (at < source.len && source.ptr[at] == '>') at++;
    at = behind_spaces(source, at);
    char quote = at < source.len ? source.ptr[at] : '\0';
    bool has_title = quote == '"' || quote == '\'' || quote == '(';
    if (has_title) at = behind_next(source, at + 1, quote == '(' ? ')' : quote);
    if (!at) return 0;
    at = behind_spaces(source, at);
    return at < source.len && source.ptr[at] == ')' ? at + 1 : 0;
}

// The '[' that the ']' at `end` closes; `end` where it is not near.
static size_t opening_bracket(Str source, size_t end) {
    size_t depth = 1;
    for (size_t at = end; at > 0 && end - at < TEXT_MAX; at--) {
        char byte = source.ptr[at - 1];
        if ((byte != '[' && byte != ']') || str_is_escaped(source, at - 1)) continue;
        depth += byte == ']' ? 1 : (size_t)-1;
        if (!depth) return at - 1;
    }
    return end;
}

// What stands around the text of a link is left out.
static void add_gaps(Relink *relink, size_t link, size_t open, size_t close, size_t end) {
    put_span(relink, open, open + 1, NO_LINK);
    put_span(relink, close, end, NO_LINK);
    note_found(relink, link);
}

// "[text](address "title")", whose address is from `from` to `to`.
static void drop_inline(Relink *relink, size_t link, size_t from, size_t to) {
    Str source = relink->source;
    while (from && (is_blank(source.ptr[from - 1]) || source.ptr[from - 1] == '<')) from--;
    size_t end = behind_link(source, to);
    bool is_call = from >= 2 && source.ptr[from - 1] == '(' && source.ptr[from - 2] == ']' && end;
    size_t open = is_call ? opening_bracket(source, from - 2) : from - 2;
    if (is_call && open < from - 2) add_gaps(relink, link, open, from - 2, end);
}

// "[text][label]", "[text][]" or "[text]".
static void drop_reference(Relink *relink, size_t link, size_t open) {
    Str source = relink->source;
    if (open >= source.len || source.ptr[open] != '[') return;
    size_t end = behind_brackets(source, open);
    if (!end) return;
    bool has_label = end < source.len && source.ptr[end] == '[';
    size_t label_end = has_label ? behind_brackets(source, end) : end;
    if (label_end) add_gaps(relink, link, open, end - 1, label_end);
}

// Leaves the text alone of those links that fall away.
static void drop_fallen(Relink *relink, size_t offset) {
    for (size_t i = 0; i < relink->document->link_count; i++) {
        const MarkdownLink *link = &relink->document->links[i];
        if (!relink->falls[i] || link->offset < offset) continue;
        size_t at = link->offset - offset;
        if (link->is_reference) drop_reference(relink, i, at);
        else drop_inline(relink, i, at, at + link->address_size);
    }
}

// Addresses whose place is known: those in links, and others that stand in the source as they are.
static void find_known(Relink *relink, size_t offset) {
    Str source = relink->source;
    for (size_t i = 0; i < relink->document->link_count; i++) {
        const MarkdownLink *link = &relink->document->links[i];
        Str address = address_of(relink, link);
        if (relink->is_found[i] || link->address_offset < offset || !relink->urls[i].len) continue;
        size_t from = link->address_offset - offset;
        size_t to = from + (link->address_size ? link->address_size : address.len);
        bool is_known = link->address_size || str_equal(str_slice(source, from, to), address);
        if (to > source.len || !is_known) continue;
        bool is_end = to == source.len || is_blank(source.ptr[to]) || source.ptr[to] == ')' ||
                      source.ptr[to] == '>';
        if (is_end) add_span(relink, from, to, i);
    }
}

// Whether an address begins at `from`. *ret is where it ends, or where it is clear that it is none.
static bool find_end(Str source, size_t from, size_t *ret) {
    bool is_in_brackets = from < source.len && source.ptr[from] == '<';
    int depth = 0;
    size_t at = from + is_in_brackets;
    for (; at < source.len; at++) {
        char byte = source.ptr[at];
        bool is_escape = byte == '\\' && at + 1 < source.len && !is_blank(source.ptr[at + 1]);
        bool is_end = is_in_brackets ? byte == '>' || byte == '<' || byte == '\n' : is_blank(byte);
        if (!is_in_brackets && byte == '(') is_end |= ++depth > PARENTHESES_MAX;
        if (!is_in_brackets && byte == ')') is_end |= depth-- == 0;
        if (is_end) break;
        at += is_escape;
    }
    bool is_closed = at < source.len && source.ptr[at] == '>';
    *ret = at + (is_in_brackets && is_closed);
    return is_in_brackets ? is_closed : depth <= PARENTHESES_MAX;
}

// The address that is written so, as md4c reads it: with its escapes and entities resolved.
static Str read_address(const Relink *relink, Str written) {
    Buf text = {0};
    MarkdownDocument document;
    Diags diags = {0};
    buf_add(&text, STR("[x]("));
    buf_add(&text, written);
    buf_add(&text, STR(")"));
    size_t len = text.len;
    buf_add(&text, STR("\n\0"));   // that markdown_render asks for
    bool is_read = markdown_render((Str){text.ptr, len}, (Place){STR(""), 0}, relink->scratch,
                                   relink->scratch, &document, &diags);
    Str ret = is_read && document.link_count == 1 ? address_of(relink, document.links) : (Str){0};
    buf_free(&text);
    diags_free(&diags);
    return ret;
}

static size_t find_link(Relink *relink, Str address) {
    const MarkdownDocument *document = relink->document;
    for (size_t i = relink->by_address.count ? document->link_count : 0; i < document->link_count;
         i++) {
        if (relink->is_found[i]) continue;
        table_add(&relink->by_address, address_of(relink, &document->links[i]), i);
    }
    return address.len ? table_get(&relink->by_address, address) : TABLE_NONE;
}

// Addresses with escapes or entities in definitions, whose place nobody tells: each that stands
// where one may stand, and is that of a link that is still without, counts.
static void find_escaped(Relink *relink) {
    Str source = relink->source;
    size_t last_end = 0;     // of the addresses of definitions, so that none is read twice
    for (size_t i = 0; i + 1 < source.len; i++) {
        bool is_definition = source.ptr[i] == ']' && source.ptr[i + 1] == ':' && i >= last_end;
        bool is_inline = source.ptr[i] == ']' && source.ptr[i + 1] == '(';
        if (source.ptr[i] == '\\') i++;
        if (!is_definition && !is_inline) continue;
        size_t from = i + 2;
        while (from < source.len && is_blank(source.ptr[from])) from++;
        size_t to = from;
        bool is_address = find_end(source, from, &to);
        if (is_definition) last_end = to;
        if (!is_address) continue;
        Str written = str_slice(source, from, to);
        if (str_find(written, '\\') == written.len && str_find(written, '&') == written.len) {
            continue;
        }
        size_t link = find_link(relink, read_address(relink, written));
        if (link != TABLE_NONE && relink->urls[link].len) add_span(relink, from, to, link);
    }
}

static int compare_spans(const void *left, const void *right) {
    const Span *a = left;
    const Span *b = right;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return (a->link > b->link) - (a->link < b->link);
}

// A '&' could begin an entity.
static void add_url(Buf *out, Str url) {
    bool has_entity = str_find(url, ';') < url.len;
    for (size_t i = 0; i < url.len; i++) {
        if (has_entity && url.ptr[i] == '&') buf_add_char(out, '\\');
        buf_add_char(out, url.ptr[i]);
    }
}

void relink_markdown(Str source, size_t offset, const MarkdownDocument *document, const Str *urls,
                     const bool *falls, Arena *scratch, Buf *out) {
    Relink relink = {.source = source, .document = document, .urls = urls, .falls = falls,
                     .scratch = scratch, .spans.arena = scratch, .by_address.arena = scratch};
    if (document->link_count) {
        relink.is_found = ARENA_NEW(scratch, bool, document->link_count);
        if (falls) drop_fallen(&relink, offset);
        find_known(&relink, offset);
        if (relink.found_count < document->link_count) find_escaped(&relink);
    }
    const Span *spans = relink.spans.items;
    if (relink.spans.count) {
        qsort(relink.spans.items, relink.spans.count, sizeof *spans, compare_spans);
    }
    size_t at = 0;
    for (size_t i = 0; i < relink.spans.count; i++) {
        if (spans[i].from < at) continue;   // several links share a definition
        buf_add(out, str_slice(source, at, spans[i].from));
        if (spans[i].link != NO_LINK) add_url(out, urls[spans[i].link]);
        at = spans[i].to;
    }
    buf_add(out, str_slice(source, at, source.len));
}
