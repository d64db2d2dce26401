// The pages of articles and of content/pages.
#include "output/body.h"
#include "output/explain.h"
#include "output/page.h"
#include "site/address.h"

typedef struct EntryView {
    Str body, date, date_iso, updated, updated_iso;
    ViewList contents, roles;
} EntryView;

static const ViewName entry_names[] = {
    VIEW_ROW(EntryView, body, "BODY", NAME_HTML, "the whole text"),
    VIEW_ROW(EntryView, date, "DATE", NAME_TEXT, "the day of publication"),
    VIEW_ROW(EntryView, date_iso, "DATE_ISO", NAME_TEXT, "the same as YYYY-MM-DD"),
    VIEW_ROW(EntryView, updated, "UPDATED", NAME_TEXT, "the day of the last change"),
    VIEW_ROW(EntryView, updated_iso, "UPDATED_ISO", NAME_TEXT, "the same as YYYY-MM-DD"),
    VIEW_LIST(EntryView, contents, "CONTENTS", heading_view, "the headings"),
    VIEW_LIST(EntryView, roles, "ROLES", role_card_view, "the roles that it is about"),
};
static const ViewType entry_view = VIEW_TYPE("article", EntryView, entry_names);

static void fill_entry(const Job *job, const Entry *entry, PageView *page, EntryView *view) {
    page_set_entry(job, page, entry);
    view->body = body_html_whole(job, entry);
    view->date = date_text(job, entry->date);
    view->date_iso = date_iso(job, entry->date);
    view->updated = date_text(job, entry->updated);
    view->updated_iso = date_iso(job, entry->updated);
    view->contents = body_contents(job, entry);
}

static void article_plan(const Planning *planning) {
    const Site *site = planning->site;
    for (size_t i = 0; i < site->articles.count; i++) {
        const Entry *entry = &site->articles.items[i]->entry;
        plan_add_entry(planning, entry, entry->slug.offset);
    }
}

static void article_fill(const Job *job, PageView *page, void *view) {
    const Article *article = job->output->subject;
    EntryView *ret = view;
    page->is_article = true;
    fill_entry(job, &article->entry, page, ret);
    LinkView parent = {.title = string_text(job, "articles"), .link = STR("articles/")};
    page_set_breadcrumbs(job, page, &parent, 1);
    ret->roles = role_cards(job, &article->roles, 0, SIZE_MAX);
    page->subject.article = article;
}

static void article_explain(const Rendering *all, const Output *output, Explanation *ret) {
    const Article *article = output->subject;
    explain_add_text(ret, all, &article->entry, "the article itself");
    explain_add_roles(ret, &article->roles, "'roles' names it");
}

const OutputKind article_kind = {.name = "article", .layout = "article.html", .view = &entry_view,
                                 .fields = &article_schema, .plan = article_plan,
                                 .reads = FACTS_REST,
                                 .fill = article_fill, .explain = article_explain,
                                 .settings = "extra",
                                 .fingerprint = fingerprint_fields};

static void info_page_plan(const Planning *planning) {
    const Site *site = planning->site;
    for (size_t i = 0; i < site->info_page_count; i++) {
        const InfoPage *page = site->info_pages[i];
        size_t offset = page->permalink.len ? page->permalink.offset : page->entry.slug.offset;
        plan_add_entry(planning, &page->entry, offset);
    }
}

// The way to a page leads along the pages whose addresses its own begins with.
static void set_pages_above(const Job *job, PageView *page, Str address) {
    LinkView above[ADDRESS_DEPTH_MAX];
    size_t count = 0;
    for (size_t i = 0; i + 1 < address.len; i++) {
        if (address.ptr[i] != '/') continue;
        const Output *output = plan_find_address(job->all->plan, str_slice(address, 0, i + 1));
        const Entry *entry = output ? output_entry(output) : NULL;
        if (!entry || entry->kind != ENTRY_INFO_PAGE) continue;
        above[count++] = (LinkView){.title = text_str(entry->title), .link = entry->address};
    }
    page_set_breadcrumbs(job, page, above, count);
}

static void info_page_fill(const Job *job, PageView *page, void *view) {
    const InfoPage *subject = job->output->subject;
    fill_entry(job, &subject->entry, page, view);
    set_pages_above(job, page, subject->entry.address);
}

const OutputKind info_page_kind = {.name = "page", .layout = "page.html", .view = &entry_view,
                                   .fields = &info_page_schema, .plan = info_page_plan,
                                   .reads = FACTS_REST,
                                   .fill = info_page_fill, .settings = "extra",
                                   .fingerprint = fingerprint_fields};
