#include "site/role_articles.h"

#include <stdlib.h>

#include "format/slug.h"

// Articles by their indices: the newest has the lowest.
typedef struct Chosen {
    size_t articles[ROLE_ARTICLES];
    size_t count;
    size_t naming_count;     // so many of them name the role, and stand first
} Chosen;

// What articles are about: a branch, or a tag, which may be a skill. The newest stand first.
typedef struct Subject {
    size_t articles[SUBJECT_ARTICLES];
    size_t count;
} Subject;

typedef struct Subjects {
    Arena arena;             // owns the slugs of tags
    List items;              // of Subject
    Table by_slug;           // → index into items
} Subjects;

static void add_to_subject(Subjects *subjects, Str slug, size_t article) {
    if (!slug.len) return;
    size_t index = table_add(&subjects->by_slug, slug, subjects->items.count);
    Subject *subject = index == TABLE_NONE ? list_add(&subjects->items, sizeof *subject)
                                           : (Subject *)subjects->items.items + index;
    bool is_last = subject->count && subject->articles[subject->count - 1] == article;
    if (subject->count == SUBJECT_ARTICLES || is_last) return;
    subject->articles[subject->count++] = article;
}

static void find_subjects(const Site *site, Subjects *ret) {
    for (size_t i = 0; i < site->articles.count; i++) {
        const Article *article = site->articles.items[i];
        for (size_t j = 0; j < article->roles.count; j++) {
            const Role *role = article->roles.items[j];
            add_to_subject(ret, site->branches.items[role->branch_index].slug, i);
        }
        for (size_t j = 0; j < article->tags.count; j++) {
            Buf slug = {0};
            slug_add(&slug, text_str(article->tags.items[j]));
            add_to_subject(ret, arena_take(&ret->arena, &slug), i);
        }
    }
}

static void find_naming(const Site *site, Chosen *chosen) {
    for (size_t i = 0; i < site->articles.count; i++) {
        const RoleList *roles = &site->articles.items[i]->roles;
        for (size_t j = 0; j < roles->count; j++) {
            Chosen *of_role = &chosen[roles->items[j]->index];
            if (of_role->count == ROLE_ARTICLES) continue;
            of_role->articles[of_role->count++] = i;
            of_role->naming_count = of_role->count;
        }
    }
}

// Puts an article in its place behind those that name the role; the last may have to go.
static void insert(Chosen *chosen, size_t article) {
    for (size_t i = 0; i < chosen->count; i++) {
        if (chosen->articles[i] == article) return;
    }
    size_t at = chosen->count;
    while (at > chosen->naming_count && chosen->articles[at - 1] > article) at--;
    if (at == ROLE_ARTICLES) return;
    if (chosen->count < ROLE_ARTICLES) chosen->count++;
    for (size_t i = chosen->count - 1; i > at; i--) chosen->articles[i] = chosen->articles[i - 1];
    chosen->articles[at] = article;
}

// What is said of each term, by its index: the same as of all that have its slug.
static const Subject *find_terms(const Subjects *subjects, const TermList *terms, Arena *arena) {
    Subject *ret = ARENA_NEW(arena, Subject, terms->count + 1);
    for (size_t i = 0; i < terms->count; i++) {
        size_t index = table_get(&subjects->by_slug, terms->items[i].slug);
        if (index != TABLE_NONE) ret[i] = ((const Subject *)subjects->items.items)[index];
    }
    return ret;
}

static void add_of_subject(const Subject *subject, Chosen *ret) {
    for (size_t i = 0; i < subject->count; i++) insert(ret, subject->articles[i]);
}

static void give(const Site *site, Role *role, const Chosen *chosen, Arena *arena) {
    role->articles = (ArticleList){.count = chosen->count};
    role->naming_count = (uint32_t)chosen->naming_count;
    if (!chosen->count) return;
    role->articles.items = ARENA_NEW(arena, const Article *, chosen->count);
    for (size_t i = 0; i < chosen->count; i++) {
        role->articles.items[i] = site->articles.items[chosen->articles[i]];
    }
}

void role_articles_derive(Site *site, DerivedStep *own) {
    if (!site->articles.count) return;
    Subjects subjects = {0};
    Chosen *chosen = ARENA_NEW(&subjects.arena, Chosen, site->roles.count + 1);
    find_subjects(site, &subjects);
    find_naming(site, chosen);
    const Subject *of_branches = find_terms(&subjects, &site->branches, &subjects.arena);
    const Subject *of_skills = find_terms(&subjects, &site->skills, &subjects.arena);
    for (size_t i = 0; i < site->roles.count; i++) {
        Role *role = site->role_items[i];
        const Skill *skills = role->skills.items;
        add_of_subject(&of_branches[role->branch_index], &chosen[i]);
        for (size_t j = 0; j < role->skills.count; j++) {
            add_of_subject(&of_skills[skills[j].term_index], &chosen[i]);
        }
        give(site, role, &chosen[i], &own->arena);
    }
    free(subjects.items.items);
    table_free(&subjects.by_slug);
    arena_free(&subjects.arena);
}
