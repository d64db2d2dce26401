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

#endif
