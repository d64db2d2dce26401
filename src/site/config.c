#include "site/config.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "site/address.h"

enum { CONFIG_MAX_SIZE = 256 * 1024, PORT_MAX_LEN = 5 };

#define ROW(Type, member, type_, flags_, doc_) \
    {.name = #member, .type = type_, .flags = flags_, .offset = offsetof(Type, member), .doc = doc_}

static const Field menu_fields[] = {
    ROW(MenuEntry, title, FIELD_TEXT, FIELD_REQUIRED, "what the entry says"),
    ROW(MenuEntry, url, FIELD_URL, FIELD_REQUIRED, "where it leads: /roles/ or https://…"),
};
static const Schema menu_schema = SCHEMA("menu entry", MenuEntry, menu_fields, SCHEMA_NO_OFFSET);

static const Field branch_fields[] = {
    ROW(BranchConfig, name, FIELD_TEXT, FIELD_REQUIRED, "as roles write it"),
    ROW(BranchConfig, description, FIELD_TEXT, 0, "one sentence for lists and the branch's page"),
};
static const Schema branch_schema = SCHEMA("branch", BranchConfig, branch_fields, SCHEMA_NO_OFFSET);

static const Field region_fields[] = {
    ROW(RegionConfig, id, FIELD_TEXT, FIELD_REQUIRED, "as salaries write it"),
    ROW(RegionConfig, name, FIELD_TEXT, FIELD_REQUIRED, "as pages show it"),
};
static const Schema region_schema = SCHEMA("region", RegionConfig, region_fields, SCHEMA_NO_OFFSET);

static const Field step_fields[] = {
    ROW(StepConfig, level, FIELD_TEXT, FIELD_REQUIRED, "the step's name"),
    ROW(StepConfig, experience, FIELD_TEXT, 0, "the years that go with it"),
    {.name = "percent", .type = FIELD_INT, .flags = FIELD_REQUIRED, .min = 1, .max = STEP_PERCENT_MAX,
     .offset = offsetof(StepConfig, percent), .doc = "share of the average, in percent"},
};
static const Schema step_schema = SCHEMA("career step", StepConfig, step_fields, SCHEMA_NO_OFFSET);

static const Field organization_fields[] = {
    ROW(Organization, name, FIELD_TEXT, FIELD_REQUIRED, "who publishes the site"),
    ROW(Organization, url, FIELD_URL, 0, "its home page"),
    ROW(Organization, logo, FIELD_URL, 0, "its logo"),
};
static const Schema organization_schema =
    SCHEMA("organization", Organization, organization_fields, SCHEMA_NO_OFFSET);

static const Field salary_fields[] = {
    {.name = "steps", .type = FIELD_LIST, .schema = &step_schema,
     .offset = offsetof(SalaryConfig, steps), .doc = "career steps derived from an average"},
    {.name = "hours_per_year", .type = FIELD_INT, .min = 1, .max = 8784,
     .offset = offsetof(SalaryConfig, hours_per_year), .doc = "for hourly equivalents"},
    ROW(SalaryConfig, stale_after, FIELD_TEXT, 0, "age at which a figure is called old: 5 years"),
};
static const Schema salary_schema = SCHEMA("salary setting", SalaryConfig, salary_fields, SCHEMA_NO_OFFSET);

static const Field call_fields[] = {
    ROW(CallToAction, title, FIELD_TEXT, FIELD_REQUIRED, "its heading; {title} and {plural} stand in"),
    ROW(CallToAction, text, FIELD_TEXT, 0, "one or two sentences"),
    ROW(CallToAction, label, FIELD_TEXT, FIELD_REQUIRED, "what the link says"),
    ROW(CallToAction, url, FIELD_URL, FIELD_REQUIRED, "where it leads"),
};
static const Schema call_schema = SCHEMA("call to action", CallToAction, call_fields, SCHEMA_NO_OFFSET);

static const Field outputs_fields[] = {
    ROW(Outputs, skills, FIELD_BOOL, 0, "a page for each skill"),
    ROW(Outputs, salaries, FIELD_BOOL, 0, "roles ranked by pay"),
    ROW(Outputs, redirects, FIELD_BOOL, 0, "pages for aliases and other titles, and _redirects"),
    ROW(Outputs, search, FIELD_BOOL, 0, "a search in the browser"),
    ROW(Outputs, compare, FIELD_BOOL, 0, "roles side by side; needs data and search"),
    ROW(Outputs, feeds, FIELD_BOOL, 0, "feed.xml and feed.json"),
    ROW(Outputs, sitemap, FIELD_BOOL, 0, "sitemap.xml"),
    ROW(Outputs, robots, FIELD_BOOL, 0, "robots.txt"),
    ROW(Outputs, llms, FIELD_BOOL, 0, "llms.txt"),
    ROW(Outputs, data, FIELD_BOOL, 0, "roles.csv, roles.json, and data beside each role"),
    ROW(Outputs, hashed_assets, FIELD_BOOL, 0, "style sheets and scripts with a hash in their names"),
    ROW(Outputs, precompress, FIELD_BOOL, 0, "compressed copies beside every text; off by default"),
    ROW(Outputs, hosting, FIELD_BOOL, 0, "_headers and .nojekyll"),
};
static const Schema outputs_schema = SCHEMA("set of outputs", Outputs, outputs_fields, SCHEMA_NO_OFFSET);

static const Field config_fields[] = {
    ROW(Config, title, FIELD_TEXT, FIELD_REQUIRED, "the site's name"),
    ROW(Config, base_url, FIELD_TEXT, 0, "where it will stand: https://host/path/"),
    ROW(Config, language, FIELD_TEXT, 0, "BCP 47: en-US, de, hi"),
    ROW(Config, description, FIELD_TEXT, 0, "one or two sentences"),
    {.name = "organization", .type = FIELD_MAPPING, .schema = &organization_schema,
     .offset = offsetof(Config, organization), .doc = "who publishes the site"},
    {.name = "menu", .type = FIELD_LIST, .schema = &menu_schema, .offset = offsetof(Config, menu),
     .doc = "the site's main links"},
    {.name = "branches", .type = FIELD_LIST, .flags = FIELD_TAKES_TEXT, .schema = &branch_schema,
     .limit = CONFIG_MAX_ITEMS, .offset = offsetof(Config, branches), .doc = "their order and descriptions"},
    {.name = "regions", .type = FIELD_LIST, .flags = FIELD_UNIQUE, .schema = &region_schema,
     .limit = CONFIG_MAX_ITEMS, .offset = offsetof(Config, regions), .doc = "names for regions of salaries"},
    ROW(Config, sections, FIELD_NAMED_VALUES, 0, "further headings for sections"),
    {.name = "salary", .type = FIELD_MAPPING, .schema = &salary_schema,
     .offset = offsetof(Config, salary), .doc = "how salaries are shown"},
    {.name = "call_to_action", .type = FIELD_MAPPING, .schema = &call_schema,
     .offset = offsetof(Config, call_to_action), .doc = "the block for employers on role pages"},
    {.name = "outputs", .type = FIELD_MAPPING, .schema = &outputs_schema,
     .offset = offsetof(Config, outputs), .doc = "groups of outputs, on or off"},
    ROW(Config, lints, FIELD_NAMED_VALUES, 0, "severity per lint"),
    {.name = "redirects", .type = FIELD_NAMED_VALUES, .limit = CONFIG_MAX_ITEMS,
     .offset = offsetof(Config, redirects), .doc = "old path: new path"},
    ROW(Config, languages, FIELD_TEXT_LIST, 0, "the site's languages"),
    ROW(Config, relative_urls, FIELD_BOOL, 0, "links that work from a file system"),
};
const Schema config_schema = SCHEMA("site", Config, config_fields, SCHEMA_NO_OFFSET);

static bool is_of(char byte, const char *others) {
    bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    return is_letter || (byte >= '0' && byte <= '9') || (byte && strchr(others, byte));
}

static bool is_hex(char byte) {
    char letter = (char)(byte | 0x20);
    return (byte >= '0' && byte <= '9') || (letter >= 'a' && letter <= 'f');
}

// Whether a text begins with the digits of a code like %C3, of no control character.
static bool is_code(Str text) {
    bool is_whole = text.len >= 2 && is_hex(text.ptr[0]) && is_hex(text.ptr[1]);
    return is_whole && text.ptr[0] >= '2' && !str_starts_with(text, STR("7F")) &&
           !str_starts_with(text, STR("7f"));
}

// "example.org:8000", "[::1]": without a user and a password, which every page would show.
static bool is_host(Str host) {
    size_t end = str_starts_with(host, STR("[")) ? str_find(host, ']') + 1 : str_find(host, ':');
    if (end > host.len) return false;
    Str name = str_slice(host, 0, end);
    Str port = str_slice(host, end, host.len);
    const char *others = host.len && host.ptr[0] == '[' ? "[]:." : "-.";
    for (size_t i = 0; i < name.len; i++) {
        if (!is_of(name.ptr[i], others)) return false;
    }
    for (size_t i = 1; i < port.len; i++) {
        if (port.ptr[i] < '0' || port.ptr[i] > '9') return false;
    }
    return name.len && (!port.len || (port.ptr[0] == ':' && port.len <= PORT_MAX_LEN + 1));
}

// A path whose letters mean nothing else wherever it is written: pages, _headers, _redirects.
static bool is_base_path(Str path) {
    for (size_t i = 0; i < path.len; i++) {
        if (!is_of(path.ptr[i], "-._~/%@+")) return false;
        if (path.ptr[i] == '%' && !is_code(str_slice(path, i + 1, path.len))) return false;
    }
    Str below = str_slice(path, 1, path.len);
    if (str_ends_with(below, STR("/"))) below.len--;
    return !path.len || (path.ptr[0] == '/' && (!below.len || path_is_clean(below)));
}

// Splits base_url into origin and path.
static bool derive_base(Config *config, bool is_from_file, Arena *arena, Diags *diags) {
    Str url = config->base_url.str;
    config->base_path = STR("/");
    if (!url.len) return true;
    Place place = {CONFIG_PATH, is_from_file ? config->base_url.offset : DIAG_NO_OFFSET};
    size_t scheme = str_starts_with(url, STR("https://")) ? 8 : str_starts_with(url, STR("http://")) ? 7 : 0;
    Str rest = str_slice(url, scheme, url.len);
    Str host = str_slice(rest, 0, scheme ? str_find(rest, '/') : 0);
    Str path = str_slice(rest, host.len, rest.len);
    if (!is_base_path(path) || (scheme && !is_host(host))) {
        return diag_error(diags, place, "bad-url",
                          "write it like https://example.org/ or https://example.org/careers/",
                          "'%.*s' is not an address that a site can stand at", (int)url.len, url.ptr);
    }
    config->origin = str_slice(url, 0, scheme + host.len);
    if (!path.len) path = STR("/");
    config->base_path = str_ends_with(path, STR("/")) ? path : arena_join(arena, path, STR("/"));
    return true;
}

// "5 years" or "18 months" to months.
static bool derive_stale_months(SalaryConfig *salary, Diags *diags) {
    Str text = salary->stale_after.str;
    if (!text.len) return true;
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9') {
        salary->stale_months = salary->stale_months * 10 + (text.ptr[digits++] - '0');
        if (digits > 3) break;
    }
    Str unit = str_trim(str_slice(text, digits, text.len));
    bool is_years = str_equal(unit, STR("years")) || str_equal(unit, STR("year"));
    bool is_months = str_equal(unit, STR("months")) || str_equal(unit, STR("month"));
    if (is_years) salary->stale_months *= 12;
    if (salary->stale_months > 0 && digits <= 3 && (is_years || is_months)) return true;
    return diag_error(diags, (Place){CONFIG_PATH, salary->stale_after.offset}, "bad-duration",
                      "write it like '5 years' or '18 months'", "'%.*s' is not a length of time",
                      (int)text.len, text.ptr);
}

// Fields that are planned: whoever writes one must not believe that it works.
static void warn_unsupported(const YamlNode *node, Diags *diags) {
    for (const YamlNode *field = node->first; field; field = field->next) {
        bool is_planned = str_equal(field->key, STR("languages")) || str_equal(field->key, STR("lints"));
        if (!is_planned) continue;
        diag_warning(diags, (Place){CONFIG_PATH, field->key_offset}, "not-supported", "leave it out for now",
                     "'%.*s' is not supported yet, and has no effect", (int)field->key.len, field->key.ptr);
    }
}

bool config_find(int root, Diags *diags) {
    if (file_exists(root, CONFIG_PATH)) return true;
    return diag_error(diags, (Place){CONFIG_PATH, DIAG_NO_OFFSET}, "no-site",
                      "go to the site's folder, or name it with -C DIR",
                      "there is no site.yaml in this folder");
}

bool config_load(int root, Str base_url, Arena *arena, Config *ret, Diags *diags) {
    Buf text = {0};
    if (!file_read(root, CONFIG_PATH, CONFIG_MAX_SIZE, &text)) {
        int error_number = errno;
        buf_free(&text);
        if (error_number != EFBIG) return file_report_unreadable(CONFIG_PATH, error_number, diags);
        return diag_error(diags, (Place){CONFIG_PATH, DIAG_NO_OFFSET}, "config-limit",
                          "move texts into content/pages", "this file is larger than %d KB",
                          CONFIG_MAX_SIZE / 1024);
    }
    Str source = arena_copy(arena, buf_str(&text));
    buf_free(&text);
    if (!diag_check_utf8(diags, CONFIG_PATH, source)) return false;
    Config config = {
        .language = {.str = STR("en")},
        .salary = {.hours_per_year = 2080},
        .outputs = {.skills = true, .salaries = true, .redirects = true, .search = true, .compare = true, .feeds = true, .sitemap = true,
                    .robots = true, .llms = true, .data = true, .hashed_assets = true, .hosting = true},
    };
    YamlNode *node = NULL;
    if (!yaml_parse(source, CONFIG_PATH, 0, arena, arena, &node, diags)) return false;
    bool is_loaded = schema_parse(&config_schema, node, CONFIG_PATH, arena, &config, diags);
    warn_unsupported(node, diags);
    if (base_url.len) config.base_url.str = base_url;
    is_loaded &= derive_stale_months(&config.salary, diags);
    is_loaded &= derive_base(&config, base_url.len == 0, arena, diags);
    *ret = config;
    return is_loaded;
}
