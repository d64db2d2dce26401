#include "site/content.h"

#include "format/slug.h"
#include "site/lints/lint_names.h"

const char *const section_names[SECTION_KIND_COUNT] = {
    "other", "duties", "day", "fit", "upsides", "downsides", "qualification", "requirements",
    "entry_routes", "licences", "skills", "salary", "advance", "outlook", "environment", "sources",
    "verification",
};
static const char *section_name_at(size_t index) {
    return index + 1 < SECTION_KIND_COUNT ? section_names[index + 1] : NULL;
}
const NameTable section_name_table = {
    "section", "unknown-section",
    "'metier help layouts' lists them as IS_…: duties, salary, advance and others",
    section_name_at,
};
const char *const section_docs[SECTION_KIND_COUNT] = {
    [SECTION_DUTIES] = "what one does, a line each that begins with a verb",
    [SECTION_DAY] = "how a working day goes, a line each from its beginning to its end",
    [SECTION_FIT] = "whom the job suits, and whom not; its parts are upsides and downsides",
    [SECTION_UPSIDES] = "what people like about the job, a line each",
    [SECTION_DOWNSIDES] = "what people find hard about it, a line each",
    [SECTION_QUALIFICATION] = "the training that is asked for",
    [SECTION_REQUIREMENTS] = "what one must bring along, a line each",
    [SECTION_ENTRY_ROUTES] = "what leads here; the field entry_routes follows it",
    [SECTION_LICENCES] = "what the law or employers ask for; the field licences follows it",
    [SECTION_SKILLS] = "what one must be good at, and why; the field skills follows it",
    [SECTION_SALARY] = "what decides over the pay; tables and charts of the field salary follow it",
    [SECTION_ADVANCE] = "how one gets on, and where to; the field career_path follows it",
    [SECTION_OUTLOOK] = "what changes in the job; the field outlook follows it",
    [SECTION_ENVIRONMENT] = "where one works, with whom, and when",
    [SECTION_SOURCES] = "what is to be known of the figures; the field sources follows it",
    [SECTION_VERIFICATION] = "how the profile was checked; the field verified follows it",
};

static const Field image_fields[] = {
    FIELD(Image, src, "src", URL,
          "its path from an index.md beside it, or its address: /img/nurse.jpg",
          .flags = FIELD_REQUIRED | FIELD_PICTURE),
    FIELD(Image, alt, "alt", TEXT, "what it shows, for those who do not see it",
          .flags = FIELD_REQUIRED),
};
static const Schema Image_schema = SCHEMA("image", Image, image_fields);

// With codes like %C3 in it, as they stand in addresses.
#define ALIAS_LETTERS "(" SLUG_LETTERS "|%[0-9A-Fa-f]{2})+"
#define ALIAS_PART ALIAS_LETTERS "([-_]" ALIAS_LETTERS ")*"
#define ALIAS_PATTERN "^\\s*/" ALIAS_PART "(/" ALIAS_PART ")*(/|\\.html)?\\s*$"

// The fields that every kind of content has, but for title, summary and date. What is published of
// them is derived: see role_data.c.
#define ENTRY_ROWS                                                                                \
    FIELD(Entry, slug, "slug", SLUG,                                                              \
          "its part of the address; else the name of the file, of index.md that of its folder",   \
          .flags = FIELD_UNPUBLISHED),                                                            \
    FIELD(Entry, aliases, "aliases", TEXT_LIST, "earlier addresses", .flags = FIELD_UNPUBLISHED,  \
          .example = "[/jobs/nurse/]", .pattern = ALIAS_PATTERN),                                  \
    FIELD(Entry, language, "language", LANGUAGE, "BCP 47, where it is not the site's",            \
          .flags = FIELD_UNPUBLISHED),                                                            \
    FIELD_POINTER(Entry, image, "image", Image, "a picture",                                      \
                  .flags = FIELD_UNPUBLISHED | FIELD_POINTED),                                    \
    FIELD(Entry, updated, "updated", DATE, "the day of the last change",                          \
          .flags = FIELD_UNPUBLISHED),                                                            \
    FIELD(Entry, expires, "expires", DATE, "the day from which on it is no longer published",     \
          .flags = FIELD_UNPUBLISHED),                                                            \
    FIELD(Entry, is_draft, "draft", BOOL, "true keeps it out of the site",                        \
          .flags = FIELD_UNPUBLISHED),                                                            \
    FIELD(Entry, is_noindex, "noindex", BOOL, "true keeps it out of search engines",              \
          .flags = FIELD_UNPUBLISHED),                                                            \
    FIELD_NAMED(Entry, silence, "silence", "lint: the reason why it does not hold here",          \
                .names = &lint_names, .flags = FIELD_UNPUBLISHED)
#define DATE_ROW(flags_)                                                                          \
    FIELD(Entry, date, "date", DATE, "the day of publication",                                    \
          .flags = FIELD_UNPUBLISHED | (flags_))

static const Field skill_fields[] = {
    FIELD(Skill, name, "name", TEXT, "the skill", .flags = FIELD_REQUIRED,
          .example = "Patient Care"),
    FIELD(Skill, level, "level", TEXT, "how well: basic, advanced, expert"),
    FIELD(Skill, importance, "importance", TEXT, "how much it matters: high, essential"),
};
static const Schema Skill_schema = SCHEMA("skill", Skill, skill_fields);

static const Field experience_fields[] = {
    FIELD(Experience, text, "text", TEXT, "as pages show it: 3+ years", .flags = FIELD_REQUIRED,
          .json = "experience", .column = "experience"),
    FIELD(Experience, months, "months", INT, "the least of it, in months, for search engines",
          .min = 1, .max = 1200, .json = "experience_months"),
};
static const Schema Experience_schema = SCHEMA("experience", Experience, experience_fields);

static const Field entry_route_fields[] = {
    FIELD(EntryRoute, name, "name", TEXT, "the way in: apprenticeship", .flags = FIELD_REQUIRED),
    FIELD(EntryRoute, text, "text", TEXT, "what it takes, in a sentence"),
};
static const Schema EntryRoute_schema = SCHEMA("entry route", EntryRoute, entry_route_fields);

static const Field licence_fields[] = {
    FIELD(Licence, name, "name", TEXT, "the licence or certificate", .flags = FIELD_REQUIRED),
    FIELD(Licence, issuer, "issuer", TEXT, "who grants it"),
    FIELD(Licence, url, "url", URL, "where to read about it"),
};
static const Schema Licence_schema = SCHEMA("licence", Licence, licence_fields);

static const Field codes_fields[] = {
    FIELD(Codes, soc, "soc", TEXT, "Standard Occupational Classification, \"15-1254\"",
          .column = "soc"),
    FIELD(Codes, onet, "onet", TEXT, "O*NET-SOC, \"15-1254.00\"", .column = "onet"),
    FIELD(Codes, isco, "isco", TEXT, "ISCO-08, \"2512\"", .column = "isco"),
};
static const Schema Codes_schema = SCHEMA("set of codes", Codes, codes_fields);

static const Field range_fields[] = {
    FIELD(Range, min, "min", AMOUNT, "the lowest pay", .flags = FIELD_REQUIRED, .column = "min"),
    FIELD(Range, max, "max", AMOUNT, "the highest pay", .flags = FIELD_REQUIRED, .column = "max"),
};
static const Schema Range_schema = SCHEMA("range", Range, range_fields);

static const Field percentile_fields[] = {
    FIELD(Percentiles, p10, "p10", AMOUNT, "a tenth earn less", .column = "p10"),
    FIELD(Percentiles, p25, "p25", AMOUNT, "a quarter earn less", .column = "p25"),
    FIELD(Percentiles, p75, "p75", AMOUNT, "a quarter earn more", .column = "p75"),
    FIELD(Percentiles, p90, "p90", AMOUNT, "a tenth earn more", .column = "p90"),
};
static const Schema Percentiles_schema = SCHEMA("set of percentiles", Percentiles,
                                                percentile_fields);

static const Field step_fields[] = {
    FIELD(SalaryStep, level, "level", TEXT, "the step's name", .flags = FIELD_REQUIRED),
    FIELD(SalaryStep, experience, "experience", TEXT, "the years that go with it"),
    FIELD(SalaryStep, amount, "amount", AMOUNT, "the pay", .flags = FIELD_REQUIRED),
};
const Schema SalaryStep_schema = SCHEMA("career step", SalaryStep, step_fields);

const char *const salary_periods[PERIOD_COUNT + 1] = {"year", "month", "week", "day", "hour"};
static const Field salary_fields[] = {
    FIELD(Salary, region, "region", TEXT, "ISO 3166 code, or an id from site.yaml: regions",
          .example = "US",
          .column = "region"),
    FIELD(Salary, currency, "currency", CURRENCY, "ISO 4217: USD", .flags = FIELD_REQUIRED,
          .column = "currency"),
    FIELD(Salary, period, "period", CHOICE, "what the figures are paid for",
          .choices = salary_periods, .fallback = "year", .column = "period"),
    FIELD(Salary, average, "average", AMOUNT, "the mean pay", .column = "average"),
    FIELD(Salary, median, "median", AMOUNT, "half earn less, half earn more",
          .column = "median"),
    FIELD_STRUCT(Salary, range, "range", Range, "lowest and highest pay",
                 .flags = FIELD_SPREAD),
    FIELD_STRUCT(Salary, percentiles, "percentiles", Percentiles, "p10, p25, p75, p90",
                 .flags = FIELD_SPREAD),
    FIELD_STRUCTS(Salary, steps, "steps", SalaryStep, "pay by experience; else derived"),
    FIELD(Salary, source, "source", TEXT, "id of an entry of sources, here or in site.yaml",
          .example = "bls", .column = "source"),
    FIELD(Salary, as_of, "as_of", PARTIAL_DATE, "when the figures were true", .column = "as_of"),
    FIELD(Salary, is_only_period, "only_period", BOOL,
          "true where nobody can say what it would be by the hour or the year",
          .flags = FIELD_UNPUBLISHED),
    FIELD(Salary, is_primary, "primary", BOOL, "true for the one that lists show",
          .flags = FIELD_UNPUBLISHED),
};
static const char *const figures[] = {"average", "median", "range", "percentiles", "steps", NULL};
const Schema Salary_schema =
    SCHEMA_AT("salary", Salary, salary_fields, SCHEMA_OFFSET(Salary, offset), .any_of = figures,
              .money_member = SCHEMA_MONEY(Salary, format),
              .bad_member = SCHEMA_BAD(Salary, bad_fields));

static const Field outlook_fields[] = {
    FIELD(Outlook, growth, "growth", PERCENT, "change of employment: 17%",
          .json = "growth_percent"),
    FIELD(Outlook, openings, "openings", INT, "openings a year", .min = 1, .max = 1000000000),
    FIELD(Outlook, from, "from", INT, "first year", .min = 1900, .max = 2200,
          .example = "2024"),
    FIELD(Outlook, to, "to", INT, "last year", .min = 1900, .max = 2200,
          .example = "2034"),
    FIELD(Outlook, source, "source", TEXT, "id of an entry of sources, here or in site.yaml",
          .example = "bls"),
};
static const char *const forecasts[] = {"growth", "openings", NULL};
const Schema Outlook_schema =
    SCHEMA_AT("outlook", Outlook, outlook_fields, SCHEMA_OFFSET(Outlook, offset),
              .any_of = forecasts, .bad_member = SCHEMA_BAD(Outlook, bad_fields));

static const Field path_fields[] = {
    FIELD(CareerPath, from, "from", SLUG_LIST, "slugs of roles that lead here",
          .flags = FIELD_UNIQUE, .example = "[nursing-assistant]"),
    FIELD(CareerPath, to, "to", SLUG_LIST, "slugs of roles that this leads to",
          .flags = FIELD_UNIQUE, .example = "[nurse-practitioner]"),
};
static const Schema CareerPath_schema = SCHEMA("career path", CareerPath, path_fields);

static const Field source_fields[] = {
    FIELD(Source, id, "id", TEXT, "what figures name it by", .flags = FIELD_REQUIRED,
          .example = "bls"),
    FIELD(Source, name, "name", TEXT, "what pages call it", .flags = FIELD_REQUIRED,
          .example = "U.S. Bureau of Labor Statistics"),
    FIELD(Source, url, "url", URL, "where it is published"),
    FIELD(Source, method, "method", TEXT, "how its figures are found: survey of employers"),
    FIELD(Source, attribution, "attribution", TEXT,
          "what its licence asks to be said, on the role's page and in the footer"),
    FIELD(Source, retrieved, "retrieved", DATE, "when it was read"),
};
const Schema Source_schema = SCHEMA("source", Source, source_fields);

static const char *const methods[] = {"reviewed", "ai-assisted", "imported", NULL};
static const Field verified_fields[] = {
    FIELD(Verified, date, "date", DATE, "when it was checked", .flags = FIELD_REQUIRED),
    FIELD(Verified, by, "by", TEXT, "who checked it"),
    FIELD(Verified, method, "method", CHOICE, "how", .choices = methods),
};
static const Schema Verified_schema = SCHEMA("verification", Verified, verified_fields);

static const Field role_fields[] = {
    FIELD(Role, entry.title, "title", TEXT, "the occupation's name",
          .example = "Registered Nurse",
          .flags = FIELD_REQUIRED, .limit = TITLE_MAX_SIZE, .column = "title",
          .facts = FACTS_TITLE),
    FIELD(Role, branch, "branch", TEXT, "the branch that it belongs to", .flags = FIELD_REQUIRED,
          .example = "Healthcare",
          .column = "branch", .facts = FACTS_TERMS),
    FIELD(Role, entry.summary, "summary", TEXT, "one or two sentences", .flags = FIELD_REQUIRED,
          .column = "summary", .facts = FACTS_SUMMARY),
    FIELD(Role, plural, "plural", TEXT, "the title for several people",
          .example = "Registered Nurses", .facts = FACTS_OWN),
    FIELD(Role, alternative_titles, "alternative_titles", TEXT_LIST, "other names for it",
          .flags = FIELD_UNIQUE, .example = "[RN, Staff Nurse]"),
    FIELD(Role, keywords, "keywords", TEXT_LIST, "further words to be found by; no page shows them",
          .flags = FIELD_UNIQUE, .example = "[ward, hospital]", .facts = FACTS_TERMS),
    FIELD_STRUCTS(Role, skills, "skills", Skill, "what one must be good at",
                  .flags = FIELD_TAKES_TEXT | FIELD_UNIQUE, .column = "skills",
                  .facts = FACTS_TERMS),
    FIELD(Role, technologies, "technologies", TEXT_LIST, "tools and products",
          .flags = FIELD_UNIQUE, .example = "[Epic, Infusion pumps]", .facts = FACTS_TERMS),
    FIELD(Role, education, "education", TEXT, "the usual degree",
          .example = "Associate's or Bachelor's degree in Nursing", .column = "education",
          .facts = FACTS_EDUCATION),
    FIELD_STRUCT(Role, experience, "experience", Experience, "the usual experience",
                 .flags = FIELD_TAKES_TEXT | FIELD_SPREAD, .facts = FACTS_OWN),
    FIELD(Role, hours, "hours", TEXT, "the usual working time: 40 hours a week",
          .facts = FACTS_OWN),
    FIELD_STRUCTS(Role, entry_routes, "entry_routes", EntryRoute, "ways into the job",
                  .flags = FIELD_TAKES_TEXT, .facts = FACTS_OWN),
    FIELD_STRUCTS(Role, licences, "licences", Licence, "licences and certificates",
                  .flags = FIELD_TAKES_TEXT, .facts = FACTS_OWN),
    FIELD_STRUCT(Role, codes, "codes", Codes, "codes of classifications",
                 .facts = FACTS_CODES),
    FIELD_STRUCTS(Role, salaries, "salary", Salary, "pay, one per region",
                  .flags = FIELD_ONE_OR_LIST | FIELD_LINES, .limit = SALARIES_MAX_ITEMS,
                  .json = "salaries", .facts = FACTS_PAY),
    FIELD_STRUCT(Role, outlook, "outlook", Outlook, "how employment develops",
                 .facts = FACTS_PAY),
    FIELD_STRUCT(Role, career_path, "career_path", CareerPath, "roles before and after",
                 .flags = FIELD_UNPUBLISHED),
    FIELD(Role, related, "related", SLUG_LIST, "slugs of similar roles",
          .flags = FIELD_UNIQUE | FIELD_UNPUBLISHED),
    FIELD_STRUCTS(Role, sources, "sources", Source,
                  "where figures come from; an id counts before the same one in site.yaml",
                  .flags = FIELD_UNIQUE, .facts = FACTS_PAY),
    FIELD_STRUCT(Role, verified, "verified", Verified, "who checked the profile",
                 .facts = FACTS_OWN),
    DATE_ROW(0),
    ENTRY_ROWS,
};
const Schema role_schema = SCHEMA_AT("role", Role, role_fields, SCHEMA_NO_OFFSET,
                                     .bad_member = SCHEMA_BAD(Role, entry.bad_fields));

static const Field article_fields[] = {
    FIELD(Article, entry.title, "title", TEXT, "the headline",
          .flags = FIELD_REQUIRED, .limit = TITLE_MAX_SIZE, .facts = FACTS_TITLE),
    DATE_ROW(FIELD_REQUIRED),
    FIELD(Article, entry.summary, "summary", TEXT, "one or two sentences", .flags = FIELD_REQUIRED,
          .facts = FACTS_SUMMARY),
    FIELD(Article, author, "author", TEXT, "who wrote it", .facts = FACTS_OWN),
    FIELD(Article, tags, "tags", TEXT_LIST, "subjects", .flags = FIELD_UNIQUE,
          .facts = FACTS_TERMS),
    FIELD(Article, role_slugs, "roles", SLUG_LIST, "slugs of the roles that it is about",
          .flags = FIELD_UNIQUE),
    ENTRY_ROWS,
};
const Schema article_schema = SCHEMA_AT("article", Article, article_fields, SCHEMA_NO_OFFSET,
                                        .bad_member = SCHEMA_BAD(Article, entry.bad_fields));

static const Field info_page_fields[] = {
    FIELD(InfoPage, entry.title, "title", TEXT, "the heading",
          .flags = FIELD_REQUIRED, .limit = TITLE_MAX_SIZE, .facts = FACTS_TITLE),
    FIELD(InfoPage, entry.summary, "summary", TEXT, "one or two sentences",
          .facts = FACTS_SUMMARY),
    FIELD(InfoPage, permalink, "permalink", TEXT,
          "its whole address in the site: /about/; else its path below content/pages/",
          .pattern = "^\\s*/" SLUG_PATTERN "(/" SLUG_PATTERN ")*/?\\s*$"),
    FIELD(InfoPage, weight, "weight", INT, "lower stands first in the footer",
          .min = -1000000, .max = 1000000),
    DATE_ROW(0),
    ENTRY_ROWS,
};
const Schema info_page_schema = SCHEMA_AT("page", InfoPage, info_page_fields, SCHEMA_NO_OFFSET,
                                          .bad_member = SCHEMA_BAD(InfoPage, entry.bad_fields));

const EntryKindRow entry_kinds[ENTRY_KIND_COUNT] = {
    [ENTRY_ROLE] = {"role", "content/roles/", "roles/", &role_schema},
    [ENTRY_ARTICLE] = {"article", "content/articles/", "articles/", &article_schema},
    [ENTRY_INFO_PAGE] = {"page", "content/pages/", "", &info_page_schema},
};

bool entry_kind_find(Str name, EntryKind *ret) {
    for (int i = 0; i < ENTRY_KIND_COUNT; i++) {
        *ret = (EntryKind)i;
        if (str_equal(name, str_from(entry_kinds[i].name))) return true;
    }
    return false;
}

const Role *entry_role(const Entry *entry) {
    return entry->kind == ENTRY_ROLE ? (const Role *)entry : NULL;
}

SalaryList entry_salaries(const Entry *entry) {
    const Role *role = entry_role(entry);
    return role ? (SalaryList){role->salaries.items, role->salaries.count} : (SalaryList){0};
}

Date entry_changed(const Entry *entry) {
    return entry->updated.year ? entry->updated : entry->date;
}

RoleList role_list_make(Arena *arena, size_t capacity) {
    return (RoleList){ARENA_NEW(arena, const Role *, capacity), 0, (uint32_t)capacity};
}

void role_list_add(Arena *arena, RoleList *list, const Role *role) {
    size_t capacity = list->capacity;
    list->items = arena_grow_array(arena, list->items, list->count, &capacity,
                                   sizeof *list->items);
    list->capacity = (uint32_t)capacity;
    list->items[list->count++] = role;
}

void role_list_share(Arena *arena, RoleList *list, const RoleList *other, size_t index) {
    if (list->count) role_list_add(arena, list, other->items[index]);
    else *list = (RoleList){&other->items[index], 1, 1};
}

bool role_list_has(const RoleList *list, const Role *role) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i] == role) return true;
    }
    return false;
}

TextList entry_items(const Entry *entry, const MarkdownDocument *body, SectionKind kind,
                     Arena *arena) {
    TextList ret = {ARENA_NEW(arena, Text, body->item_count + 1), 0};
    for (size_t i = 0; i < body->item_count; i++) {
        const MarkdownItem *item = &body->items[i];
        bool is_of_kind = item->heading && entry->section_kinds[item->heading - 1] == kind;
        if (is_of_kind) ret.items[ret.count++] = text_make(item->text, 0);
    }
    return ret;
}

const Source *role_source(const Role *role, Str id) {
    const Source *sources = role->sources.items;
    for (size_t i = 0; i < role->sources.count && id.len; i++) {
        if (str_equal(text_str(sources[i].id), id)) return &sources[i];
    }
    return NULL;
}
