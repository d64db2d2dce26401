#include "site/content.h"

const char *const section_names[SECTION_KIND_COUNT] = {
    "other", "duties", "qualification", "requirements", "entry_routes", "licences", "skills",
    "salary", "advance", "outlook", "environment", "sources", "verification",
};

#define ROW(Type, member, name_, type_, flags_, doc_) \
    {.name = name_, .type = type_, .flags = flags_, .offset = offsetof(Type, member), .doc = doc_}
#define SUB(Type, member, name_, type_, flags_, schema_, doc_)                                   \
    {.name = name_, .type = type_, .flags = flags_, .schema = &(schema_),                        \
     .offset = offsetof(Type, member), .doc = doc_}
#define CHOICE(Type, member, name_, choices_, doc_)                                \
    {.name = name_, .type = FIELD_CHOICE, .choices = choices_,                     \
     .offset = offsetof(Type, member), .doc = doc_}
#define TITLE(Type, member, doc_)                                                  \
    {.name = "title", .type = FIELD_TEXT, .flags = FIELD_REQUIRED, .limit = TITLE_MAX_SIZE, \
     .offset = offsetof(Type, member), .doc = doc_}
#define NUMBER(Type, member, name_, min_, max_, doc_)                              \
    {.name = name_, .type = FIELD_INT, .min = min_, .max = max_,                   \
     .offset = offsetof(Type, member), .doc = doc_}

static const Field image_fields[] = {
    ROW(Image, src, "src", FIELD_URL, FIELD_REQUIRED, "its address: /img/nurse.jpg"),
    ROW(Image, alt, "alt", FIELD_TEXT, FIELD_REQUIRED, "what it shows, for those who do not see it"),
};
static const Schema image_schema = SCHEMA("image", Image, image_fields, SCHEMA_NO_OFFSET);

// The fields that every kind of content has, but for title, summary and date.
#define ENTRY_ROWS                                                                               \
    ROW(Entry, slug, "slug", FIELD_SLUG, 0, "its part of the address; else the file's name"),    \
    ROW(Entry, aliases, "aliases", FIELD_TEXT_LIST, 0, "earlier addresses"),                     \
    ROW(Entry, language, "language", FIELD_TEXT, 0, "BCP 47, where it is not the site's"),       \
    SUB(Entry, image, "image", FIELD_MAPPING, 0, image_schema, "a picture"),                     \
    ROW(Entry, updated, "updated", FIELD_DATE, 0, "the day of the last change"),                 \
    ROW(Entry, expires, "expires", FIELD_DATE, 0, "the day from which on it is no longer published"), \
    ROW(Entry, is_draft, "draft", FIELD_BOOL, 0, "true keeps it out of the site"),               \
    ROW(Entry, is_noindex, "noindex", FIELD_BOOL, 0, "true keeps it out of search engines"),     \
    NUMBER(Entry, weight, "weight", -1000000, 1000000, "lower stands first where order is free")
#define DATE_ROW(flags) ROW(Entry, date, "date", FIELD_DATE, flags, "the day of publication")

static const Field skill_fields[] = {
    ROW(Skill, name, "name", FIELD_TEXT, FIELD_REQUIRED, "the skill"),
    ROW(Skill, level, "level", FIELD_TEXT, 0, "how well: basic, advanced, expert"),
    ROW(Skill, importance, "importance", FIELD_TEXT, 0, "how much it matters: high, essential"),
};
static const Schema skill_schema = SCHEMA("skill", Skill, skill_fields, SCHEMA_NO_OFFSET);

static const Field experience_fields[] = {
    ROW(Experience, text, "text", FIELD_TEXT, FIELD_REQUIRED, "as pages show it: 3+ years"),
    NUMBER(Experience, months, "months", 0, 1200, "the least of it, in months, for search engines"),
};
static const Schema experience_schema =
    SCHEMA("experience", Experience, experience_fields, SCHEMA_NO_OFFSET);

static const Field entry_route_fields[] = {
    ROW(EntryRoute, name, "name", FIELD_TEXT, FIELD_REQUIRED, "the way in: apprenticeship"),
    ROW(EntryRoute, text, "text", FIELD_TEXT, 0, "what it takes, in a sentence"),
};
static const Schema entry_route_schema =
    SCHEMA("entry route", EntryRoute, entry_route_fields, SCHEMA_NO_OFFSET);

static const Field licence_fields[] = {
    ROW(Licence, name, "name", FIELD_TEXT, FIELD_REQUIRED, "the licence or certificate"),
    ROW(Licence, issuer, "issuer", FIELD_TEXT, 0, "who grants it"),
    ROW(Licence, url, "url", FIELD_URL, 0, "where to read about it"),
};
static const Schema licence_schema = SCHEMA("licence", Licence, licence_fields, SCHEMA_NO_OFFSET);

static const Field codes_fields[] = {
    ROW(Codes, soc, "soc", FIELD_TEXT, 0, "Standard Occupational Classification, \"15-1254\""),
    ROW(Codes, onet, "onet", FIELD_TEXT, 0, "O*NET-SOC, \"15-1254.00\""),
    ROW(Codes, isco, "isco", FIELD_TEXT, 0, "ISCO-08, \"2512\""),
};
static const Schema codes_schema = SCHEMA("set of codes", Codes, codes_fields, SCHEMA_NO_OFFSET);

static const Field range_fields[] = {
    ROW(Range, min, "min", FIELD_AMOUNT, FIELD_REQUIRED, "the lowest pay"),
    ROW(Range, max, "max", FIELD_AMOUNT, FIELD_REQUIRED, "the highest pay"),
};
static const Schema range_schema = SCHEMA("range", Range, range_fields, SCHEMA_NO_OFFSET);

static const Field percentile_fields[] = {
    ROW(Percentiles, p10, "p10", FIELD_AMOUNT, 0, "a tenth earn less"),
    ROW(Percentiles, p25, "p25", FIELD_AMOUNT, 0, "a quarter earn less"),
    ROW(Percentiles, p75, "p75", FIELD_AMOUNT, 0, "a quarter earn more"),
    ROW(Percentiles, p90, "p90", FIELD_AMOUNT, 0, "a tenth earn more"),
};
static const Schema percentiles_schema =
    SCHEMA("set of percentiles", Percentiles, percentile_fields, SCHEMA_NO_OFFSET);

static const Field step_fields[] = {
    ROW(SalaryStep, level, "level", FIELD_TEXT, FIELD_REQUIRED, "the step's name"),
    ROW(SalaryStep, experience, "experience", FIELD_TEXT, 0, "the years that go with it"),
    ROW(SalaryStep, amount, "amount", FIELD_AMOUNT, FIELD_REQUIRED, "the pay"),
};
static const Schema step_schema = SCHEMA("career step", SalaryStep, step_fields, SCHEMA_NO_OFFSET);

static const char *const periods[] = {"year", "month", "week", "day", "hour", NULL};
static const Field salary_fields[] = {
    ROW(Salary, region, "region", FIELD_TEXT, 0, "ISO 3166 code, or an id from site.yaml: regions"),
    ROW(Salary, currency, "currency", FIELD_CURRENCY, FIELD_REQUIRED, "ISO 4217: USD"),
    CHOICE(Salary, period, "period", periods, "what the figures are paid for"),
    ROW(Salary, average, "average", FIELD_AMOUNT, 0, "the mean pay"),
    ROW(Salary, median, "median", FIELD_AMOUNT, 0, "half earn less, half earn more"),
    SUB(Salary, range, "range", FIELD_MAPPING, 0, range_schema, "lowest and highest pay"),
    SUB(Salary, percentiles, "percentiles", FIELD_MAPPING, 0, percentiles_schema, "p10, p25, p75, p90"),
    SUB(Salary, steps, "steps", FIELD_LIST, 0, step_schema, "pay by experience; else derived"),
    ROW(Salary, source, "source", FIELD_TEXT, 0, "id of an entry of sources"),
    ROW(Salary, as_of, "as_of", FIELD_PARTIAL_DATE, 0, "when the figures were true"),
    ROW(Salary, is_primary, "primary", FIELD_BOOL, 0, "true for the one that lists show"),
};
static const Schema salary_schema =
    SCHEMA("salary", Salary, salary_fields, offsetof(Salary, offset));

static const Field outlook_fields[] = {
    ROW(Outlook, growth, "growth", FIELD_PERCENT, 0, "change of employment: 17%"),
    NUMBER(Outlook, openings, "openings", 0, 1000000000, "openings a year"),
    NUMBER(Outlook, from, "from", 1900, 2200, "first year"),
    NUMBER(Outlook, to, "to", 1900, 2200, "last year"),
    ROW(Outlook, source, "source", FIELD_TEXT, 0, "id of an entry of sources"),
};
static const Schema outlook_schema =
    SCHEMA("outlook", Outlook, outlook_fields, offsetof(Outlook, offset));

static const Field path_fields[] = {
    ROW(CareerPath, from, "from", FIELD_SLUG_LIST, FIELD_UNIQUE, "slugs of roles that lead here"),
    ROW(CareerPath, to, "to", FIELD_SLUG_LIST, FIELD_UNIQUE, "slugs of roles that this leads to"),
};
static const Schema path_schema = SCHEMA("career path", CareerPath, path_fields, SCHEMA_NO_OFFSET);

static const Field source_fields[] = {
    ROW(Source, id, "id", FIELD_TEXT, FIELD_REQUIRED, "what figures name it by"),
    ROW(Source, name, "name", FIELD_TEXT, FIELD_REQUIRED, "what pages call it"),
    ROW(Source, url, "url", FIELD_URL, 0, "where it is published"),
    ROW(Source, method, "method", FIELD_TEXT, 0, "how its figures are found: survey of employers"),
    ROW(Source, retrieved, "retrieved", FIELD_DATE, 0, "when it was read"),
};
static const Schema source_schema = SCHEMA("source", Source, source_fields, SCHEMA_NO_OFFSET);

static const char *const methods[] = {"reviewed", "ai-assisted", "imported", NULL};
static const Field verified_fields[] = {
    ROW(Verified, date, "date", FIELD_DATE, FIELD_REQUIRED, "when it was checked"),
    ROW(Verified, by, "by", FIELD_TEXT, 0, "who checked it"),
    CHOICE(Verified, method, "method", methods, "how"),
};
static const Schema verified_schema = SCHEMA("verification", Verified, verified_fields, SCHEMA_NO_OFFSET);

static const Field role_fields[] = {
    TITLE(Role, entry.title, "the occupation's name"),
    ROW(Role, branch, "branch", FIELD_TEXT, FIELD_REQUIRED, "the branch that it belongs to"),
    ROW(Role, entry.summary, "summary", FIELD_TEXT, FIELD_REQUIRED, "one or two sentences"),
    ROW(Role, plural, "plural", FIELD_TEXT, 0, "the title for several people"),
    ROW(Role, alternative_titles, "alternative_titles", FIELD_TEXT_LIST, FIELD_UNIQUE, "other names for it"),
    SUB(Role, skills, "skills", FIELD_LIST, FIELD_TAKES_TEXT | FIELD_UNIQUE, skill_schema, "what one must be good at"),
    ROW(Role, technologies, "technologies", FIELD_TEXT_LIST, FIELD_UNIQUE, "tools and products"),
    ROW(Role, education, "education", FIELD_TEXT, 0, "the usual degree"),
    SUB(Role, experience, "experience", FIELD_MAPPING, FIELD_TAKES_TEXT, experience_schema, "the usual experience"),
    ROW(Role, hours, "hours", FIELD_TEXT, 0, "the usual working time: 40 hours a week"),
    SUB(Role, entry_routes, "entry_routes", FIELD_LIST, FIELD_TAKES_TEXT, entry_route_schema, "ways into the job"),
    SUB(Role, licences, "licences", FIELD_LIST, FIELD_TAKES_TEXT, licence_schema, "licences and certificates"),
    SUB(Role, codes, "codes", FIELD_MAPPING, 0, codes_schema, "codes of classifications"),
    {.name = "salary", .type = FIELD_LIST, .flags = FIELD_ONE_OR_LIST, .schema = &salary_schema,
     .limit = SALARIES_MAX_ITEMS, .offset = offsetof(Role, salaries), .doc = "pay, one per region"},
    SUB(Role, outlook, "outlook", FIELD_MAPPING, 0, outlook_schema, "how employment develops"),
    SUB(Role, career_path, "career_path", FIELD_MAPPING, 0, path_schema, "roles before and after"),
    ROW(Role, related, "related", FIELD_SLUG_LIST, FIELD_UNIQUE, "slugs of similar roles"),
    SUB(Role, sources, "sources", FIELD_LIST, FIELD_UNIQUE, source_schema, "where figures come from"),
    SUB(Role, verified, "verified", FIELD_MAPPING, 0, verified_schema, "who checked the profile"),
    DATE_ROW(0),
    ENTRY_ROWS,
};
const Schema role_schema = SCHEMA("role", Role, role_fields, SCHEMA_NO_OFFSET);

static const Field article_fields[] = {
    TITLE(Article, entry.title, "the headline"),
    DATE_ROW(FIELD_REQUIRED),
    ROW(Article, entry.summary, "summary", FIELD_TEXT, FIELD_REQUIRED, "one or two sentences"),
    ROW(Article, author, "author", FIELD_TEXT, 0, "who wrote it"),
    ROW(Article, tags, "tags", FIELD_TEXT_LIST, FIELD_UNIQUE, "subjects"),
    ROW(Article, role_slugs, "roles", FIELD_SLUG_LIST, FIELD_UNIQUE, "slugs of the roles that it is about"),
    ENTRY_ROWS,
};
const Schema article_schema = SCHEMA("article", Article, article_fields, SCHEMA_NO_OFFSET);

static const Field page_fields[] = {
    TITLE(Page, entry.title, "the heading"),
    ROW(Page, entry.summary, "summary", FIELD_TEXT, 0, "one or two sentences"),
    ROW(Page, permalink, "permalink", FIELD_TEXT, 0, "its address in the site: /about/"),
    DATE_ROW(0),
    ENTRY_ROWS,
};
const Schema page_schema = SCHEMA("page", Page, page_fields, SCHEMA_NO_OFFSET);

Date entry_changed(const Entry *entry) {
    return entry->updated.year ? entry->updated : entry->date;
}

RoleList role_list_make(Arena *arena, size_t capacity) {
    return (RoleList){ARENA_NEW(arena, const Role *, capacity), 0, capacity};
}

void role_list_add(Arena *arena, RoleList *list, const Role *role) {
    if (list->count == list->capacity) {
        RoleList larger = role_list_make(arena, list->capacity ? list->capacity * 2 : 4);
        for (size_t i = 0; i < list->count; i++) larger.items[i] = list->items[i];
        larger.count = list->count;
        *list = larger;
    }
    list->items[list->count++] = role;
}

bool role_list_has(const RoleList *list, const Role *role) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i] == role) return true;
    }
    return false;
}

ItemTexts entry_items(const Entry *entry, SectionKind kind, Arena *arena) {
    ItemTexts ret = {ARENA_NEW(arena, Str, entry->body.item_count + 1), 0};
    for (size_t i = 0; i < entry->body.item_count; i++) {
        const MarkdownItem *item = &entry->body.items[i];
        bool is_of_kind = item->heading && entry->section_kinds[item->heading - 1] == kind;
        if (is_of_kind) ret.items[ret.count++] = item->text;
    }
    return ret;
}
