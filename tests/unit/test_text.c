#include <unicode/uchar.h>

#include "unit.h"

#include "base/wide.h"
#include "format/slug.h"
#include "format/unicode.h"

static void assert_slug(const char *text, const char *expected) {
    Buf buf = {0};
    slug_add(&buf, str_from(text));
    assert_str(buf_str(&buf), expected);
    buf_free(&buf);
}

static void test_utf8_gives_back_every_code_point(void **state) {
    (void)state;
    Buf buf = {0};
    for (uint32_t letter = 0; letter <= 0x10FFFF; letter++) {
        if (letter == 0xD800) letter = 0xE000;
        buf_clear(&buf);
        utf8_add(&buf, letter);
        size_t index = 0;
        size_t invalid_at = utf8_invalid_at(buf_str(&buf));
        uint32_t decoded = utf8_decode(buf_str(&buf), &index);
        if (invalid_at != buf.len || decoded != letter || index != buf.len) fail_msg("U+%04X", letter);
    }
    buf_free(&buf);
}

static void test_utf8_invalid_at_refuses_overlong_surrogate_and_cut_sequences(void **state) {
    (void)state;
    static const char *const bad[] = {
        "\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xBF\xBF", "\xF5\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xFE", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xE2(\xA1", "\xF0\x9F(\x80",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (utf8_invalid_at(str_from(bad[i])) != 0) fail_msg("case %zu", i);
    }
}

static void test_utf8_invalid_at_sees_a_bad_byte_wherever_it_stands(void **state) {
    (void)state;
    char text[40];
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'a', sizeof text);
        text[at] = (char)0xFF;
        assert_int_equal(utf8_invalid_at((Str){text, sizeof text}), at);
    }
}

// By its table of what is well-formed (RFC 3629).
static size_t find_invalid_slowly(const unsigned char *text, size_t len) {
    static const unsigned char rows[][3] = {
        {0xC2, 0x80, 0xBF}, {0xE0, 0xA0, 0xBF}, {0xE1, 0x80, 0xBF}, {0xED, 0x80, 0x9F}, {0xEE, 0x80, 0xBF},
        {0xF0, 0x90, 0xBF}, {0xF1, 0x80, 0xBF}, {0xF4, 0x80, 0x8F}, {0xF5, 0, 0},
    };
    size_t i = 0;
    while (i < len) {
        if (text[i] < 0x80) {
            i++;
            continue;
        }
        size_t row = sizeof rows / sizeof rows[0];
        while (row && text[i] < rows[row - 1][0]) row--;
        size_t size = text[i] < 0xE0 ? 2 : text[i] < 0xF0 ? 3 : 4;
        if (!row || i + size > len || text[i + 1] < rows[row - 1][1] || text[i + 1] > rows[row - 1][2]) return i;
        for (size_t j = 2; j < size; j++) {
            if (text[i + j] < 0x80 || text[i + j] > 0xBF) return i;
        }
        i += size;
    }
    return len;
}

static void test_utf8_invalid_at_tells_the_same_in_texts_of_any_script(void **state) {
    (void)state;
    static const char *const letters[] = {"a", " ", "\xC3\xA9", "\xD0\xB6", "\xDF\xBF", "\xE0\xA4\x95", "\xE0\xBF\xBF",
                                          "\xE2\x80\x9C", "\xED\x9F\xBF", "\xEF\xBF\xBD", "\xF0\x9F\x98\x80"};
    static const char bad[] = "\x80\x9F\xA0\xBF\xC0\xC1\xC3\xE0\xE2\xED\xF0\xF4\xF5\xFF";
    enum { TEXTS = 20000, LETTERS = 24 };
    srand(7);
    for (int i = 0; i < TEXTS; i++) {
        Buf text = {0};
        int kinds = 1 + rand() % (int)(sizeof letters / sizeof letters[0]);
        for (int j = rand() % LETTERS; j >= 0; j--) buf_add(&text, str_from(letters[rand() % kinds]));
        if (i % 2) text.ptr[(size_t)rand() % text.len] = bad[(size_t)rand() % (sizeof bad - 1)];
        size_t expected = find_invalid_slowly((const unsigned char *)text.ptr, text.len);
        assert_int_equal(utf8_invalid_at(buf_str(&text)), expected);
        buf_free(&text);
    }
}

static void test_slug_add_lowers_capitals_of_european_languages(void **state) {
    (void)state;
    assert_slug("ÉCOLE", "école");
    assert_slug("ΔΙΚΗ", "δικη");
    assert_slug("Ёж", "ёж");
    assert_slug("Četnik", "četnik");
    assert_slug("ŚLUSARZ", "ślusarz");
    assert_slug("ŻOŁNIERZ", "żołnierz");
    assert_slug("Škoda", "škoda");
    assert_slug("ΆΝΘΡΩΠΟΣ", "άνθρωποσ");
    assert_slug("Ŵ Ǧ Ḃ", "ŵ-ǧ-ḃ");
    assert_slug("ԱՐՄԵՆ", "արմեն");
}

static void test_slug_add_keeps_letters_of_any_script(void **state) {
    (void)state;
    assert_slug("看護師", "看護師");
    assert_slug("नर्स", "नर्स");
    assert_slug("𠮷野家", "𠮷野家");
}

static void test_slug_add_drops_marks_that_are_no_letters(void **state) {
    (void)state;
    assert_slug("Nurse™ — 😀 “night”", "nurse-night");
    assert_slug("a\xC2\xA0" "b\xE2\x80\x8B" "c", "a-b-c");
    assert_slug("../etc/passwd", "etc-passwd");
    assert_slug("C++ / C# developer", "c-plus-plus-c-sharp-developer");
}

static void test_slug_add_gives_valid_slugs_that_stay_as_they_are(void **state) {
    (void)state;
    static const char *const texts[] = {
        "IT & Development", "C++", "C#", ".NET 8", "Node.js", "a_b", "_private", "a__b", "a_ b", "b_",
        "Größe & Übung", "A+ grade", "x - y", "O'Neil’s", "100%", "É. Zola",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        Buf slug = {0};
        Buf again = {0};
        slug_add(&slug, str_from(texts[i]));
        if (!slug_is_valid(buf_str(&slug))) fail_msg("'%s' of '%s' is no slug", slug.ptr, texts[i]);
        slug_add(&again, buf_str(&slug));
        assert_str(buf_str(&again), slug.ptr);
        buf_free(&slug);
        buf_free(&again);
    }
}

static void test_text_distance_is_symmetric_cut_off_and_blind_to_case(void **state) {
    (void)state;
    static const char *const words[] = {"", "a", "ab", "ba", "salary", "salray", "slary", "SALARY", "celery"};
    enum { WORDS = sizeof words / sizeof words[0] };
    for (size_t i = 0; i < WORDS; i++) {
        for (size_t j = 0; j < WORDS; j++) {
            Str a = str_from(words[i]);
            Str b = str_from(words[j]);
            assert_int_equal(text_distance(a, b, 20), text_distance(b, a, 20));
        }
    }
    assert_int_equal(text_distance(STR(""), STR("salary"), 9), 6);
    assert_int_equal(text_distance(STR("SALARY"), STR("salary"), 9), 0);
    assert_int_equal(text_distance(STR("salray"), STR("salary"), 9), 1);
    assert_int_equal(text_distance(STR("kitten"), STR("sitting"), 9), 3);
    assert_int_equal(text_distance(STR("kitten"), STR("sitting"), 2), 3);
    assert_int_equal(text_distance(STR("kitten"), STR("sitting"), 1), 2);
}

static void test_text_distance_gives_up_on_long_texts(void **state) {
    (void)state;
    char text[65];
    memset(text, 'a', sizeof text);
    assert_int_equal(text_distance((Str){text, 64}, (Str){text, 64}, 3), 0);
    assert_int_equal(text_distance((Str){text, 65}, (Str){text, 65}, 3), 4);
}

static void test_buf_ends_with_nul_after_every_append_and_clear(void **state) {
    (void)state;
    Buf buf = {0};
    for (int i = 0; i < 300; i++) {
        buf_add_char(&buf, 'x');
        assert_int_equal(buf.ptr[buf.len], '\0');
    }
    buf_printf(&buf, "%0200d", 7);
    assert_int_equal(buf.len, 500);
    assert_int_equal(buf.ptr[buf.len], '\0');
    buf_clear(&buf);
    assert_int_equal(buf.len, 0);
    assert_int_equal(buf.ptr[buf.len], '\0');
    buf_free(&buf);
}

static void test_buf_add_int_writes_the_extremes(void **state) {
    (void)state;
    Buf buf = {0};
    buf_add_int(&buf, INT64_MIN);
    buf_add_char(&buf, ' ');
    buf_add_int(&buf, INT64_MAX);
    assert_str(buf_str(&buf), "-9223372036854775808 9223372036854775807");
    buf_free(&buf);
}

static void test_str_skip_plain_stops_in_front_of_what_formats_escape(void **state) {
    (void)state;
    enum { SIZE_MAX_HERE = 50 };
    char text[SIZE_MAX_HERE];
    for (int byte = 0; byte < 256; byte++) {
        bool is_plain = byte >= ' ' && byte != 0x7F && byte != 0xE2 && !memchr("&<>\"'\\", byte, 6);
        bool may_look_so = memchr("#^|~", byte, 4);
        for (size_t size = 1; size <= SIZE_MAX_HERE; size++) {
            for (size_t i = 0; i < size; i++) {
                memset(text, 'a', size);
                text[i] = (char)byte;
                size_t from = i / 3;
                size_t end = str_skip_plain((Str){text, size}, from);
                assert_true(end >= from);
                bool is_skipped = end == size;
                if (is_plain && !may_look_so) assert_true(is_skipped);
                else assert_true((is_plain && is_skipped) || (end <= i && end + 16 > i));
                assert_int_equal(str_skip_plain((Str){text, size}, size), size);
            }
        }
    }
    assert_int_equal(str_skip_plain((Str){0}, 0), 0);
}

static Wide are_tildes(Wide bytes) {
    return wide_is(bytes, '~');
}

static void test_wide_find_finds_the_first_wherever_it_stands(void **state) {
    (void)state;
    enum { SIZE_MAX_HERE = 70 };
    char *text = malloc(SIZE_MAX_HERE);
    assert_non_null(text);
    for (size_t size = 0; size <= SIZE_MAX_HERE; size++) {
        // Its end is that of the memory: a byte beyond it is seen.
        Str all = {text + SIZE_MAX_HERE - size, size};
        for (size_t first = 0; first <= size; first++) {
            memset(text, '~', SIZE_MAX_HERE - size);
            memset(text + SIZE_MAX_HERE - size, 'a', size);
            if (first < size) text[SIZE_MAX_HERE - size + first] = '~';
            if (first + 2 < size) text[SIZE_MAX_HERE - 1] = '~';
            size_t last = first + 2 < size ? size - 1 : size;
            for (size_t at = 0; at <= size; at++) {
                size_t next = at <= first ? first : at <= last ? last : size;
                assert_int_equal(wide_find(all, at, are_tildes), next);
            }
        }
    }
    free(text);
}

static void test_str_ascii_size_ends_at_the_first_letter_that_is_no_byte(void **state) {
    (void)state;
    assert_int_equal(str_ascii_size((Str){0}), 0);
    static const char plain[] = "\x7F so many plain bytes that they are no few: ";
    assert_int_equal(str_ascii_size(str_from(plain)), strlen(plain));
    assert_int_equal(str_ascii_size(STR("\xC3\xA9 plain")), 0);
    assert_int_equal(str_ascii_size(STR("\x7F so many plain bytes that they are no few: \xC3\xA9")), strlen(plain));
}

static void test_buf_add_html_leaves_nothing_to_break_out_of_an_attribute(void **state) {
    (void)state;
    Buf buf = {0};
    for (int byte = 1; byte < 128; byte++) {
        char text = (char)byte;
        buf_add_html(&buf, (Str){&text, 1});
    }
    static const char forbidden[] = "<>\"'";
    for (size_t i = 0; i < 4; i++) assert_int_equal(str_find(buf_str(&buf), forbidden[i]), buf.len);
    assert_int_equal(buf.len, 127 - 5 + 5 + 4 + 4 + 6 + 5);
    buf_free(&buf);
}

static void test_str_trim_and_slice_stay_inside(void **state) {
    (void)state;
    assert_str(str_trim(STR(" \t\r\n a b \v\f")), "a b");
    assert_str(str_trim(STR("   ")), "");
    assert_str(str_slice(STR("abc"), 1, 99), "bc");
    assert_str(str_slice(STR("abc"), 9, 1), "");
    assert_str(str_slice((Str){0}, 1, 2), "");
}

static void test_utf8_read_tells_letters_from_stray_bytes(void **state) {
    (void)state;
    static const struct { const char *text; uint32_t letter; size_t size; bool is_letter; } cases[] = {
        {"a", 'a', 1, true}, {"ä", 0xE4, 2, true}, {"😀", 0x1F600, 4, true}, {"\xE4", 0xE4, 1, false},
        {"\x80", 0x80, 1, false}, {"\xE2\x82", 0xE2, 1, false}, {"\x7F", 0x7F, 1, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t index = 0;
        uint32_t letter = 0;
        assert_int_equal(utf8_read(str_from(cases[i].text), &index, &letter), cases[i].is_letter);
        assert_int_equal(index, cases[i].size);
        assert_int_equal(letter, cases[i].letter);
    }
}

static void test_letters_are_spaces_invisible_or_neither(void **state) {
    (void)state;
    static const uint32_t spaces[] = {' ', '\t', '\n', '\r', 0x85, 0xA0, 0x2003, 0x2028, 0x202F, 0x3000};
    static const uint32_t invisible[] = {0, '\t', '\n', 0x1B, 0x7F, 0x85, 0xAD, 0x61C, 0x200B, 0x200E,
                                         0x2028, 0x202E, 0x2069, 0xFE0F, 0xFEFF, 0xE0041};
    static const uint32_t plain[] = {'!', '~', 'a', 0xE4, 0x301, 0x4E00, 0xFF1D, 0x1F600, 0xE000, 0x10FFFF};
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) assert_true(letter_is_space(spaces[i]));
    for (size_t i = 0; i < sizeof invisible / sizeof invisible[0]; i++) {
        assert_true(letter_is_invisible(invisible[i]));
    }
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        assert_false(letter_is_space(plain[i]));
        assert_false(letter_is_invisible(plain[i]));
    }
    assert_false(letter_is_invisible(' '));
    assert_false(letter_is_space(0x200B));
}

// The tables are ours: base knows no library. ICU, which knows all of Unicode, agrees on each letter.
static void test_letters_are_what_unicode_says(void **state) {
    (void)state;
    size_t count = 0;
    for (uint32_t letter = 0; letter <= 0x10FFFF; letter++) {
        if (letter >= 0xD800 && letter <= 0xDFFF) continue;
        UChar32 code_point = (UChar32)letter;
        bool is_annotation = letter >= 0xFFF9 && letter <= 0xFFFB;
        bool is_line_end = u_charType(code_point) == U_LINE_SEPARATOR || u_charType(code_point) == U_PARAGRAPH_SEPARATOR;
        bool is_invisible = u_charType(code_point) == U_CONTROL_CHAR || is_line_end || is_annotation ||
                            u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
                            u_hasBinaryProperty(code_point, UCHAR_BIDI_CONTROL);
        bool is_space = u_hasBinaryProperty(code_point, UCHAR_WHITE_SPACE);
        Buf text = {0};
        utf8_add(&text, letter);
        bool is_seen = !is_space && !is_invisible && letter != 0x2800;
        if (letter_is_invisible(letter) != is_invisible) fail_msg("U+%04X: invisible is otherwise", letter);
        if (letter >= 0x80 && letter_is_space(letter) != is_space) fail_msg("U+%04X: space is otherwise", letter);
        if (unicode_is_visible(buf_str(&text)) != is_seen) fail_msg("U+%04X: seen is otherwise", letter);
        if (unicode_is_plain(buf_str(&text)) != (is_seen || letter == ' ')) fail_msg("U+%04X: plain is otherwise", letter);
        count += is_invisible;
        buf_free(&text);
    }
    assert_true(count > 4000);   // the tags of plane 14, and more
}

// Both look at eight bytes together: each byte at each place, between others of all kinds.
static void test_words_and_marks_are_found_wherever_they_stand(void **state) {
    (void)state;
    static const char around[] = "a &<>\"'\n\x7F\xC3\xA9\xA7%\xBC";
    char text[64];
    for (unsigned seed = 0; seed < 60000; seed++) {
        unsigned random = seed * 2654435761u;
        size_t len = seed % sizeof text;
        for (size_t i = 0; i < len; i++) {
            random = random * 1664525u + 1013904223u;
            text[i] = seed % 3 ? around[(random >> 16) % (sizeof around - 1)] : (char)(random >> 24);
        }
        size_t words = 0;
        Buf expected = {0};
        for (size_t i = 0; i < len; i++) {
            bool was_space = i == 0 || text[i - 1] == ' ' || text[i - 1] == '\n';
            words += was_space && text[i] != ' ' && text[i] != '\n';
            buf_add_html(&expected, (Str){text + i, 1});
        }
        Buf all = {0};
        buf_add_html(&all, (Str){text, len});
        assert_true(str_equal(buf_str(&all), buf_str(&expected)));
        assert_int_equal(str_count_words((Str){text, len}), words);
        buf_free(&all);
        buf_free(&expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_gives_back_every_code_point),
        cmocka_unit_test(test_utf8_read_tells_letters_from_stray_bytes),
        cmocka_unit_test(test_letters_are_spaces_invisible_or_neither),
        cmocka_unit_test(test_utf8_invalid_at_refuses_overlong_surrogate_and_cut_sequences),
        cmocka_unit_test(test_utf8_invalid_at_sees_a_bad_byte_wherever_it_stands),
        cmocka_unit_test(test_utf8_invalid_at_tells_the_same_in_texts_of_any_script),
        cmocka_unit_test(test_slug_add_lowers_capitals_of_european_languages),
        cmocka_unit_test(test_slug_add_keeps_letters_of_any_script),
        cmocka_unit_test(test_slug_add_drops_marks_that_are_no_letters),
        cmocka_unit_test(test_slug_add_gives_valid_slugs_that_stay_as_they_are),
        cmocka_unit_test(test_text_distance_is_symmetric_cut_off_and_blind_to_case),
        cmocka_unit_test(test_text_distance_gives_up_on_long_texts),
        cmocka_unit_test(test_buf_ends_with_nul_after_every_append_and_clear),
        cmocka_unit_test(test_buf_add_int_writes_the_extremes),
        cmocka_unit_test(test_wide_find_finds_the_first_wherever_it_stands),
        cmocka_unit_test(test_str_ascii_size_ends_at_the_first_letter_that_is_no_byte),
        cmocka_unit_test(test_buf_add_html_leaves_nothing_to_break_out_of_an_attribute),
        cmocka_unit_test(test_str_skip_plain_stops_in_front_of_what_formats_escape),
        cmocka_unit_test(test_letters_are_what_unicode_says),
        cmocka_unit_test(test_words_and_marks_are_found_wherever_they_stand),
        cmocka_unit_test(test_str_trim_and_slice_stay_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
