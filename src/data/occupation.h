// Occupations, as public tables tell of them: what import makes profiles of, whichever of the
// tables were there. Each table adds what it knows to the occupations of OEWS, by their codes.
#ifndef METIER_DATA_OCCUPATION_H
#define METIER_DATA_OCCUPATION_H

#include "data/columns.h"
#include "site/date.h"

// What profiles call the sources.
#define OEWS_SOURCE "bls-oews"
#define PROJECTIONS_SOURCE "bls-ep"
#define ONET_SOURCE "onet"
#define ASHE_SOURCE "ons-ashe"

// Texts in the arena of the data.
typedef struct StrList {
    Str *items;
    size_t count;
    size_t capacity;
} StrList;

typedef enum PayFigure {
    PAY_MEAN, PAY_P10, PAY_P25, PAY_MEDIAN, PAY_P75, PAY_P90, PAY_FIGURE_COUNT
} PayFigure;

typedef enum AreaKind { AREA_COUNTRY, AREA_STATE, AREA_METRO } AreaKind;

// What an occupation is paid in one region.
typedef struct Pay {
    AreaKind area;
    Str region;              // "US", "US-CA", "35620", "GB"
    Str name;                // of the region, as the source has it: "California"
    const char *currency;
    const char *period;      // "year": the published one; nothing is converted
    const char *period_reason;   // why there is no other; NULL: there is
    Figure figures[PAY_FIGURE_COUNT];   // a top-coded one holds the top code
    const char *source;      // its id
    Date as_of;
} Pay;

typedef struct Occupation {
    Str code;                // SOC: "29-1141"
    Str title;               // as OEWS has it: "Registered Nurses"
    Str branch;              // of its major group
    Place place;             // where it was first named
    Pay *pays;               // the country, then states, then metropolitan areas
    size_t pay_count;
    size_t pay_capacity;
    StrList unpaid;          // names of regions of which the source tells nothing
    bool is_projected;       // EP has it
    Figure growth;           // percent
    Figure openings;         // thousands a year
    Str education, experience, training;
    Str uk_code;             // of SOC 2020, as --codes pairs it; or empty
    Str onet_code;           // "29-1141.00"; empty: O*NET lacks it
    Str description;
    StrList duties;
    StrList tasks;           // "8823:5d0c92aa": the Task ID of each that could be one, a hash of it
    bool has_unrated_duties; // O*NET has not yet asked which of them are core
    StrList skills, technologies, other_titles;
    StrList related;         // SOC codes
} Occupation;

typedef struct PublicData {
    Arena arena;
    Occupation *items;       // by code
    size_t count;
    size_t capacity;
    Table by_code;           // → index into items
    Date vintage;            // of OEWS
    Str site_title;          // who changes what O*NET gave
    Date outlook_from, outlook_to;   // years of EP; none where it was not read
    Figure average_growth;   // of all occupations
    Str onet_version;        // "29.2"; empty where it was not read
    Date uk_year;            // of ASHE; none where it was not read
    bool is_full_time;       // ASHE was of full-time jobs alone
} PublicData;

// The occupation of a code, or NULL.
Occupation *public_data_find(const PublicData *data, Str code);
// The same, made where there is none.
Occupation *public_data_add(PublicData *data, Str code);
Pay *occupation_add_pay(PublicData *data, Occupation *occupation);
void str_list_add(Arena *arena, StrList *list, Str text);   // borrows the text
bool str_list_has(const StrList *list, Str text);           // looks at each: for short lists
// Puts the occupations in the order of their codes, the pay of each in that of its regions.
void public_data_sort(PublicData *data);
void public_data_free(PublicData *data);

// "13-1020, 13-2020 and 10 more": for diagnostics.
void add_code(Buf *out, size_t index, size_t count, Str code);

#endif
