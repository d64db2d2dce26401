// Lints of figures: pay and outlook.
#include "site/lints/lints.h"
#include "site/salaries.h"

static void report_unsourced(const Linting *linting, const Entry *entry, size_t offset) {
    diag_warning(linting->diags, (Place){entry->path, offset}, "unsourced",
                 "add 'source' with the id of an entry of 'sources'",
                 "nothing says where these figures come from");
}

// Once a role: the first.
static void check_unsourced(const Linting *linting, const Entry *entry) {
    const Role *role = (const Role *)entry;
    if (entry->kind != ENTRY_ROLE) return;
    const Salary *salaries = role->salaries.items;
    for (size_t i = 0; i < role->salaries.count; i++) {
        bool is_known = salaries[i].source.str.len ||
                        schema_has_bad(&Salary_schema, &salaries[i], "source");
        if (is_known || !salary_has_figure(&salaries[i])) continue;
        report_unsourced(linting, entry, salaries[i].offset);
        return;
    }
    const Outlook *outlook = &role->outlook;
    bool has_outlook = outlook->growth.is_given || outlook->openings;
    bool is_known = outlook->source.str.len || schema_has_bad(&Outlook_schema, outlook, "source");
    if (has_outlook && !is_known) report_unsourced(linting, entry, outlook->offset);
}

static const Lint rows[] = {
    {"unsourced", SEVERITY_WARNING,
     "readers cannot judge a figure of which nobody says where it comes from",
     .check_entry = check_unsourced},
};
const LintFamily figure_lints = LINT_FAMILY("figures", rows);
