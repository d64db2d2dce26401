// Outputs: the table of kinds, and rendering one of what the plan lists.
#ifndef METIER_OUTPUT_OUTPUT_H
#define METIER_OUTPUT_OUTPUT_H

#include <stdio.h>

#include "base/workers.h"
#include "output/layouts/layouts.h"
#include "output/link_base.h"
#include "output/plan.h"

typedef struct Earlier Earlier;   // see earlier.h

// What all renderers may look at. Nothing in it changes while they run.
typedef struct Rendering {
    const Site *site;
    const Plan *plan;
    const Layouts *layouts;
    const Strings *strings;
    const Assets *assets;
    const Str *search_records;   // of each role; NULL: each file that needs one makes it
    const Earlier *earlier;      // lists of the last build; NULL: none is known
} Rendering;

// A body that was read again, for the sources have kept its outline only. Its worker keeps it: what
// is rendered next is often of the same entry.
typedef struct LoadedBody {
    const Entry *entry;
    MarkdownDocument body;
} LoadedBody;

// Takes what a job has written so far, which may then be cleared.
typedef struct OutputPieces {
    bool (*take)(void *context, Str bytes);
    void *context;
} OutputPieces;

// One job: its own scratch memory and diagnostics.
typedef struct Job {
    const Rendering *all;
    const Output *output;
    LinkBase links;          // for links into the site
    Arena *scratch;
    Diags *diags;
    Worker *worker;          // what it keeps is a LoadedBody
    const OutputPieces *pieces;   // NULL: what is written has to stay whole
    SpareBufs *spare;        // for texts that are put together; NULL: none is kept
} Job;

typedef struct PageView PageView;
typedef struct Fingerprints Fingerprints;           // see fingerprints.h
typedef struct Explanation Explanation;   // see explain.h

// What the outputs of a kind are made from as a whole.
enum {
    USES_ROLES = 1,          // all roles: listed, counted, or compared with each other
    USES_ARTICLES = 2,
    USES_INFO_PAGES = 4,
    USES_STRINGS = 8,        // the words of the site's language; pages do so in any case
    USES_SEARCH = 16,        // site->search: rendered first, for that may be forgotten then
};

// Adds what stands for the content that an output shows, or may show.
typedef void Fingerprint(const Fingerprints *prints, const Output *output, Buf *ret);
Fingerprint fingerprint_fields;      // all files, but for the texts of roles
Fingerprint fingerprint_role;        // of the role that is its subject, and of those that it shows
Fingerprint fingerprint_roles;       // of all roles, those of its part
Fingerprint fingerprint_term;        // likewise of a Term
Fingerprint fingerprint_ranking;     // likewise of a Ranking
Fingerprint fingerprint_search;      // of a SearchNode
Fingerprint fingerprint_redirect;    // of a Redirect

// A row of the table of kinds. Pages have a layout, a view and `fill`; other files have `write`.
struct OutputKind {
    const char *name;
    const char *layout;      // "role.html", or NULL
    bool is_frameless;       // the layout is the whole page, without base.html
    const ViewType *view;
    const Schema *fields;    // of the subject, which the layout may name as well; or NULL
    void (*plan)(const Planning *planning);
    Facts reads;             // by `plan`; 0: it is asked again at each change
    bool counts_pages;       // `plan` follows from what all others have listed
    void (*fill)(const Job *job, PageView *page, void *view);
    bool (*write)(const Job *job, Buf *out);
    // Instead of `write`, for outputs that are a file of static/ as it is; NULL for others.
    const Asset *(*copied)(const Output *output);
    size_t group;            // OUTPUT_GROUP(skills): where site.yaml may switch it off
    unsigned uses;           // USES_ROLES …
    Fingerprint *fingerprint;    // one of those above; NULL: it may show any content
    const char *settings;    // of site.yaml that shape it, beside those of every page: "a b c"
    // Adds what one output was made from: that is, what its subject is; or NULL.
    void (*explain)(const Rendering *all, const Output *output, Explanation *ret);
};

// Where `outputs` in site.yaml keeps a group's switch; 0 is no group.
#define OUTPUT_GROUP(name) (TYPED_OFFSET(Outputs, name, bool) + 1)

// All kinds: pages/ has those with a layout, files/ the others. Of each, NAME_kind is defined
// there.
#define OUTPUT_KINDS(KIND)                                                                      \
    KIND(home) KIND(roles) KIND(role) KIND(branches) KIND(branch) KIND(skills) KIND(skill)      \
    KIND(salaries) KIND(articles) KIND(article) KIND(info_page) KIND(not_found) KIND(redirect)  \
    KIND(choice) KIND(redirects_file) KIND(role_json) KIND(role_markdown) KIND(roles_json)      \
    KIND(roles_csv) KIND(roles_schema) KIND(search) KIND(compare) KIND(search_node)             \
    KIND(search_keys) KIND(search_roles) KIND(search_words) KIND(atom) KIND(json_feed)          \
    KIND(llms) KIND(headers) KIND(nojekyll) KIND(static) KIND(attachment) KIND(robots)          \
    KIND(sitemap) KIND(sitemap_index) KIND(facet)
#define OUTPUT_KIND_DECLARATION(name) extern const OutputKind name##_kind;
OUTPUT_KINDS(OUTPUT_KIND_DECLARATION)
#undef OUTPUT_KIND_DECLARATION

// The file of static/ that an output is as it stands; NULL of what is rendered.
const Asset *output_copied(const Output *output);
#define SEARCH_ROLES_FILE STR("search/roles.json")
// What the search shows of each role, made once for all the files that a role stands in.
const Str *search_records_make(const Rendering *all, size_t thread_count, Arena *arena,
                               Diags *diags);
// Renders one output into the worker's `buf`: where `pieces` is not NULL, what that has not taken
// before.
bool output_render(const Rendering *all, const Output *output, const OutputPieces *pieces,
                   Worker *worker);
// Of a file that grows with the site not all is to be held. A job for its items, one after the
// other, has a scratch of its own, which the caller frees.
Job job_for_items(const Job *job, Arena *scratch);
// Forgets what was made for an item, and passes on what was written, where it is much by now. False
// where it could not be, which was reported.
bool job_end_item(const Job *job, Buf *out);
// Reports, when all is rendered, where layouts failed.
void output_report_layouts(const Rendering *all, Diags *diags);

// Loads the layouts of all kinds, with the views that they may read.
bool output_load_layouts(Sources *sources, Layouts *ret, Diags *diags);
// Writes the reference of all names that layouts may use.
void output_write_reference(FILE *out);

#endif
