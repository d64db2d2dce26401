// What unit tests share: cmocka, and comparing a Str with a literal.
#ifndef METIER_TESTS_UNIT_H
#define METIER_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/diag.h"

#define assert_str(actual, expected)                                  \
    do {                                                              \
        Str actual_ = (actual);                                       \
        assert_int_equal(actual_.len, strlen(expected));              \
        if (actual_.len) assert_memory_equal(actual_.ptr, expected, actual_.len); \
    } while (0)

// Whether a diagnostic of this code stands at this offset of its file.
static inline bool has_diag(const Diags *diags, const char *code, size_t offset) {
    for (size_t i = 0; i < diags->list.count; i++) {
        const Diag *diag = (const Diag *)diags->list.items + i;
        if (!strcmp(diag->code, code) && diag->place.offset == offset) return true;
    }
    return false;
}

static inline void print_diags(const Diags *diags) {
    for (size_t i = 0; i < diags->list.count; i++) {
        const Diag *diag = (const Diag *)diags->list.items + i;
        fprintf(stderr, "%.*s %s\n", (int)diag->message.len, diag->message.ptr, diag->code);
    }
}

#endif
