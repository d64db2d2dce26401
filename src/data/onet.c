// The O*NET Database of the U.S. Department of Labor, a folder of tables: what people do, with
// which skills and products, under which other titles. Its codes are those of OEWS with two more
// digits; ".00" is the occupation itself, all else a part of it.
//
// Education and training are not taken from here: EP says what is typical, where O*NET gives shares
// of answers, some of which it recommends not to use.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "data/tables.h"

enum {
    DUTIES_MAX = 60,
    OTHER_TITLES_MAX = 8,
    TECHNOLOGIES_MAX = 12,
    SKILLS_MAX = 10,
    RELATED_MAX = 20,
    IMPORTANT = 300,         // hundredths: 3 of 5, "important"
    CODE_SIZE = 10,          // "29-1141.00"
    SOC_SIZE = 7,
    BROAD_SIZE = 6,          // "29-114"
};

// What the tables' rows give; each table fills some of it.
typedef struct OnetRow {
    size_t offset;
    Str code, description, task_id, task, task_type, skill, scale, is_suppressed, product, is_hot;
    Str is_wanted, title, sources, related, tier;
    Figure value, index;
} OnetRow;

// Something that an occupation may have of one table: the heaviest stand first, then those that
// come first in the table.
typedef struct Candidate {
    Str text;
    int64_t weight;
    size_t order;
} Candidate;
enum { WEIGHT_UNRATED = 0, WEIGHT_CORE = 1 };

#define FILLED .flags = (COLUMN_REQUIRED | COLUMN_FILLED)
#define CODE COLUMN(OnetRow, code, "O*NET-SOC Code", TEXT, FILLED)
static const Column occupation_columns[] = {
    CODE, COLUMN(OnetRow, description, "Description", TEXT, FILLED),
};
static const Column task_columns[] = {
    CODE, COLUMN(OnetRow, task, "Task", TEXT, FILLED),
    COLUMN(OnetRow, task_id, "Task ID", TEXT, .flags = COLUMN_OPTIONAL),
    COLUMN(OnetRow, task_type, "Task Type", TEXT, .flags = COLUMN_REQUIRED),
};
static const Column skill_columns[] = {
    CODE, COLUMN(OnetRow, skill, "Element Name", TEXT, FILLED),
    COLUMN(OnetRow, scale, "Scale ID", TEXT, FILLED),
    COLUMN(OnetRow, value, "Data Value", FIGURE, FILLED),
    COLUMN(OnetRow, is_suppressed, "Recommend Suppress", TEXT, .flags = COLUMN_REQUIRED),
};
static const Column technology_columns[] = {
    CODE, COLUMN(OnetRow, product, "Example", TEXT, FILLED),
    COLUMN(OnetRow, is_hot, "Hot Technology", TEXT, .flags = COLUMN_REQUIRED),
    COLUMN(OnetRow, is_wanted, "In Demand", TEXT, .flags = COLUMN_OPTIONAL),
};
static const Column title_columns[] = {
    CODE, COLUMN(OnetRow, title, "Alternate Title", TEXT, FILLED),
    COLUMN(OnetRow, sources, "Source(s)", TEXT, .flags = COLUMN_REQUIRED),
};
static const Column related_columns[] = {
    CODE, COLUMN(OnetRow, related, "Related O*NET-SOC Code", TEXT, FILLED),
    COLUMN(OnetRow, tier, "Relatedness Tier", TEXT, FILLED),
    COLUMN(OnetRow, index, "Index", FIGURE,
           .flags = COLUMN_REQUIRED | COLUMN_FILLED | COLUMN_WHOLE),
};

static bool is_yes(Str text) {
    return str_equal_ascii_case(text, STR("Y"));
}

// What a row offers to its occupation; false: nothing.
typedef bool Offer(const OnetRow *row, Candidate *ret);

static bool offer_duty(const OnetRow *row, Candidate *ret) {
    bool is_core = str_equal_ascii_case(row->task_type, STR("Core"));
    bool is_unrated = !row->task_type.len || str_equal_ascii_case(row->task_type, STR("n/a"));
    *ret = (Candidate){.text = row->task, .weight = is_core ? WEIGHT_CORE : WEIGHT_UNRATED};
    return is_core || is_unrated;
}

static bool offer_skill(const OnetRow *row, Candidate *ret) {
    *ret = (Candidate){.text = row->skill, .weight = row->value.hundredths};
    return str_equal(row->scale, STR("IM")) && !is_yes(row->is_suppressed) &&
           row->value.hundredths >= IMPORTANT;
}

static bool offer_technology(const OnetRow *row, Candidate *ret) {
    *ret = (Candidate){.text = row->product,
                       .weight = 2 * is_yes(row->is_wanted) + is_yes(row->is_hot)};
    return true;
}

// A title that several surveys gave is a usual one.
static bool offer_title(const OnetRow *row, Candidate *ret) {
    *ret = (Candidate){.text = row->title, .weight = 1};
    for (size_t i = 0; i < row->sources.len; i++) ret->weight += row->sources.ptr[i] == ',';
    return true;
}

static bool offer_related(const OnetRow *row, Candidate *ret) {
    *ret = (Candidate){.text = str_slice(row->related, 0, SOC_SIZE),
                       .weight = -row->index.hundredths};
    return str_starts_with(row->tier, STR("Primary"));
}

#define LIST(member) TYPED_OFFSET(Occupation, member, StrList)
#define KIND(columns_)                                                                       \
    {.name = "O*NET", .option = "--onet", .form = TABULAR_TSV, .columns = (columns_),        \
     .column_count = sizeof (columns_) / sizeof (columns_)[0],                               \
     .offset_member = offsetof(OnetRow, offset)}

static const TableKind occupation_table = KIND(occupation_columns);
static const struct OnetTable {
    const char *file;
    bool is_required;        // the database is none without it
    TableKind kind;
    Offer *offer;
    size_t list;             // that takes what is offered
    size_t limit;
    int64_t least;           // weight that counts where there is more than that
} tables[] = {
    {"Task Statements.txt", true, KIND(task_columns), offer_duty, LIST(duties), DUTIES_MAX,
     WEIGHT_CORE},
    {"Skills.txt", false, KIND(skill_columns), offer_skill, LIST(skills), SKILLS_MAX, IMPORTANT},
    {"Technology Skills.txt", false, KIND(technology_columns), offer_technology,
     LIST(technologies), TECHNOLOGIES_MAX, 1},
    {"Alternate Titles.txt", false, KIND(title_columns), offer_title, LIST(other_titles),
     OTHER_TITLES_MAX, 1},
    {"Related Occupations.txt", false, KIND(related_columns), offer_related, LIST(related),
     RELATED_MAX, INT64_MIN},
};

typedef struct Reading {
    PublicData *data;
    Str folder;
    Table others;            // SOC codes that OEWS lacks → index into other_codes
    List other_codes;        // of Str
    const struct OnetTable *of;   // the table that is read: not the one of occupations
    List *candidates;        // of Candidate, by occupation
    Arena texts;             // of those
    Diags *diags;
} Reading;

// The occupation that a row is of; NULL where it is of a part of one, or of none that is wanted.
static Occupation *find_occupation(const Reading *reading, Str code) {
    static const Str whole = {".00", 3};
    if (!str_ends_with(code, whole)) return NULL;
    return public_data_find(reading->data, str_slice(code, 0, SOC_SIZE));
}

static void take_occupation(Reading *reading, const OnetRow *row) {
    PublicData *data = reading->data;
    Occupation *occupation = find_occupation(reading, row->code);
    if (occupation) {
        occupation->onet_code = arena_copy(&data->arena, row->code);
        occupation->description = arena_copy(&data->arena, row->description);
        return;
    }
    Str code = str_slice(row->code, 0, SOC_SIZE);
    if (public_data_find(data, code) || table_get(&reading->others, code) != TABLE_NONE) return;
    Str copy = arena_copy(&data->arena, code);
    table_add(&reading->others, copy, reading->other_codes.count);
    *(Str *)list_add(&reading->other_codes, sizeof(Str)) = copy;
}

// Notes a task by its ID, with what tells whether it has changed.
static void take_task(PublicData *data, Occupation *occupation, const OnetRow *row) {
    Buf text = {0};
    buf_printf(&text, "%.*s:%08x", (int)row->task_id.len, row->task_id.ptr,
               (unsigned)(hash_64(row->task) & UINT32_MAX));
    str_list_add(&data->arena, &occupation->tasks, arena_take(&data->arena, &text));
}

static void take_candidate(Reading *reading, const OnetRow *row) {
    Candidate candidate;
    Occupation *occupation = find_occupation(reading, row->code);
    if (!occupation || !reading->of->offer(row, &candidate)) return;
    if (row->task_id.len) take_task(reading->data, occupation, row);
    List *list = &reading->candidates[occupation - reading->data->items];
    candidate.text = arena_copy(&reading->texts, candidate.text);
    candidate.order = list->count;
    *(Candidate *)list_add(list, sizeof candidate) = candidate;
}

static bool check_code(const Head *head, const Tabular *table, Str code, Diags *diags) {
    bool is_code = code.len == CODE_SIZE && code.ptr[SOC_SIZE] == '.' &&
                   soc_code_is_valid(str_slice(code, 0, SOC_SIZE));
    return is_code || diag_error(diags, head_place(head, table, "O*NET-SOC Code"), "bad-cell",
                                 "it takes a code such as 29-1141.00",
                                 "'%.*s' is no value of 'O*NET-SOC Code'",
                                 (int)str_cut(code, 60).len, code.ptr);
}

static void read_rows(Reading *reading, const TableKind *kind, Str path, Str text) {
    Tabular table = {0};
    Head head;
    Str title = {0};
    Arena scratch = {0};
    Diags *diags = reading->diags;
    if (tabular_begin(&table, kind->form, path, text, diags) &&
        head_find(kind, &table, &reading->data->arena, &head, &title, diags)) {
        while (tabular_next(&table, diags)) {
            OnetRow row = {0};
            arena_reset(&scratch);
            if (!head_read_row(&head, &table, &scratch, &row, diags)) break;
            if (!check_code(&head, &table, row.code, diags)) break;
            if (reading->of) take_candidate(reading, &row);
            else take_occupation(reading, &row);
        }
    }
    arena_free(&scratch);
    tabular_end(&table);
}

static int compare_candidates(const void *left, const void *right) {
    const Candidate *a = left;
    const Candidate *b = right;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void choose(Reading *reading, size_t index) {
    PublicData *data = reading->data;
    const struct OnetTable *of = reading->of;
    List *list = &reading->candidates[index];
    Candidate *items = list->items;
    StrList *ret = (StrList *)((char *)&data->items[index] + of->list);
    if (list->count) qsort(items, list->count, sizeof *items, compare_candidates);
    bool is_duty = of->offer == offer_duty;
    bool has_heavy = list->count && items[0].weight >= of->least;
    bool is_cut = list->count > of->limit || (is_duty && has_heavy);
    if (is_duty) data->items[index].has_unrated_duties = list->count && !has_heavy;
    for (size_t i = 0; i < list->count && ret->count < of->limit; i++) {
        if (is_cut && has_heavy && items[i].weight < of->least) break;
        if (str_list_has(ret, items[i].text)) continue;
        str_list_add(&data->arena, ret, arena_copy(&data->arena, items[i].text));
    }
    free(list->items);
    *list = (List){0};
}

static Str path_in(Reading *reading, const char *name) {
    Str folder = reading->folder;
    while (folder.len > 1 && str_ends_with(folder, STR("/"))) folder.len--;
    return path_join(&reading->data->arena, folder, str_from(name));
}

// Reads one table of the folder; where it may be missing, that is no error.
static void read_table(Reading *reading, const TableKind *kind, const char *name,
                       bool is_required) {
    Str path = path_in(reading, name);
    Buf text = {0};
    Diags unread = {0};
    if (data_file_read(path, &text, &unread)) {
        read_rows(reading, kind, path, buf_str(&text));
    } else if (is_required || errno != ENOENT) {
        diags_merge(reading->diags, &unread);
    }
    diags_free(&unread);
    buf_free(&text);
}

static void read_list(Reading *reading, const struct OnetTable *table) {
    size_t count = reading->data->count;
    reading->of = table;
    read_table(reading, &table->kind, table->file, table->is_required);
    for (size_t i = 0; i < count; i++) choose(reading, i);
    arena_reset(&reading->texts);
}

// "29.2" of "O*NET 29.2 Database", or of a folder's name: "db_29_2_text".
static bool find_version(Str text, Str *ret) {
    for (size_t i = 0; i < text.len; i++) {
        size_t at = i;
        while (at < text.len && ascii_is_digit(text.ptr[at])) at++;
        if (at == i) continue;
        size_t end = at + 1;
        while (end < text.len && ascii_is_digit(text.ptr[end])) end++;
        bool is_version = at < text.len && str_find(STR("._"), text.ptr[at]) < 2 && end > at + 1;
        if (is_version) *ret = str_slice(text, i, end);
        if (is_version) return true;
        i = at;
    }
    return false;
}

// The file that comes with it says so; else the name of its folder does.
static bool read_version(Reading *reading) {
    PublicData *data = reading->data;
    Buf text = {0};
    Diags ignored = {0};
    Str version = {0};
    char *real = realpath(arena_copy(&data->arena, reading->folder).ptr, NULL);
    bool is_found = false;
    if (data_file_read(path_in(reading, "Read Me.txt"), &text, &ignored)) {
        is_found = find_version(str_slice(buf_str(&text), 0, str_find(buf_str(&text), '\n')),
                                &version);
    }
    if (!is_found && real) is_found = find_version(path_name(str_from(real)), &version);
    Buf written = {0};
    if (is_found) {
        size_t mark = str_find(version, '_');
        buf_add(&written, str_slice(version, 0, mark));
        if (mark < version.len) buf_add_char(&written, '.');
        buf_add(&written, str_slice(version, mark + 1, version.len));
        data->onet_version = arena_copy(&data->arena, buf_str(&written));
    }
    buf_free(&written);
    diags_free(&ignored);
    buf_free(&text);
    free(real);
    return is_found ||
           diag_error(reading->diags, (Place){reading->folder, DIAG_NO_OFFSET}, "wrong-vintage",
                      "leave the folder its name, such as db_29_2_text",
                      "nothing says which version of O*NET this is");
}

// " (it has 13-1021, 13-1022)": codes of the same broad group that OEWS lacks.
static void add_near(const Reading *reading, Str code, Buf *out) {
    size_t count = 0;
    Str broad = str_slice(code, 0, BROAD_SIZE);
    for (size_t i = 0; i < reading->other_codes.count; i++) {
        Str other = ((const Str *)reading->other_codes.items)[i];
        if (!str_starts_with(other, broad)) continue;
        buf_printf(out, "%s%.*s", count++ ? ", " : " (it has ", (int)other.len, other.ptr);
    }
    if (count) buf_add_char(out, ')');
}

static void warn_lacking(const Reading *reading) {
    const PublicData *data = reading->data;
    Buf codes = {0};
    Buf shown = {0};
    size_t count = 0;
    size_t index = 0;
    for (size_t i = 0; i < data->count; i++) count += !data->items[i].onet_code.len;
    for (size_t i = 0; i < data->count && count; i++) {
        Str code = data->items[i].code;
        if (data->items[i].onet_code.len) continue;
        buf_clear(&shown);
        buf_add(&shown, code);
        add_near(reading, code, &shown);
        add_code(&codes, index++, count, buf_str(&shown));
    }
    if (count) {
        diag_warning(reading->diags, (Place){reading->folder, DIAG_NO_OFFSET}, "lacking-codes",
                     "aggregates of OEWS, or codes of other years: which tasks are theirs nobody "
                     "has said, so write their duties",
                     "O*NET %.*s lacks %zu of the %zu occupations: %s",
                     (int)data->onet_version.len, data->onet_version.ptr, count, data->count,
                     codes.ptr);
    }
    buf_free(&codes);
    buf_free(&shown);
}

bool onet_read(Str folder, PublicData *data, Diags *diags) {
    Reading reading = {.data = data, .folder = folder, .diags = diags};
    size_t before = diags->error_count;
    reading.candidates = ARENA_NEW(&data->arena, List, data->count + 1);
    if (read_version(&reading)) {
        read_table(&reading, &occupation_table, "Occupation Data.txt", true);
        for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
            read_list(&reading, &tables[i]);
        }
        if (diags->error_count == before) warn_lacking(&reading);
    }
    table_free(&reading.others);
    free(reading.other_codes.items);
    arena_free(&reading.texts);
    return diags->error_count == before;
}
