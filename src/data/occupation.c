#include "data/occupation.h"

#include <stdlib.h>

enum { SHOWN_CODES_MAX = 20 };

Occupation *public_data_find(const PublicData *data, Str code) {
    size_t index = table_get(&data->by_code, code);
    return index == TABLE_NONE ? NULL : &data->items[index];
}

Occupation *public_data_add(PublicData *data, Str code) {
    Occupation *found = public_data_find(data, code);
    if (found) return found;
    data->items = arena_grow_array(&data->arena, data->items, data->count, &data->capacity,
                                   sizeof *data->items);
    Occupation *ret = &data->items[data->count];
    *ret = (Occupation){.code = arena_copy(&data->arena, code)};
    table_add(&data->by_code, ret->code, data->count++);
    return ret;
}

Pay *occupation_add_pay(PublicData *data, Occupation *occupation) {
    occupation->pays = arena_grow_array(&data->arena, occupation->pays, occupation->pay_count,
                                        &occupation->pay_capacity, sizeof *occupation->pays);
    Pay *ret = &occupation->pays[occupation->pay_count++];
    *ret = (Pay){0};
    return ret;
}

void str_list_add(Arena *arena, StrList *list, Str text) {
    list->items = arena_grow_array(arena, list->items, list->count, &list->capacity,
                                   sizeof *list->items);
    list->items[list->count++] = text;
}

bool str_list_has(const StrList *list, Str text) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal_ascii_case(list->items[i], text)) return true;
    }
    return false;
}

void public_data_free(PublicData *data) {
    table_free(&data->by_code);
    arena_free(&data->arena);
}

static int compare_areas(const void *left, const void *right) {
    const Pay *a = left;
    const Pay *b = right;
    if (a->area != b->area) return a->area < b->area ? -1 : 1;
    return str_compare(a->region, b->region);
}

static int compare_codes(const void *left, const void *right) {
    return str_compare(((const Occupation *)left)->code, ((const Occupation *)right)->code);
}

void public_data_sort(PublicData *data) {
    if (data->count) qsort(data->items, data->count, sizeof *data->items, compare_codes);
    table_free(&data->by_code);
    data->by_code = (Table){0};
    for (size_t i = 0; i < data->count; i++) {
        Occupation *item = &data->items[i];
        table_add(&data->by_code, item->code, i);
        if (item->pay_count) qsort(item->pays, item->pay_count, sizeof(Pay), compare_areas);
    }
}

void add_code(Buf *out, size_t index, size_t count, Str code) {
    if (index > SHOWN_CODES_MAX) return;
    if (index == SHOWN_CODES_MAX && count > SHOWN_CODES_MAX + 1) {
        buf_printf(out, " and %zu more", count - index);
        return;
    }
    if (index) buf_add(out, STR(", "));
    buf_add(out, code);
}
