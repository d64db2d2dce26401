// metier schema: the JSON Schema of what editors write, for the completion of their editors.
#include <stdio.h>
#include <string.h>

#include "base/report.h"
#include "output/json_schema.h"
#include "verbs/verbs.h"

static int write_schema(const Schema *schema) {
    Buf text = {0};
    json_schema_write_fields(&(Json){.out = &text}, schema);
    puts(text.ptr);
    buf_free(&text);
    return EXIT_DONE;
}

static int run(int argument_count, char **arguments) {
    static const Schema *const schemas[] = {&role_schema, &article_schema, &info_page_schema,
                                            &config_schema};
    const char *wanted = argument_count == 2 ? arguments[1] : "";
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++) {
        if (!strcmp(wanted, schemas[i]->name)) return write_schema(schemas[i]);
    }
    report_line(stderr, "metier: 'metier schema' takes one of role, article, page, site");
    return EXIT_USAGE;
}

const Verb schema_verb = {
    .name = "schema", .summary = "the JSON Schema of a front matter or of site.yaml, for editors",
    .operands = "role | article | page | site", .run = run,
};
