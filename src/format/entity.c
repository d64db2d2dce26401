#include "format/entity.h"

#include <stdlib.h>
#include <string.h>

enum {
    NAME_SIZE = 40,          // of a row; the compiler says when a name or a text is longer
    TEXT_SIZE = 8,
};

// Letters in place rather than pointers: the loader has nothing to do for them.
typedef struct Entity {
    char name[NAME_SIZE];    // with its '&' and ';'
    char text[TEXT_SIZE];
} Entity;

static const Entity entities[] = {
#include "entity_table.inc"
};

enum { ENTITY_COUNT = sizeof entities / sizeof entities[0] };

static int compare_name(const void *name, const void *entity) {
    return str_compare(*(const Str *)name, str_from(((const Entity *)entity)->name));
}

static void decode_number(Buf *out, Str number) {
    bool is_hex = number.ptr[0] == 'x' || number.ptr[0] == 'X';
    char digits[16] = {0};
    number = str_slice(number, is_hex, number.len);
    memcpy(digits, number.ptr, number.len < 15 ? number.len : 15);
    unsigned long value = strtoul(digits, NULL, is_hex ? 16 : 10);
    bool is_letter = value > 0 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    utf8_add(out, is_letter ? (uint32_t)value : 0xFFFD);
}

bool entity_decode(Buf *out, Str entity) {
    if (entity.len > 3 && entity.ptr[1] == '#') {
        decode_number(out, str_slice(entity, 2, entity.len - 1));
        return true;
    }
    const Entity *found =
        bsearch(&entity, entities, ENTITY_COUNT, sizeof *entities, compare_name);
    buf_add(out, found ? str_from(found->text) : entity);
    return found;
}

const char *entity_suggest(Arena *arena, Str entity, const char *otherwise) {
    // Hardly anybody mistakes the first letter, and comparing is dear. Of names that are equally
    // near the first is taken: with the first letter in the same case, small letters before large.
    Str names[ENTITY_COUNT];
    size_t count = 0;
    char first = entity.ptr[1];
    char other = ascii_is_letter(first) ? (char)(first ^ 0x20) : first;
    for (size_t i = ENTITY_COUNT; i > 0; i--) {
        const char *name = entities[i - 1].name;
        if (name[1] == first) names[count++] = str_from(name);
    }
    for (size_t i = ENTITY_COUNT; i > 0 && other != first; i--) {
        const char *name = entities[i - 1].name;
        if (name[1] == other) names[count++] = str_from(name);
    }
    return diag_did_you_mean(arena, entity, names, count, otherwise);
}
