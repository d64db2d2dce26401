#include "site/suggest.h"

const char *suggest(Site *site, Str word, const Str *names, size_t count, const char *otherwise) {
    if (count > SUGGESTION_NAMES_MAX - site->compared_names) return otherwise;
    site->compared_names += count;
    return diag_did_you_mean(&site->arena, word, names, count, otherwise);
}

const char *suggest_role(Site *site, Str slug, const char *otherwise) {
    size_t count = site->roles.count;
    if (!site->role_slugs) {
        site->role_slugs = ARENA_NEW(&site->arena, Str, count + 1);
        for (size_t i = 0; i < count; i++) {
            site->role_slugs[i] = site->roles.items[i]->entry.slug.str;
        }
    }
    return suggest(site, slug, site->role_slugs, count, otherwise);
}
