// What differs between two sites: their models are compared, field by field along the rows of the
// schemas, never what is published of them.
#ifndef METIER_DIFF_DIFFERENCE_H
#define METIER_DIFF_DIFFERENCE_H

#include "diff/side.h"
#include "diff/words.h"

// A figure that moves by more than this is to be looked at: tenths of a percent.
enum { LARGE_CHANGE = 150 };
// The same change in so many pages is told once.
enum { SHARED_MIN = 3 };

// A value in both writings; both are empty where it is not given.
typedef struct Value {
    Str written;             // as front matter has it: "86070"
    Str shown;               // as people read it: "$86,070"
} Value;

typedef struct FieldChange {
    Str path;                // "salary[US].percentiles.p10"
    Str name;                // that, without what it stands in if that is one of a list:
                             // "p10", "outlook growth"
    Str label;               // of that: "US"; empty where there is one alone
    Str kind;                // the path without labels: the same of all pages
    Value old_value;
    Value new_value;
    Str source;              // of a figure: "OEWS May 2024"
    size_t group;            // the same of all figures of one source, there
    int64_t share;           // tenths of a percent that it moved by
    bool has_share;          // that can be told: no top code, and both of one currency and period
    bool is_figure;
    bool is_data;            // a figure, or what says where figures come from
    bool is_order;           // a list has the same items in another order
    bool is_gone;            // a figure that was known is not given, or withheld
    bool is_headline;        // of its group the one to name first
    bool is_shared;          // told once for many pages
} FieldChange;
typedef struct FieldChanges { FieldChange *items; size_t count; size_t capacity; } FieldChanges;

// Words of a section that came and went, wherever in it they stood.
typedef struct SectionChange {
    Str name;
    size_t added_count;
    size_t removed_count;    // both 0: they stand in another order
    WordChanges words;       // where they stood
} SectionChange;
typedef struct SectionChanges {
    SectionChange *items;
    size_t count;
    size_t capacity;
} SectionChanges;

typedef enum PageState {
    PAGE_ADDED, PAGE_REMOVED, PAGE_MOVED, PAGE_CHANGED, PAGE_STATE_COUNT
} PageState;
extern const char *const page_state_names[PAGE_STATE_COUNT];

// A page of which something differs; one that moved may have changed besides. site.yaml is one.
typedef struct PageChange {
    PageState state;
    const char *kind;        // "role", "article", "page", "site"
    const Entry *old_entry;  // NULL where it was not there; both of site.yaml
    const Entry *new_entry;
    Str title;
    Str path;
    bool is_lost;            // its former address leads nowhere now
    bool is_hidden;          // its file is in both, in one of them a draft or out of its time
    FieldChanges fields;
    SectionChanges sections;
} PageChange;

// Figures of one page, of one source and region, the headline first.
typedef struct FigureGroup {
    const PageChange *page;
    const FieldChange **items;
    size_t count;
    int64_t size;            // the largest share, without its sign; -1 where there is none
} FigureGroup;

// A change that many pages have: of the same value, or, of what tells where figures come from, of
// the same part of it, as of a year in addresses that are others else.
typedef struct SharedChange {
    const FieldChange *change;   // of the first of them
    Value old_value;         // of all; "…2023…" where it is a part
    Value new_value;
    size_t page_count;
} SharedChange;

// What a person has to decide.
typedef enum ConcernKind {
    CONCERN_LOST, CONCERN_GONE, CONCERN_LARGE, CONCERN_UNVERIFIED, CONCERN_KIND_COUNT
} ConcernKind;
extern const char *const concern_codes[CONCERN_KIND_COUNT];   // "address_lost"
extern const char *const concern_meanings[CONCERN_KIND_COUNT];
typedef struct Concern {
    ConcernKind kind;
    const PageChange *page;
    const FieldChange *change;   // NULL: the page as a whole
} Concern;

// Zero-initialise to start; difference_free to end. The sides have to stay.
typedef struct Difference {
    Arena arena;
    PageChange *pages;       // site.yaml, then by kind and path
    size_t page_count;
    size_t state_counts[PAGE_STATE_COUNT];
    FigureGroup *figures;    // the largest change first
    size_t figure_count;
    SharedChange *shared;    // what most pages have first
    size_t shared_count;
    Concern *concerns;       // by kind, the largest first
    size_t concern_count;
} Difference;

void difference_find(Side *before, Side *after, Difference *ret);
void difference_free(Difference *difference);

// How it is written: as text for a terminal, as Markdown for a comment on a pull request, which has
// at most DIFF_MARKDOWN_MAX bytes, and as JSON. Nothing that content says can break a form, call
// somebody, or steer the terminal.
#define DIFF_MARKDOWN_MARK "<!-- metier diff -->"
enum { DIFF_MARKDOWN_MAX = 65000 };
typedef void DiffWrite(const Difference *difference, Buf *out);
DiffWrite diff_write_text, diff_write_markdown, diff_write_json;

#endif
