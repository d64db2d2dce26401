#include "output/structured_data.h"

#include "format/json.h"
#include "format/subdivision.h"
#include "output/body.h"
#include "site/pay_regions.h"

static Str page_url(const Job *job) {
    return absolute_url(job, output_address(job->output));
}

static void put_list_item(const Job *job, Json *json, size_t index, Str name, Str address) {
    json_open_object(json, NULL);
    json_text(json, "@type", STR("ListItem"));
    json_integer(json, "position", (int64_t)index + 1);
    json_text(json, "name", name);
    json_text(json, "item", absolute_url(job, address));
    json_close_object(json);
}

static void put_amount(Json *json, const char *name, const Salary *salary, const Amount *amount) {
    if (amount->state == AMOUNT_KNOWN) {
        json_decimal(json, name, amount->minor, salary->format->fraction_digits);
    }
}

// A period as schema.org's unitText and as an ISO 8601 duration.
static void find_period(const Salary *salary, Str *ret_unit, Str *ret_duration) {
    static const struct { Str period, unit, duration; } periods[] = {
        {{"month", 5}, {"MONTH", 5}, {"P1M", 3}}, {{"week", 4}, {"WEEK", 4}, {"P1W", 3}},
        {{"day", 3}, {"DAY", 3}, {"P1D", 3}}, {{"hour", 4}, {"HOUR", 4}, {"PT1H", 4}},
    };
    *ret_unit = STR("YEAR");
    *ret_duration = STR("P1Y");
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        if (!str_equal(text_str(salary->period), periods[i].period)) continue;
        *ret_unit = periods[i].unit;
        *ret_duration = periods[i].duration;
    }
}

// The average and the range: what has no place in a distribution.
static void put_average(Json *json, const Salary *salary, Str unit) {
    json_open_object(json, NULL);
    json_text(json, "@type", STR("MonetaryAmount"));
    json_text(json, "currency", text_str(salary->currency));
    json_open_object(json, "value");
    json_text(json, "@type", STR("QuantitativeValue"));
    put_amount(json, "value", salary, &salary->average);
    put_amount(json, "minValue", salary, &salary->range.min);
    put_amount(json, "maxValue", salary, &salary->range.max);
    json_text(json, "unitText", unit);
    json_close_object(json);
    json_close_object(json);
}

static void put_distribution(Json *json, const Salary *salary, Str duration) {
    json_open_object(json, NULL);
    json_text(json, "@type", STR("MonetaryAmountDistribution"));
    json_text(json, "name", STR("base"));
    json_text(json, "currency", text_str(salary->currency));
    json_text(json, "duration", duration);
    put_amount(json, "percentile10", salary, &salary->percentiles.p10);
    put_amount(json, "percentile25", salary, &salary->percentiles.p25);
    put_amount(json, "median", salary, &salary->median);
    put_amount(json, "percentile75", salary, &salary->percentiles.p75);
    put_amount(json, "percentile90", salary, &salary->percentiles.p90);
    json_close_object(json);
}

static bool has_distribution(const Salary *salary) {
    const Percentiles *at = &salary->percentiles;
    return salary->median.state == AMOUNT_KNOWN || at->p10.state == AMOUNT_KNOWN ||
           at->p25.state == AMOUNT_KNOWN || at->p75.state == AMOUNT_KNOWN ||
           at->p90.state == AMOUNT_KNOWN;
}

// Of very many regions only the primary one: which of them a figure is of, nothing here says.
static void put_salaries(const Job *job, Json *json, const Role *role) {
    PayRegions regions = pay_regions_of(role, job->scratch);
    const Salary *salaries = role->salaries.items;
    bool is_open = false;
    for (size_t i = 0; i < role->salaries.count; i++) {
        bool has_average = salaries[i].average.state == AMOUNT_KNOWN ||
                           salaries[i].range.min.state == AMOUNT_KNOWN ||
                           salaries[i].range.max.state == AMOUNT_KNOWN;
        bool is_folded = regions.is_folded && &salaries[i] != role->primary &&
                         pay_regions_have(&regions, &salaries[i]);
        if (is_folded || (!has_average && !has_distribution(&salaries[i]))) continue;
        if (!is_open) json_open_array(json, "estimatedSalary");
        is_open = true;
        Str unit;
        Str duration;
        find_period(&salaries[i], &unit, &duration);
        if (has_distribution(&salaries[i])) put_distribution(json, &salaries[i], duration);
        if (has_average) put_average(json, &salaries[i], unit);
    }
    if (is_open) json_close_array(json);
}

// Countries of ISO 3166-1, and their parts of 3166-2. A region is named once.
static void put_locations(const Job *job, Json *json, const Role *role) {
    enum { COUNTRY_SIZE = 2 };
    const Salary *salaries = role->salaries.items;
    Table seen = {.arena = job->scratch};
    for (size_t i = 0; i < role->salaries.count; i++) {
        Str region = text_str(salaries[i].region);
        bool is_country = region.len == COUNTRY_SIZE;
        Str part;
        if (!is_country && !subdivision_name((Str){0}, region, &part)) continue;
        bool is_first = !seen.count;
        if (table_add(&seen, region, i) != TABLE_NONE) continue;
        if (is_first) json_open_array(json, "occupationLocation");
        json_open_object(json, NULL);
        json_text(json, "@type", is_country ? STR("Country") : STR("AdministrativeArea"));
        json_text(json, "name", salaries[i].region_name);
        json_close_object(json);
    }
    if (seen.count) json_close_array(json);
}

static void put_codes(Json *json, const Codes *codes) {
    const struct { Str code_set; Str code; } rows[] = {
        {STR("SOC"), text_str(codes->soc)}, {STR("O*NET-SOC"), text_str(codes->onet)},
        {STR("ISCO-08"), text_str(codes->isco)},
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!rows[i].code.len) continue;
        if (count++ == 0) json_open_array(json, "occupationalCategory");
        json_open_object(json, NULL);
        json_text(json, "@type", STR("CategoryCode"));
        json_text(json, "codeValue", rows[i].code);
        json_open_object(json, "inCodeSet");
        json_text(json, "@type", STR("CategoryCodeSet"));
        json_text(json, "name", rows[i].code_set);
        json_close_object(json);
        json_close_object(json);
    }
    if (count) json_close_array(json);
}

static void put_skills(Json *json, const Role *role) {
    const Skill *skills = role->skills.items;
    if (!role->skills.count) return;
    json_open_array(json, "skills");
    for (size_t i = 0; i < role->skills.count; i++) json_text(json, NULL, text_str(skills[i].name));
    json_close_array(json);
}

static void put_experience(Json *json, const Experience *experience) {
    if (!experience->months) {
        json_text_if(json, "experienceRequirements", text_str(experience->text));
        return;
    }
    json_open_object(json, "experienceRequirements");
    json_text(json, "@type", STR("OccupationalExperienceRequirements"));
    json_text(json, "description", text_str(experience->text));
    json_integer(json, "monthsOfExperience", experience->months);
    json_close_object(json);
}

// Nothing where there are none.
static void put_texts(Json *json, const char *name, TextList texts) {
    if (!texts.count) return;
    json_open_array(json, name);
    for (size_t i = 0; i < texts.count; i++) json_text(json, NULL, text_str(texts.items[i]));
    json_close_array(json);
}

static void put_occupation(const Job *job, Json *json, const Role *role) {
    const Entry *entry = &role->entry;
    json_open_object(json, NULL);
    json_text(json, "@type", STR("Occupation"));
    json_text(json, "name", text_str(entry->title));
    json_text(json, "description", text_str(entry->summary));
    put_texts(json, "alternateName", role->alternative_titles);
    json_open_object(json, "mainEntityOfPage");
    json_text(json, "@id", page_url(job));
    json_close_object(json);
    put_codes(json, &role->codes);
    put_salaries(job, json, role);
    put_locations(job, json, role);
    put_skills(json, role);
    put_texts(json, "responsibilities", body_items(job, entry, SECTION_DUTIES));
    put_texts(json, "qualifications", body_items(job, entry, SECTION_QUALIFICATION));
    json_text_if(json, "educationRequirements", text_str(role->education));
    put_experience(json, &role->experience);
    json_close_object(json);
}

static void put_breadcrumbs(const Job *job, Json *json, const PageView *page) {
    const LinkView *links = page->breadcrumbs.items;
    if (!page->breadcrumbs.count) return;
    json_open_object(json, NULL);
    json_text(json, "@type", STR("BreadcrumbList"));
    json_open_array(json, "itemListElement");
    for (size_t i = 0; i < page->breadcrumbs.count; i++) {
        put_list_item(job, json, i, links[i].title, links[i].link);
    }
    json_close_array(json);
    json_close_object(json);
}

static void put_list(const Job *job, Json *json, const PageSubject *subject) {
    json_open_object(json, "mainEntity");
    json_text(json, "@type", STR("ItemList"));
    json_integer(json, "numberOfItems", (int64_t)subject->list_count);
    json_open_array(json, "itemListElement");
    for (size_t i = 0; i < subject->list_count; i++) {
        put_list_item(job, json, i, text_str(subject->list[i]->title), subject->list[i]->address);
    }
    json_close_array(json);
    json_close_object(json);
}

static void put_person(Json *json, const char *name, Str type, Str value) {
    if (!value.len) return;
    json_open_object(json, name);
    json_text(json, "@type", type);
    json_text(json, "name", value);
    json_close_object(json);
}

static void put_article(const Job *job, Json *json, const PageView *page, const Article *article) {
    const Entry *entry = &article->entry;
    json_open_object(json, NULL);
    json_text(json, "@type", STR("Article"));
    json_text(json, "headline", text_str(entry->title));
    json_text(json, "description", text_str(entry->summary));
    json_text(json, "inLanguage", page->language);
    json_text_if(json, "datePublished", date_iso(job, entry->date));
    json_text_if(json, "dateModified", date_iso(job, entry->updated));
    bool is_of_publisher = str_equal(text_str(article->author), page->organization);
    put_person(json, "author", is_of_publisher ? STR("Organization") : STR("Person"),
               text_str(article->author));
    put_person(json, "publisher", STR("Organization"), page->organization);
    json_open_object(json, "mainEntityOfPage");
    json_text(json, "@id", page_url(job));
    json_close_object(json);
    if (article->roles.count) json_open_array(json, "about");
    for (size_t i = 0; i < article->roles.count; i++) {
        json_open_object(json, NULL);
        json_text(json, "@type", STR("Occupation"));
        json_text(json, "name", text_str(article->roles.items[i]->entry.title));
        json_text(json, "url", absolute_url(job, article->roles.items[i]->entry.address));
        json_close_object(json);
    }
    if (article->roles.count) json_close_array(json);
    json_close_object(json);
}

static void put_site(const Job *job, Json *json, const PageView *page) {
    const Config *config = &job->all->site->config;
    Str home = absolute_url(job, STR(""));
    Str organization_id = arena_join(job->scratch, home, STR("#organization"));
    json_open_object(json, NULL);
    json_text(json, "@type", STR("WebSite"));
    json_text(json, "name", page->site_title);
    json_text(json, "url", home);
    json_text_if(json, "description", page->site_description);
    json_text(json, "inLanguage", page->language);
    if (page->organization.len) {
        json_open_object(json, "publisher");
        json_text(json, "@id", organization_id);
        json_close_object(json);
    }
    json_close_object(json);
    if (!page->organization.len) return;
    json_open_object(json, NULL);
    json_text(json, "@type", STR("Organization"));
    json_text(json, "@id", organization_id);
    json_text(json, "name", page->organization);
    json_text_if(json, "url", page->organization_url);
    Str logo = text_str(config->organization.logo);
    if (logo.len && logo.ptr[0] == '/') logo = absolute_url(job, str_slice(logo, 1, logo.len));
    json_text_if(json, "logo", logo);
    json_close_object(json);
}

static void begin_graph(const Job *job, Json *json, const PageView *page) {
    const PageSubject *subject = &page->subject;
    json_open_object(json, NULL);
    json_text(json, "@context", STR("https://schema.org"));
    json_open_array(json, "@graph");
    json_open_object(json, NULL);
    json_text(json, "@type", subject->list ? STR("CollectionPage") : STR("WebPage"));
    json_text(json, "@id", page_url(job));
    json_text(json, "url", page_url(job));
    json_text(json, "name", page->title);
    json_text_if(json, "description", page->description);
    json_text(json, "inLanguage", page->language);
    if (subject->entry) json_text_if(json, "dateModified", date_iso(job, subject->entry->updated));
    if (subject->role) {
        json_text_if(json, "lastReviewed", date_iso(job, subject->role->verified.date));
    }
    if (subject->list) put_list(job, json, subject);
    json_close_object(json);
    put_breadcrumbs(job, json, page);
}

Str structured_data(const Job *job, const PageView *page) {
    if (!job->all->site->config.origin.len || page->is_noindex) return (Str){0};
    Buf text = scratch_begin(job);
    Json json = {.out = &text};
    begin_graph(job, &json, page);
    if (page->is_home) put_site(job, &json, page);
    if (page->subject.article) put_article(job, &json, page, page->subject.article);
    if (page->subject.role) put_occupation(job, &json, page->subject.role);
    json_close_array(&json);
    json_close_object(&json);
    return scratch_take(job, &text);
}
