#include "site/theme.h"

Str theme_prefix(const Theme *theme, Arena *arena) {
    return arena_join(arena, str_from(theme->path), STR("/"));
}
