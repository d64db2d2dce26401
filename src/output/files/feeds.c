// Feeds of roles and articles, the latest change first: Atom (RFC 4287) and JSON Feed 1.1
// (https://www.jsonfeed.org/version/1.1/). Dates come from content, never from the clock.
#include "format/json.h"
#include "format/xml.h"
#include "output/body.h"
#include "output/views.h"

enum { FEED_ENTRIES = 50 };
static const char feed_settings[] = "title description base_url language organization";

// Feeds need full addresses: without a host there are none.
static void plan_feed(const Planning *planning, Str path) {
    const Site *site = planning->site;
    if (site->config.origin.len && site->recent_count) {
        plan_add_file(planning, path, NULL, config_place());
    }
}

static size_t feed_count(const Site *site) {
    return site->recent_count < FEED_ENTRIES ? site->recent_count : FEED_ENTRIES;
}

static Str author_of(const Site *site, const Entry *entry) {
    bool is_article = entry->kind == ENTRY_ARTICLE;
    Str author = is_article ? text_str(((const Article *)entry)->author) : (Str){0};
    if (!author.len) author = text_str(site->config.organization.name);
    return author.len ? author : text_str(site->config.title);
}

static void atom_plan(const Planning *planning) {
    plan_feed(planning, STR("feed.xml"));
}

static void add_link(Buf *out, const char *relation, const char *type, Str url) {
    buf_printf(out, "<link rel=\"%s\" type=\"%s\" href=\"", relation, type);
    xml_add_text(out, url);
    buf_add(out, STR("\"/>\n"));
}

static void add_atom_entry(const Job *job, Buf *out, const Entry *entry) {
    Str url = absolute_url(job, entry->address);
    buf_add(out, STR("<entry>\n"));
    xml_add_element(out, "title", text_str(entry->title));
    xml_add_element(out, "id", url);
    add_link(out, "alternate", "text/html", url);
    if (entry->date.year) xml_add_element(out, "published", date_rfc3339(job, entry->date));
    xml_add_element(out, "updated", date_rfc3339(job, entry_changed(entry)));
    buf_add(out, STR("<author>"));
    xml_add_element(out, "name", author_of(job->all->site, entry));
    buf_add(out, STR("</author>\n"));
    xml_add_element(out, "summary", text_str(entry->summary));
    if (entry->kind == ENTRY_ARTICLE) {
        buf_add(out, STR("<content type=\"html\">"));
        xml_add_text(out, body_html_absolute(job, entry));
        buf_add(out, STR("</content>\n"));
    }
    buf_add(out, STR("</entry>\n"));
}

static bool atom_write(const Job *job, Buf *out) {
    const Site *site = job->all->site;
    buf_add(out, STR("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\""));
    xml_add_text(out, text_str(site->config.language));
    buf_add(out, STR("\">\n"));
    xml_add_element(out, "title", text_str(site->config.title));
    xml_add_element(out, "subtitle", text_str(site->config.description));
    xml_add_element(out, "id", absolute_url(job, STR("")));
    add_link(out, "alternate", "text/html", absolute_url(job, STR("")));
    add_link(out, "self", "application/atom+xml", absolute_url(job, STR("feed.xml")));
    xml_add_element(out, "updated", date_rfc3339(job, entry_changed(site->recent[0])));
    for (size_t i = 0; i < feed_count(site); i++) add_atom_entry(job, out, site->recent[i]);
    buf_add(out, STR("</feed>\n"));
    return true;
}

const OutputKind atom_kind = {.name = "Atom feed", .plan = atom_plan, .write = atom_write,
                              .uses = USES_ROLES | USES_ARTICLES, .settings = feed_settings,
                              .group = OUTPUT_GROUP(feeds)};

static void json_feed_plan(const Planning *planning) {
    plan_feed(planning, STR("feed.json"));
}

static void put_item(const Job *job, Json *json, const Entry *entry) {
    Str url = absolute_url(job, entry->address);
    json_open_object(json, NULL);
    json_text(json, "id", url);
    json_text(json, "url", url);
    json_text(json, "title", text_str(entry->title));
    json_text(json, "summary", text_str(entry->summary));
    if (entry->kind == ENTRY_ARTICLE) {
        json_text(json, "content_html", body_html_absolute(job, entry));
    } else {
        json_text(json, "content_text", text_str(entry->summary));
    }
    if (entry->date.year) json_text(json, "date_published", date_rfc3339(job, entry->date));
    json_text(json, "date_modified", date_rfc3339(job, entry_changed(entry)));
    json_open_array(json, "authors");
    json_open_object(json, NULL);
    json_text(json, "name", author_of(job->all->site, entry));
    json_close_object(json);
    json_close_array(json);
    json_close_object(json);
}

static bool json_feed_write(const Job *job, Buf *out) {
    const Site *site = job->all->site;
    Json json = {.out = out};
    json_open_object(&json, NULL);
    json_text(&json, "version", STR("https://jsonfeed.org/version/1.1"));
    json_text(&json, "title", text_str(site->config.title));
    json_text_if(&json, "description", text_str(site->config.description));
    json_text(&json, "home_page_url", absolute_url(job, STR("")));
    json_text(&json, "feed_url", absolute_url(job, STR("feed.json")));
    json_text(&json, "language", text_str(site->config.language));
    json_open_array(&json, "items");
    for (size_t i = 0; i < feed_count(site); i++) put_item(job, &json, site->recent[i]);
    json_close_array(&json);
    json_close_object(&json);
    buf_add_char(out, '\n');
    return true;
}

const OutputKind json_feed_kind = {.name = "JSON feed", .plan = json_feed_plan,
                                   .write = json_feed_write,
                                   .uses = USES_ROLES | USES_ARTICLES, .settings = feed_settings,
                                   .group = OUTPUT_GROUP(feeds)};
