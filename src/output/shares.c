#include "output/shares.h"

#include "base/file.h"
#include "base/hash.h"

size_t *shares_list(const Plan *plan, Shard shard, Arena *arena, size_t *ret_count) {
    const Output *outputs = plan->outputs.items;
    size_t *ret = ARENA_NEW(arena, size_t, plan->outputs.count + 1);
    uint64_t turn = 0;
    *ret_count = 0;
    for (size_t i = 0; i < plan->outputs.count; i++) {
        const Output *output = &outputs[i];
        bool is_of_content = str_starts_with(output_place(output).path, STR("content/"));
        uint64_t place = is_of_content ? hash_64(path_parent(output_path(output))) : turn++;
        uint64_t number = place % shard.count + 1;
        if (number == shard.number) ret[(*ret_count)++] = i;
    }
    return ret;
}
