#include "output/layouts/layout_attribute.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct { const char *element, *attribute; AttributeUse use; } uses[] = {
    {"script", "src", USE_CODE}, {"script", "href", USE_CODE}, {"script", "xlink:href", USE_CODE},
    {"use", "href", USE_CODE}, {"use", "xlink:href", USE_CODE}, {"base", "href", USE_CODE},
    {"iframe", "src", USE_CODE}, {"frame", "src", USE_CODE}, {"embed", "src", USE_CODE},
    {"object", "data", USE_CODE}, {NULL, "codebase", USE_CODE}, {NULL, "classid", USE_CODE},
    {NULL, "code", USE_CODE}, {NULL, "archive", USE_CODE}, {NULL, "manifest", USE_CODE},
    {NULL, "xml:base", USE_CODE},
    {NULL, "href", USE_ADDRESS}, {NULL, "src", USE_ADDRESS}, {NULL, "action", USE_ADDRESS},
    {NULL, "formaction", USE_ADDRESS}, {NULL, "poster", USE_ADDRESS}, {NULL, "data", USE_ADDRESS},
    {NULL, "xlink:href", USE_ADDRESS}, {NULL, "cite", USE_ADDRESS}, {NULL, "icon", USE_ADDRESS},
    {NULL, "background", USE_ADDRESS}, {NULL, "longdesc", USE_ADDRESS},
    {NULL, "usemap", USE_ADDRESS},
    {NULL, "dynsrc", USE_ADDRESS}, {NULL, "lowsrc", USE_ADDRESS}, {NULL, "profile", USE_ADDRESS},
    {NULL, "srcset", USE_ADDRESS_LIST}, {NULL, "imagesrcset", USE_ADDRESS_LIST},
    {NULL, "ping", USE_ADDRESS_LIST}, {NULL, "attributionsrc", USE_ADDRESS_LIST},
    {NULL, "style", USE_STYLE}, {NULL, "srcdoc", USE_FRAME_TEXT}, {NULL, "http-equiv", USE_MEANING},
};

static const char *const animations[] = {"animate", "set", "animatemotion", "animatetransform",
                                         "animatecolor"};
static const char *const animated[] = {"attributename", "to", "from", "by", "values"};

static const char *const link_schemes[] = {"http", "https", "mailto", "tel"};

size_t name_find(const Name *name, const char *const *names, size_t count) {
    size_t i = 0;
    while (i < count && !name_is(name, names[i])) i++;
    return i;
}

static AttributeUse find_use(const Name *element, const Name *attribute, bool is_refresh) {
    if (attribute->len > 2 && !memcmp(attribute->bytes, "on", 2)) return USE_EVENT;
    bool is_animation = name_find(element, animations, COUNT(animations)) < COUNT(animations);
    if (is_animation && name_find(attribute, animated, COUNT(animated)) < COUNT(animated)) {
        return USE_ANIMATION;
    }
    if (name_is(element, "meta") && name_is(attribute, "content") && is_refresh) {
        return USE_REFRESH;
    }
    for (size_t i = 0; i < COUNT(uses); i++) {
        bool is_element = !uses[i].element || name_is(element, uses[i].element);
        if (is_element && name_is(attribute, uses[i].attribute)) return uses[i].use;
    }
    return USE_PLAIN;
}

AttributeValue attribute_begin(const Name *element, const Name *attribute, bool is_refresh) {
    AttributeValue ret = {.use = find_use(element, attribute, is_refresh)};
    ret.is_in_address = ret.use == USE_ADDRESS || ret.use == USE_CODE;
    return ret;
}

static bool is_link_scheme(const Name *name) {
    return name_find(name, link_schemes, COUNT(link_schemes)) < COUNT(link_schemes);
}

static bool is_scheme_byte(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte) || byte == '+' || byte == '-' ||
           byte == '.';
}

// What a byte that browsers do not drop makes of an address that is not decided.
static Address next_address(const AttributeValue *value, char byte) {
    bool is_slash = byte == '/' || byte == '\\';
    if (byte == ':') return is_link_scheme(&value->literal) ? ADDRESS_HOST : ADDRESS_SCRIPT;
    if (byte == '&') return ADDRESS_SCRIPT;   // an entity may stand for anything
    if (is_slash && value->address == ADDRESS_START) return ADDRESS_SLASH;
    return is_scheme_byte(byte) ? ADDRESS_OPEN : ADDRESS_HERE;
}

// One literal byte of an address. Browsers drop white space and controls in front of a scheme, and
// line ends and tabs in it.
static void read_address(AttributeValue *value, char byte) {
    bool is_dropped = (unsigned char)byte <= ' ';
    bool is_slash = byte == '/' || byte == '\\';
    switch (value->address) {
        case ADDRESS_START:
        case ADDRESS_OPEN:
            if (is_dropped) break;
            value->address = next_address(value, byte);
            name_add(&value->literal, byte);
            break;
        case ADDRESS_SLASH:
            if (is_dropped) break;
            value->address = byte == '&' ? ADDRESS_SCRIPT : is_slash ? ADDRESS_HOST : ADDRESS_HERE;
            break;
        default: break;
    }
}

// Whether the literal is what stands before a refresh's address: "0; url=".
static bool is_refresh_start(const Name *literal) {
    size_t at = 0;
    if (literal->len > NAME_KEPT) return false;
    while (at < literal->len && literal->bytes[at] >= '0' && literal->bytes[at] <= '9') at++;
    return literal->len - at == 5 && !memcmp(literal->bytes + at, ";url=", 5);
}

void attribute_read(AttributeValue *value, char byte) {
    if (value->use == USE_REFRESH && !value->is_in_address) {
        if (!html_is_blank(byte)) name_add(&value->literal, byte);
        value->is_in_address = is_refresh_start(&value->literal);
        if (value->is_in_address) value->literal = (Name){.len = 0};
        return;
    }
    bool is_inner_quote = value->use == USE_REFRESH && (byte == '\'' || byte == '"');
    if (!value->is_in_address) name_add(&value->literal, byte);
    else if (!is_inner_quote) read_address(value, byte);
}

Spot attribute_spot(const AttributeValue *value) {
    static const Spot plain[] = {
        [USE_PLAIN] = SPOT_ATTRIBUTE, [USE_ADDRESS_LIST] = SPOT_ADDRESS_LIST,
        [USE_EVENT] = SPOT_EVENT, [USE_STYLE] = SPOT_STYLE, [USE_FRAME_TEXT] = SPOT_FRAME_TEXT,
        [USE_ANIMATION] = SPOT_ANIMATION, [USE_MEANING] = SPOT_MEANING,
    };
    bool is_code = value->use == USE_CODE;
    if (!value->is_in_address) return value->use == USE_REFRESH ? SPOT_REFRESH : plain[value->use];
    switch (value->address) {
        case ADDRESS_START: return is_code ? SPOT_CODE_START : SPOT_ADDRESS_START;
        case ADDRESS_SLASH:
        case ADDRESS_OPEN: return SPOT_ADDRESS_OPEN;
        case ADDRESS_SCRIPT: return SPOT_SCRIPT_ADDRESS;
        case ADDRESS_HOST: return is_code ? SPOT_FOREIGN_CODE : SPOT_ADDRESS;
        case ADDRESS_HERE: break;
    }
    return SPOT_ADDRESS;
}

// What holds of an address on both ways that lead behind a section.
static Address join_addresses(const AttributeValue *a, const AttributeValue *b) {
    bool is_open = a->address == ADDRESS_OPEN || b->address == ADDRESS_OPEN;
    if (is_open) {
        return a->address == b->address && name_equal(&a->literal, &b->literal) ? a->address
                                                                                : ADDRESS_SCRIPT;
    }
    if (a->address == ADDRESS_SCRIPT || b->address == ADDRESS_SCRIPT) return ADDRESS_SCRIPT;
    return a->address < b->address ? a->address : b->address;
}

void attribute_join(AttributeValue *value, const AttributeValue *begin) {
    value->address = join_addresses(begin, value);
    if (!name_equal(&value->literal, &begin->literal)) value->has_mark = true;
    value->is_in_address &= begin->is_in_address;
}
