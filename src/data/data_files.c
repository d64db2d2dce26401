#include "data/data_files.h"

#include "data/tables.h"

static bool read_oews(const DataFiles *files, const Table *regions, PublicData *data, Buf *text,
                      Diags *diags) {
    bool is_read = data_file_read(files->oews, text, diags) &&
                   oews_read(files->oews, buf_str(text), regions, data, diags);
    if (is_read && files->codes.len) {
        buf_clear(text);
        is_read = data_file_read(files->codes, text, diags) &&
                  codes_choose(files->codes, buf_str(text), data, diags);
    }
    public_data_sort(data);
    return is_read;
}

bool public_data_read(const DataFiles *files, const Table *regions, PublicData *ret, Diags *diags) {
    typedef bool Reader(Str path, Str text, PublicData *data, Diags *diags);
    const struct { Str path; Reader *read; } others[] = {
        {files->projections, projections_read}, {files->ashe, ashe_read},
    };
    Buf text = {0};
    bool is_read = read_oews(files, regions, ret, &text, diags);
    // What the others say is about occupations of this one: without it all would be missing.
    for (size_t i = 0; is_read && i < sizeof others / sizeof others[0]; i++) {
        buf_free(&text);
        if (!others[i].path.len) continue;
        is_read = data_file_read(others[i].path, &text, diags) &&
                  others[i].read(others[i].path, buf_str(&text), ret, diags);
    }
    buf_free(&text);
    return is_read && (!files->onet.len || onet_read(files->onet, ret, diags));
}
