// The one C++ file. ctemplate parses a layout and finds out how each value is escaped by where it
// stands; it expands the layout once, and what comes of that is kept as steps: see template_page.h.
// Nothing is thrown across.
#include "format/template_page.h"

#include <ctemplate/per_expand_data.h>
#include <ctemplate/template.h>
#include <ctemplate/template_annotator.h>
#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_emitter.h>
#include <ctemplate/template_modifiers.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <iostream>
#include <memory>
#include <mutex>
#include <streambuf>
#include <string>
#include <vector>

using ctemplate::TemplateDictionaryInterface;
using ctemplate::TemplateModifier;
using ctemplate::TemplateString;

namespace {

const char kPragma[] = "{{%AUTOESCAPE context=\"HTML\"}}";

// Takes what ctemplate says about a layout: it quotes the layout's bytes as they are.
class Silence {
  public:
    Silence() {
        std::lock_guard<std::mutex> guard(lock_);
        if (!count_++) before_ = std::cerr.rdbuf(&sink_);
    }
    ~Silence() {
        std::lock_guard<std::mutex> guard(lock_);
        if (!--count_) std::cerr.rdbuf(before_);
    }
    Silence(const Silence &) = delete;
    Silence &operator=(const Silence &) = delete;

  private:
    struct Sink : std::streambuf {
        int_type overflow(int_type byte) override { return traits_type::not_eof(byte); }
    };
    static std::mutex lock_;
    static size_t count_;        // of those that are there
    static Sink sink_;
    static std::streambuf *before_;
};
std::mutex Silence::lock_;
size_t Silence::count_;
Silence::Sink Silence::sink_;
std::streambuf *Silence::before_;

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

const WriteAddress kWriteAddress;

}  // namespace

// By the name that ctemplate gives it.
struct Writing {
    const char *name;
    const TemplateModifier *modifier;
};

namespace {

// All ways that our check of layouts leaves.
const Writing kWritings[] = {
    {"none", &ctemplate::null_modifier},
    {"html_escape", &ctemplate::html_escape},
    {TEMPLATE_ADDRESS_MODIFIER, &kWriteAddress},
    {"url_escape_with_arg=html", &ctemplate::validate_url_and_html_escape},
};

// ctemplate knows modifiers by name in the whole process: this one is added once.
bool AddAddressModifier() {
    static const bool is_added =
        ctemplate::AddXssSafeModifier(TEMPLATE_ADDRESS_MODIFIER, &kWriteAddress);
    return is_added;
}

class BufEmitter : public ctemplate::ExpandEmitter {
  public:
    explicit BufEmitter(Buf *out) : out_(out) {}
    void Emit(char byte) override { buf_add_char(out_, byte); }
    void Emit(const std::string &text) override { buf_add(out_, Str{text.data(), text.size()}); }
    void Emit(const char *text) override { buf_add(out_, str_from(text)); }
    void Emit(const char *text, size_t size) override { buf_add(out_, Str{text, size}); }

  private:
    Buf *out_;
};

std::string Modify(const Writing *writing, Str text) {
    std::string ret;
    ctemplate::StringEmitter emitter(&ret);
    writing->modifier->Modify(text.ptr ? text.ptr : "", text.len, nullptr, &emitter, "");
    return ret;
}

// Where a name's value is: in which of the scopes around it, counted from the outermost, and where
// in its struct.
struct Member {
    size_t scope;
    const ViewName *row;
    ViewUse use;

    bool IsList() const { return row->kind == NAME_LIST && use == VIEW_ITSELF; }
};

Str Keep(Arena *arena, const std::string &text) {
    return arena_copy(arena, Str{text.data(), text.size()});
}

}  // namespace

const Writing *const writing_raw = &kWritings[0];
const Writing *const writing_html = &kWritings[1];

void writing_add(const Writing *writing, Str value, Buf *out) {
    try {
        BufEmitter emitter(out);
        writing->modifier->Modify(value.ptr ? value.ptr : "", value.len, nullptr, &emitter, "");
    } catch (...) {
        memory_exhausted();
    }
}

struct Templates {
    std::mutex lock;             // of what is added
    const TemplateText *texts;
    size_t text_count;
    std::vector<Program> programs;
    Arena arena;
    HtmlBytes html;

    const Program *Find(Str name) const {
        for (const Program &program : programs) {
            if (str_equal(program.name, name)) return &program;
        }
        return nullptr;
    }
};

namespace {

// Finds the steps of a layout while ctemplate expands it: each section is written once, for
// a list of two items, of which only the first counts.
class Recorder : public ctemplate::TemplateAnnotator, public ctemplate::ExpandEmitter {
  public:
    Recorder(const Templates *templates, const ViewType *const *types, size_t type_count,
             Arena *keep)
        : templates_(templates), keep_(keep), types_(types, types + type_count),
          type_count_(type_count), scope_max_(type_count) {}

    bool IsSound() const { return is_sound_; }
    bool IsMuted() const { return muted_count_ > 0; }

    // The index of the text that {{T_0}} names; the count of texts of any other name.
    size_t TextIndex(const std::string &name) const {
        size_t count = templates_->text_count;
        size_t ret = 0;
        if (name.size() < 3 || name.compare(0, 2, "T_") != 0) return count;
        for (size_t i = 2; i < name.size() && ret < count; i++) {
            if (!ascii_is_digit(name[i])) return count;
            ret = ret * 10 + static_cast<size_t>(name[i] - '0');
        }
        return ret < count ? ret : count;
    }

    bool Find(Str name, Member *ret) const {
        for (size_t i = types_.size(); i > 0; i--) {
            ret->scope = i - 1;
            ret->row = view_find(types_[i - 1], name, &ret->use);
            if (ret->row) return true;
        }
        return false;
    }

    void OpenSection(const Member &member) {
        if (!member.IsList()) {
            Open(StepOf(Condition(member.row->kind), member));
            return;
        }
        Step step = StepOf(STEP_EACH, member);
        step.item_size = member.row->items->size;
        Open(step);
        types_.push_back(member.row->items);
        if (types_.size() > scope_max_) scope_max_ = types_.size();
    }
    void NextRound(size_t round) {
        is_entering_ = true;
        if (round > 0) muted_count_++;
    }
    void CloseSection(size_t round_count) {
        muted_count_ -= round_count - 1;
        Close();
    }

    // What was recorded, in the arena.
    Program End(Str name) {
        FlushText();
        Step *steps = ARENA_NEW(keep_, Step, steps_.size());
        const ViewType **types = ARENA_NEW(keep_, const ViewType *, type_count_);
        std::copy(steps_.begin(), steps_.end(), steps);
        std::copy(types_.begin(), types_.begin() + static_cast<ptrdiff_t>(type_count_), types);
        return {arena_copy(keep_, name), types, type_count_, steps, steps_.size(), scope_max_};
    }

    // What is written is text of the layout: while it is recorded all variables are empty.
    void Emit(char byte) override { Emit(&byte, 1); }
    void Emit(const std::string &text) override { Emit(text.data(), text.size()); }
    void Emit(const char *text) override { Emit(text, strlen(text)); }
    void Emit(const char *text, size_t size) override {
        if (!IsMuted()) text_.append(text, size);
    }

    // ctemplate opens a section for each round, and a separator without having asked for it.
    void EmitOpenSection(ctemplate::ExpandEmitter *, const std::string &) override {
        bool is_separator = !is_entering_ && !is_separator_.empty();
        if (is_separator) Open(StepOf(STEP_BETWEEN));
        is_separator_.push_back(is_separator);
        is_entering_ = false;
    }
    void EmitCloseSection(ctemplate::ExpandEmitter *) override {
        if (is_separator_.back()) Close();
        is_separator_.pop_back();
    }

    // `mark` is the name with how it is written: "TITLE:html_escape".
    void EmitOpenVariable(ctemplate::ExpandEmitter *, const std::string &mark) override {
        if (IsMuted()) return;
        size_t colon = mark.find(':');
        const Writing *writing = FindWriting(mark.substr(colon + 1));
        if (writing) AddVariable(mark.substr(0, colon), writing);
        else is_sound_ = false;
    }
    void EmitCloseVariable(ctemplate::ExpandEmitter *) override {}

    void EmitOpenInclude(ctemplate::ExpandEmitter *, const std::string &) override {}
    void EmitCloseInclude(ctemplate::ExpandEmitter *) override {}
    void EmitOpenFile(ctemplate::ExpandEmitter *, const std::string &) override {}
    void EmitCloseFile(ctemplate::ExpandEmitter *) override {}
    void EmitFileIsMissing(ctemplate::ExpandEmitter *, const std::string &) override {}

  private:
    static Step StepOf(StepKind kind) {
        Step step = {};
        step.kind = kind;
        return step;
    }
    static Step StepOf(StepKind kind, const Member &member) {
        Step step = StepOf(kind);
        step.is_negated = member.use == VIEW_HAS_NOT;
        step.scope = static_cast<uint32_t>(member.scope);
        step.offset = static_cast<uint32_t>(member.row->offset);
        step.is_short = member.row->is_short;
        return step;
    }

    static StepKind Condition(NameKind kind) {
        switch (kind) {
            case NAME_FLAG: return STEP_IF_FLAG;
            case NAME_LIST: return STEP_IF_LIST;
            case NAME_LINK: return STEP_IF_LINK;
            default: return STEP_IF_TEXT;
        }
    }

    void FlushText() {
        if (text_.empty()) return;
        Step step = StepOf(STEP_TEXT);
        char *text = ARENA_NEW(keep_, char, text_.size() + STEP_TEXT_SLACK);
        text_.copy(text, text_.size());
        step.text = Str{text, text_.size()};
        steps_.push_back(step);
        text_.clear();
    }

    void Open(const Step &step) {
        FlushText();
        open_.push_back(steps_.size());
        steps_.push_back(step);
    }
    void Close() {
        FlushText();
        Step &step = steps_[open_.back()];
        step.end = static_cast<uint32_t>(steps_.size());
        if (step.kind == STEP_EACH) types_.pop_back();
        open_.pop_back();
    }

    static const Writing *FindWriting(const std::string &name) {
        for (const Writing &writing : kWritings) {
            if (name == writing.name) return &writing;
        }
        return nullptr;
    }

    void AddValue(Str name, const Writing *writing) {
        Member member;
        if (!Find(name, &member)) return;
        FlushText();
        NameKind kind = member.row->kind;
        bool is_address = kind == NAME_LINK || kind == NAME_URL;
        bool is_raw = !is_address && writing == writing_raw;
        bool is_html = !is_address && writing == writing_html;
        Step step = StepOf(is_raw ? STEP_RAW : is_html ? STEP_ESCAPED : STEP_VALUE, member);
        if (step.kind == STEP_VALUE) {
            step.value.kind = kind;
            step.value.writing = writing;
        }
        steps_.push_back(step);
    }

    // A text with values between its pieces is escaped byte by byte, and so may its pieces be.
    void AddVariable(const std::string &name, const Writing *writing) {
        size_t index = TextIndex(name);
        if (index == templates_->text_count) {
            AddValue(Str{name.data(), name.size()}, writing);
            return;
        }
        is_sound_ &= writing == writing_html;
        const TemplateText &text = templates_->texts[index];
        for (size_t i = 0; i < text.count; i++) {
            const TextPiece &piece = text.pieces[i];
            text_ += Modify(writing, piece.text);
            if (piece.name.len) AddValue(piece.name, writing);
        }
    }

    const Templates *templates_;
    Arena *keep_;
    std::vector<Step> steps_;
    std::vector<const ViewType *> types_;    // of the scopes that are open
    size_t type_count_;                      // of those that are so from the start
    size_t scope_max_;                       // open at once
    std::vector<size_t> open_;               // steps whose end is still to come
    std::vector<bool> is_separator_;         // of each section that ctemplate has opened
    std::string text_;                       // that comes before the next step
    size_t muted_count_ = 0;
    bool is_entering_ = false;
    bool is_sound_ = true;
};

class RecordingDictionary : public TemplateDictionaryInterface {
  public:
    explicit RecordingDictionary(Recorder *recorder) : recorder_(recorder) {}

  private:
    bool Find(const TemplateString &name, Member *ret) const {
        return recorder_->Find(Str{name.data(), name.size()}, ret);
    }

    TemplateString GetValue(const TemplateString &) const override { return TemplateString("", 0); }

    // Separators ({{#X_separator}}) have no row: ctemplate writes them between items by itself.
    bool IsHiddenSection(const TemplateString &name) const override {
        Member member;
        return recorder_->IsMuted() || !Find(name, &member);
    }
    bool IsUnhiddenSection(const TemplateString &name) const override {
        return !IsHiddenSection(name);
    }

    class Rounds : public Iterator {
      public:
        Rounds(const RecordingDictionary *dictionary, Recorder *recorder, size_t count)
            : dictionary_(dictionary), recorder_(recorder), count_(count) {}
        ~Rounds() override { recorder_->CloseSection(count_); }
        bool HasNext() const override { return at_ < count_; }
        const TemplateDictionaryInterface &Next() override {
            recorder_->NextRound(at_++);
            return *dictionary_;
        }

      private:
        const RecordingDictionary *dictionary_;
        Recorder *recorder_;
        size_t count_;
        size_t at_ = 0;
    };

    Iterator *CreateSectionIterator(const TemplateString &name) const override {
        Member member;
        bool is_found = Find(name, &member);
        assert(is_found);
        (void)is_found;
        recorder_->OpenSection(member);
        return new Rounds(this, recorder_, member.IsList() ? 2 : 1);
    }

    // Includes are written out before ctemplate sees a layout: these are never asked.
    bool IsHiddenTemplate(const TemplateString &) const override { return true; }
    const char *GetIncludeTemplateName(const TemplateString &, int) const override { return ""; }
    Iterator *CreateTemplateIterator(const TemplateString &) const override { return nullptr; }
    void DumpToString(std::string *, int) const override {}

    Recorder *recorder_;
};

}  // namespace

Templates *templates_new(const TemplateText *texts, size_t text_count) {
    try {
        if (!AddAddressModifier()) memory_exhausted();
        Templates *ret = new Templates();
        ret->texts = texts;
        ret->text_count = text_count;
        for (int i = 0; i < 256; i++) {
            char byte = static_cast<char>(i);
            std::string escaped = Modify(writing_html, Str{&byte, 1});
            if (escaped == std::string(1, byte)) continue;
            std::string block(16, byte);
            assert(!str_skip_plain(Str{block.data(), block.size()}, 0));
            ret->html.is_escaped[i] = true;
            ret->html.escaped[i] = Keep(&ret->arena, escaped);
        }
        return ret;
    } catch (...) {
        memory_exhausted();
    }
}

bool templates_add(Templates *templates, Str name, const ViewType *const *scopes,
                   size_t scope_count, Str text) {
    try {
        Silence silence;
        std::string with_pragma = kPragma;
        with_pragma.append(text.ptr ? text.ptr : "", text.len);
        std::unique_ptr<ctemplate::Template> parsed(ctemplate::Template::StringToTemplate(
            with_pragma.data(), with_pragma.size(), ctemplate::DO_NOT_STRIP));
        if (!parsed) return false;
        Arena keep = {};
        Recorder recorder(templates, scopes, scope_count, &keep);
        RecordingDictionary dictionary(&recorder);
        ctemplate::PerExpandData data;
        data.SetAnnotateOutput("");
        data.SetAnnotator(&recorder);
        bool is_expanded = parsed->ExpandWithData(&recorder, &dictionary, &data);
        Program program = recorder.End(name);
        bool is_sound = is_expanded && recorder.IsSound();
        std::lock_guard<std::mutex> guard(templates->lock);
        if (is_sound) templates->programs.push_back(program);
        if (is_sound) arena_adopt(&templates->arena, &keep);
        arena_free(&keep);
        return is_sound;
    } catch (...) {
        memory_exhausted();
    }
}

void templates_free(Templates *templates) {
    if (!templates) return;
    arena_free(&templates->arena);
    delete templates;
}

Expanded templates_expand(const Templates *templates, Str name, const Scope *scopes,
                          size_t scope_count, LinkForm links, Arena *scratch, Buf *out) {
    const Program *program = templates->Find(name);
    assert(program && program->type_count == scope_count);
    return program_expand(program, &templates->html, scopes, links, scratch, out);
}
