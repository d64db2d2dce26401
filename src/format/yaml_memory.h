// Where libyaml's memory comes from while a text is parsed: it asks for some hundreds of small
// pieces for each front matter, and gives none of them to anybody.
#ifndef METIER_FORMAT_YAML_MEMORY_H
#define METIER_FORMAT_YAML_MEMORY_H

#include "base/memory.h"

// What libyaml asks for in this thread from now on lives in the arena; of the system, as is usual,
// where that is NULL. Returns what was there before. A parser is freed before that is put back.
Arena *yaml_memory_use(Arena *arena);

#endif
