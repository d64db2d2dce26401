#include <stdlib.h>

#include <brotli/decode.h>
#include <libdeflate.h>

#include "unit.h"

#include "format/compress.h"

enum { INPUT_COUNT = 4 };

// Nothing, one byte, much text, and bytes without any pattern: more than one window of gzip.
static void make_inputs(Buf inputs[INPUT_COUNT]) {
    buf_add(&inputs[1], STR("x"));
    for (int i = 0; i < 8000; i++) buf_printf(&inputs[2], "<li>Größe %d</li>\n", i * 7919 % 1000);
    uint32_t number = 1;
    for (int i = 0; i < 100000; i++) {
        number = number * 1664525 + 1013904223;
        buf_add_char(&inputs[3], (char)(number >> 24));
    }
}

static void free_inputs(Buf inputs[INPUT_COUNT]) {
    for (size_t i = 0; i < INPUT_COUNT; i++) buf_free(&inputs[i]);
}

static void gunzip(Str packed, Str expected) {
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    assert_non_null(decompressor);
    char *plain = malloc(expected.len + 1);
    assert_non_null(plain);
    size_t size = 0;
    assert_int_equal(libdeflate_gzip_decompress(decompressor, packed.ptr, packed.len, plain,
                                                expected.len + 1, &size), LIBDEFLATE_SUCCESS);
    assert_true(str_equal((Str){plain, size}, expected));
    free(plain);
    libdeflate_free_decompressor(decompressor);
}

static void unbrotli(Str packed, Str expected) {
    uint8_t *plain = malloc(expected.len + 1);
    assert_non_null(plain);
    size_t size = expected.len + 1;
    assert_int_equal(BrotliDecoderDecompress(packed.len, (const uint8_t *)packed.ptr, &size, plain),
                     BROTLI_DECODER_RESULT_SUCCESS);
    assert_true(str_equal((Str){(const char *)plain, size}, expected));
    free(plain);
}

static void assert_round_trips(bool (*compress)(Str, Buf *), void (*decompress)(Str, Str)) {
    Buf inputs[INPUT_COUNT] = {{0}};
    make_inputs(inputs);
    for (size_t i = 0; i < INPUT_COUNT; i++) {
        Str plain = buf_str(&inputs[i]);
        Buf first = {0};
        Buf second = {0};
        buf_add(&second, STR("before"));
        assert_true(compress(plain, &first));
        assert_true(compress(plain, &second));
        decompress(buf_str(&first), plain);
        Str appended = str_slice(buf_str(&second), strlen("before"), second.len);
        assert_true(str_starts_with(buf_str(&second), STR("before")));
        assert_true(str_equal(appended, buf_str(&first)));
        assert_int_equal(second.ptr[second.len], '\0');
        buf_free(&first);
        buf_free(&second);
    }
    free_inputs(inputs);
}

static void test_gzip_round_trips_and_repeats_itself(void **state) {
    (void)state;
    assert_round_trips(compress_gzip, gunzip);
}

static void test_brotli_round_trips_and_repeats_itself(void **state) {
    (void)state;
    assert_round_trips(compress_brotli, unbrotli);
}

static void test_gzip_tells_neither_name_nor_time(void **state) {
    (void)state;
    Buf out = {0};
    assert_true(compress_gzip(STR("x"), &out));
    // RFC 1952, 2.3: no flags, time 0, slowest algorithm, unknown system.
    static const char header[] = "\x1F\x8B\x08\0\0\0\0\0\x02\xFF";
    assert_true(str_starts_with(buf_str(&out), STR(header)));
    buf_free(&out);
}

static void test_text_becomes_smaller_in_brotli_than_in_gzip(void **state) {
    (void)state;
    Buf inputs[INPUT_COUNT] = {{0}};
    make_inputs(inputs);
    Buf gzip = {0};
    Buf brotli = {0};
    assert_true(compress_gzip(buf_str(&inputs[2]), &gzip));
    assert_true(compress_brotli(buf_str(&inputs[2]), &brotli));
    assert_true(brotli.len < gzip.len && gzip.len < inputs[2].len / 4);
    buf_free(&gzip);
    buf_free(&brotli);
    free_inputs(inputs);
}

static void *no_memory(size_t size) {
    (void)size;
    return NULL;
}

static void test_gzip_without_memory_fails_and_keeps_what_was_there(void **state) {
    (void)state;
    Buf out = {0};
    buf_add(&out, STR("before"));
    libdeflate_set_memory_allocator(no_memory, free);
    bool is_compressed = compress_gzip(STR("x"), &out);
    libdeflate_set_memory_allocator(malloc, free);
    assert_false(is_compressed);
    assert_str(buf_str(&out), "before");
    buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gzip_round_trips_and_repeats_itself),
        cmocka_unit_test(test_brotli_round_trips_and_repeats_itself),
        cmocka_unit_test(test_gzip_tells_neither_name_nor_time),
        cmocka_unit_test(test_text_becomes_smaller_in_brotli_than_in_gzip),
        cmocka_unit_test(test_gzip_without_memory_fails_and_keeps_what_was_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
