#include "output/layouts/layout_check.h"

#include <stdlib.h>

// Scopes are views, each at most once: of two that are one view the outer one is never asked.
enum { SCOPE_MAX = 40, NAMES_MAX = 600, HINTS_MAX = 200, QUESTION_MAX = 8 };

typedef struct Scopes {
    const ViewType *views[SCOPE_MAX];
    size_t count;
} Scopes;

// What a layout comes to with its includes.
typedef struct Total {
    size_t include_count;
    size_t size;
    int height;              // of the includes in it
} Total;

typedef struct PageCheck {
    LayoutCheck *check;
    Str main_layout;
    Table totals_by_key;     // a file in its scopes → index into totals
    List totals;             // of Total
    bool is_over;            // a limit is exceeded: nothing more is looked at
} PageCheck;

// A section that is open at a mark.
typedef struct Section {
    Str name;
    Scopes outside;
} Section;

static LayoutFile *file_at(const LayoutCheck *check, size_t index) {
    return (LayoutFile *)check->files.items + index;
}

static bool scopes_enter(Scopes *scopes, const ViewType *view) {
    size_t kept = 0;
    for (size_t i = 0; i < scopes->count; i++) {
        if (scopes->views[i] != view) scopes->views[kept++] = scopes->views[i];
    }
    scopes->count = kept;
    if (kept == SCOPE_MAX) return false;
    scopes->views[scopes->count++] = view;
    return true;
}

static const ViewName *find_name(const Scopes *scopes, Str name, ViewUse *ret_use) {
    for (size_t i = scopes->count; i > 0; i--) {
        const ViewName *found = view_find(scopes->views[i - 1], name, ret_use);
        if (found) return found;
    }
    return NULL;
}

static bool may_propose(LayoutCheck *check) {
    return check->hint_count++ < HINTS_MAX;
}

static void report_unknown(LayoutCheck *check, const Scopes *scopes, Place place, Str name) {
    static const char *const prefixes[] = {"", "HAS_", "NO_"};
    const char *hint = "'metier help layouts' lists the names";
    Arena scratch = {0};
    if (may_propose(check)) {
        Str names[NAMES_MAX];
        size_t count = 0;
        for (size_t i = 0; i < scopes->count; i++) {
            const ViewType *view = scopes->views[i];
            for (size_t j = 0; j < view->name_count; j++) {
                Str known = str_from(view->names[j].name);
                for (size_t k = 0; k < 3 && count < NAMES_MAX; k++) {
                    names[count++] = arena_join(&scratch, str_from(prefixes[k]), known);
                }
            }
        }
        hint = diag_did_you_mean(&scratch, name, names, count, hint);
    }
    diag_error(check->diags, place, "unknown-name", hint,
               "there is no '%.*s' in this place of a layout", (int)name.len, name.ptr);
    arena_free(&scratch);
}

// The name with the 26 letters from `first` on ('A' or 'a') in their other case.
static Str other_case(Str name, char first, Arena *arena) {
    char *ptr = ARENA_NEW(arena, char, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        bool is_changed = name.ptr[i] >= first && name.ptr[i] < first + 26;
        ptr[i] = is_changed ? (char)(name.ptr[i] ^ ('a' - 'A')) : name.ptr[i];
    }
    return (Str){ptr, name.len};
}

static Str string_key(Str mark_name, Arena *arena) {
    return other_case(str_slice(mark_name, STR("T_").len, mark_name.len), 'A', arena);
}

size_t layout_string(const LayoutCheck *check, Str mark_name) {
    Arena scratch = {0};
    size_t ret = table_get(&check->strings->by_key, string_key(mark_name, &scratch));
    arena_free(&scratch);
    return ret;
}

static void report_unknown_string(LayoutCheck *check, Place place, Str mark_name) {
    Arena scratch = {0};
    const char *hint = "add it to layouts/strings";
    const List *keys = &check->strings->keys;
    Str key = string_key(mark_name, &scratch);
    if (may_propose(check)) hint = diag_did_you_mean(&scratch, key, keys->items, keys->count, hint);
    diag_error(check->diags, place, "unknown-string", hint, "there is no string '%.*s'",
               (int)key.len, key.ptr);
    arena_free(&scratch);
}

// Checks that the placeholders of a string name texts where the string stands.
static void check_string(LayoutCheck *check, const Scopes *scopes, Place place, Str mark_name) {
    size_t index = layout_string(check, mark_name);
    if (index == TABLE_NONE) {
        report_unknown_string(check, place, mark_name);
        return;
    }
    Arena scratch = {0};
    Str text = ((Str *)check->strings->values.items)[index];
    Str placeholder;
    for (size_t at = 0; strings_next_placeholder(text, &at, &placeholder);) {
        ViewUse use;
        Str upper = other_case(placeholder, 'a', &scratch);
        const ViewName *name = find_name(scopes, upper, &use);
        bool is_text = name && use == VIEW_ITSELF &&
                       (name->kind == NAME_TEXT || name->kind == NAME_LINK ||
                        name->kind == NAME_URL || name->kind == NAME_BASE);
        if (!name) {
            report_unknown(check, scopes, place, upper);
        } else if (!is_text) {
            Place source = {check->strings->path, ((size_t *)check->strings->offsets.items)[index]};
            diag_error(check->diags, source, "bad-placeholder", "write it into the layout",
                       "{%.*s} is no text: it cannot stand in a string", (int)placeholder.len,
                       placeholder.ptr);
        }
    }
    arena_free(&scratch);
}

static void check_spot(LayoutCheck *check, Place place, Str name, Spot spot, NameKind kind) {
    const char *hint = NULL;
    const char *objection = spot_objection(spot, kind, &hint);
    if (!objection) return;
    diag_error(check->diags, place, "unsafe-context", hint, "'%.*s' may not stand here: %s",
               (int)name.len, name.ptr, objection);
}

static void check_variable(LayoutCheck *check, const Scopes *scopes, const LayoutFile *file,
                           size_t index) {
    const Mark *mark = (const Mark *)file->marks.items + index;
    Place place = {file->path, mark->from + 2};
    if (str_starts_with(mark->name, STR("T_"))) {
        if (mark->is_raw) {
            diag_error(check->diags, place, "wrong-mark",
                       "remove ':none': this is text, and must be escaped", "'%.*s' is text",
                       (int)mark->name.len, mark->name.ptr);
        }
        check_spot(check, place, mark->name, file->spots[index], NAME_TEXT);
        check_string(check, scopes, place, mark->name);
        return;
    }
    ViewUse use;
    const ViewName *name = find_name(scopes, mark->name, &use);
    if (!name) {
        report_unknown(check, scopes, place, mark->name);
        return;
    }
    bool is_ready = name->kind == NAME_HTML || name->kind == NAME_JSON;
    if (name->kind == NAME_LIST || name->kind == NAME_FLAG || use != VIEW_ITSELF) {
        diag_error(check->diags, place, "wrong-mark", "write {{#NAME}}…{{/NAME}}",
                   "'%.*s' is a section, not a value", (int)mark->name.len, mark->name.ptr);
    } else if (mark->is_raw != is_ready) {
        diag_error(check->diags, place, "wrong-mark",
                   mark->is_raw ? "remove ':none': this is text, and must be escaped"
                                : "add ':none': this is ready HTML",
                   "'%.*s' is %s", (int)mark->name.len, mark->name.ptr,
                   mark->is_raw ? "text" : "HTML");
    } else {
        check_spot(check, place, mark->name, file->spots[index], name->kind);
    }
}

// Checks a section's mark and opens its scope. `around` is the section that it lies in.
static void enter_section(LayoutCheck *check, Scopes *scopes, const LayoutFile *file,
                          const Mark *mark, const Section *around) {
    Str separator = STR("_separator");
    Place place = {file->path, mark->from + 3};
    bool is_separator = str_ends_with(mark->name, separator);
    Str name = is_separator ? str_slice(mark->name, 0, mark->name.len - separator.len) : mark->name;
    ViewUse use = VIEW_ITSELF;
    const ViewName *found = find_name(scopes, name, &use);
    if (!found) {
        report_unknown(check, scopes, place, mark->name);
    } else if (is_separator) {
        if (around && str_equal(around->name, name)) return;
        diag_error(check->diags, place, "wrong-mark", "move it there; elsewhere it writes nothing",
                   "'%.*s' must stand right within its section {{#%.*s}}", (int)mark->name.len,
                   mark->name.ptr, (int)name.len, name.ptr);
    } else if (found->kind == NAME_LIST && use == VIEW_ITSELF) {
        if (scopes_enter(scopes, found->items)) return;
        diag_error(check->diags, place, "layout-depth", "move a part out of the lists around it",
                   "more than %d kinds of things lie in each other here", SCOPE_MAX);
    } else if (found->kind != NAME_FLAG && use == VIEW_ITSELF) {
        diag_error(check->diags, place, "wrong-mark",
                   "use {{#HAS_NAME}} to ask whether it is there",
                   "'%.*s' is a value, not a section", (int)mark->name.len, mark->name.ptr);
    }
}

static void report_missing(LayoutCheck *check, Place place, Str name, Str file) {
    // A file that was refused is there: what is wrong with it is told.
    Str path = arena_join(check->arena, STR("layouts/"), file);
    if (diags_speak_of(check->diags, &(List){.items = &path, .count = 1})) return;
    const char *hint = "create the file, or remove the mark";
    if (may_propose(check)) {
        Str names[NAMES_MAX];
        size_t count = 0;
        for (; count < check->files.count && count < NAMES_MAX; count++) {
            names[count] = template_include_name(file_at(check, count)->name, check->arena);
        }
        hint = diag_did_you_mean(check->arena, name, names, count, hint);
    }
    diag_error(check->diags, place, "unknown-include", hint, "there is no %.*s", (int)path.len,
               path.ptr);
}

static size_t add_capped(size_t a, size_t b) {
    return a + b < a ? SIZE_MAX : a + b;
}

static void report_depth(PageCheck *page, Place place) {
    page->is_over = true;
    diag_error(page->check->diags, place, "layout-depth", "remove one of the includes",
               "includes lie in each other more than %d deep", INCLUDE_MAX_DEPTH);
}

// Adds what an include at a depth comes to.
static void add_total(PageCheck *page, Place place, int depth, Total *total, Total added) {
    if (added.height >= total->height) total->height = added.height + 1;
    // What was checked elsewhere may lie deeper here.
    if (depth + total->height > INCLUDE_MAX_DEPTH) {
        report_depth(page, place);
        return;
    }
    total->include_count = add_capped(total->include_count, added.include_count);
    total->size = add_capped(total->size, added.size);
    if (total->include_count <= INCLUDE_MAX_COUNT && total->size <= INCLUDE_MAX_SIZE) return;
    page->is_over = true;
    diag_error(page->check->diags, place, "include-limit",
               "remove includes: they multiply in each other",
               "with this include a page's layouts come to more than %d includes or %d MB",
               INCLUDE_MAX_COUNT, INCLUDE_MAX_SIZE / (1024 * 1024));
}

static Total check_file(PageCheck *page, Scopes scopes, size_t index, int depth);

static void check_include(PageCheck *page, const Scopes *scopes, const LayoutFile *file,
                          const Mark *mark, int depth, Total *total) {
    LayoutCheck *check = page->check;
    bool is_main = str_equal(mark->name, STR("MAIN"));
    Str name = is_main ? page->main_layout : template_include_file(mark->name, check->arena);
    Place place = {file->path, mark->from + 3};
    size_t index = table_get(&check->by_name, name);
    if (index == TABLE_NONE) {
        report_missing(check, place, mark->name, name);
    } else if (is_main && !str_equal(file->name, LAYOUT_FRAME)) {
        diag_error(check->diags, place, "main-include", "remove it",
                   "{{>MAIN}} may stand only in base.html");
    } else if (file_at(check, index)->is_open) {
        diag_error(check->diags, place, "include-loop", "remove one of the includes",
                   "these includes go round in a circle: '%.*s' is being written already",
                   (int)name.len, name.ptr);
    } else if (depth == INCLUDE_MAX_DEPTH) {
        report_depth(page, place);
    } else {
        Total added = check_file(page, *scopes, index, depth + 1);
        if (!page->is_over) add_total(page, place, depth, total, added);
    }
}

// What names a file in its scopes.
static Str memo_key(const PageCheck *page, const Scopes *scopes, size_t index) {
    Buf key = {0};
    buf_add(&key, (Str){(const char *)&index, sizeof index});
    buf_add(&key, (Str){(const char *)scopes->views, scopes->count * sizeof scopes->views[0]});
    return arena_take(page->check->arena, &key);
}

static Total check_marks(PageCheck *page, Scopes scopes, const LayoutFile *file, int depth) {
    Total ret = {.include_count = 1, .size = file->text.len};
    Section sections[SECTION_MAX_DEPTH];
    size_t section_count = 0;
    for (size_t i = 0; i < file->marks.count && !page->is_over; i++) {
        const Mark *mark = (const Mark *)file->marks.items + i;
        switch (mark->kind) {
            case MARK_VARIABLE: check_variable(page->check, &scopes, file, i); break;
            case MARK_SECTION: {
                const Section *around = section_count ? &sections[section_count - 1] : NULL;
                sections[section_count] = (Section){mark->name, scopes};
                enter_section(page->check, &scopes, file, mark, around);
                section_count++;
                break;
            }
            case MARK_END: scopes = sections[--section_count].outside; break;
            case MARK_INCLUDE: check_include(page, &scopes, file, mark, depth, &ret); break;
            case MARK_COMMENT: break;
        }
    }
    return ret;
}

// Each file is checked once in the same scopes, however often it is included there.
static Total check_file(PageCheck *page, Scopes scopes, size_t index, int depth) {
    LayoutFile *file = file_at(page->check, index);
    file->is_used = true;
    if (!file->is_valid) return (Total){0};
    Str key = memo_key(page, &scopes, index);
    size_t known = table_get(&page->totals_by_key, key);
    if (known != TABLE_NONE) return ((Total *)page->totals.items)[known];
    file->is_open = true;
    Total ret = check_marks(page, scopes, file, depth);
    file->is_open = false;
    table_add(&page->totals_by_key, key, page->totals.count);
    *(Total *)list_add(&page->totals, sizeof(Total)) = ret;
    return ret;
}

static void check_is_filled(LayoutCheck *check, const LayoutFile *file) {
    size_t from = 0;
    for (size_t i = 0; i < file->marks.count; i++) {
        const Mark *mark = (const Mark *)file->marks.items + i;
        if (mark->kind != MARK_COMMENT || str_trim(str_slice(file->text, from, mark->from)).len) {
            return;
        }
        from = mark->to;
    }
    if (str_trim(str_slice(file->text, from, file->text.len)).len) return;
    diag_error(check->diags, (Place){file->path, 0}, "empty-layout",
               "write what the page shows, or remove the file: then the theme's is used",
               "this layout is empty");
}

void layout_check_use(LayoutCheck *check, const LayoutUse *use) {
    PageCheck page = {.check = check, .main_layout = use->file};
    Scopes scopes = {.count = 0};
    for (size_t i = 0; i < use->scope_count; i++) scopes_enter(&scopes, use->scopes[i]);
    const LayoutFile *file = file_at(check, table_get(&check->by_name, use->file));
    if (file->is_valid) check_is_filled(check, file);
    check_file(&page, scopes, table_get(&check->by_name, use->frame), 0);
    table_free(&page.totals_by_key);
    free(page.totals.items);
}

// Whether a flag is set (IS_X, NOT_X), or another name has something (HAS_X, NO_X).
typedef struct Question {
    Str name;
    bool is_flag;
} Question;

static bool question_equal(const Question *a, const Question *b) {
    return a->is_flag == b->is_flag && str_equal(a->name, b->name);
}

// An include of MAIN, as the answers to questions under which it is written.
typedef struct MainMark {
    size_t from;
    unsigned wanted, unwanted;   // a bit per question
} MainMark;

typedef struct Frame {
    LayoutCheck *check;
    const LayoutFile *file;
    Question questions[QUESTION_MAX];
    size_t question_count;
    List mains;              // of MainMark
} Frame;

static const struct { const char *start; bool is_flag, is_no; } question_starts[] = {
    {"IS_", true, false}, {"NOT_", true, true}, {"HAS_", false, false}, {"NO_", false, true},
};

// The bit of a question, and whether the answer must be no. 0 when it is none, or one too many.
static unsigned question_bit(Frame *frame, Str name, bool *ret_is_no) {
    for (size_t i = 0; i < sizeof question_starts / sizeof question_starts[0]; i++) {
        Str start = str_from(question_starts[i].start);
        if (!str_starts_with(name, start)) continue;
        *ret_is_no = question_starts[i].is_no;
        Question question = {str_slice(name, start.len, name.len), question_starts[i].is_flag};
        size_t at = 0;
        while (at < frame->question_count && !question_equal(&frame->questions[at], &question)) {
            at++;
        }
        if (at == QUESTION_MAX) return 0;
        if (at == frame->question_count) frame->questions[frame->question_count++] = question;
        return 1u << at;
    }
    return 0;
}

static void report_main(const Frame *frame, size_t offset, const char *message) {
    diag_error(frame->check->diags, (Place){frame->file->path, offset}, "main-include",
               "write {{>MAIN}} once, outside of sections, where the page's own layout belongs",
               "%s", message);
}

static void add_main(Frame *frame, const Mark *mark, const Mark *const *open, size_t open_count) {
    MainMark main = {.from = mark->from};
    for (size_t i = 0; i < open_count; i++) {
        bool is_no = false;
        unsigned bit = question_bit(frame, open[i]->name, &is_no);
        if (!bit) {
            report_main(frame, mark->from,
                        "{{>MAIN}} may not stand in a list, nor in many questions");
            return;
        }
        if (is_no) main.unwanted |= bit;
        else main.wanted |= bit;
    }
    *(MainMark *)list_add(&frame->mains, sizeof main) = main;
}

// Counts the page's own layout under all answers.
static void count_mains(const Frame *frame) {
    const MainMark *mains = frame->mains.items;
    for (unsigned answers = 0; answers < 1u << frame->question_count; answers++) {
        size_t count = 0;
        for (size_t i = 0; i < frame->mains.count; i++) {
            bool is_written = !(mains[i].wanted & ~answers) && !(mains[i].unwanted & answers);
            count += is_written;
            if (!is_written || count < 2) continue;
            report_main(frame, mains[i].from, "a page's own layout is written twice");
            return;
        }
        if (count) continue;
        report_main(frame, frame->mains.count ? mains[0].from : 0,
                    "some pages do not hold their own layout");
        return;
    }
}

void layout_check_frame(LayoutCheck *check, Str name) {
    size_t index = table_get(&check->by_name, name);
    if (index == TABLE_NONE || !file_at(check, index)->is_valid) return;
    Frame frame = {.check = check, .file = file_at(check, index)};
    const Mark *open[SECTION_MAX_DEPTH];
    size_t open_count = 0;
    size_t errors_before = check->diags->error_count;
    for (size_t i = 0; i < frame.file->marks.count; i++) {
        const Mark *mark = (const Mark *)frame.file->marks.items + i;
        if (mark->kind == MARK_SECTION) open[open_count++] = mark;
        if (mark->kind == MARK_END) open_count--;
        bool is_main = mark->kind == MARK_INCLUDE && str_equal(mark->name, STR("MAIN"));
        if (is_main) add_main(&frame, mark, open, open_count);
    }
    if (check->diags->error_count == errors_before) count_mains(&frame);
    free(frame.mains.items);
}
