#include "report/report.h"

#include <stdarg.h>

#include "report/plain.h"

#define FORM_ADDRESS(name) &name##_form,
const ReportForm *const report_forms[] = {REPORT_FORMS(FORM_ADDRESS)};
#undef FORM_ADDRESS
#define FORM_NAME(name) #name,
const char *const report_form_names[] = {REPORT_FORMS(FORM_NAME) NULL};
#undef FORM_NAME

void report_write(const ReportForm *form, const Report *report, FILE *out) {
    diags_settle(report->diags);
    Locator locator = locator_open(report->root, report->named);
    form->write(report, &locator, out);
    locator_close(&locator);
}

static void add_count(Buf *out, size_t count, const char *one) {
    buf_printf(out, "%s%zu %s%s", out->len ? ", " : "", count, one, count == 1 ? "" : "s");
}

void report_add_summary(const Report *report, Buf *out) {
    const Diags *diags = report->diags;
    size_t warning_count = diags_warning_count(diags);
    Buf counts = {0};
    if (diags->error_count) add_count(&counts, diags->error_count, "error");
    if (warning_count) add_count(&counts, warning_count, "warning");
    if (!counts.len) buf_add(&counts, STR("no errors, no warnings"));
    buf_add(out, buf_str(&counts));
    buf_free(&counts);
    size_t problem_files = diags_file_count(diags);
    if (problem_files) {
        buf_printf(out, " in %zu file%s", problem_files, problem_files > 1 ? "s" : "");
    }
    buf_printf(out, "; %zu file%s of content read", report->file_count,
               report->file_count == 1 ? "" : "s");
}

const char *report_hidden_where(Str path) {
    return path.len ? "in this file" : "without a file";
}

void report_line(FILE *out, const char *format, ...) {
    Buf text = {0};
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    plain_write(buf_str(&text), out);
    fputc('\n', out);
    buf_free(&text);
}
