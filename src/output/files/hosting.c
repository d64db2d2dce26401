// Files for static hosts: _redirects and _headers (Netlify, Cloudflare Pages), .nojekyll (GitHub).
#include "output/views.h"

static void redirects_file_plan(const Planning *planning) {
    if (planning->site->redirect_count) {
        plan_add_file(planning, STR("_redirects"), NULL, config_place());
    }
}

// An address of the site without its host.
static void add_path(const Job *job, Buf *out, Str address) {
    Str url = absolute_url(job, address);
    buf_add(out, str_slice(url, job->all->site->config.origin.len, url.len));
}

static bool redirects_file_write(const Job *job, Buf *out) {
    const Site *site = job->all->site;
    Arena scratch = {0};
    const Job each = job_for_items(job, &scratch);
    bool is_written = true;
    for (size_t i = 0; i < site->redirect_count && is_written; i++) {
        const Redirect *redirect = &site->redirects[i];
        if (redirect->roles.count > 1) continue;
        add_path(&each, out, redirect_from(redirect));
        buf_add_char(out, ' ');
        if (redirect_is_elsewhere(redirect)) buf_add(out, redirect_to(redirect));
        else add_path(&each, out, redirect_to(redirect));
        buf_add(out, STR(" 301\n"));
        is_written = job_end_item(&each, out);
    }
    arena_free(&scratch);
    return is_written;
}

const OutputKind redirects_file_kind = {.name = "_redirects", .plan = redirects_file_plan,
                                        .write = redirects_file_write,
                                        .group = OUTPUT_GROUP(redirects),
                                        .uses = USES_ROLES | USES_ARTICLES | USES_INFO_PAGES,
                                        .settings = "redirects base_url",
                                        .fingerprint = fingerprint_fields};

static void headers_plan(const Planning *planning) {
    plan_add_file(planning, STR("_headers"), NULL, config_place());
}

static bool headers_write(const Job *job, Buf *out) {
    Str base = job->all->site->config.base_path;
    buf_add(out, base);
    buf_add(out, STR("*\n"
                     "  Content-Security-Policy: default-src 'self'; base-uri 'none'; "
                     "form-action 'self'; frame-ancestors 'none'; object-src 'none'\n"
                     "  Referrer-Policy: strict-origin-when-cross-origin\n"
                     "  X-Content-Type-Options: nosniff\n"));
    // A file whose address does not change with its content must be asked for again.
    if (!job->all->site->config.outputs.hashed_assets) return true;
    buf_add(out, base);
    buf_add(out, ASSETS_FOLDER);
    buf_add(out, STR("*\n  Cache-Control: public, max-age=31536000, immutable\n"));
    return true;
}

const OutputKind headers_kind = {.name = "_headers", .plan = headers_plan, .write = headers_write,
                                 .group = OUTPUT_GROUP(hosting), .settings = "base_url outputs",
                                 .fingerprint = fingerprint_fields};

static void nojekyll_plan(const Planning *planning) {
    plan_add_file(planning, STR(".nojekyll"), NULL, config_place());
}

static bool nojekyll_write(const Job *job, Buf *out) {
    (void)job, (void)out;
    return true;
}

const OutputKind nojekyll_kind = {.name = ".nojekyll", .plan = nojekyll_plan,
                                  .write = nojekyll_write,
                                  .group = OUTPUT_GROUP(hosting),
                                  .fingerprint = fingerprint_fields};
