// Profiles: what import writes of occupations, a Markdown file each, as an editor would have begun
// it. Where a profile of the site has an occupation already, or the file that one would be written
// to, that stays as it is.
#ifndef METIER_DATA_PROFILE_H
#define METIER_DATA_PROFILE_H

#include "data/occupation.h"
#include "site/sources.h"

typedef struct Profile {
    const Occupation *occupation;
    Str title;               // of one person
    Str slug;
    Str path;                // "content/roles/registered-nurse.md"
    bool is_kept;            // the site has it already, at this path
} Profile;

typedef struct ProfileSet {
    const PublicData *data;
    const Sources *site;
    Profile *items;          // one an occupation, in the order of their codes
    Table slugs;             // → index: what other titles must not lead to
    Arena arena;
} ProfileSet;

// Finds title, address and file of each occupation. False with diagnostics where the site cannot
// take them: nothing of it is to be written then.
bool profiles_place(const PublicData *data, const Sources *site, ProfileSet *ret, Diags *diags);
void profiles_free(ProfileSet *set);

typedef struct ProfileOptions {
    Date now;
    bool is_published;       // without 'draft: true'
} ProfileOptions;
void profile_write(const ProfileSet *set, const Profile *profile, const ProfileOptions *options,
                   Buf *out);

// Appends the fields of it that are a source's: see owned.h.
void profile_write_owned(const PublicData *data, const Occupation *occupation, Buf *out);

// Appends the field 'sources' of a profile: an entry for each table that it has something of, with
// the attribution that its licence asks for.
void origins_write(const PublicData *data, const Occupation *occupation, Buf *out);
// Appends the lines of site.yaml that profiles show their outlooks against: the growth of all
// occupations, and its source where `with_source` asks for it. Nothing where no table told it.
void profile_write_average(const PublicData *data, bool with_source, Buf *out);
// Appends that source as an entry of 'sources' of site.yaml.
void origins_write_setting(const PublicData *data, Buf *out);
// The vintage of a table, as the lock has it: "2023-05", "2024–34"; empty where it was not read.
Str origins_vintage(const PublicData *data, Str source, Arena *arena);
// The same as names of sources have it: "May 2023".
Str origins_vintage_words(Str source, Str vintage, Arena *arena);
// Appends "May 2023".
void origins_add_month(Date date, Buf *out);

#endif
