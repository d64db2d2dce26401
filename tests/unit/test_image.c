#include <stdlib.h>

#include "unit.h"

#include "format/image.h"

#define BYTES(literal) {(literal), sizeof(literal) - 1}
#define PNG_START "\x89PNG\r\n\x1A\n"
#define EXIF_LOW_FIRST                                                                     \
    "\xFF\xE1\0\x22" "Exif\0\0" "II*\0" "\x08\0\0\0" "\x01\0"                              \
    "\x12\x01" "\x03\0" "\x01\0\0\0" "\x06\0\0\0" "\0\0\0\0"
#define EXIF_HIGH_FIRST                                                                    \
    "\xFF\xE1\0\x2E" "Exif\0\0" "MM\0*" "\0\0\0\x08" "\0\x02"                              \
    "\x01\x00" "\0\x03" "\0\0\0\x01" "\0\x05\0\0" "\x01\x12" "\0\x03" "\0\0\0\x01" "\0\x08\0\0" \
    "\0\0\0\0"
#define FRAME_200_100 "\0\x0B\x08" "\0\x64" "\0\xC8" "\x01\x01\x11\0"

typedef struct Sample {
    Str bytes;
    uint32_t width;
    uint32_t height;
} Sample;

static const Sample png = {BYTES(PNG_START "\0\0\0\rIHDR" "\0\0\x01\x2C" "\0\0\0\xC8"
                                 "\x08\x06\0\0\0" "\x9A\x76\x82\x70" "\0\0\0\0IEND"), 300, 200};
static const Sample gif = {BYTES("GIF89a" "\x0A\x01" "\x03\0" "\x80\0\0"
                                 "\0\0\0\xFF\xFF\xFF" ";"), 266, 3};
static const Sample jpeg = {BYTES("\xFF\xD8" "\xFF\xE0\0\x10" "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
                                  "\xFF\xC0" FRAME_200_100 "\xFF\xDA"), 200, 100};
// Other segments, whose markers lie between those of frames, and fill bytes come first.
static const Sample progressive_jpeg = {BYTES("\xFF\xD8" "\xFF\xC4\0\x05\0\0\0" "\xFF\xCC\0\x04\0\0"
    "\xFF\xFF\xFF\xC8\0\x02" "\xFF\xFE\0\x06\xFF\xC0\0\x0B" "\xFF\xC2" FRAME_200_100), 200, 100};
static const Sample turned_jpeg =
    {BYTES("\xFF\xD8" EXIF_LOW_FIRST "\xFF\xC0" FRAME_200_100), 100, 200};
static const Sample turned_jpeg_high_first =
    {BYTES("\xFF\xD8" EXIF_HIGH_FIRST "\xFF\xC1" FRAME_200_100), 100, 200};
static const Sample lossy_webp =
    {BYTES("RIFF\x18\0\0\0WEBP" "VP8 \x0C\0\0\0" "\x10\x02\0" "\x9D\x01\x2A"
           "\x90\x41" "\x2C\xC1" "\0\0"), 400, 300};
// Width less one in 14 bits, height less one in 14 bits: 400 × 300.
static const Sample lossless_webp =
    {BYTES("RIFF\x12\0\0\0WEBP" "VP8L\x06\0\0\0" "\x2F\x8F\xC1\x4A\x10\0"), 400, 300};
static const Sample extended_webp =
    {BYTES("RIFF\x16\0\0\0WEBP" "VP8X\x0A\0\0\0" "\x10\0\0\0" "\xFF\xFF\0" "\x2B\x01\0"),
     65536, 300};
static const Sample svg = {BYTES(
    "\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- <svg width='1' height='1'> -->\n"
    "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"a>b\" [\n <!-- don't > --> <?pi >?>\n"
    " <!ENTITY ns \"<svg width='2'>\">\n]>\n<svg xmlns = 'x>y' data-width=\"3\" width = '120px'\n"
    " height=\"80.4\" viewBox=\"0 0 1 1\"><g/></svg>"), 120, 80};

static const Sample *const samples[] = {
    &png, &gif, &jpeg, &progressive_jpeg, &turned_jpeg, &turned_jpeg_high_first, &lossy_webp,
    &lossless_webp, &extended_webp, &svg,
};
enum { SAMPLE_COUNT = sizeof samples / sizeof samples[0], UNTOUCHED = 77 };

// Reads from a copy of exactly this size, so that the sanitizer sees the first byte too far.
// Checks what holds for any bytes: success gives sides, failure leaves the results untouched.
static bool read_size(Str bytes, uint32_t *ret_width, uint32_t *ret_height) {
    char *copy = malloc(bytes.len ? bytes.len : 1);
    assert_non_null(copy);
    if (bytes.len) memcpy(copy, bytes.ptr, bytes.len);
    *ret_width = *ret_height = UNTOUCHED;
    bool is_read = image_size((Str){copy, bytes.len}, ret_width, ret_height);
    free(copy);
    if (is_read) assert_true(*ret_width > 0 && *ret_height > 0);
    else assert_true(*ret_width == UNTOUCHED && *ret_height == UNTOUCHED);
    return is_read;
}

static void assert_size(Str bytes, uint32_t expected_width, uint32_t expected_height) {
    uint32_t width = 0, height = 0;
    assert_true(read_size(bytes, &width, &height));
    assert_int_equal(width, expected_width);
    assert_int_equal(height, expected_height);
}

static void assert_sample(const Sample *sample) {
    assert_size(sample->bytes, sample->width, sample->height);
}

static void test_image_size_reads_png(void **state) {
    (void)state;
    assert_sample(&png);
}

static void test_image_size_reads_gif(void **state) {
    (void)state;
    assert_sample(&gif);
    assert_size(STR("GIF87a\x01\0\x02\0\0\0\0"), 1, 2);
}

static void test_image_size_reads_baseline_jpeg(void **state) {
    (void)state;
    assert_sample(&jpeg);
}

static void test_image_size_reads_progressive_jpeg(void **state) {
    (void)state;
    assert_sample(&progressive_jpeg);
}

static void test_image_size_swaps_sides_of_jpeg_lying_on_its_side(void **state) {
    (void)state;
    assert_sample(&turned_jpeg);
    assert_sample(&turned_jpeg_high_first);
    enum { ORIENTATION_AT = 30 };
    char bytes[128];
    memcpy(bytes, turned_jpeg.bytes.ptr, turned_jpeg.bytes.len);
    assert_int_equal(bytes[ORIENTATION_AT], 6);
    for (char orientation = 0; orientation <= 9; orientation++) {
        bytes[ORIENTATION_AT] = orientation;
        bool is_turned = orientation >= 5 && orientation <= 8;
        Str changed = {bytes, turned_jpeg.bytes.len};
        assert_size(changed, is_turned ? 100 : 200, is_turned ? 200 : 100);
    }
}

static void test_image_size_ignores_broken_exif(void **state) {
    (void)state;
    // A directory behind the end, more entries than bytes, another byte order mark, no mark.
    static const Str cases[] = {
        BYTES("\xFF\xD8\xFF\xE1\0\x12" "Exif\0\0" "II*\0\xFF\xFF\xFF\xFF\x01\0"
              "\xFF\xC0" FRAME_200_100),
        BYTES("\xFF\xD8\xFF\xE1\0\x14" "Exif\0\0" "II*\0\x08\0\0\0\xFF\xFF\x12\x01"
              "\xFF\xC0" FRAME_200_100),
        BYTES("\xFF\xD8\xFF\xE1\0\x0C" "Exif\0\0" "IM*\0" "\xFF\xC0" FRAME_200_100),
        BYTES("\xFF\xD8\xFF\xE1\0\x08" "Exif\0\0" "\xFF\xC0" FRAME_200_100),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) assert_size(cases[i], 200, 100);
}

static void test_image_size_reads_each_kind_of_webp(void **state) {
    (void)state;
    assert_sample(&lossy_webp);
    assert_sample(&lossless_webp);
    assert_sample(&extended_webp);
}

static void test_image_size_reads_svg_behind_a_prolog(void **state) {
    (void)state;
    assert_sample(&svg);
}

static void test_image_size_reads_sides_of_svg(void **state) {
    (void)state;
    static const struct { const char *attributes; uint32_t width, height; } cases[] = {
        {"width='10' height='20'", 10, 20},
        {"width=' 10PX ' height='1.95e1px'", 10, 20},
        {"viewBox='0 0 30 40'", 30, 40},
        {"viewBox=' -1.5e-5,-2, 30 ,40.4 '", 30, 40},
        {"width='100%' height='100%' viewBox='0 0 30 40'", 30, 40},
        {"width='10em' height='auto' viewBox='0 0 30 40'", 30, 40},
        {"width='0' height='-5' viewBox='0 0 30 40'", 30, 40},
        {"width='60' viewBox='0 0 30 40'", 60, 80},
        {"width='1in' height='20' viewBox='0 0 30 40'", 15, 20},
    };
    Buf text = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buf_clear(&text);
        buf_printf(&text, "<svg %s/>", cases[i].attributes);
        assert_size(buf_str(&text), cases[i].width, cases[i].height);
        buf_clear(&text);
        buf_printf(&text, "<s:svg\n%s><a b='1", cases[i].attributes);
        assert_size(buf_str(&text), cases[i].width, cases[i].height);
    }
    buf_free(&text);
}

static void test_image_size_rejects_svg_without_usable_sides(void **state) {
    (void)state;
    static const char *const cases[] = {
        "<svg/>", "<svg>", "<svg width='10'/>", "<svg width='10%' height='10%'/>",
        "<svg width='10' height='20'", "<svg width='10' height='20' /",
        "<svg width='10' height=20>",
        "<svg width='10' height='20' <g>", "<svg width='1e99' height='20'/>",
        "<svg width='1e-99' height='20'/>", "<svg width='0x10' height='20'/>",
        "<svg width='inf' height='nan'/>", "<svg width='e' height='-'/>",
        "<svg width='' height=''/>", "<svg width='10 20' height='20'/>", "<svg viewBox='0 0 10'/>",
        "<svg viewBox='0 0 10 20 30'/>", "<svg viewBox='0 0 -10 20'/>", "<svg viewBox='0 0 10 0'/>",
        "<svg Width='10' Height='20'/>", "<svg width='2147483648' height='20'/>",
        "<svg height='1' viewBox='0 0 1e300 1e-300'/>",
        "<svg viewBox='0 0 1 0000000000000000000000000000000000000000000000000000000000000010'/>",
        "<svgx width='10' height='20'/>", "<html><svg width='10' height='20'/></html>",
        "<!-- <svg width='10' height='20'/>", "<?xml <svg width='10' height='20'/>",
        "<!DOCTYPE svg [ <svg width='10' height='20'/>",
        "<!DOCTYPE '<svg width=\"10\" height=\"20\"/>",
    };
    uint32_t width = 0, height = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (read_size(str_from(cases[i]), &width, &height)) fail_msg("read: %s", cases[i]);
    }
}

static void test_image_size_rejects_unknown_and_damaged_files(void **state) {
    (void)state;
    static const Str cases[] = {
        BYTES(""),
        BYTES(" "),
        BYTES("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0"),
        // PNG: no width, a side above the limit, not IHDR first.
        BYTES(PNG_START "\0\0\0\rIHDR" "\0\0\0\0" "\0\0\0\xC8" "\x08\x06\0\0\0" "\0\0\0\0"),
        BYTES(PNG_START "\0\0\0\rIHDR" "\x80\0\0\0" "\0\0\0\xC8" "\x08\x06\0\0\0" "\0\0\0\0"),
        BYTES(PNG_START "\0\0\0\x04" "CgBI" "\0\0\0\0" "\0\0\0\rIHDR" "\0\0\0\x01\0\0\0\x01"),
        BYTES("GIF89a\0\0\x03\0\x80\0\0"),
        BYTES("GIF88a\x01\0\x03\0\x80\0\0"),
        // JPEG: the height comes later, a scan or the end first, a frame header that is too short,
        // a segment shorter than its own length, none, and tables that look like a frame header.
        BYTES("\xFF\xD8\xFF\xC0\0\x0B\x08" "\0\0" "\0\xC8" "\x01\x01\x11\0"),
        BYTES("\xFF\xD8\xFF\xDA" FRAME_200_100 "\xFF\xC0" FRAME_200_100),
        BYTES("\xFF\xD8\xFF\xD9" FRAME_200_100 "\xFF\xC0" FRAME_200_100),
        BYTES("\xFF\xD8\xFF\xC0\0\x07\x08\0\x64\0\xC8\x01\x01\x11\0"),
        BYTES("\xFF\xD8\xFF\xE0\0\x01\xFF\xC0" FRAME_200_100),
        BYTES("\xFF\xD8\0\xFF\xC0" FRAME_200_100),
        BYTES("\xFF\xD8\xFF\xC4" FRAME_200_100 "\xFF\xC8" FRAME_200_100 "\xFF\xCC" FRAME_200_100),
        // WebP: another RIFF, a chunk that is too short, another chunk, a later version, no key
        // frame, no start code.
        BYTES("RIFF\x16\0\0\0WAVE" "VP8X\x0A\0\0\0" "\x10\0\0\0" "\xFF\xFF\0" "\x2B\x01\0"),
        BYTES("RIFF\x16\0\0\0WEBP" "VP8X\x09\0\0\0" "\x10\0\0\0" "\xFF\xFF\0" "\x2B\x01\0"),
        BYTES("RIFF\x16\0\0\0WEBP" "ALPH\x0A\0\0\0" "\x10\0\0\0" "\xFF\xFF\0" "\x2B\x01\0"),
        BYTES("RIFF\x12\0\0\0WEBP" "VP8L\x06\0\0\0" "\x2F\x8F\xC1\x4A\x30\0"),
        BYTES("RIFF\x16\0\0\0WEBP" "VP8 \x0A\0\0\0" "\x11\x02\0" "\x9D\x01\x2A" "\x90\x01\x2C\x01"),
        BYTES("RIFF\x16\0\0\0WEBP" "VP8 \x0A\0\0\0" "\x10\x02\0" "\x9D\x01\x2B" "\x90\x01\x2C\x01"),
    };
    uint32_t width = 0, height = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (read_size(cases[i], &width, &height)) fail_msg("read: case %zu", i);
    }
}

static void test_image_size_survives_each_truncation(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        bool was_read = false;
        for (size_t len = 0; len <= samples[i]->bytes.len; len++) {
            uint32_t width = 0, height = 0;
            bool is_read = read_size(str_slice(samples[i]->bytes, 0, len), &width, &height);
            // A cut file has the size of the whole one or none, and more bytes never lose it.
            if (is_read) assert_true(width == samples[i]->width && height == samples[i]->height);
            else assert_false(was_read);
            was_read = is_read;
        }
        assert_true(was_read);
    }
}

static uint32_t next_random(uint32_t *seed) {   // xorshift32: the same numbers at each run
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void test_image_size_survives_mutations(void **state) {
    (void)state;
    enum { ROUNDS = 20000, BYTES_MAX = 512 };
    static const char telling[] = "\0\xFF\x01\x7F\x80<>'\"=-e";
    uint32_t seed = 2463534242;
    size_t read_count = 0;
    for (size_t i = 0; i < ROUNDS; i++) {
        Str original = samples[i % SAMPLE_COUNT]->bytes;
        assert_true(original.len <= BYTES_MAX);
        char bytes[BYTES_MAX];
        memcpy(bytes, original.ptr, original.len);
        for (uint32_t left = 1 + next_random(&seed) % 4; left; left--) {
            char *byte = bytes + next_random(&seed) % original.len;
            if (next_random(&seed) % 2) *byte = telling[next_random(&seed) % (sizeof telling - 1)];
            else *byte = (char)(*byte ^ (1 << next_random(&seed) % 8));
        }
        bool is_cut = next_random(&seed) % 4 == 0;
        size_t len = is_cut ? next_random(&seed) % original.len : original.len;
        uint32_t width = 0, height = 0;
        read_count += read_size((Str){bytes, len}, &width, &height);
    }
    // Both outcomes are common, or the loop would prove little.
    assert_in_range(read_count, ROUNDS / 10, ROUNDS * 9 / 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_image_size_reads_png),
        cmocka_unit_test(test_image_size_reads_gif),
        cmocka_unit_test(test_image_size_reads_baseline_jpeg),
        cmocka_unit_test(test_image_size_reads_progressive_jpeg),
        cmocka_unit_test(test_image_size_swaps_sides_of_jpeg_lying_on_its_side),
        cmocka_unit_test(test_image_size_ignores_broken_exif),
        cmocka_unit_test(test_image_size_reads_each_kind_of_webp),
        cmocka_unit_test(test_image_size_reads_svg_behind_a_prolog),
        cmocka_unit_test(test_image_size_reads_sides_of_svg),
        cmocka_unit_test(test_image_size_rejects_svg_without_usable_sides),
        cmocka_unit_test(test_image_size_rejects_unknown_and_damaged_files),
        cmocka_unit_test(test_image_size_survives_each_truncation),
        cmocka_unit_test(test_image_size_survives_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
