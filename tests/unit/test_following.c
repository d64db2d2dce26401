#include "folder.h"
#include "unit.h"

#include "serve/following.h"

enum { EDITS = 60 };         // so many that it is worth to tidy up behind them

#define ROLE_PATH STR("content/roles/nurse.md")

static void write_text(const Folder *folder, Str path, Str text) {
    file_remove(folder->at, path);
    assert_true(file_write(folder->at, path, text));
}

static void write_role(const Folder *folder, const char *skill, int edit) {
    Buf text = {0};
    buf_printf(&text, "---\ntitle: Nurse\nbranch: Health\nsummary: Helps, %d times.\nskills: [%s]\n"
                      "---\n\nNurses help.\n", edit, skill);
    write_text(folder, ROLE_PATH, buf_str(&text));
    buf_free(&text);
}

static Folder make_site(void) {
    Folder ret = folder_make_temporary();
    write_text(&ret, STR("site.yaml"), STR("title: Careers\n"));
    write_role(&ret, "Care", 0);
    return ret;
}

static BuildOptions options_of(const Folder *folder) {
    return (BuildOptions){.root = folder->path, .theme = ".", .thread_count = 1, .is_dry = true,
                          .is_lean = true, .now = {.year = 2026, .month = 12, .day = 1}};
}

static bool refresh(Preview *preview, Diags *ret) {
    Str path = ROLE_PATH;
    diags_free(ret);
    *ret = (Diags){0};
    return preview_refresh(preview, &(PathList){&path, 1}, ret);
}

static bool has_page(Preview *preview, const char *path) {
    Answer answer;
    Diags diags = {0};
    preview_answer(preview, str_from(path), &answer, &diags);
    diags_free(&diags);
    return answer.kind == ANSWER_BYTES && !answer.is_old;
}

static void test_a_page_comes_and_goes_with_what_it_is_about(void **state) {
    (void)state;
    Folder folder = make_site();
    BuildOptions options = options_of(&folder);
    Diags diags = {0};
    Preview *preview = preview_open(&options, &diags);
    assert_true(preview_refresh(preview, NULL, &diags));
    write_role(&folder, "Cooking", 1);
    assert_true(refresh(preview, &diags));
    assert_true(has_page(preview, "/skills/cooking/"));
    assert_false(has_page(preview, "/skills/care/"));
    preview_close(preview);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

// Where file systems know no case, both would be one.
static void test_a_page_that_comes_where_a_file_stands_is_reported(void **state) {
    (void)state;
    Folder folder = make_site();
    BuildOptions options = options_of(&folder);
    Diags diags = {0};
    write_text(&folder, STR("static/skills/Cooking/index.html"), STR("A file.\n"));
    Preview *preview = preview_open(&options, &diags);
    assert_true(preview_refresh(preview, NULL, &diags));
    write_role(&folder, "Cooking", 1);
    assert_false(refresh(preview, &diags));
    assert_string_equal(((const Diag *)diags.list.items)->code, "same-path");
    write_role(&folder, "Care", 2);
    assert_true(refresh(preview, &diags));
    preview_close(preview);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

// The link was sound as long as the page was there.
static void test_a_link_to_a_page_that_goes_is_reported(void **state) {
    (void)state;
    Folder folder = make_site();
    BuildOptions options = options_of(&folder);
    Diags diags = {0};
    write_text(&folder, STR("content/pages/about.md"),
               STR("---\ntitle: About\nsummary: What this is.\n---\n\nSee [care](/skills/care/).\n"));
    Preview *preview = preview_open(&options, &diags);
    assert_true(preview_refresh(preview, NULL, &diags));
    write_role(&folder, "Cooking", 1);
    assert_false(refresh(preview, &diags));
    assert_string_equal(((const Diag *)diags.list.items)->code, "broken-link");
    preview_close(preview);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

static void hear_nothing(void *context, const Refresh *refresh, Diags *diags, Buf *json, Buf *text) {
    (void)context, (void)refresh, (void)diags, (void)json, (void)text;
}

static void test_what_edits_leave_behind_is_freed_when_none_comes_any_more(void **state) {
    (void)state;
    Folder folder = make_site();
    FollowingOptions options = {.build = options_of(&folder), .refreshed = hear_nothing};
    Following following;
    Diags diags = {0};
    assert_true(following_open(&options, &following, &diags));
    following_begin(&following);
    for (int i = 1; i <= EDITS; i++) {
        write_role(&folder, "Care", i);
        assert_true(following_collect(&following));
        following_refresh(&following);
    }
    assert_true(preview_is_untidy(following.preview));
    following_tidy(&following);
    assert_true(preview_is_untidy(following.preview));
    following.changed_s -= 60;
    following_tidy(&following);
    assert_false(preview_is_untidy(following.preview));
    assert_true(has_page(following.preview, "/roles/nurse/"));
    following_close(&following);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

static bool find_next_day(Date *ret) {
    *ret = (Date){.year = 2026, .month = 12, .day = 2};
    return true;
}

static void follow_edit(Following *following) {
    assert_true(following_collect(following));
    following_refresh(following);
}

static void test_the_last_good_pages_stay_over_midnight(void **state) {
    (void)state;
    Folder folder = make_site();
    FollowingOptions options = {.build = options_of(&folder), .refreshed = hear_nothing,
                                .find_day = find_next_day};
    Following following;
    Answer answer;
    Diags diags = {0};
    assert_true(following_open(&options, &following, &diags));
    following_begin(&following);
    assert_true(has_page(following.preview, "/roles/nurse/"));
    write_text(&folder, ROLE_PATH, STR("---\ntitel: Nurse\n---\n"));
    follow_edit(&following);
    following_follow_day(&following);
    preview_answer(following.preview, STR("/roles/nurse/"), &answer, &diags);
    assert_int_equal(answer.kind, ANSWER_BYTES);
    assert_true(answer.is_old);
    following_close(&following);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

static void test_a_day_that_comes_while_there_is_no_site_is_followed_when_there_is(void **state) {
    (void)state;
    Folder folder = make_site();
    FollowingOptions options = {.build = options_of(&folder), .refreshed = hear_nothing,
                                .find_day = find_next_day};
    Following following;
    Diags diags = {0};
    write_text(&folder, ROLE_PATH, STR("---\ntitle: Nurse\nbranch: Health\nsummary: Helps.\n"
                                       "expires: 2026-12-02\n---\n\nNurses help.\n"));
    assert_true(following_open(&options, &following, &diags));
    following_begin(&following);
    assert_true(has_page(following.preview, "/roles/nurse/"));
    file_remove(folder.at, STR("site.yaml"));
    follow_edit(&following);
    following_follow_day(&following);
    write_text(&folder, STR("site.yaml"), STR("title: Careers\n"));
    follow_edit(&following);
    following_follow_day(&following);
    assert_false(has_page(following.preview, "/roles/nurse/"));
    following_close(&following);
    diags_free(&diags);
    folder_remove_temporary(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_page_comes_and_goes_with_what_it_is_about),
        cmocka_unit_test(test_a_page_that_comes_where_a_file_stands_is_reported),
        cmocka_unit_test(test_a_link_to_a_page_that_goes_is_reported),
        cmocka_unit_test(test_what_edits_leave_behind_is_freed_when_none_comes_any_more),
        cmocka_unit_test(test_the_last_good_pages_stay_over_midnight),
        cmocka_unit_test(test_a_day_that_comes_while_there_is_no_site_is_followed_when_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
