#include "site/attachments.h"

#include "format/url.h"

// What browsers show or save. Pages and scripts, which could do as they please in the name of the
// site, are no content.
static const char *const endings[] = {
    ".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp", ".mp3", ".mp4", ".oga", ".ogg", ".ogv",
    ".opus", ".webm", ".csv", ".docx", ".ods", ".odt", ".pdf", ".pptx", ".txt", ".vtt", ".xlsx",
};
#define ENDINGS "pictures (no SVG), sound, films, .pdf, .csv, .txt and office documents"

static bool has_known_ending(Str path) {
    size_t i = 0;
    for (; i < sizeof endings / sizeof endings[0]; i++) {
        Str ending = str_from(endings[i]);
        if (path.len <= ending.len) continue;
        if (str_equal_ascii_case(str_slice(path, path.len - ending.len, path.len), ending)) break;
    }
    return i < sizeof endings / sizeof endings[0];
}

// The nearest page that stands for a folder in which a file lies, and where that folder ends.
static const SourceFile *find_page(const Site *site, Str path, size_t *ret_end) {
    Arena scratch = {0};
    const SourceFile *ret = NULL;
    for (size_t end = path.len; end > 0 && !ret; end--) {
        if (path.ptr[end - 1] != '/') continue;
        Str index = arena_join(&scratch, str_slice(path, 0, end), ENTRY_INDEX_FILE);
        if (entry_is_folder(index)) ret = sources_find(site->sources, index);
        *ret_end = end;
    }
    arena_free(&scratch);
    return ret;
}

void attachments_derive(Site *site, DerivedStep *own) {
    const Assets *assets = &site->sources->attachments;
    site->attachment_count = assets->files.count;
    site->attachments = ARENA_NEW(&own->arena, Attachment, site->attachment_count + 1);
    for (size_t i = 0; i < site->attachment_count; i++) {
        Attachment *attachment = &site->attachments[i];
        size_t end = 0;
        attachment->asset = ((const Asset *)assets->files.items)[i];
        Asset *asset = &attachment->asset;
        attachment->page = find_page(site, asset->path, &end);
        const Entry *entry = attachment->page ? attachment->page->entry : NULL;
        if (!entry || !entry->address.ptr) continue;
        asset->address = arena_join(&own->arena, entry->address,
                                    str_slice(asset->path, end, asset->path.len));
        asset->link = url_from_name(&own->arena, asset->address);
    }
}

Attachment *attachments_find(const Site *site, Str path) {
    const Assets *assets = &site->sources->attachments;
    const Asset *asset = assets_get(assets, path);
    return asset ? &site->attachments[asset - (const Asset *)assets->files.items] : NULL;
}

static void report_homeless(const Attachment *attachment, const Entry *entry, Place place,
                            Diags *diags) {
    Buf hint = {0};
    Str page = str_slice(entry->path, 0, entry->path.len - STR(".md").len);
    bool is_index = str_ends_with(page, STR("/index"));
    if (is_index) buf_add(&hint, STR("move it into the folder of a page, or to static/"));
    else buf_printf(&hint, "move this page to %.*s/index.md and the file beside it, or the file "
                           "to static/", (int)page.len, page.ptr);
    diag_error(diags, place, "broken-link", hint.ptr,
               "'%.*s' is not published: it does not lie in the folder of a page",
               (int)attachment->asset.path.len, attachment->asset.path.ptr);
    buf_free(&hint);
}

bool attachments_use(Attachment *attachment, const Entry *entry, Place place, Diags *diags) {
    Str path = attachment->asset.path;
    attachment->is_used = true;
    if (!attachment->page) {
        report_homeless(attachment, entry, place, diags);
        return false;
    }
    if (attachment->page->is_missing) return false;   // that it cannot be read is reported
    if (!attachment->page->entry) {
        return diag_error(diags, place, "unpublished-target", UNPUBLISHED_HINT,
                          "'%.*s' is not published: its page '%.*s' is not", (int)path.len,
                          path.ptr, (int)attachment->page->path.len, attachment->page->path.ptr);
    }
    if (has_known_ending(path)) {
        attachment->is_published = attachment->page->entry->address.ptr;   // else likewise
        return attachment->is_published;
    }
    return diag_error(diags, place, "attachment-kind",
                      "put it into static/; beside a page may stand " ENDINGS,
                      "'%.*s' cannot be published beside a page", (int)path.len, path.ptr);
}

// Whether all is known of what a page, which may be NULL, and others refer to.
static bool is_known_unused(const Site *site, const Entry *page) {
    return page && !page->body->is_partial && !page->bad_fields && !site->sources->has_missing;
}

void attachments_warn(Site *site, DerivedStep *own) {
    Diags *diags = &own->diags;
    for (size_t i = 0; i < site->attachment_count; i++) {
        const Attachment *attachment = &site->attachments[i];
        Place place = {attachment->asset.path, DIAG_NO_OFFSET};
        if (attachment->is_used) continue;
        if (!attachment->page) {
            diag_warning(diags, place, "stray-file", stray_file_hint(place.path),
                         STRAY_FILE_MESSAGE);
        } else if (is_known_unused(site, attachment->page->entry)) {
            diag_warning(diags, place, "stray-file",
                         "refer to it by its path from the page, or remove it",
                         "no page refers to this file: it is not published");
        }
    }
}
