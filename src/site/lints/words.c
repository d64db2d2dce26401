// Lints of words: one look at each word of what readers see finds them all.
//
// The first four bytes of most words tell that they are none of the terms; the others are looked at
// closely.
#include <assert.h>

#include "site/lints/lints.h"
#include "site/lints/word_starts.h"

typedef enum WordingKind {
    MISSPELLED, BIASED, PLACEHOLDER, PLACEHOLDER_EVERYWHERE, BRACKETED,
} WordingKind;

// Found where it begins a word and ends with one, whatever its case; with capital letters as it is.
// A blank stands for white space.
typedef struct Wording {
    const char *text;        // three letters or more
    WordingKind kind;
    const char *better;
} Wording;

static const Wording wordings[] = {
    {"abilites", MISSPELLED, "abilities"},
    {"accomodate", MISSPELLED, "accommodate"},
    {"accomodation", MISSPELLED, "accommodation"},
    {"acheive", MISSPELLED, "achieve"},
    {"achievment", MISSPELLED, "achievement"},
    {"adress", MISSPELLED, "address"},
    {"agressive", MISSPELLED, "aggressive"},
    {"aquire", MISSPELLED, "acquire"},
    {"availible", MISSPELLED, "available"},
    {"begining", MISSPELLED, "beginning"},
    {"benifit", MISSPELLED, "benefit"},
    {"benifits", MISSPELLED, "benefits"},
    {"catagory", MISSPELLED, "category"},
    {"certifcate", MISSPELLED, "certificate"},
    {"collegue", MISSPELLED, "colleague"},
    {"collegues", MISSPELLED, "colleagues"},
    {"comittee", MISSPELLED, "committee"},
    {"commited", MISSPELLED, "committed"},
    {"communciation", MISSPELLED, "communication"},
    {"comparision", MISSPELLED, "comparison"},
    {"competance", MISSPELLED, "competence"},
    {"competetive", MISSPELLED, "competitive"},
    {"concious", MISSPELLED, "conscious"},
    {"consistant", MISSPELLED, "consistent"},
    {"definately", MISSPELLED, "definitely"},
    {"developement", MISSPELLED, "development"},
    {"efficent", MISSPELLED, "efficient"},
    {"employement", MISSPELLED, "employment"},
    {"enviroment", MISSPELLED, "environment"},
    {"enviromental", MISSPELLED, "environmental"},
    {"equiptment", MISSPELLED, "equipment"},
    {"excellant", MISSPELLED, "excellent"},
    {"existance", MISSPELLED, "existence"},
    {"expierience", MISSPELLED, "experience"},
    {"experiance", MISSPELLED, "experience"},
    {"finacial", MISSPELLED, "financial"},
    {"foriegn", MISSPELLED, "foreign"},
    {"fullfill", MISSPELLED, "fulfill"},
    {"goverment", MISSPELLED, "government"},
    {"grammer", MISSPELLED, "grammar"},
    {"guarentee", MISSPELLED, "guarantee"},
    {"independant", MISSPELLED, "independent"},
    {"knowlege", MISSPELLED, "knowledge"},
    {"langauge", MISSPELLED, "language"},
    {"liase", MISSPELLED, "liaise"},
    {"liasing", MISSPELLED, "liaising"},
    {"liason", MISSPELLED, "liaison"},
    {"liscence", MISSPELLED, "license"},
    {"maintainance", MISSPELLED, "maintenance"},
    {"maintenence", MISSPELLED, "maintenance"},
    {"managament", MISSPELLED, "management"},
    {"managment", MISSPELLED, "management"},
    {"mangement", MISSPELLED, "management"},
    {"neccessary", MISSPELLED, "necessary"},
    {"necesary", MISSPELLED, "necessary"},
    {"occassion", MISSPELLED, "occasion"},
    {"occured", MISSPELLED, "occurred"},
    {"occurence", MISSPELLED, "occurrence"},
    {"oppurtunity", MISSPELLED, "opportunity"},
    {"paticular", MISSPELLED, "particular"},
    {"perfomance", MISSPELLED, "performance"},
    {"permanant", MISSPELLED, "permanent"},
    {"personel", MISSPELLED, "personnel"},
    {"posession", MISSPELLED, "possession"},
    {"prefered", MISSPELLED, "preferred"},
    {"preperation", MISSPELLED, "preparation"},
    {"privelege", MISSPELLED, "privilege"},
    {"proccess", MISSPELLED, "process"},
    {"profesional", MISSPELLED, "professional"},
    {"proffesional", MISSPELLED, "professional"},
    {"prioritze", MISSPELLED, "prioritize"},
    {"publically", MISSPELLED, "publicly"},
    {"qualifed", MISSPELLED, "qualified"},
    {"reccomend", MISSPELLED, "recommend"},
    {"recieve", MISSPELLED, "receive"},
    {"recieved", MISSPELLED, "received"},
    {"recomend", MISSPELLED, "recommend"},
    {"refered", MISSPELLED, "referred"},
    {"relevent", MISSPELLED, "relevant"},
    {"reponsible", MISSPELLED, "responsible"},
    {"reponsibilities", MISSPELLED, "responsibilities"},
    {"requirment", MISSPELLED, "requirement"},
    {"requirments", MISSPELLED, "requirements"},
    {"responsability", MISSPELLED, "responsibility"},
    {"responsibilites", MISSPELLED, "responsibilities"},
    {"responsiblity", MISSPELLED, "responsibility"},
    {"responsibilty", MISSPELLED, "responsibility"},
    {"retreive", MISSPELLED, "retrieve"},
    {"secratary", MISSPELLED, "secretary"},
    {"seperate", MISSPELLED, "separate"},
    {"seperately", MISSPELLED, "separately"},
    {"similiar", MISSPELLED, "similar"},
    {"sofware", MISSPELLED, "software"},
    {"stategy", MISSPELLED, "strategy"},
    {"strenght", MISSPELLED, "strength"},
    {"succesful", MISSPELLED, "successful"},
    {"successfull", MISSPELLED, "successful"},
    {"supercede", MISSPELLED, "supersede"},
    {"techincal", MISSPELLED, "technical"},
    {"technolgy", MISSPELLED, "technology"},
    {"techology", MISSPELLED, "technology"},
    {"tecnical", MISSPELLED, "technical"},
    {"thier", MISSPELLED, "their"},
    {"transfered", MISSPELLED, "transferred"},
    {"truely", MISSPELLED, "truly"},
    {"untill", MISSPELLED, "until"},
    {"usefull", MISSPELLED, "useful"},
    {"writting", MISSPELLED, "writing"},
    {"anchorman", BIASED, "news anchor"},
    {"businessman", BIASED, "business person"},
    {"businessmen", BIASED, "business people"},
    {"cameraman", BIASED, "camera operator"},
    {"chairman", BIASED, "chair"},
    {"chairmen", BIASED, "chairs"},
    {"cleaning lady", BIASED, "cleaner"},
    {"craftsman", BIASED, "craftsperson"},
    {"craftsmen", BIASED, "craftspeople"},
    {"digital native", BIASED, "used to digital tools"},
    {"digital natives", BIASED, "used to digital tools"},
    {"draftsman", BIASED, "drafter"},
    {"fireman", BIASED, "firefighter"},
    {"firemen", BIASED, "firefighters"},
    {"guru", BIASED, "expert"},
    {"gurus", BIASED, "experts"},
    {"handyman", BIASED, "maintenance worker"},
    {"he or she", BIASED, "they"},
    {"he/she", BIASED, "they"},
    {"her/his", BIASED, "their"},
    {"him or her", BIASED, "them"},
    {"him/her", BIASED, "them"},
    {"himself or herself", BIASED, "themselves"},
    {"himself/herself", BIASED, "themselves"},
    {"his or her", BIASED, "their"},
    {"his/her", BIASED, "their"},
    {"housewife", BIASED, "homemaker"},
    {"lady doctor", BIASED, "doctor"},
    {"mailman", BIASED, "mail carrier"},
    {"male nurse", BIASED, "nurse"},
    {"man-hours", BIASED, "person-hours"},
    {"mankind", BIASED, "people"},
    {"manpower", BIASED, "staff"},
    {"middleman", BIASED, "go-between"},
    {"ninja", BIASED, "expert"},
    {"ninjas", BIASED, "experts"},
    {"policeman", BIASED, "police officer"},
    {"policemen", BIASED, "police officers"},
    {"repairman", BIASED, "repairer"},
    {"repairmen", BIASED, "repairers"},
    {"rockstar", BIASED, "expert"},
    {"rockstars", BIASED, "experts"},
    {"s/he", BIASED, "they"},
    {"salesman", BIASED, "salesperson"},
    {"salesmen", BIASED, "salespeople"},
    {"saleswoman", BIASED, "salesperson"},
    {"she or he", BIASED, "they"},
    {"she/he", BIASED, "they"},
    {"spokesman", BIASED, "spokesperson"},
    {"stewardess", BIASED, "flight attendant"},
    {"stewardesses", BIASED, "flight attendants"},
    {"young and dynamic", BIASED, "what the work asks for, whatever the age"},
    {"young and energetic", BIASED, "what the work asks for, whatever the age"},
    {"young, dynamic", BIASED, "what the work asks for, whatever the age"},
    {"young team", BIASED, "team"},
    {"youthful team", BIASED, "team"},
    {"FIXME", PLACEHOLDER, NULL},
    {"TBD", PLACEHOLDER, NULL},
    {"TODO", PLACEHOLDER, NULL},
    {"XXX", PLACEHOLDER, NULL},
    {"lorem ipsum", PLACEHOLDER_EVERYWHERE, NULL},
    {"[insert", BRACKETED, NULL},
    {"[add", BRACKETED, NULL},
    {"[your", BRACKETED, NULL},
    {"[company", BRACKETED, NULL},
};
enum {
    WORDING_COUNT = sizeof wordings / sizeof wordings[0],
    BUCKET_BITS = 12,
    KEY_SIZE = 4,
    PADDING = 8,
    SHOWN_MAX = 60,          // bytes of what is found, in a message
};
static_assert(WORDING_COUNT < 200, "an index of a node is a byte");

// Texts of links that do not say where they lead.
static const char *const empty_link_texts[] = {
    "here", "click here", "click", "this", "this link", "this page", "link", "more", "read more",
    "learn more", "see more", "find out more", "see here", "read here", NULL,
};

// Words that stand twice in a row in good English, too.
static const char *const doubled_words[] = {
    "had", "that", "very", "so", "long", "really", "many", "far", "no", "do", NULL,
};

// Wordings by their first four bytes, in chains; nodes count from 1.
typedef struct Index {
    uint8_t first[1 << BUCKET_BITS];
    struct { uint32_t key; uint8_t wording; uint8_t next; } nodes[UINT8_MAX + 1];
    uint8_t count;
} Index;

// A text that is looked at.
typedef struct Scan {
    const Linting *linting;
    const Entry *entry;
    const Index *index;
    bool is_english;
    Str text;                // eight bytes behind it can be read
    size_t offset;           // of the text in its file
} Scan;

// The first bytes of a word, with small letters for capital ones.
static uint32_t key_at(const char *ptr) {
    uint32_t ret;
    memcpy(&ret, ptr, KEY_SIZE);
    return le32toh(ret) | 0x20202020;
}

static size_t bucket_of(uint32_t key) {
    return key * 2654435761u >> (32 - BUCKET_BITS);
}

static void add_key(Index *index, size_t wording, const char *key) {
    uint8_t *first = &index->first[bucket_of(key_at(key))];
    index->nodes[++index->count].wording = (uint8_t)wording;
    index->nodes[index->count].key = key_at(key);
    index->nodes[index->count].next = *first;
    *first = index->count;
}

static void make_index(bool is_english, Index *ret) {
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < WORDING_COUNT; i++) {
        const char *text = wordings[i].text;
        if (!is_english && wordings[i].kind != PLACEHOLDER_EVERYWHERE) continue;
        if (text[3]) add_key(ret, i, text);
        // The fourth byte of the shortest is what stands behind them.
        for (const char *end = text[3] ? "" : " \n.,:;)"; *end; end++) {
            add_key(ret, i, (char[KEY_SIZE]){text[0], text[1], text[2], *end});
        }
    }
}

static bool is_of_word(char byte) {
    return ascii_is_letter(byte) || ascii_is_digit(byte) || (unsigned char)byte >= 0x80;
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

// Behind the wording that stands at `at`; `at` where it does not stand there.
static size_t match_end(const Scan *scan, size_t at, const char *wording) {
    size_t end = at;
    bool is_exact = wording[0] >= 'A' && wording[0] <= 'Z';
    for (; *wording; wording++) {
        char byte = scan->text.ptr[end];
        bool is_same = *wording == ' ' ? is_blank(byte)
                                       : *wording == (is_exact ? byte : ascii_lower(byte));
        if (end == scan->text.len || !is_same) return at;
        end++;
        while (*wording == ' ' && end < scan->text.len && is_blank(scan->text.ptr[end])) end++;
    }
    return end < scan->text.len && is_of_word(scan->text.ptr[end]) ? at : end;
}

static const Wording *find_wording(const Scan *scan, size_t at, size_t *ret_end) {
    uint32_t key = key_at(scan->text.ptr + at);
    size_t node = scan->index->first[bucket_of(key)];
    for (; node; node = scan->index->nodes[node].next) {
        if (scan->index->nodes[node].key != key) continue;
        const Wording *wording = &wordings[scan->index->nodes[node].wording];
        *ret_end = match_end(scan, at, wording->text);
        if (*ret_end > at) return wording;
    }
    return NULL;
}

static size_t run_length(Str text, size_t at) {
    size_t end = at;
    while (end < text.len && text.ptr[end] == '`') end++;
    return end - at;
}

// The end of the code that begins with the run of backticks at `at`; the text's where it never
// ends.
static size_t code_end(Str text, size_t at) {
    size_t size = run_length(text, at);
    for (size_t i = at + size; i < text.len; i++) {
        size_t other = run_length(text, i);
        if (other == size) return i + size;
        i += other;
    }
    return text.len;
}

static bool is_code(Str text, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (text.ptr[i] != '`') continue;
        size_t end = code_end(text, i);
        if (end < text.len && end > at) return true;
        i = end < text.len ? end - 1 : i + run_length(text, i) - 1;
    }
    return false;
}

// In a quoted text of the front matter, all stands one byte further on; where it has escapes, the
// text's beginning has to do.
static Place place_at(const Scan *scan, size_t at, size_t size) {
    Str file = scan->linting->text;
    Str found = str_slice(scan->text, at, at + size);
    for (size_t offset = scan->offset + at; offset < scan->offset + at + 2; offset++) {
        if (offset + size > file.len) break;
        Str written = str_slice(file, offset, offset + size);
        if (str_equal(written, found)) return (Place){scan->entry->path, offset};
    }
    return (Place){scan->entry->path, scan->offset};
}

static int shown(size_t size) {
    return size < SHOWN_MAX ? (int)size : SHOWN_MAX;
}

// In one line, as a message shows it.
static Str show(const Scan *scan, Str found) {
    size_t size = (size_t)shown(found.len);
    char *ret = arena_alloc(scan->linting->scratch, size + 1, 1);
    for (size_t i = 0; i < size; i++) ret[i] = is_blank(found.ptr[i]) ? ' ' : found.ptr[i];
    return (Str){ret, size};
}

static void report_wording(const Scan *scan, size_t at, size_t end, const Wording *wording) {
    Diags *diags = scan->linting->diags;
    Str text = show(scan, str_slice(scan->text, at, end));
    Place place = place_at(scan, at, end - at);
    Buf hint = {0};
    switch (wording->kind) {
        case MISSPELLED:
            buf_printf(&hint, "write '%s'", wording->better);
            // With a capital letter where it had one.
            if (text.ptr[0] == wording->text[0] - 32) hint.ptr[7] = (char)(wording->better[0] - 32);
            diag_warning(diags, place, "misspelling", hint.ptr,
                         "'%.*s' is misspelled", (int)text.len, text.ptr);
            break;
        case BIASED:
            buf_printf(&hint, "better: %s", wording->better);
            diag_warning(diags, place, "biased-wording", hint.ptr,
                         "'%.*s' leaves readers out by age or gender", (int)text.len, text.ptr);
            break;
        case PLACEHOLDER:
        case PLACEHOLDER_EVERYWHERE:
        case BRACKETED:
            diag_warning(diags, place, "placeholder-text", "write it, or leave it out",
                         "'%.*s' stands for what is yet to be written", (int)text.len, text.ptr);
            break;
    }
    buf_free(&hint);
}

static bool is_listed(const char *const *list, Str word) {
    while (*list && !str_equal_ascii_case(word, str_from(*list))) list++;
    return *list != NULL;
}

static void check_link(const Scan *scan, size_t at, size_t end) {
    Str text = str_trim(str_slice(scan->text, at, end));
    bool is_address = str_starts_with(text, STR("http://")) ||
                      str_starts_with(text, STR("https://")) ||
                      str_starts_with(text, STR("www."));
    bool is_empty = scan->is_english && is_listed(empty_link_texts, text);
    if (!(is_address || is_empty) || is_code(scan->text, at)) return;
    diag_warning(scan->linting->diags, place_at(scan, at, end - at), "link-text",
                 "let the link's text name what is found there",
                 "'%.*s' does not say where this link leads", shown(text.len), text.ptr);
}

// What stands in brackets is a link's text, or may be a gap to be filled: [your name].
static void check_brackets(const Scan *scan, size_t at) {
    Str rest = str_slice(scan->text, at, scan->text.len);
    size_t close = at + str_find(rest, ']');
    if (close >= scan->text.len) return;
    char next = close + 1 < scan->text.len ? scan->text.ptr[close + 1] : '\n';
    if (next == '(' || next == '[') check_link(scan, at + 1, close);
    if (next == '(' || next == '[' || next == ':') return;
    size_t end;
    const Wording *wording = find_wording(scan, at, &end);
    if (wording && !is_code(scan->text, at)) report_wording(scan, at, close + 1, wording);
}

static size_t letters_end(Str text, size_t at) {
    while (at < text.len && ascii_is_letter(text.ptr[at])) at++;
    return at;
}

// "the the", but neither names, "Bora Bora", nor compounds, "a real time time-out".
static void check_doubled(const Scan *scan, size_t previous, size_t at) {
    Str text = scan->text;
    if (!scan->is_english || !ascii_is_letter(text.ptr[at])) return;
    size_t end = letters_end(text, at);
    size_t gap = letters_end(text, previous);
    size_t line_count = 0;
    Str word = str_slice(text, at, end);
    if (!str_equal_ascii_case(word, str_slice(text, previous, gap))) return;
    for (; gap < at; gap++) {
        line_count += text.ptr[gap] == '\n';
        if (!is_blank(text.ptr[gap])) return;
    }
    bool is_word = word.len > 1 || text.ptr[at] == 'a';
    bool is_small = is_word && text.ptr[at] >= 'a';
    if (!is_small || line_count > 1 || is_listed(doubled_words, word)) return;
    static const char ends[] = " \n\r\t.,;:!?)";
    bool is_end = end == text.len || memchr(ends, text.ptr[end], sizeof ends - 1);
    bool goes_on = end + 1 < text.len && text.ptr[end] == '.' && is_of_word(text.ptr[end + 1]);
    if (!is_end || goes_on || is_code(text, at)) return;
    diag_warning(scan->linting->diags, place_at(scan, at, word.len), "doubled-word",
                 "leave one out", "'%.*s' stands here twice", shown(word.len), word.ptr);
}

static void look_closely(const Scan *scan, size_t at) {
    Str text = scan->text;
    char first = text.ptr[at];
    if (first == '-' || first == '#') return;   // of an item, of a heading
    while (at < text.len && memchr("([{\"'*_|>~", text.ptr[at], 10)) {
        if (text.ptr[at] == '[') check_brackets(scan, at);
        at++;
    }
    if (at == text.len) return;
    size_t end;
    const Wording *wording = find_wording(scan, at, &end);
    if (wording && !is_code(text, at)) report_wording(scan, at, end, wording);
}

static bool may_be_wording(const Index *index, uint32_t key) {
    size_t node = index->first[bucket_of(key)];
    while (node && index->nodes[node].key != key) node = index->nodes[node].next;
    return node;
}

static void scan_text(const Scan *scan) {
    uint64_t carry = WORD_BEGINS;
    size_t previous = 0;
    uint32_t previous_key = 0;
    for (size_t i = 0; i < scan->text.len; i += sizeof carry) {
        uint64_t starts = word_starts(scan->text.ptr + i, &carry);
        for (; starts; starts &= starts - 1) {
            size_t at = i + (size_t)__builtin_ctzll(starts) / 8;
            uint32_t key = key_at(scan->text.ptr + at);
            bool is_letter = (key & 0xFF) - 'a' <= 'z' - 'a';
            if (!is_letter || may_be_wording(scan->index, key)) look_closely(scan, at);
            // Two letters are the same.
            if (!((key ^ previous_key) & 0xFFFF)) check_doubled(scan, previous, at);
            previous = at;
            previous_key = key;
        }
    }
}

static void scan_field(Scan *scan, Text text) {
    if (!text.str.len) return;
    char *copy = arena_alloc(scan->linting->scratch, text.str.len + PADDING, 1);
    memcpy(copy, text.str.ptr, text.str.len);
    scan->text = (Str){copy, text.str.len};
    scan->offset = text.offset;
    scan_text(scan);
}

static void scan_role(Scan *scan, const Role *role) {
    const Skill *skills = role->skills.items;
    const EntryRoute *routes = role->entry_routes.items;
    scan_field(scan, role->education);
    scan_field(scan, role->experience.text);
    for (size_t i = 0; i < role->skills.count; i++) scan_field(scan, skills[i].name);
    for (size_t i = 0; i < role->entry_routes.count; i++) {
        scan_field(scan, routes[i].name);
        scan_field(scan, routes[i].text);
    }
}

// Other titles are not looked at: they are what readers search for, such as it is.
static void check_words(const Linting *linting, const Entry *entry) {
    Index index;
    bool is_english = linting_is_english(linting, entry);
    make_index(is_english, &index);
    Scan scan = {.linting = linting, .entry = entry, .index = &index, .is_english = is_english};
    scan_field(&scan, entry->title);
    scan_field(&scan, entry->summary);
    if (entry->kind == ENTRY_ROLE) scan_role(&scan, (const Role *)entry);
    scan.text = str_slice(linting->text, entry->body_offset, linting->text.len);
    scan.offset = entry->body_offset;
    scan_text(&scan);
}

#define FOUND(code_, reason_) \
    {.code = code_, .severity = SEVERITY_WARNING, .reason = reason_}

static const Lint rows[] = {
    FOUND("misspelling", "readers trust a text less that has slips in it"),
    FOUND("biased-wording", "a profile is for readers of each age and gender"),
    FOUND("placeholder-text", "what is yet to be written is not for readers"),
    FOUND("doubled-word", "a word that stands twice in a row is a slip"),
    FOUND("link-text", "a list of links, as screen readers give it, has to say where each leads"),
};
const LintFamily word_lints = {
    .name = "words", .rows = rows, .count = sizeof rows / sizeof rows[0],
    .check_entry = check_words,
};
