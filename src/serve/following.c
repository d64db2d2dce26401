#include "serve/following.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <unistd.h>

enum {
    QUIET_MS = 8,            // so long nothing has to come before a burst is over
    MANY_CHANGES = 20,       // of so many paths more are to be expected, …
    MANY_QUIET_MS = 50,      // … and so long nothing has to come
    BURST_MAX_MS = 3000,     // no longer is waited for that, …
    ASKED_MAX_MS = 200,      // … and no longer than this while somebody waits
    READINGS_MAX = 5,        // of a site that is written again and again
    IDLE_MS = 10000,         // after so long without a change nobody waits for the next one
};

static const double LONG_READING_S = 0.1;

static double elapsed_ms(double since_s) {
    return (clock_wall_s() - since_s) * 1000;
}

bool following_collect(Following *following) {
    bool is_polling = watcher_descriptor(following->watcher) < 0;
    if (is_polling && elapsed_ms(following->looked_s) < POLL_MS) return false;
    bool was_empty = !following->changes.paths.count;
    bool is_changed = watcher_take(following->watcher, &following->changes);
    following->looked_s = clock_wall_s();
    if (is_changed) following->changed_s = following->looked_s;
    if (is_changed) following->is_read = false;
    if (is_changed && was_empty) following->first_changed_s = following->looked_s;
    return is_changed;
}

int following_wait_ms(const Following *following, bool is_asked) {
    size_t count = following->changes.paths.count;
    if (!count) return -1;
    int needed_ms = count < MANY_CHANGES || is_asked ? QUIET_MS : MANY_QUIET_MS;
    int max_ms = is_asked ? ASKED_MAX_MS : BURST_MAX_MS;
    double quiet_ms = elapsed_ms(following->changed_s);
    bool is_over = quiet_ms >= needed_ms || elapsed_ms(following->first_changed_s) >= max_ms;
    return is_over ? 0 : 1 + (int)(needed_ms - quiet_ms);
}

static void forget_found(Following *following) {
    diags_free(&following->found);
    following->found = (Diags){0};
}

static void read_once(Following *following, const PathList *changed) {
    double start_s = clock_wall_s();
    forget_found(following);
    following->is_sound = preview_refresh(following->preview, changed, &following->found);
    following->reading_s += clock_wall_s() - start_s;
}

// Reads what has changed. Where that ends in an error while more changes, as when a file goes after
// it was listed, it is read again.
static PathList read_changed(Following *following, bool is_first) {
    for (int i = 1;; i++) {
        PathList ret = changes_list(&following->changes);
        read_once(following, is_first ? NULL : &ret);
        if (following->is_sound || i == READINGS_MAX || !following_collect(following)) return ret;
    }
}

void following_read_ahead(Following *following) {
    PathList changed = changes_list(&following->changes);
    bool may_read = changed.count && changed.count < MANY_CHANGES && !following->is_read &&
                    following->changes.is_whole;
    if (!may_read || !preview_is_quick(following->preview, &changed)) return;
    read_once(following, &changed);
    following->is_read = true;
    following_collect(following);
}

static void read_site(Following *following, bool is_first) {
    PathList changed = following->is_read ? changes_list(&following->changes)
                                          : read_changed(following, is_first);
    Refresh what = {.changed = is_first ? NULL : &changed, .is_sound = following->is_sound,
                    .loss = following->changes.loss, .seconds = following->reading_s,
                    .output_count = preview_output_count(following->preview),
                    .content_count = preview_content_count(following->preview)};
    // What reading took for a while is the system's again: a preview is left open all day.
    if (what.seconds > LONG_READING_S) malloc_trim(0);
    buf_clear(&following->report);
    buf_clear(&following->problems);
    following->options->refreshed(following->options->context, &what, &following->found,
                                  &following->report, &following->problems);
    changes_clear(&following->changes);
    forget_found(following);
    following->is_read = false;
    following->reading_s = 0;
}

PageHash following_hash(const Following *following, Str html) {
    FilesHash files = preview_files(following->preview);
    return pages_hash(html, files.style_sheets, files.others);
}

// What an open page is to do to be as the site has it; NULL: nothing.
static const char *change_of(const PageHash *shown, const PageHash *now) {
    bool is_text_same = hash_equal(shown->text, now->text);
    bool is_style_same = hash_equal(shown->style, now->style);
    if (!hash_equal(shown->rest, now->rest)) return "\"reload\"";
    if (is_style_same) return is_text_same ? NULL : "\"page\"";
    return is_text_same ? "\"style\"" : "\"page and style\"";
}

bool following_render(Following *following, Str path, Answer *ret, Buf *ret_json, Buf *ret_text) {
    Diags diags = {0};
    preview_answer(following->preview, path, ret, &diags);
    if (diags.error_count) following_collect(following);
    bool is_behind = diags.error_count && following->changes.paths.count;
    if (is_behind) {
        // Nothing to tell.
    } else if (diags.error_count) {
        following->options->unrendered(following->options->context, &diags, ret_json, ret_text);
    } else {
        buf_add(ret_json, buf_str(&following->report));
        buf_add(ret_text, buf_str(&following->problems));
    }
    diags_free(&diags);
    return !is_behind;
}

// Tells an open page of a change, unless nobody can render what it is now.
static void tell_change(Following *following, Stream *stream, const Answer *answer, double now_s) {
    if (answer->kind == ANSWER_BROKEN || answer->is_old) return;
    PageHash now = following_hash(following, answer->bytes);
    const char *change = change_of(&stream->shown, &now);
    if (change) stream_send(stream, "change", str_from(change), now_s);
    stream->shown = now;
}

void following_tell(Following *following, Stream *stream) {
    Answer answer;
    Buf report = {0};
    Buf unheard = {0};
    double now_s = clock_wall_s();
    if (!stream_keeps_up(stream)) return;
    if (following_render(following, buf_str(&stream->page), &answer, &report, &unheard)) {
        Hash told = hash_128(buf_str(&report));
        if (!hash_equal(stream->told, told)) stream_send(stream, "report", buf_str(&report), now_s);
        stream->told = told;
        stream_send(stream, "draft", answer.is_draft ? STR("true") : STR("false"), now_s);
        tell_change(following, stream, &answer, now_s);
    }
    if (answer.file >= 0) close(answer.file);
    buf_free(&report);
    buf_free(&unheard);
}

void following_refresh(Following *following) {
    read_site(following, false);
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        Stream *stream = &following->streams.items[i];
        if (stream->connection) following_tell(following, stream);
    }
}

void following_catch_up(Following *following) {
    int left_ms;
    following_follow_folders(following);
    following_collect(following);
    following_read_ahead(following);
    while ((left_ms = following_wait_ms(following, true)) > 0) {
        struct pollfd more = {.fd = watcher_descriptor(following->watcher), .events = POLLIN};
        poll(&more, 1, left_ms);
        following_collect(following);
        following_read_ahead(following);
    }
    if (left_ms == 0) following_refresh(following);
}

static void read_all(Following *following) {
    changes_note_all(&following->changes);
    following->is_read = false;
    following_refresh(following);
}

void following_tidy(Following *following) {
    bool is_idle = !following->changes.paths.count && elapsed_ms(following->changed_s) > IDLE_MS;
    if (!is_idle || !preview_is_untidy(following->preview)) return;
    bool is_sound = preview_tidy(following->preview);
    malloc_trim(0);
    if (is_sound) return;
    // A file has changed that the watcher is about to tell of.
    read_all(following);
}

// False where there is no site now: it is tried again.
static bool reopen(Following *following, const BuildOptions *build) {
    Diags unheard = {0};
    bool ret = preview_reopen(following->preview, build, &unheard);
    diags_free(&unheard);
    return ret;
}

void following_follow_day(Following *following) {
    const FollowingOptions *options = following->options;
    BuildOptions next = following->build;
    bool is_known = options->find_day && options->find_day(&next.now);
    if (!is_known || !date_compare(next.now, following->build.now)) return;
    if (!reopen(following, &next)) return;
    following->build = next;
    read_all(following);
}

void following_follow_folders(Following *following) {
    const BuildOptions *build = &following->build;
    if (!watcher_is_outdated(following->watcher)) return;
    Watcher *next = watcher_open(build->root, build->theme, following->options->is_polling);
    if (!next || !reopen(following, build)) {
        watcher_close(next);
        return;
    }
    watcher_close(following->watcher);
    following->watcher = next;
    read_all(following);
}

bool following_open(const FollowingOptions *options, Following *ret, Diags *diags) {
    const BuildOptions *build = &options->build;
    *ret = (Following){.options = options, .build = *build};
    ret->preview = preview_open(build, diags);
    if (!ret->preview) return false;
    ret->watcher = watcher_open(build->root, build->theme, options->is_polling);
    return ret->watcher ||
           diag_environment(diags, "cannot be watched", str_from(build->root), errno);
}

void following_begin(Following *following) {
    read_site(following, true);
}

void following_close(Following *following) {
    watcher_close(following->watcher);
    preview_close(following->preview);
    diags_free(&following->found);
    changes_clear(&following->changes);
    buf_free(&following->report);
    buf_free(&following->problems);
}
