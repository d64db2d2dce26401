#include "output/extra_view.h"

#include "output/layouts/field_names.h"
#include "output/views.h"

// A field has two values, of which most need the first alone.
typedef union Value {
    Str text;
    bool flag;
    ViewList list;
} Value;
enum { VALUES_PER_FIELD = 2 };

static const struct { NameKind kind; const char *start; } forms[] = {
    [FIELD_TEXT] = {NAME_TEXT, "EXTRA_"}, [FIELD_TEXT_LIST] = {NAME_LIST, "EXTRA_"},
    [FIELD_BOOL] = {NAME_FLAG, "IS_EXTRA_"}, [FIELD_INT] = {NAME_TEXT, "EXTRA_"},
    [FIELD_DATE] = {NAME_TEXT, "EXTRA_"}, [FIELD_URL] = {NAME_URL, "EXTRA_"},
    [FIELD_CHOICE] = {NAME_TEXT, "EXTRA_"},
};

const ViewType *extra_view_make(const Schema *extra, Arena *arena) {
    if (!extra) return NULL;
    ViewName *names = ARENA_NEW(arena, ViewName, VALUES_PER_FIELD * extra->field_count);
    size_t count = 0;
    for (size_t i = 0; i < extra->field_count; i++) {
        const Field *field = &extra->fields[i];
        ViewName *name = &names[count++];
        *name = (ViewName){
            .name = layout_name_make(arena, str_from(forms[field->type].start), field->name),
            .kind = forms[field->type].kind, .offset = VALUES_PER_FIELD * i * sizeof(Value),
            .doc = field->doc, .items = field->type == FIELD_TEXT_LIST ? &text_item_view : NULL};
        if (field->type != FIELD_DATE) continue;
        names[count++] = (ViewName){
            .name = arena_join(arena, str_from(name->name), STR("_ISO")).ptr, .kind = NAME_TEXT,
            .offset = name->offset + sizeof(Value), .doc = "the same as YYYY-MM-DD"};
    }
    ViewType *ret = ARENA_NEW(arena, ViewType, 1);
    *ret = (ViewType){.name = extra->name, .names = names, .name_count = count,
                      .size = VALUES_PER_FIELD * extra->field_count * sizeof(Value)};
    return ret;
}

static void fill(const Job *job, FieldType type, const void *given, Value *ret) {
    switch (type) {
        case FIELD_TEXT_LIST: {
            const TextList *texts = given;
            ret->list = (ViewList){texts->items, texts->count};
            return;
        }
        case FIELD_BOOL: ret->flag = *(const bool *)given; return;
        case FIELD_INT: ret->text = whole_number_text(job, *(const int64_t *)given); return;
        case FIELD_DATE:
            ret[0].text = date_text(job, *(const Date *)given);
            ret[1].text = date_iso(job, *(const Date *)given);
            return;
        default: ret->text = text_str(*(const Text *)given);
    }
}

const void *extra_view_fill(const Job *job, const Schema *extra, const void *of) {
    Value *ret = ARENA_NEW(job->scratch, Value, VALUES_PER_FIELD * extra->field_count);
    for (size_t i = 0; of && i < extra->field_count; i++) {
        const Field *field = &extra->fields[i];
        const void *given = (const char *)of + field->offset;
        if (!schema_is_given(extra, of, field)) continue;
        fill(job, field->type, given, &ret[VALUES_PER_FIELD * i]);
    }
    return ret;
}
