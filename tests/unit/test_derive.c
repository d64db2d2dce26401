#include <stdlib.h>

#include "folder.h"
#include "unit.h"

#include "site/salaries.h"
#include "site/search_form.h"
#include "site/search_terms.h"
#include "site/site.h"

typedef struct Made {
    Sources sources;
    Site site;
    Diags diags;
    Folder folder;
    bool is_derived;
} Made;

static void add_role(int root, const char *slug, const char *fields) {
    Buf text = {0};
    Buf path = {0};
    buf_printf(&path, "content/roles/%s.md", slug);
    buf_printf(&text, "---\nsummary: S\n%s---\nText.\n", fields);
    assert_true(file_write(root, buf_str(&path), buf_str(&text)));
    buf_free(&path);
    buf_free(&text);
}

// A site of the given roles: pairs of slug and front matter, up to NULL.
static void make(Made *made, const char *config, const char *const *roles) {
    *made = (Made){.folder = folder_make_temporary()};
    int root = made->folder.at;
    // The theme is the repository, from which tests are run.
    made->sources = (Sources){.root = root, .theme = {folder_open("."), "."},
                              .options = {.now = {2026, 6, 1}, .thread_count = 2}};
    assert_true(file_write(root, STR("site.yaml"), str_from(config)));
    for (size_t i = 0; roles[i]; i += 2) add_role(root, roles[i], roles[i + 1]);
    Buf strings = {0};       // the words do not matter here
    assert_true(file_read(made->sources.theme.folder, STR("layouts/strings/en.yaml"), STRINGS_MAX_SIZE, &strings));
    assert_true(file_write(root, STR("layouts/strings/fr.yaml"), buf_str(&strings)));
    buf_free(&strings);
    assert_true(sources_read_site(&made->sources, &made->diags));
    assert_true(sources_read_content(&made->sources, NULL, &made->diags));
    made->is_derived = site_derive(&made->sources, &made->site, &made->diags);
}

static void unmake(Made *made) {
    site_free(&made->site);
    folder_close(made->sources.theme.folder);
    sources_free(&made->sources);
    diags_free(&made->diags);
    folder_remove_temporary(&made->folder);
}

static void test_taxonomy_summarizes_the_pay_of_the_main_currency(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: A\nbranch: One\nskills: [Zeal, ärger]\nsalary: {currency: USD, median: 10.01}\n",
        "b", "title: B\nbranch: One\nskills: [Zeal]\nsalary: {currency: USD, median: 20}\n",
        "c", "title: C\nbranch: One\nsalary: {currency: EUR, average: 999}\n",
        "d", "title: D\nbranch: Three\nskills: [Zeal]\nsalary: {currency: USD, average: null}\n",
        "e", "title: E\nbranch: Two\nsalary: {currency: NOK, average: 7}\n",
        "f", "title: F\nbranch: One\nsalary: {currency: USD, average: 30}\n", NULL};
    Made made;
    make(&made, "title: T\n", roles);
    assert_true(made.is_derived);
    const TermList *skills = &made.site.skills;
    assert_int_equal(skills->count, 2);
    assert_str(skills->items[0].name, "ärger");
    assert_str(skills->items[1].address, "skills/zeal/");
    assert_int_equal(skills->items[1].roles.count, 3);
    const PaySummary *pay = &made.site.branches.items[0].pay;
    assert_int_equal(pay->count, 3);
    assert_int_equal(pay->lowest.minor, 1001);
    assert_int_equal(pay->median_count, 2);              // an average is no median
    assert_int_equal(pay->median.minor, 1501);           // of 1001 and 2000, half a cent up
    assert_int_equal(pay->highest.minor, 3000);
    assert_int_equal(made.site.branches.items[1].pay.count, 0);
    assert_int_equal(made.site.branches.items[2].pay.count, 1);   // of another currency alone
    assert_int_equal(made.site.branches.items[2].pay.highest.minor, 700);
    assert_int_equal(made.site.branches.items[2].pay.median_count, 0);
    unmake(&made);
}

// What is "at least" so much may be more than any figure that stands behind it.
static void test_taxonomy_keeps_open_what_is_at_least(void **state) {
    (void)state;
    static const struct { const char *pay[4]; AmountState lowest, median, highest; int64_t middle; } cases[] = {
        {{"10", "20", "30", "'>=40'"}, AMOUNT_KNOWN, AMOUNT_KNOWN, AMOUNT_AT_LEAST, 2500},
        {{"10", "20", "'>=30'", "40"}, AMOUNT_KNOWN, AMOUNT_AT_LEAST, AMOUNT_AT_LEAST, 2500},
        {{"'>=10'", "20", "30", "40"}, AMOUNT_AT_LEAST, AMOUNT_AT_LEAST, AMOUNT_AT_LEAST, 2500},
        {{"10", "20", "30", "40"}, AMOUNT_KNOWN, AMOUNT_KNOWN, AMOUNT_KNOWN, 2500}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Buf fields[4] = {0};
        const char *roles[9] = {"a", NULL, "b", NULL, "c", NULL, "d", NULL, NULL};
        for (size_t j = 0; j < 4; j++) {
            buf_printf(&fields[j], "title: %c\nbranch: One\nsalary: {currency: USD, median: %s}\n",
                       (int)('A' + j), cases[i].pay[j]);
            roles[2 * j + 1] = fields[j].ptr;
        }
        Made made;
        make(&made, "title: T\n", roles);
        const PaySummary *pay = &made.site.branches.items[0].pay;
        assert_int_equal(pay->lowest.state, cases[i].lowest);
        assert_int_equal(pay->median.state, cases[i].median);
        assert_int_equal(pay->median.minor, cases[i].middle);
        assert_int_equal(pay->highest.state, cases[i].highest);
        unmake(&made);
        for (size_t j = 0; j < 4; j++) buf_free(&fields[j]);
    }
}

static void test_facets_are_levels_of_education_and_bands_of_pay(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: A\nbranch: One\neducation: Bachelor's or Master's degree\nsalary: {currency: USD, median: 74999}\n",
        "b", "title: B\nbranch: One\neducation: An M.D.\nsalary: {currency: USD, median: '>=239200'}\n",
        "c", "title: C\nbranch: One\neducation: A good eye\nsalary: {currency: USD, period: hour, median: 41.01}\n",
        "d", "title: D\nbranch: One\nsalary: {currency: USD, median: 50000}\n",
        "e", "title: E\nbranch: One\nsalary: {currency: USD, median: 9}\n", NULL};
    static const struct { const char *name, *address; size_t count; } bands[] = {
        {"$0 to $10", "roles/pay/0/", 1}, {"$50,000 to $75,000", "roles/pay/50000/", 2},
        {"$200,000 and more", "roles/pay/200000/", 1}};
    Made made;
    make(&made, "title: T\n", roles);
    const TermList *levels = &made.site.educations;
    assert_int_equal(made.site.roles.items[0]->education_levels, 1u << 2 | 1u << 3);
    assert_int_equal(made.site.roles.items[2]->education_levels, 0);
    assert_str(levels->items[4].address, "roles/education/doctorate/");
    assert_str(text_str(levels->items[4].roles.items[0]->entry.title), "B");
    assert_int_equal(levels->used_count, 3);
    assert_true(levels->is_partial);
    assert_int_equal(made.site.pay_bands.count, 3);
    assert_true(made.site.pay_bands.is_partial);         // pay per hour is in none
    for (size_t i = 0; i < 3; i++) {
        assert_str(made.site.pay_bands.items[i].name, bands[i].name);
        assert_str(made.site.pay_bands.items[i].address, bands[i].address);
        assert_int_equal(made.site.pay_bands.items[i].roles.count, bands[i].count);
    }
    unmake(&made);
}

static void test_ranking_tells_whether_its_figures_have_one_origin(void **state) {
    (void)state;
    static const struct { const char *first, *second; bool is_mixed; } cases[] = {
        {"source: a, as_of: 2024", "source: a, as_of: 2024", false}, {"source: a, as_of: 2024", "source: b, as_of: 2024", true},
        {"source: a, as_of: 2024", "source: a, as_of: 2024-05", true}, {"source: a", "source: b", true},
        {"source: own", "source: own", false}, {"source: other", "source: other", true},
        {"as_of: 2024", "as_of: 2024", false}, {"source: a", "as_of: 2024", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Buf first = {0}, second = {0};
        const char *pattern = "title: T\nbranch: One\nsalary: {currency: USD, average: 10, %s}\n"
                              "sources: [{id: own, name: 'Bureau: %d'}, {id: other, name: '%d'}]\n";
        buf_printf(&first, pattern, cases[i].first, 1, 1);
        buf_printf(&second, pattern, cases[i].second, 2, 2);
        Made made;
        make(&made, "title: T\nsources: [{id: a, name: A}, {id: b, name: B}]\n",
             (const char *const[]){"a", first.ptr, "b", second.ptr, NULL});
        assert_int_equal(made.site.rankings[0].is_mixed, cases[i].is_mixed);
        unmake(&made);
        buf_free(&first);
        buf_free(&second);
    }
}

// A column of figures has one number of decimals.
static void test_figures_of_one_kind_have_one_number_of_decimals(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: A\nbranch: One\nsalary: {currency: USD, period: hour, median: 41}\n",
        "b", "title: B\nbranch: One\nsalary: {currency: USD, period: hour, average: 40, percentiles: {p10: 20.50}}\n",
        "c", "title: C\nbranch: One\nsalary: {currency: USD, median: 41}\n", NULL};
    static const char *const expected[] = {"$41.00", "$40.00", "$41"};
    Made made;
    make(&made, "title: T\n", roles);
    for (size_t i = 0; i < 3; i++) {
        Buf text = {0};
        const Salary *salary = made.site.roles.items[i]->primary;
        number_write(salary->format, salary_headline(salary)->minor, &text);
        assert_str(buf_str(&text), expected[i]);
        buf_free(&text);
    }
    unmake(&made);
}

static void test_headline_is_the_median_where_there_is_one(void **state) {
    (void)state;
    static const struct { const char *fields; int64_t minor; bool is_average; } cases[] = {
        {"average: 30, median: 20", 2000, false}, {"average: 30", 3000, true},
        {"average: 423250, median: '>=239200'", 23920000, false}, {"median: 20", 2000, false},
        {"average: 30, median: null", 3000, true}, {"average: null, median: null", 0, false},
        {"average: null", 0, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Buf fields = {0};
        buf_printf(&fields, "title: A\nbranch: One\nsalary: {currency: USD, %s}\n", cases[i].fields);
        Made made;
        make(&made, "title: T\n", (const char *const[]){"a", fields.ptr, NULL});
        const Salary *salary = made.site.roles.items[0]->primary;
        assert_int_equal(salary_headline(salary)->minor, cases[i].minor);
        assert_int_equal(salary_headline(salary) == &salary->average, cases[i].is_average);
        unmake(&made);
        buf_free(&fields);
    }
}

static void test_ranking_keeps_currencies_apart_and_equal_pay_equal(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: A\nbranch: One\nsalary: {currency: USD, region: US, average: 10}\n",
        "b", "title: B\nbranch: One\nsalary: [{currency: USD, region: US, average: 30}, {currency: NOK, region: NO, average: 5}]\n",
        "c", "title: C\nbranch: One\nsalary: {currency: USD, region: US, period: month, average: 900}\n",
        "d", "title: D\nbranch: One\nsalary: {currency: USD, region: US, average: 10}\n",
        "e", "title: E\nbranch: One\nsalary: {currency: USD, region: US, average: 5}\n", NULL};
    static const struct { const char *title; size_t rank; } expected[] = {
        {"B", 1}, {"A", 2}, {"D", 2}, {"E", 4}, {"C", 1}};
    Made made;
    make(&made, "title: T\n", roles);
    assert_int_equal(made.site.ranking_count, 3);
    const Ranking *all = &made.site.rankings[0];
    assert_int_equal(all->count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_str(text_str(all->items[i].role->entry.title), expected[i].title);
        assert_int_equal(all->items[i].rank, expected[i].rank);
    }
    assert_int_equal(all->group_count, 2);
    assert_int_equal(all->groups[1], 4);
    assert_str(made.site.rankings[1].address, "salaries/no/");
    assert_int_equal(made.site.rankings[1].count, 1);
    assert_str(made.site.rankings[2].name, "United States");
    unmake(&made);
}

// Steps of a career that other roles name come behind those that the role names itself.
static void test_career_paths_hold_any_number_of_steps(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a1", "title: A1\nbranch: One\n", "a2", "title: A2\nbranch: One\n", "a3", "title: A3\nbranch: One\n",
        "a4", "title: A4\nbranch: One\n", "a5", "title: A5\nbranch: One\ncareer_path: {to: [hub]}\n",
        "b1", "title: B1\nbranch: One\ncareer_path: {to: [hub]}\n", "b2", "title: B2\nbranch: One\ncareer_path: {to: [hub]}\n",
        "b3", "title: B3\nbranch: One\ncareer_path: {to: [hub]}\n",
        "c1", "title: C1\nbranch: One\n", "c2", "title: C2\nbranch: One\ncareer_path: {from: [hub]}\n",
        "hub", "title: Hub\nbranch: One\ncareer_path: {from: [a1, a2, a3, a4, a5], to: [c1]}\n", NULL};
    static const char *const from[] = {"A1", "A2", "A3", "A4", "A5", "B1", "B2", "B3"};
    Made made;
    make(&made, "title: T\n", roles);
    assert_true(made.is_derived);
    const Role *hub = made.site.roles.items[10];
    assert_str(text_str(hub->entry.title), "Hub");
    assert_int_equal(hub->path_from.count, 8);
    for (size_t i = 0; i < 8; i++) assert_str(text_str(hub->path_from.items[i]->entry.title), from[i]);
    assert_int_equal(hub->path_to.count, 2);
    assert_str(text_str(hub->path_to.items[0]->entry.title), "C1");
    assert_str(text_str(hub->path_to.items[1]->entry.title), "C2");
    for (size_t i = 0; i < 8; i++) assert_int_equal(hub->path_from.items[i]->path_to.count, 1);
    unmake(&made);
}

// The sanitizers watch the arithmetic: nothing that is made from the highest amount may overflow.
static void test_steps_of_the_highest_amount_fit_in_every_currency(void **state) {
    (void)state;
    Locale *locale = locale_open(STR("en"));
    Buf fields = {0};
    size_t count = 0;
    buf_add(&fields, STR("title: A\nbranch: One\nsalary:\n"));
    for (int i = 0; i < 26 * 26 * 26; i++) {
        char code[4] = {(char)('A' + i / 676), (char)('A' + i / 26 % 26), (char)('A' + i % 26), '\0'};
        if (!locale_money(locale, str_from(code))) continue;
        buf_printf(&fields, "  - {currency: %s, average: 100000000000, median: 99999999999}\n", code);
        count++;
    }
    locale_close(locale);
    assert_true(count > 150);
    const char *const roles[] = {"a", fields.ptr, NULL};
    Made made;
    make(&made, "title: T\nsalary: {steps: [{level: Top, percent: 1000}, {level: Low, percent: 1}]}\n", roles);
    assert_true(made.is_derived);
    const Role *role = made.site.roles.items[0];
    const Salary *salaries = role->salaries.items;
    assert_int_equal(role->salaries.count, count);
    for (size_t i = 0; i < count; i++) {
        StepList all = salary_steps(&made.site.config.salary, &salaries[i], &made.site.arena);
        const SalaryStep *steps = all.items;
        assert_int_equal(salaries[i].average.minor, AMOUNT_MAX * salary_unit(&salaries[i]));
        assert_int_equal(steps[0].amount.minor, AMOUNT_MAX * 10 * salary_unit(&salaries[i]));
    }
    assert_int_equal(salary_step_amount(AMOUNT_MAX * MONEY_UNIT_MAX, STEP_PERCENT_MAX), AMOUNT_MAX * MONEY_UNIT_MAX * 10);
    unmake(&made);
    buf_free(&fields);
}

static void test_role_list_add_keeps_what_it_has(void **state) {
    (void)state;
    Arena arena = {0};
    Role *all = ARENA_NEW(&arena, Role, 100);
    RoleList list = {ARENA_NEW(&arena, const Role *, 5), 0, 5};
    for (size_t i = 0; i < 100; i++) role_list_add(&arena, &list, &all[i]);
    assert_int_equal(list.count, 100);
    for (size_t i = 0; i < 100; i++) assert_ptr_equal(list.items[i], &all[i]);
    arena_free(&arena);
}

static void test_redirects_give_way_to_pages_and_aliases(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: A\nbranch: One\nalternative_titles: [B, Shared, Own, Alias]\naliases: [/old.html, /x/y]\n",
        "b", "title: B\nbranch: One\nalternative_titles: [Shared]\naliases: [/roles/alias/]\n", NULL};
    static const struct { const char *from, *to; size_t role_count; } expected[] = {
        {"old.html", "roles/a/", 0}, {"roles/alias/", "roles/b/", 0}, {"roles/own/", "roles/a/", 1},
        {"roles/shared/", "roles/a/", 2}, {"x/y/", "roles/a/", 0}};
    Made made;
    make(&made, "title: T\n", roles);
    assert_int_equal(made.site.redirect_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_str(redirect_from(&made.site.redirects[i]), expected[i].from);
        assert_str(redirect_to(&made.site.redirects[i]), expected[i].to);
        assert_int_equal(made.site.redirects[i].roles.count, expected[i].role_count);
    }
    unmake(&made);
}

static void test_recent_is_by_last_change_and_without_hidden_pages(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: A\nbranch: One\ndate: 2026-01-01\nupdated: 2026-02-01\n",
        "b", "title: B\nbranch: One\ndate: 2026-03-01\n",
        "c", "title: Éa\nbranch: One\nupdated: 2026-05-01\nnoindex: true\n",
        "d", "title: eb\nbranch: One\n", NULL};
    Made made;
    make(&made, "title: T\nlanguage: fr\n", roles);
    assert_int_equal(made.site.recent_count, 2);
    assert_str(text_str(made.site.recent[0]->title), "B");
    assert_str(text_str(made.site.recent[1]->title), "A");
    assert_int_equal(made.site.letters.count, 3);
    assert_str(made.site.letters.items[2].text, "É");          // and "eb": one letter in French
    assert_int_equal(made.site.letters.items[2].count, 2);
    unmake(&made);
}

static void test_search_terms_keep_the_best_place_of_each_word(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: Müller & C++ Müller\nbranch: Milling\nskills: [Milling]\nalternative_titles: [Flour S]\n"
             "keywords: [Grist, Milling]\ncodes: {soc: 51-9021, onet: 51-9021.00}\n", NULL};
    static const struct { const char *word; int weight; } expected[] = {
        {"519021", SEARCH_CODE}, {"51902100", SEARCH_CODE}, {"c++", SEARCH_TITLE},
        {"flour", SEARCH_OTHER_TITLE}, {"grist", SEARCH_KEYWORD}, {"milling", SEARCH_KEYWORD},
        {"muller", SEARCH_TITLE}, {"s", SEARCH_OTHER_TITLE}};
    Made made;
    make(&made, "title: T\n", roles);
    const Role *role = made.site.roles.items[0];
    enum { COUNT = sizeof expected / sizeof expected[0] };
    assert_int_equal(role->search_term_count, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        assert_str(search_term_word(role, i), expected[i].word);
        assert_int_equal(role->search_terms[i].weight, expected[i].weight);
    }
    unmake(&made);
}

// Scripts without spaces write a whole title as one word: it is found by its beginning.
static void test_search_terms_cut_long_words(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: 高级看护师与护理管理人员以及社区健康服务协调专员和老年人长期照护计划负责人兼培训讲师顾问\n"
             "branch: Donaudampfschifffahrtselektrizitätenhauptbetriebswerk\n", NULL};
    Made made;
    make(&made, "title: T\n", roles);
    const Role *role = made.site.roles.items[0];
    assert_int_equal(role->search_term_count, 3);
    assert_str(search_term_word(role, 0), "donaudampfschifffahrtselektrizitatenhaup");
    assert_str(search_term_word(role, 2),
               "高级看护师与护理管理人员以及社区健康服务协调专员和老年人长期照护计划负责人兼培训");
    unmake(&made);
}

static void test_search_form_is_what_people_type(void **state) {
    (void)state;
    static const struct { const char *text, *form; } cases[] = {
        {"Ärztin/Arzt", "arztin arzt"}, {"C++, C#", "c++  c#"}, {"+1 #x", " 1  x"}, {"ﬁne ½", "fine 1 2"},
        {"İstanbul", "istanbul"}, {"15-1254.00", "15125400"}, {"9-to-5.", "9 to 5 "}, {"-3", " 3"}, {"看護師", "看護師"}, {"e\xCC\x81t\xC3\xA9", "ete"}, {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Buf form = {0};
        search_form(str_from(cases[i].text), &form);
        assert_str(buf_str(&form), cases[i].form);
        buf_free(&form);
    }
}

// An index of `count` roles, each of which has the one word.
static void make_index(Arena *arena, size_t count, SearchIndex *ret) {
    static SearchTerm term = {.size = 4, .weight = SEARCH_TITLE};
    RoleList roles = role_list_make(arena, count);
    for (size_t i = 0; i < count; i++) {
        Role *role = ARENA_NEW(arena, Role, 1);
        *role = (Role){.search_words = "word", .search_terms = &term, .search_term_count = 1};
        role_list_add(arena, &roles, role);
    }
    search_index_derive(&roles, false, arena, ret);
}

static void test_search_index_is_split_only_where_it_is_large(void **state) {
    (void)state;
    Arena arena = {0};
    SearchIndex index;
    make_index(&arena, 20000, &index);
    assert_true(index.is_whole);
    assert_int_equal(index.node_count, 0);
    make_index(&arena, 20001, &index);
    assert_false(index.is_whole);
    assert_int_equal(index.node_count, 4);    // "w", "wo", "wor", "word": each has too many
    assert_str(index.nodes[3].key, "word");
    arena_free(&arena);
}

#define STEPS "steps: [{level: Top, percent: 125}, {level: Low, percent: 75}]"
#define OBSERVED "salary: {region: US-AL, currency: USD, average: 90780, percentiles: {p25: 62720, p75: 103990}}\n"

static void check_steps(const char *setting, const char *salary, size_t count, int64_t top, int64_t low) {
    const char *const roles[] = {"a", salary, NULL};
    Made made;
    Buf config = {0};
    buf_printf(&config, "title: T\nsalary: {" STEPS "%s}\n", setting);
    make(&made, config.ptr, roles);
    const Salary *primary = made.site.roles.items[0]->primary;
    StepList all = salary_steps(&made.site.config.salary, primary, &made.site.arena);
    const SalaryStep *steps = all.items;
    assert_int_equal(all.count, count);
    if (count) assert_int_equal(steps[0].amount.minor, top);
    if (count) assert_int_equal(steps[1].amount.minor, low);
    buf_free(&config);
    unmake(&made);
}

static void test_modelled_steps_are_exact_where_nothing_was_observed(void **state) {
    (void)state;
    check_steps("", "title: A\nbranch: One\nsalary: {currency: USD, average: 102450}\n", 2, 12806300, 7683800);
    check_steps("", "title: A\nbranch: One\nsalary: {currency: USD, average: 102450, range: {min: 1, max: 999999}}\n", 2,
                12806300, 7683800);
    check_steps(", steps_with_percentiles: hide",
                "title: A\nbranch: One\nsalary: {currency: USD, average: 102450, median: 99999}\n", 2, 12806300, 7683800);
}

static void test_modelled_steps_beside_percentiles_are_rounded_or_off(void **state) {
    (void)state;
    check_steps("", "title: A\nbranch: One\n" OBSERVED, 2, 11300000, 6800000);
    check_steps(", steps_with_percentiles: show", "title: A\nbranch: One\n" OBSERVED, 2, 11300000, 6800000);
    check_steps(", steps_with_percentiles: hide", "title: A\nbranch: One\n" OBSERVED, 0, 0, 0);
    // Steps that a profile gives are its own.
    check_steps(", steps_with_percentiles: hide",
                "title: A\nbranch: One\nsalary: {currency: USD, average: 9, percentiles: {p25: 5},"
                " steps: [{level: X, amount: 7.31}, {level: Y, amount: 4.02}]}\n", 2, 731, 402);
    // By the hour: 45.33 at 125 and 75 %.
    check_steps("", "title: A\nbranch: One\nsalary: {currency: USD, period: hour, average: 45.33, percentiles: {p90: 80}}\n",
                2, 5670, 3400);
}

static void test_high_step_is_the_lowest_above_the_observed_quarter(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: A\nbranch: One\n" OBSERVED,
        "b", "title: B\nbranch: One\nsalary: {currency: USD, average: 90780, percentiles: {p25: 68000}}\n", NULL};
    Made made;
    make(&made, "title: T\nsalary: {" STEPS "}\n", roles);
    const Salary *salary = made.site.roles.items[0]->primary;
    const Salary *other = made.site.roles.items[1]->primary;
    const SalaryConfig *config = &made.site.config.salary;
    StepList steps = salary_steps(config, salary, &made.site.arena);
    assert_ptr_equal(salary_high_step(salary, steps), &steps.items[1]);
    assert_null(salary_high_step(other, salary_steps(config, other, &made.site.arena)));
    unmake(&made);
}

static void test_regions_have_names_of_iso_3166_2_and_those_of_site_yaml_first(void **state) {
    (void)state;
    static const char *const roles[] = {
        "a", "title: A\nbranch: One\nsalary: [{currency: USD, region: US-AL, average: 1}, {currency: USD, region: US-CA,"
             " average: 2}, {currency: EUR, region: DE-HH, average: 3}, {currency: EUR, region: FR, average: 3}]\n", NULL};
    static const char *const expected[] = {"Alabama", "The West", "Hamburg", "France"};
    Made made;
    make(&made, "title: T\nregions: [{id: US-CA, name: The West}]\n", roles);
    assert_true(made.is_derived);
    const Salary *salaries = made.site.roles.items[0]->salaries.items;
    for (size_t i = 0; i < 4; i++) assert_str(salaries[i].region_name, expected[i]);
    unmake(&made);
}

static void test_figures_age_from_the_end_of_what_is_known_of_their_day(void **state) {
    (void)state;
    Date now = {.year = 2026, .month = 6, .day = 1};
    SalaryConfig config = {.stale_months = 60};
    assert_int_equal(figure_age_months((Date){.year = 2023, .month = 5}, now), 37);
    assert_int_equal(figure_age_months((Date){.year = 2023}, now), 30);
    assert_int_equal(figure_age_months((Date){0}, now), 0);
    static const struct { int from, to; bool is_stale; } cases[] = {
        {2024, 2034, false}, {2020, 2030, true}, {2021, 2031, false}, {0, 2025, true}, {0, 2026, false},
        {2034, 2024, false}, {0, 0, false}, {2019, 0, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Outlook outlook = {.from = cases[i].from, .to = cases[i].to};
        assert_int_equal(outlook_is_stale(&config, &outlook, now), cases[i].is_stale);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taxonomy_summarizes_the_pay_of_the_main_currency),
        cmocka_unit_test(test_taxonomy_keeps_open_what_is_at_least),
        cmocka_unit_test(test_facets_are_levels_of_education_and_bands_of_pay),
        cmocka_unit_test(test_ranking_tells_whether_its_figures_have_one_origin),
        cmocka_unit_test(test_figures_of_one_kind_have_one_number_of_decimals),
        cmocka_unit_test(test_headline_is_the_median_where_there_is_one),
        cmocka_unit_test(test_ranking_keeps_currencies_apart_and_equal_pay_equal),
        cmocka_unit_test(test_career_paths_hold_any_number_of_steps),
        cmocka_unit_test(test_role_list_add_keeps_what_it_has),
        cmocka_unit_test(test_steps_of_the_highest_amount_fit_in_every_currency),
        cmocka_unit_test(test_modelled_steps_are_exact_where_nothing_was_observed),
        cmocka_unit_test(test_modelled_steps_beside_percentiles_are_rounded_or_off),
        cmocka_unit_test(test_high_step_is_the_lowest_above_the_observed_quarter),
        cmocka_unit_test(test_regions_have_names_of_iso_3166_2_and_those_of_site_yaml_first),
        cmocka_unit_test(test_figures_age_from_the_end_of_what_is_known_of_their_day),
        cmocka_unit_test(test_redirects_give_way_to_pages_and_aliases),
        cmocka_unit_test(test_recent_is_by_last_change_and_without_hidden_pages),
        cmocka_unit_test(test_search_terms_keep_the_best_place_of_each_word),
        cmocka_unit_test(test_search_terms_cut_long_words),
        cmocka_unit_test(test_search_form_is_what_people_type),
        cmocka_unit_test(test_search_index_is_split_only_where_it_is_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
