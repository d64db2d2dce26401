#include "verbs/editor_link.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "format/url.h"

// What stands before a file's path, and before its line and column. The first is for all others.
static const struct {
    const char *command;
    const char *before;
    const char *before_line;
    const char *before_column;
} editors[] = {
    {"code", "vscode://file", ":", ":"},
    {"code-insiders", "vscode-insiders://file", ":", ":"},
    {"codium", "vscodium://file", ":", ":"},
    {"cursor", "cursor://file", ":", ":"},
    {"windsurf", "windsurf://file", ":", ":"},
    {"zed", "zed://file", ":", ":"},
    {"subl", "subl://open?url=file://", "&line=", "&column="},
    {"idea", "idea://open?file=", "&line=", "&column="},
};
enum { EDITOR_COUNT = sizeof editors / sizeof editors[0] };

// The name of the command, without its folder and its options.
static Str editor_command(void) {
    const char *value = getenv("VISUAL");
    if (!value || !*value) value = getenv("EDITOR");
    Str text = str_from(value ? value : "");
    text = str_slice(text, 0, str_find(text, ' '));
    for (size_t at = text.len; at-- > 0;) {
        if (text.ptr[at] == '/') return str_slice(text, at + 1, text.len);
    }
    return text;
}

bool editor_link_add(const char *root, Str path, size_t line, size_t column, Buf *out) {
    Str command = editor_command();
    size_t editor = 0;
    Arena arena = {0};
    if (!root || !path.len) return false;
    for (size_t i = 0; i < EDITOR_COUNT; i++) {
        if (str_equal(command, str_from(editors[i].command))) editor = i;
    }
    buf_add(out, str_from(editors[editor].before));
    // What is not the site's own is named from the top.
    bool is_own = path.ptr[0] != '/';
    Str full = is_own ? path_join(&arena, str_from(root), path) : path;
    buf_add(out, url_from_name(&arena, full));
    if (line) {
        buf_printf(out, "%s%zu%s%zu", editors[editor].before_line, line,
                   editors[editor].before_column, column);
    }
    arena_free(&arena);
    return true;
}
