#include "publish/publish.h"

#include <stdlib.h>

#include "publish/publishing.h"

// What came with a copy is published beside what is built: whoever copied knows, others should.
static void warn_copied(const Publish *publish, PublishCounts *counts, Diags *diags) {
    counts->is_copied = true;
    diag_warning(diags, (Place){publish->target.path, DIAG_NO_OFFSET}, "copied-folder",
                 "where you did not copy it, remove it and the state folder beside it; --force "
                 "takes it over as it is",
                 "this folder and the manifest beside it were not written here: files that lie in "
                 "it, and are not of this site, stay published");
}

static bool know_published(Publish *publish, PublishCounts *counts, Diags *diags) {
    Target *target = &publish->target;
    bool has_manifest = false;
    if (!publish_read_manifest(publish, &has_manifest, diags)) return false;
    bool is_foreign = target->out >= 0 && !has_manifest && !folder_is_empty(target->out);
    if (is_foreign && !publish->is_forced) {
        return diag_error(diags, (Place){target->path, DIAG_NO_OFFSET}, "foreign-folder",
                          "choose an empty folder, or add --force to publish into this one", "%s",
                          file_exists(target->state, MANIFEST_NAME)
                              ? "the manifest beside this folder is damaged, and no longer says "
                                "what is ours"
                              : "this folder holds files that metier did not write");
    }
    if (target->out < 0) publish->manifest = (Journal){0};
    bool is_copied = target->out >= 0 && has_manifest &&
                     !publish_is_of_here(publish, &publish->manifest);
    if (is_copied && !publish->is_forced) warn_copied(publish, counts, diags);
    return true;
}

// One build must not take a site away from its readers but for its own part.
static bool check_part(const Publish *publish, Diags *diags) {
    const Target *target = &publish->target;
    bool is_whole = publish->manifest.count && !journal_find(&publish->manifest, PART_LIST_NAME);
    return !publish->is_part || !is_whole ||
           diag_error(diags, (Place){target->path, DIAG_NO_OFFSET}, "output-folder",
                      "choose a folder of its own for each part with -o",
                      "a whole site stands here, and a part would take its place");
}

static bool open_all(Publish *publish, int root, const PublishOptions *options,
                     PublishCounts *ret, Diags *diags) {
    Target *target = &publish->target;
    if (!target_open(root, options->out, &publish->arena, target, diags)) return false;
    if (!target_grant(target, options->sandbox, diags)) return false;
    if (!sandbox_enter(options->sandbox, diags)) return false;
    publish->instance = target_instance_text(target->state, &publish->arena);
    if (!apply_recover(publish, ret, diags)) return false;
    return target->out >= 0 || target_open_out(target, diags);
}

bool publish_read(Sink *sink, PublishCounts *ret, Diags *diags) {
    Publish *publish = publish_of(sink);
    Target *target = &publish->target;
    if (!know_published(publish, ret, diags) || !check_part(publish, diags)) return false;
    if (target_remove_staging(target)) publish->staging = target_make_staging(target);
    if (publish->staging < 0) {
        return publish_fail(publish, "the staging folder cannot be made", STR(""), diags);
    }
    if (target->out >= 0) {
        stamps_survey(target, &publish->manifest, publish->thread_count, &publish->arena,
                      &publish->survey);
    }
    return true;
}

Hash publish_hash(const Sink *sink, size_t slot) {
    return ((const Publish *)sink)->slots[slot].hash;
}

void publish_set_part(Sink *sink, const Part *part) {
    publish_of(sink)->part = part;
}

static bool commit(Sink *sink, PublishCounts *ret, Diags *diags) {
    Publish *publish = publish_of(sink);
    Journal journal;
    PublishCounts counts = {.is_recovered = ret->is_recovered, .is_copied = ret->is_copied};
    const Target *target = &publish->target;
    if (!steps_list(publish, &journal, &counts, diags)) return false;
    *ret = counts;
    if (steps_are_none(publish, &journal)) {
        stage_keep_known(publish, &journal, publish->manifest.seal);
        return true;
    }
    // The staged bytes are on the disk before the journal promises them.
    bool is_synced = folder_sync(publish->staging);
    if (is_synced && !progress_commit(publish->progress)) return false;
    if (!is_synced || !journal_write(target->state, JOURNAL_NAME, &journal)) {
        publish_fail(publish, "the journal cannot be written", STR(""), diags);
        file_remove(target->state, JOURNAL_NAME);
        return false;
    }
    bool is_applied = apply_journal(publish, &journal, diags);
    // Where nothing was moved yet, all is as it was.
    if (!is_applied && !publish->is_begun) file_remove(target->state, JOURNAL_NAME);
    ret->is_begun = publish->is_begun;
    if (!is_applied) return false;
    publish->removed = (Journal){.records = journal.records + counts.file_count,
                                 .count = counts.removed_count};
    stage_keep_known(publish, &journal, journal.seal);
    return true;
}

int publish_folder(Sink *sink) {
    return publish_of(sink)->target.state;
}

bool publish_is_untouched(Sink *sink, PublishCounts *ret) {
    Publish *publish = publish_of(sink);
    bool is_untouched = stamps_match(&publish->target, &publish->manifest, &publish->survey);
    if (is_untouched) ret->file_count = publish->manifest.count;
    return is_untouched;
}

void publish_visit_removed(Sink *sink, PublishVisit *visit, void *context) {
    const Journal *removed = &publish_of(sink)->removed;
    for (size_t i = 0; i < removed->count; i++) visit(context, removed->records[i].path);
}

static const struct { Str name; bool is_free; } kept_rows[] = {
    [KEPT_INPUTS] = {{"inputs", 6}, false},
    [KEPT_PARSED] = {{"parsed", 6}, true},
    [KEPT_PARSED_SINCE] = {{"parsed.since", 12}, true},
};

// What is kept goes with the manifest, or with none.
static const Journal *manifest_of(const Publish *publish, Memo what) {
    static const Journal none;
    return kept_rows[what].is_free ? &none : &publish->manifest;
}

void publish_keep_begin(Sink *sink, Memo what) {
    Publish *publish = publish_of(sink);
    sealed_begin(&publish->target, kept_rows[what].name, &publish->keeping);
}

void publish_keep_add(Sink *sink, Str bytes) {
    sealed_add(&publish_of(sink)->keeping, bytes);
}

void publish_keep_end(Sink *sink, Memo what) {
    Publish *publish = publish_of(sink);
    sealed_end(&publish->keeping, manifest_of(publish, what));
}

bool publish_kept(Sink *sink, Memo what, Buf *ret) {
    Publish *publish = publish_of(sink);
    return sealed_read(&publish->target, manifest_of(publish, what), kept_rows[what].name, ret);
}

static void close_all(Sink *sink) {
    Publish *publish = publish_of(sink);
    folder_close(publish->staging);
    bool is_idle = publish->target.lock >= 0 && !file_exists(publish->target.state, JOURNAL_NAME);
    if (is_idle) target_remove_staging(&publish->target);
    target_close(&publish->target);
    free(publish->traces);
    arena_free(&publish->arena);
    free(publish);
}

static const SinkType folder_type = {stage_reserve, stage_put, stage_begin, stage_add, stage_end,
                                     stage_copy, stage_keep, stage_mark, stage_earlier,
                                     stage_close_earlier, commit, close_all};

Sink *publish_open(int root, const PublishOptions *options, PublishCounts *ret, Diags *diags) {
    Publish *publish = calloc(1, sizeof *publish);
    if (!publish) memory_exhausted();
    *publish = (Publish){.sink = {&folder_type}, .staging = -1,
                         .thread_count = options->thread_count,
                         .is_forced = options->is_forced, .is_part = options->is_part,
                         .progress = options->progress};
    if (open_all(publish, root, options, ret, diags)) return &publish->sink;
    close_all(&publish->sink);
    return NULL;
}
