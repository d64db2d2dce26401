#include "site/foreign_fields.h"

#define BRANCH_HINT "write it as 'branch', which is one text"
#define ADDRESS_HINT "the last part of its address is 'slug'; earlier addresses go into 'aliases'"
#define DRAFT_HINT "write 'draft: true' for what is not to be published, else leave it out"
#define IMAGE_HINT "write 'image: {src: /img/nurse.jpg, alt: what it shows}'"
#define NOINDEX_HINT "write 'noindex: true' to keep it out of search engines, else leave it out"
#define LAYOUT_HINT "leave it out: the folder that a file is in decides which layout it has"
#define ORDER_HINT "leave it out: lists have an order of their own"
#define FORMAT_HINT "leave it out: all pages are made alike"
#define TERMS_HINT "write categories as 'branch', and tags as 'skills', without 'taxonomies'"
#define THEME_HINT "leave it out: files in layouts/ and static/ take the place of the theme's"
#define OUTPUTS_HINT "leave it out; 'outputs' switches groups of outputs off"
#define TRACKING_HINT "leave it out: no page loads anything from another site"

// In place of a hint: what it holds may go to our field as it is.
static const char SAME[] = "";

static const ForeignField rows[] = {
    {"name", "title", NULL}, {"headline", "title", SAME}, {"linkTitle", NULL, FORMAT_HINT},
    {"excerpt", "summary", SAME}, {"description", "summary", SAME}, {"abstract", "summary", SAME},
    {"lead", "summary", NULL}, {"subtitle", "summary", NULL}, {"subtitle", "description", NULL},
    {"tagline", "description", NULL},
    {"lastmod", "updated", SAME}, {"last_modified_at", "updated", SAME},
    {"modified", "updated", SAME}, {"updatedDate", "updated", SAME},
    {"lastUpdated", "updated", SAME},
    {"publishDate", "date", SAME}, {"pubDate", "date", SAME}, {"published_at", "date", SAME},
    {"expiryDate", "expires", SAME}, {"published", "draft", DRAFT_HINT},
    {"category", "branch", BRANCH_HINT}, {"categories", "branch", BRANCH_HINT},
    {"category", "tags", NULL}, {"categories", "tags", NULL},
    {"taxonomies", "branch", TERMS_HINT}, {"taxonomies", "tags", "write 'tags', without it"},
    {"tags", "skills", NULL}, {"keywords", "skills", NULL}, {"keywords", "tags", NULL},
    {"tags", NULL, "leave it out: pages have none"},
    {"categories", NULL, "leave it out: pages have none"},
    {"permalink", "slug", ADDRESS_HINT},
    {"path", "permalink", NULL}, {"path", "slug", ADDRESS_HINT},
    {"url", "permalink", NULL}, {"url", "base_url", NULL}, {"url", "slug", ADDRESS_HINT},
    {"redirect_from", "aliases", SAME}, {"redirects", "aliases", NULL},
    {"layout", NULL, LAYOUT_HINT}, {"template", NULL, LAYOUT_HINT}, {"type", NULL, LAYOUT_HINT},
    {"page_template", NULL, LAYOUT_HINT}, {"cascade", NULL, FORMAT_HINT},
    {"weight", NULL, ORDER_HINT}, {"order", "weight", NULL}, {"nav_order", "weight", NULL},
    {"order", NULL, ORDER_HINT}, {"nav_order", NULL, ORDER_HINT}, {"sort_by", NULL, ORDER_HINT},
    {"authors", "author", NULL},
    {"author", "verified", "write who checked it as 'verified: {date: 2026-01-31, by: Name}'"},
    {"author", "organization", "write 'organization: {name: …}'"},
    {"author", NULL, "leave it out: pages have none"},
    {"lang", "language", NULL}, {"locale", "language", NULL}, {"languageCode", "language", SAME},
    {"defaultContentLanguage", "language", SAME}, {"default_language", "language", SAME},
    {"robots", "noindex", NOINDEX_HINT}, {"sitemap", "noindex", NOINDEX_HINT},
    {"in_search_index", "noindex", NOINDEX_HINT}, {"eleventyExcludeFromCollections", "draft", NULL},
    {"images", "image", IMAGE_HINT}, {"cover", "image", IMAGE_HINT},
    {"thumbnail", "image", IMAGE_HINT}, {"heroImage", "image", IMAGE_HINT},
    {"featured_image", "image", IMAGE_HINT}, {"header", "image", IMAGE_HINT},
    {"toc", NULL, FORMAT_HINT}, {"math", NULL, FORMAT_HINT}, {"comments", NULL, TRACKING_HINT},
    {"markup", NULL, FORMAT_HINT}, {"params", NULL, FORMAT_HINT}, {"resources", NULL, FORMAT_HINT},
    {"extra", NULL, "declare its fields in site.yaml, under 'extra'"},
    {"baseURL", "base_url", SAME}, {"site_url", "base_url", SAME},
    {"theme", NULL, THEME_HINT}, {"menus", "menu", NULL}, {"nav", "menu", NULL},
    {"pageRef", "url", NULL}, {"identifier", "url", "leave it out"},
    {"plugins", NULL, "leave it out: there are none"}, {"permalinks", NULL, FORMAT_HINT},
    {"collections", NULL, FORMAT_HINT}, {"defaults", NULL, FORMAT_HINT},
    {"paginate", NULL, FORMAT_HINT}, {"disableKinds", "outputs", OUTPUTS_HINT},
    {"generate_feeds", "outputs", OUTPUTS_HINT}, {"build_search_index", "outputs", OUTPUTS_HINT},
    {"minify_html", NULL, FORMAT_HINT}, {"compile_sass", NULL, FORMAT_HINT},
    {"googleAnalytics", NULL, TRACKING_HINT}, {"google_analytics", NULL, TRACKING_HINT},
    {"disqusShortname", NULL, TRACKING_HINT},
};

const ForeignField *foreign_field_find(const Schema *schema, Str name) {
    if (!schema_find_field(schema, STR("title"))) return NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool is_named = str_equal_ascii_case(name, str_from(rows[i].name));
        if (!is_named) continue;
        Str ours = str_from(rows[i].field);
        if (!ours.len || schema_find_field(schema, ours)) return &rows[i];
    }
    return NULL;
}

bool foreign_field_is_same(const ForeignField *foreign) {
    return foreign->hint == SAME;
}
