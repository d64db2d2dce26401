#include "diff/side.h"

#include "base/file.h"
#include "site/lints/lints.h"

// Whether all errors are of words that pages show: an older revision lacks those that newer
// programs want, and nothing of them is compared.
static bool is_of_layouts(const Diags *diags) {
    const Diag *items = diags->list.items;
    bool ret = !diags->has_environment_failure;
    for (size_t i = 0; i < diags->list.count; i++) {
        ret &= str_starts_with(items[i].place.path, STR("layouts/"));
    }
    return ret;
}

// What is no error, or only by the choice of its site, is not asked for here.
static void switch_lints_off(Side *side) {
    Severity *none = ARENA_NEW(&side->arena, Severity, lint_count() + 1);
    for (size_t i = 0; i < lint_count(); i++) none[i] = SEVERITY_OFF;
    side->sources.config.lint_severities = none;
}

bool side_read(Side *side, Diags *diags) {
    size_t errors_before = diags->error_count;
    Diags of_site = {.policy = diags->policy};
    if (!config_find(side->sources.root, diags)) return false;
    sources_read_site(&side->sources, &of_site);
    bool has_locale = side->sources.locale;
    if (has_locale && is_of_layouts(&of_site)) diags_free(&of_site);
    else diags_merge(diags, &of_site);
    if (!has_locale) return false;
    switch_lints_off(side);
    sources_read_content(&side->sources, NULL, diags);
    site_derive(&side->sources, &side->site, diags);
    return diags->error_count == errors_before;
}

const SourceFile *side_file(const Side *side, const Entry *entry) {
    return sources_find(&side->sources, entry->path);
}

Str side_text(Side *side, const Entry *entry) {
    const SourceFile *file = side_file(side, entry);
    Buf text = {0};
    bool is_read = file && file_read(side->sources.root, file->real, SIZE_MAX, &text) &&
                   hash_equal(hash_128(buf_str(&text)), file->hash);
    Str ret = is_read ? arena_copy(&side->arena, buf_str(&text)) : (Str){0};
    buf_free(&text);
    return ret;
}

void side_free(Side *side) {
    site_free(&side->site);
    folder_close(side->sources.theme.folder);
    folder_close(side->sources.root);
    sources_free(&side->sources);
    arena_free(&side->arena);
}
