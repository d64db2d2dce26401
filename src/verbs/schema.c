// metier schema: the JSON Schema of what editors write, for the completion of their editors.
#include "output/json_schema.h"
#include "verbs/cms.h"
#include "verbs/documents.h"
#include "verbs/verbs.h"

static void write_schema(const Schema *schema, FILE *out) {
    Buf text = {0};
    json_schema_write_fields(&(Json){.out = &text}, schema);
    fprintf(out, "%s\n", text.ptr);
    buf_free(&text);
}

#define WRITER(name)                               \
    static void write_##name(FILE *out) {          \
        write_schema(name##_document.schema, out); \
    }
DOCUMENTS(WRITER)

static const Topic topics[] = {
    {NULL, "role", "of the front matter of roles", write_role},
    {NULL, "article", "of the front matter of articles", write_article},
    {NULL, "page", "of the front matter of pages", write_page},
    {NULL, "site", "of site.yaml", write_site},
    {NULL, "cms", "not one, but the config.yml of Decap CMS and Sveltia CMS", cms_write},
};

static int run(int argument_count, char **arguments) {
    const TopicTable *table = &schema_verb.topics;
    int rest = 1;
    const Topic *topic = topics_find(table, argument_count, arguments, &rest);
    if (topic) return topics_write(table, "schema", topic, rest, argument_count, arguments);
    return topics_refuse_other(table, "schema");
}

const Verb schema_verb = {
    .name = "schema", .summary = "the JSON Schema of a front matter or of site.yaml, for editors",
    .topics = {topics, sizeof topics / sizeof topics[0]}, .run = run,
};
