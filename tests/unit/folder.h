// A temporary folder for tests that need the disk, below $TMPDIR or /tmp.
#ifndef METIER_TESTS_FOLDER_H
#define METIER_TESTS_FOLDER_H

#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

#include "base/file.h"

typedef struct Folder {
    char path[256];
} Folder;

static inline Folder folder_make(void) {
    Folder ret = {0};
    const char *base = getenv("TMPDIR");
    int size = snprintf(ret.path, sizeof ret.path, "%s/metier-unit-XXXXXX", base && *base ? base : "/tmp");
    assert_true(size > 0 && (size_t)size < sizeof ret.path);
    assert_non_null(mkdtemp(ret.path));
    return ret;
}

static inline void folder_remove(const Folder *folder) {
    assert_true(file_remove_tree(folder->path, STR("")));
}

#endif
