// Values of each field that a profile, an article or a page may have: written one after the other, and by chance.
// A field of the schema that is not here is an error of the test.
#ifndef METIER_REFRESH_FIELD_VALUES_H
#define METIER_REFRESH_FIELD_VALUES_H

enum { FIELD_VALUES_MAX = 8 };
typedef struct FieldValues {
    const char *name;
    const char *values[FIELD_VALUES_MAX];   // as YAML, in one line; among them ones that are wrong
} FieldValues;

static const FieldValues field_values[] = {
    {"title", {"Nurse 1", "Nurse 2", "Aardvark keeper", "Écuyer 1", "Ärztin", "analyst", "Zoologist", "Shared title"}},
    {"branch", {"Care", "Craft", "Code", "A branch of its own"}},
    {"summary", {"Words of one.", "Other words of one.", "A shared summary.", "One of 7.", "Zebras."}},
    {"plural", {"Nurses", "Many nurses"}},
    {"alternative_titles", {"[Other 1]", "[Other 2, Nurse 1]", "[Shared title]"}},
    {"keywords", {"[ward]", "[ward, Nurse]", "[]"}},
    {"skills", {"[S1, T1]", "[S1]", "[{name: S1, level: high}, T1]", "[{name: S1, importance: some}]", "[s1]",
                "[A skill of its own, S1]", "[T1, S1]"}},
    {"technologies", {"[Git]", "[SQL, Git]", "[git]", "[S-1]"}},
    {"education", {"A degree", "None"}},
    {"experience", {"3 years", "{text: 3 years, months: 36}", "{text: 3 years, months: 12}"}},
    {"hours", {"40 a week", "39 a week"}},
    {"entry_routes", {"[School]", "[{name: School, text: Long.}]", "[{name: School, text: Longer.}]"}},
    {"licences", {"[{name: A licence, url: /roles/}]", "[{name: A licence, url: /roles/r8/}]", "[{name: A licence, url: /nowhere/}]",
                  "[{name: A licence, url: /roles/r1/, issuer: State}]", "[{name: A licence, url: /skills/s1/}]"}},
    {"codes", {"{soc: \"15-1254\"}", "{onet: \"15-1254.00\"}", "{isco: \"2512\"}"}},
    {"salary", {"{region: US, currency: USD, average: 50000, source: s}", "{region: US, currency: USD, average: 51000, source: s}",
                "{region: NO, currency: NOK, median: 51000, period: month}",
                "[{currency: USD, average: 1, region: US}, {currency: NOK, average: 2, region: NO, primary: true}]",
                "{currency: USD, range: {min: 1, max: 5}, percentiles: {p10: 1, p25: 2, p75: 3, p90: \">=4\"}, as_of: 2025}",
                "{currency: USD, steps: [{level: First, experience: None, amount: 3}], source: t}",
                "{currency: USD, average: 70000, percentiles: {p10: 9, p25: 10, p75: 80000, p90: 90000}}",
                "{currency: USD, average: null}"}},
    {"outlook", {"{growth: 17%, source: s}", "{growth: 18%}", "{openings: 5, from: 2024, to: 2034}", "{openings: 5}"}},
    {"career_path", {"{from: [r0]}", "{to: [r0]}", "{to: [r1]}"}},
    {"related", {"[r0]", "[r1]", "[r0, r4]", "[]"}},
    {"sources", {"[{id: s, name: Survey, url: /roles/r8/}]", "[{id: s, name: Another, url: /roles/, method: asked}]",
                 "[{id: s, name: Survey, url: /roles/r1/, retrieved: 2025-06-01}]", "[{id: t, name: Third}]",
                 "[{id: s, name: Survey, attribution: A survey of everybody.}]"}},
    {"verified", {"{date: 2025-12-01}", "{date: 2025-12-02, by: B}", "{date: 2025-12-02, method: reviewed}"}},
    {"date", {"2025-01-01", "2025-01-02", "2026-04-01", "2026-08-01"}},
    {"slug", {"r7", "moved-1", "another"}},
    {"aliases", {"[/old/1/]", "[/old/2/]", "[/roles/r0/]"}},
    {"language", {"de", "fr"}},
    {"image", {"{src: /pic.svg, alt: One}", "{src: /pic.svg, alt: Two}", "{src: /none.svg, alt: Two}",
               "{src: ward.png, alt: One}"}},
    {"updated", {"2025-02-01", "2025-03-01"}},
    {"expires", {"2026-07-01", "2026-08-01", "2026-05-01"}},
    {"draft", {"true", "false"}},
    {"noindex", {"true", "false"}},
    {"silence", {"{duplicate-summary: so it is}", "{duplicate-title: so it is}"}},
    {"extra", {"{shift: true}", "{shift: false}", "{link: /roles/}", "{link: /nowhere/}", "{shift: day, since: 2025-01-02}",
               "{shift: true, since: 2025-01-03}"}},
    {"author", {"One", "Two"}},
    {"tags", {"[a]", "[a, b]"}},
    {"roles", {"[r0]", "[r1]", "[r0, r4]"}},
    {"permalink", {"/here/1/", "/there/"}},
    {"weight", {"1", "9"}},
};

#endif
