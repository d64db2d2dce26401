// A JSON writer (RFC 8259). Its output may also stand in an HTML script element: '<', '>', '&' and
// the line separators U+2028 and U+2029 are written as escapes.
#ifndef METIER_FORMAT_JSON_H
#define METIER_FORMAT_JSON_H

#include "base/text.h"

typedef struct Json {
    Buf *out;
    bool wants_comma;
} Json;

// `name` is the member's name inside an object, a literal with nothing to escape; NULL inside an
// array and at the top.
void json_open_object(Json *json, const char *name);
void json_close_object(Json *json);
void json_open_array(Json *json, const char *name);
void json_open_list(Json *json, Str name);    // an array whose name is not a literal
void json_close_array(Json *json);
void json_text(Json *json, const char *name, Str value);
void json_text_if(Json *json, const char *name, Str value);   // nothing when the value is empty
void json_integer(Json *json, const char *name, int64_t value);
void json_bool(Json *json, const char *name, bool value);
void json_value(Json *json, const char *name, Str value);      // which is JSON already
void json_null(Json *json, const char *name);
// value × 10^-decimals, exactly: 4925 with 2 decimals is 49.25.
void json_decimal(Json *json, const char *name, int64_t value, int decimals);

#endif
