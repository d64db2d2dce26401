// Spots: the kinds of places in a page where a mark of a layout may stand, and what may be written
// there.
#ifndef METIER_OUTPUT_SPOT_H
#define METIER_OUTPUT_SPOT_H

#include "format/template.h"

typedef enum Spot {
    SPOT_TEXT,               // between tags
    SPOT_TITLE,              // in an element that shows text and knows no tags: <title>, <textarea>
    SPOT_JSON,               // in <script type="application/ld+json">
    SPOT_ATTRIBUTE,          // in a quoted attribute that neither leads anywhere nor is run
    SPOT_ADDRESS_START,      // where an address begins
    SPOT_ADDRESS,            // further on in it: where it leads to is known
    SPOT_CODE_START,         // where the address of something begins that runs in the page
    SPOT_ADDRESS_LIST,
    SPOT_ADDRESS_OPEN,       // in an address that could still become a script's
    SPOT_SCRIPT_ADDRESS,     // behind "javascript:"
    SPOT_FOREIGN_CODE,       // in the address of what runs in the page, behind another site's name
    SPOT_REFRESH,            // in <meta http-equiv>, not behind "0; url="
    SPOT_EVENT,              // in onclick="…"
    SPOT_STYLE,              // in style="…"
    SPOT_FRAME_TEXT,         // in srcdoc="…"
    SPOT_ANIMATION,          // in what an SVG animation sets
    SPOT_MEANING,            // in http-equiv="…"
    SPOT_SCRIPT_ELEMENT,
    SPOT_STYLE_ELEMENT,
    SPOT_RAW_ELEMENT,        // in <iframe>, <xmp> and the like
    SPOT_UNQUOTED,
    SPOT_ATTRIBUTE_NAME,
    SPOT_TAG_NAME,
    SPOT_COMMENT,
    SPOT_COUNT,
} Spot;

// Why a value of this kind may not stand at a spot; NULL when it may. *ret_hint says what to do.
const char *spot_objection(Spot spot, NameKind kind, const char **ret_hint);

#endif
