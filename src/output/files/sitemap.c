// Sitemaps (https://www.sitemaps.org/protocol.html) of all pages that search engines may list, and
// robots.txt (RFC 9309). Where one file would pass the protocol's limits, several under an index.
#include "format/xml.h"
#include "output/views.h"

enum {
    SITEMAP_MAX_URLS = 50000,
    SITEMAP_MAX_SIZE = 50 * 1000 * 1000,
    SITEMAP_ENTRY_SIZE = 120,  // bytes around an address
    ADDRESS_GROWTH = 6,        // of a byte that is percent-encoded and escaped, at most
};

// How the pages are split among sitemaps.
typedef struct Split { size_t pages_per_file; size_t file_count; } Split;

// How many pages one sitemap takes, by the longest address.
static size_t pages_per_file(const Site *site, size_t longest) {
    size_t prefix = site->config.origin.len + site->config.base_path.len;
    size_t size = SITEMAP_ENTRY_SIZE + (prefix + longest) * ADDRESS_GROWTH;
    size_t count = (SITEMAP_MAX_SIZE - 1000) / size;
    return count < SITEMAP_MAX_URLS ? count : SITEMAP_MAX_URLS;
}

static Split find_split(const Site *site, const Plan *plan) {
    const Output *outputs = plan->outputs.items;
    size_t pages = 0;
    size_t longest = 0;
    for (size_t i = 0; i < plan->outputs.count; i++) {
        pages += outputs[i].is_listed;
        if (output_address(&outputs[i]).len > longest) longest = output_address(&outputs[i]).len;
    }
    size_t limit = pages_per_file(site, longest);
    return (Split){limit, (pages + limit - 1) / limit};
}

static Str part_path(Arena *arena, size_t part) {
    Buf path = {0};
    buf_printf(&path, "sitemap-%zu.xml", part + 1);
    return arena_take(arena, &path);
}

// Planned after all pages. Addresses in a sitemap are absolute: without a host there is none.
static void sitemap_plan(const Planning *planning) {
    if (!planning->site->config.origin.len) return;
    Arena *arena = &planning->plan->arena;
    Split *split = ARENA_NEW(arena, Split, 1);
    *split = find_split(planning->site, planning->plan);
    for (size_t i = 0; i < split->file_count; i++) {
        Str path = split->file_count == 1 ? STR("sitemap.xml") : part_path(arena, i);
        plan_add_part(planning, path, split, i);
    }
}

static void add_url(const Job *job, Buf *out, const Output *page) {
    buf_add(out, STR("<url><loc>"));
    xml_add_text(out, absolute_url(job, output_address(page)));
    buf_add(out, STR("</loc>"));
    const Entry *entry = output_entry(page);
    if (entry && entry_changed(entry).year) {
        buf_add(out, STR("<lastmod>"));
        buf_add(out, date_iso(job, entry_changed(entry)));
        buf_add(out, STR("</lastmod>"));
    }
    buf_add(out, STR("</url>\n"));
}

#define XML_START "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define SITEMAP_NAMESPACE "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\""

static bool sitemap_write(const Job *job, Buf *out) {
    const Plan *plan = job->all->plan;
    const Output *outputs = plan->outputs.items;
    const Split *split = job->output->subject;
    size_t from = job->output->part * split->pages_per_file;
    size_t to = from + split->pages_per_file;
    if (to > plan->listed.count) to = plan->listed.count;
    buf_add(out, STR(XML_START "<urlset " SITEMAP_NAMESPACE ">\n"));
    const size_t *listed = plan->listed.items;
    Arena scratch = {0};
    const Job each = job_for_items(job, &scratch);
    bool is_written = true;
    for (size_t i = from; i < to && is_written; i++) {
        add_url(&each, out, &outputs[listed[i]]);
        is_written = job_end_item(&each, out);
    }
    arena_free(&scratch);
    buf_add(out, STR("</urlset>\n"));
    return is_written;
}

const OutputKind sitemap_kind = {.name = "sitemap", .plan = sitemap_plan,
                                 .counts_pages = true, .write = sitemap_write,
                                 .uses = USES_ROLES | USES_ARTICLES | USES_INFO_PAGES,
                                 .settings = "base_url outputs",
                                 .group = OUTPUT_GROUP(sitemap),
                                 .fingerprint = fingerprint_fields};

static void sitemap_index_plan(const Planning *planning) {
    if (!planning->site->config.origin.len) return;
    Split *split = ARENA_NEW(&planning->plan->arena, Split, 1);
    *split = find_split(planning->site, planning->plan);
    if (split->file_count > 1) plan_add_part(planning, STR("sitemap.xml"), split, 0);
}

static bool sitemap_index_write(const Job *job, Buf *out) {
    size_t count = ((const Split *)job->output->subject)->file_count;
    buf_add(out, STR(XML_START "<sitemapindex " SITEMAP_NAMESPACE ">\n"));
    for (size_t i = 0; i < count; i++) {
        buf_add(out, STR("<sitemap><loc>"));
        xml_add_text(out, absolute_url(job, part_path(job->scratch, i)));
        buf_add(out, STR("</loc></sitemap>\n"));
    }
    buf_add(out, STR("</sitemapindex>\n"));
    return true;
}

const OutputKind sitemap_index_kind = {.name = "sitemap index", .plan = sitemap_index_plan,
                                       .counts_pages = true,
                                       .write = sitemap_index_write,
                                       .uses = USES_ROLES | USES_ARTICLES | USES_INFO_PAGES,
                                       .settings = "base_url outputs",
                                       .group = OUTPUT_GROUP(sitemap),
                                       .fingerprint = fingerprint_fields};

static void robots_plan(const Planning *planning) {
    plan_add_file(planning, STR("robots.txt"), NULL, config_place());
}

static bool robots_write(const Job *job, Buf *out) {
    const Config *config = &job->all->site->config;
    buf_add(out, STR("User-agent: *\nAllow: /\n"));
    if (!config->outputs.sitemap || !config->origin.len) return true;
    buf_add(out, STR("\nSitemap: "));
    buf_add(out, absolute_url(job, STR("sitemap.xml")));
    buf_add_char(out, '\n');
    return true;
}

const OutputKind robots_kind = {.name = "robots.txt", .plan = robots_plan, .write = robots_write,
                                .group = OUTPUT_GROUP(robots), .settings = "base_url outputs",
                                .fingerprint = fingerprint_fields};
