#include "output/shares.h"

#include "base/hash.h"

size_t *shares_list(const Plan *plan, Shard shard, Arena *arena, size_t *ret_count) {
    const Output *outputs = plan->outputs.items;
    size_t *ret = ARENA_NEW(arena, size_t, plan->outputs.count + 1);
    uint64_t turn = 0;
    *ret_count = 0;
    for (size_t i = 0; i < plan->outputs.count; i++) {
        Str source = outputs[i].source.path;
        bool is_of_file = str_starts_with(source, STR("content/"));
        uint64_t number = (is_of_file ? hash_64(source) : turn++) % shard.count + 1;
        if (number == shard.number) ret[(*ret_count)++] = i;
    }
    return ret;
}
