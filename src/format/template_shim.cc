// The one C++ file: ctemplate's dictionary interface over our views. Nothing is thrown across.
#include "format/template.h"

#include <ctemplate/per_expand_data.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_emitter.h>

#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

using ctemplate::TemplateDictionaryInterface;
using ctemplate::TemplateString;

namespace {

const ctemplate::Strip kStrip = ctemplate::STRIP_BLANK_LINES;
const char kPragma[] = "{{%AUTOESCAPE context=\"HTML\"}}\n";

uint32_t HashName(const char *name, size_t size) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++) hash = (hash ^ static_cast<unsigned char>(name[i])) * 16777619u;
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

}  // namespace

struct Templates {
    ctemplate::TemplateCache cache;
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

struct Expansion {
    LinkBase links;
    Arena *scratch;
    Str main_layout;
};

class Dictionary : public TemplateDictionaryInterface {
  public:
    Dictionary(const Expansion *expansion, const TypeIndex *index, const void *self,
               const Dictionary *parent)
        : expansion_(expansion), index_(index), self_(self), parent_(parent) {}

  private:
    struct Found {
        const Slot *slot;
        const char *member;
    };

    Found Find(const TemplateString &name) const {
        uint32_t hash = HashName(name.data(), name.size());
        for (const Dictionary *scope = this; scope; scope = scope->parent_) {
            const Slot *slot = scope->index_->Find(name.data(), name.size(), hash);
            if (slot) return {slot, static_cast<const char *>(scope->self_) + slot->row->offset};
        }
        return {nullptr, nullptr};
    }

    TemplateString GetValue(const TemplateString &name) const override {
        Found found = Find(name);
        if (!found.slot) return TemplateString("", 0);
        Str value = *reinterpret_cast<const Str *>(found.member);
        if (found.slot->row->kind == NAME_LINK) {
            // Without an index the link is two texts put together.
            Buf link = {};
            if (expansion_->links.with_index) link_add(&link, expansion_->links, value);
            value = link.ptr ? arena_copy(expansion_->scratch, buf_str(&link))
                             : arena_join(expansion_->scratch, expansion_->links.prefix, value);
            buf_free(&link);
        }
        return TemplateString(value.ptr ? value.ptr : "", value.len);
    }

    static bool IsShown(const Found &found) {
        bool has = false;
        switch (found.slot->row->kind) {
            case NAME_FLAG: has = *reinterpret_cast<const bool *>(found.member); break;
            case NAME_LIST: has = reinterpret_cast<const ViewList *>(found.member)->count > 0; break;
            case NAME_LINK: has = reinterpret_cast<const Str *>(found.member)->ptr != nullptr; break;
            default: has = reinterpret_cast<const Str *>(found.member)->len > 0; break;
        }
        return found.slot->use == VIEW_HAS_NOT ? !has : has;
    }

    // Separators ({{#X_separator}}) have no row: ctemplate writes them between items by itself.
    bool IsHiddenSection(const TemplateString &name) const override {
        Found found = Find(name);
        return !found.slot || !IsShown(found);
    }
    bool IsUnhiddenSection(const TemplateString &name) const override { return !IsHiddenSection(name); }
    bool IsHiddenTemplate(const TemplateString &) const override { return false; }

    const char *GetIncludeTemplateName(const TemplateString &name, int) const override {
        Str file = {name.data(), name.size()};
        if (str_equal(file, str_from("MAIN"))) return expansion_->main_layout.ptr;
        return template_include_file(file, expansion_->scratch).ptr;
    }

    class Items;

    // One round with the dictionary as it is: includes, HAS_X and flags.
    Iterator *Once() const;

    Iterator *CreateTemplateIterator(const TemplateString &) const override { return Once(); }
    Iterator *CreateSectionIterator(const TemplateString &name) const override;
    void DumpToString(std::string *, int) const override {}

    const Expansion *expansion_;
    const TypeIndex *index_;
    const void *self_;
    const Dictionary *parent_;
};

class Dictionary::Items : public TemplateDictionaryInterface::Iterator {
  public:
    Items(const TypeIndex *index, const void *self, const Dictionary *parent,
          const Expansion *expansion, const ViewList &list, size_t size)
        : item_(expansion, index, self, parent), list_(list), size_(size) {}
    bool HasNext() const override { return at_ < list_.count; }
    const TemplateDictionaryInterface &Next() override {
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
    Found found = Find(name);
    bool is_list = found.slot && found.slot->row->kind == NAME_LIST && found.slot->use == VIEW_ITSELF;
    if (!is_list) return Once();
    return new Items(found.slot->items, nullptr, this, expansion_,
                     *reinterpret_cast<const ViewList *>(found.member),
                     found.slot->items->type->size);
}

class Emitter : public ctemplate::ExpandEmitter {
  public:
    explicit Emitter(Buf *out) : out_(out) {}
    void Emit(char byte) override { buf_add_char(out_, byte); }
    void Emit(const std::string &text) override { buf_add(out_, Str{text.data(), text.size()}); }
    void Emit(const char *text) override { buf_add(out_, str_from(text)); }
    void Emit(const char *text, size_t size) override { buf_add(out_, Str{text, size}); }

  private:
    Buf *out_;
};

}  // namespace

Templates *templates_new(const ViewType *const *roots, size_t root_count) {
    try {
        std::unique_ptr<Templates> templates(new Templates);
        for (size_t i = 0; i < root_count; i++) templates->Index(roots[i]);
        return templates.release();
    } catch (...) {
        memory_exhausted();
    }
}

bool templates_add(Templates *templates, Str name, Str text) {
    try {
        std::string with_pragma = kPragma;
        with_pragma.append(text.ptr ? text.ptr : "", text.len);
        return templates->cache.StringToTemplateCache(TemplateString(name.ptr, name.len),
                                                      with_pragma.data(), with_pragma.size(), kStrip);
    } catch (...) {
        return false;
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

bool templates_expand(const Templates *templates, Str frame, Str main_layout, const Scope *scopes,
                      size_t scope_count, LinkBase links, Arena *scratch, Buf *out) {
    try {
        Expansion expansion = {links, scratch, main_layout};
        std::deque<Dictionary> chain;  // never moves its items
        for (size_t i = 0; i < scope_count; i++) {
            auto found = templates->types.find(scopes[i].type);
            if (found == templates->types.end()) return false;
            chain.emplace_back(&expansion, found->second.get(), scopes[i].self,
                               i ? &chain[i - 1] : nullptr);
        }
        Emitter emitter(out);
        ctemplate::PerExpandData data;
        return templates->cache.ExpandNoLoad(TemplateString(frame.ptr, frame.len), kStrip,
                                             &chain.back(), &data, &emitter);
    } catch (...) {
        return false;
    }
}
