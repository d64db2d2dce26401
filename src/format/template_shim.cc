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
};

enum StepKind {
    STEP_TEXT,
    STEP_VALUE,
    STEP_SHOWN,      // the steps up to `end`, where the member is shown
    STEP_EACH,       // these, for each of its items
    STEP_BETWEEN     // these, but for the last item
};

struct Step {
    StepKind kind;
    Str text;
    Member member;
    const TemplateModifier *modifier;
    size_t end;
};

struct Program {
    Str name;
    std::vector<const ViewType *> types;   // of the outermost scopes
    std::vector<Step> steps;
    size_t scope_max;
};

}  // namespace

struct Templates {
    const TemplateText *texts;
    size_t text_count;
    std::vector<Program> programs;
    Arena arena;
    Str escaped[256];    // each byte as html_escape writes it; empty where that is the byte itself

    Str Keep(const std::string &text) { return arena_copy(&arena, Str{text.data(), text.size()}); }

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
    Recorder(Templates *templates, Program *program)
        : templates_(templates), program_(program), types_(program->types) {}

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
        bool is_list = member.row->kind == NAME_LIST && member.use == VIEW_ITSELF;
        Open({is_list ? STEP_EACH : STEP_SHOWN, Str{"", 0}, member, nullptr, 0});
        if (is_list) types_.push_back(member.row->items);
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
        if (is_separator) Open({STEP_BETWEEN, Str{"", 0}, Member(), nullptr, 0});
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
    void FlushText() {
        if (text_.empty()) return;
        program_->steps.push_back({STEP_TEXT, templates_->Keep(text_), Member(), nullptr, 0});
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
        step.end = program_->steps.size();
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
        program_->steps.push_back({STEP_VALUE, Str{"", 0}, member, modifier, 0});
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

    Templates *templates_;
    Program *program_;
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
        bool is_list = member.row->kind == NAME_LIST && member.use == VIEW_ITSELF;
        recorder_->OpenSection(member);
        return new Rounds(this, recorder_, is_list ? 2 : 1);
    }

    // Includes are written out before ctemplate sees a layout: these are never asked.
    bool IsHiddenTemplate(const TemplateString &) const override { return true; }
    const char *GetIncludeTemplateName(const TemplateString &, int) const override { return ""; }
    Iterator *CreateTemplateIterator(const TemplateString &) const override { return nullptr; }
    void DumpToString(std::string *, int) const override {}

    Recorder *recorder_;
};

// A page as it is written.
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
    }

    Expanded End() const { return end_; }

    void Write(size_t from, size_t to, size_t scope_count, bool is_last) {
        for (size_t i = from; i < to && end_ == EXPANDED_WHOLE; i++) {
            const Step &step = steps_[i];
            switch (step.kind) {
                case STEP_TEXT: Add(step.text); break;
                case STEP_VALUE: WriteValue(step); break;
                case STEP_SHOWN:
                    if (!IsShown(step.member)) i = step.end - 1;
                    else TakeRound();
                    break;
                case STEP_BETWEEN:
                    if (is_last) i = step.end - 1;
                    break;
                case STEP_EACH:
                    WriteItems(i, scope_count);
                    i = step.end - 1;
                    break;
            }
        }
    }

    void Emit(char byte) override { Add(Str{&byte, 1}); }
    void Emit(const std::string &text) override { Add(Str{text.data(), text.size()}); }
    void Emit(const char *text) override { Add(str_from(text)); }
    void Emit(const char *text, size_t size) override { Add(Str{text, size}); }

  private:
    void Add(Str text) {
        if (text.len > limit_ - out_->len) {
            Stop(EXPANDED_TOO_LARGE);
            return;
        }
        buf_add(out_, text);
    }

    void Stop(Expanded why) {
        if (end_ == EXPANDED_WHOLE) end_ = why;
        limit_ = out_->len;
    }

    void TakeRound() {
        if (!rounds_--) Stop(EXPANDED_TOO_LONG);
    }

    const char *Find(const Member &member) const {
        return scopes_[member.scope] + member.row->offset;
    }

    // All lists have the shape of a ViewList, and a type of their own.
    ViewList List(const Member &member) const {
        ViewList ret;
        memcpy(&ret, Find(member), sizeof ret);
        return ret;
    }

    void WriteItems(size_t at, size_t scope_count) {
        const Step &step = steps_[at];
        ViewList list = List(step.member);
        size_t size = step.member.row->items->size;
        for (size_t i = 0; i < list.count && end_ == EXPANDED_WHOLE; i++) {
            TakeRound();
            scopes_[scope_count] = static_cast<const char *>(list.items) + i * size;
            Write(at + 1, step.end, scope_count + 1, i + 1 == list.count);
        }
    }

    bool IsShown(const Member &member) const {
        const char *found = Find(member);
        bool has = false;
        switch (member.row->kind) {
            case NAME_FLAG: has = *reinterpret_cast<const bool *>(found); break;
            case NAME_LIST: has = List(member).count > 0; break;
            case NAME_LINK: has = reinterpret_cast<const Str *>(found)->ptr != nullptr; break;
            default: has = reinterpret_cast<const Str *>(found)->len > 0; break;
        }
        return member.use == VIEW_HAS_NOT ? !has : has;
    }

    Str Value(const Member &member) const {
        Str value = *reinterpret_cast<const Str *>(Find(member));
        NameKind kind = member.row->kind;
        // A URL that site.yaml or front matter gives may lead into the site, too.
        bool is_inside = kind == NAME_URL && value.len && value.ptr[0] == '/';
        if (is_inside) value = str_slice(value, 1, value.len);
        if (kind != NAME_LINK && !is_inside) return value;
        return links_.make(links_.how, scratch_, value);
    }

    // Which no way of writing an address refuses: all escape it as HTML.
    static bool IsPath(Str value) { return value.len && value.ptr[0] == '/'; }

    void WriteValue(const Step &step) {
        Str value = Value(step.member);
        if (step.modifier == &ctemplate::null_modifier) Add(value);
        else if (step.modifier == &ctemplate::html_escape || IsPath(value)) AddEscaped(value);
        else step.modifier->Modify(value.ptr ? value.ptr : "", value.len, nullptr, this, "");
    }

    void AddEscaped(Str text) {
        size_t from = 0;
        for (size_t i = str_skip_plain(text, 0); i < text.len; i++) {
            const Str &escaped = templates_->escaped[static_cast<unsigned char>(text.ptr[i])];
            if (!escaped.len) continue;
            Add(str_slice(text, from, i));
            Add(escaped);
            from = i + 1;
            i = str_skip_plain(text, from) - 1;
        }
        Add(str_slice(text, from, text.len));
    }

    const Templates *templates_;
    const Step *steps_;
    LinkForm links_;
    Arena *scratch_;
    Buf *out_;
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
            ret->escaped[i] = ret->Keep(escaped);
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
        Program program = {arena_copy(&templates->arena, name),
                           {scopes, scopes + scope_count}, {}, scope_count};
        Recorder recorder(templates, &program);
        RecordingDictionary dictionary(&recorder);
        ctemplate::PerExpandData data;
        data.SetAnnotateOutput("");
        data.SetAnnotator(&recorder);
        bool is_expanded = parsed->ExpandWithData(&recorder, &dictionary, &data);
        recorder.End();
        if (!is_expanded || !recorder.IsSound()) return false;
        templates->programs.push_back(std::move(program));
        return true;
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
