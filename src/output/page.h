// The frame that all pages share: what base.html may read, and how lists are split into pages.
#ifndef METIER_OUTPUT_PAGE_H
#define METIER_OUTPUT_PAGE_H

#include "output/views.h"

// What a page is about, for its structured data; what does not apply is NULL or empty.
typedef struct PageSubject {
    const Entry *entry;      // the page's own text
    const Role *role;
    const Article *article;
    const Entry *const *list;  // the entries that it lists, in order
    size_t list_count;
} PageSubject;

// What every page has.
struct PageView {
    Str site_title, site_description, language, direction, locale, root, organization;
    Str organization_url;
    Str logo_link, logo_width, logo_height;
    Str title, head_title, description, canonical, structured_data;
    Str page_of, previous_page, next_page, feed_link, json_feed_link, data_link, markdown_link;
    Str image_url, image_link, image_alt, image_width, image_height;
    ViewList menu;           // of LinkView
    ViewList footer;         // of LinkView
    ViewList breadcrumbs;    // of LinkView
    ViewList attributions;   // of AttributionView
    ViewList pages;          // of PartView
    bool is_noindex, is_home, is_article, is_searchable, is_comparable, is_ranked, is_open;
    bool is_branded;
    PageSubject subject;
};

extern const ViewType page_view;

// Before the kind's `fill`, which sets titles and breadcrumbs: what is the same for all pages.
void page_begin(const Job *job, PageView *page);
// After it: what follows from what it has set.
void page_end(const Job *job, PageView *page);
// Sets the way from home along `parents` to the page itself.
void page_set_breadcrumbs(const Job *job, PageView *page, const LinkView *parents, size_t count);

// Lists longer than this come in several pages.
#define LIST_PART_SIZE ((size_t)100)
size_t list_part_count(size_t item_count);
// "roles/" and "roles/page/2/".
Str list_part_address(Arena *arena, Str address, size_t part);
// Plans the pages of a list.
void plan_add_list(const Planning *planning, Str address, const void *subject, size_t item_count,
                   Place source);
// Sets "page 2 of 3" and the links to the first page, the last, and those around this one.
void page_set_parts(const Job *job, PageView *page, Str address, size_t item_count);

// Says that the page shows an entry: sets its titles, its language and its picture.
void page_set_entry(const Job *job, PageView *page, const Entry *entry);

// Says that the page lists these entries.
void page_list_roles(PageView *page, const RoleList *roles, size_t from, size_t to);
void page_list_articles(PageView *page, const ArticleList *articles);

#endif
