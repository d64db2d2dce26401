// Shares: which outputs are rendered by which of several builds. Each has the whole plan, and finds
// its own share without asking the others.
//
// What comes of files of content goes by a hash of the folder that it is published in: a page and
// its twins stay together, and with the same share when others come and go. All else, lists and
// files of the whole site, is dealt in turn, by path: the large ones, roles.csv and roles.json,
// stand side by side there, and so come to different shares.
#ifndef METIER_OUTPUT_SHARES_H
#define METIER_OUTPUT_SHARES_H

#include "output/plan.h"
#include "publish/part.h"

// The indexes of a shard's outputs, in the plan's order; they live in the arena.
size_t *shares_list(const Plan *plan, Shard shard, Arena *arena, size_t *ret_count);

#endif
