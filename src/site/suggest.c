#include "site/suggest.h"

bool suggest_is_open(const Suggestions *suggestions, size_t count) {
    return count <= SUGGESTION_NAMES_MAX - suggestions->compared_count;
}

const char *suggest(Suggestions *suggestions, Str word, const Str *names, size_t count,
                    const char *otherwise) {
    if (!suggest_is_open(suggestions, count)) return otherwise;
    suggestions->compared_count += count;
    return diag_did_you_mean(&suggestions->arena, word, names, count, otherwise);
}
