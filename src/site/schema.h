// The schema: tables that say which fields a YAML mapping may hold, and the one parser that reads
// them all. A new field is a struct member and a row: what is published of it, as JSON and in
// tables, and the JSON Schemas of both sides follow from the row as well.
#ifndef METIER_SITE_SCHEMA_H
#define METIER_SITE_SCHEMA_H

#include <assert.h>

#include "base/typed.h"
#include "format/yaml.h"
#include "site/date.h"

// Values keep the byte offset where they stand in their file, for later diagnostics. A role has
// some forty of them: they take two thirds of what they would with a Str in them. Borrowed, like
// that; no file that has one is as large as 4 GB.
typedef struct Text {
    const char *ptr;
    uint32_t len;
    FileOffset offset;
} Text;
static inline Str text_str(Text text) {
    return (Str){text.ptr, text.len};
}
static inline Text text_make(Str text, FileOffset offset) {
    assert(text.len <= UINT32_MAX);
    return (Text){text.ptr, (uint32_t)text.len, offset};
}

typedef struct TextList {
    Text *items;
    size_t count;
} TextList;

// A value under a name of the author's choice.
typedef struct NamedValues {
    Text name;
    TextList values;
} NamedValues;

// The fields of a struct that are bad, a bit each, by their rows: of a wrong value, missing though
// required, or perhaps given under a misspelt name. What they would say is not known, and nothing
// that rests on it is to be reported as well.
typedef uint64_t BadFields;

typedef enum AmountState {
    AMOUNT_NONE,
    AMOUNT_KNOWN,
    AMOUNT_AT_LEAST,       // top-coded by its source: ">=239200"
    AMOUNT_SUPPRESSED,     // withheld by its source: null
} AmountState;

// A sum of money as written: hundred-thousandths until its currency is known, then minor units.
typedef struct Amount {
    int64_t minor;
    FileOffset offset;
    uint8_t state;           // an AmountState
    int8_t decimals;         // as written
} Amount;
enum { AMOUNT_DECIMALS = 5 };  // one more than any currency has, to see that there are too many
#define AMOUNT_UNIT INT64_C(100000)

// Limits of values. A list of very many things is a mistake, and each thing may become a page.
enum {
    TEXT_MAX_SIZE = 4096,            // bytes
    TITLE_MAX_SIZE = 1024,
    LIST_MAX_ITEMS = 200,
    SALARIES_MAX_ITEMS = 1000,       // of a role: one per region
    CONFIG_MAX_ITEMS = 10000,        // of site.yaml: branches, regions, redirects
    PERCENT_MAX = 9999,
};
// In units of a currency. With four decimals it is a whole number that a double holds, as scripts
// in browsers have it.
#define AMOUNT_MAX INT64_C(100000000000)

typedef struct Percent {
    int32_t hundredths;    // 17 % is 1700
    bool is_given;
    FileOffset offset;
} Percent;

typedef enum FieldType {
    FIELD_TEXT,            // Text
    FIELD_TEXT_LIST,       // TextList; one text counts as a list of one
    FIELD_SLUG,            // Text
    FIELD_SLUG_LIST,       // TextList
    FIELD_URL,             // Text: http, https, mailto, tel, or a path that begins with '/'
    FIELD_BOOL,            // bool
    FIELD_INT,             // int64_t, between min and max where these are given
    FIELD_AMOUNT,          // Amount
    FIELD_PERCENT,         // Percent: 17% or 17
    FIELD_DATE,            // Date: YYYY-MM-DD
    FIELD_PARTIAL_DATE,    // Date: also YYYY-MM and YYYY
    FIELD_CHOICE,          // Text: one of `choices`
    FIELD_CURRENCY,        // Text: three capitals, ISO 4217
    FIELD_LANGUAGE,        // Text: a tag of BCP 47
    FIELD_MAPPING,         // the sub-schema's struct
    FIELD_LIST,            // LIST_OF the sub-schema's struct
    FIELD_NAMED_VALUES,    // LIST_OF(NamedValues); with choices each has one value
} FieldType;

typedef enum FieldFlag {
    FIELD_REQUIRED = 1,
    FIELD_ONE_OR_LIST = 2, // FIELD_LIST: a single mapping counts as a list of one
    FIELD_TAKES_TEXT = 4,  // FIELD_LIST, FIELD_MAPPING: a text sets the first field
    FIELD_UNIQUE = 8,      // lists: no text, or first text of an entry, stands there twice
    FIELD_PICTURE = 16,    // FIELD_URL: a file of the site, perhaps by its path from here
    FIELD_UNPUBLISHED = 32,   // no member of published data
    FIELD_DETAIL = 64,     // published beside the page, and left out where all are in one file
    FIELD_SPREAD = 128,    // FIELD_MAPPING: published among the members of what holds it
    FIELD_LINES = 256,     // FIELD_LIST: a published table has a line for each item
    FIELD_POINTED = 512,   // FIELD_MAPPING: the member points to the struct, or is NULL
} FieldFlag;

// The fields of a struct that are given, a bit each, by their rows.
typedef uint64_t GivenFields;

// Names that an author can choose among.
typedef struct NameTable {
    const char *what;                // "lint": "there is no lint 'x'"
    const char *code;                // of what is reported
    const char *hint;                // where none is near
    const char *(*at)(size_t index); // NULL behind the last
} NameTable;

typedef struct Schema Schema;
typedef struct Field {
    const char *name;
    FieldType type;
    unsigned flags;
    size_t offset;
    const char *doc;                 // one line, for the reference
    const char *example;             // a value as it is written; NULL: any of its kind will do
    const Schema *schema;            // of FIELD_MAPPING and FIELD_LIST; NULL of a mapping of which
                                     // nobody knows what it may hold
    const char *const *choices;      // NULL-terminated; of FIELD_NAMED_VALUES: of each value
    const NameTable *names;          // of FIELD_NAMED_VALUES: those there are; NULL: any name
    int64_t min;
    int64_t max;
    size_t limit;                    // bytes of a text, items of a list; 0: as above
    const char *json;                // its name in public; NULL: `name`
    const char *column;              // its column in published tables; NULL: none
    const char *pattern;             // what its text must match, of ECMA-262, as an editor is to
                                     // know it: the parser does not look
    const char *fallback;            // the text that stands for it where it is left out
    unsigned facts;                  // of an entry: the group that it belongs to, as FACTS_… of
                                     // content.h; 0: nobody knows who reads it
} Field;

// The types of members.
#define FIELD_VALUE_TEXT Text
#define FIELD_VALUE_TEXT_LIST TextList
#define FIELD_VALUE_SLUG Text
#define FIELD_VALUE_SLUG_LIST TextList
#define FIELD_VALUE_URL Text
#define FIELD_VALUE_BOOL bool
#define FIELD_VALUE_INT int64_t
#define FIELD_VALUE_AMOUNT Amount
#define FIELD_VALUE_PERCENT Percent
#define FIELD_VALUE_DATE Date
#define FIELD_VALUE_PARTIAL_DATE Date
#define FIELD_VALUE_CHOICE Text
#define FIELD_VALUE_CURRENCY Text
#define FIELD_VALUE_LANGUAGE Text
// Rows. Behind the line of the reference further members may follow by name:
//   FIELD(Role, branch, "branch", TEXT, "the branch that it belongs to", .flags = FIELD_REQUIRED)
#define FIELD(Type, member, name_, KIND, ...)                                               \
    {.name = name_, .type = FIELD_##KIND,                                                   \
     .offset = TYPED_OFFSET(Type, member, FIELD_VALUE_##KIND), .doc = __VA_ARGS__}
// A struct and a list of structs; the schema of each is named after it: Skill_schema.
#define FIELD_STRUCT(Type, member, name_, Item, ...)                                        \
    {.name = name_, .type = FIELD_MAPPING, .schema = &Item##_schema,                        \
     .offset = TYPED_OFFSET(Type, member, Item), .doc = __VA_ARGS__}
// The same of a member that points to it: FIELD_POINTED stands among the flags.
#define FIELD_POINTER(Type, member, name_, Item, ...)                                       \
    {.name = name_, .type = FIELD_MAPPING, .schema = &Item##_schema,                        \
     .offset = TYPED_OFFSET(Type, member, Item *), .doc = __VA_ARGS__}
#define FIELD_STRUCTS(Type, member, name_, Item, ...)                                       \
    {.name = name_, .type = FIELD_LIST, .schema = &Item##_schema,                           \
     .offset = TYPED_LIST_OFFSET(Type, member, Item), .doc = __VA_ARGS__}
#define FIELD_NAMED(Type, member, name_, ...)                                               \
    {.name = name_, .type = FIELD_NAMED_VALUES,                                             \
     .offset = TYPED_LIST_OFFSET(Type, member, NamedValues), .doc = __VA_ARGS__}

struct Schema {
    const char *name;                // "role": "a role has no field …"
    const Field *fields;
    size_t field_count;
    size_t size;                     // of the struct
    size_t offset_member;            // where the struct keeps its own offset, a FileOffset, or
                                     // SCHEMA_NO_OFFSET
    size_t money_member;             // SCHEMA_MONEY: the format of its amounts; 0: of what holds it
    size_t bad_member;               // SCHEMA_BAD: which fields are bad; 0: nobody asks
    size_t given_member;             // of GivenFields; 0: what has no value counts as not given
    const char *const *any_of;       // NULL-terminated: fields of which one must be there, as
                                     // those who read the struct see to; NULL: none
    const Schema *base;              // that this one has the fields of, and others behind them
};
#define SCHEMA_NO_OFFSET SIZE_MAX
enum { SCHEMA_FIELDS_MAX = 64 };     // the parser has a bit for each
// How many fields a table has, which must not be too many.
#define SCHEMA_FIELD_COUNT(rows)                                                            \
    (sizeof(rows) / sizeof((rows)[0]) +                                                     \
     0 * sizeof(char[sizeof(rows) / sizeof((rows)[0]) <= SCHEMA_FIELDS_MAX ? 1 : -1]))
// Behind the place of the offset further members may follow by name.
#define SCHEMA_AT(name_, Type, rows, ...)                                                   \
    {.name = name_, .fields = (rows), .field_count = SCHEMA_FIELD_COUNT(rows),              \
     .size = sizeof(Type), .offset_member = __VA_ARGS__}
#define SCHEMA_OFFSET(Type, member) TYPED_OFFSET(Type, member, FileOffset)
#define SCHEMA_MONEY(Type, member) TYPED_OFFSET(Type, member, const NumberFormat *)
#define SCHEMA_BAD(Type, member) TYPED_OFFSET(Type, member, BadFields)
#define SCHEMA(name_, Type, rows) SCHEMA_AT(name_, Type, rows, SCHEMA_NO_OFFSET)

// What values are parsed with.
typedef struct Parse {
    Str path;                // of their file
    Arena *arena;            // owns what is kept of them
    SharedTexts *texts;      // that others may have as well, whose arenas live as long; or NULL
    Diags *diags;
} Parse;
// Fills `ret` (a zeroed struct of schema->size bytes, or one that holds defaults) from a mapping.
// Reports every problem that it finds; false when there was one.
bool schema_parse(const Parse *parse, const Schema *schema, const YamlNode *node, void *ret);

// Whether a field of a struct is given, as far as its schema tells.
bool schema_is_given(const Schema *schema, const void *of, const Field *field);
const Field *schema_find_field(const Schema *schema, Str name);   // NULL where there is none
// Whether a field of a struct that schema_parse filled is bad.
bool schema_has_bad(const Schema *schema, const void *of, const char *name);

// The name that a field has in published data and in layouts.
const char *field_public_name(const Field *field);
// The struct of a FIELD_MAPPING whose member is here; NULL where the member points to none.
const void *field_struct_at(const Field *field, const void *member);

// Calls `visit` for each value of a type in a struct, with those of the structs and lists in it.
typedef void FieldVisit(void *context, void *value);
void schema_visit(const Schema *schema, FieldType type, void *of, FieldVisit *visit, void *context);

#endif
