// Assets: the files of static/, the site's own and those of the theme that it does not have. Style
// sheets and scripts that layouts name get an address with a hash of their content, so that hosts
// may let browsers keep them for ever; all others are published as they are.
#ifndef METIER_OUTPUT_ASSETS_H
#define METIER_OUTPUT_ASSETS_H

#include "site/site.h"

typedef struct Asset {
    Str path;                // "static/style.css"
    Str real;                // where it lies in its folder
    int folder;              // the site's, or the theme's
    Str address;             // "style.css", or "assets/style.0123456789abcdef.css"
    Str bytes;               // of a hashed asset, with its references made to follow
    Str integrity;           // of a hashed asset, for the attribute of that name
    bool is_hashed;
    bool is_open;            // while its own references are followed
} Asset;

typedef struct Assets {
    Arena arena;
    bool wants_hashes;
    List files;              // of Asset
    Table by_name;           // "style.css" → index into files
} Assets;

// Lists static/ of the site and of the theme.
void assets_load(const Site *site, const Theme *theme, Assets *ret, Diags *diags);
// Gives the style sheet or script `name` ("style.css") a hashed address, and those that a style
// sheet imports. NULL when it is neither, or does not exist. Reports what a style sheet names in
// vain.
const Asset *assets_hash(Assets *assets, Str name, Diags *diags);
// Appends the first `size` bytes of a file of static/.
bool asset_read_start(const Asset *asset, size_t size, Buf *ret, Diags *diags);
void assets_free(Assets *assets);

#endif
