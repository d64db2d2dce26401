#include "format/image.h"

#include <stdlib.h>
#include <string.h>

enum {
    SIDE_MAX = INT32_MAX,   // PNG's own limit, the highest of all kinds
    NUMBER_MAX_LEN = 63,    // of a number in an SVG
};

typedef struct Size {
    uint32_t width;
    uint32_t height;
} Size;

typedef enum ByteOrder { HIGH_FIRST, LOW_FIRST } ByteOrder;

// The number in `size` bytes at `offset`, or 0 when they do not all lie inside `bytes`.
static uint32_t read_number(Str bytes, size_t offset, size_t size, ByteOrder order) {
    if (offset > bytes.len || size > bytes.len - offset) return 0;
    uint32_t number = 0;
    for (size_t i = 0; i < size; i++) {
        size_t index = order == HIGH_FIRST ? offset + i : offset + size - 1 - i;
        number = number << 8 | (unsigned char)bytes.ptr[index];
    }
    return number;
}

static bool png_size(Str bytes, Size *ret) {
    enum { HEADER_SIZE = 33 };   // the signature and the whole IHDR chunk
    if (!str_starts_with(bytes, STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"))) return false;
    ret->width = read_number(bytes, 16, 4, HIGH_FIRST);
    ret->height = read_number(bytes, 20, 4, HIGH_FIRST);
    return bytes.len >= HEADER_SIZE;
}

static bool gif_size(Str bytes, Size *ret) {
    enum { HEADER_SIZE = 13 };
    bool is_gif = str_starts_with(bytes, STR("GIF87a")) || str_starts_with(bytes, STR("GIF89a"));
    if (!is_gif) return false;
    ret->width = read_number(bytes, 6, 2, LOW_FIRST);
    ret->height = read_number(bytes, 8, 2, LOW_FIRST);
    return bytes.len >= HEADER_SIZE;
}

// The chunks differ in where the sides stand and how: VP8X and VP8L store them less one.
static bool webp_size(Str bytes, Size *ret) {
    if (!str_starts_with(bytes, STR("RIFF"))) return false;
    if (!str_equal(str_slice(bytes, 8, 12), STR("WEBP"))) return false;
    Str name = str_slice(bytes, 12, 16);
    Str chunk = str_slice(bytes, 20, bytes.len);
    chunk = str_slice(chunk, 0, read_number(bytes, 16, 4, LOW_FIRST));
    if (str_equal(name, STR("VP8X")) && chunk.len >= 10) {
        ret->width = read_number(chunk, 4, 3, LOW_FIRST) + 1;
        ret->height = read_number(chunk, 7, 3, LOW_FIRST) + 1;
        return true;
    }
    if (str_equal(name, STR("VP8L")) && chunk.len >= 5 && chunk.ptr[0] == 0x2F) {
        uint32_t bits = read_number(chunk, 1, 4, LOW_FIRST);
        ret->width = (bits & 0x3FFF) + 1;
        ret->height = (bits >> 14 & 0x3FFF) + 1;
        return bits >> 29 == 0;   // the version
    }
    bool is_key_frame = chunk.len >= 10 && (chunk.ptr[0] & 1) == 0 &&
                        str_equal(str_slice(chunk, 3, 6), STR("\x9D\x01\x2A"));
    if (!str_equal(name, STR("VP8 ")) || !is_key_frame) return false;
    // The two high bits only ask for scaling, which browsers do not do.
    ret->width = read_number(chunk, 6, 2, LOW_FIRST) & 0x3FFF;
    ret->height = read_number(chunk, 8, 2, LOW_FIRST) & 0x3FFF;
    return true;
}

// The orientation that the first directory of a TIFF structure tells, or 0.
static uint32_t tiff_orientation(Str tiff) {
    enum { TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, ENTRY_SIZE = 12 };
    bool is_high_first = str_starts_with(tiff, STR("MM\0*"));
    if (!is_high_first && !str_starts_with(tiff, STR("II*\0"))) return 0;
    ByteOrder order = is_high_first ? HIGH_FIRST : LOW_FIRST;
    size_t directory = read_number(tiff, 4, 4, order);
    size_t count = read_number(tiff, directory, 2, order);
    // A directory that claims more entries than there are bytes must not cost more than its bytes.
    for (size_t i = 0, entry = directory + 2; i < count && entry < tiff.len; i++) {
        bool is_orientation = read_number(tiff, entry, 2, order) == TAG_ORIENTATION &&
                              read_number(tiff, entry + 2, 2, order) == TYPE_SHORT;
        if (is_orientation) return read_number(tiff, entry + 8, 2, order);
        entry += ENTRY_SIZE;
    }
    return 0;
}

// Whether a marker is one of SOF0 to SOF15, between which DHT, JPG and DAC stand.
static bool is_frame_header(uint32_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Whether a marker has no place before the frame header: those without a segment (their next bytes
// are no length), the reserved ones, the end of the image and the start of a scan.
static bool is_out_of_place(uint32_t marker) {
    return marker < 0xC0 || (marker >= 0xD0 && marker <= 0xDA);
}

static bool jpeg_size(Str bytes, Size *ret) {
    enum { MARKER_APP1 = 0xE1, FRAME_HEADER_SIZE = 6 };
    if (!str_starts_with(bytes, STR("\xFF\xD8"))) return false;
    uint32_t orientation = 0;
    size_t offset = 2;
    while (read_number(bytes, offset, 1, HIGH_FIRST) == 0xFF) {
        uint32_t marker = read_number(bytes, offset + 1, 1, HIGH_FIRST);
        if (marker == 0xFF) {   // any number of fill bytes may precede a marker
            offset++;
            continue;
        }
        size_t size = read_number(bytes, offset + 2, 2, HIGH_FIRST);   // its own two bytes included
        if (is_out_of_place(marker) || size < 2 || size > bytes.len - offset - 2) return false;
        Str segment = str_slice(bytes, offset + 4, offset + 2 + size);
        if (is_frame_header(marker)) {
            uint32_t height = read_number(segment, 1, 2, HIGH_FIRST);
            uint32_t width = read_number(segment, 3, 2, HIGH_FIRST);
            bool is_on_its_side = orientation >= 5 && orientation <= 8;
            *ret = is_on_its_side ? (Size){height, width} : (Size){width, height};
            return segment.len >= FRAME_HEADER_SIZE;
        }
        bool is_exif = marker == MARKER_APP1 && str_starts_with(segment, STR("Exif\0\0"));
        Str exif = str_slice(segment, 6, segment.len);
        if (is_exif && !orientation) orientation = tiff_orientation(exif);
        offset += 2 + size;
    }
    return false;
}

static const Str xml_space = {" \t\r\n", 4};

static Str skip_any(Str text, Str set) {
    size_t count = 0;
    while (count < text.len && str_find(set, text.ptr[count]) < set.len) count++;
    return str_slice(text, count, text.len);
}

// What stands behind the next `mark`; empty when there is none.
static Str skip_past(Str text, Str mark) {
    while (text.len && !str_starts_with(text, mark)) text = str_slice(text, 1, text.len);
    return str_slice(text, mark.len, text.len);
}

// Moves *text behind the comment or processing instruction (the XML declaration looks like one) at
// its start. False when there is none.
static bool skip_comment(Str *text) {
    bool is_comment = str_starts_with(*text, STR("<!--"));
    if (!is_comment && !str_starts_with(*text, STR("<?"))) return false;
    *text = is_comment ? skip_past(str_slice(*text, 4, text->len), STR("-->"))
                       : skip_past(*text, STR("?>"));
    return true;
}

// What stands behind the document type declaration at the start of `text`. Its internal subset may
// hold more declarations, and '>' in comments and in quotes.
static Str skip_doctype(Str text) {
    size_t depth = 0;
    while (text.len) {
        if (skip_comment(&text)) continue;
        char byte = text.ptr[0];
        text = str_slice(text, 1, text.len);
        if (byte == '"' || byte == '\'') text = skip_past(text, (Str){&byte, 1});
        if (byte == '<') depth++;
        if (byte == '>' && --depth == 0) break;
    }
    return text;
}

// The root element and all behind it; empty when the prolog does not end.
static Str skip_prolog(Str text) {
    if (str_starts_with(text, STR("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.len);
    for (;;) {
        text = skip_any(text, xml_space);
        if (str_starts_with(text, STR("<!DOCTYPE"))) text = skip_doctype(text);
        else if (!skip_comment(&text)) return text;
    }
}

// Takes the name at the start of *text; empty when another sign stands there.
static Str take_name(Str *text) {
    const Str ends = STR(" \t\r\n=<>/\"'");
    size_t len = 0;
    while (len < text->len && str_find(ends, text->ptr[len]) == ends.len) len++;
    Str name = str_slice(*text, 0, len);
    *text = str_slice(*text, len, text->len);
    return name;
}

// Takes the next attribute from *text, the inside of a start tag. False when there is none: *text
// then starts with what ends the tag, or with what breaks it.
static bool take_attribute(Str *text, Str *ret_name, Str *ret_value) {
    *text = skip_any(*text, xml_space);
    Str rest = *text;
    Str name = take_name(&rest);
    rest = skip_any(rest, xml_space);
    if (!name.len || !str_starts_with(rest, STR("="))) return false;
    rest = skip_any(str_slice(rest, 1, rest.len), xml_space);
    if (!str_starts_with(rest, STR("\"")) && !str_starts_with(rest, STR("'"))) return false;
    char quote = rest.ptr[0];
    rest = str_slice(rest, 1, rest.len);
    size_t end = str_find(rest, quote);
    if (end == rest.len) return false;
    *ret_name = name;
    *ret_value = str_slice(rest, 0, end);
    *text = str_slice(rest, end + 1, rest.len);
    return true;
}

// Takes the number at the start of *text. strtod reads what SVG writes: nobody leaves the C locale,
// and the letters of hexadecimal numbers, "inf" and "nan" never reach it.
static bool take_number(Str *text, double *ret) {
    Str behind = skip_any(*text, STR("+-.0123456789eE"));
    size_t len = text->len - behind.len;
    if (len == 0 || len > NUMBER_MAX_LEN) return false;
    char digits[NUMBER_MAX_LEN + 1] = {0};
    memcpy(digits, text->ptr, len);
    char *end = digits;
    double number = strtod(digits, &end);
    if (end == digits) return false;
    *ret = number;
    *text = str_slice(*text, (size_t)(end - digits), text->len);
    return true;
}

// A length in px, or 0 when it is in another unit or is no length.
static double svg_length(Str value) {
    double length = 0;
    value = str_trim(value);
    if (!take_number(&value, &length) || length < 0) return 0;
    return value.len == 0 || str_equal_ascii_case(value, STR("px")) ? length : 0;
}

// The last two of a viewBox's four numbers: its sides. Untouched when they are not usable.
static void svg_view_box(Str value, double *ret_width, double *ret_height) {
    const Str separators = STR(" \t\r\n,");
    double numbers[4] = {0};
    for (size_t i = 0; i < 4; i++) {
        value = skip_any(value, separators);
        if (!take_number(&value, &numbers[i])) return;
    }
    if (skip_any(value, separators).len || numbers[2] <= 0 || numbers[3] <= 0) return;
    *ret_width = numbers[2];
    *ret_height = numbers[3];
}

// 0 when the side is out of range.
static uint32_t svg_pixels(double side) {
    return side >= 0.5 && side <= SIDE_MAX ? (uint32_t)(side + 0.5) : 0;
}

static bool svg_size(Str bytes, Size *ret) {
    Str text = skip_prolog(bytes);
    if (!str_starts_with(text, STR("<"))) return false;
    text = str_slice(text, 1, text.len);
    Str element = take_name(&text);
    if (!str_equal(element, STR("svg")) && !str_ends_with(element, STR(":svg"))) return false;
    double width = 0, height = 0, box_width = 0, box_height = 0;
    Str name = {0}, value = {0};
    while (take_attribute(&text, &name, &value)) {
        if (str_equal(name, STR("width"))) width = svg_length(value);
        if (str_equal(name, STR("height"))) height = svg_length(value);
        if (str_equal(name, STR("viewBox"))) svg_view_box(value, &box_width, &box_height);
    }
    if (!str_starts_with(text, STR(">")) && !str_starts_with(text, STR("/>"))) return false;
    if (width <= 0 && height <= 0) {
        width = box_width;
        height = box_height;
    } else if (width <= 0 && box_height > 0) {
        width = height * box_width / box_height;
    } else if (height <= 0 && box_width > 0) {
        height = width * box_height / box_width;
    }
    *ret = (Size){svg_pixels(width), svg_pixels(height)};
    return true;
}

bool image_size(Str bytes, uint32_t *ret_width, uint32_t *ret_height) {
    static bool (*const readers[])(Str, Size *) = {
        png_size, jpeg_size, gif_size, webp_size, svg_size,
    };
    Size size = {0};
    bool is_read = false;
    for (size_t i = 0; i < sizeof readers / sizeof readers[0] && !is_read; i++) {
        is_read = readers[i](bytes, &size);
    }
    if (!is_read || size.width == 0 || size.height == 0) return false;
    if (size.width > SIDE_MAX || size.height > SIDE_MAX) return false;
    *ret_width = size.width;
    *ret_height = size.height;
    return true;
}
