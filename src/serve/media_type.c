#include "serve/media_type.h"

// As IANA lists them (https://www.iana.org/assignments/media-types/).
static const struct {
    const char *end;
    const char *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".xml", "application/xml"},
    {".csv", "text/csv; charset=utf-8"},
    {".md", "text/markdown; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {"_redirects", "text/plain; charset=utf-8"},
    {"_headers", "text/plain; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".ico", "image/vnd.microsoft.icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".otf", "font/otf"},
    {".pdf", "application/pdf"},
    {".mp4", "video/mp4"},
    {".webm", "video/webm"},
    {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},
    {".wasm", "application/wasm"},
    {".zip", "application/zip"},
};

const char *media_type_of(Str path) {
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        Str end = str_from(types[i].end);
        Str last = path.len < end.len ? path : str_slice(path, path.len - end.len, path.len);
        if (str_equal_ascii_case(last, end)) return types[i].type;
    }
    return "application/octet-stream";
}
