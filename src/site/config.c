#include "site/config.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "format/url.h"
#include "site/extra.h"
#include "site/lints/lint_names.h"

enum { CONFIG_MAX_SIZE = 1024 * 1024, PORT_MAX_LEN = 5 };

static const Field menu_fields[] = {
    FIELD(MenuEntry, title, "title", TEXT, "what the entry says", .flags = FIELD_REQUIRED),
    FIELD(MenuEntry, url, "url", URL, "where it leads: /roles/ or https://…",
          .flags = FIELD_REQUIRED),
};
static const Schema MenuEntry_schema = SCHEMA("menu entry", MenuEntry, menu_fields);

static const Field branch_fields[] = {
    FIELD(BranchConfig, name, "name", TEXT, "as roles write it", .flags = FIELD_REQUIRED),
    FIELD(BranchConfig, description, "description", TEXT,
          "one sentence for lists and the branch's page"),
};
static const Schema BranchConfig_schema = SCHEMA("branch", BranchConfig, branch_fields);

static const Field region_fields[] = {
    FIELD(RegionConfig, id, "id", TEXT, "as salaries write it", .flags = FIELD_REQUIRED),
    FIELD(RegionConfig, name, "name", TEXT, "as pages show it", .flags = FIELD_REQUIRED),
};
static const Schema RegionConfig_schema = SCHEMA("region", RegionConfig, region_fields);

static const Field step_fields[] = {
    FIELD(StepConfig, level, "level", TEXT, "the step's name", .flags = FIELD_REQUIRED),
    FIELD(StepConfig, experience, "experience", TEXT, "the years that go with it"),
    FIELD(StepConfig, percent, "percent", INT, "share of the average, in percent",
          .flags = FIELD_REQUIRED, .min = 1, .max = STEP_PERCENT_MAX),
};
static const Schema StepConfig_schema = SCHEMA("career step", StepConfig, step_fields);

static const Field organization_fields[] = {
    FIELD(Organization, name, "name", TEXT, "who publishes the site", .flags = FIELD_REQUIRED),
    FIELD(Organization, url, "url", URL, "its home page"),
    FIELD(Organization, logo, "logo", URL,
          "its logo; one of static/ stands at the head of every page: /img/logo.svg"),
};
static const Schema Organization_schema = SCHEMA("organization", Organization, organization_fields);

static const char *const step_choices[] = {"show", "fold", "hide", NULL};
static const Field salary_fields[] = {
    FIELD_STRUCTS(SalaryConfig, steps, "steps", StepConfig, "career steps derived from an average"),
    FIELD(SalaryConfig, steps_with_percentiles, "steps_with_percentiles", CHOICE,
          "derived steps of a salary that has percentiles: in sight, folded away, or not at all",
          .choices = step_choices, .fallback = "fold"),
    FIELD(SalaryConfig, hours_per_year, "hours_per_year", INT, "for hourly equivalents",
          .min = 1, .max = 8784),
    FIELD(SalaryConfig, stale_after, "stale_after", TEXT,
          "age at which a figure is called old: 5 years",
          .pattern = "^\\s*(?!0+[^0-9])[0-9]{1,3}\\s*(year|month)s?\\s*$"),
};
static const Schema SalaryConfig_schema = SCHEMA("salary setting", SalaryConfig, salary_fields);

static const Field outlook_fields[] = {
    FIELD(OutlookConfig, average_growth, "average_growth", PERCENT,
          "change of employment in all occupations: 3.1%", .flags = FIELD_REQUIRED),
    FIELD(OutlookConfig, from, "from", INT, "first year", .min = 1900, .max = 2200,
          .example = "2024"),
    FIELD(OutlookConfig, to, "to", INT, "last year", .min = 1900, .max = 2200, .example = "2034"),
    FIELD(OutlookConfig, source, "source", TEXT, "id of an entry of sources", .example = "bls"),
};
static const Schema OutlookConfig_schema =
    SCHEMA_AT("outlook", OutlookConfig, outlook_fields, SCHEMA_OFFSET(OutlookConfig, offset),
              .bad_member = SCHEMA_BAD(OutlookConfig, bad_fields));

static const Field call_fields[] = {
    FIELD(CallToAction, title, "title", TEXT, "its heading; {title} and {plural} stand in",
          .flags = FIELD_REQUIRED),
    FIELD(CallToAction, text, "text", TEXT, "one or two sentences"),
    FIELD(CallToAction, label, "label", TEXT, "what the link says", .flags = FIELD_REQUIRED),
    FIELD(CallToAction, url, "url", URL, "where it leads", .flags = FIELD_REQUIRED),
    FIELD(CallToAction, branches, "branches", TEXT_LIST,
          "the branches whose roles show it; without them, all others", .flags = FIELD_UNIQUE),
};
const Schema CallToAction_schema =
    SCHEMA_AT("call to action", CallToAction, call_fields, SCHEMA_OFFSET(CallToAction, offset),
              .bad_member = SCHEMA_BAD(CallToAction, bad_fields));

static const Field outputs_fields[] = {
    FIELD(Outputs, skills, "skills", BOOL, "a page for each skill"),
    FIELD(Outputs, salaries, "salaries", BOOL, "roles ranked by pay"),
    FIELD(Outputs, redirects, "redirects", BOOL,
          "pages for aliases and other titles, and _redirects"),
    FIELD(Outputs, search, "search", BOOL, "a search in the browser"),
    FIELD(Outputs, compare, "compare", BOOL, "roles side by side; needs data and search"),
    FIELD(Outputs, feeds, "feeds", BOOL, "feed.xml and feed.json"),
    FIELD(Outputs, sitemap, "sitemap", BOOL, "sitemap.xml"),
    FIELD(Outputs, robots, "robots", BOOL, "robots.txt"),
    FIELD(Outputs, llms, "llms", BOOL, "llms.txt"),
    FIELD(Outputs, data, "data", BOOL, "roles.csv, roles.json, and data beside each role"),
    FIELD(Outputs, hashed_assets, "hashed_assets", BOOL,
          "style sheets and scripts with a hash in their names"),
    FIELD(Outputs, precompress, "precompress", BOOL,
          "compressed copies beside every text; off by default"),
    FIELD(Outputs, hosting, "hosting", BOOL, "_headers and .nojekyll"),
};
static const Schema Outputs_schema = SCHEMA("set of outputs", Outputs, outputs_fields);

static const Field config_fields[] = {
    FIELD(Config, title, "title", TEXT, "the site's name", .flags = FIELD_REQUIRED),
    FIELD(Config, base_url, "base_url", TEXT, "where it will stand: https://host/path/",
          .pattern = "^(?=\\s*\\S)\\s*"
                     "(https?://(\\[[0-9A-Za-z:.]+\\]|[0-9A-Za-z.-]+)(:[0-9]{0,5})?)?"
                     "(/(?!\\.{1,2}(/|\\s*$))"
                     "([0-9A-Za-z._~@+-]|%(?!7[Ff])[2-9A-Fa-f][0-9A-Fa-f])+)*/?\\s*$"),
    FIELD(Config, language, "language", TEXT, "BCP 47: en-US, de, hi"),
    FIELD(Config, description, "description", TEXT, "one or two sentences"),
    FIELD_STRUCT(Config, organization, "organization", Organization, "who publishes the site"),
    FIELD_STRUCTS(Config, menu, "menu", MenuEntry, "the site's main links"),
    FIELD_STRUCTS(Config, branches, "branches", BranchConfig, "their order and descriptions",
                  .flags = FIELD_TAKES_TEXT, .limit = CONFIG_MAX_ITEMS),
    FIELD_STRUCTS(Config, regions, "regions", RegionConfig, "names for regions of salaries",
                  .flags = FIELD_UNIQUE, .limit = CONFIG_MAX_ITEMS),
    FIELD_NAMED(Config, sections, "sections", "further headings for sections",
                .names = &section_name_table),
    FIELD_STRUCTS(Config, sources, "sources", Source,
                  "where figures come from, for all roles: one that names an id gets its entry",
                  .flags = FIELD_UNIQUE, .limit = CONFIG_MAX_ITEMS),
    FIELD_STRUCT(Config, salary, "salary", SalaryConfig, "how salaries are shown"),
    FIELD_STRUCT(Config, outlook, "outlook", OutlookConfig,
                 "what the outlook of roles is shown against"),
    FIELD_STRUCTS(Config, calls_to_action, "call_to_action", CallToAction,
                  "the block for employers on role pages; of several, that of the role's branch",
                  .flags = FIELD_ONE_OR_LIST),
    FIELD_STRUCT(Config, outputs, "outputs", Outputs, "groups of outputs, on or off"),
    FIELD_STRUCT(Config, extra, "extra", ExtraConfig,
                 "further fields of front matter, for layouts and data"),
    FIELD_NAMED(Config, lints, "lints", "severity per lint: off, warning or error",
                .names = &lint_names, .choices = severity_names),
    FIELD_NAMED(Config, redirects, "redirects", "old path: new path", .limit = CONFIG_MAX_ITEMS),
    FIELD(Config, languages, "languages", TEXT_LIST, "the site's languages"),
    FIELD(Config, relative_urls, "relative_urls", BOOL, "links that work from a file system"),
};
const Schema config_schema = SCHEMA_AT("site", Config, config_fields, SCHEMA_NO_OFFSET,
                                       .bad_member = SCHEMA_BAD(Config, bad_fields));

static bool is_of(char byte, const char *others) {
    return ascii_is_letter(byte) || ascii_is_digit(byte) || (byte && strchr(others, byte));
}

// Whether a text begins with the digits of a code like %C3, of no control character.
static bool is_code(Str text) {
    bool is_whole = text.len >= 2 && hex_value(text.ptr[0]) >= 0 && hex_value(text.ptr[1]) >= 0;
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
        if (!ascii_is_digit(port.ptr[i])) return false;
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
    Str url = text_str(config->base_url);
    config->base_path = STR("/");
    if (!url.len) return true;
    Place place = {CONFIG_PATH, is_from_file ? config->base_url.offset : DIAG_NO_OFFSET};
    size_t scheme = str_starts_with(url, STR("https://"))  ? 8
                    : str_starts_with(url, STR("http://")) ? 7
                                                           : 0;
    Str rest = str_slice(url, scheme, url.len);
    Str host = str_slice(rest, 0, scheme ? str_find(rest, '/') : 0);
    Str path = str_slice(rest, host.len, rest.len);
    if (!is_base_path(path) || (scheme && !is_host(host))) {
        return diag_error(diags, place, "bad-url",
                          "write it like https://example.org/ or https://example.org/careers/",
                          "'%.*s' is not an address that a site can stand at", (int)url.len,
                          url.ptr);
    }
    config->origin = str_slice(url, 0, scheme + host.len);
    if (!path.len) path = STR("/");
    config->base_path = str_ends_with(path, STR("/")) ? path : arena_join(arena, path, STR("/"));
    return true;
}

static void derive_menu(Config *config, Arena *arena) {
    MenuEntry *entries = config->menu.items;
    Buf name = {0};
    for (size_t i = 0; i < config->menu.count; i++) {
        buf_clear(&name);
        url_add_path_name(&name, url_split(text_str(entries[i].url)).path);
        if (str_starts_with(buf_str(&name), STR("/"))) {
            entries[i].address = arena_copy(arena, str_slice(buf_str(&name), 1, name.len));
        }
    }
    buf_free(&name);
}

// "5 years" or "18 months" to months.
static bool derive_stale_months(SalaryConfig *salary, Diags *diags) {
    Str text = text_str(salary->stale_after);
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
        if (!str_equal(field->key, STR("languages"))) continue;
        diag_warning(diags, (Place){CONFIG_PATH, field->key_offset}, "not-supported",
                     "leave it out for now",
                     "'%.*s' is not supported yet, and has no effect", (int)field->key.len,
                     field->key.ptr);
    }
}

Place config_place(void) {
    return (Place){CONFIG_PATH, DIAG_NO_OFFSET};
}

bool config_find(int root, Diags *diags) {
    if (file_exists(root, CONFIG_PATH) || errno != ENOENT) return true;   // reading it says why
    return diag_error(diags, config_place(), "no-site",
                      "go to the site's folder, or name it with -C DIR",
                      "there is no site.yaml in this folder");
}

// The file's text, which lives in the arena.
static bool read_text(int root, Arena *arena, Str *ret, Diags *diags) {
    Buf text = {0};
    if (!file_read(root, CONFIG_PATH, CONFIG_MAX_SIZE, &text)) {
        int error_number = errno;
        buf_free(&text);
        if (error_number != EFBIG) return file_report_unreadable(CONFIG_PATH, error_number, diags);
        return diag_error(diags, config_place(), "file-limit",
                          "keep only what the site needs", "this file is larger than %d MB",
                          CONFIG_MAX_SIZE / 1024 / 1024);
    }
    *ret = arena_take(arena, &text);
    return diag_check_utf8(diags, CONFIG_PATH, *ret);
}

bool config_load(int root, Str base_url, Arena *arena, Config *ret, Diags *diags) {
    *ret = (Config){
        .language = text_make(STR("en"), 0),
        .salary = {.hours_per_year = 2080},
        .outputs = {.skills = true, .salaries = true, .redirects = true, .search = true,
                    .compare = true, .feeds = true, .sitemap = true,
                    .robots = true, .llms = true, .data = true, .hashed_assets = true,
                    .hosting = true},
        .base_path = STR("/"),
        .lint_severities = lints_choose(NULL, 0, arena),
        .bad_fields = UINT64_MAX,
    };
    extra_derive(ret, arena, diags);
    Str source = {0};
    YamlNode *node = NULL;
    bool is_read = read_text(root, arena, &source, diags);
    ret->hash = hash_128(source);
    if (!is_read || !yaml_parse(source, CONFIG_PATH, 0, arena, NULL, &node, diags)) return false;
    bool is_loaded = schema_parse(&(Parse){CONFIG_PATH, arena, NULL, diags}, &config_schema, node,
                                  ret);
    warn_unsupported(node, diags);
    ret->outputs.compare &= ret->outputs.data && ret->outputs.search;
    if (base_url.len) ret->base_url = text_make(base_url, ret->base_url.offset);
    derive_menu(ret, arena);
    ret->lint_severities = lints_choose(ret->lints.items, ret->lints.count, arena);
    is_loaded &= extra_derive(ret, arena, diags);
    is_loaded &= derive_stale_months(&ret->salary, diags);
    is_loaded &= derive_base(ret, base_url.len == 0, arena, diags);
    return is_loaded;
}

bool config_is_own(const Config *config, Str base, Str url) {
    Str origin = config->origin;
    Str folder = str_slice(base, 0, base.len - 1);
    Str path = str_slice(url, origin.len, url.len);
    if (!origin.len || !str_starts_with(url, origin) || !str_starts_with(path, folder)) {
        return false;
    }
    Str rest = str_slice(path, folder.len, path.len);
    return !rest.len || rest.ptr[0] == '/' || rest.ptr[0] == '?' || rest.ptr[0] == '#';
}
