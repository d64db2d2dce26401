// llms.txt (https://llmstxt.org): the site in Markdown for language models, with a line a role.
#include "format/markdown_text.h"
#include "output/views.h"

static void llms_plan(const Planning *planning) {
    plan_add_file(planning, STR("llms.txt"), NULL, config_place());
}

static void add_line(const Job *job, Buf *out, const Entry *entry, Str address) {
    buf_add(out, STR("- ["));
    markdown_add_text(out, text_str(entry->title));
    buf_add(out, STR("]("));
    buf_add(out, absolute_url(job, address));
    buf_add(out, STR(")"));
    if (entry->summary.len) buf_add(out, STR(": "));
    markdown_add_text(out, text_str(entry->summary));
    buf_add_char(out, '\n');
}

static void add_heading(Buf *out, Str text) {
    buf_add(out, STR("\n## "));
    markdown_add_text(out, text);
    buf_add(out, STR("\n\n"));
}

static bool add_branch(const Job *job, Buf *out, const Term *branch) {
    bool has_markdown = job->all->site->config.outputs.data;
    bool is_written = true;
    add_heading(out, branch->name);
    for (size_t i = 0; i < branch->roles.count && is_written; i++) {
        const Entry *entry = &branch->roles.items[i]->entry;
        Str address = entry->address;
        if (has_markdown) address = arena_join(job->scratch, address, STR("index.md"));
        if (!entry->is_noindex) add_line(job, out, entry, address);
        is_written = job_end_item(job, out);
    }
    return is_written;
}

static bool llms_write(const Job *job, Buf *out) {
    const Site *site = job->all->site;
    buf_add(out, STR("# "));
    markdown_add_text(out, text_str(site->config.title));
    buf_add_char(out, '\n');
    if (site->config.description.len) {
        buf_add(out, STR("\n> "));
        markdown_add_text(out, text_str(site->config.description));
        buf_add_char(out, '\n');
    }
    Arena scratch = {0};
    const Job each = job_for_items(job, &scratch);
    bool is_written = true;
    for (size_t i = 0; i < site->branches.count && is_written; i++) {
        const Term *branch = &site->branches.items[i];
        if (branch->roles.count) is_written = add_branch(&each, out, branch);
    }
    if (site->articles.count) add_heading(out, string_text(job, "articles"));
    for (size_t i = 0; i < site->articles.count && is_written; i++) {
        const Entry *entry = &site->articles.items[i]->entry;
        if (!entry->is_noindex) add_line(&each, out, entry, entry->address);
        is_written = job_end_item(&each, out);
    }
    arena_free(&scratch);
    return is_written;
}

const OutputKind llms_kind = {.name = "llms.txt", .plan = llms_plan, .write = llms_write,
                              .uses = USES_ROLES | USES_ARTICLES | USES_INFO_PAGES | USES_STRINGS,
                              .settings = "title description base_url language outputs",
                              .group = OUTPUT_GROUP(llms),
                              .fingerprint = fingerprint_fields};
