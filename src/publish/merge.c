#include "publish/merge.h"

#include <errno.h>
#include <stdlib.h>

#include "base/workers.h"

enum {
    PUT_MAX_SIZE = 4 * 1024 * 1024,   // what is larger is copied piece by piece
    NUMBERS_SHOWN_MAX = 20,
};

typedef struct MergePart {
    Str folder;
    int at;                  // the folder, while it is open; else -1
    Part part;
    bool is_known;           // its list could be read
    size_t first_slot;
} MergePart;

// Where a path stands.
typedef struct MergeFile {
    Str path;
    size_t part;
} MergeFile;

typedef struct Merge {
    const MergeOptions *options;
    Arena arena;             // owns the lists
    MergePart *parts;        // as they were named
    MergeFile *files;        // of all parts, by path
    size_t file_count;
    Sink *sink;
    Diags *diags;
} Merge;

static Place place_of(const MergePart *part, Str path, Arena *arena) {
    Str all = path.len ? path_join(arena, part->folder, path) : part->folder;
    return (Place){all, DIAG_NO_OFFSET};
}

static bool refuse_file(const MergePart *part, Str path, const char *what, Diags *diags) {
    Arena scratch = {0};
    diag_error(diags, place_of(part, path, &scratch), "part-file",
               "build this part again, into a new folder", "%s", what);
    arena_free(&scratch);
    return false;
}

static bool refuse_part(const MergePart *part, const char *code, const char *hint,
                        const char *what, Diags *diags) {
    return diag_error(diags, (Place){part->folder, DIAG_NO_OFFSET}, code, hint, "%s", what);
}

typedef struct Looking {
    const MergePart *part;
    Diags *diags;
} Looking;

static void look_at(void *context, Str path) {
    const Looking *looking = context;
    bool is_listed = str_equal(path, PART_LIST_NAME) ||
                     journal_find(&looking->part->part.files, path);
    if (is_listed) return;
    refuse_file(looking->part, path, "this is not in the part's list of files", looking->diags);
}

// Whether a part is the very folder that the site is published to.
static bool is_target(const Merge *merge, const MergePart *part) {
    Arena scratch = {0};
    int out = folder_open(arena_copy(&scratch, merge->options->publish.out).ptr);
    bool ret = out >= 0 && folder_is_same(out, part->at);
    folder_close(out);
    arena_free(&scratch);
    return ret;
}

static bool read_list(Merge *merge, MergePart *part) {
    Diags *diags = merge->diags;
    if (part_read_list(part->at, &merge->arena, &part->part)) return true;
    if (errno != EBADMSG && errno != ELOOP && errno != EINVAL) {
        return diag_environment(diags, "the list of the part's files cannot be read",
                                part->folder, errno);
    }
    bool is_there = file_exists(part->at, PART_LIST_NAME);
    return refuse_part(part, "part-list",
                       "'metier build --shard 3/16 -o DIR' makes one; copy files whose names begin "
                       "with '.', too",
                       is_there ? "the list of this part's files is damaged"
                                : "this is no part of a site: it has no list of its files", diags);
}

static void read_part(Merge *merge, MergePart *part) {
    Diags *diags = merge->diags;
    part->at = folder_open(part->folder.ptr);
    if (part->at < 0) {
        diag_environment(diags, "this part cannot be opened", part->folder, errno);
    } else if (is_target(merge, part)) {
        refuse_part(part, "output-folder", "choose another folder with -o",
                    "the site would be published over one of its parts", diags);
    } else if (read_list(merge, part)) {
        part->is_known = true;
        bool is_seen = file_visit(part->at, STR(""), look_at, &(Looking){part, diags});
        if (!is_seen) diag_environment(diags, "this part cannot be listed", part->folder, errno);
    }
    folder_close(part->at);
    part->at = -1;
}

// What makes two parts those of different sites; NULL where nothing does.
static const char *difference(const Part *a, const Part *b) {
    if (a->shard.count != b->shard.count) return "this is one of another number of parts";
    if (!hash_equal(a->origin.program, b->origin.program)) {
        return "this was built by another program, or with other libraries,";
    }
    if (!hash_equal(a->origin.options, b->origin.options)) {
        return "this was built on another day, or with other options,";
    }
    if (!hash_equal(a->origin.files, b->origin.files) || a->total_count != b->total_count) {
        return "this was built from other files";
    }
    return NULL;
}

static void report_missing(const Merge *merge, const size_t *by_number, uint64_t count) {
    Buf numbers = {0};
    uint64_t first = 0;
    size_t missing_count = 0;
    for (uint64_t number = 1; number <= count; number++) {
        if (by_number[number]) continue;
        if (missing_count++ == 0) first = number;
        if (missing_count > NUMBERS_SHOWN_MAX) continue;
        buf_printf(&numbers, "%s%d", missing_count > 1 ? ", " : "", (int)number);
    }
    if (missing_count > NUMBERS_SHOWN_MAX) {
        buf_printf(&numbers, " and %zu more", missing_count - NUMBERS_SHOWN_MAX);
    }
    Arena scratch = {0};
    Buf hint = {0};
    buf_printf(&hint, "name its folder, too; 'metier build --shard %d/%d -o DIR' makes it",
               (int)first, (int)count);
    if (missing_count) {
        diag_error(merge->diags, (Place){merge->options->publish.out, DIAG_NO_OFFSET},
                   "part-missing", arena_take(&scratch, &hint).ptr,
                   "of %d parts, %s %s missing", (int)count, numbers.ptr,
                   missing_count > 1 ? "are" : "is");
    }
    buf_free(&hint);
    buf_free(&numbers);
    arena_free(&scratch);
}

// Whether the lists are those of one site's parts, each once, and none is missing.
static bool check_set(const Merge *merge) {
    size_t errors_before = merge->diags->error_count;
    const MergePart *first = merge->parts;
    size_t count = merge->options->folder_count;
    size_t *by_number = calloc(SHARDS_MAX + 1, sizeof *by_number);   // 1 + index of the part
    uint64_t planned_count = 0;
    bool is_one_site = true;
    if (!by_number) memory_exhausted();
    for (size_t i = 0; i < count; i++) {
        const MergePart *part = &merge->parts[i];
        const char *why = difference(&first->part, &part->part);
        size_t *known = &by_number[part->part.shard.number];
        planned_count += part->part.planned_count;
        is_one_site = is_one_site && !why;
        if (why) {
            diag_error(merge->diags, (Place){part->folder, DIAG_NO_OFFSET}, "part-differs",
                       "build all parts from the same files, with the same options and --now, by "
                       "the same program",
                       "%s than '%.*s'", why, (int)first->folder.len, first->folder.ptr);
        } else if (*known) {
            Str other = merge->parts[*known - 1].folder;
            diag_error(merge->diags, (Place){part->folder, DIAG_NO_OFFSET}, "part-repeated",
                       "name each part once", "this is part %d, and so is '%.*s'",
                       (int)part->part.shard.number, (int)other.len, other.ptr);
        } else {
            *known = i + 1;
        }
    }
    if (is_one_site) report_missing(merge, by_number, first->part.shard.count);
    if (merge->diags->error_count == errors_before && planned_count != first->part.total_count) {
        refuse_part(first, "part-list", "build all parts again, into new folders",
                    "the lists of all parts together do not name all files of the site",
                    merge->diags);
    }
    free(by_number);
    return merge->diags->error_count == errors_before;
}

static int compare_files(const void *left, const void *right) {
    const MergeFile *a = left;
    const MergeFile *b = right;
    int order = str_compare(a->path, b->path);
    return order ? order : (a->part > b->part) - (a->part < b->part);
}

static void list_files(Merge *merge) {
    size_t count = 0;
    for (size_t i = 0; i < merge->options->folder_count; i++) {
        merge->parts[i].first_slot = count;
        count += merge->parts[i].part.files.count;
    }
    merge->files = ARENA_NEW(&merge->arena, MergeFile, count + 1);
    for (size_t i = 0; i < merge->options->folder_count; i++) {
        const Journal *files = &merge->parts[i].part.files;
        for (size_t j = 0; j < files->count; j++) {
            merge->files[merge->file_count++] = (MergeFile){files->records[j].path, i};
        }
    }
    if (count) qsort(merge->files, count, sizeof *merge->files, compare_files);
}

static int compare_to_file(const void *path, const void *file) {
    return str_compare(*(const Str *)path, ((const MergeFile *)file)->path);
}

// Whether a folder of a path is a file of a part. Those that the path before it, in order, has as
// well have been looked at.
static bool is_below_file(const Merge *merge, Str path, Str before) {
    size_t same = 0;
    while (same < path.len && same < before.len && path.ptr[same] == before.ptr[same]) same++;
    for (size_t at = same; at < path.len; at++) {
        Str folder = str_slice(path, 0, at);
        bool is_file = path.ptr[at] == '/' &&
                       bsearch(&folder, merge->files, merge->file_count, sizeof *merge->files,
                               compare_to_file);
        if (is_file) return true;
    }
    return false;
}

// Whether each path is one file of one part.
static bool check_files(const Merge *merge) {
    size_t errors_before = merge->diags->error_count;
    Str before = {0};
    for (size_t i = 0; i < merge->file_count; i++) {
        const MergeFile *file = &merge->files[i];
        const MergePart *part = &merge->parts[file->part];
        if (i && str_equal(file->path, before)) {
            refuse_file(part, file->path, "another part has this file as well", merge->diags);
        } else if (is_below_file(merge, file->path, before)) {
            refuse_file(part, file->path, "another part has a file where this needs a folder",
                        merge->diags);
        }
        before = file->path;
    }
    return merge->diags->error_count == errors_before;
}

typedef struct Staging {
    const Merge *merge;
    const MergePart *part;
} Staging;

#define DAMAGED "this file is not what the part's list says of it: it was changed or damaged"

static bool refuse_unreadable(const MergePart *part, Str path, Diags *diags) {
    if (errno == ENOENT || errno == ENOTDIR) {
        return refuse_file(part, path, "this file of the part is missing", diags);
    }
    if (errno == ELOOP || errno == EINVAL || errno == EISDIR) {
        return refuse_file(part, path, "a link or a folder stands in place of this file", diags);
    }
    Arena scratch = {0};
    diag_environment(diags, "cannot be read", place_of(part, path, &scratch).path, errno);
    arena_free(&scratch);
    return false;
}

static void stage_one(Worker *worker, size_t index, void *context) {
    const Staging *staging = context;
    const MergePart *part = staging->part;
    const Record *record = &part->part.files.records[index];
    Sink *sink = staging->merge->sink;
    size_t slot = part->first_slot + index;
    Str path = record->path;
    Diags *diags = &worker->diags;
    Hash hash;
    if (file_read(part->at, path, PUT_MAX_SIZE, &worker->buf)) {
        Str bytes = buf_str(&worker->buf);
        hash = hash_128(bytes);
        bool is_good = hash_equal(hash, record->hash);
        if (is_good && !sink_put(sink, slot, path, bytes, &worker->writer, diags)) return;
    } else if (errno == EFBIG) {
        if (!sink_copy(sink, slot, path, part->at, path, diags)) return;
        hash = publish_hash(sink, slot);
    } else {
        refuse_unreadable(part, path, diags);
        return;
    }
    if (!hash_equal(hash, record->hash)) refuse_file(part, path, DAMAGED, diags);
    progress_count(staging->merge->options->publish.progress, worker->buf.len);
}

static bool stage_part(Merge *merge, MergePart *part) {
    size_t errors_before = merge->diags->error_count;
    Staging staging = {merge, part};
    part->at = folder_open(part->folder.ptr);
    if (part->at < 0) {
        return diag_environment(merge->diags, "this part cannot be opened", part->folder, errno);
    }
    workers_run(merge->options->publish.thread_count, part->part.files.count, stage_one, &staging,
                &merge->arena, merge->diags);
    folder_close(part->at);
    part->at = -1;
    return merge->diags->error_count == errors_before;
}

static bool read_all(Merge *merge) {
    bool is_known = true;
    size_t errors_before = merge->diags->error_count;
    for (size_t i = 0; i < merge->options->folder_count; i++) {
        MergePart *part = &merge->parts[i];
        *part = (MergePart){.folder = merge->options->folders[i], .at = -1};
        read_part(merge, part);
        is_known = is_known && part->is_known;
    }
    return is_known && check_set(merge) && merge->diags->error_count == errors_before;
}

static bool merge_all(Merge *merge, PublishCounts *ret) {
    Progress *progress = merge->options->publish.progress;
    progress_begin(progress, "lists", 0);
    if (!read_all(merge)) return false;
    list_files(merge);
    if (!check_files(merge) || !merge->sink) return false;
    sink_reserve(merge->sink, merge->file_count);
    progress_begin(progress, "copy", merge->file_count);
    bool is_staged = true;
    for (size_t i = 0; i < merge->options->folder_count; i++) {
        is_staged = stage_part(merge, &merge->parts[i]) && is_staged;
    }
    if (!is_staged) return false;
    progress_begin(progress, "publish", 0);
    return sink_commit(merge->sink, ret, merge->diags);
}

static void grant_parts(const MergeOptions *options) {
    Arena scratch = {0};
    for (size_t i = 0; i < options->folder_count; i++) {
        const char *folder = arena_copy(&scratch, options->folders[i]).ptr;
        sandbox_grant_path(options->publish.sandbox, folder, SANDBOX_READ);
    }
    arena_free(&scratch);
}

bool merge_parts(int root, const MergeOptions *options, PublishCounts *ret, Diags *diags) {
    Merge merge = {.options = options, .diags = diags};
    merge.parts = ARENA_NEW(&merge.arena, MergePart, options->folder_count + 1);
    progress_begin(options->publish.progress, "open", 0);
    grant_parts(options);
    merge.sink = publish_open(root, &options->publish, ret, diags);
    if (merge.sink && !publish_read(merge.sink, ret, diags)) {
        sink_close(merge.sink);
        merge.sink = NULL;
    }
    // What is wrong with the output folder is told beside all that is wrong with the parts.
    bool is_inside = sandbox_enter(options->publish.sandbox, diags);
    bool is_done = is_inside && (merge.sink || !diags->has_environment_failure) &&
                   merge_all(&merge, ret);
    sink_close(merge.sink);
    progress_end(options->publish.progress);
    arena_free(&merge.arena);
    return is_done;
}
