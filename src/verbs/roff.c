#include "verbs/roff.h"

#include "verbs/verbs.h"

void roff_write_title(const char *name, int section, const char *summary, FILE *out) {
    fputs(".TH ", out);
    for (const char *at = name; *at; at++) {
        const char letter[] = {ascii_upper(*at), '\0'};
        roff_write(letter, out);
    }
    fprintf(out, " %d \"\" \"metier %s\" \"%s\"\n.SH NAME\n", section, program_version,
            section == 1 ? "User Commands" : "File Formats");
    roff_write(name, out);
    fputs(" \\- ", out);
    roff_write_line(summary, out);
}

// A hyphen would become a dash, and quotes would be bent; a point at the beginning of a line would
// make a request of it. Other letters than ASCII's are written by their numbers, which every reader
// of roff knows.
void roff_write(const char *text, FILE *out) {
    if (*text == '.' || *text == '\'') fputs("\\&", out);
    Str all = str_from(text);
    for (size_t i = 0; i < all.len;) {
        uint32_t letter = utf8_decode(all, &i);
        switch (letter) {
            case '\\': fputs("\\e", out); break;
            case '-': fputs("\\-", out); break;
            case '\'': fputs("\\(aq", out); break;
            case '"': fputs("\\(dq", out); break;
            case '`': fputs("\\(ga", out); break;
            case '^': fputs("\\(ha", out); break;
            case '~': fputs("\\(ti", out); break;
            default: fprintf(out, letter < 0x80 ? "%c" : "\\[u%04X]", letter);
        }
    }
}

void roff_write_line(const char *text, FILE *out) {
    roff_write(text, out);
    fputc('\n', out);
}

void roff_write_in_font(char font, const char *text, FILE *out) {
    fprintf(out, "\\f%c", font);
    roff_write(text, out);
    fputs("\\fR", out);
}

void roff_write_item(char font, const char *name, FILE *out) {
    fputs(".TP\n", out);
    roff_write_in_font(font, name, out);
    fputc('\n', out);
}
