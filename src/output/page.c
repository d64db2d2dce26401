#include "output/page.h"

#include "output/structured_data.h"

// What the footer says for the licences of sources.
typedef struct AttributionView { Str text; } AttributionView;
static const ViewName attribution_names[] = {
    VIEW_ROW(AttributionView, text, "TEXT", NAME_TEXT, "what a source's licence asks to be said"),
};
static const ViewType attribution_view = VIEW_TYPE("attribution", AttributionView,
                                                   attribution_names);

// One of the pages of a list.
typedef struct PartView {
    Str number, label, link;
    bool is_current, is_after_gap;
} PartView;
static const ViewName part_names[] = {
    VIEW_ROW(PartView, number, "NUMBER", NAME_TEXT, "1, 2 …"),
    VIEW_ROW(PartView, label, "LABEL", NAME_TEXT, "\"Page 2 of 3\""),
    VIEW_ROW(PartView, link, "LINK", NAME_LINK, "the page"),
    VIEW_ROW(PartView, is_current, "IS_CURRENT", NAME_FLAG, "it is this page"),
    VIEW_ROW(PartView, is_after_gap, "IS_AFTER_GAP", NAME_FLAG, "pages before it are left out"),
};
static const ViewType part_view = VIEW_TYPE("page of a list", PartView, part_names);

static const ViewName page_names[] = {
    VIEW_ROW(PageView, site_title, "SITE_TITLE", NAME_TEXT, "the site's name"),
    VIEW_ROW(PageView, site_description, "SITE_DESCRIPTION", NAME_TEXT, "the site in a sentence"),
    VIEW_ROW(PageView, language, "LANGUAGE", NAME_TEXT, "BCP 47 tag of the page"),
    VIEW_ROW(PageView, direction, "DIRECTION", NAME_TEXT, "ltr or rtl"),
    VIEW_ROW(PageView, locale, "LOCALE", NAME_TEXT,
             "the site's language with its digits and calendar, for scripts"),
    VIEW_ROW(PageView, root, "ROOT", NAME_BASE, "the site's base; write an address behind it"),
    VIEW_ROW(PageView, organization, "ORGANIZATION", NAME_TEXT, "who publishes the site"),
    VIEW_ROW(PageView, organization_url, "ORGANIZATION_URL", NAME_URL, "its address"),
    VIEW_ROW(PageView, logo_link, "LOGO_LINK", NAME_LINK,
             "its logo, where that is a file of static/"),
    VIEW_ROW(PageView, logo_width, "LOGO_WIDTH", NAME_TEXT, "in pixels, where it is known"),
    VIEW_ROW(PageView, logo_height, "LOGO_HEIGHT", NAME_TEXT, "in pixels"),
    VIEW_ROW(PageView, title, "TITLE", NAME_TEXT, "the page's heading"),
    VIEW_ROW(PageView, head_title, "HEAD_TITLE", NAME_TEXT, "the window's title"),
    VIEW_ROW(PageView, description, "DESCRIPTION", NAME_TEXT, "the page in a sentence"),
    VIEW_ROW(PageView, canonical, "CANONICAL", NAME_URL, "the page's full address"),
    VIEW_ROW(PageView, structured_data, "STRUCTURED_DATA", NAME_JSON,
             "JSON-LD, for a script element"),
    VIEW_ROW(PageView, page_of, "PAGE_OF", NAME_TEXT, "\"Page 2 of 3\", where a list has several"),
    VIEW_ROW(PageView, previous_page, "PREVIOUS_PAGE", NAME_LINK, "the page before"),
    VIEW_ROW(PageView, next_page, "NEXT_PAGE", NAME_LINK, "the page after"),
    VIEW_ROW(PageView, feed_link, "FEED_LINK", NAME_LINK, "the Atom feed, where there is one"),
    VIEW_ROW(PageView, json_feed_link, "JSON_FEED_LINK", NAME_LINK, "the JSON feed"),
    VIEW_ROW(PageView, data_link, "DATA_LINK", NAME_LINK, "a role's data"),
    VIEW_ROW(PageView, markdown_link, "MARKDOWN_LINK", NAME_LINK, "a role's text as Markdown"),
    VIEW_ROW(PageView, image_url, "IMAGE_URL", NAME_URL,
             "the picture's full address, for previews"),
    VIEW_ROW(PageView, image_link, "IMAGE_LINK", NAME_LINK, "the picture, in the site"),
    VIEW_ROW(PageView, image_alt, "IMAGE_ALT", NAME_TEXT, "what it shows"),
    VIEW_ROW(PageView, image_width, "IMAGE_WIDTH", NAME_TEXT, "in pixels, where it is known"),
    VIEW_ROW(PageView, image_height, "IMAGE_HEIGHT", NAME_TEXT, "in pixels"),
    VIEW_LIST(PageView, menu, "MENU", link_view, "the site's main links"),
    VIEW_LIST(PageView, footer, "FOOTER", link_view, "all content pages"),
    VIEW_LIST(PageView, breadcrumbs, "BREADCRUMBS", link_view, "the way from home to here"),
    VIEW_LIST(PageView, pages, "PAGES", part_view,
              "of a list in several: the first, the last, and those around this one"),
    VIEW_LIST(PageView, attributions, "ATTRIBUTIONS", attribution_view,
              "what the licences of the site's sources ask to be said"),
    VIEW_ROW(PageView, is_noindex, "IS_NOINDEX", NAME_FLAG, "search engines shall not list it"),
    VIEW_ROW(PageView, is_home, "IS_HOME", NAME_FLAG, "it is the home page"),
    VIEW_ROW(PageView, is_searchable, "IS_SEARCHABLE", NAME_FLAG, "the site has a search"),
    VIEW_ROW(PageView, is_comparable, "IS_COMPARABLE", NAME_FLAG,
             "the site has a page that compares roles, and several roles"),
    VIEW_ROW(PageView, is_ranked, "IS_RANKED", NAME_FLAG, "the site has a ranking by pay"),
    VIEW_ROW(PageView, is_open, "IS_OPEN", NAME_FLAG,
             "the site publishes its data: roles.csv, roles.json"),
    VIEW_ROW(PageView, is_branded, "IS_BRANDED", NAME_FLAG, "static/ has a brand.css"),
    VIEW_ROW(PageView, is_article, "IS_ARTICLE", NAME_FLAG, "it is an article, for og:type"),
};
const ViewType page_view = VIEW_TYPE("page frame", PageView, page_names);

static ViewList make_menu(const Job *job) {
    const Config *config = &job->all->site->config;
    const MenuEntry *entries = config->menu.items;
    LinkView *links = ARENA_NEW(job->scratch, LinkView, config->menu.count + 1);
    for (size_t i = 0; i < config->menu.count; i++) {
        Str url = text_str(entries[i].url);
        Str address = entries[i].address;
        links[i].title = text_str(entries[i].title);
        if (url.ptr[0] != '/') {
            links[i].url = url;
            continue;
        }
        links[i].link = str_slice(url, 1, url.len);
        links[i].is_current = str_equal(output_address(job->output), address);
        links[i].is_above = !links[i].is_current && address.len &&
                            str_starts_with(output_address(job->output), address);
    }
    return (ViewList){links, config->menu.count};
}

static ViewList make_footer(const Job *job) {
    const Site *site = job->all->site;
    size_t count = site->info_page_count;
    if (count > FOOTER_INFO_PAGES_MAX) count = FOOTER_INFO_PAGES_MAX;
    LinkView *links = ARENA_NEW(job->scratch, LinkView, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Entry *entry = &site->info_pages[i]->entry;
        links[i] = (LinkView){.title = text_str(entry->title), .link = entry->address,
                              .is_current = str_equal(entry->address, output_address(job->output))};
    }
    return (ViewList){links, count};
}

static ViewList make_attributions(const Job *job) {
    const Site *site = job->all->site;
    AttributionView *views = ARENA_NEW(job->scratch, AttributionView, site->attribution_count + 1);
    for (size_t i = 0; i < site->attribution_count; i++) views[i].text = site->attributions[i];
    return (ViewList){views, site->attribution_count};
}

static void set_language(PageView *page, Str language, bool is_right_to_left) {
    page->language = language;
    page->direction = is_right_to_left ? STR("rtl") : STR("ltr");
}

static void set_logo(const Job *job, PageView *page) {
    const Site *site = job->all->site;
    Str logo = text_str(site->config.organization.logo);
    if (!str_starts_with(logo, STR("/"))) return;
    page->logo_link = str_slice(logo, 1, logo.len);
    if (site->logo_size.width) page->logo_width = number_text(job, site->logo_size.width);
    if (site->logo_size.height) page->logo_height = number_text(job, site->logo_size.height);
}

void page_begin(const Job *job, PageView *page) {
    const Config *config = &job->all->site->config;
    *page = (PageView){
        .site_title = text_str(config->title),
        .site_description = text_str(config->description),
        .root = job->links.prefix,
        .locale = locale_script_tag(job->all->site->locale),
        .organization = text_str(config->organization.name),
        .organization_url = text_str(config->organization.url),
        .menu = make_menu(job),
        .footer = make_footer(job),
        .attributions = make_attributions(job),
        .is_home = str_equal(output_path(job->output), STR("index.html")),
    };
    set_language(page, text_str(config->language),
                 locale_is_right_to_left(job->all->site->locale));
    set_logo(job, page);
    page->is_branded = assets_get(job->all->assets, BRAND_SHEET);
    const Outputs *outputs = &config->outputs;
    page->is_open = outputs->data;
    page->is_searchable = outputs->search;
    page->is_comparable = outputs->compare && job->all->site->roles.count > 1;
    page->is_ranked = outputs->salaries && job->all->site->rankings[0].count;
    if (config->origin.len) page->canonical = absolute_url(job, output_address(job->output));
    if (config->outputs.feeds && config->origin.len && job->all->site->recent_count) {
        page->feed_link = STR("feed.xml");
        page->json_feed_link = STR("feed.json");
    }
}

void page_end(const Job *job, PageView *page) {
    if (!page->description.len) page->description = page->site_description;
    Buf title = scratch_begin(job);
    buf_add(&title, page->title);
    if (!page->is_home || !str_equal(page->title, page->site_title)) {
        buf_add(&title, STR(" – "));
        buf_add(&title, page->site_title);
    }
    page->head_title = scratch_take(job, &title);
    page->structured_data = structured_data(job, page);
}

void page_set_breadcrumbs(const Job *job, PageView *page, const LinkView *parents, size_t count) {
    LinkView *links = ARENA_NEW(job->scratch, LinkView, count + 2);
    links[0] = (LinkView){.title = string_text(job, "home"), .link = STR("")};
    for (size_t i = 0; i < count; i++) links[i + 1] = parents[i];
    links[count + 1] =
        (LinkView){.title = page->title, .link = output_address(job->output), .is_current = true};
    page->breadcrumbs = (ViewList){links, count + 2};
}

static void set_image(const Job *job, PageView *page, const Image *image) {
    Str src = image ? text_str(image->src) : (Str){0};
    if (!src.len) return;
    page->image_link = str_slice(src, 1, src.len);
    if (page->canonical.len) page->image_url = absolute_url(job, page->image_link);
    page->image_alt = text_str(image->alt);
    if (image->size.width) page->image_width = number_text(job, image->size.width);
    if (image->size.height) page->image_height = number_text(job, image->size.height);
}

void page_set_entry(const Job *job, PageView *page, const Entry *entry) {
    page->title = text_str(entry->title);
    page->description = text_str(entry->summary);
    page->is_noindex = entry->is_noindex;
    page->subject.entry = entry;
    Str language = text_str(entry->language);
    if (language.len) set_language(page, language, language_is_right_to_left(language));
    set_image(job, page, entry->image);
}

size_t list_part_count(size_t item_count) {
    return item_count ? (item_count + LIST_PART_SIZE - 1) / LIST_PART_SIZE : 1;
}

Str list_part_address(Arena *arena, Str address, size_t part) {
    if (!part) return address;
    char end[32];
    int size = snprintf(end, sizeof end, "page/%zu/", part + 1);
    return arena_join(arena, address, (Str){end, (size_t)size});
}

void plan_add_list(const Planning *planning, Str address, const void *subject, size_t item_count,
                   Place source) {
    for (size_t i = 0; i < list_part_count(item_count); i++) {
        plan_add_page(planning, list_part_address(&planning->plan->arena, address, i), subject, i,
                      source);
    }
}

enum { NEAR_PARTS = 2 };         // on either side

// Of those that a page leads to, the one after another.
static size_t next_part(size_t part, size_t here, size_t count) {
    size_t next = part + 1;
    if (next + NEAR_PARTS < here) return here - NEAR_PARTS;
    return next > here + NEAR_PARTS && next + 1 < count ? count - 1 : next;
}

void page_set_parts(const Job *job, PageView *page, Str address, size_t item_count) {
    size_t here = job->output->part;
    size_t count = list_part_count(item_count);
    if (count == 1) return;
    PartView *parts = ARENA_NEW(job->scratch, PartView, 2 * NEAR_PARTS + 3);
    size_t shown = 0;
    size_t last = 0;
    for (size_t i = 0; i < count; i = next_part(i, here, count)) {
        Placeholder values[] = {{"page", whole_number_text(job, (int64_t)i + 1)},
                                {"pages", whole_number_text(job, (int64_t)count)}};
        parts[shown++] = (PartView){
            .number = values[0].value,
            .label = fill_in(job, string_text(job, "page_of"), values, 2),
            .link = list_part_address(job->scratch, address, i),
            .is_current = i == here, .is_after_gap = i > last + 1,
        };
        if (i == here) page->page_of = parts[shown - 1].label;
        last = i;
    }
    page->pages = (ViewList){parts, shown};
    if (here) page->previous_page = list_part_address(job->scratch, address, here - 1);
    if (here + 1 < count) page->next_page = list_part_address(job->scratch, address, here + 1);
}

// A Role and an Article begin with their Entry.
void page_list_roles(PageView *page, const RoleList *roles, size_t from, size_t to) {
    if (to > roles->count) to = roles->count;
    page->subject.list = (const Entry *const *)roles->items + from;
    page->subject.list_count = to - from;
}

void page_list_articles(PageView *page, const ArticleList *articles) {
    page->subject.list = (const Entry *const *)articles->items;
    page->subject.list_count = articles->count;
}
