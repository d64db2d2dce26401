// HTML as an independent parser reads it: gumbo, which follows the HTML standard.
#ifndef METIER_TESTS_FUZZ_HTML_H
#define METIER_TESTS_FUZZ_HTML_H

#include <gumbo.h>

#include "fuzz.h"

typedef void HtmlVisit(void *context, const GumboNode *node);

static inline void html_visit(const GumboNode *node, HtmlVisit *visit, void *context) {
    visit(context, node);
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) return;
    for (unsigned i = 0; i < node->v.element.children.length; i++) {
        html_visit(node->v.element.children.data[i], visit, context);
    }
}

static inline bool html_is_address(const char *name) {
    static const char *const names[] = {"href", "src", "action", "formaction", "poster", "cite", "data", "xlink:href",
                                        "background", "longdesc", "manifest", NULL};
    return str_is_among(str_from(name), names);
}

// What every HTML parser makes of a text before it reads it: line ends are line feeds, and gumbo takes controls and
// noncharacters as errors, each of which it shows as U+FFFD.
static inline void html_take_in(Str html, Buf *out) {
    for (size_t i = 0; i < html.len;) {
        uint32_t letter = utf8_decode(html, &i);
        bool is_control = (letter < 0x20 && letter != '\n' && letter != '\t' && letter != '\f') || (letter >= 0x7F && letter < 0xA0);
        bool is_none = (letter >= 0xFDD0 && letter <= 0xFDEF) || (letter & 0xFFFE) == 0xFFFE;
        if (letter == '\r' && i < html.len && html.ptr[i] == '\n') continue;
        utf8_add(out, letter == '\r' ? '\n' : is_control || is_none ? 0xFFFD : letter);
    }
}

#endif
