// metier import: profiles of occupations, made of public tables.
#include <string.h>

#include "base/workers.h"
#include "data/profile.h"
#include "publish/batch.h"
#include "report/report.h"
#include "site/front_matter.h"
#include "verbs/surroundings.h"
#include "verbs/verbs.h"

typedef struct ImportArguments {
    Str root;
    DataFiles files;
    Str vintage;
    bool is_published;
    bool is_dry;
    Date now;
} ImportArguments;

static const Option rows[] = {
    OPTION(ImportArguments, root, 'C', NULL, "DIR", "the site's folder (default: this one)"),
    OPTION(ImportArguments, files.oews, 0, "oews", "FILE",
           "pay: a table of OEWS, of the nation or of all areas, as CSV"),
    OPTION(ImportArguments, vintage, 0, "vintage", "MONTH", "of that table: 2023-05"),
    OPTION(ImportArguments, files.projections, 0, "ep", "FILE",
           "outlook and education: table 1.2 of Employment Projections, as CSV"),
    OPTION(ImportArguments, files.onet, 0, "onet", "DIR",
           "duties, skills, titles: the folder of an O*NET database, as text"),
    OPTION(ImportArguments, files.ashe, 0, "ashe", "FILE",
           "pay in the UK: a table 14 of ASHE, as CSV; --codes pairs its codes"),
    OPTION(ImportArguments, files.codes, 0, "codes", "FILE",
           "only these occupations: a code a line, of the UK behind it: 29-1141 2231"),
    OPTION(ImportArguments, is_published, 0, "publish", NULL, "without 'draft: true'"),
    OPTION(ImportArguments, is_dry, 0, "dry-run", NULL,
           "tell what would be written, and write nothing"),
    OPTION(ImportArguments, now, 0, "now", "DATE", "the day that counts as today: YYYY-MM-DD"),
};

static const char notes[] =
    "Each detailed occupation of the table becomes content/roles/TITLE.md. A profile of the site\n"
    "that has its code or its address stays as it is. All are written, or none.\n"
    "Branches are the major groups of the SOC. Where site.yaml lists 'branches' and lacks some of\n"
    "them, the lines to add are said, and nothing is written: the list is its editor's.\n"
    "States and territories are further regions; metropolitan areas are where 'regions' of\n"
    "site.yaml names their codes: {id: \"35620\", name: New York}.\n"
    "'#' becomes the top code of the vintage, and what is withheld null. Nothing is converted.";

enum { SHOWN_MAX = 20, NAMED_COUNT = 5 };

typedef struct Import {
    const ImportArguments *given;
    Arena arena;
    Sources sources;
    Table regions;           // that site.yaml names
    PublicData data;
    ProfileSet profiles;
    Batch batch;
    Diags diags;
    size_t written_count;
    size_t kept_count;
} Import;

// What an earlier import could not move any more comes first: it is a part of the site.
static bool begin(Import *import) {
    import->sources.root = folder_open(import->given->root.ptr);
    return config_find(import->sources.root, &import->diags) &&
           (import->given->is_dry ||
            batch_open(import->sources.root, &import->batch, &import->diags));
}

static bool read_site(Import *import) {
    Sources *sources = &import->sources;
    sources->options = (SourceOptions){.now = import->given->now, .with_drafts = true,
                                       .with_future = true, .with_expired = true,
                                       .thread_count = workers_default_count()};
    if (!sources_read_site(sources, &import->diags)) return false;
    Diags others = {0};   // of content that has errors: for check to tell
    sources_read_content(sources, NULL, &others);
    diags_free(&others);
    import->data.site_title = sources->config.title.str;
    const RegionConfig *regions = sources->config.regions.items;
    for (size_t i = 0; i < sources->config.regions.count; i++) {
        table_add(&import->regions, regions[i].id.str, i);
    }
    return true;
}

static bool fits(const Profile *profile, Str text, Diags *diags) {
    FrontMatter ignored;
    Diags unsaid = {0};
    bool ret = front_matter_find(text, profile->path, &ignored, &unsaid);
    diags_free(&unsaid);
    return ret || diag_error(diags, profile->occupation->place, "file-limit",
                             "name fewer regions in site.yaml, or take a table of the nation",
                             "front matter of this occupation would be larger than %d KB",
                             FRONT_MATTER_MAX_SIZE / 1024);
}

static bool write_profiles(Import *import) {
    ProfileOptions options = {import->given->now, import->given->is_published};
    Buf text = {0};
    bool is_good = true;
    for (size_t i = 0; is_good && i < import->data.count; i++) {
        const Profile *profile = &import->profiles.items[i];
        import->kept_count += profile->is_kept;
        if (profile->is_kept) continue;
        import->written_count++;
        buf_clear(&text);
        profile_write(&import->profiles, profile, &options, &text);
        if (!fits(profile, buf_str(&text), &import->diags)) {
            is_good = false;
        } else if (!import->given->is_dry) {
            is_good = batch_add(&import->batch, profile->path, buf_str(&text), &import->diags);
        }
    }
    buf_free(&text);
    return is_good;
}

static void list_profiles(const Import *import) {
    size_t kept = 0;
    for (size_t i = 0; i < import->data.count; i++) {
        const Profile *profile = &import->profiles.items[i];
        Str path = profile->path;
        Str code = profile->occupation->code;
        if (!profile->is_kept && import->given->is_dry) {
            report_line(stdout, "%.*s: %.*s", (int)path.len, path.ptr, (int)code.len, code.ptr);
        }
        if (!profile->is_kept || kept++ >= SHOWN_MAX) continue;
        report_line(stdout, "%.*s: %.*s; it stays as it is", (int)path.len, path.ptr,
                    (int)code.len, code.ptr);
    }
    if (kept > SHOWN_MAX) report_line(stdout, "and %zu more that stay", kept - SHOWN_MAX);
}

static void tell(const Import *import) {
    const ImportArguments *given = import->given;
    size_t count = import->written_count;
    list_profiles(import);
    report_line(stdout, "%zu profile%s %s%s, %zu kept%s", count, count == 1 ? "" : "s",
                given->is_dry ? "would be written" : "written",
                given->is_published ? "" : ", as drafts", import->kept_count,
                given->is_published || given->is_dry || !count
                    ? "" : "; 'metier serve' shows them");
}

static int finish(Import *import, bool is_done) {
    const DataFiles *files = &import->given->files;
    const Str named[NAMED_COUNT] = {files->oews, files->projections, files->onet, files->ashe,
                                    files->codes};
    Report report = {.diags = &import->diags, .root = import->given->root.ptr,
                     .named = {named, NAMED_COUNT}, .with_colour = surroundings_want_colour()};
    if (import->diags.list.count) report_write(&text_form, &report, stderr);
    if (import->batch.recovered_count) {
        report_line(stdout, "%zu profiles of an import that was cut off are written now",
                    import->batch.recovered_count);
    }
    if (is_done) tell(import);
    else fprintf(stderr, "metier: nothing %swas written\n",
                 import->batch.recovered_count ? "else " : "");
    batch_close(&import->batch);
    int status = is_done                                 ? EXIT_DONE
                 : import->diags.has_environment_failure ? EXIT_ENVIRONMENT
                                                         : EXIT_CONTENT;
    profiles_free(&import->profiles);
    public_data_free(&import->data);
    table_free(&import->regions);
    folder_close(import->sources.theme.folder);
    folder_close(import->sources.root);
    sources_free(&import->sources);
    diags_free(&import->diags);
    arena_free(&import->arena);
    return status;
}

static int import_data(const ImportArguments *given, Date vintage) {
    Import import = {.given = given, .data.vintage = vintage, .sources.theme.folder = -1,
                     .sources.root = -1, .batch = {.state = -1, .lock = -1}};
    if (!surroundings_find_theme(&import.arena, &import.sources.theme.path)) {
        arena_free(&import.arena);
        return EXIT_ENVIRONMENT;
    }
    import.sources.theme.folder = folder_open(import.sources.theme.path);
    bool is_done = begin(&import) && read_site(&import) &&
                   public_data_read(&given->files, &import.regions, &import.data,
                                    &import.diags) &&
                   profiles_place(&import.data, &import.sources, &import.profiles,
                                  &import.diags) &&
                   write_profiles(&import) &&
                   (given->is_dry || batch_commit(&import.batch, &import.diags));
    return finish(&import, is_done);
}

static int refuse(const char *message) {
    report_line(stderr, "metier: %s; 'metier help import' lists the options", message);
    return EXIT_USAGE;
}

static int run(int argument_count, char **arguments) {
    enum { MAY = 5 };
    ImportArguments given = {.root = STR(".")};
    Date vintage = {0};
    int rest = options_parse(&import_verb.options, "import", argument_count, arguments, &given);
    if (rest < 0) return EXIT_USAGE;
    if (rest < argument_count) return refuse("import takes no words besides its options");
    if (!given.files.oews.len) return refuse("import needs a table of OEWS: --oews FILE");
    bool is_month = date_parse(given.vintage, true, &vintage) && vintage.month && !vintage.day;
    if (!is_month || vintage.month != MAY) {
        return refuse("--vintage takes the month of the table of OEWS, a May: 2023-05");
    }
    if (given.files.ashe.len && !given.files.codes.len) {
        return refuse("--ashe needs --codes FILE, which pairs codes: 29-1141 2231");
    }
    if (!given.now.year && !surroundings_find_day(&given.now)) return EXIT_USAGE;
    return import_data(&given, vintage);
}

const Verb import_verb = {
    .name = "import", .summary = "write profiles of occupations from public tables",
    .options = {rows, sizeof rows / sizeof rows[0]}, .notes = notes, .run = run,
};
