#include "folder.h"

#include <stdlib.h>

#include "base/stamp.h"
#include "format/markdown_outline.h"
#include "site/parsed.h"
#include "site/schema_compare.h"
#include "site/search_terms.h"

static const struct { const char *path, *text; } files[] = {
    {"content/articles/news.md",
     "---\ntitle: News\ndate: 2026-01-01\nsummary: New.\ntags: [a, b]\nroles: [nurse]\nextra: {place: Oslo}\n---\nRead [on](../roles/nurse.md#duties).\n"},
    {"content/pages/about.md", "---\ntitle: About\nweight: -3\n---\nAll.\n"},
    {"content/roles/nurse.md",
     "---\ntitle: Nurse\nbranch: Care\nsummary: Words of one.\nskills: [Care, {name: Words, level: high}]\n"
     "alternative_titles: [Carer]\ncodes: {soc: \"29-1141\"}\nexperience: {text: 3 years, months: 36}\n"
     "salary:\n  - {region: US, currency: USD, average: 50000.5, median: null, range: {min: 1, max: 90000}, primary: true,\n"
     "     percentiles: {p10: 30000, p90: \">=90000\"}, source: s, as_of: 2025-06}\n"
     "  - {region: NO, currency: NOK, steps: [{level: First, experience: None, amount: 3}], source: s}\n"
     "outlook: {growth: -2.5%, openings: 5, from: 2024, to: 2034, source: s}\ncareer_path: {to: [nurse]}\n"
     "sources: [{id: s, name: Survey, url: \"https://example.org/\", retrieved: 2025-06-30}]\n"
     "silence: {duplicate-summary: it is short}\nimage: {src: /x.png, alt: X}\nupdated: 2026-01-01\n---\n"
     "Text, and [that](https://example.org/) and ![it](/x.png).\n\n## Duties\n\n- To care for people all day\n- To write down how they are\n\n### More\n\nMore.\n"},
};
enum { FILE_COUNT = sizeof files / sizeof files[0] };

typedef struct Reading {
    Folder folder;
    Stamp stamps[FILE_COUNT];
    Sources sources;
    Spool spool;
    Diags diags;
} Reading;

static void make_site(const Folder *folder) {
    assert_true(file_write(folder->at, STR("site.yaml"),
                           STR("title: Careers\nextra: {article: [{name: place, type: text}]}\nlints: {undated: off, slipped-digits: off, duty-count: off}\n")));
    for (size_t i = 0; i < FILE_COUNT; i++) assert_true(file_write(folder->at, str_from(files[i].path), str_from(files[i].text)));
}

static void note_all(const Folder *folder, Stamp stamps[FILE_COUNT], Parsed *parsed) {
    Stamper stamper = stamper_begin(folder->at, false);
    for (size_t i = 0; i < FILE_COUNT; i++) {
        assert_true(stamper_take(&stamper, str_from(files[i].path), &stamps[i]));
        stamps[i].is_racy = false;
        parsed_note(parsed, str_from(files[i].path), &stamps[i]);
    }
    stamper_end(&stamper);
}

static void list_site(Reading *ret, Parsed *parsed) {
    ret->sources = (Sources){.root = ret->folder.at, .theme = {folder_open("."), "."}, .parsed = parsed,
                             .options = {.now = {.year = 2026, .month = 6, .day = 1}, .thread_count = 1}};
    spool_open(-1, 1, &ret->spool);
    ret->sources.spool = parsed->spool = &ret->spool;
    note_all(&ret->folder, ret->stamps, parsed);
}

static void read_listed(Reading *ret) {
    bool is_sound = sources_read_site(&ret->sources, &ret->diags) && sources_read_content(&ret->sources, NULL, &ret->diags);
    if (!is_sound || ret->diags.list.count) print_diags(&ret->diags);
    assert_true(is_sound);
    assert_int_equal(ret->sources.file_count, FILE_COUNT);
}

// Reads the site with what is kept.
static void read_site(Reading *ret, Parsed *parsed) {
    list_site(ret, parsed);
    read_listed(ret);
}

static void end_reading(Reading *reading, Parsed *parsed) {
    folder_close(reading->sources.theme.folder);
    sources_free(&reading->sources);
    spool_close(&reading->spool);
    diags_free(&reading->diags);
    parsed_free(parsed);
}

static void append(void *context, Str bytes) {
    buf_add(context, bytes);
}

static ParsedText write_text(const Sources *sources, Buf *ret) {
    ParsedText text = parsed_choose(sources);
    if (text != PARSED_SAME) parsed_write(sources, text, append, ret);
    return text;
}

static void test_parsed_gives_the_entries_that_it_was_written_from(void **state) {
    (void)state;
    Reading first = {.folder = folder_make_temporary()};
    Reading again = {.folder = first.folder};
    Parsed none = {0};
    Parsed kept = {0};
    Buf rewritten = {0};
    Arena arena = {0};
    MarkdownDocument whole;
    make_site(&first.folder);
    read_site(&first, &none);
    assert_int_equal(write_text(&first.sources, &kept.texts[0]), PARSED_WHOLE);
    read_site(&again, &kept);
    for (size_t i = 0; i < FILE_COUNT; i++) {
        const SourceFile *a = first.sources.files[i];
        const SourceFile *b = again.sources.files[i];
        const Schema *schema = first.sources.config.schemas[a->entry->kind];
        assert_true(((const ParsedFile *)kept.files.items)[i].is_taken);
        assert_true(((const ParsedFile *)kept.files.items)[i].is_as_listed);
        assert_true(((const ParsedFile *)none.files.items)[i].is_as_listed);
        assert_int_equal(schema_compare(schema, a->entry, b->entry), 0);
        // Of the first one it was put aside.
        assert_true(source_file_load_body(&first.sources, a->entry, &arena, &whole, &first.diags));
        assert_true(markdown_same_outline(&whole, b->body));
        assert_true(hash_equal(a->front_hash, b->front_hash) && hash_equal(a->hash, b->hash));
        assert_true(str_equal(a->entry->sort_key, b->entry->sort_key));
        assert_true(str_equal(a->entry->address, b->entry->address));
        assert_int_equal(a->entry->body_offset, b->entry->body_offset);
        assert_int_equal(a->body->word_count, b->body->word_count);
    }
    const Role *a = (const Role *)first.sources.files[2]->entry;
    const Role *b = (const Role *)again.sources.files[2]->entry;
    assert_int_equal(a->search_term_count, b->search_term_count);
    assert_true(a->search_term_count > 0);
    assert_int_equal(a->entry.title.offset, b->entry.title.offset);
    assert_int_equal(write_text(&again.sources, &rewritten), PARSED_SAME);
    buf_free(&rewritten);
    arena_free(&arena);
    end_reading(&again, &kept);
    end_reading(&first, &none);
    folder_remove_temporary(&first.folder);
}

static void test_parsed_is_dropped_where_a_file_or_what_it_is_read_with_is_another(void **state) {
    (void)state;
    Reading reading = {.folder = folder_make_temporary()};
    Parsed none = {0};
    Buf text = {0};
    make_site(&reading.folder);
    read_site(&reading, &none);
    write_text(&reading.sources, &text);
    end_reading(&reading, &none);
    reading.diags = (Diags){0};
    Parsed changed = {0};
    buf_add(&changed.texts[0], buf_str(&text));
    Str path = str_from(files[1].path);
    assert_true(file_remove(reading.folder.at, path) && file_write(reading.folder.at, path, STR("---\ntitle: Other\n---\nText.\n")));
    read_site(&reading, &changed);
    assert_str(text_str(reading.sources.files[1]->entry->title), "Other");
    assert_false(((const ParsedFile *)changed.files.items)[1].is_taken);
    assert_true(((const ParsedFile *)changed.files.items)[2].is_taken);
    end_reading(&reading, &changed);
    reading.diags = (Diags){0};
    Parsed other = {.key = {1, 2}};
    buf_add(&other.texts[0], buf_str(&text));
    read_site(&reading, &other);
    for (size_t i = 0; i < FILE_COUNT; i++) assert_false(((const ParsedFile *)other.files.items)[i].is_taken);
    end_reading(&reading, &other);
    buf_free(&text);
    folder_remove_temporary(&reading.folder);
}

// Under the sanitizers: whatever stands there, nothing beyond it is read.
// Whoever puts the folder back before the build ends leaves nothing else that would tell.
static void test_parsed_knows_what_was_read_in_place_of_what_was_listed(void **state) {
    (void)state;
    Reading reading = {.folder = folder_make_temporary()};
    Parsed parsed = {0};
    int at = reading.folder.at;
    make_site(&reading.folder);
    list_site(&reading, &parsed);
    Str path = str_from(files[2].path);
    assert_true(file_move(at, STR("content/roles"), at, STR("roles")) && file_write(at, path, str_from(files[2].text)));
    read_listed(&reading);
    for (size_t i = 0; i < FILE_COUNT; i++) {
        const ParsedFile *file = (const ParsedFile *)parsed.files.items + i;
        assert_int_equal(file->is_as_listed, i != 2);
        assert_int_equal(file->is_other, i == 2);
        // Under the stamp of what was listed a later build would take it for that.
        assert_int_equal(file->spooled.size != 0, i != 2);
    }
    end_reading(&reading, &parsed);
    folder_remove_temporary(&reading.folder);
}

static void test_parsed_takes_no_harm_from_hostile_texts(void **state) {
    (void)state;
    enum { ROUNDS = 20000 };
    Reading reading = {.folder = folder_make_temporary()};
    Parsed none = {0};
    Buf text = {0};
    size_t taken_count = 0;
    size_t refused_count = 0;
    make_site(&reading.folder);
    read_site(&reading, &none);
    write_text(&reading.sources, &text);
    srand(7);
    for (size_t round = 0; round < ROUNDS; round++) {
        Parsed hostile = {0};
        size_t size = round % 5 ? text.len : (size_t)rand() % text.len;
        buf_add(&hostile.texts[0], str_slice(buf_str(&text), 0, size));
        for (size_t i = round % 4; i > 0 && size > 2 * sizeof(Hash); i--) {
            size_t at = 2 * sizeof(Hash) + (size_t)rand() % (size - 2 * sizeof(Hash));
            hostile.texts[0].ptr[at] = (char)(rand() % 3 ? rand() : 0xff);
        }
        note_all(&reading.folder, reading.stamps, &hostile);
        parsed_open(none.key, &hostile);
        reading.sources.parsed = &hostile;
        for (size_t i = 0; i < FILE_COUNT; i++) {
            Str path = str_from(files[i].path);
            ParsedFile *known = parsed_find(&reading.sources, path);
            SourceFile *file = parsed_take(&reading.sources, known, &(FileEntry){.path = path, .real = path, .shown = path}, NULL, NULL);
            taken_count += file != NULL;
            refused_count += file == NULL;
            const Role *role = file ? entry_role(file->entry) : NULL;
            for (size_t j = 0; role && j < role->search_term_count; j++) hash_64(search_term_word(role, j));
            if (file) source_file_free(file);
        }
        parsed_free(&hostile);
    }
    assert_true(taken_count > ROUNDS / 4 && refused_count > ROUNDS / 4);
    end_reading(&reading, &none);
    buf_free(&text);
    folder_remove_temporary(&reading.folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parsed_gives_the_entries_that_it_was_written_from),
        cmocka_unit_test(test_parsed_is_dropped_where_a_file_or_what_it_is_read_with_is_another),
        cmocka_unit_test(test_parsed_knows_what_was_read_in_place_of_what_was_listed),
        cmocka_unit_test(test_parsed_takes_no_harm_from_hostile_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
