#include "verbs/surroundings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

static const time_t EPOCH_MAX = 253402300799;   // 9999-12-31, its last second

// Digits and nothing else, up to the end of the year 9999.
static bool parse_epoch(const char *text, time_t *ret) {
    time_t seconds = 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9') return false;
        seconds = seconds * 10 + (*text - '0');
        if (seconds > EPOCH_MAX) return false;
    }
    *ret = seconds;
    return true;
}

bool surroundings_find_day(Date *ret) {
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t seconds = time(NULL);
    struct tm day;
    bool is_known = !epoch || !*epoch || parse_epoch(epoch, &seconds);
    if (!is_known || !gmtime_r(&seconds, &day)) {
        fputs("metier: SOURCE_DATE_EPOCH is not a number of seconds\n", stderr);
        return false;
    }
    *ret = (Date){.year = (int16_t)(day.tm_year + 1900), .month = (int8_t)(day.tm_mon + 1),
                  .day = (int8_t)day.tm_mday};
    return true;
}

bool surroundings_find_theme(Arena *arena, const char **ret) {
    Str folder;
    bool is_known = file_program_folder(arena, &folder);
    static const char *const places[] = {"/..", "/../share/metier"};
    int refusal = 0;   // by the system, of a theme that may well be there
    for (size_t i = 0; is_known && i < sizeof places / sizeof places[0]; i++) {
        Str place = arena_join(arena, folder, str_from(places[i]));
        int theme = folder_open(place.ptr);
        bool is_theme = theme >= 0 && file_exists(theme, STR("layouts/base.html"));
        if (!is_theme && errno != ENOENT && errno != ENOTDIR) refusal = errno;
        folder_close(theme);
        if (!is_theme) continue;
        char *real = realpath(place.ptr, NULL);
        *ret = real ? arena_copy(arena, str_from(real)).ptr : place.ptr;
        free(real);
        return true;
    }
    if (refusal) fprintf(stderr, "metier: the theme cannot be opened: %s\n", error_words(refusal));
    else fputs("metier: the theme is missing: no layouts/base.html beside the program\n", stderr);
    return false;
}

bool surroundings_want_colour(void) {
    return isatty(STDERR_FILENO) && !getenv("NO_COLOR");
}
