// A role's data and Markdown beside its page, and the data of all roles as JSON and CSV. Their form
// is described by static/roles.schema.json.
#include "format/csv.h"
#include "format/json.h"
#include "format/markdown_text.h"
#include "format/relink.h"
#include "output/views.h"
#include "site/salaries.h"

// A known figure is a number, a withheld one null, a top-coded one {"at_least": number}.
static void put_amount(Json *json, const char *name, const Salary *salary, const Amount *amount) {
    int decimals = salary->format->fraction_digits;
    switch (amount->state) {
        case AMOUNT_NONE: return;
        case AMOUNT_SUPPRESSED: json_null(json, name); return;
        case AMOUNT_KNOWN: json_decimal(json, name, amount->minor, decimals); return;
        case AMOUNT_AT_LEAST:
            json_open_object(json, name);
            json_decimal(json, "at_least", amount->minor, decimals);
            json_close_object(json);
    }
}

static void put_steps(Json *json, const Salary *salary) {
    const SalaryStep *steps = salary->steps.items;
    if (!salary->steps.count) return;
    json_open_array(json, "steps");
    for (size_t i = 0; i < salary->steps.count; i++) {
        json_open_object(json, NULL);
        json_text(json, "level", steps[i].level.str);
        json_text_if(json, "experience", steps[i].experience.str);
        put_amount(json, "amount", salary, &steps[i].amount);
        json_bool(json, "modelled", steps[i].is_modelled);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_salary(const Job *job, Json *json, const Role *role, const Salary *salary) {
    const Percentiles *at = &salary->percentiles;
    json_open_object(json, NULL);
    json_text_if(json, "region", salary->region.str);
    json_text_if(json, "region_name", salary->region_name);
    json_text(json, "currency", salary->currency.str);
    json_text(json, "period", salary_period(salary));
    put_amount(json, "average", salary, &salary->average);
    put_amount(json, "median", salary, &salary->median);
    put_amount(json, "min", salary, &salary->range.min);
    put_amount(json, "max", salary, &salary->range.max);
    put_amount(json, "p10", salary, &at->p10);
    put_amount(json, "p25", salary, &at->p25);
    put_amount(json, "p75", salary, &at->p75);
    put_amount(json, "p90", salary, &at->p90);
    put_steps(json, salary);
    json_text_if(json, "source", salary->source.str);
    json_text_if(json, "as_of", date_iso(job, salary->as_of));
    json_bool(json, "primary", salary == role->primary);
    json_close_object(json);
}

static void put_texts(Json *json, const char *name, const TextList *texts) {
    if (!texts->count) return;
    json_open_array(json, name);
    for (size_t i = 0; i < texts->count; i++) json_text(json, NULL, texts->items[i].str);
    json_close_array(json);
}

static void put_slugs(Json *json, const char *name, const RoleList *roles) {
    if (!roles->count) return;
    json_open_array(json, name);
    for (size_t i = 0; i < roles->count; i++) {
        json_text(json, NULL, roles->items[i]->entry.slug.str);
    }
    json_close_array(json);
}

static void put_skills(Json *json, const Role *role) {
    const Skill *skills = role->skills.items;
    if (!role->skills.count) return;
    json_open_array(json, "skills");
    for (size_t i = 0; i < role->skills.count; i++) {
        json_open_object(json, NULL);
        json_text(json, "name", skills[i].name.str);
        json_text_if(json, "level", skills[i].level.str);
        json_text_if(json, "importance", skills[i].importance.str);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_codes(Json *json, const Codes *codes) {
    if (!codes->soc.str.len && !codes->onet.str.len && !codes->isco.str.len) return;
    json_open_object(json, "codes");
    json_text_if(json, "soc", codes->soc.str);
    json_text_if(json, "onet", codes->onet.str);
    json_text_if(json, "isco", codes->isco.str);
    json_close_object(json);
}

static void put_outlook(const Outlook *outlook, Json *json) {
    if (!outlook->growth.is_given && !outlook->openings) return;
    json_open_object(json, "outlook");
    if (outlook->growth.is_given) {
        json_decimal(json, "growth_percent", outlook->growth.hundredths, 2);
    }
    if (outlook->openings) json_integer(json, "openings", outlook->openings);
    if (outlook->from) json_integer(json, "from", outlook->from);
    if (outlook->to) json_integer(json, "to", outlook->to);
    json_text_if(json, "source", outlook->source.str);
    json_close_object(json);
}

static void put_sources(const Job *job, Json *json, const Role *role) {
    const Source *sources = role->sources.items;
    if (!role->sources.count) return;
    json_open_array(json, "sources");
    for (size_t i = 0; i < role->sources.count; i++) {
        json_open_object(json, NULL);
        json_text(json, "id", sources[i].id.str);
        json_text(json, "name", sources[i].name.str);
        json_text_if(json, "url", sources[i].url.str);
        json_text_if(json, "method", sources[i].method.str);
        json_text_if(json, "retrieved", date_iso(job, sources[i].retrieved));
        json_close_object(json);
    }
    json_close_array(json);
}

// `is_whole`: with the lists of the text, which the file of all roles leaves out.
static void put_role(const Job *job, Json *json, const Role *role, bool is_whole) {
    const Entry *entry = &role->entry;
    const Salary *salaries = role->salaries.items;
    json_open_object(json, NULL);
    json_text(json, "slug", entry->slug.str);
    json_text(json, "title", entry->title.str);
    json_text_if(json, "plural", role->plural.str);
    json_text(json, "url", absolute_url(job, entry->address));
    json_text(json, "branch", role->branch.str);
    json_text(json, "summary", entry->summary.str);
    put_texts(json, "alternative_titles", &role->alternative_titles);
    put_codes(json, &role->codes);
    put_skills(json, role);
    put_texts(json, "technologies", &role->technologies);
    json_text_if(json, "education", role->education.str);
    json_text_if(json, "experience", role->experience.text.str);
    if (role->experience.months) json_integer(json, "experience_months", role->experience.months);
    json_text_if(json, "hours", role->hours.str);
    if (role->salaries.count) json_open_array(json, "salaries");
    for (size_t i = 0; i < role->salaries.count; i++) put_salary(job, json, role, &salaries[i]);
    if (role->salaries.count) json_close_array(json);
    put_outlook(&role->outlook, json);
    put_slugs(json, "path_from", &role->path_from);
    put_slugs(json, "path_to", &role->path_to);
    put_slugs(json, "related", &role->related_roles);
    if (is_whole) {
        items_write(job, json, "duties", entry, SECTION_DUTIES);
        items_write(job, json, "qualifications", entry, SECTION_QUALIFICATION);
        items_write(job, json, "requirements", entry, SECTION_REQUIREMENTS);
    }
    put_sources(job, json, role);
    json_text_if(json, "updated", date_iso(job, entry_changed(entry)));
    json_close_object(json);
}

static void plan_beside(const Planning *planning, Str name) {
    const Site *site = planning->site;
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        Str path = arena_join(&planning->plan->arena, role->entry.address, name);
        plan_add_file(planning, path, role, (Place){role->entry.path, DIAG_NO_OFFSET});
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

const OutputKind role_json_kind = {.name = "role's data", .plan = role_json_plan,
                                   .write = role_json_write,
                                   .group = OUTPUT_GROUP(data)};

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
    add_fact(out, string_text(job, "branch"), role->branch.str, (Str){0});
    const Salary *salaries = role->salaries.items;
    for (size_t i = 0; i < role->salaries.count; i++) {
        const Salary *salary = &salaries[i];
        add_fact(out, string_text(job, "average"), amount_text(job, salary, &salary->average),
                 salary->region_name);
        add_fact(out, string_text(job, "median"), amount_text(job, salary, &salary->median),
                 salary->region_name);
    }
    add_fact(out, string_text(job, "education"), role->education.str, (Str){0});
    add_fact(out, string_text(job, "experience"), role->experience.text.str, (Str){0});
    add_fact(out, string_text(job, "hours"), role->hours.str, (Str){0});
}

// The body as it was written, but for links into the site: a reader of this file may stand
// anywhere.
static void add_source(const Job *job, Buf *out, const Entry *entry) {
    const MarkdownDocument *body = &entry->body;
    Str *urls = ARENA_NEW(job->scratch, Str, body->link_count + 1);
    for (size_t i = 0; i < body->link_count; i++) {
        // One within the page stays within this file.
        if (body->links[i].target.len) urls[i] = body_link_url(job, entry, i);
    }
    relink_markdown(entry->source, entry->body_offset, body, urls, job->scratch, out);
}

static bool role_markdown_write(const Job *job, Buf *out) {
    const Role *role = job->output->subject;
    const Entry *entry = &role->entry;
    buf_add(out, STR("# "));
    markdown_add_text(out, entry->title.str);
    buf_add(out, STR("\n\n"));
    markdown_add_text(out, entry->summary.str);
    buf_add(out, STR("\n\n"));
    add_facts(job, out, role);
    buf_add_char(out, '\n');
    add_source(job, out, entry);
    return true;
}

const OutputKind role_markdown_kind = {.name = "role's text", .plan = role_markdown_plan,
                                       .write = role_markdown_write, .group = OUTPUT_GROUP(data)};

static void roles_json_plan(const Planning *planning) {
    plan_add_file(planning, STR("roles.json"), NULL, config_place());
}

static bool roles_json_write(const Job *job, Buf *out) {
    const Site *site = job->all->site;
    Json json = {.out = out};
    json_open_object(&json, NULL);
    json_text(&json, "$schema", absolute_url(job, STR("roles.schema.json")));
    json_text(&json, "title", site->config.title.str);
    json_text(&json, "language", site->config.language.str);
    json_open_array(&json, "roles");
    for (size_t i = 0; i < site->roles.count; i++) {
        buf_add_char(out, '\n');
        put_role(job, &json, site->roles.items[i], false);
    }
    json_close_array(&json);
    json_close_object(&json);
    buf_add_char(out, '\n');
    return true;
}

const OutputKind roles_json_kind = {.name = "roles.json", .plan = roles_json_plan,
                                    .write = roles_json_write, .group = OUTPUT_GROUP(data)};

static void roles_csv_plan(const Planning *planning) {
    plan_add_file(planning, STR("roles.csv"), NULL, config_place());
}

// A plain number; ">=239200" for a top-coded figure, nothing for a withheld one.
static void amount_cell(Csv *csv, const Salary *salary, const Amount *amount) {
    Buf text = {0};
    Json number = {.out = &text};
    if (salary && amount->state == AMOUNT_AT_LEAST) buf_add(&text, STR(">="));
    if (salary && (amount->state == AMOUNT_AT_LEAST || amount->state == AMOUNT_KNOWN)) {
        json_decimal(&number, NULL, amount->minor, salary->format->fraction_digits);
    }
    csv_cell(csv, buf_str(&text));
    buf_free(&text);
}

static const char *const csv_columns[] = {
    "slug", "title", "branch", "summary", "url", "soc", "onet", "isco", "education", "experience",
    "skills", "region", "currency", "period", "average", "median", "min", "p10", "p25", "p75",
    "p90", "max", "source", "as_of", "updated",
};

static void add_csv_row(const Job *job, Csv *csv, const Role *role, const Salary *salary) {
    static const Salary none;
    const Salary *at = salary ? salary : &none;
    const Skill *skills = role->skills.items;
    Buf names = {0};
    for (size_t i = 0; i < role->skills.count; i++) {
        if (i) buf_add(&names, STR("; "));
        buf_add(&names, skills[i].name.str);
    }
    const Str texts[] = {
        role->entry.slug.str, role->entry.title.str, role->branch.str, role->entry.summary.str,
        absolute_url(job, role->entry.address), role->codes.soc.str, role->codes.onet.str,
        role->codes.isco.str, role->education.str, role->experience.text.str, buf_str(&names),
        at->region.str, at->currency.str, salary ? salary_period(salary) : (Str){0},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) csv_cell(csv, texts[i]);
    const Percentiles *spread = &at->percentiles;
    const Amount *const amounts[] = {&at->average, &at->median, &at->range.min, &spread->p10,
                                     &spread->p25, &spread->p75, &spread->p90, &at->range.max};
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        amount_cell(csv, salary, amounts[i]);
    }
    csv_cell(csv, at->source.str);
    csv_cell(csv, date_iso(job, at->as_of));
    csv_cell(csv, date_iso(job, entry_changed(&role->entry)));
    csv_end_row(csv);
    buf_free(&names);
}

// A row for each salary, and one for a role without.
static bool roles_csv_write(const Job *job, Buf *out) {
    const Site *site = job->all->site;
    Csv csv = {.out = out};
    for (size_t i = 0; i < sizeof csv_columns / sizeof csv_columns[0]; i++) {
        csv_cell(&csv, str_from(csv_columns[i]));
    }
    csv_end_row(&csv);
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        const Salary *salaries = role->salaries.items;
        if (!role->salaries.count) add_csv_row(job, &csv, role, NULL);
        for (size_t j = 0; j < role->salaries.count; j++) {
            add_csv_row(job, &csv, role, &salaries[j]);
        }
    }
    return true;
}

const OutputKind roles_csv_kind = {.name = "roles.csv", .plan = roles_csv_plan,
                                   .write = roles_csv_write,
                                   .group = OUTPUT_GROUP(data)};
