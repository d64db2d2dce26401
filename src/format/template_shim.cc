// The one C++ file: ctemplate's dictionary interface over our views. Nothing is thrown across.
#include "format/template.h"

#include <ctemplate/per_expand_data.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_emitter.h>
#include <ctemplate/template_modifiers.h>

#include <cassert>
#include <cstring>
#include <deque>
#include <iostream>
#include <memory>
#include <string>
#include <streambuf>
#include <unordered_map>
#include <vector>

using ctemplate::TemplateDictionaryInterface;
using ctemplate::TemplateString;

namespace {

const ctemplate::Strip kStrip = ctemplate::DO_NOT_STRIP;
const char kPragma[] = "{{%AUTOESCAPE context=\"HTML\"}}";

uint32_t HashName(const char *name, size_t size) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ static_cast<unsigned char>(name[i])) * 16777619u;
    }
    return hash;
}

struct TypeIndex;

struct Slot {
    std::string name;
    const ViewName *row = nullptr;
    ViewUse use = VIEW_ITSELF;
    const TypeIndex *items = nullptr;
};

// All names that a layout can use on one view, in an open hash table.
struct TypeIndex {
    const ViewType *type = nullptr;
    std::vector<Slot> slots;

    const Slot *Find(const char *name, size_t size, uint32_t hash) const {
        size_t mask = slots.size() - 1;
        for (size_t at = hash & mask; slots[at].row; at = (at + 1) & mask) {
            const Slot &slot = slots[at];
            if (slot.name.size() == size && !memcmp(slot.name.data(), name, size)) return &slot;
        }
        return nullptr;
    }

    void Add(Slot slot) {
        size_t mask = slots.size() - 1;
        size_t at = HashName(slot.name.data(), slot.name.size()) & mask;
        while (slots[at].row) at = (at + 1) & mask;
        slots[at] = std::move(slot);
    }
};

// A text with the hashes of its names.
struct Piece {
    Str text;
    Str name;
    uint32_t hash;
};

using Pieces = std::vector<Piece>;

// Takes what ctemplate says about a layout: it quotes the layout's bytes as they are.
class Silence {
  public:
    Silence() : before_(std::cerr.rdbuf(&sink_)) {}
    ~Silence() { std::cerr.rdbuf(before_); }
    Silence(const Silence &) = delete;
    Silence &operator=(const Silence &) = delete;

  private:
    struct Sink : std::streambuf {
        int_type overflow(int_type byte) override { return traits_type::not_eof(byte); }
    };
    Sink sink_;
    std::streambuf *before_;
};

// How an address is written at the start of an attribute that holds one. ctemplate's own way passes
// only paths, http and https; mail and telephone harm nobody either. Both escape the rest.
class WriteAddress : public ctemplate::TemplateModifier {
  public:
    void Modify(const char *in, size_t size, const ctemplate::PerExpandData *data,
                ctemplate::ExpandEmitter *out, const std::string &argument) const override {
        bool is_contact = false;
        for (const char *scheme : {"mailto:", "tel:"}) {
            Str start = str_from(scheme);
            is_contact |= str_equal_ascii_case(str_slice(Str{in, size}, 0, start.len), start);
        }
        if (is_contact) ctemplate::html_escape.Modify(in, size, data, out, argument);
        else ctemplate::validate_url_and_html_escape.Modify(in, size, data, out, argument);
    }
};

// ctemplate knows modifiers by name in the whole process: this one is added once.
bool AddAddressModifier() {
    static const WriteAddress write_address;
    static const bool is_added =
        ctemplate::AddXssSafeModifier(TEMPLATE_ADDRESS_MODIFIER, &write_address);
    return is_added;
}

}  // namespace

struct Templates {
    ctemplate::TemplateCache cache;
    std::vector<Pieces> texts;
    std::unordered_map<const ViewType *, std::unique_ptr<TypeIndex>> types;

    const TypeIndex *Index(const ViewType *type) {
        std::unique_ptr<TypeIndex> &index = types[type];
        if (index) return index.get();
        index.reset(new TypeIndex);
        TypeIndex *made = index.get();  // a type may list itself: known before its rows are read
        made->type = type;
        size_t size = 8;
        while (size < type->name_count * 6) size *= 2;
        made->slots.resize(size);
        for (size_t i = 0; i < type->name_count; i++) {
            const ViewName *row = &type->names[i];
            Slot slot;
            slot.row = row;
            slot.items = row->items ? Index(row->items) : nullptr;
            std::string name = row->name;
            slot.name = name;
            made->Add(slot);
            if (row->kind == NAME_FLAG) {
                slot.use = VIEW_HAS_NOT;
                slot.name = "NOT_" + name.substr(3);
                made->Add(slot);
                continue;
            }
            slot.use = VIEW_HAS;
            slot.name = "HAS_" + name;
            made->Add(slot);
            slot.use = VIEW_HAS_NOT;
            slot.name = "NO_" + name;
            made->Add(slot);
        }
        return made;
    }
};

namespace {

class Dictionary;

// A name of a view as it was found: its row, and where the struct holds it.
struct Found {
    const Slot *slot;
    const char *member;
};

// All lists have the shape of a ViewList, and a type of their own.
ViewList ListAt(const char *member) {
    ViewList ret;
    memcpy(&ret, member, sizeof ret);
    return ret;
}

struct Expansion {
    const Templates *templates;
    LinkForm links;
    Arena *scratch;
    Buf *out;
    size_t room;             // bytes that the page may still grow
    size_t rounds;           // that may still be written
    Expanded end;            // anything but EXPANDED_WHOLE: nothing more is written
    // ctemplate asks whether a section is shown, and then for its items: it is looked up once.
    const Dictionary *asked_by;
    const char *asked_name;
    Found asked;

    bool IsStopped() const { return end != EXPANDED_WHOLE; }
    void Stop(Expanded why) {
        if (!IsStopped()) end = why;
        room = 0;
    }
};

// The index that follows "T_", or the count of texts where the name is no text's.
size_t TextIndex(const TemplateString &name, size_t count) {
    size_t ret = 0;
    if (name.size() < 3) return count;
    for (size_t i = 2; i < name.size() && ret < count; i++) {
        char digit = name.data()[i];
        if (digit < '0' || digit > '9') return count;
        ret = ret * 10 + static_cast<size_t>(digit - '0');
    }
    return ret < count ? ret : count;
}

class Dictionary : public TemplateDictionaryInterface {
  public:
    Dictionary(Expansion *expansion, const TypeIndex *index, const void *self,
               const Dictionary *parent)
        : expansion_(expansion), index_(index), self_(self), parent_(parent) {}

  private:
    Found Find(const char *name, size_t size, uint32_t hash) const {
        for (const Dictionary *scope = this; scope; scope = scope->parent_) {
            const Slot *slot = scope->index_->Find(name, size, hash);
            if (slot) return {slot, static_cast<const char *>(scope->self_) + slot->row->offset};
        }
        return {nullptr, nullptr};
    }

    Found Find(const TemplateString &name) const {
        return Find(name.data(), name.size(), HashName(name.data(), name.size()));
    }

    Str Value(const Found &found) const {
        if (!found.slot) return Str{"", 0};
        Str value = *reinterpret_cast<const Str *>(found.member);
        NameKind kind = found.slot->row->kind;
        // A URL that site.yaml or front matter gives may lead into the site, too.
        bool is_inside = kind == NAME_URL && value.len && value.ptr[0] == '/';
        if (is_inside) value = str_slice(value, 1, value.len);
        if (kind != NAME_LINK && !is_inside) return value;
        const LinkForm &links = expansion_->links;
        return links.make(links.how, expansion_->scratch, value);
    }

    Str Text(const TemplateString &name) const {
        const std::vector<Pieces> &texts = expansion_->templates->texts;
        size_t index = TextIndex(name, texts.size());
        if (index == texts.size()) return Value(Find(name));
        const Pieces &pieces = texts[index];
        if (pieces.size() == 1 && !pieces[0].name.len) return pieces[0].text;
        Str *values = ARENA_NEW(expansion_->scratch, Str, pieces.size());
        size_t size = 0;
        for (size_t i = 0; i < pieces.size(); i++) {
            const Piece &piece = pieces[i];
            if (piece.name.len) values[i] = Value(Find(piece.name.ptr, piece.name.len, piece.hash));
            size += piece.text.len + values[i].len;
        }
        char *text = ARENA_NEW(expansion_->scratch, char, size + 1);
        size_t at = 0;
        for (size_t i = 0; i < pieces.size(); i++) {
            for (Str part : {pieces[i].text, values[i]}) {
                if (part.len) memcpy(text + at, part.ptr, part.len);
                at += part.len;
            }
        }
        return Str{text, size};
    }

    TemplateString GetValue(const TemplateString &name) const override {
        bool is_text = name.size() > 2 && name.data()[0] == 'T' && name.data()[1] == '_';
        Str value = is_text ? Text(name) : Value(Find(name));
        return TemplateString(value.ptr ? value.ptr : "", value.len);
    }

    static bool IsShown(const Found &found) {
        bool has = false;
        switch (found.slot->row->kind) {
            case NAME_FLAG: has = *reinterpret_cast<const bool *>(found.member); break;
            case NAME_LIST:
                has = ListAt(found.member).count > 0;
                break;
            case NAME_LINK:
                has = reinterpret_cast<const Str *>(found.member)->ptr != nullptr;
                break;
            default: has = reinterpret_cast<const Str *>(found.member)->len > 0; break;
        }
        return found.slot->use == VIEW_HAS_NOT ? !has : has;
    }

    // Separators ({{#X_separator}}) have no row: ctemplate writes them between items by itself.
    bool IsHiddenSection(const TemplateString &name) const override {
        if (expansion_->IsStopped()) return true;
        Found found = Find(name);
        expansion_->asked_by = this;
        expansion_->asked_name = name.data();
        expansion_->asked = found;
        return !found.slot || !IsShown(found);
    }
    bool IsUnhiddenSection(const TemplateString &name) const override {
        return !IsHiddenSection(name);
    }

    // Includes are written out before ctemplate sees a layout: these are never asked.
    bool IsHiddenTemplate(const TemplateString &) const override { return true; }
    const char *GetIncludeTemplateName(const TemplateString &, int) const override { return ""; }
    Iterator *CreateTemplateIterator(const TemplateString &) const override { return Once(); }

    class Items;

    // One round with the dictionary as it is: HAS_X and flags.
    Iterator *Once() const;

    Iterator *CreateSectionIterator(const TemplateString &name) const override;
    void DumpToString(std::string *, int) const override {}

    Expansion *expansion_;
    const TypeIndex *index_;
    const void *self_;
    const Dictionary *parent_;
};

// Memory of iterators: ctemplate deletes one before the section around it goes on, so that few are
// there at a time, and they come from a stack that each thread keeps.
class Spares {
  public:
    Spares() = default;
    ~Spares() {
        for (void *spare : spares_) ::operator delete(spare);
    }
    Spares(const Spares &) = delete;
    Spares &operator=(const Spares &) = delete;
    void *Take(size_t size) {
        if (spares_.empty()) return ::operator new(size);
        void *ret = spares_.back();
        spares_.pop_back();
        return ret;
    }
    void Give(void *spare) { spares_.push_back(spare); }

  private:
    std::vector<void *> spares_;
};
thread_local Spares item_spares;

class Dictionary::Items : public TemplateDictionaryInterface::Iterator {
  public:
    static void *operator new(size_t size) { return item_spares.Take(size); }
    static void operator delete(void *items) { item_spares.Give(items); }
    Items(const TypeIndex *index, const void *self, const Dictionary *parent,
          Expansion *expansion, const ViewList &list, size_t size)
        : item_(expansion, index, self, parent), list_(list), size_(size) {}
    bool HasNext() const override { return at_ < list_.count && !item_.expansion_->IsStopped(); }
    const TemplateDictionaryInterface &Next() override {
        if (!item_.expansion_->rounds--) item_.expansion_->Stop(EXPANDED_TOO_LONG);
        if (size_) item_.self_ = static_cast<const char *>(list_.items) + at_ * size_;
        at_++;
        return item_;
    }

  private:
    Dictionary item_;
    ViewList list_;
    size_t size_;
    size_t at_ = 0;
};

TemplateDictionaryInterface::Iterator *Dictionary::Once() const {
    return new Items(index_, self_, parent_, expansion_, ViewList{nullptr, 1}, 0);
}

TemplateDictionaryInterface::Iterator *Dictionary::CreateSectionIterator(
    const TemplateString &name) const {
    bool is_asked = expansion_->asked_by == this && expansion_->asked_name == name.data();
    Found found = is_asked ? expansion_->asked : Find(name);
    bool is_list =
        found.slot && found.slot->row->kind == NAME_LIST && found.slot->use == VIEW_ITSELF;
    if (!is_list) return Once();
    return new Items(found.slot->items, nullptr, this, expansion_,
                     ListAt(found.member),
                     found.slot->items->type->size);
}

class Emitter : public ctemplate::ExpandEmitter {
  public:
    explicit Emitter(Expansion *expansion) : expansion_(expansion) {}
    void Emit(char byte) override { Add(&byte, 1); }
    void Emit(const std::string &text) override { Add(text.data(), text.size()); }
    void Emit(const char *text) override { Add(text, strlen(text)); }
    void Emit(const char *text, size_t size) override { Add(text, size); }

  private:
    void Add(const char *text, size_t size) {
        if (size > expansion_->room) {
            expansion_->Stop(EXPANDED_TOO_LARGE);
            return;
        }
        expansion_->room -= size;
        buf_add(expansion_->out, Str{text, size});
    }

    Expansion *expansion_;
};

}  // namespace

Templates *templates_new(const ViewType *const *roots, size_t root_count, const TemplateText *texts,
                         size_t text_count) {
    try {
        if (!AddAddressModifier()) memory_exhausted();
        std::unique_ptr<Templates> templates(new Templates);
        for (size_t i = 0; i < root_count; i++) templates->Index(roots[i]);
        for (size_t i = 0; i < text_count; i++) {
            Pieces pieces;
            for (size_t j = 0; j < texts[i].count; j++) {
                const TextPiece &piece = texts[i].pieces[j];
                pieces.push_back(
                    {piece.text, piece.name, HashName(piece.name.ptr, piece.name.len)});
            }
            templates->texts.push_back(std::move(pieces));
        }
        return templates.release();
    } catch (...) {
        memory_exhausted();
    }
}

bool templates_add(Templates *templates, Str name, Str text) {
    try {
        Silence silence;
        std::string with_pragma = kPragma;
        with_pragma.append(text.ptr ? text.ptr : "", text.len);
        return templates->cache.StringToTemplateCache(TemplateString(name.ptr, name.len),
                                                      with_pragma.data(), with_pragma.size(),
                                                      kStrip);
    } catch (...) {
        memory_exhausted();
    }
}

void templates_freeze(Templates *templates) {
    templates->cache.Freeze();
}

void templates_free(Templates *templates) {
    if (!templates) return;
    templates->cache.ClearCache();
    delete templates;
}

Expanded templates_expand(const Templates *templates, Str name, const Scope *scopes,
                          size_t scope_count, LinkForm links, Arena *scratch, Buf *out) {
    try {
        Expansion expansion = {templates, links, scratch, out, PAGE_MAX_SIZE,
                               PAGE_MAX_ROUNDS, EXPANDED_WHOLE, nullptr, nullptr,
                               {nullptr, nullptr}};
        std::deque<Dictionary> chain;  // never moves its items
        for (size_t i = 0; i < scope_count; i++) {
            auto found = templates->types.find(scopes[i].type);
            assert(found != templates->types.end());
            chain.emplace_back(&expansion, found->second.get(), scopes[i].self,
                               i ? &chain[i - 1] : nullptr);
        }
        Emitter emitter(&expansion);
        ctemplate::PerExpandData data;
        bool is_expanded = templates->cache.ExpandNoLoad(TemplateString(name.ptr, name.len),
                                                         kStrip, &chain.back(), &data, &emitter);
        // It knows no other reasons to fail than files that are missing, and modifiers.
        assert(is_expanded);
        (void)is_expanded;
        return expansion.end;
    } catch (...) {
        memory_exhausted();
    }
}
