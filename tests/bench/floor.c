// floor FOLDER OUT SIZE: what no generator with these libraries can do without. Each .md file of FOLDER is read, its
// front matter parsed by libyaml, its text by md4c, and OUT/NAME/index.html written with SIZE bytes; nothing is
// made of it. As many processes as there are processors share the files.
#include <dirent.h>
#include <fcntl.h>
#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <yaml.h>

enum { TEXT_MAX = 1 << 20, PATH_SIZE = 4096 };

static int pass_block(MD_BLOCKTYPE type, void *detail, void *context) { (void)type; (void)detail; (void)context; return 0; }
static int pass_span(MD_SPANTYPE type, void *detail, void *context) { (void)type; (void)detail; (void)context; return 0; }
static int pass_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context) {
    (void)type; (void)text;
    *(size_t *)context += size;
    return 0;
}

static void fail(const char *what) { perror(what); exit(1); }

static void parse_yaml(const char *text, size_t size) {
    yaml_parser_t parser;
    yaml_event_t event;
    if (!yaml_parser_initialize(&parser)) fail("libyaml");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    for (int is_last = 0; !is_last;) {
        if (!yaml_parser_parse(&parser, &event)) fail("front matter");
        is_last = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

static void parse_markdown(const char *text, size_t size) {
    const MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH, .enter_block = pass_block,
                              .leave_block = pass_block, .enter_span = pass_span, .leave_span = pass_span, .text = pass_text};
    size_t seen = 0;
    if (md_parse(text, (MD_SIZE)size, &parser, &seen) || !seen) fail("text");
}

static void read_one(const char *folder, const char *name, char *text) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = file < 0 ? -1 : read(file, text, TEXT_MAX - 1);
    if (size < 0 || close(file)) fail(path);
    text[size] = '\0';
    const char *end = strstr(text, "\n---\n");
    if (!end) fail(path);
    parse_yaml(text + 4, (size_t)(end + 1 - text - 4));
    parse_markdown(end + 5, (size_t)(text + size - end - 5));
}

static void write_one(const char *out, const char *name, const char *bytes, size_t size) {
    char path[PATH_SIZE];
    int length = snprintf(path, sizeof path, "%s/%.*s", out, (int)(strlen(name) - 3), name);
    if (mkdir(path, 0755)) fail(path);
    snprintf(path + length, sizeof path - (size_t)length, "/index.html");
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0 || write(file, bytes, size) != (ssize_t)size || close(file)) fail(path);
}

int main(int argument_count, char **arguments) {
    if (argument_count != 4) return 2;
    size_t size = (size_t)atol(arguments[3]);
    char *text = malloc(TEXT_MAX), *bytes = malloc(size);
    if (!text || !bytes || mkdir(arguments[2], 0755)) fail(arguments[2]);
    memset(bytes, 'x', size);
    long processes = sysconf(_SC_NPROCESSORS_ONLN);
    for (long process = 0; process < processes; process++) {
        pid_t child = fork();
        if (child < 0) fail("fork");
        if (child) continue;
        DIR *folder = opendir(arguments[1]);
        if (!folder) fail(arguments[1]);
        long at = 0;
        for (struct dirent *entry; (entry = readdir(folder));) {
            size_t length = strlen(entry->d_name);
            if (length < 4 || strcmp(entry->d_name + length - 3, ".md") || at++ % processes != process) continue;
            read_one(arguments[1], entry->d_name, text);
            write_one(arguments[2], entry->d_name, bytes, size);
        }
        _exit(0);
    }
    int status, has_failed = 0;
    while (wait(&status) > 0) has_failed |= status;
    return has_failed ? 1 : 0;
}
