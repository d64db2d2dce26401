#include "verbs/site_options.h"

#include "base/workers.h"
#include "verbs/surroundings.h"
#include "verbs/verbs.h"

SiteArguments site_arguments(void) {
    return (SiteArguments){.root = STR("."), .thread_count = workers_default_count()};
}

int site_options_take(const SiteArguments *given, Arena *arena, BuildOptions *ret) {
    ret->root = given->root.ptr;
    ret->base_url = given->base_url;
    ret->thread_count = given->thread_count;
    ret->with_drafts = given->with_drafts;
    ret->with_future = given->with_future;
    ret->with_expired = given->with_expired;
    ret->now = given->now;
    if (!ret->now.year && !surroundings_find_day(&ret->now)) return EXIT_USAGE;
    return surroundings_find_theme(arena, &ret->theme) ? EXIT_DONE : EXIT_ENVIRONMENT;
}
