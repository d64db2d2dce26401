// Layouts through ctemplate: what a layout may name (views), our own scan of its marks, and the
// expansion over plain C structs. The C++ side is template_shim.cc, and nothing else is C++.
#ifndef METIER_FORMAT_TEMPLATE_H
#define METIER_FORMAT_TEMPLATE_H

#ifdef __cplusplus
extern "C" {
#endif

#include "base/diag.h"

// A view is a C struct that a layout reads; its ViewType lists the members by their layout names.
typedef enum NameKind {
    NAME_TEXT,   // Str, escaped where it stands
    NAME_HTML,   // Str of our own safe HTML; written {{NAME:none}}
    NAME_LINK,   // Str, an address relative to the site's base; the prefix is put in front
    NAME_URL,    // Str, a URL; one that begins with '/' is written as a NAME_LINK is
    NAME_BASE,   // Str, where the site's addresses begin; an address is written behind it
    NAME_JSON,   // Str of our own JSON, for a script element; written {{NAME:none}}
    NAME_FLAG,   // bool, named IS_…; a section {{#IS_X}} or {{#NOT_X}}
    NAME_LIST,   // ViewList; a section {{#NAME}} is written once for each item
} NameKind;

typedef struct ViewType ViewType;
typedef struct ViewName {
    const char *name;
    NameKind kind;
    size_t offset;
    const char *doc;
    const ViewType *items;   // of a NAME_LIST
    bool is_short;           // a ShortStr stands there in place of a Str
} ViewName;

struct ViewType {
    const char *name;
    size_t size;             // of the struct
    const ViewName *names;
    size_t name_count;
};

typedef struct ViewList {
    const void *items;       // an array of the items' struct
    size_t count;
} ViewList;

// How a layout uses a name: itself, or as the section HAS_NAME / NO_NAME / NOT_…, which come with
// each name by themselves.
typedef enum ViewUse { VIEW_ITSELF, VIEW_HAS, VIEW_HAS_NOT } ViewUse;

// Finds a layout's name in a view; NULL when the view has no such name.
const ViewName *view_find(const ViewType *type, Str name, ViewUse *ret_use);

typedef enum MarkKind {
    MARK_VARIABLE,
    MARK_SECTION,
    MARK_END,
    MARK_INCLUDE,
    MARK_COMMENT
} MarkKind;
typedef struct Mark {
    MarkKind kind;
    Str name;
    bool is_raw;             // {{NAME:none}}
    size_t from;             // of "{{" in the text
    size_t to;               // behind "}}"
} Mark;

// Sections may lie in each other so deep: they are read and written by recursion.
enum { SECTION_MAX_DEPTH = 24 };

// Lists the marks of a layout, in order. Reports what ctemplate would misread: empty, unclosed or
// unbalanced marks, modifiers, pragmas. False when there was an error.
bool template_scan(Str text, Place place, List *ret, Diags *diags);

// The file of an include: {{>ROLE_CARD}} is partials/role-card.html.
Str template_include_file(Str name, Arena *arena);
// The other way round; empty where a file is no partial.
Str template_include_name(Str file, Arena *arena);

// A text that layouts show as {{T_0}}, {{T_1}} … by its index: pieces with values between them.
typedef struct TextPiece {
    Str text;                // literal
    Str name;                // whose value follows it; may be empty
} TextPiece;
typedef struct TemplateText {
    const TextPiece *pieces;
    size_t count;
} TemplateText;

// A set of templates. Filled, by several threads where that is sooner; then used by many.
typedef struct Templates Templates;
// Borrows `texts`; their values are those of the scopes in which a mark stands, and are escaped
// with the text around them, once.
Templates *templates_new(const TemplateText *texts, size_t text_count);
// A value with this modifier, {{NAME:x-address}}, is written as an address: http, https, mailto,
// tel or a path; any other as '#'. It may stand only where an attribute begins that holds one.
#define TEMPLATE_ADDRESS_MODIFIER "x-address"
// `text` has been scanned, and what it includes is written out in it, with no white space but that
// of the page. `scopes` are the views in which it is expanded: a name is looked for in the last one
// first. Auto-escaping is switched on here. False when ctemplate refuses it, or would escape a
// value in a way that no page needs.
bool templates_add(Templates *templates, Str name, const ViewType *const *scopes,
                   size_t scope_count, Str text);
void templates_free(Templates *templates);

typedef struct Scope {
    const ViewType *type;
    const void *self;
} Scope;

// What a page may cost.
enum {
    PAGE_MAX_SIZE = 64 * 1024 * 1024,   // bytes
    PAGE_MAX_ROUNDS = 2000000,          // times that a section is written
};

typedef enum Expanded { EXPANDED_WHOLE, EXPANDED_TOO_LARGE, EXPANDED_TOO_LONG } Expanded;

// How a link into the site is written, and what that depends on. The text is for the scratch.
typedef struct LinkForm {
    Str (*make)(const void *how, Arena *scratch, Str address);
    const void *how;
} LinkForm;

// Expands the template of that name, which was added for views like these. `links` says how every
// NAME_LINK is written. Beyond a limit what is in `out` is a part of the page.
Expanded templates_expand(const Templates *templates, Str name, const Scope *scopes,
                          size_t scope_count, LinkForm links, Arena *scratch, Buf *out);

#ifdef __cplusplus
}
#endif
#endif
