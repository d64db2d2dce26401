// Derive: what follows from the content as a whole. Total orders only: the path decides last.
#include <stdlib.h>

#include "site/related.h"
#include "site/ranking.h"
#include "site/redirects.h"
#include "site/site.h"
#include "site/taxonomy.h"

enum { CANDIDATES_MAX = 20000 };

int64_t salary_step_amount(int64_t amount, int64_t percent) {
    int64_t product = amount * percent;
    int64_t half = product < 0 ? -50 : 50;
    return (product + half) / 100;
}

const Amount *salary_headline(const Salary *salary) {
    return salary->average.state == AMOUNT_KNOWN ? &salary->average : &salary->median;
}

static Str salary_period(const Salary *salary) {
    return salary->period.str.len ? salary->period.str : STR("year");
}

bool salary_is_like(const Salary *a, const Salary *b) {
    return str_equal(a->currency.str, b->currency.str) && str_equal(salary_period(a), salary_period(b));
}

Date entry_changed(const Entry *entry) {
    return entry->updated.year ? entry->updated : entry->date;
}

bool role_list_has(const RoleList *list, const Role *role) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i] == role) return true;
    }
    return false;
}

static Place place_in(const Entry *entry, size_t offset) {
    return (Place){entry->path, offset};
}

static int64_t power_of_ten(int exponent) {
    int64_t ret = 1;
    while (exponent-- > 0) ret *= 10;
    return ret;
}

// From AMOUNT_DECIMALS decimals to the currency's minor units.
static void to_minor(const Entry *entry, const Salary *salary, Amount *amount, Diags *diags) {
    if (amount->state != AMOUNT_KNOWN && amount->state != AMOUNT_AT_LEAST) return;
    int64_t unit = power_of_ten(AMOUNT_DECIMALS - salary->format->fraction_digits);
    if (amount->minor % unit) {
        Str code = salary->currency.str;
        diag_error(diags, place_in(entry, amount->offset), "amount-decimals", "round the amount",
                   "%.*s has %d decimals, this amount has more", (int)code.len, code.ptr,
                   salary->format->fraction_digits);
    }
    amount->minor /= unit;
}

static void check_order(const Entry *entry, const Amount *low, const Amount *high, Diags *diags) {
    bool are_known = low->state == AMOUNT_KNOWN && high->state == AMOUNT_KNOWN;
    if (!are_known || low->minor <= high->minor) return;
    diag_error(diags, place_in(entry, high->offset), "amount-order", "check which figure is meant",
               "this amount is lower than the one that should lie below it");
}

static void derive_steps(const Config *config, Arena *arena, Salary *salary) {
    if (salary->steps.count || salary->average.state != AMOUNT_KNOWN) return;
    size_t count = config->salary.steps.count;
    const StepConfig *rules = config->salary.steps.items;
    SalaryStep *steps = ARENA_NEW(arena, SalaryStep, count + 1);
    // Whole units of the currency where the average is whole: nobody models cents.
    int64_t unit = power_of_ten(salary->format->fraction_digits);
    if (salary->average.minor % unit) unit = 1;
    for (size_t i = 0; i < count; i++) {
        int64_t minor = salary_step_amount(salary->average.minor / unit, rules[i].percent) * unit;
        steps[i] = (SalaryStep){
            .level = rules[i].level,
            .experience = rules[i].experience,
            .amount = {AMOUNT_KNOWN, minor, salary->average.offset},
            .is_modelled = true,
        };
    }
    salary->steps = (ItemList){steps, count};
}

static bool has_source(const Role *role, Str id) {
    const Source *sources = role->sources.items;
    for (size_t i = 0; i < role->sources.count; i++) {
        if (str_equal(sources[i].id.str, id)) return true;
    }
    return false;
}

static void check_source(Site *site, const Role *role, const Text *source, Diags *diags) {
    if (!source->str.len || has_source(role, source->str)) return;
    Str *ids = ARENA_NEW(&site->arena, Str, role->sources.count + 1);
    for (size_t i = 0; i < role->sources.count; i++) ids[i] = ((Source *)role->sources.items)[i].id.str;
    diag_error(diags, place_in(&role->entry, source->offset), "unknown-source",
               diag_did_you_mean(&site->arena, source->str, ids, role->sources.count,
                                 "add an entry with this id to 'sources'"),
               "there is no source '%.*s' in this profile", (int)source->str.len, source->str.ptr);
}

// A region's name from site.yaml, else the country's name, else as it is written. Asked once a region.
static Str region_name(Site *site, Str region) {
    size_t index = table_add(&site->region_names, region, site->region_texts.count);
    if (index != TABLE_NONE) return ((Str *)site->region_texts.items)[index];
    const RegionConfig *regions = site->config.regions.items;
    Str name = region;
    for (size_t i = 0; i < site->config.regions.count; i++) {
        if (str_equal(regions[i].id.str, region)) name = regions[i].name.str;
    }
    Buf country = {0};
    bool is_unnamed = name.ptr == region.ptr;
    if (is_unnamed && locale_country(site->locale, region, &country)) name = arena_copy(&site->arena, buf_str(&country));
    buf_free(&country);
    *(Str *)list_add(&site->region_texts, sizeof(Str)) = name;
    return name;
}

static void derive_salary(Site *site, Role *role, Salary *salary, Diags *diags) {
    const Entry *entry = &role->entry;
    Str code = salary->currency.str;
    salary->region_name = region_name(site, salary->region.str);
    salary->format = locale_money(site->locale, code);
    if (!salary->format) {
        diag_error(diags, place_in(entry, salary->currency.offset), "unknown-currency",
                   "use a code of ISO 4217: USD, EUR, INR", "there is no currency '%.*s'",
                   (int)code.len, code.ptr);
        return;
    }
    Percentiles *at = &salary->percentiles;
    Amount *const amounts[] = {&salary->average, &salary->median, &salary->range.min,
                               &salary->range.max, &at->p10, &at->p25, &at->p75, &at->p90};
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        to_minor(entry, salary, amounts[i], diags);
    }
    SalaryStep *steps = salary->steps.items;
    for (size_t i = 0; i < salary->steps.count; i++) to_minor(entry, salary, &steps[i].amount, diags);
    check_order(entry, &salary->range.min, &salary->range.max, diags);
    check_order(entry, &at->p10, &at->p25, diags);
    check_order(entry, &at->p25, &salary->median, diags);
    check_order(entry, &salary->median, &at->p75, diags);
    check_order(entry, &at->p75, &at->p90, diags);
    check_source(site, role, &salary->source, diags);
    derive_steps(&site->config, &site->arena, salary);
}

static void derive_salaries(Site *site, Role *role, Diags *diags) {
    Salary *salaries = role->salaries.items;
    for (size_t i = 0; i < role->salaries.count; i++) {
        derive_salary(site, role, &salaries[i], diags);
        if (salaries[i].is_primary && role->primary) {
            diag_error(diags, place_in(&role->entry, salaries[i].offset), "two-primaries",
                       "keep 'primary: true' on one", "two salaries claim to be the primary one");
        }
        if (salaries[i].is_primary) role->primary = &salaries[i];
    }
    if (!role->primary && role->salaries.count) role->primary = &salaries[0];
    check_source(site, role, &role->outlook.source, diags);
}

static int compare_roles(const void *left, const void *right) {
    const Entry *a = *(const Entry *const *)left;
    const Entry *b = *(const Entry *const *)right;
    int order = str_compare(a->sort_key, b->sort_key);
    return order ? order : str_compare(a->path, b->path);
}

static int compare_articles(const void *left, const void *right) {
    const Entry *a = *(const Entry *const *)left;
    const Entry *b = *(const Entry *const *)right;
    int order = date_compare(b->date, a->date);
    return order ? order : str_compare(a->path, b->path);
}

static int compare_pages(const void *left, const void *right) {
    const Entry *a = *(const Entry *const *)left;
    const Entry *b = *(const Entry *const *)right;
    if (a->weight != b->weight) return a->weight < b->weight ? -1 : 1;
    return str_compare(a->path, b->path);
}

static void sort_entries(Site *site) {
    site->roles.items = ARENA_NEW(&site->arena, const Role *, site->entry_count + 1);
    site->articles.items = ARENA_NEW(&site->arena, const Article *, site->entry_count + 1);
    site->pages = ARENA_NEW(&site->arena, const Page *, site->entry_count + 1);
    for (size_t i = 0; i < site->entry_count; i++) {
        Entry *entry = site->entries[i];
        table_add(&site->entries_by_path, entry->path, i);
        entry->sort_key = locale_sort_key(site->locale, entry->title.str, &site->arena);
        switch (entry->kind) {
            case ENTRY_ROLE: site->roles.items[site->roles.count++] = (Role *)entry; break;
            case ENTRY_ARTICLE: site->articles.items[site->articles.count++] = (Article *)entry; break;
            case ENTRY_PAGE: site->pages[site->page_count++] = (Page *)entry; break;
        }
    }
    qsort(site->roles.items, site->roles.count, sizeof *site->roles.items, compare_roles);
    qsort(site->articles.items, site->articles.count, sizeof *site->articles.items, compare_articles);
    qsort(site->pages, site->page_count, sizeof *site->pages, compare_pages);
    for (size_t i = 0; i < site->roles.count; i++) {
        table_add(&site->roles_by_slug, site->roles.items[i]->entry.slug.str, i);
        ((Role *)(uintptr_t)site->roles.items[i])->index = i;
    }
}

// Slugs to roles; unknown ones are reported.
static RoleList find_roles(Site *site, const Entry *entry, const TextList *slugs, Diags *diags) {
    RoleList ret = {ARENA_NEW(&site->arena, const Role *, slugs->count + 1), 0};
    for (size_t i = 0; i < slugs->count; i++) {
        Str slug = slugs->items[i].str;
        size_t index = table_get(&site->roles_by_slug, slug);
        if (index != TABLE_NONE) {
            ret.items[ret.count++] = site->roles.items[index];
            continue;
        }
        if (site->is_partial) continue;
        Str file = arena_join(&site->arena, arena_join(&site->arena, STR("content/roles/"), slug), STR(".md"));
        if (site_has_unpublished(site, file)) {
            diag_error(diags, place_in(entry, slugs->items[i].offset), "unpublished-target",
                       UNPUBLISHED_HINT, "the role '%.*s' is not published", (int)slug.len, slug.ptr);
            continue;
        }
        size_t count = site->roles.count < CANDIDATES_MAX ? site->roles.count : CANDIDATES_MAX;
        Str *names = ARENA_NEW(&site->arena, Str, count + 1);
        for (size_t j = 0; j < count; j++) names[j] = site->roles.items[j]->entry.slug.str;
        diag_error(diags, place_in(entry, slugs->items[i].offset), "unknown-role",
                   diag_did_you_mean(&site->arena, slug, names, count,
                                     "name a file of content/roles without '.md'"),
                   "there is no role '%.*s'", (int)slug.len, slug.ptr);
    }
    return ret;
}

static void derive_references(Site *site, Diags *diags) {
    for (size_t i = 0; i < site->entry_count; i++) {
        if (site->entries[i]->kind == ENTRY_ROLE) {
            Role *role = (Role *)site->entries[i];
            role->path_from = find_roles(site, &role->entry, &role->career_path.from, diags);
            role->path_to = find_roles(site, &role->entry, &role->career_path.to, diags);
            role->related_roles = find_roles(site, &role->entry, &role->related, diags);
        } else if (site->entries[i]->kind == ENTRY_ARTICLE) {
            Article *article = (Article *)site->entries[i];
            article->roles = find_roles(site, &article->entry, &article->role_slugs, diags);
        }
    }
}

// Appends a role that the list does not hold yet. Lists double, so that hubs stay cheap.
static void add_role_once(Arena *arena, RoleList *list, const Role *role) {
    if (role_list_has(list, role)) return;
    if ((list->count & (list->count - 1)) == 0) {
        const Role **items = ARENA_NEW(arena, const Role *, list->count * 2 + 2);
        for (size_t i = 0; i < list->count; i++) items[i] = list->items[i];
        list->items = items;
    }
    list->items[list->count++] = role;
}

// A step of a career is one step, whichever of its two roles names it.
static void derive_career_paths(Site *site) {
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->path_to.count; j++) {
            Role *later = (Role *)(uintptr_t)role->path_to.items[j];
            add_role_once(&site->arena, &later->path_from, role);
        }
    }
    for (size_t i = 0; i < site->roles.count; i++) {
        const Role *role = site->roles.items[i];
        for (size_t j = 0; j < role->path_from.count; j++) {
            Role *earlier = (Role *)(uintptr_t)role->path_from.items[j];
            add_role_once(&site->arena, &earlier->path_to, role);
        }
    }
}

// Each role gets the articles that name it. Two passes: count, then fill, newest first.
static void derive_role_articles(Site *site) {
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < site->articles.count; i++) {
            const RoleList *roles = &site->articles.items[i]->roles;
            for (size_t j = 0; j < roles->count; j++) {
                Role *role = (Role *)(uintptr_t)roles->items[j];
                if (pass) role->articles.items[role->articles.count] = site->articles.items[i];
                role->articles.count++;
            }
        }
        for (size_t i = 0; i < site->roles.count && pass == 0; i++) {
            Role *role = (Role *)(uintptr_t)site->roles.items[i];
            role->articles.items = ARENA_NEW(&site->arena, const Article *, role->articles.count + 1);
            role->articles.count = 0;
        }
    }
}

static int compare_changes(const void *left, const void *right) {
    const Entry *a = *(const Entry *const *)left;
    const Entry *b = *(const Entry *const *)right;
    int order = date_compare(entry_changed(b), entry_changed(a));
    return order ? order : str_compare(a->path, b->path);
}

static void derive_recent(Site *site) {
    site->recent = ARENA_NEW(&site->arena, const Entry *, site->entry_count + 1);
    for (size_t i = 0; i < site->entry_count; i++) {
        const Entry *entry = site->entries[i];
        bool is_news = entry->kind != ENTRY_PAGE && !entry->is_noindex && entry_changed(entry).year;
        if (is_news) site->recent[site->recent_count++] = entry;
    }
    qsort(site->recent, site->recent_count, sizeof *site->recent, compare_changes);
}

static Str first_letter(const Role *role) {
    Str title = role->entry.title.str;
    size_t end = 0;
    if (title.len) utf8_decode(title, &end);
    return str_slice(title, 0, end);
}

static void derive_letters(Site *site) {
    const RoleList *roles = &site->roles;
    List letters = {0};
    for (size_t i = 0; i < roles->count;) {
        Str letter = first_letter(roles->items[i]);
        size_t end = i + 1;
        while (end < roles->count) {
            Str next = first_letter(roles->items[end]);
            if (!str_equal(letter, next) && !locale_same_letter(site->locale, letter, next)) break;
            end++;
        }
        Buf upper = {0};
        locale_write_upper(site->locale, letter, &upper);
        *(Letter *)list_add(&letters, sizeof(Letter)) =
            (Letter){arena_copy(&site->arena, buf_str(&upper)), i, end - i};
        buf_free(&upper);
        i = end;
    }
    site->letters = ARENA_NEW(&site->arena, Letter, letters.count + 1);
    site->letter_count = letters.count;
    for (size_t i = 0; i < letters.count; i++) site->letters[i] = ((Letter *)letters.items)[i];
    free(letters.items);
}

bool site_derive(Site *site, Diags *diags) {
    size_t errors_before = diags->error_count;
    sort_entries(site);
    for (size_t i = 0; i < site->entry_count; i++) {
        if (site->entries[i]->kind == ENTRY_ROLE) derive_salaries(site, (Role *)site->entries[i], diags);
    }
    ranking_derive(site);
    taxonomy_derive(site, diags);
    derive_references(site, diags);
    derive_career_paths(site);
    derive_letters(site);
    derive_recent(site);
    redirects_derive(site, diags);
    // Terms are whole only when nothing was wrong with them.
    if (!diags->error_count) related_derive(site);
    derive_role_articles(site);
    return diags->error_count == errors_before;
}
