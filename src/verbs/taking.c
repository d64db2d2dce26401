#include "verbs/taking.h"

#include "base/workers.h"
#include "report/report.h"
#include "verbs/surroundings.h"

enum { NAMED_COUNT = 5 };

static int refuse(const Verb *verb, const char *message) {
    report_line(stderr, "metier: %s%s; 'metier help %s' lists the options",
                message[0] == '-' ? "" : verb->name, message, verb->name);
    return EXIT_USAGE;
}

int taking_parse(const Verb *verb, int argument_count, char **arguments, TakingArguments *given,
                 Date *ret_vintage) {
    enum { MAY = 5 };
    given->root = STR(".");
    int rest = options_parse(&verb->options, verb->name, argument_count, arguments, given);
    if (rest < 0) return EXIT_USAGE;
    if (rest < argument_count) return refuse(verb, " takes no words besides its options");
    if (!given->files.oews.len) return refuse(verb, " needs a table of OEWS: --oews FILE");
    bool is_month = date_parse(given->vintage, true, ret_vintage) && ret_vintage->month &&
                    !ret_vintage->day;
    if (!is_month || ret_vintage->month != MAY) {
        return refuse(verb, "--vintage takes the month of the table of OEWS, a May: 2023-05");
    }
    if (given->files.ashe.len && !given->files.codes.len) {
        return refuse(verb, "--ashe needs --codes FILE, which pairs codes: 29-1141 2231");
    }
    bool has_day = given->now.year || surroundings_find_day(&given->now);
    return has_day ? EXIT_DONE : EXIT_USAGE;
}

// What an earlier run could not write any more comes first: it is a part of the site.
static bool open_site(Taking *taking) {
    Sources *sources = &taking->sources;
    sources->root = folder_open(taking->given->root.ptr);
    return config_find(sources->root, &taking->diags) &&
           (taking->given->is_dry ||
            batch_open(sources->root, LOCK_PATH, &taking->batch, &taking->diags));
}

static bool read_site(Taking *taking) {
    Sources *sources = &taking->sources;
    sources->options = (SourceOptions){.now = taking->given->now, .with_drafts = true,
                                       .with_future = true, .with_expired = true,
                                       .thread_count = workers_default_count()};
    if (!sources_read_site(sources, &taking->diags)) return false;
    Diags others = {0};   // of content that has errors: for check to tell
    sources_read_content(sources, NULL, &others);
    diags_free(&others);
    taking->data.site_title = text_str(sources->config.title);
    const RegionConfig *regions = sources->config.regions.items;
    for (size_t i = 0; i < sources->config.regions.count; i++) {
        table_add(&taking->regions, text_str(regions[i].id), i);
    }
    return true;
}

bool taking_begin(Taking *taking, const TakingArguments *given, Date vintage) {
    Sources *sources = &taking->sources;
    taking->given = given;
    taking->data.vintage = vintage;
    sources->theme.folder = sources->root = taking->batch.state = taking->batch.lock = -1;
    if (!surroundings_find_theme(&taking->arena, &sources->theme.path)) {
        taking->diags.has_environment_failure = true;
        return false;
    }
    sources->theme.folder = folder_open(sources->theme.path);
    return open_site(taking) && read_site(taking) &&
           lock_read(sources->root, &taking->lock, &taking->diags) &&
           public_data_read(&given->files, &taking->regions, &taking->data, &taking->diags);
}

void taking_report(Taking *taking) {
    const DataFiles *files = &taking->given->files;
    const Str named[NAMED_COUNT] = {files->oews, files->projections, files->onet, files->ashe,
                                    files->codes};
    Report report = {.diags = &taking->diags, .root = taking->given->root.ptr,
                     .named = {named, NAMED_COUNT}, .with_colour = surroundings_want_colour()};
    if (taking->diags.list.count) report_write(&text_form, &report, stderr);
    diags_free(&taking->diags);
    taking->diags = (Diags){0};
}

int taking_end(Taking *taking, bool is_done, void (*tell)(const void *context),
               const void *context) {
    size_t recovered_count = taking->batch.recovered_count;
    bool is_environment = taking->diags.has_environment_failure;
    taking_report(taking);
    if (recovered_count) {
        report_line(stdout, "%zu file%s of a run that was cut off %s written now", recovered_count,
                    recovered_count == 1 ? "" : "s", recovered_count == 1 ? "is" : "are");
    }
    if (is_done) tell(context);
    else report_line(stderr, "metier: nothing %swas written", recovered_count ? "else " : "");
    batch_close(&taking->batch);
    int status = is_done ? EXIT_DONE : is_environment ? EXIT_ENVIRONMENT : EXIT_CONTENT;
    public_data_free(&taking->data);
    lock_free(&taking->lock);
    table_free(&taking->regions);
    folder_close(taking->sources.theme.folder);
    folder_close(taking->sources.root);
    sources_free(&taking->sources);
    arena_free(&taking->arena);
    return status;
}
