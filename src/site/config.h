// site.yaml: what the owner of the site decides. Everything but the title has a default.
#ifndef METIER_SITE_CONFIG_H
#define METIER_SITE_CONFIG_H

#include "base/hash.h"
#include "site/content.h"

typedef struct MenuEntry {
    Text title;
    Text url;
    Str address;             // derived: of the page, where the url leads into the site
} MenuEntry;
typedef struct BranchConfig { Text name; Text description; } BranchConfig;
typedef struct RegionConfig { Text id; Text name; } RegionConfig;
typedef struct StepConfig {
    Text level;
    Text experience;
    int64_t percent;
} StepConfig;
enum { STEP_PERCENT_MAX = 1000 };   // of an average
typedef struct Organization { Text name; Text url; Text logo; } Organization;
typedef struct CallToAction {
    Text title;
    Text text;
    Text label;
    Text url;
    TextList branches;       // whose roles show it; empty: all that no other one names
    FileOffset offset;
    BadFields bad_fields;    // derived
} CallToAction;
typedef struct SalaryConfig {
    LIST_OF(StepConfig) steps;
    Text steps_with_percentiles;   // "show", "fold" (and empty) or "hide"
    int64_t hours_per_year;
    Text stale_after;        // "5 years", "18 months"
    int64_t stale_months;    // derived; 0: figures never count as old
} SalaryConfig;
// What role pages show a profile's outlook against.
typedef struct OutlookConfig {
    Percent average_growth;  // of all occupations
    int64_t from;
    int64_t to;
    Text source;
    FileOffset offset;
    BadFields bad_fields;    // derived
} OutlookConfig;

// Groups of outputs, each on or off.
typedef struct Outputs {
    bool skills;             // /skills/…
    bool salaries;           // /salaries/…
    bool redirects;          // a page for each alias and other title, and _redirects
    bool search;             // /search/ and its index
    bool compare;            // /compare/; off where data or search is
    bool feeds;              // feed.xml (Atom) and feed.json
    bool sitemap;            // sitemap.xml
    bool robots;             // robots.txt
    bool llms;               // llms.txt
    bool data;               // roles.csv, roles.json, and data and Markdown beside each role
    bool hashed_assets;      // style sheets and scripts at addresses with a hash of their content
    bool precompress;        // .gz and .br beside every text
    bool hosting;            // _headers and .nojekyll
} Outputs;

// A field of front matter that the site's owner declares.
typedef struct ExtraField {
    Text name;
    Text type;
    TextList choices;
    bool is_required;
    Text doc;
    BadFields bad_fields;    // derived
} ExtraField;
typedef struct ExtraConfig {
    LIST_OF(ExtraField) role;
    LIST_OF(ExtraField) article;
    LIST_OF(ExtraField) page;
} ExtraConfig;

typedef struct Config {
    Text title;
    Text base_url;           // "https://host/path/"; the path is where the site is mounted
    Text language;           // BCP 47
    Text description;
    Organization organization;
    LIST_OF(MenuEntry) menu;
    LIST_OF(BranchConfig) branches;  // when given, other branches are errors
    LIST_OF(RegionConfig) regions;
    LIST_OF(NamedValues) sections;  // section → further headings that name it
    LIST_OF(Source) sources; // for the figures of all roles
    SalaryConfig salary;
    OutlookConfig outlook;
    LIST_OF(CallToAction) calls_to_action;
    Outputs outputs;
    ExtraConfig extra;
    const Schema *schemas[ENTRY_KIND_COUNT];   // derived: of front matter, with what extra declares
    const Schema *extra_schemas[ENTRY_KIND_COUNT];   // derived: of that alone; NULL: it is nothing
    bool is_extra_known;     // derived: no error keeps it from being known
    LIST_OF(NamedValues) lints;
    const Severity *lint_severities;   // derived: of all lints
    LIST_OF(NamedValues) redirects;  // from path → to path
    TextList languages;
    bool relative_urls;
    Str origin;              // derived: "https://host", or empty
    Str base_path;           // derived: "/" or "/path/"
    Hash hash;               // of the file
    BadFields bad_fields;    // derived
} Config;

#define CONFIG_PATH STR("site.yaml")
extern const Schema config_schema, CallToAction_schema;

// The place of what follows from the site as a whole.
Place config_place(void);

// Whether there is a site in the folder `root` at all; says so where there is none.
bool config_find(int root, Diags *diags);
// Reads site.yaml in the folder `root`. `base_url` (may be empty) takes the place of the file's.
// Where there is an error, *ret holds what could be read, and defaults for all else.
bool config_load(int root, Str base_url, Arena *arena, Config *ret, Diags *diags);

// Whether a URL leads to the site's own host, to `base` (a path with '/' at its end) or below.
bool config_is_own(const Config *config, Str base, Str url);

#endif
