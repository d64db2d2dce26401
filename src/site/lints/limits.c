// Lints of what is left out because there is too much of it.
#include "site/lints/lints.h"
#include "site/search_terms.h"
#include "site/site.h"

static void check_footer(const Linting *linting, const Site *site) {
    if (site->info_page_count <= FOOTER_INFO_PAGES_MAX) return;
    const Entry *first = &site->info_pages[FOOTER_INFO_PAGES_MAX]->entry;
    diag_warning(linting->diags, (Place){first->path, first->title.offset}, "footer-limit",
                 "give a lower 'weight' to the pages that should stand there, and link to the "
                 "others",
                 "the footer shows %d of %zu pages: this one and those after it are not among them",
                 FOOTER_INFO_PAGES_MAX, site->info_page_count);
}

static void check_search(const Linting *linting, const Entry *entry) {
    const Role *role = entry_role(entry);
    if (!role || !role->lost_term_count) return;
    diag_warning(linting->diags, entry_place(entry, entry->title.offset), "search-limit",
                 "keep the skills and alternative titles that matter most",
                 "the search knows this role by %d words, %zu others are left out",
                 SEARCH_TERMS_MAX, role->lost_term_count);
}

static const Lint rows[] = {
    {"footer-limit", SEVERITY_WARNING, "pages beyond the limit are not in the footer",
     .check_site = check_footer},
    {"search-limit", SEVERITY_WARNING, "words beyond the limit do not find the role",
     .check_entry = check_search},
};
const LintFamily limit_lints = LINT_FAMILY("limits", rows);
