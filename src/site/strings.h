// Strings: every word that a page shows, and the headings that sections are known by, from
// layouts/strings/<language>.yaml.
#ifndef METIER_SITE_STRINGS_H
#define METIER_SITE_STRINGS_H

#include "site/config.h"
#include "site/content.h"
#include "site/theme.h"

// A heading that names a section.
typedef struct SectionHeading {
    Str text;
    Str slug;
    Str first;               // slug of "Key Duties", of "Key Duties & Responsibilities"
    SectionKind kind;
} SectionHeading;

// What pay is called that is given by the hour, week, and so on: "per hour, median".
typedef struct PeriodStrings {
    Str period;              // "hour"
    Str text;
    Str median_pay;
    Str average_pay;
} PeriodStrings;

typedef struct Strings {
    Table by_key;            // key, or "key.category" for plurals → index into values
    List values;             // of Str
    List keys;               // of Str
    List offsets;            // of size_t: where the texts stand in the file
    Table section_headings;  // slug of a heading → SectionKind
    List headings;           // of SectionHeading: site.yaml's, then those of the file
    PeriodStrings periods[PERIOD_COUNT];
    Str path;                // of the file, for diagnostics
    Hash hash;               // of the file
    Arena arena;
} Strings;

enum { STRINGS_MAX_SIZE = 256 * 1024 };   // bytes of a strings file

// Levels of education that the search can filter by, the lowest first. Their strings name the level
// and the words by which a profile's education belongs to it.
typedef struct EducationLevel { const char *name_key; const char *words_key; } EducationLevel;
enum { EDUCATION_LEVEL_COUNT = 5 };
extern const EducationLevel education_levels[EDUCATION_LEVEL_COUNT];

// Loads the strings of a language from the site's layouts/ or, where it has no such file, the
// theme's; "en-US" falls back to "en". Texts may hold {names}, each once; no other braces. The
// headings of sections are those of the file and those of site.yaml.
bool strings_load(int root, const Theme *theme, const Config *config, Strings *ret, Diags *diags);
// The text of a key that pages need; empty when the file has none, which strings_load reports.
Str strings_get(const Strings *strings, const char *key);
// Of a period that the fields of salaries know.
const PeriodStrings *strings_of_period(const Strings *strings, Str period);
// The heading that a new profile gets for a section: the first that there is, else its name.
Str strings_heading(const Strings *strings, SectionKind kind);
// The next {name} in a text from *at on, and moves *at behind it; false when there is none.
bool strings_next_placeholder(Str text, size_t *at, Str *ret);
// The text of a count, by the language's plural rules, with {count} filled in.
void strings_write_count(const Strings *strings, const Locale *locale, const char *key,
                         size_t count, Buf *out);
// Writes `pattern` with each {name} replaced by the value of that name.
typedef struct Placeholder { const char *name; Str value; } Placeholder;
void strings_write(Str pattern, const Placeholder *placeholders, size_t count, Buf *out);
void strings_free(Strings *strings);

#endif
