#include "output/views.h"

#include <stdlib.h>
#include <string.h>

static const ViewName link_names[] = {
    VIEW_ROW(LinkView, title, "TITLE", NAME_TEXT, "what the link says"),
    VIEW_ROW(LinkView, link, "LINK", NAME_LINK, "where it leads in the site"),
    VIEW_ROW(LinkView, url, "URL", NAME_URL, "where it leads elsewhere"),
    VIEW_ROW(LinkView, is_current, "IS_CURRENT", NAME_FLAG, "it leads to this page"),
    VIEW_ROW(LinkView, is_above, "IS_ABOVE", NAME_FLAG, "it leads to a page above this one"),
};
const ViewType link_view = VIEW_TYPE("link", LinkView, link_names);

static const ViewName text_names[] = {VIEW_ROW(TextView, text, "TEXT", NAME_TEXT, "the text")};
const ViewType text_view = VIEW_TYPE("text", TextView, text_names);

static const ViewName role_card_names[] = {
    VIEW_ROW(RoleCard, title, "TITLE", NAME_TEXT, "the occupation's name"),
    VIEW_ROW(RoleCard, link, "LINK", NAME_LINK, "its page"),
    VIEW_ROW(RoleCard, summary, "SUMMARY", NAME_TEXT, "one or two sentences"),
    VIEW_ROW(RoleCard, branch, "BRANCH", NAME_TEXT, "its branch"),
    VIEW_ROW(RoleCard, branch_link, "BRANCH_LINK", NAME_LINK, "the branch's page"),
    VIEW_ROW(RoleCard, pay, "PAY", NAME_TEXT, "average or median pay"),
    VIEW_ROW(RoleCard, pay_label, "PAY_LABEL", NAME_TEXT, "what PAY is: average or median, per what"),
    VIEW_ROW(RoleCard, education, "EDUCATION", NAME_TEXT, "the usual degree"),
};
const ViewType role_card_view = VIEW_TYPE("role card", RoleCard, role_card_names);

static const ViewName article_card_names[] = {
    VIEW_ROW(ArticleCard, title, "TITLE", NAME_TEXT, "the headline"),
    VIEW_ROW(ArticleCard, link, "LINK", NAME_LINK, "its page"),
    VIEW_ROW(ArticleCard, summary, "SUMMARY", NAME_TEXT, "one or two sentences"),
    VIEW_ROW(ArticleCard, date, "DATE", NAME_TEXT, "the day of publication"),
    VIEW_ROW(ArticleCard, date_iso, "DATE_ISO", NAME_TEXT, "the same as YYYY-MM-DD"),
    VIEW_ROW(ArticleCard, reading_time, "READING_TIME", NAME_TEXT, "in minutes"),
};
const ViewType article_card_view = VIEW_TYPE("article card", ArticleCard, article_card_names);

static const ViewName term_card_names[] = {
    VIEW_ROW(TermCard, title, "TITLE", NAME_TEXT, "the name of the branch or skill"),
    VIEW_ROW(TermCard, link, "LINK", NAME_LINK, "its page"),
    VIEW_ROW(TermCard, description, "DESCRIPTION", NAME_TEXT, "one sentence"),
    VIEW_ROW(TermCard, role_count, "ROLE_COUNT", NAME_TEXT, "\"12 roles\""),
    VIEW_ROW(TermCard, pay_low, "PAY_LOW", NAME_TEXT, "the lowest typical pay of its roles"),
    VIEW_ROW(TermCard, pay_high, "PAY_HIGH", NAME_TEXT, "the highest"),
    VIEW_ROW(TermCard, pay_median, "PAY_MEDIAN", NAME_TEXT, "the one in the middle"),
    VIEW_ROW(TermCard, pay_label, "PAY_LABEL", NAME_TEXT, "per what"),
    VIEW_LIST(TermCard, roles, "ROLES", role_card_view, "its roles"),
};
const ViewType term_card_view = VIEW_TYPE("term card", TermCard, term_card_names);

static const ViewName heading_names[] = {
    VIEW_ROW(HeadingView, id, "ID", NAME_TEXT, "the heading's id"),
    VIEW_ROW(HeadingView, text, "TEXT", NAME_TEXT, "the heading"),
    VIEW_LIST(HeadingView, children, "CHILDREN", heading_view, "the headings below it"),
};
const ViewType heading_view = VIEW_TYPE("heading", HeadingView, heading_names);

static const ViewName page_names[] = {
    VIEW_ROW(PageView, site_title, "SITE_TITLE", NAME_TEXT, "the site's name"),
    VIEW_ROW(PageView, site_description, "SITE_DESCRIPTION", NAME_TEXT, "the site in a sentence"),
    VIEW_ROW(PageView, language, "LANGUAGE", NAME_TEXT, "BCP 47 tag of the page"),
    VIEW_ROW(PageView, direction, "DIRECTION", NAME_TEXT, "ltr or rtl"),
    VIEW_ROW(PageView, root, "ROOT", NAME_TEXT, "the site's base; write an address behind it"),
    VIEW_ROW(PageView, organization, "ORGANIZATION", NAME_TEXT, "who publishes the site"),
    VIEW_ROW(PageView, organization_url, "ORGANIZATION_URL", NAME_URL, "its address"),
    VIEW_ROW(PageView, title, "TITLE", NAME_TEXT, "the page's heading"),
    VIEW_ROW(PageView, head_title, "HEAD_TITLE", NAME_TEXT, "the window's title"),
    VIEW_ROW(PageView, description, "DESCRIPTION", NAME_TEXT, "the page in a sentence"),
    VIEW_ROW(PageView, canonical, "CANONICAL", NAME_URL, "the page's full address"),
    VIEW_ROW(PageView, structured_data, "STRUCTURED_DATA", NAME_HTML, "JSON-LD, for a script element"),
    VIEW_ROW(PageView, page_of, "PAGE_OF", NAME_TEXT, "\"Page 2 of 3\", where a list has several"),
    VIEW_ROW(PageView, previous_page, "PREVIOUS_PAGE", NAME_LINK, "the page before"),
    VIEW_ROW(PageView, next_page, "NEXT_PAGE", NAME_LINK, "the page after"),
    VIEW_ROW(PageView, feed_link, "FEED_LINK", NAME_LINK, "the Atom feed, where there is one"),
    VIEW_ROW(PageView, json_feed_link, "JSON_FEED_LINK", NAME_LINK, "the JSON feed"),
    VIEW_ROW(PageView, data_link, "DATA_LINK", NAME_LINK, "a role's data"),
    VIEW_ROW(PageView, markdown_link, "MARKDOWN_LINK", NAME_LINK, "a role's text as Markdown"),
    VIEW_ROW(PageView, image_url, "IMAGE_URL", NAME_URL, "the picture's full address, for previews"),
    VIEW_ROW(PageView, image_link, "IMAGE_LINK", NAME_LINK, "the picture, in the site"),
    VIEW_ROW(PageView, image_elsewhere, "IMAGE_ELSEWHERE", NAME_URL, "the picture, elsewhere"),
    VIEW_ROW(PageView, image_alt, "IMAGE_ALT", NAME_TEXT, "what it shows"),
    VIEW_ROW(PageView, image_width, "IMAGE_WIDTH", NAME_TEXT, "in pixels, where it is known"),
    VIEW_ROW(PageView, image_height, "IMAGE_HEIGHT", NAME_TEXT, "in pixels"),
    VIEW_LIST(PageView, menu, "MENU", link_view, "the site's main links"),
    VIEW_LIST(PageView, footer, "FOOTER", link_view, "all content pages"),
    VIEW_LIST(PageView, breadcrumbs, "BREADCRUMBS", link_view, "the way from home to here"),
    VIEW_ROW(PageView, is_noindex, "IS_NOINDEX", NAME_FLAG, "search engines shall not list it"),
    VIEW_ROW(PageView, is_home, "IS_HOME", NAME_FLAG, "it is the home page"),
    VIEW_ROW(PageView, is_searchable, "IS_SEARCHABLE", NAME_FLAG, "the site has a search"),
    VIEW_ROW(PageView, is_comparable, "IS_COMPARABLE", NAME_FLAG, "the site has a page that compares roles"),
    VIEW_ROW(PageView, is_ranked, "IS_RANKED", NAME_FLAG, "the site has a ranking by pay"),
    VIEW_ROW(PageView, is_open, "IS_OPEN", NAME_FLAG, "the site publishes its data: roles.csv, roles.json"),
    VIEW_ROW(PageView, is_article, "IS_ARTICLE", NAME_FLAG, "it is an article, for og:type"),
};
const ViewType page_view = VIEW_TYPE("page frame", PageView, page_names);

const EducationLevel education_levels[EDUCATION_LEVEL_COUNT] = {
    {"school", "education_names.school", "education_words.school"},
    {"associate", "education_names.associate", "education_words.associate"},
    {"bachelor", "education_names.bachelor", "education_words.bachelor"},
    {"master", "education_names.master", "education_words.master"},
    {"doctorate", "education_names.doctorate", "education_words.doctorate"},
};

Place config_place(void) {
    return (Place){CONFIG_PATH, DIAG_NO_OFFSET};
}

Str scratch_take(const Job *job, Buf *buf) {
    Str ret = arena_copy(job->scratch, buf_str(buf));
    buf_free(buf);
    return ret;
}

static ViewList make_menu(const Job *job) {
    const Config *config = &job->all->site->config;
    const MenuEntry *entries = config->menu.items;
    LinkView *links = ARENA_NEW(job->scratch, LinkView, config->menu.count + 1);
    for (size_t i = 0; i < config->menu.count; i++) {
        Str url = entries[i].url.str;
        links[i].title = entries[i].title.str;
        if (url.ptr[0] != '/') {
            links[i].url = url;
            continue;
        }
        links[i].link = str_slice(url, 1, url.len);
        links[i].is_current = str_equal(job->output->address, links[i].link);
        links[i].is_above = !links[i].is_current && links[i].link.len &&
                            str_starts_with(job->output->address, links[i].link);
    }
    return (ViewList){links, config->menu.count};
}

static ViewList make_footer(const Job *job) {
    const Site *site = job->all->site;
    LinkView *links = ARENA_NEW(job->scratch, LinkView, site->page_count + 1);
    for (size_t i = 0; i < site->page_count; i++) {
        const Entry *entry = &site->pages[i]->entry;
        links[i] = (LinkView){.title = entry->title.str, .link = entry->address,
                              .is_current = str_equal(entry->address, job->output->address)};
    }
    return (ViewList){links, site->page_count};
}

void page_fill(const Job *job, PageView *page) {
    const Config *config = &job->all->site->config;
    *page = (PageView){
        .site_title = config->title.str,
        .site_description = config->description.str,
        .language = config->language.str,
        .direction = locale_is_right_to_left(job->all->site->locale) ? STR("rtl") : STR("ltr"),
        .root = job->links.prefix,
        .organization = config->organization.name.str,
        .organization_url = config->organization.url.str,
        .menu = make_menu(job),
        .footer = make_footer(job),
        .is_home = job->output->address.len == 0 && str_equal(job->output->path, STR("index.html")),
    };
    const Outputs *outputs = &config->outputs;
    page->is_open = outputs->data;
    page->is_searchable = outputs->search;
    page->is_comparable = outputs->compare && outputs->search && outputs->data;
    page->is_ranked = outputs->salaries && job->all->site->rankings[0].count;
    if (config->origin.len) page->canonical = absolute_url(job, job->output->address);
    if (config->outputs.feeds && config->origin.len && job->all->site->recent_count) {
        page->feed_link = STR("feed.xml");
        page->json_feed_link = STR("feed.json");
    }
}

void page_set_breadcrumbs(const Job *job, PageView *page, const LinkView *parents, size_t count) {
    LinkView *links = ARENA_NEW(job->scratch, LinkView, count + 2);
    links[0] = (LinkView){.title = strings_get(job->all->strings, "home"), .link = STR("")};
    for (size_t i = 0; i < count; i++) links[i + 1] = parents[i];
    links[count + 1] = (LinkView){.title = page->title, .link = job->output->address, .is_current = true};
    page->breadcrumbs = (ViewList){links, count + 2};
}

static Str number_text(const Job *job, uint32_t number) {
    Buf text = {0};
    if (number) buf_add_int(&text, number);
    return scratch_take(job, &text);
}

void page_set_image(const Job *job, PageView *page, const Image *image) {
    Str src = image->src.str;
    if (!src.len) return;
    bool is_here = src.ptr[0] == '/';
    if (is_here) page->image_link = str_slice(src, 1, src.len);
    else page->image_elsewhere = src;
    if (!is_here) page->image_url = src;
    else if (page->canonical.len) page->image_url = absolute_url(job, page->image_link);
    page->image_alt = image->alt.str;
    page->image_width = number_text(job, image->size.width);
    page->image_height = number_text(job, image->size.height);
}

size_t list_page_count(size_t item_count) {
    return item_count ? (item_count + LIST_PAGE_SIZE - 1) / LIST_PAGE_SIZE : 1;
}

Str list_page_address(Arena *arena, Str address, size_t part) {
    if (!part) return address;
    Buf text = {0};
    buf_add(&text, address);
    buf_printf(&text, "page/%zu/", part + 1);
    Str ret = arena_copy(arena, buf_str(&text));
    buf_free(&text);
    return ret;
}

void plan_add_list(const Planning *planning, Str address, const void *subject, size_t item_count,
                   Place source) {
    for (size_t i = 0; i < list_page_count(item_count); i++) {
        plan_add_page(planning, list_page_address(&planning->plan->arena, address, i), subject, i, source);
    }
}

void page_set_parts(const Job *job, PageView *page, Str address, size_t item_count) {
    size_t part = job->output->part;
    size_t count = list_page_count(item_count);
    if (count == 1) return;
    const NumberFormat *format = locale_integer(job->all->site->locale);
    Buf number = {0};
    Buf total = {0};
    number_write(format, (int64_t)part + 1, &number);
    number_write(format, (int64_t)count, &total);
    Placeholder values[] = {{"page", buf_str(&number)}, {"pages", buf_str(&total)}};
    page->page_of = fill_in(job, strings_get(job->all->strings, "page_of"), values, 2);
    buf_free(&number);
    buf_free(&total);
    if (part) page->previous_page = list_page_address(job->scratch, address, part - 1);
    if (part + 1 < count) page->next_page = list_page_address(job->scratch, address, part + 1);
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

Str amount_text(const Job *job, const Salary *salary, const Amount *amount) {
    Buf text = {0};
    if (amount->state == AMOUNT_NONE || !salary->format) return (Str){0};
    if (amount->state == AMOUNT_SUPPRESSED) return strings_get(job->all->strings, "not_published");
    number_write(salary->format, amount->minor, &text);
    if (amount->state == AMOUNT_KNOWN) return scratch_take(job, &text);
    Buf full = {0};
    strings_write(strings_get(job->all->strings, "at_least"),
                  &(Placeholder){"amount", buf_str(&text)}, 1, &full);
    buf_free(&text);
    return scratch_take(job, &full);
}

Str money_text(const Job *job, const Salary *like, int64_t minor) {
    return amount_text(job, like, &(Amount){AMOUNT_KNOWN, minor, 0});
}

Str date_text(const Job *job, Date date) {
    Buf text = {0};
    if (!date.year) return (Str){0};
    locale_write_date(job->all->site->locale, date.year, date.month, date.day, &text);
    return scratch_take(job, &text);
}

static void add_padded(Buf *out, int value, int digits) {
    int unit = 1;
    for (int i = 1; i < digits; i++) unit *= 10;
    for (; unit; unit /= 10) buf_add_char(out, (char)('0' + value / unit % 10));
}

Str date_iso(const Job *job, Date date) {
    Buf text = {0};
    if (!date.year) return (Str){0};
    add_padded(&text, date.year, 4);
    if (date.month) {
        buf_add_char(&text, '-');
        add_padded(&text, date.month, 2);
    }
    if (date.day) {
        buf_add_char(&text, '-');
        add_padded(&text, date.day, 2);
    }
    return scratch_take(job, &text);
}

Str fill_in(const Job *job, Str pattern, const Placeholder *values, size_t count) {
    Buf text = {0};
    strings_write(pattern, values, count, &text);
    return scratch_take(job, &text);
}

Str count_text(const Job *job, const char *key, size_t count) {
    Buf text = {0};
    strings_write_count(job->all->strings, job->all->site->locale, key, count, &text);
    return scratch_take(job, &text);
}

Str reading_time_text(const Job *job, const Entry *entry) {
    enum { WORDS_PER_MINUTE = 220 };
    return count_text(job, "minutes", entry->body.word_count / WORDS_PER_MINUTE + 1);
}

Str period_text(const Job *job, const Salary *salary) {
    char key[32] = "period_year";
    Str period = salary->period.str;
    if (period.len && period.len < 16) {
        memcpy(key + 7, period.ptr, period.len);
        key[7 + period.len] = '\0';
    }
    return strings_get(job->all->strings, key);
}

static RoleCard role_card(const Job *job, const Role *role) {
    const Term *branch = &job->all->site->branches.items[role->branch_index];
    RoleCard card = {
        .title = role->entry.title.str,
        .link = role->entry.address,
        .summary = role->entry.summary.str,
        .branch = branch->name,
        .branch_link = branch->address,
        .education = role->education.str,
    };
    const Salary *salary = role->primary;
    if (!salary) return card;
    card.pay = amount_text(job, salary, salary_headline(salary));
    if (card.pay.len) card.pay_label = period_text(job, salary);
    return card;
}

ViewList role_cards(const Job *job, const RoleList *roles, size_t from, size_t to) {
    if (to > roles->count) to = roles->count;
    RoleCard *cards = ARENA_NEW(job->scratch, RoleCard, to - from + 1);
    for (size_t i = from; i < to; i++) cards[i - from] = role_card(job, roles->items[i]);
    return (ViewList){cards, to - from};
}

ViewList article_cards(const Job *job, const ArticleList *articles, size_t limit) {
    size_t count = articles->count < limit ? articles->count : limit;
    ArticleCard *cards = ARENA_NEW(job->scratch, ArticleCard, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Entry *entry = &articles->items[i]->entry;
        cards[i] = (ArticleCard){
            .title = entry->title.str, .link = entry->address, .summary = entry->summary.str,
            .date = date_text(job, entry->date), .date_iso = date_iso(job, entry->date),
            .reading_time = reading_time_text(job, entry),
        };
    }
    return (ViewList){cards, count};
}

TermCard term_card(const Job *job, const Term *term, size_t role_from, size_t role_to) {
    const PaySummary *pay = &term->pay;
    TermCard card = {
        .title = term->name, .link = term->address, .description = term->description,
        .role_count = count_text(job, "role_count", term->roles.count),
        .roles = role_cards(job, &term->roles, role_from, role_to),
    };
    // Of one role the figure would only be repeated.
    if (pay->count < 2) return card;
    card.pay_low = money_text(job, pay->like, pay->lowest);
    card.pay_high = money_text(job, pay->like, pay->highest);
    card.pay_median = money_text(job, pay->like, pay->median);
    card.pay_label = period_text(job, pay->like);
    return card;
}

ViewList all_branch_cards(const Job *job, size_t role_limit) {
    const TermList *branches = &job->all->site->branches;
    TermCard *cards = ARENA_NEW(job->scratch, TermCard, branches->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < branches->count; i++) {
        if (branches->items[i].roles.count) cards[count++] = term_card(job, &branches->items[i], 0, role_limit);
    }
    return (ViewList){cards, count};
}

ViewList text_list(const Job *job, const TextList *texts) {
    TextView *views = ARENA_NEW(job->scratch, TextView, texts->count + 1);
    for (size_t i = 0; i < texts->count; i++) views[i].text = texts->items[i].str;
    return (ViewList){views, texts->count};
}

Str absolute_url(const Job *job, Str address) {
    const Config *config = &job->all->site->config;
    Buf url = {0};
    buf_add(&url, config->origin);
    buf_add(&url, config->base_path);
    for (size_t i = 0; i < address.len; i++) {
        unsigned char byte = (unsigned char)address.ptr[i];
        bool is_plain = byte > ' ' && byte < 0x7F && !strchr("\"<>\\^`{|}", byte);
        if (is_plain) buf_add_char(&url, (char)byte);
        else buf_printf(&url, "%%%02X", byte);
    }
    return scratch_take(job, &url);
}

Str date_rfc3339(const Job *job, Date date) {
    return arena_join(job->scratch, date_iso(job, date), STR("T00:00:00Z"));
}

// A link within the page stays within it.
static void add_link(const Job *job, Buf *html, Str address) {
    Buf link = {0};
    bool is_here = address.len && address.ptr[0] == '#';
    if (is_here) buf_add(&link, address);
    else link_add(&link, job->links, address);
    buf_add_html(html, buf_str(&link));
    buf_free(&link);
}

// `is_absolute`: links within the page lead to the page too.
static Str link_body(const Job *job, const Entry *entry, size_t from, size_t to, bool is_absolute) {
    const MarkdownDocument *body = &entry->body;
    Buf html = {0};
    size_t at = from;
    for (size_t i = 0; i < body->link_count; i++) {
        const MarkdownLink *link = &body->links[i];
        if (link->html_offset < from || link->html_offset >= to) continue;
        buf_add(&html, str_slice(body->html, at, link->html_offset));
        Str address = entry->link_addresses[i];
        bool is_here = address.len && address.ptr[0] == '#';
        if (is_absolute) {
            Str page = is_here ? arena_join(job->scratch, entry->address, address) : address;
            buf_add_html(&html, absolute_url(job, page));
        } else {
            add_link(job, &html, address);
        }
        const ImageSize *size = entry->image_sizes ? &entry->image_sizes[i] : NULL;
        // The address stands in quotes; the second ends at the quote that follows it.
        if (size && size->width) buf_printf(&html, "\" width=\"%u\" height=\"%u", size->width, size->height);
        at = link->html_offset;
    }
    if (at == from) return str_slice(body->html, from, to);
    buf_add(&html, str_slice(body->html, at, to));
    return scratch_take(job, &html);
}

Str body_html(const Job *job, const Entry *entry, size_t from, size_t to) {
    return link_body(job, entry, from, to, false);
}

Str body_html_absolute(const Job *job, const Entry *entry) {
    return link_body(job, entry, 0, entry->body.html.len, true);
}

ViewList body_contents(const Job *job, const Entry *entry) {
    const MarkdownDocument *body = &entry->body;
    HeadingView *views = ARENA_NEW(job->scratch, HeadingView, body->heading_count + 1);
    HeadingView *children = ARENA_NEW(job->scratch, HeadingView, body->heading_count + 1);
    size_t count = 0;
    size_t child_count = 0;
    for (size_t i = 0; i < body->heading_count; i++) {
        const MarkdownHeading *heading = &body->headings[i];
        HeadingView view = {.id = heading->id, .text = heading->text};
        if (heading->level == 2) {
            views[count] = view;
            views[count++].children.items = &children[child_count];
        } else if (heading->level == 3 && count) {
            children[child_count++] = view;
            views[count - 1].children.count++;
        }
    }
    return (ViewList){views, count};
}
