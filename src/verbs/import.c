// metier import: profiles of occupations, made of public tables.
#include "data/profile.h"
#include "report/report.h"
#include "site/front_matter.h"
#include "verbs/taking.h"

typedef struct ImportArguments {
    TakingArguments taking;
    bool is_published;
} ImportArguments;

static const Option rows[] = {
    TAKING_OPTIONS(ImportArguments),
    OPTION(ImportArguments, is_published, 0, "publish", NULL, "without 'draft: true'"),
};

static const char notes[] =
    "Each detailed occupation of the table becomes content/roles/TITLE.md. A profile of the site\n"
    "that has its code or its address stays as it is. All are written, or none.\n"
    "Branches are the major groups of the SOC. Where site.yaml lists 'branches' and lacks some of\n"
    "them, the lines to add are said, and nothing is written: the list is its editor's.\n"
    "The growth of all occupations, which outlooks are shown against, stands in site.yaml: import\n"
    "says its lines.\n"
    "States and territories are further regions; metropolitan areas are where 'regions' of\n"
    "site.yaml names their codes: {id: \"35620\", name: New York}.\n"
    "'#' becomes the top code of the vintage, and what is withheld null. Nothing is converted.\n"
    "content/metier.lock keeps what was taken in, for 'metier refresh': commit it.\n"
    "The tables: https://www.bls.gov/oes/tables.htm, https://www.bls.gov/emp/tables.htm (of a\n"
    "spreadsheet a message tells what makes CSV), https://www.onetcenter.org/database.html, and\n"
    "table 14 of ASHE at https://www.ons.gov.uk.";

enum { SHOWN_MAX = 20 };

typedef struct Import {
    const ImportArguments *given;
    Taking taking;
    ProfileSet profiles;
    size_t written_count;
    size_t kept_count;
} Import;

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

static bool write_profile(Import *import, const Profile *profile, Buf *text, Arena *scratch) {
    Taking *taking = &import->taking;
    ProfileOptions options = {taking->given->now, import->given->is_published};
    OwnedList owned = {0};
    profile_write(&import->profiles, profile, &options, text);
    if (!fits(profile, buf_str(text), &taking->diags)) return false;
    if (taking->given->is_dry) return true;
    owned_of_data(scratch, &taking->data, profile->occupation, &owned);
    lock_take_all(&taking->lock, profile->path, profile->occupation->code, &owned);
    return batch_add(&taking->batch, profile->path, buf_str(text), &taking->diags);
}

static bool write_profiles(Import *import) {
    Taking *taking = &import->taking;
    Buf text = {0};
    Arena scratch = {0};
    bool is_good = true;
    for (size_t i = 0; is_good && i < taking->data.count; i++) {
        const Profile *profile = &import->profiles.items[i];
        import->kept_count += profile->is_kept;
        if (profile->is_kept) continue;
        import->written_count++;
        buf_clear(&text);
        arena_reset(&scratch);
        is_good = write_profile(import, profile, &text, &scratch);
    }
    buf_free(&text);
    arena_free(&scratch);
    return is_good && (taking->given->is_dry ||
                       (lock_stage(&taking->lock, &taking->batch, &taking->diags) &&
                        batch_commit(&taking->batch, &taking->diags)));
}

static void list_profiles(const Import *import) {
    size_t kept = 0;
    for (size_t i = 0; i < import->taking.data.count; i++) {
        const Profile *profile = &import->profiles.items[i];
        Str path = profile->path;
        Str code = profile->occupation->code;
        if (!profile->is_kept && import->taking.given->is_dry) {
            report_line(stdout, "%.*s: %.*s", (int)path.len, path.ptr, (int)code.len, code.ptr);
        }
        if (!profile->is_kept || kept++ >= SHOWN_MAX) continue;
        report_line(stdout, "%.*s: %.*s; it stays as it is", (int)path.len, path.ptr,
                    (int)code.len, code.ptr);
    }
    if (kept > SHOWN_MAX) report_line(stdout, "and %zu more that stay", kept - SHOWN_MAX);
}

static bool has_source(const Config *config, Str id) {
    bool ret = false;
    for (size_t i = 0; i < config->sources.count; i++) {
        ret |= str_equal(text_str(config->sources.items[i].id), id);
    }
    return ret;
}

// What a page shows an outlook against stands in site.yaml, which is its editor's.
static void tell_average(const Taking *taking) {
    const Config *config = &taking->sources.config;
    Buf lines = {0};
    if (!config->outlook.average_growth.is_given) {
        profile_write_average(&taking->data, !has_source(config, STR(PROJECTIONS_SOURCE)), &lines);
    }
    if (lines.len) {
        report_line(stdout, "with these lines in site.yaml, outlooks are shown beside that of all "
                            "occupations:");
    }
    for (size_t at = 0; at < lines.len;) {
        Str rest = str_slice(buf_str(&lines), at, lines.len);
        Str line = str_slice(rest, 0, str_find(rest, '\n'));
        report_line(stdout, "%.*s", (int)line.len, line.ptr);
        at += line.len + 1;
    }
    buf_free(&lines);
}

static void tell(const void *context) {
    const Import *import = context;
    bool is_published = import->given->is_published;
    bool is_dry = import->taking.given->is_dry;
    size_t count = import->written_count;
    list_profiles(import);
    tell_average(&import->taking);
    report_line(stdout, "%zu profile%s %s%s, %zu kept%s", count, count == 1 ? "" : "s",
                is_dry ? "would be written" : "written", is_published ? "" : ", as drafts",
                import->kept_count,
                is_published || is_dry || !count ? "" : "; 'metier serve' shows them");
}

static int run(int argument_count, char **arguments) {
    ImportArguments given = {0};
    Date vintage = {0};
    if (taking_parse(&import_verb, argument_count, arguments, &given.taking, &vintage)) {
        return EXIT_USAGE;
    }
    Import import = {.given = &given};
    Taking *taking = &import.taking;
    bool is_done = taking_begin(taking, &given.taking, vintage) &&
                   profiles_place(&taking->data, &taking->sources, &import.profiles,
                                  &taking->diags) &&
                   write_profiles(&import);
    int status = taking_end(taking, is_done, tell, &import);
    profiles_free(&import.profiles);
    return status;
}

const Verb import_verb = {
    .name = "import", .summary = "write profiles of occupations from public tables",
    .options = {rows, sizeof rows / sizeof rows[0]}, .notes = notes, .run = run,
};
