// The sources that imported figures name, and what the licences of their tables ask for.
#include "data/profile.h"
#include "format/yaml.h"

void origins_add_month(Date date, Buf *out) {
    static const char *const months[] = {"January", "February", "March", "April", "May", "June",
                                         "July", "August", "September", "October", "November",
                                         "December"};
    if (date.month >= 1 && date.month <= 12) buf_printf(out, "%s ", months[date.month - 1]);
    buf_printf(out, "%d", date.year);
}

Str origins_vintage(const PublicData *data, Str source, Arena *arena) {
    Buf text = {0};
    Date from = data->outlook_from;
    if (str_equal(source, STR(OEWS_SOURCE))) {
        date_add(&text, data->vintage);
    } else if (str_equal(source, STR(PROJECTIONS_SOURCE)) && from.year) {
        buf_printf(&text, "%d–%02d", from.year, data->outlook_to.year % 100);
    } else if (str_equal(source, STR(ONET_SOURCE))) {
        buf_add(&text, data->onet_version);
    } else if (str_equal(source, STR(ASHE_SOURCE)) && data->uk_year.year) {
        buf_printf(&text, "%d", data->uk_year.year);
    }
    return arena_take(arena, &text);
}

Str origins_vintage_words(Str source, Str vintage, Arena *arena) {
    Buf text = {0};
    Date month;
    bool is_month = str_equal(source, STR(OEWS_SOURCE)) && date_parse(vintage, true, &month);
    if (!is_month) return vintage;
    origins_add_month(month, &text);
    return arena_take(arena, &text);
}

// What a profile has of a table; each part writes some of its entry.
typedef void Write(const PublicData *data, const Occupation *occupation, Buf *out);
typedef struct Origin {
    const char *id;
    bool (*is_used)(const PublicData *data, const Occupation *occupation);
    Write *write_name;
    Write *write_url;
    Write *write_method;
    Write *write_attribution;    // NULL: in the public domain; to cite is enough
} Origin;

static bool has_pay_of(const Occupation *occupation, Str source) {
    for (size_t i = 0; i < occupation->pay_count; i++) {
        if (str_equal(str_from(occupation->pays[i].source), source)) return true;
    }
    return false;
}

static bool uses_oews(const PublicData *data, const Occupation *occupation) {
    (void)data;
    return has_pay_of(occupation, STR(OEWS_SOURCE));
}
static void name_oews(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)occupation;
    buf_add(out, STR("U.S. Bureau of Labor Statistics, "
                     "Occupational Employment and Wage Statistics, "));
    origins_add_month(data->vintage, out);
}
// "https://www.bls.gov/oes/2023/may/oes291141.htm"; later tables have no such pages, but
// "https://data.bls.gov/oesprofile/?year=2024&major_group=290000&occupation=291141&measure=01".
static void url_oews(const PublicData *data, const Occupation *occupation, Buf *out) {
    enum { LAST_WITH_PAGES = 2023 };
    const char *code = occupation->code.ptr;
    int year = data->vintage.year;
    if (year <= LAST_WITH_PAGES) {
        buf_printf(out, "https://www.bls.gov/oes/%d/may/oes%.2s%.4s.htm", year, code, code + 3);
    } else {
        buf_printf(out, "https://data.bls.gov/oesprofile/?year=%d&major_group=%.2s0000"
                        "&occupation=%.2s%.4s&measure=01", year, code, code, code + 3);
    }
}
static void method_oews(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)data;
    (void)occupation;
    buf_add(out, STR("Survey of employers"));
}

static bool uses_projections(const PublicData *data, const Occupation *occupation) {
    (void)data;
    return occupation->is_projected;
}
static void name_projections(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)occupation;
    buf_printf(out, "U.S. Bureau of Labor Statistics, Employment Projections %d–%02d",
               data->outlook_from.year, data->outlook_to.year % 100);
}
static void url_projections(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)data;
    (void)occupation;
    buf_add(out, STR("https://www.bls.gov/emp/tables/"
                     "occupational-projections-and-characteristics.htm"));
}
static void method_projections(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)data;
    (void)occupation;
    buf_add(out, STR("Projection of employment in all industries"));
}

static bool uses_onet(const PublicData *data, const Occupation *occupation) {
    (void)data;
    return occupation->onet_code.len > 0;
}
static void name_onet(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)occupation;
    buf_printf(out, "O*NET %.*s Database, U.S. Department of Labor, Employment and Training "
                    "Administration", (int)data->onet_version.len, data->onet_version.ptr);
}
static void url_onet(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)data;
    buf_printf(out, "https://www.onetonline.org/link/summary/%.*s",
               (int)occupation->onet_code.len, occupation->onet_code.ptr);
}
static void method_onet(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)data;
    (void)occupation;
    buf_add(out, STR("Surveys of workers and of occupational experts"));
}
// The licence came with version 20.1; before, to cite was enough. Choosing among the tasks is a
// modification.
static void attribute_onet(const PublicData *data, const Occupation *occupation, Buf *out) {
    enum { FIRST_LICENSED = 20 };
    (void)occupation;
    int major = 0;
    for (size_t i = 0; i < 2 && ascii_is_digit(data->onet_version.ptr[i]); i++) {
        major = major * 10 + (data->onet_version.ptr[i] - '0');
    }
    buf_printf(out, "This page includes information from the O*NET %.*s Database by the U.S. "
                    "Department of Labor, Employment and Training Administration (USDOL/ETA). "
                    "%sO*NET® is a trademark of USDOL/ETA. %.*s has modified all or some of this "
                    "information. USDOL/ETA has not approved, endorsed, or tested these "
                    "modifications.",
               (int)data->onet_version.len, data->onet_version.ptr,
               major >= FIRST_LICENSED ? "Used under the CC BY 4.0 license. " : "",
               (int)data->site_title.len, data->site_title.ptr);
}

static bool uses_ashe(const PublicData *data, const Occupation *occupation) {
    (void)data;
    return has_pay_of(occupation, STR(ASHE_SOURCE));
}
static void name_ashe(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)occupation;
    buf_printf(out, "Office for National Statistics, Annual Survey of Hours and Earnings, "
                    "Table 14, %d", data->uk_year.year);
}
static void url_ashe(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)data;
    (void)occupation;
    buf_add(out, STR("https://www.ons.gov.uk/employmentandlabourmarket/peopleinwork/"
                     "earningsandworkinghours/datasets/occupation4digitsoc2010ashetable14"));
}
static void method_ashe(const PublicData *data, const Occupation *occupation, Buf *out) {
    buf_printf(out, "Survey of employers%s; occupation %.*s of SOC 2020",
               data->is_full_time ? ", full-time jobs" : "", (int)occupation->uk_code.len,
               occupation->uk_code.ptr);
}
static void attribute_ashe(const PublicData *data, const Occupation *occupation, Buf *out) {
    (void)data;
    (void)occupation;
    buf_add(out, STR("Source: Office for National Statistics licensed under the Open Government "
                     "Licence v3.0."));
}

static const Origin origins[] = {
    {OEWS_SOURCE, uses_oews, name_oews, url_oews, method_oews, NULL},
    {PROJECTIONS_SOURCE, uses_projections, name_projections, url_projections, method_projections,
     NULL},
    {ONET_SOURCE, uses_onet, name_onet, url_onet, method_onet, attribute_onet},
    {ASHE_SOURCE, uses_ashe, name_ashe, url_ashe, method_ashe, attribute_ashe},
};

void origins_write(const PublicData *data, const Occupation *occupation, Buf *out) {
    bool is_first = true;
    Buf text = {0};
    for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++) {
        const Origin *origin = &origins[i];
        const struct { const char *name; Write *write; } parts[] = {
            {"name", origin->write_name}, {"url", origin->write_url},
            {"method", origin->write_method}, {"attribution", origin->write_attribution},
        };
        if (!origin->is_used(data, occupation)) continue;
        buf_printf(out, "%s  - id: %s\n", is_first ? "sources:\n" : "", origin->id);
        is_first = false;
        for (size_t j = 0; j < sizeof parts / sizeof parts[0]; j++) {
            if (!parts[j].write) continue;
            buf_clear(&text);
            parts[j].write(data, occupation, &text);
            buf_printf(out, "    %s: ", parts[j].name);
            yaml_add_text(out, buf_str(&text));
            buf_add_char(out, '\n');
        }
    }
    buf_free(&text);
}

void origins_write_setting(const PublicData *data, Buf *out) {
    static Write *const writes[] = {name_projections, url_projections};
    static const char *const starts[] = {"  - {id: " PROJECTIONS_SOURCE ", name: ", ", url: "};
    Buf text = {0};
    for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++) {
        buf_clear(&text);
        writes[i](data, NULL, &text);
        buf_add(out, str_from(starts[i]));
        yaml_add_item(out, buf_str(&text));
    }
    buf_add(out, STR("}\n"));
    buf_free(&text);
}
