// A role's data and Markdown beside its page, and the data of all roles as JSON and CSV, with the
// JSON Schema of all of it. What stands in them is told by the rows of the roles' schema, and here
// by rows of what is derived.
#include "format/markdown_text.h"
#include "format/relink.h"
#include "output/body.h"
#include "output/earlier.h"
#include "output/explain.h"
#include "output/json_schema.h"
#include "output/views.h"
#include "site/salaries.h"

#define SCHEMA_FILE STR("roles.schema.json")

static Str role_slug(const Publishing *publishing, const void *of) {
    (void)publishing;
    return text_str(((const Role *)of)->entry.slug);
}

static Str role_url(const Publishing *publishing, const void *of) {
    return absolute_url(publishing->job, ((const Role *)of)->entry.address);
}

static Date role_updated(const Publishing *publishing, const void *of) {
    (void)publishing;
    return entry_changed(&((const Role *)of)->entry);
}

static TextList slugs_of(const Publishing *publishing, const RoleList *roles) {
    TextList ret = {ARENA_NEW(publishing->job->scratch, Text, roles->count + 1), roles->count};
    for (size_t i = 0; i < roles->count; i++) ret.items[i] = roles->items[i]->entry.slug;
    return ret;
}

static TextList role_path_from(const Publishing *publishing, const void *of) {
    return slugs_of(publishing, &((const Role *)of)->path_from);
}

static TextList role_path_to(const Publishing *publishing, const void *of) {
    return slugs_of(publishing, &((const Role *)of)->path_to);
}

static TextList role_related(const Publishing *publishing, const void *of) {
    return slugs_of(publishing, &((const Role *)of)->related_roles);
}

static TextList role_duties(const Publishing *publishing, const void *of) {
    return body_items(publishing->job, of, SECTION_DUTIES);
}

static TextList role_day(const Publishing *publishing, const void *of) {
    return body_items(publishing->job, of, SECTION_DAY);
}

static TextList role_upsides(const Publishing *publishing, const void *of) {
    return body_items(publishing->job, of, SECTION_UPSIDES);
}

static TextList role_downsides(const Publishing *publishing, const void *of) {
    return body_items(publishing->job, of, SECTION_DOWNSIDES);
}

static TextList role_qualifications(const Publishing *publishing, const void *of) {
    return body_items(publishing->job, of, SECTION_QUALIFICATION);
}

static TextList role_requirements(const Publishing *publishing, const void *of) {
    return body_items(publishing->job, of, SECTION_REQUIREMENTS);
}

static Str salary_region_name(const Publishing *publishing, const void *of) {
    (void)publishing;
    return ((const Salary *)of)->region_name;
}

static bool salary_is_primary(const Publishing *publishing, const void *of) {
    return ((const Role *)publishing->subject)->primary == of;
}

static const void *complete_salary(const Publishing *publishing, const void *of) {
    const Job *job = publishing->job;
    Salary *ret = ARENA_NEW(job->scratch, Salary, 1);
    *ret = *(const Salary *)of;
    StepList steps = salary_steps(&job->all->site->config.salary, of, job->scratch);
    ret->steps.items = steps.items;
    ret->steps.count = steps.count;
    return ret;
}

static bool step_is_modelled(const Publishing *publishing, const void *of) {
    (void)publishing;
    return ((const SalaryStep *)of)->is_modelled;
}

static const Derived role_first[] = {
    DERIVED("slug", SLUG, role_slug, "what other roles name it by", .field.flags = FIELD_REQUIRED,
            .field.column = "slug"),
    DERIVED("url", URL, role_url, "the role's page", .field.flags = FIELD_REQUIRED,
            .field.column = "url"),
};
static const Derived role_last[] = {
    DERIVED("path_from", SLUG_LIST, role_path_from, "slugs of roles that lead here"),
    DERIVED("path_to", SLUG_LIST, role_path_to, "slugs of roles that this leads to"),
    DERIVED("related", SLUG_LIST, role_related, "slugs of similar roles"),
    DERIVED("duties", TEXT_LIST, role_duties, "what the text lists as duties",
            .field.flags = FIELD_DETAIL),
    DERIVED("day", TEXT_LIST, role_day, "likewise of a working day",
            .field.flags = FIELD_DETAIL),
    DERIVED("upsides", TEXT_LIST, role_upsides, "likewise of what people like about the job",
            .field.flags = FIELD_DETAIL),
    DERIVED("downsides", TEXT_LIST, role_downsides, "likewise of what people find hard about it",
            .field.flags = FIELD_DETAIL),
    DERIVED("qualifications", TEXT_LIST, role_qualifications, "likewise of qualifications",
            .field.flags = FIELD_DETAIL),
    DERIVED("requirements", TEXT_LIST, role_requirements, "likewise of requirements",
            .field.flags = FIELD_DETAIL),
    DERIVED("updated", DATE, role_updated, "the day of the last change",
            .field.column = "updated"),
};
static const Derived salary_last[] = {
    DERIVED("region_name", TEXT, salary_region_name, "the region as pages show it"),
    DERIVED("primary", BOOL, salary_is_primary, "true for the one that lists show"),
};
static const Derived step_last[] = {
    DERIVED("modelled", BOOL, step_is_modelled, "a share of the average, not observed"),
};
#define ROWS(table) table, sizeof(table) / sizeof((table)[0])
static const Shape shapes[] = {
    {&role_schema, ROWS(role_first), ROWS(role_last), NULL},
    {&Salary_schema, NULL, 0, ROWS(salary_last), complete_salary},
    {&SalaryStep_schema, NULL, 0, ROWS(step_last), NULL},
};

static Publishing publishing_of(const Job *job, const Role *role, bool is_whole) {
    return (Publishing){.job = job, .shapes = shapes, .subject = role, .is_whole = is_whole,
                        .shape_count = sizeof shapes / sizeof shapes[0]};
}

static void put_role(const Job *job, Json *json, const Role *role, bool is_whole) {
    Publishing publishing = publishing_of(job, role, is_whole);
    published_write_object(&publishing, job->all->site->config.schemas[ENTRY_ROLE], role, json);
}

static void plan_beside(const Planning *planning, Str name) {
    const Site *site = planning->site;
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        if (!role->entry.address.len) continue;
        Str path = arena_join(&planning->plan->arena, role->entry.address, name);
        plan_add_file(planning, path, role, entry_place(&role->entry, DIAG_NO_OFFSET));
    }
}

static void role_json_plan(const Planning *planning) {
    plan_beside(planning, STR("index.json"));
}

static bool role_json_write(const Job *job, Buf *out) {
    Json json = {.out = out};
    put_role(job, &json, job->output->subject, true);
    buf_add_char(out, '\n');
    return true;
}

static void role_json_explain(const Rendering *all, const Output *output, Explanation *ret) {
    explain_add_role(ret, all, output->subject);
}

const OutputKind role_json_kind = {.name = "role's data", .plan = role_json_plan,
                                   .reads = FACTS_REST,
                                   .write = role_json_write, .explain = role_json_explain,
                                   .settings = "base_url language salary regions sections sources "
                                               "extra",
                                   .group = OUTPUT_GROUP(data),
                                   .fingerprint = fingerprint_role};

static void role_markdown_plan(const Planning *planning) {
    plan_beside(planning, STR("index.md"));
}

static void add_fact(Buf *out, Str label, Str value, Str note) {
    if (!value.len) return;
    buf_add(out, STR("- "));
    markdown_add_text(out, label);
    buf_add(out, STR(": "));
    markdown_add_text(out, value);
    if (note.len) buf_add(out, STR(" ("));
    markdown_add_text(out, note);
    buf_add(out, note.len ? STR(")\n") : STR("\n"));
}

static void add_facts(const Job *job, Buf *out, const Role *role) {
    add_fact(out, string_text(job, "branch"), text_str(role->branch), (Str){0});
    const Salary *salaries = role->salaries.items;
    for (size_t i = 0; i < role->salaries.count; i++) {
        const Salary *salary = &salaries[i];
        add_fact(out, string_text(job, "average"), amount_text(job, salary, &salary->average),
                 salary->region_name);
        add_fact(out, string_text(job, "median"), amount_text(job, salary, &salary->median),
                 salary->region_name);
    }
    add_fact(out, string_text(job, "education"), text_str(role->education), (Str){0});
    add_fact(out, string_text(job, "experience"), text_str(role->experience.text), (Str){0});
    add_fact(out, string_text(job, "hours"), text_str(role->hours), (Str){0});
}

// The body as it was written, but for links into the site: a reader of this file may stand
// anywhere.
static void add_source(const Job *job, Buf *out, const Entry *entry) {
    const MarkdownDocument *body = job_body(job, entry);
    Str *urls = ARENA_NEW(job->scratch, Str, body->link_count + 1);
    for (size_t i = 0; i < body->link_count; i++) {
        // One within the page stays within this file.
        if (body->links[i].target.len) urls[i] = body_link_url(job, entry, i);
    }
    relink_markdown(body->source, entry->body_offset, body, urls, entry->link_falls,
                    job->scratch, out);
}

static bool role_markdown_write(const Job *job, Buf *out) {
    const Role *role = job->output->subject;
    const Entry *entry = &role->entry;
    buf_add(out, STR("# "));
    markdown_add_text(out, text_str(entry->title));
    buf_add(out, STR("\n\n"));
    markdown_add_text(out, text_str(entry->summary));
    buf_add(out, STR("\n\n"));
    add_facts(job, out, role);
    buf_add_char(out, '\n');
    add_source(job, out, entry);
    return true;
}

static void role_markdown_explain(const Rendering *all, const Output *output, Explanation *ret) {
    explain_add_text(ret, all, &((const Role *)output->subject)->entry, "the profile itself");
}

const OutputKind role_markdown_kind = {.name = "role's text", .plan = role_markdown_plan,
                                       .reads = FACTS_REST,
                                       .write = role_markdown_write, .group = OUTPUT_GROUP(data),
                                       .uses = USES_STRINGS, .explain = role_markdown_explain,
                                       .settings = "base_url language regions",
                                       .fingerprint = fingerprint_role};

static void roles_json_plan(const Planning *planning) {
    plan_add_file(planning, STR("roles.json"), NULL, config_place());
}

#define ROLES_END "]}\n"

// How a role's object begins, which no other does.
static Str object_start(const Job *job, const Role *role) {
    Buf start = {.arena = job->scratch};
    Json json = {.out = &start};
    json_open_object(&json, NULL);
    json_text(&json, role_first[0].field.name, text_str(role->entry.slug));
    return buf_str(&start);
}

static void put_listed(const Job *job, Json *json, const Role *role, EarlierItems *earlier) {
    Str item = {0};
    if (earlier_has(earlier, role)) item = earlier_item(earlier, object_start(job, role));
    if (str_ends_with(item, STR("\n"))) item.len--;
    if (item.len) json_value(json, NULL, item);
    else put_role(job, json, role, false);
}

static bool roles_json_write(const Job *job, Buf *out) {
    const Site *site = job->all->site;
    Json json = {.out = out};
    json_open_object(&json, NULL);
    json_text(&json, "$schema", absolute_url(job, SCHEMA_FILE));
    json_text(&json, "title", text_str(site->config.title));
    json_text(&json, "language", text_str(site->config.language));
    json_open_array(&json, "roles");
    Arena scratch = {0};
    const Job each = job_for_items(job, &scratch);
    EarlierItems earlier;
    earlier_begin(job, STR(ROLES_END).len, false, &earlier);
    bool is_written = true;
    for (size_t i = 0; i < site->roles.count && is_written; i++) {
        buf_add_char(out, '\n');
        put_listed(&each, &json, site->roles.items[i], &earlier);
        is_written = job_end_item(&each, out);
    }
    arena_free(&scratch);
    buf_add(out, STR(ROLES_END));
    return earlier_end(&earlier) && is_written;
}

const OutputKind roles_json_kind = {.name = "roles.json", .plan = roles_json_plan,
                                    .write = roles_json_write, .group = OUTPUT_GROUP(data),
                                    .uses = USES_ROLES,
                                    .settings = "title base_url language salary regions sources "
                                                "extra",
                                    .fingerprint = fingerprint_fields};

static void roles_csv_plan(const Planning *planning) {
    plan_add_file(planning, STR("roles.csv"), NULL, config_place());
}

static Str line_start(const Job *job, const Role *role) {
    Buf start = {.arena = job->scratch};
    csv_cell(&(Csv){.out = &start}, text_str(role->entry.slug));
    buf_add_char(&start, ',');
    return buf_str(&start);
}

// A line for each salary, and one for a role without.
static void put_lines(const Publishing *publishing, Csv *csv, EarlierItems *earlier) {
    const Role *role = publishing->subject;
    Str lines = {0};
    if (earlier_has(earlier, role)) {
        lines = earlier_item(earlier, line_start(publishing->job, role));
    }
    if (lines.len) buf_add(csv->out, lines);
    else published_write_lines(publishing, &role_schema, role, csv);
}

static bool roles_csv_write(const Job *job, Buf *out) {
    const Site *site = job->all->site;
    Csv csv = {.out = out};
    Arena scratch = {0};
    const Job each = job_for_items(job, &scratch);
    Publishing publishing = publishing_of(&each, NULL, false);
    published_write_columns(&publishing, &role_schema, &csv);
    EarlierItems earlier;
    earlier_begin(job, 0, true, &earlier);
    bool is_written = true;
    for (size_t i = 0; i < site->roles.count && is_written; i++) {
        publishing.subject = site->roles.items[i];
        put_lines(&publishing, &csv, &earlier);
        is_written = job_end_item(&each, out);
    }
    arena_free(&scratch);
    return earlier_end(&earlier) && is_written;
}

const OutputKind roles_csv_kind = {.name = "roles.csv", .plan = roles_csv_plan,
                                   .write = roles_csv_write, .uses = USES_ROLES,
                                   .settings = "base_url language salary regions",
                                   .group = OUTPUT_GROUP(data),
                                   .fingerprint = fingerprint_fields};

static void roles_schema_plan(const Planning *planning) {
    plan_add_file(planning, SCHEMA_FILE, NULL, config_place());
}

static bool roles_schema_write(const Job *job, Buf *out) {
    Json json = {.out = out};
    Publishing publishing = publishing_of(job, NULL, true);
    json_open_object(&json, NULL);
    json_text(&json, "$schema", STR("https://json-schema.org/draft/2020-12/schema"));
    json_text(&json, "title", STR("Roles of a careers site"));
    json_text(&json, "description",
              STR("roles.json is described by the whole schema; the index.json beside a role's "
                  "page by $defs/role"));
    json_text(&json, "type", STR("object"));
    json_open_array(&json, "required");
    json_text(&json, NULL, STR("title"));
    json_text(&json, NULL, STR("language"));
    json_text(&json, NULL, STR("roles"));
    json_close_array(&json);
    json_bool(&json, "additionalProperties", false);
    json_open_object(&json, "properties");
    json_schema_write_text(&json, "$schema", "the address of this schema");
    json_schema_write_text(&json, "title", "the site's name");
    json_schema_write_text(&json, "language", "BCP 47 tag of all texts");
    json_open_object(&json, "roles");
    json_text(&json, "type", STR("array"));
    json_open_object(&json, "items");
    json_text(&json, "$ref", STR("#/$defs/role"));
    json_close_object(&json);
    json_close_object(&json);
    json_close_object(&json);
    json_open_object(&json, "$defs");
    json_schema_write_amount(&json);
    json_open_object(&json, "role");
    json_schema_write_published(&json, &publishing, job->all->site->config.schemas[ENTRY_ROLE]);
    json_close_object(&json);
    json_close_object(&json);
    json_close_object(&json);
    buf_add_char(out, '\n');
    return true;
}

const OutputKind roles_schema_kind = {.name = "roles.schema.json", .plan = roles_schema_plan,
                                      .write = roles_schema_write, .group = OUTPUT_GROUP(data),
                                      .settings = "base_url extra",
                                      .fingerprint = fingerprint_fields};
