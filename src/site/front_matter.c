#include "site/front_matter.h"

#include "base/wide.h"

// The line at `from`, without its end and trailing blanks; `next` is where the following one
// starts.
static Str line_at(Str text, size_t from, size_t *next) {
    Str rest = str_slice(text, from, text.len);
    size_t len = wide_line_size(rest);
    *next = from + len + (len < rest.len);
    while (len &&
           (rest.ptr[len - 1] == '\r' || rest.ptr[len - 1] == ' ' || rest.ptr[len - 1] == '\t')) {
        len--;
    }
    return str_slice(rest, 0, len);
}

static bool is_mark(Str line) {
    return str_equal(line, STR("---"));
}

// "----", "--", or the dash that an editor made of three hyphens.
static bool is_like_mark(Str line) {
    size_t at = 0;
    while (at < line.len && line.ptr[at] == '-') at++;
    if (at == line.len) return at > 1 && at != 3;
    return str_equal(line, STR("\xE2\x80\x94")) || str_equal(line, STR("\xE2\x80\x93")) ||
           str_equal(line, STR("\xE2\x80\x94-")) || str_equal(line, STR("- - -"));
}

// What stands in the place of '---', as the first line that is not blank.
static const struct {
    bool (*is_this)(Str line);
    const char *line;
    const char *message;
    const char *hint;
} starts[] = {
    {is_mark, NULL, "blank lines stand above the front matter",
     "remove them: '---' must be the first line"},
    {is_like_mark, NULL, "this line begins no front matter", "write three hyphens: ---"},
    {NULL, "+++", "this front matter is TOML",
     "write '---' for '+++', 'title: Nurse' for 'title = \"Nurse\"', and a '[table]' as its name "
     "with its fields indented below it"},
    {NULL, "{", "this front matter is JSON",
     "write a line '---' above its '{', and another below its '}': YAML takes it as it is"},
    {NULL, ";;;", "this front matter is JSON",
     "write '---' for ';;;': YAML takes what is between them as it is"},
};

static void propose_mark(size_t at, Str line, Diags *diags) {
    diags_propose(diags, (Edit){.offset = at, .size = line.len, .text = STR("---")});
}

static bool report_lack(Str text, Str path, size_t start, Diags *diags) {
    size_t next = start;
    size_t at = start;
    Str line = {0};
    while (!line.len && next < text.len) line = line_at(text, at = next, &next);
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        bool is_this = starts[i].is_this ? starts[i].is_this(line)
                                         : str_starts_with(line, str_from(starts[i].line));
        if (!is_this) continue;
        if (starts[i].is_this == is_like_mark) propose_mark(at, line, diags);
        Edit blanks = {.offset = start, .size = at - start};
        if (starts[i].is_this == is_mark) diags_propose(diags, blanks);
        return diag_error(diags, (Place){path, at}, "no-front-matter", starts[i].hint, "%s",
                          starts[i].message);
    }
    bool is_of_returns = str_starts_with(text, STR("---\r")) && str_find(line, '\r') < line.len;
    return diag_error(diags, (Place){path, start}, "no-front-matter",
                      is_of_returns ? "save the file with line ends of Unix or of Windows"
                                    : "begin the file with a line '---', the fields, and a line "
                                      "'---'",
                      "this file has no front matter");
}

static bool report_open(Str text, Str path, size_t start, size_t from, Diags *diags) {
    for (size_t at = from, next = 0; at < text.len; at = next) {
        Str line = line_at(text, at, &next);
        if (!is_like_mark(line)) continue;
        propose_mark(at, line, diags);
        return diag_error(diags, (Place){path, at}, "open-front-matter", "write three hyphens: ---",
                          "this line does not end the front matter");
    }
    return diag_error(diags, (Place){path, start}, "open-front-matter",
                      "end the front matter with a line '---'",
                      "the front matter that begins here never ends");
}

bool front_matter_find(Str text, Str path, FrontMatter *ret, Diags *diags) {
    size_t start = str_starts_with(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
    size_t from = 0;
    if (!is_mark(line_at(text, start, &from))) return report_lack(text, path, start, diags);
    for (size_t at = from, next = 0; at < text.len; at = next) {
        if (!is_mark(line_at(text, at, &next))) continue;
        if (at - from > FRONT_MATTER_MAX_SIZE) {
            return diag_error(diags, (Place){path, from}, "front-matter-limit",
                              "move text into the body",
                              "the front matter is larger than %d KB",
                              FRONT_MATTER_MAX_SIZE / 1024);
        }
        *ret = (FrontMatter){str_slice(text, from, at), from, next};
        return true;
    }
    return report_open(text, path, start, from, diags);
}
