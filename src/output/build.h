// The build: sources, site, plan, rendering, sink. The same steps for every verb, once or again and
// again: a build can be refreshed with the paths of what has changed, and asked for one output or
// for all.
#ifndef METIER_OUTPUT_BUILD_H
#define METIER_OUTPUT_BUILD_H

#include "output/gone.h"
#include "output/pass.h"
#include "publish/publish.h"
#include "site/sources.h"

// Looks at what could be read of the site, whether there were errors or not.
typedef void BuildExamine(void *context, const Sources *sources, Diags *diags);

typedef struct BuildOptions {
    const char *root;        // the site's folder
    const char *theme;       // the folder whose layouts/ and static/ stand in for missing ones
    Str out;                 // the output folder; relative to root, or absolute
    Str base_url;            // in place of site.yaml's; may be empty
    size_t thread_count;
    bool with_drafts;
    bool with_future;        // pages of a later day
    bool with_expired;
    bool is_forced;
    bool is_dry;             // render everything, publish nothing
    bool is_strict;          // publish nothing while there is a warning
    Shard shard;             // which part of the outputs alone
    bool is_lean;            // remembers no more than it must; what is rendered costs more
    bool is_read_once;       // it will be refreshed once only, and nobody examines what was read
    Date now;
    Progress *progress;      // told how far the build has come; may be NULL
    Timings *timings;        // filled in, where it is not NULL
    Sandbox *sandbox;        // begun; entered before any content is read; may be NULL
    BuildExamine *examine;   // called at the end of a dry run; may be NULL
    void *examine_context;
} BuildOptions;

// What came of it.
typedef struct BuildResult {
    bool is_done;
    size_t file_count;       // files of content that were read
    PublishCounts published;
    GoneAddresses gone;
} BuildResult;

typedef struct Build Build;

// Opens the folders of a site; nothing is read yet. The options' texts are borrowed until it is
// closed. NULL when there is no site.
Build *build_open(const BuildOptions *options, Diags *diags);
// Reads the site, anew where it was read before: `changed` lists the paths of all that may have
// become another since, relative to the site's folder; NULL reads everything, as does a path
// that is written otherwise than "content/roles/nurse.md". Where one does not lie in content/, all
// but the content is read anew. The result is that of a new build. Reports
// all problems; false when there was one, and then there is nothing to render.
bool build_refresh(Build *build, const PathList *changed, Diags *diags);
// Whether a refresh with these paths is likely one of the quick ones: all are files of content that
// was read before, and there.
bool build_is_quick(const Build *build, const PathList *changed);
// Whether refreshes have left behind what build_tidy frees, which takes a while: a time when nobody
// waits is good for it. It gives false where there is an error now; then all is to be refreshed.
bool build_is_untidy(const Build *build);
bool build_tidy(Build *build);
// Puts all outputs into a sink, which is to be closed before the build is refreshed or closed.
bool build_write(Build *build, Sink *sink, PublishCounts *ret, Diags *diags);
size_t build_content_count(const Build *build);   // files of content that were read
// What it renders with; NULL when there is nothing to render.
const Rendering *build_rendering(const Build *build);
// Appends the bytes of one output; false when there is none at this path, or there was an error.
bool build_render(Build *build, Str path, Buf *out, Diags *diags);
void build_close(Build *build);        // takes NULL

// Builds the site once, and publishes it unless is_dry. It is not done where there was an error, or
// a warning that is_strict refuses: then nothing was published, unless ret->published.is_begun says
// that the system failed in the midst of it.
void build_site(const BuildOptions *options, BuildResult *ret, Diags *diags);

#endif
