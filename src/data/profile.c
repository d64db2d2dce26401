#include "data/profile.h"

#include <string.h>

#include "format/markdown_text.h"
#include "format/slug.h"
#include "format/yaml.h"

enum { SUMMARY_SIZE = 200, RELATED_SHOWN_MAX = 8 };

typedef struct Writing {
    const ProfileSet *set;
    const Profile *profile;
    const Occupation *of;
    const ProfileOptions *options;
    Buf *out;
} Writing;

static void write_field(const Writing *writing, const char *name, Str value) {
    if (!value.len) return;
    buf_printf(writing->out, "%s: ", name);
    yaml_add_text(writing->out, value);
    buf_add_char(writing->out, '\n');
}

static void write_list(const Writing *writing, const char *name, const StrList *list) {
    if (!list->count) return;
    buf_printf(writing->out, "%s: [", name);
    for (size_t i = 0; i < list->count; i++) {
        if (i) buf_add(writing->out, STR(", "));
        yaml_add_item(writing->out, list->items[i]);
    }
    buf_add(writing->out, STR("]\n"));
}

// The end of the last whole sentence within the size of a summary, or of the first one.
static size_t summary_end(Str text) {
    size_t end = 0;
    for (size_t i = 0; i + 2 < text.len; i++) {
        bool is_end = text.ptr[i] == '.' && text.ptr[i + 1] == ' ' &&
                      text.ptr[i + 2] >= 'A' && text.ptr[i + 2] <= 'Z';
        if (is_end && (!end || i + 1 <= SUMMARY_SIZE)) end = i + 1;
    }
    return end && text.len > SUMMARY_SIZE ? end : text.len;
}

static void write_summary(const Writing *writing) {
    const Occupation *of = writing->of;
    const PublicData *data = writing->set->data;
    if (of->description.len) {
        write_field(writing, "summary",
                    str_slice(of->description, 0, summary_end(of->description)));
        return;
    }
    Buf text = {0};
    buf_printf(writing->out, "# To do: say in a sentence or two what these people do; ");
    if (data->onet_version.len) {
        buf_printf(writing->out, "O*NET %.*s lacks %.*s.\n", (int)data->onet_version.len,
                   data->onet_version.ptr, (int)of->code.len, of->code.ptr);
    } else {
        buf_add(writing->out, STR("no O*NET was taken in.\n"));
    }
    buf_add(&text, of->title);
    buf_add(&text, of->is_projected ? STR(": pay and outlook from public statistics.")
                                    : STR(": pay from public statistics."));
    write_field(writing, "summary", buf_str(&text));
    buf_free(&text);
}

// Titles that lead to no other profile: the address of each becomes a redirect.
static void write_other_titles(const Writing *writing) {
    Arena scratch = {0};
    StrList kept = {0};
    Buf slug = {0};
    for (size_t i = 0; i < writing->of->other_titles.count; i++) {
        Str title = writing->of->other_titles.items[i];
        buf_clear(&slug);
        slug_add(&slug, title);
        bool is_own = str_equal_ascii_case(title, writing->of->title);
        bool is_free = slug.len && table_get(&writing->set->slugs, buf_str(&slug)) == TABLE_NONE;
        if (is_free && !is_own) str_list_add(&scratch, &kept, title);
    }
    write_list(writing, "alternative_titles", &kept);
    buf_free(&slug);
    arena_free(&scratch);
}

// What it takes to begin.
static void write_start(const Writing *writing) {
    static const Str most = {"5 years or more", 15};
    bool has_none = str_equal(writing->of->experience, STR("None"));
    write_field(writing, "education", writing->of->education);
    if (str_equal(writing->of->experience, most)) {
        buf_add(writing->out, STR("experience: {text: 5 years or more, months: 60}\n"));
    } else {
        // Training stands beside it, which "None" alone would seem to deny.
        write_field(writing, "experience",
                    has_none ? STR("None in a related occupation") : writing->of->experience);
    }
    StrList training = {0};
    Str text = writing->of->training;
    if (!text.len || str_equal_ascii_case(text, STR("None"))) return;
    training = (StrList){&text, 1, 1};
    write_list(writing, "entry_routes", &training);
}

static void write_codes(const Writing *writing) {
    buf_printf(writing->out, "codes: {soc: \"%.*s\"", (int)writing->of->code.len,
               writing->of->code.ptr);
    if (writing->of->onet_code.len) {
        buf_printf(writing->out, ", onet: \"%.*s\"", (int)writing->of->onet_code.len,
                   writing->of->onet_code.ptr);
    }
    buf_add(writing->out, STR("}\n"));
}

// As it is published: "94480", "41.01", ">=239200", null where it is withheld.
static void add_figure(const Pay *pay, const Figure *figure, Buf *out) {
    bool is_least = figure->state == FIGURE_TOP_CODED;
    if (figure->state == FIGURE_WITHHELD) {
        buf_add(out, STR("null"));
        return;
    }
    if (is_least) buf_add(out, STR("\">="));
    buf_add_int(out, figure->hundredths / 100);
    bool has_cents = figure->hundredths % 100 || (!is_least && !strcmp(pay->period, "hour"));
    if (has_cents) buf_printf(out, ".%02d", (int)(figure->hundredths % 100));
    if (is_least) buf_add_char(out, '"');
}

// Writes the fields of one salary: `between` stands in front of each but the first.
static void write_pay(const Pay *pay, bool is_primary, const char *between, Buf *out) {
    static const struct { const char *name; PayFigure figure; } single[] = {
        {"average", PAY_MEAN}, {"median", PAY_MEDIAN},
    };
    static const struct { const char *name; PayFigure figure; } spread[] = {
        {"p10", PAY_P10}, {"p25", PAY_P25}, {"p75", PAY_P75}, {"p90", PAY_P90},
    };
    // What is all digits is quoted: it is a name.
    bool is_digits = ascii_is_digit(pay->region.ptr[0]);
    buf_printf(out, "region: %s%.*s%s%scurrency: %s%speriod: %s", is_digits ? "\"" : "",
               (int)pay->region.len, pay->region.ptr, is_digits ? "\"" : "", between,
               pay->currency, between, pay->period);
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++) {
        const Figure *figure = &pay->figures[single[i].figure];
        if (figure->state == FIGURE_NONE) continue;
        buf_printf(out, "%s%s: ", between, single[i].name);
        add_figure(pay, figure, out);
    }
    size_t count = 0;
    for (size_t i = 0; i < sizeof spread / sizeof spread[0]; i++) {
        const Figure *figure = &pay->figures[spread[i].figure];
        if (figure->state == FIGURE_NONE) continue;
        if (!count++) buf_printf(out, "%spercentiles: {%s: ", between, spread[i].name);
        else buf_printf(out, ", %s: ", spread[i].name);
        add_figure(pay, figure, out);
    }
    if (count) buf_add_char(out, '}');
    buf_printf(out, "%ssource: %s%sas_of: ", between, pay->source, between);
    date_add(out, pay->as_of);
    if (pay->period_reason) buf_printf(out, "%sonly_period: true", between);
    if (is_primary) buf_printf(out, "%sprimary: true", between);
}

// One region on lines of its own; of several, each on one line.
static void write_salary(const Writing *writing) {
    const Occupation *of = writing->of;
    if (!of->pay_count) return;
    buf_add(writing->out, STR("salary:\n"));
    for (size_t i = 0; i < of->pay_count; i++) {
        bool is_only = of->pay_count == 1;
        buf_add(writing->out, is_only ? STR("  ") : STR("  - {"));
        write_pay(&of->pays[i], !is_only && i == 0, is_only ? "\n  " : ", ", writing->out);
        buf_add(writing->out, is_only ? STR("\n") : STR("}\n"));
    }
}

static void add_growth(const Figure *growth, Buf *out) {
    int64_t tenths = growth->hundredths / 10;
    int64_t size = tenths < 0 ? -tenths : tenths;
    buf_printf(out, "%s%lld", tenths < 0 ? "-" : "", (long long)(size / 10));
    if (size % 10) buf_printf(out, ".%lld", (long long)(size % 10));
    buf_add_char(out, '%');
}

static void add_outlook_end(const PublicData *data, Buf *out) {
    buf_printf(out, ", from: %d, to: %d, source: " PROJECTIONS_SOURCE "}\n",
               data->outlook_from.year, data->outlook_to.year);
}

static void write_outlook(const Writing *writing) {
    const Occupation *of = writing->of;
    const PublicData *data = writing->set->data;
    Buf *out = writing->out;
    bool has_growth = of->growth.state == FIGURE_KNOWN;
    int64_t openings = of->openings.state == FIGURE_KNOWN ? of->openings.hundredths * 10 : 0;
    if (of->is_projected && !openings) {
        buf_add(out, STR("# Fewer than 50 openings a year, which EP rounds to none.\n"));
    }
    if (!has_growth && !openings) return;
    buf_add(out, STR("outlook: {"));
    if (has_growth) {
        buf_add(out, STR("growth: "));
        add_growth(&of->growth, out);
    }
    if (openings) buf_printf(out, "%sopenings: %lld", has_growth ? ", " : "", (long long)openings);
    add_outlook_end(data, out);
}

static void write_related(const Writing *writing) {
    const ProfileSet *set = writing->set;
    const StrList *codes = &writing->of->related;
    Arena scratch = {0};
    StrList slugs = {0};
    for (size_t i = 0; i < codes->count && slugs.count < RELATED_SHOWN_MAX; i++) {
        const Occupation *other = public_data_find(set->data, codes->items[i]);
        if (!other || other == writing->of) continue;
        str_list_add(&scratch, &slugs, set->items[other - set->data->items].slug);
    }
    write_list(writing, "related", &slugs);
    arena_free(&scratch);
}

static void write_head(const Writing *writing) {
    const Occupation *of = writing->of;
    buf_printf(writing->out,
               "# Made of public tables%s: read it, mend what does not fit, and say who did:\n"
               "# verified: {date: …, by: …, method: reviewed}.%s\n",
               writing->options->is_published ? ", and not reviewed" : "",
               writing->options->is_published ? "" : " Then remove 'draft: true'.");
    if (of->has_unrated_duties) {
        buf_add(writing->out, STR("# To do: choose among the duties, of which O*NET does not know "
                                  "yet which are core.\n"));
    } else if (!of->duties.count) {
        buf_add(writing->out, STR("# To do: write the duties, which the tables do not tell.\n"));
    }
}

static void write_front_matter(const Writing *writing) {
    const Occupation *of = writing->of;
    buf_add(writing->out, STR("---\n"));
    write_head(writing);
    write_field(writing, "title", writing->profile->title);
    write_field(writing, "branch", of->branch);
    write_summary(writing);
    write_field(writing, "plural", of->title);
    write_other_titles(writing);
    write_list(writing, "skills", &of->skills);
    write_list(writing, "technologies", &of->technologies);
    write_start(writing);
    write_codes(writing);
    write_salary(writing);
    write_outlook(writing);
    write_related(writing);
    origins_write(writing->set->data, of, writing->out);
    buf_add(writing->out, STR("verified: {date: "));
    date_add(writing->out, writing->options->now);
    buf_add(writing->out, STR(", method: imported}\n"));
    if (!writing->options->is_published) buf_add(writing->out, STR("draft: true\n"));
    buf_add(writing->out, STR("---\n"));
}

static void write_heading(const Writing *writing, SectionKind kind) {
    Str heading = strings_heading(&writing->set->site->strings, kind);
    buf_printf(writing->out, "\n## %.*s\n\n", (int)heading.len, heading.ptr);
}

static void write_duties(const Writing *writing) {
    const StrList *duties = &writing->of->duties;
    if (!duties->count) return;
    write_heading(writing, SECTION_DUTIES);
    for (size_t i = 0; i < duties->count; i++) {
        buf_add(writing->out, STR("- "));
        markdown_add_text(writing->out, duties->items[i]);
        buf_add_char(writing->out, '\n');
    }
}

// "the median and the 90th percentile"
static const char *const figure_names[PAY_FIGURE_COUNT] = {
    [PAY_MEAN] = "the mean", [PAY_P10] = "the 10th percentile", [PAY_P25] = "the 25th percentile",
    [PAY_MEDIAN] = "the median", [PAY_P75] = "the 75th percentile",
    [PAY_P90] = "the 90th percentile",
};

static const char *withheld_reason(const Pay *pay) {
    for (int i = 0; i < PAY_FIGURE_COUNT; i++) {
        if (pay->figures[i].state == FIGURE_WITHHELD) return pay->figures[i].reason;
    }
    return NULL;
}

static void write_withheld(const Pay *pay, Buf *out) {
    buf_add(out, STR("- "));
    markdown_add_text(out, pay->name);
    buf_add(out, STR(": "));
    size_t count = 0;
    for (int i = 0; i < PAY_FIGURE_COUNT; i++) {
        if (pay->figures[i].state != FIGURE_WITHHELD) continue;
        buf_printf(out, "%s%s", count++ ? ", " : "", figure_names[i]);
    }
    buf_printf(out, " (%s)\n", withheld_reason(pay));
}

// What the figures do not say of themselves: why there is no other period, and what is withheld.
static void write_pay_notes(const Writing *writing) {
    const Occupation *of = writing->of;
    size_t withheld_count = 0;
    const Pay *only = NULL;
    for (size_t i = 0; i < of->pay_count; i++) {
        if (!only && of->pays[i].period_reason) only = &of->pays[i];
        withheld_count += withheld_reason(&of->pays[i]) != NULL;
    }
    if (!only && !withheld_count && !of->unpaid.count) return;
    write_heading(writing, SECTION_SALARY);
    if (only) {
        buf_printf(writing->out, "The source gives pay by the %s alone: %s.\n", only->period,
                   only->period_reason);
    }
    if (withheld_count) {
        buf_printf(writing->out, "%sSome figures are not published:\n\n", only ? "\n" : "");
        for (size_t i = 0; i < of->pay_count; i++) {
            if (withheld_reason(&of->pays[i])) write_withheld(&of->pays[i], writing->out);
        }
    }
    if (!of->unpaid.count) return;
    buf_printf(writing->out, "%sNothing is published of ", only || withheld_count ? "\n" : "");
    for (size_t i = 0; i < of->unpaid.count; i++) {
        if (i) buf_add(writing->out, STR(", "));
        markdown_add_text(writing->out, of->unpaid.items[i]);
    }
    buf_add(writing->out, STR(": no estimate is available.\n"));
}

void profile_write_owned(const PublicData *data, const Occupation *occupation, Buf *out) {
    ProfileSet set = {.data = data};
    Writing writing = {.set = &set, .of = occupation, .out = out};
    write_start(&writing);
    write_salary(&writing);
    write_outlook(&writing);
    origins_write(data, occupation, out);
}

void profile_write_average(const PublicData *data, bool with_source, Buf *out) {
    if (data->average_growth.state != FIGURE_KNOWN) return;
    buf_add(out, STR("outlook: {average_growth: "));
    add_growth(&data->average_growth, out);
    add_outlook_end(data, out);
    if (!with_source) return;
    buf_add(out, STR("sources:\n"));
    origins_write_setting(data, out);
}

void profile_write(const ProfileSet *set, const Profile *profile, const ProfileOptions *options,
                   Buf *out) {
    Writing writing = {.set = set, .profile = profile, .of = profile->occupation,
                       .options = options, .out = out};
    Str description = writing.of->description;
    write_front_matter(&writing);
    Str lead = str_trim(str_slice(description, summary_end(description), description.len));
    if (lead.len) {
        // What follows the summary has its subject there.
        Str may = STR("May ");
        bool has_no_subject = str_equal(str_slice(lead, 0, may.len), may);
        if (has_no_subject) buf_add(out, STR("They may "));
        markdown_add_text(out, str_slice(lead, has_no_subject ? may.len : 0, lead.len));
        buf_add_char(out, '\n');
    }
    write_duties(&writing);
    write_pay_notes(&writing);
}
