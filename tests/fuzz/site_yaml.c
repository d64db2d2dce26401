// Fuzzes site.yaml (site/config.h). What is accepted leads to safe addresses, and is mounted at a whole path.
#include "fuzz.h"

#include "site/config.h"

typedef struct Reading {
    Arena arena;
    Diags diags;
    Config config;
    bool is_read;
} Reading;

static void check_url(void *context, void *value) {
    const Text *url = value;
    (void)context;
    require_of(text_str(*url), fuzz_is_safe_address(text_str(*url)));
}

static void check(const Reading *reading) {
    const Config *config = &reading->config;
    require(reading->is_read == !reading->diags.error_count);
    if (!reading->is_read) return;
    require(config->title.len);
    require(str_starts_with(config->base_path, STR("/")) && str_ends_with(config->base_path, STR("/")));
    require(!config->origin.len || str_starts_with(config->origin, STR("http://")) ||
            str_starts_with(config->origin, STR("https://")));
    require(config->salary.hours_per_year > 0 && config->salary.stale_months >= 0);
    for (size_t i = 0; i < config->salary.steps.count; i++) {
        require(config->salary.steps.items[i].percent >= 0 && config->salary.steps.items[i].percent <= STEP_PERCENT_MAX);
    }
    for (int i = 0; i < ENTRY_KIND_COUNT; i++) require(config->schemas[i] != NULL);
    Config copy = *config;
    schema_visit(&config_schema, FIELD_URL, &copy, check_url, NULL);
}

static void reading_free(Reading *reading) {
    arena_free(&reading->arena);
    diags_free(&reading->diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static int folder = -1;
    static char path[256];
    static Reading first, second;
    Str text = {(const char *)data, size};
    if (folder < 0) folder = fuzz_folder(path, sizeof path);
    require(file_remove(folder, CONFIG_PATH) && file_write(folder, CONFIG_PATH, text));
    first = second = (Reading){0};
    first.is_read = config_load(folder, (Str){0}, &first.arena, &first.config, &first.diags);
    second.is_read = config_load(folder, (Str){0}, &second.arena, &second.config, &second.diags);
    check(&first);
    fuzz_check_diags(&first.diags, CONFIG_PATH, text);
    fuzz_same_diags(&first.diags, &second.diags);
    reading_free(&first);
    reading_free(&second);
    return 0;
}
