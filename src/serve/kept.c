#include "serve/kept.h"

#include <assert.h>

static void drop(Kept *kept, KeptOutput *output) {
    kept->size -= output->bytes.len;
    buf_free(&output->path);
    buf_free(&output->bytes);
    *output = (KeptOutput){0};
}

static KeptOutput *find(Kept *kept, Str path) {
    for (size_t i = 0; i < KEPT_COUNT; i++) {
        KeptOutput *output = &kept->outputs[i];
        if (output->used && str_equal(buf_str(&output->path), path)) return output;
    }
    return NULL;
}

// The one that was used longest ago of those that are used; or of all, where a free one is first.
static KeptOutput *oldest(Kept *kept, bool is_used) {
    KeptOutput *ret = NULL;
    for (size_t i = 0; i < KEPT_COUNT; i++) {
        KeptOutput *output = &kept->outputs[i];
        if (is_used && !output->used) continue;
        if (!ret || output->used < ret->used) ret = output;
    }
    assert(ret);   // what is kept has a size only where one is used
    return ret;
}

void kept_put(Kept *kept, Str path, Str bytes) {
    KeptOutput *output = find(kept, path);
    if (output) drop(kept, output);
    if (bytes.len > KEPT_MAX_SIZE) return;
    while (kept->size + bytes.len > KEPT_MAX_SIZE) drop(kept, oldest(kept, true));
    output = oldest(kept, false);
    if (output->used) drop(kept, output);
    buf_add(&output->path, path);
    buf_add(&output->bytes, bytes);
    output->used = ++kept->clock;
    kept->size += bytes.len;
}

bool kept_find(Kept *kept, Str path, Str *ret_path, Str *ret) {
    KeptOutput *output = find(kept, path);
    if (!output) return false;
    output->used = ++kept->clock;
    *ret_path = buf_str(&output->path);
    *ret = buf_str(&output->bytes);
    return true;
}

void kept_retain(Kept *kept, bool (*is_wanted)(const void *context, Str path),
                 const void *context) {
    for (size_t i = 0; i < KEPT_COUNT; i++) {
        KeptOutput *output = &kept->outputs[i];
        if (output->used && !is_wanted(context, buf_str(&output->path))) drop(kept, output);
    }
}

void kept_free(Kept *kept) {
    for (size_t i = 0; i < KEPT_COUNT; i++) drop(kept, &kept->outputs[i]);
}
