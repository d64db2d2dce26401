// Makes of layouts what ctemplate gets: one text for each kind of page.
#ifndef METIER_OUTPUT_LAYOUT_COMPILE_H
#define METIER_OUTPUT_LAYOUT_COMPILE_H

#include "output/layouts/layout_check.h"

// Adds a template for each use to layouts->templates, by the name of its file: the frame, the
// layout and all that they include, as one text with the language's words, without comments and
// indentation. Lists what they are made with, and where they lead. No error was found in them
// before; one of the template library's, or of a file of static/, is reported.
void layout_compile(LayoutCheck *check, const Config *config, Assets *assets,
                    const LayoutUse *uses, size_t use_count, size_t thread_count,
                    Layouts *layouts);

#endif
