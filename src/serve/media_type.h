// The media types that files are sent with, by the ends of their names.
#ifndef METIER_SERVE_MEDIA_TYPE_H
#define METIER_SERVE_MEDIA_TYPE_H

#include "base/text.h"

// "text/html; charset=utf-8". What nobody knows is bytes.
const char *media_type_of(Str path);

#endif
