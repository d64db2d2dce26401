#include "output/compressed.h"

#include "format/compress.h"

static const struct {
    const char *suffix;
    bool (*compress)(Str bytes, Buf *out);
} kinds[COMPRESSED_KIND_COUNT] = {{".gz", compress_gzip}, {".br", compress_brotli}};

bool compressed_suits(Str path) {
    static const char *const ends[] = {".html", ".css", ".js",  ".json", ".xml",
                                       ".svg",  ".txt", ".csv", ".md"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (str_ends_with(path, str_from(ends[i]))) return true;
    }
    return false;
}

Str compressed_suffix(int kind) {
    return str_from(kinds[kind].suffix);
}

bool compressed_make(int kind, Str bytes, Buf *ret) {
    return kinds[kind].compress(bytes, ret) && ret->len < bytes.len;
}
