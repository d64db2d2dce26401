// For programs. What the members mean stands in the notes of the verb.
#include "diff/difference.h"
#include "format/json.h"

static void put_change(Json *json, const FieldChange *change) {
    json_text_if(json, "old", change->old_value.written);
    json_text_if(json, "new", change->new_value.written);
    if (change->is_order) json_bool(json, "order", true);
    json_bool(json, "data", change->is_data);
}

static void put_field(Json *json, const FieldChange *change) {
    json_open_object(json, NULL);
    json_text(json, "field", change->path);
    put_change(json, change);
    if (change->has_share) json_decimal(json, "percent", change->share, 1);
    if (change->is_figure) json_text_if(json, "source", change->source);
    json_close_object(json);
}

static void put_address(Json *json, const char *name, const Entry *entry) {
    if (!entry) return;
    Buf address = {0};
    buf_printf(&address, "/%.*s", (int)entry->address.len, entry->address.ptr);
    json_text(json, name, buf_str(&address));
    buf_free(&address);
}

static void put_words(Json *json, const WordChange *change) {
    json_open_object(json, NULL);
    json_text_if(json, "old", change->old_words);
    json_text_if(json, "new", change->new_words);
    json_close_object(json);
}

static void put_page(Json *json, const PageChange *page) {
    json_open_object(json, NULL);
    json_text(json, "state", str_from(page_state_names[page->state]));
    json_text(json, "kind", str_from(page->kind));
    json_text(json, "title", page->title);
    json_text(json, "path", page->path);
    put_address(json, "old_address", page->old_entry);
    put_address(json, "address", page->new_entry);
    if (page->is_hidden) json_bool(json, "hidden", true);
    json_open_array(json, "fields");
    for (size_t i = 0; i < page->fields.count; i++) put_field(json, &page->fields.items[i]);
    json_close_array(json);
    json_open_array(json, "sections");
    for (size_t i = 0; i < page->sections.count; i++) {
        const SectionChange *section = &page->sections.items[i];
        json_open_object(json, NULL);
        json_text(json, "heading", section->name);
        json_integer(json, "added", (int64_t)section->added_count);
        json_integer(json, "removed", (int64_t)section->removed_count);
        json_open_array(json, "words");
        for (size_t j = 0; j < section->words.count; j++) put_words(json, &section->words.items[j]);
        json_close_array(json);
        json_close_object(json);
    }
    json_close_array(json);
    json_close_object(json);
}

static void put_concern(Json *json, const Concern *concern) {
    json_open_object(json, NULL);
    json_text(json, "code", str_from(concern_codes[concern->kind]));
    json_text(json, "message", str_from(concern_meanings[concern->kind]));
    json_text(json, "title", concern->page->title);
    json_text(json, "path", concern->page->path);
    if (concern->change) json_text(json, "field", concern->change->path);
    json_close_object(json);
}

static void put_summary(Json *json, const Difference *difference) {
    json_open_object(json, "summary");
    for (int i = 0; i < PAGE_STATE_COUNT; i++) {
        json_integer(json, page_state_names[i], (int64_t)difference->state_counts[i]);
    }
    json_close_object(json);
}

void diff_write_json(const Difference *difference, Buf *out) {
    Json json = {.out = out};
    json_open_object(&json, NULL);
    put_summary(&json, difference);
    json_open_array(&json, "concerns");
    for (size_t i = 0; i < difference->concern_count; i++) {
        put_concern(&json, &difference->concerns[i]);
    }
    json_close_array(&json);
    json_open_array(&json, "shared");
    for (size_t i = 0; i < difference->shared_count; i++) {
        const SharedChange *shared = &difference->shared[i];
        json_open_object(&json, NULL);
        json_text(&json, "field", shared->change->kind);
        FieldChange change = *shared->change;
        change.old_value = shared->old_value;
        change.new_value = shared->new_value;
        put_change(&json, &change);
        json_integer(&json, "pages", (int64_t)shared->page_count);
        json_close_object(&json);
    }
    json_close_array(&json);
    json_open_array(&json, "pages");
    for (size_t i = 0; i < difference->page_count; i++) put_page(&json, &difference->pages[i]);
    json_close_array(&json);
    json_close_object(&json);
    buf_add_char(out, '\n');
}
