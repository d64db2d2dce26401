// metier refresh: new figures of public tables, beneath what editors wrote.
#include <stdlib.h>

#include "data/reconcile.h"
#include "report/report.h"
#include "verbs/taking.h"

typedef struct RefreshArguments {
    TakingArguments taking;
    bool is_adopting;
    List taken;              // of Str: "registered-nurse:salary"
    List kept;
} RefreshArguments;

static const Option rows[] = {
    TAKING_OPTIONS(RefreshArguments),
    OPTION(RefreshArguments, is_adopting, 0, "adopt", NULL,
           "lock what agrees with these tables, and write no profile"),
    OPTION(RefreshArguments, taken, 0, "take", "ROLE:FIELD",
           "write the source's figures there, whatever an editor did"),
    OPTION(RefreshArguments, kept, 0, "keep", "ROLE:FIELD",
           "leave the figures there as they are, and settle that"),
};

static const char notes[] =
    "Give the table of pay and its month, the last one again where only others are new.\n"
    "A figure that is as it was taken in gets its new value; one that its editor changed stays,\n"
    "and is said where the source has another one now. A salary moves whole with its 'as_of', the\n"
    "outlook with its years, or not at all. What was taken out stays out; what a source withholds\n"
    "now stays as it is. Only the bytes of those values change, in all profiles or in none. The\n"
    "text, titles, skills and 'verified' are never touched; changed tasks of O*NET are told by\n"
    "their Task ID. Where a text goes on to say an old figure, 'metier check' warns.\n"
    "content/metier.lock keeps what was taken in last: a line a role and source, sorted, so that\n"
    "git merges it. Commit it. After a conflict keep the lines of both sides; of two of one role\n"
    "and source, that of the later figures.\n"
    "--adopt begins it for profiles that were written by hand, by tables that they agree with.\n"
    "ROLE is a slug, a title, a path, a code or 'all'; FIELD salary, outlook, sources, education,\n"
    "experience, entry_routes, tasks, or one region: 'salary US-CA'. Repeat both as needed.\n"
    "Exit status: 0 done, with or without warnings; 1 a table, the lock or the site has an error;\n"
    "2 the command line has one; 3 a file cannot be read or written. But for 0 nothing changes.\n"
    "\n"
    "  metier refresh --oews national_M2024.csv --vintage 2024-05 --dry-run\n"
    "  metier refresh --oews national_M2024.csv --vintage 2024-05 --keep 'model:salary US'";

typedef struct Refresh {
    const RefreshArguments *given;
    Taking taking;
    Reconciling reconciling;
    List decisions;          // of Decision
    bool is_meant;           // the command line can be done
} Refresh;

static bool refuse(Str given, const char *message, Str word, const char *hint) {
    report_line(stderr, "metier: '%.*s': %s '%.*s'; %s", (int)given.len, given.ptr, message,
                (int)word.len, word.ptr, hint);
    return false;
}

static bool names_role(const SourceFile *file, Str word) {
    const Role *role = file->entry ? entry_role(file->entry) : NULL;
    Str folder = str_from(entry_kinds[ENTRY_ROLE].address);
    Str address = role ? role->entry.address : (Str){0};
    Str slug = address.len > folder.len ? str_slice(address, folder.len, address.len - 1)
                                        : (Str){0};
    return role && (str_equal(word, STR("all")) || str_equal(slug, word) ||
                    str_equal(file->path, word) ||
                    str_equal_ascii_case(text_str(role->entry.title), word) ||
                    str_equal(text_str(role->codes.soc), word));
}

static bool refuse_role(Refresh *refresh, Str given, Str word) {
    const Sources *sources = &refresh->taking.sources;
    Arena *arena = &refresh->taking.arena;
    Str *names = ARENA_NEW(arena, Str, 2 * sources->file_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < sources->file_count; i++) {
        const Role *role = sources->files[i]->entry ? entry_role(sources->files[i]->entry) : NULL;
        if (!role) continue;
        Str address = role->entry.address;
        size_t from = str_from(entry_kinds[ENTRY_ROLE].address).len;
        if (address.len > from) names[count++] = str_slice(address, from, address.len - 1);
        names[count++] = text_str(role->entry.title);
    }
    return refuse(given, "there is no role", word,
                  diag_did_you_mean(arena, word, names, count, "name its slug, title or code"));
}

static bool refuse_field(Refresh *refresh, Str given, Str word) {
    Str names[16];
    size_t count = 0;
    for (; owned_kind_names[count]; count++) names[count] = str_from(owned_kind_names[count]);
    return refuse(given, "no source owns the field", word,
                  diag_did_you_mean(&refresh->taking.arena, word, names, count,
                                    "it takes salary, outlook, sources and others"));
}

// Resolves "registered-nurse:salary"; false after saying on stderr what is wrong with it.
static bool add_decision(Refresh *refresh, Str given, bool is_take) {
    const Sources *sources = &refresh->taking.sources;
    size_t at = given.len;
    while (at > 0 && given.ptr[at - 1] != ':') at--;
    Str word = str_slice(given, 0, at ? at - 1 : 0);
    Str field = str_slice(given, at, given.len);
    Str kind = owned_kind_of(field);
    bool is_found = false;
    for (size_t i = 0; i < sources->file_count; i++) {
        if (!names_role(sources->files[i], word)) continue;
        is_found = true;
        *(Decision *)list_add(&refresh->decisions, sizeof(Decision)) = (Decision){
            .given = given, .file = sources->files[i], .kind = kind, .is_take = is_take,
            .unit = str_find(field, ' ') < field.len ? field : (Str){0}};
    }
    if (!is_found) return refuse_role(refresh, given, word);
    return kind.len || refuse_field(refresh, given, field);
}

// Whether two say the contrary of one unit.
static bool contradict(const Decision *a, const Decision *b) {
    bool is_same = !a->unit.len || !b->unit.len || str_equal(a->unit, b->unit);
    return a->file == b->file && str_equal(a->kind, b->kind) && is_same &&
           a->is_take != b->is_take;
}

static bool check_contradictions(const List *decisions) {
    const Decision *items = decisions->items;
    for (size_t i = 0; i < decisions->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (!contradict(&items[i], &items[j])) continue;
            return refuse(items[j].given, "it is to be taken, and to be kept by", items[i].given,
                          "choose one of both");
        }
    }
    return true;
}

// One that settles nothing was meant for something else. Those of one word stand together.
static bool check_met(const List *decisions) {
    const Decision *items = decisions->items;
    bool is_good = true;
    for (size_t i = 0, end = 0; i < decisions->count; i = end) {
        bool is_met = false;
        for (; end < decisions->count && items[end].given.ptr == items[i].given.ptr; end++) {
            is_met |= items[end].is_met;
        }
        if (is_met) continue;
        is_good = refuse(items[i].given, "there is nothing to settle in", items[i].file->path,
                         "such figures have to stand there, and in the lock or in these tables");
    }
    return is_good;
}

static bool add_decisions(Refresh *refresh, const List *given, bool is_take) {
    bool is_good = true;
    for (size_t i = 0; i < given->count; i++) {
        is_good &= add_decision(refresh, ((const Str *)given->items)[i], is_take);
    }
    return is_good;
}

static bool take_decisions(Refresh *refresh) {
    return add_decisions(refresh, &refresh->given->taken, true) &&
           add_decisions(refresh, &refresh->given->kept, false) &&
           check_contradictions(&refresh->decisions);
}

static void tell_new_codes(const StrList *codes) {
    enum { NAMED_MAX = 20 };
    Buf text = {0};
    for (size_t i = 0; i < codes->count && codes->count <= NAMED_MAX; i++) {
        add_code(&text, i, codes->count, codes->items[i]);
    }
    if (codes->count) {
        report_line(stdout, "%zu occupation%s of the tables %s no profile here%s%s", codes->count,
                    codes->count == 1 ? "" : "s", codes->count == 1 ? "has" : "have",
                    text.len ? ": " : "; 'metier import --dry-run' lists them",
                    text.len ? text.ptr : "");
    }
    buf_free(&text);
}

// What the tables tell of occupations that are here, and their profiles never had.
static void tell_lacking(const List *lacking) {
    enum { NAMED_MAX = 8 };
    const UnitCount *items = lacking->items;
    Buf text = {0};
    for (size_t i = 0; i < lacking->count && i < NAMED_MAX; i++) {
        buf_printf(&text, "%s%.*s (%zu)", i ? ", " : "", (int)items[i].name.len,
                   items[i].name.ptr, items[i].count);
    }
    if (lacking->count > NAMED_MAX) {
        buf_printf(&text, " and %zu more", lacking->count - NAMED_MAX);
    }
    if (text.len) {
        report_line(stdout, "of what the tables tell, profiles here lack %s: 'metier import' into "
                            "an empty site shows how it is written", text.ptr);
    }
    buf_free(&text);
}

static void tell_repeating(size_t count) {
    if (!count) return;
    report_line(stdout,
                "the text%s of %zu of them say%s figures that were replaced: 'metier check' tells "
                "where, --fix writes plain numbers anew",
                count == 1 ? "" : "s", count, count == 1 ? "s" : "");
}

static void tell(const void *context) {
    const Refresh *refresh = context;
    const Reconciling *all = &refresh->reconciling;
    bool is_dry = refresh->taking.given->is_dry;
    const Str *changes = all->changes.items;
    for (size_t i = 0; is_dry && i < all->changes.count; i++) {
        report_line(stdout, "%.*s", (int)changes[i].len, changes[i].ptr);
    }
    if (all->has_all_codes) tell_new_codes(&all->new_codes);
    tell_lacking(&all->lacking);
    if (all->is_adopting) {
        report_line(stdout, "%zu salaries, outlooks and other parts of %zu profiles %s locked",
                    all->locked_count, all->role_count, is_dry ? "would be" : "are now");
    } else {
        report_line(stdout, "%zu of %zu profiles %s", all->changed_count, all->role_count,
                    is_dry ? "would be changed" : "changed");
        tell_repeating(all->repeating_count);
    }
}

static bool do_refresh(Refresh *refresh) {
    Taking *taking = &refresh->taking;
    refresh->reconciling = (Reconciling){
        .site = &taking->sources, .data = &taking->data, .lock = &taking->lock,
        .is_adopting = refresh->given->is_adopting,
        .has_all_codes = !taking->given->files.codes.len, .decisions = refresh->decisions.items,
        .decision_count = refresh->decisions.count,
        .batch = taking->given->is_dry ? NULL : &taking->batch, .diags = &taking->diags};
    if (!reconcile(&refresh->reconciling)) return false;
    refresh->is_meant = check_met(&refresh->decisions);
    if (!refresh->is_meant) return false;
    taking_report(taking);   // lines and columns are of the files as they are still
    return taking->given->is_dry || batch_commit(&taking->batch, &taking->diags);
}

static int parse(int argument_count, char **arguments, RefreshArguments *ret, Date *ret_vintage) {
    int status = taking_parse(&refresh_verb, argument_count, arguments, &ret->taking, ret_vintage);
    bool is_settling = ret->taken.count || ret->kept.count;
    if (status == EXIT_DONE && ret->is_adopting && is_settling) {
        report_line(stderr, "metier: --adopt writes no figures: leave --take and --keep out");
        status = EXIT_USAGE;
    }
    return status;
}

static int run(int argument_count, char **arguments) {
    RefreshArguments given = {0};
    Date vintage = {0};
    int status = parse(argument_count, arguments, &given, &vintage);
    Refresh refresh = {.given = &given};
    Taking *taking = &refresh.taking;
    if (status == EXIT_DONE) {
        bool is_read = taking_begin(taking, &given.taking, vintage);
        refresh.is_meant = !is_read || take_decisions(&refresh);
        bool is_done = is_read && refresh.is_meant && do_refresh(&refresh);
        status = taking_end(taking, is_done, tell, &refresh);
        if (!refresh.is_meant) status = EXIT_USAGE;
    }
    free(given.taken.items);
    free(given.kept.items);
    free(refresh.decisions.items);
    reconcile_free(&refresh.reconciling);
    return status;
}

const Verb refresh_verb = {
    .name = "refresh", .summary = "bring figures of public tables up to date",
    .options = {rows, sizeof rows / sizeof rows[0]}, .notes = notes, .run = run,
};
