// What a public source owns of a profile: units that move whole, or not at all. A salary of one
// region, the outlook, the entry in `sources`, what is needed to begin. All else of a profile is
// its editor's: the text, the titles, skills, related roles, `verified`.
//
// The same units are found in three places: in front matter, in what the tables say (written as
// import writes it), and in the lock.
#ifndef METIER_DATA_OWNED_H
#define METIER_DATA_OWNED_H

#include "data/occupation.h"
#include "format/yaml.h"

#define TASKS_UNIT STR("tasks")
#define SOURCES_UNIT STR("sources")

typedef struct OwnedField {
    Str name;                // "median", "p10": those of a unit differ
    Str text;                // one value is two equal texts
    bool is_null;            // withheld at the source
    YamlNode *mapping;       // in front matter: that it is an entry of; NULL: it is none of one
    YamlNode *node;
} OwnedField;

typedef struct OwnedUnit {
    Str source;              // "bls-oews"
    Str name;                // "salary US", "outlook", "sources", "education"
    OwnedField *fields;
    size_t count;
    size_t capacity;
    YamlNode *node;          // in front matter
    bool is_foreign;         // written in a form that no source gives it
} OwnedUnit;

typedef struct OwnedList {
    OwnedUnit *items;        // salaries first, `sources` last
    size_t count;
    size_t capacity;
} OwnedList;

// Finds the units of front matter. Texts are borrowed from it.
void owned_read(Arena *arena, const YamlNode *root, OwnedList *ret);
// What the tables say of an occupation. `sources` has the field "vintage", which no front matter
// has.
void owned_of_data(Arena *arena, const PublicData *data, const Occupation *occupation,
                   OwnedList *ret);
// The kind of unit that a word of the command line means: "salary" of "median" and "salary US".
// Empty where it means none.
Str owned_kind_of(Str word);
extern const char *const owned_kind_names[];   // NULL-terminated

// Makes the units that a line of the lock has.
OwnedUnit *owned_add(Arena *arena, OwnedList *list, Str source, Str name);
void owned_add_field(Arena *arena, OwnedUnit *unit, OwnedField field);

void owned_remove(OwnedList *list, Str name);  // the first of a line's; takes one that it lacks

OwnedUnit *owned_find(const OwnedList *list, Str source, Str name);
OwnedField *owned_field(const OwnedUnit *unit, Str name);
bool owned_field_equal(const OwnedField *a, const OwnedField *b);   // either may be NULL: no value
// How many profiles something is said of, by the name of their unit.
typedef struct UnitCount {
    Str name;
    size_t count;
} UnitCount;
void owned_count(Arena *arena, List *counts, Str name);   // of UnitCount; free its items
// Whether a field of an entry in `sources` only says of when it is.
bool owned_is_vintage(Str name);

#endif
