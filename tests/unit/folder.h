// A temporary folder for tests that need the disk, below $TMPDIR or /tmp.
#ifndef METIER_TESTS_FOLDER_H
#define METIER_TESTS_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

#include "base/file.h"

typedef struct Folder {
    char path[256];
    int at;                  // open
} Folder;

static inline Folder folder_make_temporary(void) {
    Folder ret = {0};
    const char *base = getenv("TMPDIR");
    int size = snprintf(ret.path, sizeof ret.path, "%s/metier-unit-XXXXXX", base && *base ? base : "/tmp");
    assert_true(size > 0 && (size_t)size < sizeof ret.path);
    assert_non_null(mkdtemp(ret.path));
    ret.at = folder_open(ret.path);
    assert_true(ret.at >= 0);
    return ret;
}

static inline void folder_remove_temporary(const Folder *folder) {
    size_t len = strlen(folder->path);
    while (folder->path[len - 1] != '/') len--;
    char above[256];
    memcpy(above, folder->path, len);
    above[len] = '\0';
    folder_close(folder->at);
    int at = folder_open(above);
    assert_true(file_remove_tree(at, str_from(folder->path + len)));
    folder_close(at);
}

static inline void folder_make_link(const Folder *folder, const char *target, const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    assert_int_equal(symlink(target, path), 0);
}

static inline bool folder_has_bytes(int folder, const char *name, const char *bytes) {
    Buf scratch = {0};
    FileState state = file_compare(folder, str_from(name), str_from(bytes), &scratch, NULL);
    buf_free(&scratch);
    return state == FILE_SAME;
}

#endif
