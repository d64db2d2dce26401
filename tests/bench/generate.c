// generate DIR COUNT: a site of COUNT role profiles of about 6.7 KB, in 24 branches, with links
// between neighbours; the same bytes at every run.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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

static void write_role(const char *folder, unsigned index, unsigned count) {
    char name[64];
    snprintf(name, sizeof name, "content/roles/role-%06u.md", index);
    FILE *out = open_file(folder, name);
    seed = index * 2654435761u + 1;
    unsigned next = (index + 1) % count;
    unsigned other = (index + 7) % count;
    unsigned pay = 30000 + next_random() % 120000;
    char code[16];
    snprintf(code, sizeof code, "%02u-%04u", 11 + index / 10000 % 89, index % 10000);
    fprintf(out, "---\ntitle: Specialist %06u\nplural: Specialists %06u\nbranch: Branch %02u\nsummary: Looks to ",
            index, index, index % BRANCHES + 1);
    write_words(out, 16);
    fprintf(out, ".\nalternative_titles: [Expert %06u, Officer %06u]\nskills: [Planning, Writing, "
                 "{name: Skill %02u, level: advanced, importance: high}]\ntechnologies: [Tool %02u, Spreadsheets]\n"
                 "education: Bachelor's degree\nexperience: %u+ years\n"
                 "codes: {soc: \"%s\", onet: \"%s.00\"}\nsalary:\n  region: US\n  currency: USD\n"
                 "  average: %u\n  median: %u\n  percentiles: {p10: %u, p25: %u, p75: %u, p90: %u}\n"
                 "  source: survey\n  as_of: 2025-05\n",
            index, index, next_random() % 90, next_random() % 90, next_random() % 9 + 1,
            code, code, pay, pay - 3000, pay / 2, pay - 15000, pay + 20000, pay + 45000);
    fprintf(out, "career_path: {from: [role-%06u], to: [role-%06u]}\nrelated: [role-%06u]\n"
                 "sources: [{id: survey, name: A survey, url: \"https://example.com/\", retrieved: 2025-06-30}]\n"
                 "verified: {date: 2025-12-01, by: Editors, method: reviewed}\nupdated: 2025-12-01\n---\n",
            other, next, other);
    write_sentences(out, 3);
    fputs("## Key Duties & Responsibilities\n\n", out);
    write_list(out, 11);
    fprintf(out, "## How to Become a Specialist %06u\n\n", index);
    write_sentences(out, 2);
    fputs("### Qualification\n\n", out);
    write_list(out, 12);
    fputs("### Requirements & Skills\n\n", out);
    write_list(out, 11);
    fputs("## Salary Guide\n\n", out);
    write_sentences(out, 2);
    fprintf(out, "## How to Advance Your Career\n\nSee the [next step](role-%06u.md) and the "
                 "[duties beside](role-%06u.md#key-duties-responsibilities).\n\n", next, other);
    write_sentences(out, 10);
    fputs("## Typical Work Environment\n\n", out);
    write_sentences(out, 5);
    fputs("## Content Verification\n\n", out);
    write_sentences(out, 1);
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

int main(int argument_count, char **arguments) {
    unsigned count = argument_count == 3 ? (unsigned)strtoul(arguments[2], NULL, 10) : 0;
    if (count < 8) {
        fputs("usage: generate DIR COUNT (at least 8)\n", stderr);
        return 2;
    }
    const char *folder = arguments[1];
    static const char *const folders[] = {"", "content", "content/roles", "content/articles", "content/pages"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) make_folder(folder, folders[i]);
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
    for (unsigned i = 0; i < count; i++) write_role(folder, i, count);
    return 0;
}
