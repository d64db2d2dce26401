// What fuzz targets share: claims that end the process where they do not hold, which libFuzzer then
// reports with the input, and what is claimed of every diagnostic.
#ifndef METIER_TESTS_FUZZ_H
#define METIER_TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

#define require(claim) require_at(__FILE__, __LINE__, #claim, (claim), (Str){0})
// The same, and shows a text where it does not hold.
#define require_of(text, claim) require_at(__FILE__, __LINE__, #claim, (claim), (text))
static inline void require_at(const char *file, int line, const char *claim, bool holds, Str text) {
    if (holds) return;
    fprintf(stderr, "%s:%d: not true: %s\n%.*s\n", file, line, claim, (int)text.len, text.ptr);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Whether programs get to see a text at all: others are refused before.
static inline bool fuzz_is_text(Str text) {
    return utf8_invalid_at(text) == text.len && str_find(text, '\0') == text.len;
}

// Of one file's diagnostics: they stand in it, say something, and what they propose can be done.
static inline void fuzz_check_diags(const Diags *diags, Str path, Str text) {
    const Diag *items = diags->list.items;
    for (size_t i = 0; i < diags->list.count; i++) {
        const Diag *diag = &items[i];
        require(diag->message.len && diag->code && diag->code[0]);
        require_of(diag->message, utf8_invalid_at(diag->message) == diag->message.len);
        require_of(diag->hint, utf8_invalid_at(diag->hint) == diag->hint.len);
        if (!str_equal(diag->place.path, path)) continue;
        require_of(diag->message, diag->place.offset == DIAG_NO_OFFSET || diag->place.offset <= text.len);
        List edits = {0};
        Buf mended = {0};
        for (size_t j = 0; j < diag->edit_count; j++) *(Edit *)list_add(&edits, sizeof(Edit)) = diag->edits[j];
        require_of(diag->message, edits_apply(text, &edits, &mended));
        if (utf8_invalid_at(text) == text.len) {
            require_of(diag->message, utf8_invalid_at(buf_str(&mended)) == mended.len);
        }
        free(edits.items);
        buf_free(&mended);
    }
}

// What two runs over one input found must be the same.
static inline void fuzz_same_diags(Diags *a, Diags *b) {
    diags_settle(a);
    diags_settle(b);
    const Diag *first = a->list.items;
    const Diag *second = b->list.items;
    require(a->error_count == b->error_count && a->list.count == b->list.count);
    for (size_t i = 0; i < a->list.count; i++) {
        require_of(first[i].message, first[i].severity == second[i].severity);
        require_of(first[i].message, str_equal(first[i].message, second[i].message));
        require_of(first[i].hint, str_equal(first[i].hint, second[i].hint));
        require_of(first[i].message, first[i].place.offset == second[i].place.offset);
        require_of(first[i].message, str_equal(first[i].place.path, second[i].place.path));
    }
}

// What a browser makes of an address (https://url.spec.whatwg.org): blanks and controls around it go, tabs and line
// ends within it. Whether it leads to where content may lead: http, https, mailto, tel, or a path of the site itself.
static inline bool fuzz_is_safe_address(Str address) {
    static const char *const allowed[] = {"http", "https", "mailto", "tel", NULL};
    Buf seen = {0};
    while (address.len && (unsigned char)address.ptr[0] <= ' ') address = str_slice(address, 1, address.len);
    for (size_t i = 0; i < address.len; i++) {
        if (!strchr("\t\n\r", address.ptr[i])) buf_add_char(&seen, address.ptr[i] == '\\' ? '/' : address.ptr[i]);
    }
    Str text = buf_str(&seen);
    size_t len = 0;
    while (len < text.len && (ascii_is_letter(text.ptr[len]) || ascii_is_digit(text.ptr[len]) || strchr("+-.", text.ptr[len]))) len++;
    bool has_scheme = len && len < text.len && text.ptr[len] == ':' && ascii_is_letter(text.ptr[0]);
    bool ret = has_scheme ? str_is_among(str_slice(text, 0, len), allowed) : !str_starts_with(text, STR("//"));
    buf_free(&seen);
    return ret;
}

// A folder of this process alone, below $TMPDIR; whoever runs the targets removes that.
static inline int fuzz_folder(char *ret_path, size_t size) {
    const char *above = getenv("TMPDIR");
    snprintf(ret_path, size, "%s/fuzz-XXXXXX", above && *above ? above : "/tmp");
    require(mkdtemp(ret_path) != NULL);
    int ret = folder_open(ret_path);
    require(ret >= 0);
    return ret;
}

#endif
