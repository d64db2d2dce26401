// What an edit costs: builds the site in a folder and, where a role is named, changes its profile, refreshes
// the build and renders its page. Run under a tool that counts instructions, with and without a role.
//
//   cost FOLDER THEME [ROLE [front]]     a line more in its text, or a field more
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "output/build.h"

static int end(const char *what, Diags *diags) {
    fprintf(stderr, "%s: %zu errors\n", what, diags->error_count);
    return 1;
}

static const char *change(int root, Str path, bool is_front) {
    Str front = STR("---\n");
    Buf text = {0};
    Buf changed = {0};
    file_read(root, path, SIZE_MAX, &text);
    if (is_front) {
        buf_add(&changed, STR("---\nhours: 39 a week\n"));
        buf_add(&changed, str_slice(buf_str(&text), front.len, text.len));
    } else {
        buf_add(&changed, buf_str(&text));
        buf_add(&changed, STR("\nOne line more.\n"));
    }
    file_remove(root, path);
    file_write(root, path, buf_str(&changed));
    buf_free(&text);
    buf_free(&changed);
    return is_front ? "39 a week" : "One line more.";
}

int main(int argument_count, char **arguments) {
    if (argument_count < 3) return 2;
    BuildOptions options = {.root = arguments[1], .theme = arguments[2], .thread_count = 1, .is_dry = true,
                            .now = {.year = 2026, .month = 6, .day = 1}};
    Diags diags = {0};
    PublishCounts counts = {0};
    Build *build = build_open(&options, &diags);
    Sink *sink = sink_open_nothing();
    if (!build || !build_refresh(build, NULL, &diags)) return end("the site", &diags);
    if (!build_write(build, sink, &counts, &diags)) return end("the outputs", &diags);
    sink_close(sink);
    if (argument_count > 3) {
        Arena arena = {0};
        Str role = str_from(arguments[3]);
        Str path = arena_join(&arena, arena_join(&arena, STR("content/roles/"), role), STR(".md"));
        Str page = arena_join(&arena, arena_join(&arena, STR("roles/"), role), STR("/index.html"));
        int root = folder_open(arguments[1]);
        Buf bytes = {0};
        const char *wanted = change(root, path, argument_count > 4);
        // Told as of an editor that writes beside, and moves what it wrote.
        Str changed[] = {STR("content/roles/4913"), path, STR("content/roles/.tmp/x.md")};
        if (!build_refresh(build, &(PathList){changed, 3}, &diags)) return end("the refreshed site", &diags);
        if (!build_render(build, page, &bytes, &diags)) return end("the page", &diags);
        if (!strstr(bytes.ptr, wanted)) return end("the page is the old one", &diags);
        buf_free(&bytes);
        folder_close(root);
        arena_free(&arena);
    }
    build_close(build);
    diags_free(&diags);
    return 0;
}
