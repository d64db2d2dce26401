#include "site/parsed.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/stamp.h"

enum { ENTRY_SIZE = 4096, PIECE_SIZE = 128 * 1024, SINCE_SHARE = 8 };

// Reads or writes: each value is named once, in one order.
typedef struct Codec {
    Buf *out;                // NULL: it reads
    const char *at;          // what is to be read,
    const char *end;         // up to here
    Arena *arena;            // of what is read; texts stay where they are
    bool is_bad;             // what is read is not what was written, or cannot be written
} Codec;

static Codec codec_of(Str text) {
    return (Codec){.at = text.ptr, .end = text.len ? text.ptr + text.len : text.ptr};
}

static size_t rest_size(const Codec *codec) {
    return (size_t)(codec->end - codec->at);
}

static void fail(Codec *codec) {
    codec->is_bad = true;
    codec->at = codec->end;
}

// Seven bits in a byte, the lowest first; the highest bit says that more follow.
__attribute__((noinline))
static void write_number(Buf *out, uint64_t number) {
    enum { NUMBER_MAX_SIZE = 10 };
    buf_make_room(out, NUMBER_MAX_SIZE);
    char *at = out->ptr + out->len;
    for (; number > 0x7f; number >>= 7) *at++ = (char)(number | 0x80);
    *at++ = (char)number;
    *at = '\0';
    out->len = (size_t)(at - out->ptr);
}

__attribute__((noinline))
static uint64_t read_long_number(Codec *codec) {
    size_t len = rest_size(codec) < 10 ? rest_size(codec) : 10;
    uint64_t ret = 0;
    for (size_t i = 0; i < len; i++) {
        uint64_t byte = (unsigned char)codec->at[i];
        ret |= (byte & 0x7f) << (7 * i);
        if (byte & 0x80) continue;
        codec->at += i + 1;
        return ret;
    }
    fail(codec);
    return 0;
}

// Most have one byte or two; there are hundreds in an entry.
__attribute__((always_inline))
static inline uint64_t read_number(Codec *codec) {
    if (rest_size(codec) < 2) return read_long_number(codec);
    unsigned first = (unsigned char)codec->at[0];
    unsigned second = (unsigned char)codec->at[1];
    if (first <= 0x7f) {
        codec->at++;
        return first;
    }
    if (second > 0x7f) return read_long_number(codec);
    codec->at += 2;
    return (first & 0x7f) | second << 7;
}

__attribute__((always_inline))
static inline uint64_t pass_number(Codec *codec, uint64_t number) {
    if (!codec->out) return read_number(codec);
    write_number(codec->out, number);
    return number;
}

// One below a limit: 0 in place of another.
static uint64_t pass_below(Codec *codec, uint64_t number, uint64_t limit) {
    uint64_t ret = pass_number(codec, number);
    if (ret < limit) return ret;
    fail(codec);
    return 0;
}

static void pass_size(Codec *codec, size_t *size) {
    *size = pass_number(codec, *size);
}

static void pass_small(Codec *codec, uint32_t *number) {
    *number = (uint32_t)pass_below(codec, *number, UINT32_MAX);
}

static void pass_bool(Codec *codec, bool *is) {
    *is = pass_below(codec, *is, 2);
}

// Numbers near 0 are short, on both sides of it.
static int64_t pass_signed(Codec *codec, int64_t number) {
    uint64_t folded = (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);
    folded = pass_number(codec, folded);
    return (int64_t)(folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0));
}

static int64_t pass_between(Codec *codec, int64_t number, int64_t min, int64_t max) {
    int64_t ret = pass_signed(codec, number);
    if (ret >= min && ret <= max) return ret;
    fail(codec);
    return min;
}

static void pass_bytes(Codec *codec, void *bytes, size_t size) {
    if (codec->out) {
        buf_add(codec->out, (Str){bytes, size});
    } else if (rest_size(codec) < size) {
        fail(codec);
        memset(bytes, 0, size);
    } else if (size) {
        memcpy(bytes, codec->at, size);
        codec->at += size;
    }
}

// With a NUL behind it, as all texts have.
__attribute__((noinline))
static void write_str(Buf *out, Str text) {
    write_number(out, text.ptr ? text.len + 1 : 0);
    buf_add(out, text);
    buf_add_char(out, '\0');
}

static inline Str read_str(Codec *codec) {
    uint64_t size = read_number(codec);
    size_t len = size ? size - 1 : 0;
    if (len >= rest_size(codec) || codec->at[len]) {
        fail(codec);
        return (Str){0};
    }
    Str ret = {size ? codec->at : NULL, len};
    codec->at += len + 1;
    return ret;
}

static void pass_str(Codec *codec, Str *text) {
    if (codec->out) write_str(codec->out, *text);
    else *text = read_str(codec);
}

static void pass_text(Codec *codec, Text *text) {
    Str str = text_str(*text);
    pass_str(codec, &str);
    if (str.len > UINT32_MAX) fail(codec);
    if (codec->is_bad) str = (Str){0};
    if (!codec->out) *text = text_make(str, text->offset);
    pass_small(codec, &text->offset);
}

// Makes room for the items of a list that is read. Each takes a byte at least.
static void *pass_items(Codec *codec, void *items, size_t *count, size_t size) {
    pass_size(codec, count);
    if (codec->out) return items;
    if (*count > rest_size(codec)) fail(codec);
    if (codec->is_bad) *count = 0;
    return *count ? arena_alloc(codec->arena, *count, size) : NULL;
}

// The same of a list that stays below 2^32 items.
static void *pass_few(Codec *codec, void *items, uint32_t *count, size_t size) {
    size_t wide = *count;
    void *ret = pass_items(codec, items, &wide, size);
    if (wide > UINT32_MAX) fail(codec);
    if (!codec->out) *count = codec->is_bad ? 0 : (uint32_t)wide;
    return ret;
}

static void pass_text_list(Codec *codec, TextList *list) {
    list->items = pass_items(codec, list->items, &list->count, sizeof *list->items);
    for (size_t i = 0; i < list->count; i++) pass_text(codec, &list->items[i]);
}

static void pass_named_values(Codec *codec, NamedValues *values) {
    pass_text(codec, &values->name);
    pass_text_list(codec, &values->values);
}

static void pass_date(Codec *codec, Date *date) {
    date->year = (int16_t)pass_between(codec, date->year, 0, 9999);
    date->month = (int8_t)pass_between(codec, date->month, 0, 12);
    date->day = (int8_t)pass_between(codec, date->day, 0, 31);
    pass_small(codec, &date->offset);
}

static void pass_amount(Codec *codec, Amount *amount) {
    amount->state = (uint8_t)pass_below(codec, amount->state, AMOUNT_SUPPRESSED + 1);
    amount->decimals = (int8_t)pass_between(codec, amount->decimals, 0, AMOUNT_DECIMALS);
    amount->minor = pass_signed(codec, amount->minor);
    pass_small(codec, &amount->offset);
}

static void pass_percent(Codec *codec, Percent *percent) {
    percent->hundredths = (int32_t)pass_between(codec, percent->hundredths, INT32_MIN, INT32_MAX);
    pass_bool(codec, &percent->is_given);
    pass_small(codec, &percent->offset);
}

static void pass_struct(Codec *codec, const Schema *schema, void *of);

static void pass_mapping(Codec *codec, const Field *field, void *member) {
    if (!(field->flags & FIELD_POINTED)) {
        pass_struct(codec, field->schema, member);
        return;
    }
    void *pointed;
    memcpy(&pointed, member, sizeof pointed);
    bool is_given = pointed;
    pass_bool(codec, &is_given);
    if (!is_given) return;
    if (!field->schema) {
        fail(codec);
        return;
    }
    if (!codec->out) pointed = arena_alloc(codec->arena, 1, field->schema->size);
    pass_struct(codec, field->schema, pointed);
    memcpy(member, &pointed, sizeof pointed);
}

static void pass_list(Codec *codec, const Field *field, void *member) {
    bool is_named = field->type == FIELD_NAMED_VALUES;
    size_t size = is_named ? sizeof(NamedValues) : field->schema->size;
    ItemList list = item_list_at(member);
    list.items = pass_items(codec, list.items, &list.count, size);
    for (size_t i = 0; i < list.count && !codec->is_bad; i++) {
        void *item = (char *)list.items + i * size;
        if (is_named) pass_named_values(codec, item);
        else pass_struct(codec, field->schema, item);
    }
    memcpy(member, &list, sizeof list);
}

static void pass_value(Codec *codec, const Field *field, void *member) {
    switch (field->type) {
        case FIELD_TEXT: case FIELD_SLUG: case FIELD_URL: case FIELD_CHOICE: case FIELD_CURRENCY:
        case FIELD_LANGUAGE: pass_text(codec, member); break;
        case FIELD_TEXT_LIST: case FIELD_SLUG_LIST: pass_text_list(codec, member); break;
        case FIELD_BOOL: pass_bool(codec, member); break;
        case FIELD_INT: *(int64_t *)member = pass_signed(codec, *(int64_t *)member); break;
        case FIELD_AMOUNT: pass_amount(codec, member); break;
        case FIELD_PERCENT: pass_percent(codec, member); break;
        case FIELD_DATE: case FIELD_PARTIAL_DATE: pass_date(codec, member); break;
        case FIELD_MAPPING: pass_mapping(codec, field, member); break;
        case FIELD_LIST: case FIELD_NAMED_VALUES: pass_list(codec, field, member); break;
    }
}

static void pass_struct(Codec *codec, const Schema *schema, void *of) {
    char *bytes = of;
    for (size_t i = 0; i < schema->field_count && !codec->is_bad; i++) {
        pass_value(codec, &schema->fields[i], bytes + schema->fields[i].offset);
    }
    if (schema->offset_member != SCHEMA_NO_OFFSET) {
        pass_bytes(codec, bytes + schema->offset_member, sizeof(FileOffset));
    }
    if (schema->given_member) pass_bytes(codec, bytes + schema->given_member, sizeof(GivenFields));
}

static void pass_heading(Codec *codec, MarkdownHeading *heading) {
    heading->level = (int)pass_between(codec, heading->level, 1, 6);
    pass_str(codec, &heading->text);
    pass_str(codec, &heading->id);
    pass_size(codec, &heading->html_start);
    pass_size(codec, &heading->inner_start);
    pass_size(codec, &heading->inner_end);
    pass_size(codec, &heading->html_end);
    pass_size(codec, &heading->offset);
    pass_bool(codec, &heading->is_nested);
}

static void pass_link(Codec *codec, MarkdownLink *link) {
    pass_str(codec, &link->target);
    pass_str(codec, &link->fragment);
    pass_bool(codec, &link->has_fragment);
    pass_bool(codec, &link->is_image);
    pass_bool(codec, &link->is_reference);
    pass_small(codec, &link->offset);
    pass_small(codec, &link->address_offset);
    pass_small(codec, &link->address_size);
    pass_small(codec, &link->html_offset);
}

// What is kept of a body in any case: see markdown_copy_outline.
static void pass_outline(Codec *codec, MarkdownDocument *body) {
    body->headings = pass_few(codec, body->headings, &body->heading_count,
                              sizeof *body->headings);
    for (size_t i = 0; i < body->heading_count; i++) pass_heading(codec, &body->headings[i]);
    body->links = pass_few(codec, body->links, &body->link_count, sizeof *body->links);
    for (size_t i = 0; i < body->link_count; i++) pass_link(codec, &body->links[i]);
    body->elsewhere = pass_few(codec, body->elsewhere, &body->elsewhere_count,
                               sizeof *body->elsewhere);
    for (size_t i = 0; i < body->elsewhere_count; i++) {
        pass_str(codec, &body->elsewhere[i].url);
        pass_size(codec, &body->elsewhere[i].offset);
    }
    pass_small(codec, &body->word_count);
}

static void pass_search_terms(Codec *codec, Role *role) {
    Str words = {role->search_words, 0};
    role->search_terms = pass_items(codec, role->search_terms, &role->search_term_count,
                                    sizeof *role->search_terms);
    pass_bytes(codec, role->search_terms, role->search_term_count * sizeof *role->search_terms);
    for (size_t i = 0; i < role->search_term_count; i++) {
        size_t end = (size_t)role->search_terms[i].from + role->search_terms[i].size;
        if (end > words.len) words.len = end;
    }
    size_t size = words.len;
    pass_str(codec, &words);
    if (words.len < size) fail(codec);
    role->search_words = words.ptr;
    pass_size(codec, &role->lost_term_count);
}

// An entry, whose kind and body are there.
static void pass_entry(Codec *codec, const Config *config, Entry *entry, MarkdownDocument *body) {
    pass_struct(codec, config->schemas[entry->kind], entry);
    pass_str(codec, &entry->address);
    pass_small(codec, &entry->body_offset);
    pass_str(codec, &entry->sort_key);
    pass_outline(codec, body);
    if (!codec->out) {
        entry->section_kinds = ARENA_NEW(codec->arena, uint8_t, body->heading_count + 1);
    }
    for (size_t i = 0; i < body->heading_count; i++) {
        entry->section_kinds[i] =
            (uint8_t)pass_below(codec, entry->section_kinds[i], SECTION_KIND_COUNT);
    }
    if (entry->kind == ENTRY_ROLE) pass_search_terms(codec, (Role *)entry);
}

// What stands before a form.
static void pass_file(Codec *codec, Str *path, ParsedForm *form) {
    pass_str(codec, path);
    pass_bytes(codec, &form->hash, sizeof form->hash);
    form->then.size = pass_number(codec, form->then.size);
    form->then.inode = pass_number(codec, form->then.inode);
    form->then.modified_ns = pass_signed(codec, form->then.modified_ns);
    form->then.changed_ns = pass_signed(codec, form->then.changed_ns);
    pass_bool(codec, &form->then.is_racy);
    pass_str(codec, &form->form);
}

static int compare_path(const void *key, const void *item) {
    return str_compare(*(const Str *)key, ((const ParsedFile *)item)->path);
}

static ParsedFile *find_file(const Parsed *parsed, Str path) {
    const List *files = &parsed->files;
    return files->count ? bsearch(&path, files->items, files->count, sizeof(ParsedFile),
                                  compare_path)
                        : NULL;
}

// Of a file that has one, as all that are taken.
static ParsedForm *form_of(const Parsed *parsed, const ParsedFile *file) {
    assert(file->kept);
    return (ParsedForm *)parsed->forms.items + (file->kept - 1);
}

// Keeps a form where its file stands there.
static void take_form(Parsed *parsed, Str path, const ParsedForm *form) {
    ParsedFile *file = find_file(parsed, path);
    if (!file) return;
    if (!file->kept) {
        list_add(&parsed->forms, sizeof *form);
        file->kept = (uint32_t)parsed->forms.count;
    }
    *form_of(parsed, file) = *form;
}

// A text begins with the key, and with what the first text is known by.
static bool open_text(Parsed *parsed, Hash key, bool is_base) {
    Codec codec = codec_of(buf_str(&parsed->texts[!is_base]));
    Hash begin[2];
    pass_bytes(&codec, begin, sizeof begin);
    if (is_base) parsed->base = begin[1];
    if (codec.is_bad || !hash_equal(begin[0], key) || !hash_equal(begin[1], parsed->base)) {
        return false;
    }
    while (rest_size(&codec)) {
        Str path;
        ParsedForm read = {.is_of_base = is_base};
        pass_file(&codec, &path, &read);
        if (codec.is_bad) return false;
        take_form(parsed, path, &read);
    }
    return true;
}

static void forget_text(Parsed *parsed, bool is_base) {
    ParsedForm *forms = parsed->forms.items;
    for (size_t i = 0; i < parsed->forms.count; i++) {
        if (forms[i].is_of_base == is_base) forms[i].form = (Str){0};
    }
}

void parsed_open(Hash key, Parsed *ret) {
    ret->key = key;
    ret->has_base = open_text(ret, key, true);
    if (!ret->has_base) forget_text(ret, true);
    else if (ret->texts[1].len && !open_text(ret, key, false)) forget_text(ret, false);
}

void parsed_note(Parsed *parsed, Str path, const Stamp *now) {
    *(ParsedFile *)list_add(&parsed->files, sizeof(ParsedFile)) =
        (ParsedFile){.path = path, .now = now};
}

static SourceFile *read_form(const Sources *sources, const ParsedForm *parsed,
                             const FileEntry *listed, Arena *shared) {
    Arena arena = shared ? *shared : (Arena){0};
    if (!shared) arena_reserve(&arena, ENTRY_SIZE);
    SourceFile *file = ARENA_NEW(&arena, SourceFile, 1);
    Codec codec = codec_of(parsed->form);
    codec.arena = &arena;
    EntryKind kind;
    Str real;
    source_file_kind(listed->path, &kind);
    Entry *entry = arena_alloc(&arena, 1, entry_kinds[kind].schema->size);
    file->body = ARENA_NEW(&arena, MarkdownDocument, 1);
    file->path = arena_copy(&arena, listed->path);
    file->real = arena_copy(&arena, listed->real);
    file->hash = parsed->hash;
    file->entry = entry;
    entry->kind = kind;
    entry->path = file->path;
    entry->body = file->body;
    pass_str(&codec, &real);
    pass_bytes(&codec, &file->front_hash, sizeof file->front_hash);
    pass_entry(&codec, &sources->config, entry, file->body);
    if (shared) *shared = arena;
    else file->arena = arena;
    if (!codec.is_bad && !rest_size(&codec) && str_equal(real, listed->real)) return file;
    source_file_free(file);
    return NULL;
}

ParsedFile *parsed_find(const Sources *sources, Str path) {
    return sources->parsed ? find_file(sources->parsed, path) : NULL;
}

SourceFile *parsed_take(const Sources *sources, ParsedFile *known, const FileEntry *listed,
                        const Hash *hash, Arena *shared) {
    if (!known || !known->kept) return NULL;
    const ParsedForm *form = form_of(sources->parsed, known);
    if (!form->form.len) return NULL;
    bool is_same = hash ? hash_equal(*hash, form->hash) : stamp_equal(&form->then, known->now);
    if (!is_same) return NULL;
    SourceFile *ret = read_form(sources, form, listed, shared);
    known->is_taken = ret != NULL;
    known->is_as_listed |= ret && !hash;
    // Of a file that was read all the same the stamp is to be kept.
    known->is_restamped = ret && hash && known->is_as_listed;
    return ret;
}

void parsed_note_read(ParsedFile *known, const Stamp *stamp) {
    if (!known) return;
    known->is_other = stamp_shows_change(known->now, stamp);
    known->is_as_listed = !known->is_other;
}

void parsed_put(const Sources *sources, ParsedFile *known, const SourceFile *file,
                const Entry *entry, Worker *worker) {
    if (!known || known->is_other || !sources->parsed->spool || file->body->is_partial) return;
    Buf form = {.arena = &worker->scratch};
    Codec codec = {.out = &form};
    Hash hash = file->hash;
    Hash front_hash = file->front_hash;
    Str real = file->real;
    pass_bytes(&codec, &hash, sizeof hash);
    pass_str(&codec, &real);
    pass_bytes(&codec, &front_hash, sizeof front_hash);
    // Nothing is changed by writing it.
    pass_entry(&codec, &sources->config, (Entry *)(uintptr_t)entry, file->body);
    bool is_put = !codec.is_bad && spool_add(sources->parsed->spool, worker->seat, buf_str(&form),
                                             &known->spooled);
    if (!is_put) known->spooled.size = 0;
}

static bool is_in_base(const Parsed *parsed, const ParsedFile *file) {
    return file->is_taken && form_of(parsed, file)->is_of_base && !file->is_restamped;
}

static void write_file(const Parsed *parsed, SpoolReader *reader, const ParsedFile *file,
                       Buf *ret) {
    ParsedForm written = {0};
    if (file->is_taken) {
        written = *form_of(parsed, file);
    } else {
        Str spooled;
        if (!spool_reader_take(reader, file->spooled, &spooled)) return;
        memcpy(&written.hash, spooled.ptr, sizeof written.hash);
        written.form = str_slice(spooled, sizeof written.hash, spooled.len);
    }
    if (!file->is_taken || file->is_restamped) written.then = *file->now;
    Str path = file->path;
    pass_file(&(Codec){.out = ret}, &path, &written);
}

static bool is_kept(const ParsedFile *file) {
    return file->is_taken || file->spooled.size;
}

ParsedText parsed_choose(const Sources *sources) {
    const Parsed *parsed = sources->parsed;
    const ParsedFile *files = parsed->files.items;
    size_t since_count = 0;
    bool is_new = false;
    for (size_t i = 0; i < parsed->files.count; i++) {
        if (!is_kept(&files[i])) continue;
        since_count += !is_in_base(parsed, &files[i]);
        is_new |= !files[i].is_taken || files[i].is_restamped;
    }
    if (!is_new && parsed->has_base) return PARSED_SAME;
    bool is_whole = !parsed->has_base || since_count > sources->file_count / SINCE_SHARE;
    return is_whole ? PARSED_WHOLE : PARSED_SINCE;
}

// What a text of all files is known by: the stamps that they had.
static Hash name_text(const Parsed *parsed) {
    const ParsedFile *files = parsed->files.items;
    Buf stamps = {0};
    for (size_t i = 0; i < parsed->files.count; i++) stamp_add(&stamps, files[i].now);
    Hash ret = hash_128(buf_str(&stamps));
    buf_free(&stamps);
    return ret;
}

void parsed_write(const Sources *sources, ParsedText text, ParsedTake *take, void *context) {
    const Parsed *parsed = sources->parsed;
    const ParsedFile *files = parsed->files.items;
    bool is_whole = text == PARSED_WHOLE;
    Hash begin[2] = {parsed->key, is_whole ? name_text(parsed) : parsed->base};
    Buf piece = {0};
    SpoolReader reader = {.spool = parsed->spool};
    buf_add(&piece, (Str){(const char *)begin, sizeof begin});
    for (size_t i = 0; i < parsed->files.count; i++) {
        if (!is_kept(&files[i]) || (!is_whole && is_in_base(parsed, &files[i]))) continue;
        write_file(parsed, &reader, &files[i], &piece);
        if (piece.len < PIECE_SIZE) continue;
        take(context, buf_str(&piece));
        buf_clear(&piece);
    }
    take(context, buf_str(&piece));
    spool_reader_end(&reader);
    buf_free(&piece);
}

void parsed_forget(Parsed *parsed) {
    free(parsed->files.items);
    free(parsed->forms.items);
    parsed->files = (List){0};
    parsed->forms = (List){0};
}

void parsed_free(Parsed *parsed) {
    for (int i = 0; i < 2; i++) buf_free(&parsed->texts[i]);
    parsed_forget(parsed);
}
