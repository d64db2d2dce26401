// metier new: a profile, an article, a page or the strings of a language, to be filled in.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/workers.h"
#include "format/slug.h"
#include "format/unicode.h"
#include "report/report.h"
#include "site/sources.h"
#include "verbs/new_language.h"
#include "verbs/outcome.h"
#include "verbs/skeleton.h"
#include "verbs/surroundings.h"
#include "verbs/verbs.h"

typedef struct NewArguments {
    Str root, branch;
    Date now;
} NewArguments;

static const Option rows[] = {
    OPTION(NewArguments, root, 'C', NULL, "DIR", "the site's folder (default: this one)"),
    OPTION(NewArguments, branch, 0, "branch", "BRANCH", "of a role: the branch that it belongs to"),
    OPTION(NewArguments, now, 0, "now", "DATE", "the day that counts as today: YYYY-MM-DD"),
};

static const Topic topics[] = {
    {NULL, "role", "a profile with every field and section, as a draft", NULL},
    {NULL, "article", "an article, as a draft", NULL},
    {NULL, "page", "a page, as a draft; help/contact is one in a folder", NULL},
    {NULL, "language", "the strings of a language that the theme lacks, by its tag: fr", NULL},
};

typedef struct Making {
    const NewArguments *given;
    EntryKind kind;
    Str given_title, title;
    Sources sources;
    Str folder;              // of a page, as it was given: "help/"; or empty
    Str path, address;       // in the arena of the sources
    Str branch;
} Making;

static int refuse(const char *what, Str of, const char *hint) {
    report_line(stderr, "metier: '%.*s' %s; %s", (int)of.len, of.ptr, what, hint);
    return EXIT_USAGE;
}

// Whether a text can be a value of one line.
static bool is_line(Str text) {
    return utf8_invalid_at(text) == text.len && text.len <= TITLE_MAX_SIZE &&
           unicode_is_visible(text) && !unicode_has_controls(text);
}

// Whether a branch that site.yaml does not name can have an address.
static bool has_address(Str branch) {
    Buf slug = {0};
    slug_add(&slug, branch);
    bool ret = slug.len > 0 && slug.len <= FILE_NAME_MAX;
    buf_free(&slug);
    return ret;
}

static bool is_same_text(Str a, Str b) {
    Buf folded_a = {0}, folded_b = {0};
    unicode_fold(a, &folded_a);
    unicode_fold(b, &folded_b);
    bool ret = str_equal(buf_str(&folded_a), buf_str(&folded_b));
    buf_free(&folded_a);
    buf_free(&folded_b);
    return ret;
}

// The entry that has the title, or an address that the new one would have; NULL where none has.
static const Entry *find_rival(const Making *making) {
    Str address = str_slice(making->address, 0, making->address.len - 1);
    for (size_t i = 0; i < making->sources.file_count; i++) {
        const Entry *entry = making->sources.files[i]->entry;
        if (!entry) continue;
        bool is_rival = str_equal(entry->address, making->address);
        Str title = text_str(entry->title);
        is_rival |= entry->kind == making->kind && is_same_text(title, making->title);
        for (size_t j = 0; j < entry->aliases.count; j++) {
            Str alias = str_slice(text_str(entry->aliases.items[j]), 1, SIZE_MAX);
            is_rival |= str_equal(alias, making->address) || str_equal(alias, address);
        }
        if (is_rival) return entry;
    }
    return NULL;
}

static int choose_branch(Making *making) {
    const Config *config = &making->sources.config;
    Arena *arena = &making->sources.arena;
    size_t count = config->branches.count;
    Str given = making->given->branch;
    Str *names = ARENA_NEW(arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) names[i] = text_str(config->branches.items[i].name);
    making->branch = given.len || count != 1 ? given : names[0];
    if (!making->branch.len) {
        Buf all = {0};
        for (size_t i = 0; i < count; i++) {
            buf_printf(&all, "%s%.*s", i ? ", " : ": ", (int)names[i].len, names[i].ptr);
        }
        report_line(stderr, "metier: a role needs a branch; name it with --branch%s",
                    all.len ? all.ptr : "");
        buf_free(&all);
        return EXIT_USAGE;
    }
    if (!is_line(making->branch) || (!count && !has_address(making->branch))) {
        return refuse("cannot be a branch", given, "write it on one line, short and with letters");
    }
    bool is_known = !count;
    for (size_t i = 0; i < count; i++) is_known |= str_equal(names[i], making->branch);
    if (is_known) return EXIT_DONE;
    return refuse("is no branch of this site", given,
                  diag_did_you_mean(arena, given, names, count,
                                    "add it to 'branches' in site.yaml"));
}

// Of "help/Contact us" the folder; "Terms and/or conditions" is a title.
static void split_folder(Making *making) {
    Str title = making->title;
    Str name = path_name(title);
    Str folder = str_slice(title, 0, title.len - name.len);
    if (str_find(folder, ' ') < folder.len || str_starts_with(name, STR(" "))) return;
    making->folder = folder;
    making->title = name;
}

// Appends the slugs of a folder's parts, and of the title. False where one is empty.
static bool add_slugs(const Making *making, Buf *out) {
    size_t start = out->len;
    for (Str rest = making->folder; rest.len;) {
        size_t end = str_find(rest, '/');
        Buf slug = {0};
        slug_add(&slug, str_slice(rest, 0, end));
        buf_add(out, buf_str(&slug));
        buf_free(&slug);
        if (out->len == start) return false;
        buf_add_char(out, '/');
        rest = str_slice(rest, end + 1, rest.len);
        start = out->len;
    }
    slug_add(out, making->title);
    return out->len > start;
}

// Its address and its file, of which there may be none yet.
static int choose_path(Making *making) {
    Arena *arena = &making->sources.arena;
    const EntryKindRow *row = &entry_kinds[making->kind];
    Buf slug = {0};
    bool has_slug = add_slugs(making, &slug);
    Buf text = {0};
    buf_printf(&text, "%s%s/", row->address, slug.len ? slug.ptr : "");
    making->address = arena_copy(arena, buf_str(&text));
    buf_clear(&text);
    buf_printf(&text, "%s%s.md", row->folder, slug.len ? slug.ptr : "");
    making->path = arena_copy(arena, buf_str(&text));
    buf_free(&slug);
    buf_free(&text);
    if (!has_slug) {
        return refuse(making->folder.len ? "has a part without a letter for an address"
                                         : "has no letter for an address",
                      making->given_title, "add one");
    }
    if (!path_is_possible(making->path)) {
        return refuse("is too long for the name of a file", making->title,
                      "shorten it; the title in the file may be longer");
    }
    const Entry *rival = find_rival(making);
    if (!rival && !file_exists(making->sources.root, making->path)) return EXIT_DONE;
    Str path = rival ? rival->path : making->path;
    report_line(stderr, "metier: %.*s has this title or address already; nothing was written",
                (int)path.len, path.ptr);
    return EXIT_CONTENT;
}

static void write_text(const Making *making, Buf *out) {
    Buf title = {0}, branch = {0}, day = {0};
    yaml_add_text(&title, making->title);
    if (making->branch.len) yaml_add_text(&branch, making->branch);
    date_add(&day, making->given->now);
    const Given given[] = {
        {"title", buf_str(&title)}, {"draft", STR("true")}, {"branch", buf_str(&branch)},
        {"date", buf_str(&day)},
    };
    // A page has no day of its own, and only a role a branch.
    size_t count = making->kind == ENTRY_ROLE ? 3 : 2;
    Given values[4];
    memcpy(values, given, sizeof values);
    if (making->kind == ENTRY_ARTICLE) values[count++] = given[3];
    buf_printf(out,
               "---\n"
               "# A draft, which 'metier build --drafts' shows. Say what is known: remove the '# ' "
               "in front\n# of a field and give it a value. 'metier help %s' tells more.\n",
               entry_kinds[making->kind].name);
    skeleton_write_fields(making->sources.config.schemas[making->kind], values, count, out);
    buf_add(out, STR("---\nTODO: a paragraph or two that lead into the text.\n"));
    if (making->kind == ENTRY_ROLE) skeleton_write_sections(&making->sources.strings, out);
    buf_free(&title);
    buf_free(&branch);
    buf_free(&day);
}

static int write_file(const Making *making) {
    Buf text = {0};
    write_text(making, &text);
    errno = 0;
    bool is_written = file_write_new(making->sources.root, making->path, buf_str(&text));
    buf_free(&text);
    if (!is_written) {
        report_line(stderr, "metier: %.*s cannot be written: %s", (int)making->path.len,
                    making->path.ptr, error_words(errno));
        return EXIT_ENVIRONMENT;
    }
    report_line(stdout, "%.*s: a draft to be filled in; 'metier build --drafts' shows it",
                (int)making->path.len, making->path.ptr);
    return EXIT_DONE;
}

static int make_entry(Making *making) {
    Diags others = {0};   // of content that has errors: for check to tell
    sources_read_content(&making->sources, NULL, &others);
    diags_free(&others);
    bool is_role = making->kind == ENTRY_ROLE;
    if (making->kind == ENTRY_INFO_PAGE) split_folder(making);
    if (!is_role && making->given->branch.len) {
        return refuse("was given as the branch", making->given->branch, "only roles have one");
    }
    int status = is_role ? choose_branch(making) : EXIT_DONE;
    if (status == EXIT_DONE) status = choose_path(making);
    return status == EXIT_DONE ? write_file(making) : status;
}

static int make(const NewArguments *given, const Topic *topic, Str title) {
    Arena arena = {0};
    Diags diags = {0};
    Making making = {.given = given, .given_title = title, .title = title,
                     .sources.root = folder_open(given->root.ptr)};
    Sources *sources = &making.sources;
    sources->options = (SourceOptions){.now = given->now, .with_drafts = true, .with_future = true,
                                       .with_expired = true,
                                       .thread_count = workers_default_count()};
    int status = EXIT_ENVIRONMENT;
    sources->theme.folder = -1;
    if (surroundings_find_theme(&arena, &sources->theme.path)) {
        sources->theme.folder = folder_open(sources->theme.path);
        bool is_entry = entry_kind_find(str_from(topic->name), &making.kind);
        bool is_site = config_find(sources->root, &diags);
        is_site = is_site && (!is_entry || sources_read_site(sources, &diags));
        if (!is_site) status = outcome_status(false, &diags);
        else status = is_entry ? make_entry(&making) : new_language(sources, title);
    }
    if (diags.error_count) {
        report_write(&text_form, &(Report){.diags = &diags, .root = given->root.ptr}, stderr);
    }
    diags_free(&diags);
    folder_close(sources->theme.folder);
    folder_close(sources->root);
    sources_free(sources);
    arena_free(&arena);
    return status;
}

static int run(int argument_count, char **arguments) {
    NewArguments given = {.root = STR(".")};
    int rest = options_parse(&new_verb.options, "new", argument_count, arguments, &given);
    if (rest < 0) return EXIT_USAGE;
    if (!given.now.year && !surroundings_find_day(&given.now)) return EXIT_USAGE;
    int words = argument_count - rest;
    int behind = 1;
    const Topic *topic = topics_find(&new_verb.topics, words + 1, arguments + rest - 1, &behind);
    if (!topic) return topics_refuse_other(&new_verb.topics, "new");
    if (words > 2) return topics_refuse("new", arguments[rest + 2]);
    Str title = str_trim(str_from(words == 2 ? arguments[rest + 1] : ""));
    if (is_line(title)) return make(&given, topic, title);
    bool is_language = strcmp(topic->name, "language") == 0;
    report_line(stderr, "metier: 'metier new %s' takes a %s: metier new %s %s", topic->name,
                is_language ? "language" : "title of one line", topic->name,
                is_language ? "fr" : "\"A Title\"");
    return EXIT_USAGE;
}

const Verb new_verb = {
    .name = "new", .summary = "write a profile, an article or a page to be filled in",
    .options = {rows, sizeof rows / sizeof rows[0]},
    .topics = {topics, sizeof topics / sizeof topics[0]}, .topic_operand = "TITLE", .run = run,
};
