#include "site/letters.h"

#include <stdlib.h>

static Str role_title(const Site *site, size_t index) {
    return text_str(site->roles.items[index]->entry.title);
}

static Str skill_name(const Site *site, size_t index) {
    return site->skills.items[index].name;
}

// Of a role without a title, which is an error, it is nothing.
static Str first_letter(Str name) {
    size_t end = 0;
    if (name.len) utf8_decode(name, &end);
    return str_slice(name, 0, end);
}

static LetterList make(const Site *site, size_t count, Str (*name_at)(const Site *, size_t),
                       Arena *arena) {
    List letters = {0};
    for (size_t i = 0; i < count;) {
        Str letter = first_letter(name_at(site, i));
        size_t end = i + 1;
        while (end < count) {
            Str next = first_letter(name_at(site, end));
            if (!str_equal(letter, next) && !locale_same_letter(site->locale, letter, next)) break;
            end++;
        }
        Buf upper = {0};
        locale_write_upper(site->locale, letter, &upper);
        *(Letter *)list_add(&letters, sizeof(Letter)) =
            (Letter){arena_take(arena, &upper), i, end - i};
        i = end;
    }
    LetterList ret = {ARENA_NEW(arena, Letter, letters.count + 1), letters.count};
    for (size_t i = 0; i < letters.count; i++) ret.items[i] = ((Letter *)letters.items)[i];
    free(letters.items);
    return ret;
}

void letters_derive_of_roles(Site *site, DerivedStep *own) {
    site->letters = make(site, site->roles.count, role_title, &own->arena);
}

void letters_derive_of_skills(Site *site, DerivedStep *own) {
    site->skill_letters = make(site, site->skills.count, skill_name, &own->arena);
}
