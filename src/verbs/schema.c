// metier schema: the JSON Schema of what editors write, for the completion of their editors.
#include "base/file.h"
#include "output/json_schema.h"
#include "report/report.h"
#include "site/config.h"
#include "verbs/cms.h"
#include "verbs/documents.h"
#include "verbs/verbs.h"

typedef struct SchemaArguments { Str root; } SchemaArguments;

static const Option rows[] = {
    OPTION(SchemaArguments, root, 'C', NULL, "DIR",
           "the site's folder, whose extra fields are fields (default: this one)"),
};

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

// What the front matter may hold in one site.
static int write_of_site(int root, const char *folder, EntryKind kind) {
    Arena arena = {0};
    Diags diags = {0};
    Config config;
    int status = EXIT_DONE;
    if (config_find(root, &diags) && config_load(root, (Str){0}, &arena, &config, &diags)) {
        write_schema(config.schemas[kind], stdout);
    } else {
        status = EXIT_CONTENT;
        report_write(&text_form, &(Report){.diags = &diags, .root = folder}, stderr);
    }
    diags_free(&diags);
    arena_free(&arena);
    return status;
}

// Where there is a site, or one is named, its own fields are among those of a front matter.
static int write_topic(const Topic *topic, Str folder) {
    EntryKind kind;
    bool is_of_site = entry_kind_find(str_from(topic->name), &kind);
    int root = folder_open(folder.len ? folder.ptr : ".");
    int status = EXIT_DONE;
    is_of_site &= folder.len || file_exists(root, CONFIG_PATH);
    if (!is_of_site) topic->write(stdout);
    else status = write_of_site(root, folder.len ? folder.ptr : ".", kind);
    folder_close(root);
    return status;
}

static int run(int argument_count, char **arguments) {
    const TopicTable *table = &schema_verb.topics;
    SchemaArguments given = {0};
    int first = options_parse(&schema_verb.options, "schema", argument_count, arguments, &given);
    if (first < 0) return EXIT_USAGE;
    // Topics stand behind a word, here the last option.
    char **words = arguments + first - 1;
    int count = argument_count - first + 1;
    int rest = 1;
    const Topic *topic = topics_find(table, count, words, &rest);
    if (!topic) return topics_refuse_other(table, "schema");
    return rest < count ? topics_refuse("schema", words[rest]) : write_topic(topic, given.root);
}

const Verb schema_verb = {
    .name = "schema", .summary = "the JSON Schema of a front matter or of site.yaml, for editors",
    .options = {rows, sizeof rows / sizeof rows[0]},
    .topics = {topics, sizeof topics / sizeof topics[0]}, .run = run,
};
