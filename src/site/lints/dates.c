// Lints of days.
#include "site/lints/lints.h"
#include "site/site.h"

static void check_date(const Linting *linting, Str path, const char *name, Date date) {
    if (!date.year || date_compare(date, linting->sources->options.now) <= 0) return;
    diag_warning(linting->diags, (Place){path, date.offset}, "future-date",
                 "check the year, and the clock",
                 "'%s' is a day that is yet to come", name);
}

static void check_future(const Linting *linting, const Entry *entry) {
    Date now = linting->sources->options.now;
    // Of an entry that is shown ahead of its day, the last change may lie ahead, too.
    bool is_early = entry->date.year && date_compare(entry->date, now) > 0;
    if (!is_early) check_date(linting, entry->path, "updated", entry->updated);
    const Role *role = entry_role(entry);
    if (!role) return;
    const Salary *salaries = role->salaries.items;
    const Source *sources = role->sources.items;
    check_date(linting, entry->path, "verified.date", role->verified.date);
    for (size_t i = 0; i < role->salaries.count; i++) {
        check_date(linting, entry->path, "as_of", salaries[i].as_of);
    }
    for (size_t i = 0; i < role->sources.count; i++) {
        check_date(linting, entry->path, "retrieved", sources[i].retrieved);
    }
}

static void check_future_of_site(const Linting *linting, const Site *site) {
    const Source *sources = site->config.sources.items;
    for (size_t i = 0; i < site->config.sources.count; i++) {
        check_date(linting, CONFIG_PATH, "retrieved", sources[i].retrieved);
    }
}

static void check_order(const Linting *linting, const Entry *entry) {
    if (!entry->updated.year || date_compare(entry->updated, entry->date) >= 0) return;
    diag_warning(linting->diags, entry_place(entry, entry->updated.offset), "date-order",
                 "swap them, or leave one out", "'updated' lies before 'date'");
}

static const Lint rows[] = {
    {"future-date", SEVERITY_WARNING, "nothing was checked or changed on a day yet to come",
     .check_entry = check_future, .check_site = check_future_of_site},
    {"date-order", SEVERITY_WARNING, "nothing changes before it is published",
     .check_entry = check_order},
};
const LintFamily date_lints = LINT_FAMILY("dates", rows);
