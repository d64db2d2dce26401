// Assets: the files of static/, the site's own and those of the theme that it does not have. Style
// sheets and scripts that layouts name get an address with a hash of their content, so that hosts
// may let browsers keep them for ever; all others are published as they are.
#ifndef METIER_SITE_ASSETS_H
#define METIER_SITE_ASSETS_H

#include "base/file.h"
#include "site/theme.h"

// The style sheet of a site's own that stands after the theme's, where there is one.
#define BRAND_SHEET STR("brand.css")
#define ASSETS_FOLDER STR("assets/")   // of those that are hashed

typedef enum AssetState {
    ASSET_IS_PLAIN,          // published as it is, so far
    ASSET_IS_OPEN,           // while what it names is followed
    ASSET_IS_HASHED,
    ASSET_IS_BROKEN,         // and reported
} AssetState;

typedef struct Asset {
    Str path;                // how diagnostics name it: "static/style.css"
    Str real;                // where it lies in its folder
    int folder;              // the site's, or the theme's
    Stamp stamp;             // when it was listed
    Str address;             // "style.css", or "assets/style.0123456789abcdef.css"
    Str link;                // the link to the address: see url.h
    Str bytes;               // of a hashed asset, with its references made to follow
    Str integrity;           // of a hashed asset, for the attribute of that name
    AssetState state;
    bool is_repeated;        // a hashed one that has both name and content of another
    bool is_in_loop;         // and reported
    bool is_judged;          // a style sheet that is not hashed: for what it asks of other sites
} Asset;

typedef struct Assets {
    Arena arena;
    bool wants_hashes;
    List files;              // of Asset
    Table by_name;           // "style.css" → index into files
    Table by_address;        // of those that are hashed
    size_t text_size;        // of all that were read to be hashed
    uint64_t total_size;     // of all
} Assets;

// Lists static/ of the site in folder `root` and of the theme.
void assets_load(int root, const Theme *theme, bool wants_hashes, Assets *ret, Diags *diags);
// Adds one file below a folder under a name, unless there is one. Its texts are borrowed. Reports
// where it cannot be read, and where there would be too much of all.
void assets_add(Assets *assets, int folder, const FileEntry *file, Str name, Diags *diags);
// The file of static/ that the path of a link from the site's base leads to: "img/my%20cat.jpg". Or
// NULL.
const Asset *assets_find(const Assets *assets, Str path);
const Asset *assets_get(const Assets *assets, Str name);   // the same by its name: "img/my cat.jpg"
// Gives the style sheet or script that a link leads to a hashed address, and those that a style
// sheet imports. NULL when it is neither, or does not exist, or is broken, or nothing is to be
// hashed. Each is read once.
// Reports what a style sheet names in vain.
const Asset *assets_hash(Assets *assets, Str link, Diags *diags);
// Appends the first `size` bytes of a file of static/.
bool asset_read_start(const Asset *asset, size_t size, Buf *ret, Diags *diags);
// Whether a file that was read is still what was listed: only then do all who read it mean the same
// bytes. Reports where it is not.
bool asset_check(const Asset *asset, Diags *diags);
// Warns of an address of another site, which browsers would ask.
void asset_report_foreign(Place place, Str address, Diags *diags);
void assets_free(Assets *assets);

#endif
