#include "format/template.h"

#include <stdlib.h>
#include <string.h>

static const ViewName *find_plain(const ViewType *type, Str name) {
    for (size_t i = 0; i < type->name_count; i++) {
        const char *own = type->names[i].name;
        // Of most the first byte tells, before their length is known.
        if (name.len && own[0] == name.ptr[0] && str_equal(name, str_from(own))) {
            return &type->names[i];
        }
    }
    return NULL;
}

static const ViewName *find_flag(const ViewType *type, Str rest) {
    for (size_t i = 0; i < type->name_count; i++) {
        Str name = str_from(type->names[i].name);
        bool is_flag = type->names[i].kind == NAME_FLAG && str_starts_with(name, STR("IS_"));
        if (is_flag && str_equal(str_slice(name, 3, name.len), rest)) return &type->names[i];
    }
    return NULL;
}

const ViewName *view_find(const ViewType *type, Str name, ViewUse *ret_use) {
    *ret_use = VIEW_ITSELF;
    const ViewName *ret = find_plain(type, name);
    if (ret) return ret;
    if (str_starts_with(name, STR("NOT_"))) {
        *ret_use = VIEW_HAS_NOT;
        return find_flag(type, str_slice(name, 4, name.len));
    }
    bool is_has = str_starts_with(name, STR("HAS_"));
    if (!is_has && !str_starts_with(name, STR("NO_"))) return NULL;
    *ret_use = is_has ? VIEW_HAS : VIEW_HAS_NOT;
    ret = find_plain(type, str_slice(name, is_has ? 4 : 3, name.len));
    return ret && ret->kind != NAME_FLAG ? ret : NULL;
}

typedef struct Scan {
    Str text;
    Place place;
    List *marks;
    List open;               // of Mark: sections that have not ended yet
    Diags *diags;
    bool is_valid;
} Scan;

static void report(Scan *scan, size_t offset, const char *hint, const char *message) {
    diag_error(scan->diags, (Place){scan->place.path, scan->place.offset + offset},
               "layout-syntax", hint, "%s", message);
    scan->is_valid = false;
}

static void report_depth(Scan *scan, size_t offset) {
    diag_error(scan->diags, (Place){scan->place.path, scan->place.offset + offset}, "layout-depth",
               "move a part into a partial of its own",
               "sections lie in each other more than %d deep", SECTION_MAX_DEPTH);
    scan->is_valid = false;
}

static bool is_name(Str name) {
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.ptr[i];
        bool is_letter = ascii_is_letter(byte) || byte == '_';
        if (!is_letter && !(i > 0 && byte >= '0' && byte <= '9')) return false;
    }
    return name.len > 0;
}

static void balance(Scan *scan, const Mark *mark) {
    if (mark->kind == MARK_SECTION) {
        *(Mark *)list_add(&scan->open, sizeof(Mark)) = *mark;
        if (scan->open.count == SECTION_MAX_DEPTH + 1) report_depth(scan, mark->from);
        return;
    }
    const Mark *last = scan->open.count ? (Mark *)scan->open.items + scan->open.count - 1 : NULL;
    if (last && str_equal(last->name, mark->name)) {
        scan->open.count--;
        return;
    }
    Buf message = {0};
    buf_printf(&message, "{{/%.*s}} closes a section that is not open here", (int)mark->name.len,
               mark->name.ptr);
    Buf hint = {0};
    if (last) buf_printf(&hint, "the open section is '%.*s'", (int)last->name.len, last->name.ptr);
    else buf_printf(&hint, "open it with {{#%.*s}}, or remove this mark", (int)mark->name.len,
                    mark->name.ptr);
    report(scan, mark->from, hint.ptr, message.ptr);
    buf_free(&message);
    buf_free(&hint);
}

// Reads the mark whose "{{" stands at `from`; returns where to go on.
static size_t read_mark(Scan *scan, size_t from) {
    Str rest = str_slice(scan->text, from + 2, scan->text.len);
    size_t len = 0;
    while (len + 1 < rest.len && !(rest.ptr[len] == '}' && rest.ptr[len + 1] == '}')) len++;
    if (len + 1 >= rest.len) {
        report(scan, from, "end it with '}}'", "this mark never ends");
        return scan->text.len;
    }
    Str inside = str_slice(rest, 0, len);
    Mark mark = {.kind = MARK_VARIABLE, .from = from, .to = from + len + 4};
    char sign = inside.len ? inside.ptr[0] : '\0';
    if (sign == '!') {
        mark.kind = MARK_COMMENT;
        *(Mark *)list_add(scan->marks, sizeof mark) = mark;
        return mark.to;
    }
    if (sign == '#') mark.kind = MARK_SECTION;
    else if (sign == '/') mark.kind = MARK_END;
    else if (sign == '>') mark.kind = MARK_INCLUDE;
    if (mark.kind != MARK_VARIABLE) inside = str_slice(inside, 1, inside.len);
    size_t colon = str_find(inside, ':');
    mark.name = str_slice(inside, 0, colon);
    mark.is_raw = str_equal(str_slice(inside, colon, inside.len), STR(":none"));
    if (sign == '%' || sign == '=') {
        report(scan, from, "remove it: escaping is always on",
               "pragmas and other delimiters are not accepted");
    } else if (!is_name(mark.name)) {
        report(scan, from, "write {{NAME}}, {{#NAME}}…{{/NAME}} or {{>NAME}}",
               "this mark has no proper name");
    } else if (colon < inside.len && !(mark.is_raw && mark.kind == MARK_VARIABLE)) {
        report(scan, from + 2 + (mark.kind != MARK_VARIABLE) + colon,
               "remove it: values are escaped by themselves; only ':none' exists, for ready HTML",
               "there is no such modifier");
    } else {
        *(Mark *)list_add(scan->marks, sizeof mark) = mark;
        if (mark.kind == MARK_SECTION || mark.kind == MARK_END) balance(scan, &mark);
    }
    return mark.to;
}

bool template_scan(Str text, Place place, List *ret, Diags *diags) {
    Scan scan = {.text = text, .place = place, .marks = ret, .diags = diags, .is_valid = true};
    for (size_t i = 0; i + 1 < text.len;) {
        if (text.ptr[i] == '{' && text.ptr[i + 1] == '{') i = read_mark(&scan, i);
        else i++;
    }
    for (size_t i = 0; i < scan.open.count; i++) {
        const Mark *mark = (Mark *)scan.open.items + i;
        Buf hint = {0};
        buf_printf(&hint, "close it with {{/%.*s}}", (int)mark->name.len, mark->name.ptr);
        report(&scan, mark->from, hint.ptr, "this section never ends");
        buf_free(&hint);
    }
    free(scan.open.items);
    return scan.is_valid;
}

#define PARTIALS STR("partials/")
#define LAYOUT_END STR(".html")

Str template_include_file(Str name, Arena *arena) {
    Buf file = {0};
    buf_add(&file, PARTIALS);
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.ptr[i];
        buf_add_char(&file, byte == '_' ? '-' : ascii_lower(byte));
    }
    buf_add(&file, LAYOUT_END);
    return arena_take(arena, &file);
}

Str template_include_name(Str file, Arena *arena) {
    Buf name = {0};
    if (!str_starts_with(file, PARTIALS) || !str_ends_with(file, LAYOUT_END)) return (Str){0};
    for (size_t i = PARTIALS.len; i < file.len - LAYOUT_END.len; i++) {
        char byte = file.ptr[i];
        buf_add_char(&name, byte == '-' ? '_' : ascii_upper(byte));
    }
    return arena_take(arena, &name);
}
