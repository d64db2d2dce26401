// What the attacks need and scripts cannot do.
//
//   helper hash FILE…           prints the hash of each file's bytes, as journals write it
//   helper swap PATH PATH …     exchanges the two of each pair for ever, as fast as it can
//   helper node PATH            makes a device: /dev/null's double
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static int hash(const char *path) {
    FILE *in = fopen(path, "rb");
    XXH3_state_t *state = XXH3_createState();
    static char bytes[1 << 16];
    if (!in || !state) return 1;
    XXH3_128bits_reset(state);
    for (size_t count; (count = fread(bytes, 1, sizeof bytes, in)) > 0;) XXH3_128bits_update(state, bytes, count);
    XXH128_hash_t ret = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    fclose(in);
    printf("%016llx%016llx\n", (unsigned long long)ret.high64, (unsigned long long)ret.low64);
    return 0;
}

static void swap_for_ever(int count, char **paths) {
    unsigned long rest = 1;
    for (;;) {
        for (int i = 0; i + 1 < count; i += 2) {
            renameat2(AT_FDCWD, paths[i], AT_FDCWD, paths[i + 1], RENAME_EXCHANGE);
            // Pauses of many lengths, so that it meets a build at any of its steps.
            rest = rest * 6364136223846793005ul + 1442695040888963407ul;
            nanosleep(&(struct timespec){.tv_nsec = (long)(rest >> 33) % 400000}, NULL);
        }
    }
}

int main(int count, char **words) {
    const char *verb = count > 2 ? words[1] : "";
    int ret = strcmp(verb, "hash") && strcmp(verb, "node");
    if (!strcmp(verb, "swap")) swap_for_ever(count - 2, words + 2);
    if (!strcmp(verb, "node")) return mknod(words[2], S_IFCHR | 0600, makedev(1, 3)) != 0;
    for (int i = 2; i < count && !ret; i++) ret = hash(words[i]);
    return ret;
}
