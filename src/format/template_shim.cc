// The one C++ file. ctemplate parses a layout and finds out how each value is escaped by where it
// stands; it expands the layout once, and what comes of that is kept as steps, from which each page
// is written. Nothing is thrown across.
#include "format/template.h"

#include <ctemplate/per_expand_data.h>
#include <ctemplate/template.h>
#include <ctemplate/template_annotator.h>
#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_emitter.h>
#include <ctemplate/template_modifiers.h>

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

// How ctemplate writes a value, by the name that it gives that: all ways that our check of layouts
// leaves.
struct Writing {
    const char *name;
    const TemplateModifier *modifier;
};

const WriteAddress kWriteAddress;
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

std::string Modify(const TemplateModifier &modifier, const char *text, size_t size) {
    std::string ret;
    ctemplate::StringEmitter emitter(&ret);
    modifier.Modify(text, size, nullptr, &emitter, "");
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

// What is done for a page, one after the other. Of a section, first whether it is written at all:
// where not, the next step is the one at `end`.
enum StepKind : uint8_t {
    STEP_TEXT,       // of the layout
    STEP_RAW,        // a Str, as it is
    STEP_ESCAPED,    // a Str, as HTML
    STEP_VALUE,      // any other value, in the way that ctemplate writes it
    STEP_IF_FLAG,    // a bool is set
    STEP_IF_TEXT,    // a Str is not empty
    STEP_IF_LINK,    // a Str is there; it may be empty
    STEP_IF_LIST,    // a list is not empty
    STEP_EACH,       // the steps up to `end`, for each item of a list
    STEP_BETWEEN     // the steps up to `end`, but for the last item
};

struct Step {
    StepKind kind;
    bool is_negated;       // of a condition
    uint32_t scope;        // in which the member is, and where in its struct
    uint32_t offset;
    uint32_t end;
    union {
        Str text;          // of STEP_TEXT; in front of kTextSlack bytes
        struct {
            NameKind kind;
            const TemplateModifier *modifier;
        } value;           // of STEP_VALUE
        size_t item_size;  // of STEP_EACH
    };
};

// So many bytes are copied at once, of a text that is as short or shorter.
enum { kTextSlack = 32 };

struct Program {
    Str name;
    std::vector<const ViewType *> types;   // of the outermost scopes
    std::vector<Step> steps;
    size_t scope_max;
};

Str Keep(Arena *arena, const std::string &text) {
    return arena_copy(arena, Str{text.data(), text.size()});
}

}  // namespace

struct Templates {
    std::mutex lock;             // of what is added
    const TemplateText *texts;
    size_t text_count;
    std::vector<Program> programs;
    Arena arena;
    bool is_escaped[256];    // bytes that html_escape writes otherwise
    Str escaped[256];        // how it does

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
    Recorder(const Templates *templates, Program *program, Arena *keep)
        : templates_(templates), program_(program), keep_(keep), types_(program->types) {}

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
        if (types_.size() > program_->scope_max) program_->scope_max = types_.size();
    }
    void NextRound(size_t round) {
        is_entering_ = true;
        if (round > 0) muted_count_++;
    }
    void CloseSection(size_t round_count) {
        muted_count_ -= round_count - 1;
        Close();
    }
    void End() { FlushText(); }

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
        const TemplateModifier *modifier = FindModifier(mark.substr(colon + 1));
        if (modifier) AddVariable(mark.substr(0, colon), modifier);
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
        step.text = {ARENA_NEW(keep_, char, text_.size() + kTextSlack), text_.size()};
        memcpy(const_cast<char *>(step.text.ptr), text_.data(), text_.size());
        program_->steps.push_back(step);
        text_.clear();
    }

    void Open(const Step &step) {
        FlushText();
        open_.push_back(program_->steps.size());
        program_->steps.push_back(step);
    }
    void Close() {
        FlushText();
        Step &step = program_->steps[open_.back()];
        step.end = static_cast<uint32_t>(program_->steps.size());
        if (step.kind == STEP_EACH) types_.pop_back();
        open_.pop_back();
    }

    static const TemplateModifier *FindModifier(const std::string &name) {
        for (const Writing &writing : kWritings) {
            if (name == writing.name) return writing.modifier;
        }
        return nullptr;
    }

    void AddValue(Str name, const TemplateModifier *modifier) {
        Member member;
        if (!Find(name, &member)) return;
        FlushText();
        NameKind kind = member.row->kind;
        bool is_address = kind == NAME_LINK || kind == NAME_URL;
        bool is_raw = !is_address && modifier == &ctemplate::null_modifier;
        bool is_html = !is_address && modifier == &ctemplate::html_escape;
        Step step = StepOf(is_raw ? STEP_RAW : is_html ? STEP_ESCAPED : STEP_VALUE, member);
        if (step.kind == STEP_VALUE) {
            step.value.kind = kind;
            step.value.modifier = modifier;
        }
        program_->steps.push_back(step);
    }

    // A text with values between its pieces is escaped byte by byte, and so may its pieces be.
    void AddVariable(const std::string &name, const TemplateModifier *modifier) {
        size_t index = TextIndex(name);
        if (index == templates_->text_count) {
            AddValue(Str{name.data(), name.size()}, modifier);
            return;
        }
        is_sound_ &= modifier == &ctemplate::html_escape;
        const TemplateText &text = templates_->texts[index];
        for (size_t i = 0; i < text.count; i++) {
            const TextPiece &piece = text.pieces[i];
            text_ += Modify(*modifier, piece.text.ptr, piece.text.len);
            if (piece.name.len) AddValue(piece.name, modifier);
        }
    }

    const Templates *templates_;
    Program *program_;
    Arena *keep_;
    std::vector<const ViewType *> types_;    // of the scopes that are open
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

// A page as it is written. What `out` holds by then is its own until End().
class Page : public ctemplate::ExpandEmitter {
  public:
    Page(const Templates *templates, const Program &program, const Scope *scopes, LinkForm links,
         Arena *scratch, Buf *out)
        : templates_(templates), steps_(program.steps.data()), links_(links), scratch_(scratch),
          out_(out), limit_(out->len + PAGE_MAX_SIZE),
          scopes_(ARENA_NEW(scratch, const char *, program.scope_max)) {
        for (size_t i = 0; i < program.types.size(); i++) {
            assert(scopes[i].type == program.types[i]);
            scopes_[i] = static_cast<const char *>(scopes[i].self);
        }
        Grow(out->len, 0);
    }

    Expanded End() {
        buf_cut(out_, Size());
        return end_;
    }

    void Write(size_t from, size_t to, size_t scope_count, bool is_last) {
        for (size_t i = from; i < to;) {
            const Step &step = steps_[i++];
            switch (step.kind) {
                case STEP_TEXT: AddOfLayout(step.text); break;
                case STEP_RAW: Add(At<Str>(step)); break;
                case STEP_ESCAPED: AddEscaped(At<Str>(step)); break;
                case STEP_VALUE: WriteValue(step); break;
                case STEP_IF_FLAG: if (!Enter(step, At<bool>(step))) i = step.end; break;
                case STEP_IF_TEXT: if (!Enter(step, At<Str>(step).len > 0)) i = step.end; break;
                case STEP_IF_LINK: if (!Enter(step, At<Str>(step).ptr)) i = step.end; break;
                case STEP_IF_LIST: if (!Enter(step, List(step).count > 0)) i = step.end; break;
                case STEP_BETWEEN: if (is_last) i = step.end; break;
                case STEP_EACH:
                    WriteItems(i, step, scope_count);
                    i = step.end;
                    break;
            }
        }
    }

    void Emit(char byte) override { Add(Str{&byte, 1}); }
    void Emit(const std::string &text) override { Add(Str{text.data(), text.size()}); }
    void Emit(const char *text) override { Add(str_from(text)); }
    void Emit(const char *text, size_t size) override { Add(Str{text, size}); }

  private:
    size_t Size() const { return static_cast<size_t>(at_ - out_->ptr); }

    // Makes room for so many bytes more, and kTextSlack behind them.
    void Grow(size_t size, size_t extra) {
        out_->len = size;
        buf_reserve(out_, extra + kTextSlack);
        at_ = out_->ptr + size;
        size_t room = out_->capacity - 1 - kTextSlack;
        room_end_ = out_->ptr + (room < limit_ ? room : limit_);
    }

    // False, and the page has ended, where it would become too large.
    bool Reserve(size_t extra) {
        if (extra <= static_cast<size_t>(room_end_ - at_)) return true;
        if (extra > limit_ - Size()) Stop(EXPANDED_TOO_LARGE);
        else Grow(Size(), extra);
        return end_ == EXPANDED_WHOLE;
    }

    void Add(Str text) {
        if (!text.len || !Reserve(text.len)) return;
        memcpy(at_, text.ptr, text.len);
        at_ += text.len;
    }

    // Most texts between two values are short: a copy of one size is the cheapest.
    void AddOfLayout(Str text) {
        if (!Reserve(text.len)) return;
        memcpy(at_, text.ptr, kTextSlack);
        if (text.len > kTextSlack) {
            memcpy(at_ + kTextSlack, text.ptr + kTextSlack, text.len - kTextSlack);
        }
        at_ += text.len;
    }

    // From here on nothing has room, and no section is written.
    void Stop(Expanded why) {
        if (end_ == EXPANDED_WHOLE) end_ = why;
        limit_ = Size();
        room_end_ = at_;
    }

    bool TakeRound() {
        if (end_ == EXPANDED_WHOLE && !rounds_--) Stop(EXPANDED_TOO_LONG);
        return end_ == EXPANDED_WHOLE;
    }

    bool Enter(const Step &step, bool is_there) {
        return is_there != step.is_negated && TakeRound();
    }

    template <typename Type> const Type &At(const Step &step) const {
        return *reinterpret_cast<const Type *>(scopes_[step.scope] + step.offset);
    }

    // All lists have the shape of a ViewList, and a type of their own.
    ViewList List(const Step &step) const {
        ViewList ret;
        memcpy(&ret, scopes_[step.scope] + step.offset, sizeof ret);
        return ret;
    }

    void WriteItems(size_t from, const Step &step, size_t scope_count) {
        ViewList list = List(step);
        for (size_t i = 0; i < list.count && TakeRound(); i++) {
            scopes_[scope_count] = static_cast<const char *>(list.items) + i * step.item_size;
            Write(from, step.end, scope_count + 1, i + 1 == list.count);
        }
    }

    // Which no way of writing an address refuses: all escape it as HTML.
    static bool IsPath(Str value) { return value.len && value.ptr[0] == '/'; }

    void WriteValue(const Step &step) {
        Str value = At<Str>(step);
        NameKind kind = step.value.kind;
        // A URL that site.yaml or front matter gives may lead into the site, too.
        bool is_inside = kind == NAME_URL && IsPath(value);
        if (is_inside) value = str_slice(value, 1, value.len);
        if (kind == NAME_LINK || is_inside) value = links_.make(links_.how, scratch_, value);
        const TemplateModifier *modifier = step.value.modifier;
        if (modifier == &ctemplate::null_modifier) Add(value);
        else if (modifier == &ctemplate::html_escape || IsPath(value)) AddEscaped(value);
        else modifier->Modify(value.ptr ? value.ptr : "", value.len, nullptr, this, "");
    }

    void AddEscaped(Str text) {
        size_t from = 0;
        for (size_t i = str_skip_plain(text, 0); i < text.len;) {
            unsigned char byte = static_cast<unsigned char>(text.ptr[i++]);
            if (!templates_->is_escaped[byte]) continue;
            Add(str_slice(text, from, i - 1));
            Add(templates_->escaped[byte]);
            from = i;
            i = str_skip_plain(text, from);
        }
        Add(str_slice(text, from, text.len));
    }

    const Templates *templates_;
    const Step *steps_;
    LinkForm links_;
    Arena *scratch_;
    Buf *out_;
    char *at_;                           // where the next byte goes
    char *room_end_;                     // up to which there is room, within the limit
    size_t limit_;                       // that the buffer may grow to
    size_t rounds_ = PAGE_MAX_ROUNDS;    // that may still be written
    Expanded end_ = EXPANDED_WHOLE;      // anything else: nothing more is written
    const char **scopes_;
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
            std::string escaped = Modify(ctemplate::html_escape, &byte, 1);
            if (escaped == std::string(1, byte)) continue;
            std::string block(16, byte);
            assert(!str_skip_plain(Str{block.data(), block.size()}, 0));
            ret->is_escaped[i] = true;
            ret->escaped[i] = Keep(&ret->arena, escaped);
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
        Program program = {arena_copy(&keep, name), {scopes, scopes + scope_count}, {},
                           scope_count};
        Recorder recorder(templates, &program, &keep);
        RecordingDictionary dictionary(&recorder);
        ctemplate::PerExpandData data;
        data.SetAnnotateOutput("");
        data.SetAnnotator(&recorder);
        bool is_expanded = parsed->ExpandWithData(&recorder, &dictionary, &data);
        recorder.End();
        bool is_sound = is_expanded && recorder.IsSound();
        std::lock_guard<std::mutex> guard(templates->lock);
        if (is_sound) templates->programs.push_back(std::move(program));
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
    try {
        const Program *program = templates->Find(name);
        assert(program && program->types.size() == scope_count);
        Page page(templates, *program, scopes, links, scratch, out);
        page.Write(0, program->steps.size(), scope_count, true);
        return page.End();
    } catch (...) {
        memory_exhausted();
    }
}
