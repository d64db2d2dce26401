#include "verbs/fix.h"

#include <errno.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/stamp.h"
#include "report/plain.h"
#include "report/report.h"

// A mend may bring to light what can be mended next, and a round sees no more than is shown.
enum { ROUNDS_MAX = 1000 };

typedef struct Fix {
    int root;
    int64_t start_ns;     // of the check: what was changed later is not what it has seen
    Locator locator;
    Arena arena;
    FILE *out;
    Diags *diags;
    size_t count;         // mends of this round
    Buf said;             // of those of a file, once they are done
} Fix;

static bool is_touching(const Edit *a, const Edit *b) {
    return a->offset <= b->offset + b->size && b->offset <= a->offset + a->size;
}

static bool touches_any(const Edit *edit, const List *edits) {
    const Edit *taken = edits->items;
    for (size_t i = 0; i < edits->count; i++) {
        if (is_touching(edit, &taken[i])) return true;
    }
    return false;
}

// Finds what the edit is to change where nobody looked before. In quotes it is looked for behind
// them.
static bool settle_edit(Str text, Edit *edit) {
    if (!edit->old.len) return true;
    Str rest = str_slice(text, edit->offset, text.len);
    edit->offset += rest.len && (rest.ptr[0] == '"' || rest.ptr[0] == '\'');
    return str_starts_with(str_slice(text, edit->offset, text.len), edit->old);
}

// Takes the edits of a diagnostic, and what to say of them; all, or none where another one changes
// the same.
static void take(Fix *fix, const Diag *diag, List *edits) {
    Edit settled[EDITS_MAX];
    if (!diag->edit_count) return;
    Location location = locator_find(&fix->locator, &diag->place);
    const LocatedFile *file = &fix->locator.file;
    if (!file->is_read) {
        file_report_unreadable(file->path, file->error_number, fix->diags);
        return;
    }
    for (size_t i = 0; i < diag->edit_count; i++) {
        settled[i] = diag->edits[i];
        bool is_found = settle_edit(buf_str(&file->text), &settled[i]);
        if (!is_found || touches_any(&settled[i], edits)) return;
    }
    for (size_t i = 0; i < diag->edit_count; i++) {
        *(Edit *)list_add(edits, sizeof(Edit)) = settled[i];
    }
    Buf line = {0};
    Str path = diag->place.path;
    buf_printf(&line, "%.*s:%zu:%zu: mended: %.*s [%s]", (int)path.len, path.ptr, location.line,
               location.column, (int)diag->message.len, diag->message.ptr, diag->code);
    plain_add(&fix->said, buf_str(&line));
    buf_add_char(&fix->said, '\n');
    buf_free(&line);
    fix->count++;
}

static void mend_file(Fix *fix, Str path, List *edits) {
    Str real = {0};
    Stamp stamp = {0};
    Buf text = {0};
    Buf mended = {0};
    bool is_read = source_resolve(fix->root, path, &fix->arena, &real) &&
                   file_stamp(fix->root, real, &stamp) &&
                   file_read(fix->root, real, SOURCE_MAX_SIZE, &text);
    bool is_same = is_read && stamp.changed_ns < fix->start_ns &&
                   edits_apply(buf_str(&text), edits, &mended);
    if (!is_read) {
        file_report_unreadable(path, errno, fix->diags);
    } else if (is_same && file_replace(fix->root, real, &stamp, buf_str(&mended))) {
        fputs(fix->said.ptr, fix->out);
    } else if (!is_same || errno == ESTALE) {
        file_report_changed(path, fix->diags);
    } else {
        diag_environment(fix->diags, "cannot be written", path, errno);
    }
    buf_free(&text);
    buf_free(&mended);
}

// Mends each file of which something is proposed. The theme's are not the site's to change.
static void mend_files(Fix *fix, const Diags *found) {
    const Diag *items = found->list.items;
    for (size_t i = 0, end = 0; i < found->list.count; i = end) {
        Str path = items[i].place.path;
        List edits = {0};
        buf_clear(&fix->said);
        for (end = i; end < found->list.count && str_equal(items[end].place.path, path); end++) {
            if (!str_starts_with(path, STR("/"))) take(fix, &items[end], &edits);
        }
        if (!edits.count) continue;
        mend_file(fix, path, &edits);
        free(edits.items);
    }
}

static void mend_once(Fix *fix, const BuildOptions *options) {
    BuildResult result = {0};
    Diags found = {0};
    fix->count = 0;
    stamp_wait();   // what was changed before has an earlier time
    fix->start_ns = stamp_clock();
    build_site(options, &result, &found);
    if (found.has_environment_failure) {
        // Nothing is mended of a site that is not known.
        diags_merge(fix->diags, &found);
        return;
    }
    diags_settle(&found);
    fix->locator = locator_open(options->root, (NamedPaths){0});
    if (fix->locator.root >= 0) mend_files(fix, &found);
    else diag_environment(fix->diags, "cannot be opened", str_from(options->root), errno);
    locator_close(&fix->locator);
    diags_free(&found);
}

bool fix_site(const BuildOptions *given, FILE *out, Diags *diags) {
    BuildOptions options = *given;
    options.examine = NULL;   // it mends nothing
    Fix fix = {.root = folder_open(options.root), .out = out, .diags = diags};
    sandbox_grant(options.sandbox, fix.root, SANDBOX_MEND);
    size_t round = 0;
    do mend_once(&fix, &options);
    while (fix.count && !diags->error_count && ++round < ROUNDS_MAX);
    buf_free(&fix.said);
    arena_free(&fix.arena);
    folder_close(fix.root);
    return !diags->error_count;
}
