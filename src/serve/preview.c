#include "serve/preview.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/stamp.h"
#include "format/url.h"
#include "serve/kept.h"

enum { HELD_MAX_SIZE = 1024 * 1024 };   // of a file of static/ that is answered from memory

struct Preview {
    Build *build;
    Kept kept;               // what was rendered last
    Buf base_path;           // of the last site.yaml that could be read
    Buf bytes;               // of the last answer
    FilesHash files;         // of the last site without errors
    size_t output_count;     // of the last site without errors
};

Preview *preview_open(const BuildOptions *options, Diags *diags) {
    Build *build = build_open(options, diags);
    if (!build) return NULL;
    Preview *ret = calloc(1, sizeof *ret);
    if (!ret) memory_exhausted();
    ret->build = build;
    buf_add_char(&ret->base_path, '/');
    return ret;
}

bool preview_reopen(Preview *preview, const BuildOptions *options, Diags *diags) {
    Build *build = build_open(options, diags);
    if (!build) return false;
    build_close(preview->build);
    preview->build = build;
    return true;
}

static bool is_planned(const void *context, Str path) {
    return plan_find(context, path);
}

typedef struct FilesHashing {
    Hasher *style_sheets;
    Hasher *others;
} FilesHashing;

static void add_file(const FilesHashing *hashing, const Asset *file) {
    bool is_sheet = str_ends_with(file->path, STR(".css"));
    Hasher *hasher = is_sheet ? hashing->style_sheets : hashing->others;
    Buf text = {0};
    buf_add(&text, file->path);
    stamp_add(&text, &file->stamp);
    buf_add_char(&text, '\n');
    hasher_add(hasher, buf_str(&text));
    buf_free(&text);
}

static FilesHash hash_files(const Rendering *rendering) {
    const Site *site = rendering->site;
    const List *files = &rendering->assets->files;
    FilesHashing hashing = {hasher_new(), hasher_new()};
    for (size_t i = 0; i < files->count; i++) add_file(&hashing, (const Asset *)files->items + i);
    for (size_t i = 0; i < site->attachment_count; i++) {
        const Attachment *attachment = &site->attachments[i];
        if (attachment->is_published) add_file(&hashing, &attachment->asset);
    }
    return (FilesHash){hasher_end(hashing.style_sheets), hasher_end(hashing.others)};
}

bool preview_refresh(Preview *preview, const PathList *changed, Diags *ret) {
    bool is_sound = build_refresh(preview->build, changed, ret);
    const Rendering *rendering = build_rendering(preview->build);
    if (rendering) {
        buf_clear(&preview->base_path);
        buf_add(&preview->base_path, rendering->site->config.base_path);
        preview->output_count = rendering->plan->outputs.count;
        kept_retain(&preview->kept, is_planned, rendering->plan);
        preview->files = hash_files(rendering);
    }
    return is_sound;
}

bool preview_is_quick(const Preview *preview, const PathList *changed) {
    return build_is_quick(preview->build, changed);
}

bool preview_is_untidy(const Preview *preview) {
    return build_is_untidy(preview->build);
}

bool preview_tidy(Preview *preview) {
    return build_tidy(preview->build);
}

// The name of a file of the site that a path of a URL stands for; false where it cannot be one.
static bool read_path(const Preview *preview, Str path, Buf *ret) {
    Str base = buf_str(&preview->base_path);
    if (!str_starts_with(path, base)) return false;
    path = str_slice(path, base.len, path.len);
    return url_fault(path) == URL_IS_SOUND && url_add_path_name(ret, path) &&
           utf8_invalid_at(buf_str(ret)) == ret->len;
}

// Renders what stands at a name, or takes what was kept of it. False where there is none.
static bool take(Preview *preview, Str name, Answer *ret, Diags *diags) {
    const Rendering *rendering = build_rendering(preview->build);
    if (!rendering) {
        ret->is_old = kept_find(&preview->kept, name, &ret->path, &ret->bytes);
        return ret->is_old;
    }
    const Output *output = plan_find(rendering->plan, name);
    if (!output) return false;
    ret->path = output_path(output);
    ret->is_draft = output_entry(output) && output_entry(output)->is_draft;
    const Asset *copied = output_copied(output);
    if (copied && copied->stamp.size > HELD_MAX_SIZE) {
        ret->kind = ANSWER_FILE;
        ret->file = file_open(copied->folder, copied->real, &ret->file_size);
        return ret->file >= 0;
    }
    buf_clear(&preview->bytes);
    if (build_render(preview->build, name, &preview->bytes, diags)) {
        ret->bytes = buf_str(&preview->bytes);
        kept_put(&preview->kept, name, ret->bytes);
        return true;
    }
    ret->is_old = kept_find(&preview->kept, name, &ret->path, &ret->bytes);
    if (!ret->is_old) ret->kind = ANSWER_BROKEN;
    return true;
}

static bool is_sound(const Preview *preview) {
    return build_rendering(preview->build) != NULL;
}

// The output at a name, or the page of a folder.
static void find(Preview *preview, Buf *name, Answer *ret, Diags *diags) {
    bool is_folder = !name->len || name->ptr[name->len - 1] == '/';
    if (is_folder) buf_add(name, STR("index.html"));
    if (take(preview, buf_str(name), ret, diags)) return;
    if (!is_folder) {
        Answer page = {.file = -1};
        buf_add(name, STR("/index.html"));
        if (take(preview, buf_str(name), &page, diags)) {
            file_close(page.file);
            ret->kind = ANSWER_MOVED;
            return;
        }
    }
    ret->kind = is_sound(preview) ? ANSWER_MISSING : ANSWER_BROKEN;
}

void preview_answer(Preview *preview, Str path, Answer *ret, Diags *diags) {
    Buf name = {0};
    *ret = (Answer){.kind = ANSWER_BYTES, .file = -1};
    bool is_name = read_path(preview, path, &name);
    if (is_name) find(preview, &name, ret, diags);
    else ret->kind = ANSWER_MISSING;
    if (ret->kind == ANSWER_MISSING && take(preview, STR("404.html"), ret, diags)) {
        ret->kind = ANSWER_MISSING;
    }
    buf_free(&name);
}

Str preview_base_path(const Preview *preview) {
    return buf_str(&preview->base_path);
}

FilesHash preview_files(const Preview *preview) {
    return preview->files;
}

size_t preview_output_count(const Preview *preview) {
    return preview->output_count;
}

size_t preview_content_count(const Preview *preview) {
    return build_content_count(preview->build);
}

void preview_close(Preview *preview) {
    if (!preview) return;
    build_close(preview->build);
    kept_free(&preview->kept);
    buf_free(&preview->base_path);
    buf_free(&preview->bytes);
    free(preview);
}
