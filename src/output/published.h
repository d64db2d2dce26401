// What is published of a struct that a schema describes: the fields of its rows, and what is
// derived from them, which has rows of its own. Members of JSON, columns of tables and the JSON
// Schema that describes them follow from both.
#ifndef METIER_OUTPUT_PUBLISHED_H
#define METIER_OUTPUT_PUBLISHED_H

#include "format/csv.h"
#include "format/json.h"
#include "output/output.h"

typedef struct Publishing Publishing;

// How a derived member is found; texts may live in the job's scratch.
typedef union Derive {
    Str (*text)(const Publishing *publishing, const void *of);
    TextList (*texts)(const Publishing *publishing, const void *of);
    bool (*flag)(const Publishing *publishing, const void *of);
    Date (*date)(const Publishing *publishing, const void *of);
} Derive;

typedef struct Derived {
    Field field;
    Derive derive;
} Derived;

#define DERIVE_TEXT text
#define DERIVE_SLUG text
#define DERIVE_URL text
#define DERIVE_TEXT_LIST texts
#define DERIVE_SLUG_LIST texts
#define DERIVE_BOOL flag
#define DERIVE_DATE date
// A row; behind the line of the reference members of its Field may follow by name:
//   DERIVED("url", URL, role_url, "its page", .field.flags = FIELD_REQUIRED)
#define DERIVED(name_, KIND, function, ...)                                                 \
    {.derive.DERIVE_##KIND = function, .field.name = name_, .field.type = FIELD_##KIND,     \
     .field.doc = __VA_ARGS__}

// The derived members of one schema's structs, before and behind its fields.
typedef struct Shape {
    const Schema *schema;
    const Derived *first;
    size_t first_count;
    const Derived *last;
    size_t last_count;
    // The struct that the schema's fields are taken from, made for the time of the job; NULL: that
    // which is published.
    const void *(*complete)(const Publishing *publishing, const void *of);
} Shape;

struct Publishing {
    const Job *job;
    const Shape *shapes;     // of the schemas that have derived members
    size_t shape_count;
    const void *subject;     // the outermost struct: derived members of inner ones may look at it
    bool is_whole;           // with the rows that are FIELD_DETAIL
};

// The shape of a schema's structs: an empty one where nothing is derived.
Shape published_shape(const Publishing *publishing, const Schema *schema);

// A struct as an object. Members without a value are left out.
void published_write_object(const Publishing *publishing, const Schema *schema, const void *of,
                            Json *json);
// The names of a table's columns, and the lines of one struct: one for each item of the list that
// is FIELD_LINES, and one where there is none.
void published_write_columns(const Publishing *publishing, const Schema *schema, Csv *csv);
void published_write_lines(const Publishing *publishing, const Schema *schema, const void *of,
                           Csv *csv);

#endif
