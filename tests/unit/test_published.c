#include "unit.h"

#include "output/layouts/field_names.h"
#include "output/json_schema.h"
#include "site/content.h"

typedef struct Pair { Amount low; Amount high; } Pair;
typedef struct Part { Text name; int64_t size; } Part;
typedef struct Deal {
    Text currency;
    Amount pay;
    const NumberFormat *format;
} Deal;
typedef struct Thing {
    Text title;
    bool is_open;
    int64_t count;
    Amount fee;
    Percent share;
    Date day;
    Date since;
    Text kind;
    TextList tags;
    LIST_OF(Part) parts;
    LIST_OF(NamedValues) named;
    Pair pair;
    Part part;
    LIST_OF(Deal) deals;
    Text secret;
} Thing;

static const Field pair_fields[] = {
    FIELD(Pair, low, "low", AMOUNT, "doc", .flags = FIELD_REQUIRED, .json = "lowest", .column = "low"),
    FIELD(Pair, high, "high", AMOUNT, "doc"),
};
static const Schema Pair_schema = SCHEMA("pair", Pair, pair_fields);
static const Field part_fields[] = {
    FIELD(Part, name, "name", TEXT, "doc", .flags = FIELD_REQUIRED),
    FIELD(Part, size, "size", INT, "doc", .min = 1, .max = 9, .column = "size"),
};
static const Schema Part_schema = SCHEMA("part", Part, part_fields);
static const Field deal_fields[] = {
    FIELD(Deal, currency, "currency", CURRENCY, "doc", .flags = FIELD_REQUIRED, .column = "currency"),
    FIELD(Deal, pay, "pay", AMOUNT, "doc", .column = "pay"),
};
static const Schema Deal_schema =
    SCHEMA_AT("deal", Deal, deal_fields, SCHEMA_NO_OFFSET, .money_member = SCHEMA_MONEY(Deal, format));
static const char *const kinds[] = {"small", "large", NULL};
static const Field thing_fields[] = {
    FIELD(Thing, title, "title", TEXT, "what it is", .flags = FIELD_REQUIRED, .column = "title"),
    FIELD(Thing, is_open, "open", BOOL, "doc", .column = "open"),
    FIELD(Thing, count, "count", INT, "doc", .column = "count"),
    FIELD(Thing, fee, "fee", AMOUNT, "doc", .column = "fee"),
    FIELD(Thing, share, "share", PERCENT, "doc", .column = "share"),
    FIELD(Thing, day, "day", DATE, "doc", .column = "day"),
    FIELD(Thing, since, "since", PARTIAL_DATE, "doc"),
    FIELD(Thing, kind, "kind", CHOICE, "doc", .choices = kinds, .fallback = "small", .column = "kind"),
    FIELD(Thing, tags, "tags", TEXT_LIST, "doc", .flags = FIELD_UNIQUE, .column = "tags"),
    FIELD_STRUCTS(Thing, parts, "parts", Part, "doc", .flags = FIELD_TAKES_TEXT, .column = "parts"),
    FIELD_NAMED(Thing, named, "named", "doc"),
    FIELD_STRUCT(Thing, pair, "pair", Pair, "doc", .flags = FIELD_SPREAD),
    FIELD_STRUCT(Thing, part, "part", Part, "doc"),
    FIELD_STRUCTS(Thing, deals, "deals", Deal, "doc", .flags = FIELD_LINES | FIELD_ONE_OR_LIST),
    FIELD(Thing, secret, "secret", TEXT, "doc", .flags = FIELD_UNPUBLISHED),
};
static const Schema Thing_schema = SCHEMA("thing", Thing, thing_fields);

static Str thing_loud(const Publishing *publishing, const void *of) {
    return arena_join(publishing->job->scratch, text_str(((const Thing *)of)->title), STR("!"));
}

static TextList thing_more(const Publishing *publishing, const void *of) {
    (void)publishing;
    return ((const Thing *)of)->tags;
}

static bool deal_is_first(const Publishing *publishing, const void *of) {
    return ((const Thing *)publishing->subject)->deals.items == of;
}

static const Derived thing_first[] = {
    DERIVED("loud", TEXT, thing_loud, "doc", .field.flags = FIELD_REQUIRED, .field.column = "loud"),
};
static const Derived thing_last[] = {
    DERIVED("more", TEXT_LIST, thing_more, "doc", .field.flags = FIELD_DETAIL),
};
static const Derived deal_last[] = {
    DERIVED("first", BOOL, deal_is_first, "doc", .field.column = "first"),
};
static const Shape shapes[] = {
    {&Thing_schema, thing_first, 1, thing_last, 1, NULL},
    {&Deal_schema, NULL, 0, deal_last, 1, NULL},
};

typedef struct Fixture {
    Arena scratch;
    Job job;
    Publishing publishing;
    Json json;
    Csv csv;
    Buf out;
} Fixture;

static void prepare(Fixture *fixture, const Thing *thing, bool is_whole) {
    *fixture = (Fixture){0};
    fixture->job.scratch = &fixture->scratch;
    fixture->json.out = &fixture->out;
    fixture->csv.out = &fixture->out;
    fixture->publishing = (Publishing){.job = &fixture->job, .shapes = shapes, .shape_count = 2,
                                       .subject = thing, .is_whole = is_whole};
}

static void release(Fixture *fixture) {
    buf_free(&fixture->out);
    arena_free(&fixture->scratch);
}

#define TEXT_OF(literal) {.ptr = (literal), .len = sizeof(literal) - 1}
static Text tags[] = {TEXT_OF("a"), TEXT_OF("b")};
static Part parts[] = {{TEXT_OF("x"), 0}, {TEXT_OF("y"), 2}};
static NamedValues named[] = {{TEXT_OF("n"), {tags, 2}}};
static const NumberFormat cents = {.fraction_digits = 2};
static Deal deals[] = {{TEXT_OF("USD"), {.state = AMOUNT_KNOWN, .minor = 4925}, &cents},
                       {TEXT_OF("EUR"), {.state = AMOUNT_AT_LEAST, .minor = 100}, &cents},
                       {TEXT_OF("CHF"), {.state = AMOUNT_SUPPRESSED, .minor = 0}, &cents}};
static const Thing full = {
    .title = TEXT_OF("T"), .is_open = true, .count = -3, .fee = {.state = AMOUNT_KNOWN, .minor = 150000},
    .share = {.is_given = true, .hundredths = -250}, .day = {2024, 2, 29, 0}, .since = {2025, 6, 0, 0}, .kind = TEXT_OF("large"),
    .tags = {tags, 2}, .parts = {parts, 2}, .named = {named, 1}, .pair = {.low = {.state = AMOUNT_SUPPRESSED, .minor = 0}},
    .part = {TEXT_OF("z"), 1}, .deals = {deals, 3}, .secret = TEXT_OF("s"),
};
static const Thing bare = {.title = TEXT_OF("B")};

static void assert_object(const Thing *thing, bool is_whole, const char *expected) {
    Fixture fixture;
    prepare(&fixture, thing, is_whole);
    published_write_object(&fixture.publishing, &Thing_schema, thing, &fixture.json);
    assert_string_equal(fixture.out.ptr, expected);
    release(&fixture);
}

static void test_published_object_has_each_field_and_what_is_derived(void **state) {
    (void)state;
    assert_object(&full, true,
        "{\"loud\":\"T!\",\"title\":\"T\",\"open\":true,\"count\":-3,\"fee\":1.5,\"share\":-2.5,\"day\":\"2024-02-29\","
        "\"since\":\"2025-06\",\"kind\":\"large\",\"tags\":[\"a\",\"b\"],\"parts\":[{\"name\":\"x\"},{\"name\":\"y\","
        "\"size\":2}],\"named\":{\"n\":[\"a\",\"b\"]},\"lowest\":null,\"part\":{\"name\":\"z\",\"size\":1},\"deals\":["
        "{\"currency\":\"USD\",\"pay\":49.25,\"first\":true},{\"currency\":\"EUR\",\"pay\":{\"at_least\":1},"
        "\"first\":false},{\"currency\":\"CHF\",\"pay\":null,\"first\":false}],\"more\":[\"a\",\"b\"]}");
}

static void test_published_object_leaves_out_what_has_no_value(void **state) {
    (void)state;
    assert_object(&bare, true, "{\"loud\":\"B!\",\"title\":\"B\",\"open\":false,\"kind\":\"small\"}");
}

static void test_published_details_stand_beside_the_page_only(void **state) {
    (void)state;
    Thing thing = bare;
    thing.tags = (TextList){tags, 1};
    assert_object(&thing, false,
        "{\"loud\":\"B!\",\"title\":\"B\",\"open\":false,\"kind\":\"small\",\"tags\":[\"a\"]}");
}

static void test_published_table_has_a_line_for_each_item(void **state) {
    (void)state;
    Fixture fixture;
    prepare(&fixture, &full, false);
    published_write_columns(&fixture.publishing, &Thing_schema, &fixture.csv);
    published_write_lines(&fixture.publishing, &Thing_schema, &full, &fixture.csv);
    fixture.publishing.subject = &bare;
    published_write_lines(&fixture.publishing, &Thing_schema, &bare, &fixture.csv);
    assert_string_equal(fixture.out.ptr,
        "loud,title,open,count,fee,share,day,kind,tags,parts,low,size,currency,pay,first\r\n"
        "T!,T,true,-3,1.5,-2.5,2024-02-29,large,a; b,x; y,,1,USD,49.25,true\r\n"
        "T!,T,true,-3,1.5,-2.5,2024-02-29,large,a; b,x; y,,1,EUR,>=1,false\r\n"
        "T!,T,true,-3,1.5,-2.5,2024-02-29,large,a; b,x; y,,1,CHF,,false\r\n"
        "B!,B,false,,,,,small,,,,,,,\r\n");
    release(&fixture);
}

// Each of the texts stands in what was written.
static void expect_all(const Fixture *fixture, const char *const *expected, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!strstr(fixture->out.ptr, expected[i])) fail_msg("no %s in %s", expected[i], fixture->out.ptr);
    }
}

static void test_json_schema_describes_what_is_published(void **state) {
    (void)state;
    Fixture fixture;
    prepare(&fixture, NULL, true);
    json_open_object(&fixture.json, NULL);
    json_schema_write_published(&fixture.json, &fixture.publishing, &Thing_schema);
    json_close_object(&fixture.json);
    static const char *const expected[] = {
        // What is always there, and nothing of a part that may be left out.
        "\"required\":[\"loud\",\"title\",\"open\",\"kind\"],",
        "\"title\":{\"description\":\"what it is\",\"type\":\"string\"}",
        "\"count\":{\"description\":\"doc\",\"type\":\"integer\"}",
        "\"lowest\":{\"description\":\"doc\",\"$ref\":\"#/$defs/amount\"}",
        "\"size\":{\"description\":\"doc\",\"type\":\"integer\",\"minimum\":1,\"maximum\":9}",
        "\"kind\":{\"description\":\"doc\",\"enum\":[\"small\",\"large\"]}",
        "\"tags\":{\"description\":\"doc\",\"type\":\"array\",\"minItems\":1,\"uniqueItems\":true,"
        "\"items\":{\"type\":\"string\"}}",
        "\"required\":[\"currency\",\"first\"]",
        "\"more\":{",
    };
    expect_all(&fixture, expected, sizeof expected / sizeof expected[0]);
    assert_null(strstr(fixture.out.ptr, "secret"));
    assert_null(strstr(fixture.out.ptr, "\"pair\""));
    release(&fixture);
}

#define WRITTEN_TEXT \
    "\"type\":[\"string\",\"number\",\"boolean\"],\"pattern\":\"\\\\S\",\"maxLength\":4096"

static void test_json_schema_describes_what_is_written(void **state) {
    (void)state;
    Fixture fixture;
    prepare(&fixture, NULL, true);
    json_schema_write_fields(&fixture.json, &Thing_schema);
    static const char *const expected[] = {
        "\"required\":[\"title\"],",
        "\"secret\":{", "\"pair\":{", "\"low\":{",
        "\"default\":\"small\"",
        // A text may stand for a list of one, and for a part.
        "\"parts\":{\"description\":\"doc\",\"anyOf\":[{" WRITTEN_TEXT "},{\"type\":\"array\","
        "\"maxItems\":200,\"items\":{\"anyOf\":[{" WRITTEN_TEXT "},{\"type\":\"object\",",
        "\"deals\":{\"description\":\"doc\",\"anyOf\":[{\"type\":\"object\",",
    };
    expect_all(&fixture, expected, sizeof expected / sizeof expected[0]);
    assert_null(strstr(fixture.out.ptr, "loud"));
    assert_null(strstr(fixture.out.ptr, "lowest"));
    release(&fixture);
}

// A column of a struct would be an empty one, and two of one name could not be told apart.
static void check_columns(const Schema *schema, Table *seen) {
    for (size_t i = 0; i < schema->field_count; i++) {
        const Field *field = &schema->fields[i];
        bool has_cells = field->type != FIELD_MAPPING && field->type != FIELD_NAMED_VALUES;
        if (field->column) assert_true(has_cells);
        if (field->column) assert_int_equal(table_add(seen, str_from(field->column), i), TABLE_NONE);
        bool is_inner = field->type == FIELD_MAPPING || field->flags & FIELD_LINES;
        if (is_inner && !(field->flags & FIELD_UNPUBLISHED)) check_columns(field->schema, seen);
    }
}

static void test_columns_of_roles_have_names_of_their_own(void **state) {
    (void)state;
    Table seen = {0};
    check_columns(&role_schema, &seen);
    assert_true(table_get(&seen, STR("average")) != TABLE_NONE);
    table_free(&seen);
}

typedef struct Outer { Thing thing; Part part; bool is_new; } Outer;
static const Field outer_fields[] = {
    FIELD_STRUCT(Outer, thing, "thing", Thing, "doc"),
    FIELD_STRUCT(Outer, part, "bit", Part, "doc", .flags = FIELD_SPREAD, .json = "ignored"),
    FIELD(Outer, is_new, "new", BOOL, "doc"),
};
static const Schema outer_schema = SCHEMA("outer", Outer, outer_fields);

static void test_field_names_follow_from_rows(void **state) {
    (void)state;
    Arena arena = {0};
    const ViewType *names = field_names_make(&outer_schema, &arena);
    static const struct { const char *name; NameKind kind; size_t offset; } expected[] = {
        {"THING_TITLE", NAME_TEXT, offsetof(Outer, thing.title)},
        {"IS_THING_OPEN", NAME_FLAG, offsetof(Outer, thing.is_open)},
        {"THING_KIND", NAME_TEXT, offsetof(Outer, thing.kind)},
        {"THING_TAGS", NAME_LIST, offsetof(Outer, thing.tags)},
        {"THING_PARTS", NAME_LIST, offsetof(Outer, thing.parts)},
        {"THING_PART_NAME", NAME_TEXT, offsetof(Outer, thing.part.name)},
        {"THING_DEALS", NAME_LIST, offsetof(Outer, thing.deals)},
        {"THING_SECRET", NAME_TEXT, offsetof(Outer, thing.secret)},
        {"NAME", NAME_TEXT, offsetof(Outer, part.name)},
        {"IS_NEW", NAME_FLAG, offsetof(Outer, is_new)},
    };
    assert_int_equal(names->name_count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < names->name_count; i++) {
        assert_string_equal(names->names[i].name, expected[i].name);
        assert_int_equal(names->names[i].kind, expected[i].kind);
        assert_int_equal(names->names[i].offset, expected[i].offset);
    }
    const ViewType *items = names->names[4].items;
    assert_int_equal(items->size, sizeof(Part));
    assert_int_equal(items->name_count, 1);
    assert_int_equal(names->names[3].items->size, sizeof(Text));
    arena_free(&arena);
}

typedef struct Pointing { Str before; Part *part; bool is_new; } Pointing;
static const Field pointing_fields[] = {
    FIELD_POINTER(Pointing, part, "part", Part, "doc", .flags = FIELD_POINTED),
    FIELD(Pointing, is_new, "new", BOOL, "doc"),
};
static const Schema pointing_schema = SCHEMA("pointing", Pointing, pointing_fields);

static void test_names_of_what_a_field_points_to_are_a_view_of_their_own(void **state) {
    (void)state;
    Arena arena = {0};
    const ViewType *names = field_names_make(&pointing_schema, &arena);
    assert_int_equal(names->name_count, 1);
    assert_string_equal(names->names[0].name, "IS_NEW");
    PointedNames pointed = field_names_make_pointed(&pointing_schema, &arena);
    assert_int_equal(pointed.view->name_count, 1);
    assert_int_equal(pointed.view->size, sizeof(Part));
    assert_string_equal(pointed.view->names[0].name, "PART_NAME");
    assert_int_equal(pointed.view->names[0].offset, offsetof(Part, name));
    Part part = {0};
    Pointing given = {.part = &part};
    Pointing none = {0};
    assert_ptr_equal(field_names_pointed_at(&pointed, &given), &part);
    assert_memory_equal(field_names_pointed_at(&pointed, &none), &part, sizeof part);
    assert_null(field_names_make_pointed(&outer_schema, &arena).view);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_object_has_each_field_and_what_is_derived),
        cmocka_unit_test(test_published_object_leaves_out_what_has_no_value),
        cmocka_unit_test(test_published_details_stand_beside_the_page_only),
        cmocka_unit_test(test_published_table_has_a_line_for_each_item),
        cmocka_unit_test(test_json_schema_describes_what_is_published),
        cmocka_unit_test(test_json_schema_describes_what_is_written),
        cmocka_unit_test(test_field_names_follow_from_rows),
        cmocka_unit_test(test_names_of_what_a_field_points_to_are_a_view_of_their_own),
        cmocka_unit_test(test_columns_of_roles_have_names_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
