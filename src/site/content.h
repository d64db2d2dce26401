// The kinds of content: roles, articles and info pages (of content/pages: about, privacy, methods),
// as their front matter gives them and, in a Site, as derive completes them. Members marked
// "derived" are not fields. A page, without more, is one of the published site.
#ifndef METIER_SITE_CONTENT_H
#define METIER_SITE_CONTENT_H

#include "base/hash.h"
#include "format/locale.h"
#include "format/markdown.h"
#include "site/schema.h"

// What the site as a whole may read of entries, in groups of fields: each row of a schema names its
// group. An edit has changed some of them; who reads none of these need not look again. A field of
// which nobody says more is of the rest, which everything reads: a new one is safe from the start.
typedef enum Facts {
    FACTS_REST = 1,          // addresses, days, what leads to others, …
    FACTS_TITLE = 2,
    FACTS_SUMMARY = 4,
    FACTS_TERMS = 8,         // the branch, the skills, the tools, the tags, the keywords
    FACTS_PAY = 16,          // the salaries and the outlook, and where they come from
    FACTS_EDUCATION = 32,
    FACTS_OWN = 64,          // what nothing but the entry's own outputs show
    FACTS_CODES = 128,
    FACTS_WORDS = FACTS_TITLE | FACTS_SUMMARY | FACTS_TERMS | FACTS_CODES,
    FACTS_ALL = FACTS_REST | FACTS_WORDS | FACTS_PAY | FACTS_EDUCATION | FACTS_OWN,
} Facts;

typedef struct ImageSize { uint32_t width; uint32_t height; } ImageSize;   // pixels; 0: unknown
typedef struct Image {
    Text src;
    Text alt;
    ImageSize size;          // derived
} Image;

typedef enum EntryKind { ENTRY_ROLE, ENTRY_ARTICLE, ENTRY_INFO_PAGE } EntryKind;
enum { ENTRY_KIND_COUNT = 3 };

// A section of the body that the generator understands, in their natural order on a page;
// SECTION_OTHER is rendered as it stands.
typedef enum SectionKind {
    SECTION_OTHER, SECTION_DUTIES, SECTION_DAY, SECTION_FIT, SECTION_UPSIDES, SECTION_DOWNSIDES,
    SECTION_QUALIFICATION, SECTION_REQUIREMENTS, SECTION_ENTRY_ROUTES, SECTION_LICENCES,
    SECTION_SKILLS, SECTION_SALARY, SECTION_ADVANCE, SECTION_OUTLOOK, SECTION_ENVIRONMENT,
    SECTION_SOURCES, SECTION_VERIFICATION, SECTION_KIND_COUNT
} SectionKind;
extern const char *const section_names[SECTION_KIND_COUNT];
extern const NameTable section_name_table;       // without "other"
// What belongs into each, in a line.
extern const char *const section_docs[SECTION_KIND_COUNT];

// What every kind of content has. First member of Role, Article and InfoPage.
typedef struct Entry {
    EntryKind kind;
    FileOffset body_offset;  // derived: where the text begins in its file
    Str path;                // derived: "content/roles/nurse.md"
    Text title;
    Text summary;
    Text slug;
    TextList aliases;
    Text language;
    Image *image;            // NULL: none
    Date date;
    Date updated;
    Date expires;            // the first day on which it is no longer published
    bool is_draft;
    bool is_noindex;
    bool is_withheld;        // derived: its day keeps it out; of its text nothing is known
    void *extra;             // what site.yaml declares: see extra.h; NULL: nothing given
    LIST_OF(NamedValues) silence;  // lint: why it says nothing here
    BadFields bad_fields;    // derived
    Str address;             // derived: "roles/nurse/", relative to the site's base; "" of the home
                             // page, and without a pointer where it follows from a field that is
                             // bad
    const MarkdownDocument *body;  // derived: of the file; see source_file_load_body
    uint8_t *section_kinds;  // derived: a SectionKind per heading of the body
    Str *link_addresses;     // derived: one per link of the body, relative to the site's base, as
                             // links (see url.h); "#id" of a link without a path: the same page
    bool *link_falls;        // derived: one per link of the body, whether only its text stands, for
                             // the page that it leads to is not out; NULL where none does
    ImageSize *image_sizes;  // derived: one per link of the body, where it has images
    Str sort_key;            // derived: of the title, in the site's language
} Entry;

typedef struct Skill {
    Text name;
    Text level;
    Text importance;
    size_t term_index;       // derived: into Site.skills
} Skill;
typedef struct Experience {
    Text text;
    int64_t months;          // 0: not given; less than 1 is refused
} Experience;
typedef struct EntryRoute { Text name; Text text; } EntryRoute;
typedef struct Licence { Text name; Text issuer; Text url; } Licence;
typedef struct Codes { Text soc; Text onet; Text isco; } Codes;
typedef struct Range { Amount min; Amount max; } Range;
typedef struct Percentiles { Amount p10; Amount p25; Amount p75; Amount p90; } Percentiles;
typedef struct SalaryStep {
    Text level;
    Text experience;
    Amount amount;
    bool is_modelled;        // derived from the average, not given
} SalaryStep;
enum { PERIOD_COUNT = 5 };
extern const char *const salary_periods[PERIOD_COUNT + 1];   // what figures are paid for; then NULL
#define REGION_NONE UINT32_MAX
typedef struct Salary {
    Text region;
    Text currency;
    Text period;             // empty: year
    Amount average;
    Amount median;
    Range range;
    Percentiles percentiles;
    LIST_OF(SalaryStep) steps;  // as given: see salary_steps
    Text source;
    Date as_of;
    FileOffset offset;
    bool is_primary;
    bool is_only_period;
    bool has_fraction;       // derived: some figure has one
    BadFields bad_fields;    // derived
    const NumberFormat *format;  // derived
    Hash origin;             // derived: equal where the source and the day are
    Str region_name;         // derived: as pages show it
    uint32_t region_index;   // derived: into region_texts of the site; REGION_NONE: it is bad
    uint32_t kind;           // derived: its currency and period
} Salary;
typedef struct Outlook {
    Percent growth;
    int64_t openings;        // 0: not given; likewise
    int64_t from;
    int64_t to;
    Text source;
    FileOffset offset;
    BadFields bad_fields;    // derived
} Outlook;
typedef struct CareerPath { TextList from; TextList to; } CareerPath;
typedef struct Source {
    Text id;
    Text name;
    Text url;
    Text method;
    Text attribution;
    Date retrieved;
    bool is_of_site;         // derived: of site.yaml, where its values stand
} Source;
typedef struct Verified { Date date; Text by; Text method; } Verified;

typedef struct Role Role;
// Grows in the arena of the site; role_list_add alone adds to it.
typedef struct RoleList {
    const Role **items;
    uint32_t count;
    uint32_t capacity;
} RoleList;
typedef struct Article Article;
typedef struct ArticleList { const Article **items; size_t count; } ArticleList;

// Where a word stands decides how much it counts in a search.
enum {
    SEARCH_SUMMARY = 1,
    SEARCH_BRANCH = 2,
    SEARCH_SKILL = 4,
    SEARCH_CODE = 4,
    SEARCH_KEYWORD = 5,
    SEARCH_OTHER_TITLE = 6,
    SEARCH_TITLE = 8
};
// What fits is checked where the limits are: search_terms.c.
enum { SEARCH_FROM_MAX = (1 << 20) - 1, SEARCH_SIZE_MAX = (1 << 8) - 1, SEARCH_WEIGHT_MAX = 15 };
typedef struct SearchTerm {
    uint32_t from : 20;      // of its word, in the words of the role
    uint32_t size : 8;
    uint32_t weight : 4;     // SEARCH_SUMMARY …
} SearchTerm;

struct Role {
    Entry entry;
    Text plural;
    Text branch;
    TextList alternative_titles;
    TextList keywords;       // for the search alone
    LIST_OF(Skill) skills;
    TextList technologies;
    Text education;
    Experience experience;
    Text hours;
    LIST_OF(EntryRoute) entry_routes;
    LIST_OF(Licence) licences;
    Codes codes;
    LIST_OF(Salary) salaries;
    Outlook outlook;
    CareerPath career_path;
    TextList related;
    LIST_OF(Source) sources; // derived: its own, then those of site.yaml that its figures name
    Verified verified;
    uint32_t index;          // derived: into Site.roles
    uint32_t naming_count;   // derived: so many of `articles` name the role
    size_t branch_index;     // derived: into Site.branches
    unsigned education_levels;   // derived: a bit for each of Site.educations
    bool is_related_given;   // derived: `related_roles` were named
    const Salary *primary;   // derived: the salary that lists show, or NULL
    RoleList path_from;      // derived: as given, then roles that name this one in their path
    RoleList path_to;        // derived likewise
    const Role *previous;    // derived: the neighbours in the branch, or NULL
    const Role *next;
    RoleList related_roles;  // derived
    const char *search_words;    // derived, where the site has a search: until its index is there,
                                 // where nothing is read again
    SearchTerm *search_terms;    // derived likewise: see search_terms.h
    size_t search_term_count;
    size_t lost_term_count;      // beyond what a role may have
    ArticleList articles;    // derived: those on its page, as role_articles.h has it
};

struct Article {
    Entry entry;
    Text author;
    TextList tags;
    TextList role_slugs;
    RoleList roles;          // derived
};

typedef struct InfoPage {
    Entry entry;
    Text permalink;
    int64_t weight;          // the lowest stands first in the footer
} InfoPage;

// What goes with a kind of content.
typedef struct EntryKindRow {
    const char *name;        // "role"
    const char *folder;      // "content/roles/"
    const char *address;     // what stands before a slug: "roles/"; "" of info pages
    const Schema *schema;    // its fields, without those that a site declares
} EntryKindRow;
extern const EntryKindRow entry_kinds[ENTRY_KIND_COUNT];
// The kind of a name; false where there is none.
bool entry_kind_find(Str name, EntryKind *ret);

static inline Place entry_place(const Entry *entry, size_t offset) {
    return (Place){entry->path, offset};
}
// The role that an entry is, and its salaries; NULL, and none, of another entry.
typedef struct SalaryList { const Salary *items; size_t count; } SalaryList;
const Role *entry_role(const Entry *entry);
SalaryList entry_salaries(const Entry *entry);
// The day of an entry's last change: updated, else date.
Date entry_changed(const Entry *entry);
// The items of the lists in an entry's sections of one kind, from its body with the text; they live
// in the arena.
TextList entry_items(const Entry *entry, const MarkdownDocument *body, SectionKind kind,
                     Arena *arena);

// The source of a profile that a figure names by its id; NULL where there is none, or it names
// none.
const Source *role_source(const Role *role, Str id);
RoleList role_list_make(Arena *arena, size_t capacity);
void role_list_add(Arena *arena, RoleList *list, const Role *role);
// The same of an item of another list, which stays: there a list of one role has its place.
void role_list_share(Arena *arena, RoleList *list, const RoleList *other, size_t index);
bool role_list_has(const RoleList *list, const Role *role);   // looks at each: for short lists

extern const Schema role_schema, Salary_schema, SalaryStep_schema, Outlook_schema, Source_schema;
extern const Schema article_schema;
extern const Schema info_page_schema;

#endif
