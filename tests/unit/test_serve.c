#include "unit.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/connections.h"
#include "serve/guard.h"
#include "serve/kept.h"
#include "serve/media_type.h"
#include "serve/pages.h"

// guard

static RequestOrigin request_to(const char *host) {
    return (RequestOrigin){.host = str_from(host), .host_count = 1, .local = STR("127.0.0.1:8000"),
                           .port = 8000};
}

static bool allows_host(const char *host, const char *name) {
    RequestOrigin request = request_to(host);
    return guard_allows_host(&request, str_from(name));
}

static void test_guard_allows_its_own_names_with_the_port(void **state) {
    (void)state;
    assert_true(allows_host("localhost:8000", ""));
    assert_true(allows_host("LocalHost:8000", ""));
    assert_true(allows_host("127.0.0.1:8000", ""));
    assert_true(allows_host("box.lan:8000", "box.lan"));
    RequestOrigin six = request_to("[::1]:8000");
    assert_false(guard_allows_host(&six, (Str){0}));
    six.local = STR("[::1]:8000");
    assert_true(guard_allows_host(&six, (Str){0}));
}

static void test_guard_allows_no_other_host(void **state) {
    (void)state;
    static const char *const hosts[] = {
        "", ":8000", "localhost", "localhost:", "localhost:80", "localhost:80000", "localhost:08000",
        "localhost:8000 ", "localhost.:8000", "xlocalhost:8000", "localhost:8000:8000", "127.1:8000",
        "0x7f.1:8000", "0.0.0.0:8000", "[::1]:8000", "evil.example:8000", "evil.localhost:8000",
        "localhost.evil.example:8000", "user@localhost:8000", "localhost:8000@evil.example",
        "localhost:8000.evil.example", "localhost/:8000",
    };
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        if (allows_host(hosts[i], "")) fail_msg("%s is allowed", hosts[i]);
    }
}

static void test_guard_wants_one_host(void **state) {
    (void)state;
    RequestOrigin request = request_to("localhost:8000");
    request.host_count = 2;
    assert_false(guard_allows_host(&request, (Str){0}));
    request.host_count = 0;
    request.host = (Str){0};
    assert_false(guard_allows_host(&request, (Str){0}));
}

static void test_guard_takes_a_host_without_port_at_port_80_alone(void **state) {
    (void)state;
    RequestOrigin request = request_to("localhost");
    request.port = 80;
    request.local = STR("127.0.0.1:80");
    assert_true(guard_allows_host(&request, (Str){0}));
    request.host = STR("127.0.0.1");
    assert_true(guard_allows_host(&request, (Str){0}));
    request.host = STR("");
    assert_false(guard_allows_host(&request, (Str){0}));
}

static void test_guard_without_a_local_address_allows_only_names(void **state) {
    (void)state;
    RequestOrigin request = request_to(":8000");
    request.local = (Str){0};
    assert_false(guard_allows_host(&request, (Str){0}));
    request.host = STR("localhost:8000");
    assert_true(guard_allows_host(&request, (Str){0}));
}

static bool allows_origin(const char *origin, const char *site) {
    RequestOrigin request = request_to("localhost:8000");
    request.origin = str_from(origin);
    request.site = str_from(site);
    return guard_allows_origin(&request);
}

static void test_guard_allows_pages_of_its_own_and_none(void **state) {
    (void)state;
    assert_true(allows_origin(NULL, NULL));
    assert_true(allows_origin("http://localhost:8000", "same-origin"));
    assert_true(allows_origin(NULL, "none"));
    static const char *const origins[] = {
        "", "null", "http://", "http://localhost", "http://localhost:8001", "https://localhost:8000",
        "http://localhost:8000/", "http://localhost:8000.evil.example", "http://127.0.0.1:8000",
        "http://evil.example", "localhost:8000",
    };
    for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++) {
        if (allows_origin(origins[i], "same-origin")) fail_msg("%s is allowed", origins[i]);
    }
    static const char *const sites[] = {"", "cross-site", "same-site", "SAME-ORIGIN", "x"};
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++) {
        assert_false(allows_origin(NULL, sites[i]));
    }
}

// connections

typedef struct Pair {
    int here, there;
} Pair;

static Pair make_pair(void) {
    int sockets[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
    return (Pair){sockets[0], sockets[1]};
}

static void close_pairs(const Pair *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        close(pairs[i].here);
        close(pairs[i].there);
    }
}

static bool is_ended(const Pair *pair) {
    struct pollfd wait = {.fd = pair->there, .events = POLLRDHUP};
    return poll(&wait, 1, 0) > 0;
}

// Each came a second after the one before.
static void fill(Connections *connections, Pair *ret) {
    connections_init(connections);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        ret[i] = make_pair();
        assert_true(connections_have_room(connections, (double)i));
        connections_add(connections, ret[i].here, (double)i);
    }
}

static void test_connections_end_the_one_silent_for_longest(void **state) {
    (void)state;
    Connections connections;
    Pair pairs[CONNECTIONS_MAX + 1];
    double now_s = CONNECTIONS_MAX;
    fill(&connections, pairs);
    connections_begin_answer(&connections, pairs[0].here, now_s, false);
    connections_end_answer(&connections, pairs[0].here, now_s);
    connections_begin_answer(&connections, pairs[1].here, now_s, true);
    connections_begin_answer(&connections, pairs[2].here, 2, false);
    pairs[CONNECTIONS_MAX] = make_pair();
    connections_add(&connections, pairs[CONNECTIONS_MAX].here, now_s);
    for (size_t i = 0; i <= CONNECTIONS_MAX; i++) {
        assert_int_equal(is_ended(&pairs[i]), i == 3);
    }
    close_pairs(pairs, CONNECTIONS_MAX + 1);
}

static void test_connections_end_an_answer_only_where_none_is_idle(void **state) {
    (void)state;
    Connections connections;
    Pair pairs[CONNECTIONS_MAX + 1];
    double now_s = CONNECTIONS_MAX;
    fill(&connections, pairs);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        connections_begin_answer(&connections, pairs[i].here, (double)i, i < 5);
    }
    pairs[CONNECTIONS_MAX] = make_pair();
    connections_add(&connections, pairs[CONNECTIONS_MAX].here, now_s);
    for (size_t i = 0; i <= CONNECTIONS_MAX; i++) {
        assert_int_equal(is_ended(&pairs[i]), i == 5);
    }
    close_pairs(pairs, CONNECTIONS_MAX + 1);
}

static void test_connections_have_no_room_while_all_have_just_come(void **state) {
    (void)state;
    Connections connections;
    Pair pairs[CONNECTIONS_MAX];
    double now_s = CONNECTIONS_MAX;
    double later_s = now_s + GRACE_MS / 1000.0 + 0.001;
    fill(&connections, pairs);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        connections_begin_answer(&connections, pairs[i].here, now_s, i % 2);
        if (i % 4 == 0) connections_end_answer(&connections, pairs[i].here, now_s);
    }
    assert_false(connections_have_room(&connections, now_s));
    assert_true(connections_have_room(&connections, later_s));
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        connections_begin_answer(&connections, pairs[i].here, now_s, true);
    }
    assert_false(connections_have_room(&connections, later_s));
    connections_remove(&connections, pairs[7].here);
    assert_true(connections_have_room(&connections, now_s));
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) assert_false(is_ended(&pairs[i]));
    close_pairs(pairs, CONNECTIONS_MAX);
}

static size_t read_sent(const Pair *pair, char *bytes, size_t size) {
    ssize_t count = recv(pair->there, bytes, size - 1, MSG_DONTWAIT);
    bytes[count > 0 ? count : 0] = '\0';
    return strlen(bytes);
}

static void test_connections_tell_only_who_was_never_answered_that_it_is_late(void **state) {
    (void)state;
    Connections connections;
    Pair pairs[3] = {make_pair(), make_pair(), make_pair()};
    char bytes[256];
    connections_init(&connections);
    for (size_t i = 0; i < 3; i++) connections_add(&connections, pairs[i].here, 0);
    connections_begin_answer(&connections, pairs[1].here, 0, false);
    connections_begin_answer(&connections, pairs[2].here, 0, false);
    connections_end_answer(&connections, pairs[2].here, 0);
    connections_expire(&connections, REQUEST_TIMEOUT_S);
    assert_false(is_ended(&pairs[0]));
    connections_expire(&connections, REQUEST_TIMEOUT_S + 0.1);
    assert_true(is_ended(&pairs[0]));
    assert_true(read_sent(&pairs[0], bytes, sizeof bytes) > 0);
    assert_memory_equal(bytes, "HTTP/1.1 408 ", 13);
    connections_expire(&connections, IDLE_TIMEOUT_S + 0.1);
    assert_true(is_ended(&pairs[2]));
    assert_int_equal(read_sent(&pairs[2], bytes, sizeof bytes), 0);
    assert_false(is_ended(&pairs[1]));
    close_pairs(pairs, 3);
}

// kept

static void put(Kept *kept, const char *path, const char *bytes) {
    kept_put(kept, str_from(path), str_from(bytes));
}

static bool finds(Kept *kept, const char *path, const char *bytes) {
    Str found_path, found;
    bool ret = kept_find(kept, str_from(path), &found_path, &found);
    if (ret) assert_str(found_path, path);
    if (ret && bytes) assert_str(found, bytes);
    return ret;
}

static void test_kept_gives_what_was_put_last(void **state) {
    (void)state;
    Kept *kept = calloc(1, sizeof *kept);
    assert_non_null(kept);
    assert_false(finds(kept, "", NULL));
    put(kept, "a", "1");
    put(kept, "a", "other");
    put(kept, "empty", "");
    assert_true(finds(kept, "a", "other"));
    assert_true(finds(kept, "empty", ""));
    assert_false(finds(kept, "b", NULL));
    assert_int_equal(kept->size, 5);
    kept_free(kept);
    assert_int_equal(kept->size, 0);
    free(kept);
}

static void test_kept_drops_what_was_used_longest_ago(void **state) {
    (void)state;
    Kept *kept = calloc(1, sizeof *kept);
    assert_non_null(kept);
    char name[16];
    for (int i = 0; i < KEPT_COUNT; i++) {
        snprintf(name, sizeof name, "%d", i);
        put(kept, name, name);
    }
    assert_true(finds(kept, "0", "0"));
    put(kept, "new", "x");
    assert_true(finds(kept, "0", "0"));
    assert_false(finds(kept, "1", NULL));
    assert_true(finds(kept, "2", "2"));
    kept_free(kept);
    free(kept);
}

static void test_kept_holds_no_more_than_its_limit(void **state) {
    (void)state;
    Kept *kept = calloc(1, sizeof *kept);
    char *bytes = calloc(1, KEPT_MAX_SIZE + 1);
    assert_non_null(kept);
    assert_non_null(bytes);
    put(kept, "small", "1");
    kept_put(kept, STR("half"), (Str){bytes, KEPT_MAX_SIZE / 2});
    kept_put(kept, STR("whole"), (Str){bytes, KEPT_MAX_SIZE});
    assert_int_equal(kept->size, KEPT_MAX_SIZE);
    assert_false(finds(kept, "small", NULL) || finds(kept, "half", NULL));
    assert_true(finds(kept, "whole", NULL));
    // What is too large takes its own old bytes with it, and no others.
    kept_put(kept, STR("half"), (Str){bytes, KEPT_MAX_SIZE + 1});
    assert_true(finds(kept, "whole", NULL));
    kept_put(kept, STR("whole"), (Str){bytes, KEPT_MAX_SIZE + 1});
    assert_false(finds(kept, "whole", NULL));
    assert_int_equal(kept->size, 0);
    kept_free(kept);
    free(kept);
    free(bytes);
}

// media types

static void test_media_type_of_the_end_of_a_name(void **state) {
    (void)state;
    assert_string_equal(media_type_of(STR("roles/nurse/index.html")), "text/html; charset=utf-8");
    assert_string_equal(media_type_of(STR("A.SVG")), "image/svg+xml");
    assert_string_equal(media_type_of(STR("_headers")), "text/plain; charset=utf-8");
    assert_string_equal(media_type_of(STR("roles.schema.json")), "application/json");
    static const char *const unknown[] = {"", "html", "a.html.gz", "css", ".htm", "a.", "a.html/", "x"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        assert_string_equal(media_type_of(str_from(unknown[i])), "application/octet-stream");
    }
}

// pages

static PageHash hash_of(const char *html) {
    return pages_hash(str_from(html), (Hash){1, 2}, (Hash){3, 4});
}

static bool is_same(PageHash a, PageHash b) {
    return hash_equal(a.text, b.text) && hash_equal(a.style, b.style) && hash_equal(a.rest, b.rest);
}

static bool has_same_text(const char *a, const char *b) {
    return hash_equal(hash_of(a).text, hash_of(b).text);
}

static void test_pages_hash_tells_style_from_text(void **state) {
    (void)state;
    const char *page = "<p>a</p><link rel=\"stylesheet\" href=\"/a.1.css\"><p>b";
    const char *other = "<p>a</p><link rel=\"stylesheet\" href=\"/a.2.css\"><p>b";
    assert_true(has_same_text(page, other));
    assert_false(hash_equal(hash_of(page).style, hash_of(other).style));
    assert_true(is_same(hash_of(page), hash_of(page)));
    PageHash changed = pages_hash(str_from(page), (Hash){1, 3}, (Hash){3, 4});
    assert_true(hash_equal(changed.text, hash_of(page).text) && hash_equal(changed.rest, hash_of(page).rest));
    assert_false(hash_equal(changed.style, hash_of(page).style));
    assert_false(is_same(pages_hash(str_from(page), (Hash){1, 2}, (Hash){3, 5}), hash_of(page)));
    assert_false(has_same_text("<link rel=\"icon\" href=\"/1\">", "<link rel=\"icon\" href=\"/2\">"));
    assert_false(has_same_text("<p>a</p>", "<p>b</p>"));
    assert_false(has_same_text("stylesheet 1", "stylesheet 2"));
}

static void test_pages_hash_takes_any_bytes(void **state) {
    (void)state;
    static const char *const pages[] = {"", "<", ">", "<<", "a<", "<link", "<linkstylesheet", "a<b", "<>", "><"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_false(is_same(hash_of(pages[i]), hash_of(pages[j])));
        }
    }
    assert_true(is_same(pages_hash((Str){0}, (Hash){1, 2}, (Hash){3, 4}), hash_of("")));
}

static void test_pages_read_the_hash_that_they_have_written(void **state) {
    (void)state;
    PageHash hash = hash_of("<p>a</p>");
    Buf page = {0};
    pages_add_live(STR("<body></body></body>\n"), hash, &page);
    const char *at = strstr(page.ptr, "data-hash=\"");
    assert_non_null(at);
    assert_memory_equal(page.ptr, "<body></body><script src=\"/.metier/live.js\"", 43);
    PageHash found = pages_read_hash((Str){at + strlen("data-hash=\""), 96});
    assert_true(is_same(found, hash));
    buf_free(&page);
}

static bool is_nothing(PageHash hash) {
    Hash none = {0};
    return is_same(hash, (PageHash){none, none, none});
}

static void test_pages_read_no_hash_of_anything_else(void **state) {
    (void)state;
    char digits[98];
    memset(digits, 'f', sizeof digits);
    assert_true(is_nothing(pages_read_hash((Str){0})));
    assert_true(is_nothing(pages_read_hash((Str){digits, 95})));
    assert_true(is_nothing(pages_read_hash((Str){digits, 97})));
    PageHash whole = pages_read_hash((Str){digits, 96});
    assert_true(whole.text.high == UINT64_MAX && whole.rest.low == UINT64_MAX);
    memset(digits, 'g', sizeof digits);
    assert_true(is_nothing(pages_read_hash((Str){digits, 96})));
}

static void test_pages_show_problems_as_text(void **state) {
    (void)state;
    Buf page = {0};
    pages_add_problems(STR("a.md: <script>&"), &page);
    assert_non_null(strstr(page.ptr, "a.md: &lt;script&gt;&amp;"));
    assert_null(strstr(page.ptr, "<script>"));
    buf_free(&page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guard_allows_its_own_names_with_the_port),
        cmocka_unit_test(test_guard_allows_no_other_host),
        cmocka_unit_test(test_guard_wants_one_host),
        cmocka_unit_test(test_guard_takes_a_host_without_port_at_port_80_alone),
        cmocka_unit_test(test_guard_without_a_local_address_allows_only_names),
        cmocka_unit_test(test_guard_allows_pages_of_its_own_and_none),
        cmocka_unit_test(test_connections_end_the_one_silent_for_longest),
        cmocka_unit_test(test_connections_end_an_answer_only_where_none_is_idle),
        cmocka_unit_test(test_connections_have_no_room_while_all_have_just_come),
        cmocka_unit_test(test_connections_tell_only_who_was_never_answered_that_it_is_late),
        cmocka_unit_test(test_kept_gives_what_was_put_last),
        cmocka_unit_test(test_kept_drops_what_was_used_longest_ago),
        cmocka_unit_test(test_kept_holds_no_more_than_its_limit),
        cmocka_unit_test(test_media_type_of_the_end_of_a_name),
        cmocka_unit_test(test_pages_hash_tells_style_from_text),
        cmocka_unit_test(test_pages_hash_takes_any_bytes),
        cmocka_unit_test(test_pages_read_the_hash_that_they_have_written),
        cmocka_unit_test(test_pages_read_no_hash_of_anything_else),
        cmocka_unit_test(test_pages_show_problems_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
