#include "site/related.h"

#include <stdlib.h>

typedef struct Scores {
    unsigned *score;         // per role; 0 between two roles' turns
    size_t *touched;         // roles whose score is not 0
    size_t touched_count;
} Scores;

static void score_candidates(const Site *site, const Role *role, Scores *scores) {
    const Skill *skills = role->skills.items;
    for (size_t i = 0; i < role->skills.count; i++) {
        const RoleList *sharing = &site->skills.items[skills[i].term_index].roles;
        if (sharing->count > RELATED_SKILL_MAX_ROLES) continue;
        for (size_t j = 0; j < sharing->count; j++) {
            const Role *other = sharing->items[j];
            if (other == role) continue;
            if (!scores->score[other->index]) {
                scores->touched[scores->touched_count++] = other->index;
                scores->score[other->index] = other->branch_index == role->branch_index;
            }
            scores->score[other->index] += 2;
        }
    }
}

// Moves the best candidate that is left to the result: highest score, then A to Z.
static bool take_best(const Site *site, Scores *scores, RoleList *ret, Arena *arena) {
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < scores->touched_count; i++) {
        size_t other = scores->touched[i];
        unsigned score = scores->score[other];
        if (!score) continue;
        bool is_better = best == SIZE_MAX || score > scores->score[best] ||
                         (score == scores->score[best] && other < best);
        if (is_better) best = other;
    }
    if (best == SIZE_MAX) return false;
    role_list_add(arena, ret, site->roles.items[best]);
    scores->score[best] = 0;
    return true;
}

// The next roles of the branch, going round at its end.
static void fill_from_branch(const Site *site, const Role *role, RoleList *ret, Arena *arena) {
    const RoleList *branch = &site->branches.items[role->branch_index].roles;
    const Role *other = role;
    for (size_t i = 1; i < branch->count && ret->count < RELATED_COUNT; i++) {
        other = other->next ? other->next : branch->items[0];
        if (other != role && !role_list_has(ret, other)) role_list_add(arena, ret, other);
    }
}

void related_derive(Site *site, DerivedStep *own) {
    size_t count = site->roles.count;
    Scores scores = {.score = calloc(count + 1, sizeof *scores.score),
                     .touched = calloc(count + 1, sizeof *scores.touched)};
    if (!scores.score || !scores.touched) memory_exhausted();
    for (size_t i = 0; i < count; i++) {
        Role *role = site->role_items[i];
        if (role->is_related_given) continue;
        RoleList related = role_list_make(&own->arena, RELATED_COUNT);
        score_candidates(site, role, &scores);
        while (related.count < RELATED_COUNT && take_best(site, &scores, &related, &own->arena)) {}
        for (size_t j = 0; j < scores.touched_count; j++) scores.score[scores.touched[j]] = 0;
        scores.touched_count = 0;
        fill_from_branch(site, role, &related, &own->arena);
        role->related_roles = related;
    }
    free(scores.score);
    free(scores.touched);
}
