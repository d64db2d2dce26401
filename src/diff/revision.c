#include "diff/revision.h"

#include <errno.h>
#include <string.h>

#include "base/program.h"

enum { WORDS_MAX = 24 };

// What a repository may set, and would write beside its own index, run, or leave out.
#define SETTINGS                                                                                 \
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c",                        \
        "core.splitIndex=false", "-c", "core.sparseCheckout=false"

typedef struct Asking {
    Str site;
    Str name;
    Arena *arena;
    const char *settings[6];
    Str *problem;
} Asking;

// Says what is wrong, with the first line of what git said.
static RevisionState tell(const Asking *asking, RevisionState state, const char *what, Str said) {
    Buf text = {0};
    Str line = str_trim(said);
    line = str_slice(line, 0, str_find(line, '\n'));
    buf_printf(&text, "%s%s%.*s", what, line.len ? "; git says: " : "", (int)line.len, line.ptr);
    *asking->problem = arena_take(asking->arena, &text);
    return state;
}

// Runs git with these words, NULL at their end. *ret is what it wrote, without a line's end.
static RevisionState ask(const Asking *asking, const char *const *words, const char *failure,
                         RevisionState state, Str *ret) {
    const char *all[WORDS_MAX] = {"git", "-C", asking->site.ptr, SETTINGS};
    size_t count = 0;
    while (all[count]) count++;
    for (size_t i = 0; words[i] && count + 1 < WORDS_MAX; i++) all[count++] = words[i];
    Buf out = {0};
    Buf errors = {0};
    int status = 0;
    if (!program_run(all, asking->settings, &out, &errors, &status)) {
        bool is_missing = errno == ENOENT;
        state = tell(asking, REVISION_FAILED,
                     is_missing ? "the program git is not installed" : "git cannot be started",
                     is_missing ? (Str){0} : str_from(strerror(errno)));
    } else if (status) {
        state = tell(asking, state, failure, buf_str(&errors));
    } else {
        while (out.len && out.ptr[out.len - 1] == '\n') buf_cut(&out, out.len - 1);
        *ret = arena_copy(asking->arena, buf_str(&out));
        state = REVISION_OPEN;
    }
    buf_free(&out);
    buf_free(&errors);
    return state;
}

static const char *join(const Asking *asking, const char *before, Str text, const char *behind) {
    Buf ret = {0};
    buf_add(&ret, str_from(before));
    buf_add(&ret, text);
    buf_add(&ret, str_from(behind));
    return arena_take(asking->arena, &ret).ptr;
}

static const char no_revision[] = "it is neither a folder nor a revision of the repository";

// Which tree holds the site: of the commit, what lies where the folder does in the repository.
static RevisionState find_tree(Asking *asking, const char **ret_git_dir, const char **ret) {
    Str where = {0};
    Str commit = {0};
    const char *repository[] = {"rev-parse", "--absolute-git-dir", "--show-prefix", NULL};
    RevisionState state =
        ask(asking, repository,
            "it is no folder, and git finds no repository where the site lies",
            REVISION_UNKNOWN, &where);
    if (state) return state;
    size_t end = str_find(where, '\n');
    Str prefix = str_slice(where, end + 1, where.len);
    if (str_ends_with(prefix, STR("/"))) prefix.len--;
    // What begins with '-' is no option behind this word, and behind a hash nothing is one.
    const char *revision[] = {"rev-parse", "--verify", "--quiet", "--end-of-options",
                              join(asking, "", asking->name, "^{commit}"), NULL};
    state = ask(asking, revision, no_revision, REVISION_UNKNOWN, &commit);
    if (state) return state;
    // "^HEAD" is one, too, but none that can be taken out.
    if (hex_value(commit.len ? commit.ptr[0] : 0) < 0) {
        return tell(asking, REVISION_UNKNOWN, no_revision, (Str){0});
    }
    *ret_git_dir = join(asking, "GIT_DIR=", str_slice(where, 0, end), "");
    *ret = join(asking, "", commit, prefix.len ? join(asking, ":", prefix, "") : "");
    return REVISION_OPEN;
}

static RevisionState take_out(Asking *asking, const char *tree, const char *git_dir,
                              Revision *revision) {
    Str ignored = {0};
    const char *files = join(asking, "GIT_WORK_TREE=", revision->root, "");
    const char *index = join(asking, "GIT_INDEX_FILE=", revision->folder_path, "/index");
    const char *const settings[] = {git_dir, files, index, "GIT_TERMINAL_PROMPT=0",
                                    "LC_ALL=C", NULL};
    memcpy(asking->settings, settings, sizeof settings);
    const char *read[] = {"read-tree", tree, NULL};
    RevisionState state = ask(asking, read, "that revision has no such folder", REVISION_UNKNOWN,
                              &ignored);
    const char *write[] = {"checkout-index", "--all", "--quiet", NULL};
    asking->site = revision->root;
    if (!state) {
        state = ask(asking, write, "the files of the revision cannot be written", REVISION_FAILED,
                    &ignored);
    }
    return state;
}

RevisionState revision_open(Str site, Str name, Arena *arena, Revision *ret, Str *ret_problem) {
    Asking asking = {.site = site, .name = name, .arena = arena, .problem = ret_problem,
                     .settings = {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0"}};
    const char *git_dir = NULL;
    const char *tree = NULL;
    RevisionState state = find_tree(&asking, &git_dir, &tree);
    if (state) return state;
    ret->folder = folder_make_private(arena, &ret->folder_path);
    int inside = ret->folder < 0 ? -1 : folder_make(ret->folder, STR("site"));
    if (inside < 0) {
        return tell(&asking, REVISION_FAILED, "there is no place for its files",
                    str_from(strerror(errno)));
    }
    folder_close(inside);
    ret->root = str_from(join(&asking, "", ret->folder_path, "/site"));
    return take_out(&asking, tree, git_dir, ret);
}

void revision_close(Revision *revision) {
    folder_end_private(revision->folder, revision->folder_path);
    revision->folder = -1;
}
