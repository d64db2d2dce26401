#include "verbs/timings.h"

#include <stdlib.h>
#include <string.h>

enum { SLOWEST_MAX = 10 };
static const double MS = 1e3, MB = 1e-6;

// All outputs of a kind together.
typedef struct KindTime {
    const char *kind;
    size_t count;
    double wall_s;
    uint64_t size;
} KindTime;

static void write_phases(const Progress *progress, FILE *out) {
    Phase all = {.name = "all"};
    fprintf(out, "%-24s %10s %10s %8s %10s\n", "phase", "wall ms", "CPU ms", "files", "MB");
    for (size_t i = 0; i <= progress->phase_count; i++) {
        const Phase *phase = i < progress->phase_count ? &progress->phases[i] : &all;
        fprintf(out, "%-24s %10.1f %10.1f", phase->name, phase->wall_s * MS, phase->cpu_s * MS);
        if (phase->file_count) {
            fprintf(out, " %8zu %10.1f", phase->file_count, (double)phase->size * MB);
        }
        fputc('\n', out);
        all.wall_s += phase->wall_s;
        all.cpu_s += phase->cpu_s;
    }
}

static int compare_kinds(const void *left, const void *right) {
    const KindTime *a = left;
    const KindTime *b = right;
    if (a->wall_s != b->wall_s) return a->wall_s > b->wall_s ? -1 : 1;
    return strcmp(a->kind, b->kind);
}

static void write_kinds(const Timings *timings, FILE *out) {
    List kinds = {0};
    for (size_t i = 0; i < timings->count; i++) {
        const OutputTime *time = &timings->outputs[i];
        KindTime *kind = kinds.items;
        size_t at = 0;
        while (at < kinds.count && strcmp(kind[at].kind, time->kind) != 0) at++;
        if (at == kinds.count) {
            *(KindTime *)list_add(&kinds, sizeof *kind) = (KindTime){.kind = time->kind};
        }
        kind = (KindTime *)kinds.items + at;
        kind->count++;
        kind->wall_s += time->wall_s;
        kind->size += time->size;
    }
    if (kinds.count) qsort(kinds.items, kinds.count, sizeof(KindTime), compare_kinds);
    fprintf(out, "\n%-24s %10s %10s %8s %10s\n", "layout, or kind of file", "ms", "us each",
            "files", "MB");
    for (size_t i = 0; i < kinds.count; i++) {
        const KindTime *kind = (const KindTime *)kinds.items + i;
        fprintf(out, "%-24s %10.1f %10.1f %8zu %10.1f\n", kind->kind, kind->wall_s * MS,
                kind->wall_s * MS * MS / (double)kind->count, kind->count, (double)kind->size * MB);
    }
    free(kinds.items);
}

static int compare_outputs(const void *left, const void *right) {
    const OutputTime *a = left;
    const OutputTime *b = right;
    if (a->wall_s != b->wall_s) return a->wall_s > b->wall_s ? -1 : 1;
    return str_compare(a->path, b->path);
}

static void write_slowest(const Timings *timings, FILE *out) {
    Arena arena = {0};
    OutputTime *times = ARENA_NEW(&arena, OutputTime, timings->count + 1);
    memcpy(times, timings->outputs, timings->count * sizeof *times);
    qsort(times, timings->count, sizeof *times, compare_outputs);
    fprintf(out, "\n%-24s %10s\n", "the slowest", "ms");
    for (size_t i = 0; i < timings->count && i < SLOWEST_MAX; i++) {
        fprintf(out, "%-24s %10.1f  %.*s\n", times[i].kind, times[i].wall_s * MS,
                (int)times[i].path.len,
                times[i].path.ptr);
    }
    arena_free(&arena);
}

void timings_write(const Progress *progress, const Timings *timings, const char *sandbox,
                   FILE *out) {
    write_phases(progress, out);
    fprintf(out, "\n%-24s %10s\n", "sandbox", sandbox);
    if (!timings->count) return;
    write_kinds(timings, out);
    write_slowest(timings, out);
}
