#include "diff/revision.h"

#include <errno.h>
#include <string.h>

#include "base/program.h"

enum { WORDS_MAX = 24, SETTINGS_MAX = 16, SHA256_DIGITS = 64 };

// What would run beside git, wherever it is set.
#define SETTINGS "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"

// The repository is the one that the site lies in, whichever a hook that calls us speaks of; what a
// part of a clone lacks is not fetched; what git says is understood.
#define ENVIRONMENT                                                                              \
    "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX",        \
        "GIT_NAMESPACE", "GIT_ALLOW_PROTOCOL=", "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0",  \
        "LC_ALL=C"

typedef struct Asking {
    const char *folder;      // that it is asked in
    Arena *arena;
    const char *settings[SETTINGS_MAX];
    Str *problem;
} Asking;

// A tree of a repository: of the commit, what lies where the folder of the site does.
typedef struct Tree {
    Str objects;             // the folder with those of the repository
    Str commit;
    const char *name;        // "COMMIT:sites/careers"
} Tree;

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
    const char *all[WORDS_MAX] = {"git", "-C", asking->folder, SETTINGS};
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
                     is_missing ? (Str){0, 0} : str_from(error_words(errno)));
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

// A clone of the newest commits alone lacks those before them, which all the same have a name.
static RevisionState tell_unknown(const Asking *asking) {
    Str is_shallow = {0};
    Asking quiet = *asking;
    quiet.problem = &(Str){0};
    const char *words[] = {"rev-parse", "--is-shallow-repository", NULL};
    ask(&quiet, words, "", REVISION_UNKNOWN, &is_shallow);
    if (!str_equal(is_shallow, STR("true"))) {
        return tell(asking, REVISION_UNKNOWN, no_revision, (Str){0});
    }
    return tell(asking, REVISION_UNKNOWN,
                "it is no folder, and this shallow clone has no such revision: "
                "'git fetch --unshallow' gets all of them", (Str){0});
}

static RevisionState find_tree(const Asking *asking, Str name, Tree *ret) {
    Str where = {0};
    const char *repository[] = {"rev-parse", "--path-format=absolute", "--git-path", "objects",
                                "--show-prefix", NULL};
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
                              join(asking, "", name, "^{commit}"), NULL};
    state = ask(asking, revision, no_revision, REVISION_UNKNOWN, &ret->commit);
    // "^HEAD" is one, too, but none that can be taken out.
    bool is_one = !state && ret->commit.len && hex_value(ret->commit.ptr[0]) >= 0;
    if (!is_one) return state == REVISION_FAILED ? state : tell_unknown(asking);
    ret->objects = str_slice(where, 0, end);
    ret->name = join(asking, "", ret->commit, join(asking, ":", prefix, ""));
    return REVISION_OPEN;
}

// Makes a repository of our own. It shares the objects of the other one and none of its settings,
// and its attributes, which come before all others, have no filter run.
static RevisionState make_repository(Asking *asking, const Tree *tree, const Revision *revision) {
    const char *const settings[] = {join(asking, "GIT_DIR=", revision->folder_path, "/git"),
                                    "GIT_OBJECT_DIRECTORY", "GIT_WORK_TREE", ENVIRONMENT, NULL};
    memcpy(asking->settings, settings, sizeof settings);
    asking->folder = revision->root.ptr;
    Str ignored = {0};
    const char *words[] = {"init", "--quiet", "--bare", "--template=",
                           tree->commit.len == SHA256_DIGITS ? "--object-format=sha256"
                                                             : "--object-format=sha1", NULL};
    RevisionState state = ask(asking, words, "there is no place for its files", REVISION_FAILED,
                              &ignored);
    if (state) return state;
    folder_close(folder_make(revision->folder, STR("git/info")));
    if (!file_write(revision->folder, STR("git/info/attributes"), STR("* -filter\n"))) {
        return tell(asking, REVISION_FAILED, "there is no place for its files",
                    str_from(error_words(errno)));
    }
    asking->settings[1] = join(asking, "GIT_OBJECT_DIRECTORY=", tree->objects, "");
    asking->settings[2] = join(asking, "GIT_WORK_TREE=", revision->root, "");
    return REVISION_OPEN;
}

// A revision names what it has of another repository, and does not hold it: without its pages, all
// of them would be said to be gone.
static RevisionState refuse_modules(const Asking *asking, const Tree *tree) {
    Str files = {0};
    const char *words[] = {"ls-tree", tree->name, "./", "content/", NULL};
    RevisionState state = ask(asking, words, "that revision has no such folder", REVISION_UNKNOWN,
                              &files);
    for (Str line; !state && files.len; files = str_slice(files, line.len + 1, files.len)) {
        line = str_slice(files, 0, str_find(files, '\n'));
        bool is_module = str_starts_with(line, STR("160000 "));
        Str name = str_slice(line, str_find(line, '\t') + 1, line.len);
        bool is_content = str_equal(name, STR("content")) ||
                          str_starts_with(name, STR("content/"));
        if (!is_module || !is_content) continue;
        state = tell(asking, REVISION_UNKNOWN,
                     join(asking, "'", name, "' is a submodule, which a revision does not hold; "
                                             "compare folders"), (Str){0});
    }
    return state;
}

static RevisionState take_out(const Asking *asking, const Tree *tree) {
    Str ignored = {0};
    const char *read[] = {"read-tree", tree->name, NULL};
    const char *write[] = {"checkout-index", "--all", "--quiet", NULL};
    RevisionState state = ask(asking, read, "that revision has no such folder", REVISION_UNKNOWN,
                              &ignored);
    return state ? state : ask(asking, write, "the files of the revision cannot be written",
                               REVISION_FAILED, &ignored);
}

RevisionState revision_open(Str site, Str name, Arena *arena, Revision *ret, Str *ret_problem) {
    Asking asking = {.folder = site.ptr, .arena = arena, .problem = ret_problem,
                     .settings = {"GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_WORK_TREE",
                                  ENVIRONMENT}};
    Tree tree = {0};
    RevisionState state = find_tree(&asking, name, &tree);
    if (state) return state;
    ret->folder = folder_make_private(arena, &ret->folder_path);
    int inside = ret->folder < 0 ? -1 : folder_make(ret->folder, STR("site"));
    if (inside < 0) {
        return tell(&asking, REVISION_FAILED, "there is no place for its files",
                    str_from(error_words(errno)));
    }
    folder_close(inside);
    ret->root = str_from(join(&asking, "", ret->folder_path, "/site"));
    state = make_repository(&asking, &tree, ret);
    if (!state) state = refuse_modules(&asking, &tree);
    return state ? state : take_out(&asking, &tree);
}

void revision_close(Revision *revision) {
    folder_end_private(revision->folder, revision->folder_path);
    revision->folder = -1;
}
