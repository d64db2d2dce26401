#include "format/markdown_links.h"

#include "format/entity.h"
#include "format/markdown_target.h"

enum {
    LINKS_MAX = 20 * 1000,   // each is looked up, and an address costs its size wherever it is used
    LINK_MAX_SIZE = 4096,    // of an address, and of a title
};
static const MarkdownLimit links_limit = {.max = LINKS_MAX, .what = "links and pictures",
                                          .code = "link-limit"};

// `unknown` is the first reference whose name HTML does not know, or stays empty.
static void decode_attribute(Buf *out, const MD_ATTRIBUTE *attribute, Str *unknown) {
    if (!attribute->text || !attribute->size) return;
    for (size_t i = 0; attribute->substr_offsets[i] < attribute->size; i++) {
        Str part = {attribute->text + attribute->substr_offsets[i],
                    attribute->substr_offsets[i + 1] - attribute->substr_offsets[i]};
        bool is_entity = attribute->substr_types[i] == MD_TEXT_ENTITY;
        if (!is_entity) buf_add(out, part);
        else if (!entity_decode(out, part) && !unknown->len) *unknown = part;
    }
}

static void put_address(LinkWriter *links, MarkdownWriter *writer, const MD_ATTRIBUTE *attribute,
                        AddressPlace place, bool is_image) {
    Str unknown = {0};
    buf_clear(&links->attribute);
    decode_attribute(&links->attribute, attribute, &unknown);
    Str whole = buf_str(&links->attribute);
    Place at = writer_place(writer, place.address);
    MarkdownTarget target = markdown_target(whole, at, writer->diags);
    if (target == TARGET_ELSEWHERE && is_image) {
        diag_error(writer->diags, at, "foreign-picture", PICTURE_HINT,
                   "a picture must be a file of this site: no page loads anything from another");
    }
    if (target == TARGET_ELSEWHERE) buf_add_html(&writer->html, whole);
    if (target == TARGET_ELSEWHERE && !is_image) {
        *(MarkdownElsewhere *)list_add(&links->elsewhere, sizeof(MarkdownElsewhere)) =
            (MarkdownElsewhere){arena_copy(writer->keep, whole), writer->place.offset + place.use};
    }
    if (target != TARGET_SITE) return;
    whole = arena_copy(writer->keep, whole);
    size_t hash = str_find(whole, '#');
    *(MarkdownLink *)list_add(&links->list, sizeof(MarkdownLink)) = (MarkdownLink){
        .target = str_slice(whole, 0, hash),
        .fragment = str_slice(whole, hash + 1, whole.len),
        .has_fragment = hash < whole.len,
        .is_image = is_image,
        .is_reference = place.is_reference,
        .offset = (FileOffset)(writer->place.offset + place.use),
        .address_offset = (FileOffset)(writer->place.offset + place.address),
        .address_size = place.is_reference ? 0 : (uint32_t)(place.end - place.address),
        .html_offset = (uint32_t)writer->html.len,
    };
}

static void put_title(LinkWriter *links, MarkdownWriter *writer, const MD_ATTRIBUTE *title,
                      size_t offset) {
    if (!title->size) return;
    Str unknown = {0};
    buf_clear(&links->attribute);
    decode_attribute(&links->attribute, title, &unknown);
    if (unknown.len) writer_judge_entity(writer, unknown, offset);
    writer_judge_direction(writer, buf_str(&links->attribute), offset);
    writer_put(writer, STR("\" title=\""));
    buf_add_html(&writer->html, buf_str(&links->attribute));
}

// Begins the tag of a link or an image up to its last attribute, which is left open. Of those in an
// image's text, and of a link in a link's, nothing is shown, but md4c has worked for them.
static int put_link(LinkWriter *links, MarkdownWriter *writer, const MD_ATTRIBUTE *address,
                    const MD_ATTRIBUTE *title, bool is_image) {
    AddressPlace place = address_find(&links->addresses, address, writer->last_offset);
    if (++links->count > LINKS_MAX) return writer_stop(writer, &links_limit, place.use);
    if (address->size > LINK_MAX_SIZE || title->size > LINK_MAX_SIZE) {
        diag_error(writer->diags, writer_place(writer, place.use), "address-limit", "shorten it",
                   "a link's address and its title can have %d bytes each", LINK_MAX_SIZE);
        return WRITER_STOP;
    }
    if (links->image_depth || (links->link_depth && !is_image)) return 0;
    *(is_image ? &links->image_end : &links->link_end) = place.end;
    if (is_image) links->image_offset = place.use;
    writer_put(writer, is_image ? STR("<img src=\"") : STR("<a href=\""));
    // What a footnote is taken for is reported with the note.
    bool is_footnote = links->has_notes &&
                       str_starts_with(str_slice(writer->source, place.use, writer->source.len),
                                       STR("[^"));
    if (!is_footnote) put_address(links, writer, address, place, is_image);
    put_title(links, writer, title, place.use);
    return 0;
}

int links_begin(LinkWriter *links, MarkdownWriter *writer, const MD_SPAN_A_DETAIL *detail) {
    if (put_link(links, writer, &detail->href, &detail->title, false)) return WRITER_STOP;
    if (!links->image_depth && !links->link_depth++) writer_put(writer, STR("\">"));
    return 0;
}

// What follows the address is behind it.
static void pass(MarkdownWriter *writer, size_t offset) {
    if (offset > writer->last_offset) writer->last_offset = offset;
}

void links_end(LinkWriter *links, MarkdownWriter *writer) {
    // HTML knows no link in a link: of `[<https://a.org>](b.md)` the outer one counts.
    if (links->image_depth || --links->link_depth) return;
    pass(writer, links->link_end);
    writer_put(writer, STR("</a>"));
}

int links_begin_image(LinkWriter *links, MarkdownWriter *writer, const MD_SPAN_IMG_DETAIL *detail) {
    if (put_link(links, writer, &detail->src, &detail->title, true)) return WRITER_STOP;
    if (links->image_depth++) return 0;
    writer_put(writer, STR("\" alt=\""));
    links->alt_start = writer->html.len;
    return 0;
}

static void judge_alt(const LinkWriter *links, const MarkdownWriter *writer) {
    Str alt = str_slice(buf_str(&writer->html), links->alt_start, writer->html.len);
    if (str_trim(alt).len) return;
    diag_warning(writer->diags, writer_place(writer, links->image_offset), "alt-text",
                 "write what it shows: ![A ward at night](ward.jpg)",
                 "this picture has no text for those who cannot see it");
}

void links_end_image(LinkWriter *links, MarkdownWriter *writer) {
    if (--links->image_depth) return;
    judge_alt(links, writer);
    pass(writer, links->image_end);
    writer_put(writer, STR("\" loading=\"lazy\">"));
}
