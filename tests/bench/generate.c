// generate DIR COUNT [PEER]: a site of COUNT role profiles of about 6.7 KB, in 24 branches, with links
// between neighbours; the same bytes at every run. For a PEER (hugo, zola, eleventy) the same profiles as it
// takes them: what its layouts show as data, duties among it, is in the front matter, and the links are made.
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BRANCHES = 24 };

static const char *const words[] = {
    "plan", "review", "careful", "records", "customers", "systems", "daily", "team", "reports",
    "budget", "quality", "safety", "design", "measure", "supply", "answers", "methods", "tools",
    "schedule", "improve", "training", "results", "contracts", "materials", "service", "research",
    "standards", "machines", "documents", "questions", "projects", "explain", "prepare", "inspect",
    "with", "and", "for", "between", "before", "after",
};
static uint32_t seed;
static unsigned item_number;

static uint32_t next_random(void) {
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

enum { WORDS = sizeof words / sizeof words[0] };

// From one of the words on; none twice in a row.
static void write_words_from(FILE *out, unsigned index, int count) {
    for (unsigned i = 0; i < (unsigned)count; i++) {
        if (i) index = (index + 1 + next_random() % (WORDS - 1)) % WORDS;
        fprintf(out, "%s%s", i ? " " : "", words[index]);
    }
}

static void write_words(FILE *out, int count) {
    write_words_from(out, next_random() % WORDS, count);
}

static void write_sentences(FILE *out, int count) {
    for (int i = 0; i < count; i++) {
        fputs(i ? " People here " : "They ", out);
        write_words(out, 14);
        fputc('.', out);
    }
    fputs("\n\n", out);
}

static void write_list(FILE *out, int count) {
    for (int i = 0; i < count; i++) {
        fputs("- Regularly ", out);
        write_words_from(out, item_number++ % WORDS, 9);   // few of a role begin alike
        fputc('\n', out);
    }
    fputc('\n', out);
}

static FILE *open_file(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    return out;
}

// What a profile says, in the order in which it is drawn.
typedef struct Profile {
    unsigned index, next, other, pay, skill, tool, years;
    char *summary, *lead, *duties, *become, *qualification, *requirements, *salary, *advance, *environment, *checked;
} Profile;

static char *draw(void (*write)(FILE *, int), int count) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) exit(1);
    write(out, count);
    if (fclose(out)) exit(1);
    return text;
}

static Profile draw_profile(unsigned index, unsigned count) {
    seed = index * 2654435761u + 1;
    Profile profile = {.index = index, .next = (index + 1) % count, .other = (index + 7) % count};
    profile.pay = 30000 + next_random() % 120000;
    profile.summary = draw(write_words, 16);
    profile.years = next_random() % 9 + 1;
    profile.tool = next_random() % 90;
    profile.skill = next_random() % 90;
    profile.lead = draw(write_sentences, 3);
    profile.duties = draw(write_list, 11);
    profile.become = draw(write_sentences, 2);
    profile.qualification = draw(write_list, 12);
    profile.requirements = draw(write_list, 11);
    profile.salary = draw(write_sentences, 2);
    profile.advance = draw(write_sentences, 10);
    profile.environment = draw(write_sentences, 5);
    profile.checked = draw(write_sentences, 1);
    return profile;
}

static void free_profile(Profile *profile) {
    char *texts[] = {profile->summary, profile->lead, profile->duties, profile->become, profile->qualification,
                     profile->requirements, profile->salary, profile->advance, profile->environment, profile->checked};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) free(texts[i]);
}

static void write_own(FILE *out, const Profile *profile) {
    unsigned index = profile->index;
    unsigned pay = profile->pay;
    char code[16];
    snprintf(code, sizeof code, "%02u-%04u", 11 + index / 10000 % 89, index % 10000);
    fprintf(out, "---\ntitle: Specialist %06u\nplural: Specialists %06u\nbranch: Branch %02u\nsummary: Looks to %s.\n",
            index, index, index % BRANCHES + 1, profile->summary);
    fprintf(out, "alternative_titles: [Expert %06u, Officer %06u]\nskills: [Planning, Writing, "
                 "{name: Skill %02u, level: advanced, importance: high}]\ntechnologies: [Tool %02u, Spreadsheets]\n"
                 "education: Bachelor's degree\nexperience: %u+ years\n"
                 "codes: {soc: \"%s\", onet: \"%s.00\"}\nsalary:\n  region: US\n  currency: USD\n"
                 "  average: %u\n  median: %u\n  percentiles: {p10: %u, p25: %u, p75: %u, p90: %u}\n"
                 "  source: survey\n  as_of: 2025-05\n",
            index, index, profile->skill, profile->tool, profile->years,
            code, code, pay, pay - 3000, pay / 2, pay - 15000, pay + 20000, pay + 45000);
    fprintf(out, "career_path: {from: [role-%06u], to: [role-%06u]}\nrelated: [role-%06u]\n"
                 "sources: [{id: survey, name: A survey, url: \"https://example.com/\", retrieved: 2025-06-30}]\n"
                 "verified: {date: 2025-12-01, by: Editors, method: reviewed}\nupdated: 2025-12-01\n---\n",
            profile->other, profile->next, profile->other);
    fprintf(out, "%s## Key Duties & Responsibilities\n\n%s## How to Become a Specialist %06u\n\n%s"
                 "### Qualification\n\n%s### Requirements & Skills\n\n%s## Salary Guide\n\n%s",
            profile->lead, profile->duties, index, profile->become, profile->qualification,
            profile->requirements, profile->salary);
    fprintf(out, "## How to Advance Your Career\n\nSee the [next step](role-%06u.md) and the "
                 "[duties beside](role-%06u.md#key-duties-responsibilities).\n\n%s"
                 "## Typical Work Environment\n\n%s## Content Verification\n\n%s",
            profile->next, profile->other, profile->advance, profile->environment, profile->checked);
}

// A Markdown list as one of the front matter.
static void write_items(FILE *out, const char *name, const char *list) {
    fprintf(out, "  %s:\n", name);
    for (const char *at = list; *at != '\n'; at = strchr(at, '\n') + 1) {
        fprintf(out, "  %.*s", (int)(strchr(at, '\n') + 1 - at), at);
    }
}

static void write_for_peer(FILE *out, const Profile *profile, const char *peer) {
    unsigned index = profile->index;
    unsigned pay = profile->pay;
    fprintf(out, "---\ntitle: Specialist %06u\ndescription: Looks to %s.\ndate: 2025-12-01\n", index, profile->summary);
    fprintf(out, strcmp(peer, "zola") ? "branches: [Branch %02u]\n" : "taxonomies: {branches: [Branch %02u]}\n",
            index % BRANCHES + 1);
    fprintf(out, "extra:\n  plural: Specialists %06u\n  branch: Branch %02u\n  branch_slug: branch-%02u\n",
            index, index % BRANCHES + 1, index % BRANCHES + 1);
    fprintf(out, "  alternative_titles: [Expert %06u, Officer %06u]\n  skills: [{name: Planning}, {name: Writing}, "
                 "{name: Skill %02u, level: advanced, importance: high}]\n  technologies: [Tool %02u, Spreadsheets]\n"
                 "  education: Bachelor's degree\n  experience: %u+ years\n  code: \"%02u-%04u\"\n",
            index, index, profile->skill, profile->tool, profile->years, 11 + index / 10000 % 89, index % 10000);
    fprintf(out, "  salary: {region: United States, currency: USD, average: %u, as_of: 2025-05, "
                 "percentiles: [{name: 10th, pay: %u}, {name: 25th, pay: %u}, {name: Median, pay: %u}, "
                 "{name: 75th, pay: %u}, {name: 90th, pay: %u}]}\n",
            pay, pay / 2, pay - 15000, pay - 3000, pay + 20000, pay + 45000);
    fprintf(out, "  from: {title: Specialist %06u, slug: role-%06u}\n  to: {title: Specialist %06u, slug: role-%06u}\n",
            profile->other, profile->other, profile->next, profile->next);
    fprintf(out, "  source: {name: A survey, url: \"https://example.com/\", retrieved: \"2025-06-30\"}\n"
                 "  verified: {date: \"2025-12-01\", by: Editors, method: reviewed}\n");
    write_items(out, "duties", profile->duties);
    write_items(out, "qualification", profile->qualification);
    write_items(out, "requirements", profile->requirements);
    fprintf(out, "---\n%s## How to Become a Specialist %06u\n\n%s## Salary Guide\n\n%s",
            profile->lead, index, profile->become, profile->salary);
    fprintf(out, "## How to Advance Your Career\n\nSee the [next step](/roles/role-%06u/) and the "
                 "[duties beside](/roles/role-%06u/#key-duties-responsibilities).\n\n%s"
                 "## Typical Work Environment\n\n%s## Content Verification\n\n%s",
            profile->next, profile->other, profile->advance, profile->environment, profile->checked);
}

static void write_role(const char *folder, unsigned index, unsigned count, const char *peer) {
    char name[64];
    snprintf(name, sizeof name, "content/roles/role-%06u.md", index);
    FILE *out = open_file(folder, name);
    Profile profile = draw_profile(index, count);
    if (peer) write_for_peer(out, &profile, peer);
    else write_own(out, &profile);
    free_profile(&profile);
    if (fclose(out)) exit(1);
}

static void make_folder(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (mkdir(path, 0755) && errno != EEXIST) {
        perror(path);
        exit(1);
    }
}

// What is beside the roles, and what their owner decides.
static void write_rest(const char *folder) {
    make_folder(folder, "content/articles");
    make_folder(folder, "content/pages");
    FILE *config = open_file(folder, "site.yaml");
    fputs("title: Bench\nbase_url: https://example.org/\nlanguage: en-US\ndescription: A site to measure.\n"
          "salary:\n  steps:\n    - {level: Senior, experience: 11+ years, percent: 110}\n"
          "    - {level: Experienced, experience: 3-10 years, percent: 100}\n"
          "    - {level: Entry Level, experience: 0-2 years, percent: 50}\n"
          "call_to_action: {title: \"Need {plural}?\", label: Post a job, url: \"https://example.com/\"}\n", config);
    fclose(config);
    FILE *article = open_file(folder, "content/articles/news.md");
    fputs("---\ntitle: News\ndate: 2026-01-01\nsummary: What is new.\nroles: [role-000001]\n---\n## News\n\nText.\n", article);
    fclose(article);
    FILE *page = open_file(folder, "content/pages/about.md");
    fputs("---\ntitle: About\n---\nText.\n", page);
    fclose(page);
}

int main(int argument_count, char **arguments) {
    bool is_right = argument_count == 3 || argument_count == 4;
    unsigned count = is_right ? (unsigned)strtoul(arguments[2], NULL, 10) : 0;
    if (count < 8) {
        fputs("usage: generate DIR COUNT [PEER] (at least 8)\n", stderr);
        return 2;
    }
    const char *folder = arguments[1];
    const char *peer = arguments[3];
    static const char *const folders[] = {"", "content", "content/roles"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) make_folder(folder, folders[i]);
    if (!peer) write_rest(folder);
    for (unsigned i = 0; i < count; i++) write_role(folder, i, count, peer);
    return 0;
}
