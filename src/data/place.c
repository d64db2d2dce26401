// Where profiles go: their titles and addresses, what the site has already, and whether it takes
// the branches.
#include <string.h>

#include "base/file.h"
#include "data/profile.h"
#include "data/title.h"
#include "format/slug.h"

// What the site's roles have already: each the first by its path.
typedef struct Taken {
    Table codes;             // → index into the site's files
    Table addresses;
} Taken;

static void find_taken(const Sources *site, Taken *ret) {
    for (size_t i = 0; i < site->file_count; i++) {
        const Entry *entry = site->files[i]->entry;
        const Role *role = entry ? entry_role(entry) : NULL;
        if (!role) continue;
        if (role->codes.soc.len) table_add(&ret->codes, text_str(role->codes.soc), i);
        if (entry->address.len) table_add(&ret->addresses, entry->address, i);
    }
}

// "roles/registered-nurse/" to "registered-nurse".
static Str slug_of(Str address) {
    Str folder = str_from(entry_kinds[ENTRY_ROLE].address);
    return str_slice(address, folder.len, address.len - 1);
}

// Two titles with one slug are told apart by their codes.
static void choose_slug(ProfileSet *set, size_t index) {
    Profile *profile = &set->items[index];
    Buf slug = {0};
    slug_add(&slug, profile->title);
    if (!slug.len || table_get(&set->slugs, buf_str(&slug)) != TABLE_NONE) {
        if (slug.len) buf_add_char(&slug, '-');
        slug_add(&slug, profile->occupation->code);
    }
    profile->slug = arena_take(&set->arena, &slug);
}

static void place(ProfileSet *set, const Taken *taken, size_t index) {
    const EntryKindRow *kind = &entry_kinds[ENTRY_ROLE];
    Profile *profile = &set->items[index];
    const Occupation *occupation = profile->occupation;
    Buf text = {0};
    title_add_singular(&text, occupation->title);
    profile->title = arena_take(&set->arena, &text);
    choose_slug(set, index);
    buf_printf(&text, "%s%s/", kind->address, profile->slug.ptr);
    size_t rival = table_get(&taken->codes, occupation->code);
    if (rival == TABLE_NONE) rival = table_get(&taken->addresses, buf_str(&text));
    buf_clear(&text);
    buf_printf(&text, "%s%s.md", kind->folder, profile->slug.ptr);
    profile->path = arena_take(&set->arena, &text);
    profile->is_kept = rival != TABLE_NONE || file_exists(set->site->root, profile->path);
    if (rival != TABLE_NONE) {
        const Entry *entry = set->site->files[rival]->entry;
        profile->path = entry->path;
        if (entry->address.len) profile->slug = slug_of(entry->address);
    }
    table_add(&set->slugs, profile->slug, index);
}

static bool has_branch(const Config *config, Str name) {
    for (size_t i = 0; i < config->branches.count; i++) {
        if (str_equal(text_str(config->branches.items[i].name), name)) return true;
    }
    return config->branches.count == 0;
}

// The list is its editor's: what it lacks is said once, with the line to add.
static bool check_branches(const ProfileSet *set, Diags *diags) {
    const Config *config = &set->site->config;
    size_t before = diags->error_count;
    Table said = {0};
    for (size_t i = 0; i < set->data->count; i++) {
        Str name = set->items[i].occupation->branch;
        if (set->items[i].is_kept || has_branch(config, name)) continue;
        if (table_add(&said, name, i) != TABLE_NONE) continue;
        Buf hint = {0};
        buf_printf(&hint, "add the line '  - name: %.*s' to 'branches', or remove the whole list",
                   (int)name.len, name.ptr);
        diag_error(diags, (Place){CONFIG_PATH, config->branches.items[0].name.offset},
                   "unknown-branch", hint.ptr, "'branches' lacks '%.*s', the branch of %.*s",
                   (int)name.len, name.ptr, (int)set->items[i].occupation->code.len,
                   set->items[i].occupation->code.ptr);
        buf_free(&hint);
    }
    table_free(&said);
    return diags->error_count == before;
}

bool profiles_place(const PublicData *data, const Sources *site, ProfileSet *ret, Diags *diags) {
    Taken taken = {0};
    *ret = (ProfileSet){.data = data, .site = site};
    ret->items = ARENA_NEW(&ret->arena, Profile, data->count + 1);
    find_taken(site, &taken);
    for (size_t i = 0; i < data->count; i++) {
        ret->items[i].occupation = &data->items[i];
        place(ret, &taken, i);
    }
    table_free(&taken.codes);
    table_free(&taken.addresses);
    return check_branches(ret, diags);
}

void profiles_free(ProfileSet *set) {
    table_free(&set->slugs);
    arena_free(&set->arena);
}
