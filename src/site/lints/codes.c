// Lints of codes that others have set: occupations, countries, currencies.
#include "site/lints/lints.h"

// 'd' stands for a digit, 'A' for a capital; anything else for itself.
static bool has_shape(Str text, const char *shape) {
    size_t i = 0;
    for (; i < text.len && shape[i]; i++) {
        char byte = text.ptr[i];
        bool is_fit = shape[i] == 'd'   ? ascii_is_digit(byte)
                      : shape[i] == 'A' ? byte >= 'A' && byte <= 'Z'
                                        : byte == shape[i];
        if (!is_fit) return false;
    }
    return i == text.len && !shape[i];
}

static const Codes *codes_of(const Entry *entry) {
    const Role *role = entry_role(entry);
    return role ? &role->codes : NULL;
}

static bool is_wrong(const Text *code, const char *shape) {
    return code->len && !has_shape(text_str(*code), shape);
}

static void check_soc(const Linting *linting, const Entry *entry) {
    const Codes *codes = codes_of(entry);
    if (!codes || !is_wrong(&codes->soc, "dd-dddd")) return;
    diag_warning(linting->diags, entry_place(entry, codes->soc.offset), "soc-code",
                 "write two digits, a hyphen, and four digits: \"15-1254\"",
                 "'%.*s' is no code of the Standard Occupational Classification",
                 (int)codes->soc.len, codes->soc.ptr);
}

static void check_onet(const Linting *linting, const Entry *entry) {
    const Codes *codes = codes_of(entry);
    if (!codes || !is_wrong(&codes->onet, "dd-dddd.dd")) return;
    diag_warning(linting->diags, entry_place(entry, codes->onet.offset), "onet-code",
                 "write the SOC code, a point, and two digits: \"15-1254.00\"",
                 "'%.*s' is no code of O*NET", (int)codes->onet.len, codes->onet.ptr);
}

static void check_onet_soc(const Linting *linting, const Entry *entry) {
    const Codes *codes = codes_of(entry);
    bool is_whole = codes && has_shape(text_str(codes->soc), "dd-dddd") &&
                    has_shape(text_str(codes->onet), "dd-dddd.dd");
    if (!is_whole || str_starts_with(text_str(codes->onet), text_str(codes->soc))) return;
    diag_warning(linting->diags, entry_place(entry, codes->onet.offset), "onet-soc",
                 "check both: a code of O*NET begins with the SOC code of its occupation",
                 "this is a code of another occupation than %.*s", (int)codes->soc.len,
                 codes->soc.ptr);
}

static void check_isco(const Linting *linting, const Entry *entry) {
    const Codes *codes = codes_of(entry);
    if (!codes || !is_wrong(&codes->isco, "dddd")) return;
    diag_warning(linting->diags, entry_place(entry, codes->isco.offset), "isco-code",
                 "write the four digits of a unit group: \"2512\"",
                 "'%.*s' is no code of an occupation in ISCO-08", (int)codes->isco.len,
                 codes->isco.ptr);
}

// The country of "GB" and of "GB-ENG"; empty where a region is no such code.
static Str country_of(Str region) {
    static const char *const parts[] = {"A", "d", "AA", "Ad", "dA", "dd", "AAA", "ddd"};
    Str country = str_slice(region, 0, region.len < 2 ? region.len : 2);
    if (!has_shape(country, "AA")) return (Str){0};
    if (region.len == 2) return country;
    Str part = str_slice(region, 3, region.len);
    for (size_t i = 0; region.ptr[2] == '-' && i < sizeof parts / sizeof parts[0]; i++) {
        if (has_shape(part, parts[i])) return country;
    }
    return (Str){0};
}

static bool is_named(const Config *config, Str region) {
    const RegionConfig *regions = config->regions.items;
    size_t i = 0;
    while (i < config->regions.count && !str_equal(text_str(regions[i].id), region)) i++;
    return i < config->regions.count;
}

// Whether anybody knows the region: else it is an error.
static bool has_name(const Sources *sources, Str region) {
    if (is_named(&sources->config, region)) return true;
    Buf name = {0};
    bool ret = locale_country(sources->locale, region, &name);
    buf_free(&name);
    return ret;
}

// In ISO 3166 they are only set aside, and yet they are what everybody writes.
static bool is_common(Str country) {
    return str_equal(country, STR("EU")) || str_equal(country, STR("XK"));
}

static void check_region(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    for (size_t i = 0; i < salaries.count; i++) {
        const Text *region = &salaries.items[i].region;
        Str country = country_of(text_str(*region));
        if (!country.len || country_is_listed(country) || is_common(country)) continue;
        if (!has_name(linting->sources, text_str(*region))) continue;
        diag_warning(linting->diags, entry_place(entry, region->offset), "region-code",
                     "look the country up: the United Kingdom is GB",
                     "ISO 3166 has no country '%.*s'", (int)country.len, country.ptr);
    }
}

static void check_currency(const Linting *linting, const Entry *entry) {
    SalaryList salaries = entry_salaries(entry);
    for (size_t i = 0; i < salaries.count; i++) {
        const Text *given = &salaries.items[i].currency;
        Str country = country_of(text_str(salaries.items[i].region));
        if (!country.len || !country_is_listed(country)) continue;
        char code[4];
        Str currency = country_currency(country, code);
        if (!currency.len || str_equal(currency, text_str(*given))) continue;
        diag_warning(linting->diags, entry_place(entry, given->offset), "foreign-currency",
                     "check both, and give the figures as their source does",
                     "in this region pay is in %.*s", (int)currency.len, currency.ptr);
    }
}

static const Lint rows[] = {
    {"soc-code", SEVERITY_WARNING, "other programs find a role by its code",
     .check_entry = check_soc},
    {"onet-code", SEVERITY_WARNING, "other programs find a role by its code",
     .check_entry = check_onet},
    {"onet-soc", SEVERITY_WARNING, "two codes of different occupations cannot both be right",
     .check_entry = check_onet_soc},
    {"isco-code", SEVERITY_WARNING, "other programs find a role by its code",
     .check_entry = check_isco},
    {"region-code", SEVERITY_WARNING, "what looks like a code of ISO 3166 is taken for one",
     .check_entry = check_region},
    // Off: who compares countries converts.
    {"foreign-currency", SEVERITY_OFF, "pay in another currency than the region's may be a slip",
     .check_entry = check_currency},
};
const LintFamily code_lints = LINT_FAMILY("codes", rows);
