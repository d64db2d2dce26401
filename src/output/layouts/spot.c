#include "output/layouts/spot.h"

static const struct { const char *message, *hint; } objections[SPOT_COUNT] = {
    [SPOT_ADDRESS_START] = {"a text may not begin an address: it could be a script's",
                            "begin with {{ROOT}} and a folder, or use a link or URL"},
    [SPOT_CODE_START] = {"only addresses of this site may stand where what they lead to runs in "
                         "the page",
                         "begin with {{ROOT}}"},
    [SPOT_ADDRESS_LIST] = {"only addresses may stand in this attribute", "use a link or URL"},
    [SPOT_ADDRESS_OPEN] = {"a value may not go on where an address is still open: it could become "
                           "a script's, or another site's",
                           "begin with {{ROOT}} and a folder's name and '/'"},
    [SPOT_SCRIPT_ADDRESS] = {"a value may not be part of a script",
                             "write an address that begins with {{ROOT}}"},
    [SPOT_FOREIGN_CODE] = {"a value may not choose what runs in the page",
                           "write the whole address"},
    [SPOT_REFRESH] = {"a value may stand here only as the address behind '0; url='",
                      "write content=\"0; url={{LINK}}\""},
    [SPOT_EVENT] = {"a value may not be part of a script",
                    "write it into a data- attribute, and let a script of static/ read it"},
    [SPOT_STYLE] = {"a value may not be part of a style", "use a class, or an attribute of SVG"},
    [SPOT_FRAME_TEXT] = {"a value may not be part of a frame's HTML",
                         "write it into the page itself"},
    [SPOT_ANIMATION] = {"a value may not be what an animation sets: it could set a link",
                        "write the text itself"},
    [SPOT_MEANING] = {"a value may not say what a <meta> means", "write the text itself"},
    [SPOT_SCRIPT_ELEMENT] = {"a value may not be part of a script",
                             "write it into a data- attribute, and let the script read it"},
    [SPOT_STYLE_ELEMENT] = {"a value may not be part of a style sheet", "use a class"},
    [SPOT_RAW_ELEMENT] = {"a value cannot be escaped in this element",
                          "write it into another element"},
    [SPOT_UNQUOTED] = {"a value may not stand in an attribute without quotes",
                       "put it in double quotes"},
    [SPOT_ATTRIBUTE_NAME] = {"a value may not be the name of an attribute",
                             "write the name, and ask with {{#HAS_X}}"},
    [SPOT_TAG_NAME] = {"a value may not be the name of a tag, or stand right behind '<'",
                       "write the name; write '&lt;' for a '<'"},
    [SPOT_COMMENT] = {"a value may not stand in a comment",
                      "write {{! … }} for what no page should show"},
    [SPOT_JSON] = {"only JSON may stand in this script",
                   "write {{STRUCTURED_DATA:none}}, or another element"},
};

static bool is_allowed(Spot spot, NameKind kind) {
    bool is_own = kind == NAME_LINK || kind == NAME_BASE;
    if (kind == NAME_HTML) return spot == SPOT_TEXT;
    if (kind == NAME_JSON) return spot == SPOT_JSON;
    switch (spot) {
        case SPOT_TEXT:
        case SPOT_TITLE:
        case SPOT_ATTRIBUTE:
        case SPOT_ADDRESS: return true;
        case SPOT_ADDRESS_START:
        case SPOT_ADDRESS_LIST: return is_own || kind == NAME_URL;
        case SPOT_CODE_START: return is_own;
        default: return false;
    }
}

const char *spot_objection(Spot spot, NameKind kind, const char **ret_hint) {
    if (is_allowed(spot, kind)) return NULL;
    bool is_inside = spot == SPOT_TITLE || spot == SPOT_ATTRIBUTE || spot == SPOT_ADDRESS ||
                     spot == SPOT_ADDRESS_START || spot == SPOT_ADDRESS_LIST ||
                     spot == SPOT_CODE_START;
    if (kind == NAME_JSON) {
        *ret_hint = "write <script type=\"application/ld+json\">{{STRUCTURED_DATA:none}}</script>";
        return "this JSON may stand only in a script element of its type";
    }
    if (kind == NAME_HTML && is_inside) {
        *ret_hint = "write it between tags";
        return "HTML may not stand in an attribute, a title or a text field";
    }
    *ret_hint = objections[spot].hint;
    return objections[spot].message;
}
