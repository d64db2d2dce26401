#include "unit.h"

#include "base/digest.h"

static void assert_sri(Str bytes, const char *expected) {
    Buf out = {0};
    digest_add_sri(&out, bytes);
    assert_str(buf_str(&out), expected);
    buf_free(&out);
}

static void test_sri_is_that_of_the_specification(void **state) {
    (void)state;
    assert_sri(STR("alert('Hello, world.');"),
               "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO");
}

// FIPS 180's own examples, and no bytes at all.
static void test_sri_knows_the_vectors_of_sha_384(void **state) {
    (void)state;
    assert_sri((Str){0},
               "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb");
    assert_sri(STR("abc"),
               "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn");
    Buf million = {0};
    for (int i = 0; i < 1000000; i++) buf_add_char(&million, 'a');
    assert_sri(buf_str(&million),
               "sha384-nQ4YCXFkdMsIboNOMQpKHO0UnpwA8khSeXLOxXBMKlsHuLPcOOzE666X3dh/PYmF");
    buf_free(&million);
}

static void test_sri_is_appended(void **state) {
    (void)state;
    Buf out = {0};
    buf_add(&out, STR(" integrity=\""));
    digest_add_sri(&out, STR("abc"));
    buf_add_char(&out, '"');
    assert_str(buf_str(&out), " integrity=\"sha384-"
                              "ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn\"");
    buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sri_is_that_of_the_specification),
        cmocka_unit_test(test_sri_knows_the_vectors_of_sha_384),
        cmocka_unit_test(test_sri_is_appended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
