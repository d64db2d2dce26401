// reference FILE…: a fixed amount of the work that a generator does, in instructions of this compiler and these
// libraries: front matter through libyaml, the rest through md4c, text escaped and hashed, lines sorted. No code
// of metier's: what makes metier faster leaves it as it was. Prints a checksum.
#include <md4c.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

typedef struct Bytes {
    char *ptr;
    size_t len, capacity;
} Bytes;

static void add(Bytes *bytes, const char *text, size_t len) {
    if (bytes->len + len > bytes->capacity) {
        bytes->capacity = 2 * (bytes->len + len);
        bytes->ptr = realloc(bytes->ptr, bytes->capacity);
        if (!bytes->ptr) exit(1);
    }
    memcpy(bytes->ptr + bytes->len, text, len);
    bytes->len += len;
}

static void add_escaped(Bytes *bytes, const char *text, size_t len) {
    for (size_t i = 0; i < len; i++) {
        const char *mark = text[i] == '&' ? "&amp;" : text[i] == '<' ? "&lt;" : text[i] == '"' ? "&quot;" : NULL;
        if (mark) add(bytes, mark, strlen(mark));
        else add(bytes, text + i, 1);
    }
}

static int add_block(MD_BLOCKTYPE type, void *detail, void *context) {
    char tag[32];
    (void)detail;
    add(context, tag, (size_t)snprintf(tag, sizeof tag, "<b%d>\n", (int)type));
    return 0;
}

static int add_span(MD_SPANTYPE type, void *detail, void *context) {
    char tag[32];
    (void)detail;
    add(context, tag, (size_t)snprintf(tag, sizeof tag, "<s%d>", (int)type));
    return 0;
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context) {
    (void)type;
    add_escaped(context, text, size);
    return 0;
}

static void add_yaml(Bytes *bytes, const char *text, size_t len) {
    yaml_parser_t parser;
    yaml_event_t event = {0};
    if (!yaml_parser_initialize(&parser)) exit(1);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    for (yaml_event_type_t type = YAML_NO_EVENT; type != YAML_STREAM_END_EVENT; yaml_event_delete(&event)) {
        if (!yaml_parser_parse(&parser, &event)) exit(1);
        type = event.type;
        if (type == YAML_SCALAR_EVENT) add_escaped(bytes, (const char *)event.data.scalar.value, event.data.scalar.length);
    }
    yaml_parser_delete(&parser);
}

static int compare_lines(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

// Sorts the lines, and adds them up.
static uint64_t sum(Bytes *bytes) {
    static char *lines[4096];
    size_t count = 0;
    uint64_t ret = 14695981039346656037u;
    add(bytes, "", 1);
    for (char *line = strtok(bytes->ptr, "\n"); line && count < 4096; line = strtok(NULL, "\n")) lines[count++] = line;
    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++) {
        for (const char *at = lines[i]; *at; at++) ret = (ret ^ (unsigned char)*at) * 1099511628211u;
    }
    return ret;
}

static uint64_t work(const char *path) {
    static char text[1 << 20];
    Bytes bytes = {0};
    FILE *in = fopen(path, "r");
    size_t len = in ? fread(text, 1, sizeof text - 1, in) : 0;
    if (!in || fclose(in) || len < 8) exit(1);
    text[len] = '\0';
    char *end = strstr(text + 4, "\n---\n");
    if (!end) exit(1);
    add_yaml(&bytes, text + 4, (size_t)(end - text - 4));
    MD_PARSER parser = {.enter_block = add_block, .leave_block = add_block, .enter_span = add_span,
                        .leave_span = add_span, .text = add_text};
    if (md_parse(end + 5, (MD_SIZE)(text + len - end - 5), &parser, &bytes)) exit(1);
    uint64_t ret = sum(&bytes);
    free(bytes.ptr);
    return ret;
}

int main(int argument_count, char **arguments) {
    uint64_t all = 0;
    for (int i = 1; i < argument_count; i++) all += work(arguments[i]);
    printf("%llx\n", (unsigned long long)all);
    return 0;
}
