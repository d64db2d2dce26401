# metier: `make site` builds the generator and the site, `make test` proves them.

CC      ?= cc
CXX     ?= c++
BUILD   ?= build
PREFIX  ?= /usr/local
OUT     ?= public
BASE_URL ?=
CFLAGS  ?= -O3 -g

# What the generator needs, and what only the tests need: each is installed where it is missing.
SITE_PACKAGES := libmd4c-dev libyaml-dev libctemplate-dev libicu-dev libxxhash-dev libdeflate-dev \
                 libbrotli-dev nettle-dev libcurl4-openssl-dev libmicrohttpd-dev libseccomp-dev iso-codes gcc g++ pkg-config python3
TEST_PACKAGES := clang clang-tidy cppcheck gcovr libcmocka-dev libclang-rt-dev libgumbo-dev chromium fonts-dejavu-core nginx-light libxml2-utils brotli sqlite3 valgrind \
                 mandoc zsh fish dpkg-dev debootstrap parallel
ISO_CODES := /usr/share/iso-codes
LIBRARIES := md4c yaml-0.1 libctemplate icu-i18n icu-uc libdeflate libbrotlienc nettle libseccomp
SITE_FOUND := $(shell command -v pkg-config >/dev/null 2>&1 && command -v g++ >/dev/null 2>&1 \
                && python3 -c 'import html.entities' 2>/dev/null && [ -f $(ISO_CODES)/json/iso_3166-2.json ] \
                && pkg-config --exists $(LIBRARIES) libxxhash libcurl libmicrohttpd && echo yes)
TEST_FOUND := $(shell command -v clang >/dev/null 2>&1 && command -v clang-tidy >/dev/null 2>&1 \
                && command -v cppcheck >/dev/null 2>&1 \
                && command -v gcovr >/dev/null 2>&1 && command -v chromium >/dev/null 2>&1 \
                && command -v npm >/dev/null 2>&1 && command -v xmllint >/dev/null 2>&1 \
                && command -v zsh >/dev/null 2>&1 && command -v parallel >/dev/null 2>&1 && command -v fish >/dev/null 2>&1 \
                && command -v mandoc >/dev/null 2>&1 && [ -x /usr/sbin/debootstrap ] && command -v sqlite3 >/dev/null 2>&1 && command -v valgrind >/dev/null 2>&1 && command -v brotli >/dev/null 2>&1 && [ -x /usr/sbin/nginx ] && pkg-config --exists cmocka gumbo && echo yes)
# Node from elsewhere stays as it is.
NODE_PACKAGES := $(shell command -v npm >/dev/null 2>&1 || echo nodejs npm)

WARNINGS  := -Wall -Wextra -Wpedantic -Wshadow -Wconversion
C_ONLY    := -std=c17 -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual
CXX_ONLY  := -std=c++17 -Wall -Wextra
# What the OpenSSF's guide for C and C++ asks of a program; the last for processors that know it.
HARDENING := -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -fstack-protector-strong -fstack-clash-protection -fPIE \
             $(if $(filter x86_64 i%86,$(shell uname -m)),-fcf-protection=full)
DEFINES   := -D_GNU_SOURCE
LINK      := -pie -Wl,-z,relro,-z,now,-z,noexecstack
LIBS       = $(shell pkg-config --libs $(LIBRARIES)) -lpthread
# Linked in where the compiler finds all their archives: to find what is in them takes a millisecond of each start. Not
# for sanitizers, which want to see what is called, nor for the package, where Debian keeps them.
LINKED_IN := ctemplate icui18n icuuc icudata brotlienc brotlicommon seccomp stdc++
ARCHIVES   = $(filter /%,$(foreach name,$(LINKED_IN),$(shell $(CXX) -print-file-name=lib$(name).a)))
LINKED     = $(if $(findstring -fsanitize,$(CFLAGS))$(filter-out $(words $(LINKED_IN)),$(words $(ARCHIVES))),$(LIBS),\
             -static-libstdc++ -static-libgcc $(ARCHIVES) $(filter-out $(LINKED_IN:%=-l%),$(LIBS)))

SOURCES := $(sort $(wildcard src/*.c src/*/*.c src/*/*/*.c))
SHIM    := src/format/template_shim.cc
OBJECTS  = $(SOURCES:%.c=$(BUILD)/%.o) $(SHIM:%.cc=$(BUILD)/%.o)
# The program is the command line over a library, which tests and fuzzers link as well.
PROGRAM  = $(filter $(BUILD)/src/main.o $(BUILD)/src/verbs/%, $(OBJECTS))
LIBRARY  = $(BUILD)/libmetier.a

FUZZ_SECONDS ?= 300
.PHONY: all libraries site serve test analyze analyzed threads valgrind coverage faults fuzz fuzz-targets pathological bench bench-peers clean setup test-setup \
        install package golden screenshots
all: $(BUILD)/metier

# What is linked behind $(LIBRARY): tests with programs of their own ask for it.
libraries:
	@pkg-config --libs $(LIBRARIES)

site: setup
	@$(MAKE) --no-print-directory -j2 $(BUILD)/metier
	$(BUILD)/metier build -o $(OUT) $(if $(BASE_URL),--base-url "$(BASE_URL)")

serve: setup
	@$(MAKE) --no-print-directory -j2 $(BUILD)/metier
	$(BUILD)/metier serve $(if $(BASE_URL),--base-url "$(BASE_URL)")

# Installs what is missing where apt is; says what to install elsewhere.
define install_packages
	@if ! command -v apt-get >/dev/null 2>&1; then \
	    echo "metier needs what Debian calls $(1). Install it, then run make again." >&2; exit 1; \
	fi
	@as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	 $$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q && \
	 $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(1)
endef

setup:
ifneq ($(SITE_FOUND),yes)
	$(call install_packages,$(SITE_PACKAGES))
endif

test-setup: setup
ifneq ($(TEST_FOUND),yes)
	$(call install_packages,$(TEST_PACKAGES) $(NODE_PACKAGES))
endif

$(BUILD)/metier: $(PROGRAM) $(LIBRARY)
	$(CXX) $(CFLAGS) $(LINK) $(PROGRAM) $(LIBRARY) -o $@ $(LINKED)

$(BUILD)/shared/metier: $(PROGRAM) $(LIBRARY)
	@mkdir -p $(@D)
	$(CXX) $(CFLAGS) $(LINK) $(PROGRAM) $(LIBRARY) -o $@ $(LIBS)

$(LIBRARY): $(filter-out $(PROGRAM), $(OBJECTS))
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(C_ONLY) $(WARNINGS) $(CFLAGS) $(HARDENING) $(DEFINES) -Isrc -MMD -MP -c $< -o $@

$(BUILD)/%.o: %.cc
	@mkdir -p $(@D)
	$(CXX) $(CXX_ONLY) $(CFLAGS) $(HARDENING) $(DEFINES) -Isrc -MMD -MP -c $< -o $@

TABLES = $(addprefix $(BUILD)/src/,format/entity_table.inc format/subdivision_table.inc site/lints/word_table.inc \
         verbs/init_site.inc serve/live_script.inc)
# HTML's named character references, from Python's library.
$(BUILD)/src/format/entity.o: DEFINES += -I$(BUILD)/src/format
$(BUILD)/src/format/entity.o: $(BUILD)/src/format/entity_table.inc
$(BUILD)/src/format/entity_table.inc: src/format/entity_table.py
	@mkdir -p $(@D)
	python3 $< >$@.new
	@mv $@.new $@

# Names of the parts of countries, from Debian's iso-codes.
$(BUILD)/src/format/subdivision.o: DEFINES += -I$(BUILD)/src/format
$(BUILD)/src/format/subdivision.o: $(BUILD)/src/format/subdivision_table.inc
$(BUILD)/src/format/subdivision_table.inc: src/format/subdivision_table.py $(wildcard layouts/strings/*.yaml)
	@mkdir -p $(@D)
	python3 $< layouts/strings $(ISO_CODES) /usr/share/locale >$@.new
	@mv $@.new $@

# The wordings that lints look for.
$(BUILD)/src/site/lints/words.o: DEFINES += -I$(BUILD)/src/site/lints
$(BUILD)/src/site/lints/words.o: $(BUILD)/src/site/lints/word_table.inc
$(BUILD)/src/site/lints/word_table.inc: src/site/lints/word_table.py src/site/lints/wordings.txt
	@mkdir -p $(@D)
	python3 $< >$@.new
	@mv $@.new $@

# The site that `metier init` writes.
$(BUILD)/src/verbs/init.o: DEFINES += -I$(BUILD)/src/verbs
$(BUILD)/src/verbs/init.o: $(BUILD)/src/verbs/init_site.inc
$(BUILD)/src/verbs/init_site.inc: src/verbs/init_site.py $(shell find src/verbs/init_site)
	@mkdir -p $(@D)
	python3 $< >$@.new
	@mv $@.new $@

# The script of pages that `metier serve` shows.
$(BUILD)/src/serve/pages.o: DEFINES += -I$(BUILD)/src/serve
$(BUILD)/src/serve/pages.o: $(BUILD)/src/serve/live_script.inc
$(BUILD)/src/serve/live_script.inc: src/serve/live_script.py src/serve/live.js
	@mkdir -p $(@D)
	python3 $< >$@.new
	@mv $@.new $@

-include $(OBJECTS:.o=.d)

test: test-setup
	@$(MAKE) --no-print-directory $(BUILD)/bench/generate
	@tests/run

# What finds mistakes without a run: gcc's analyzer, which knows C alone so far, clang-tidy by .clang-tidy, and
# cppcheck. Each finding fails; a file that is as it was is not looked at again.
ANALYZERS ?= gcc clang-tidy cppcheck
analyze: test-setup
	+@$(MAKE) --no-print-directory -j2 -k analyzed

analyzed: $(foreach analyzer,$(ANALYZERS),$(SOURCES:%=$(BUILD)/analyzed/%.$(analyzer))) \
          $(if $(filter cppcheck,$(ANALYZERS)),$(BUILD)/analyzed/$(SHIM).cppcheck)
	@echo "$(words $(SOURCES)) files, nothing found by $(ANALYZERS)"

SEEN = $(DEFINES) -Isrc $(addprefix -I,$(sort $(dir $(TABLES))))
$(BUILD)/analyzed/%.gcc: % | $(TABLES)
	@mkdir -p $(@D)
	@gcc $(C_ONLY) $(WARNINGS) -O1 -Werror -fanalyzer $(HARDENING) $(SEEN) -MMD -MP -MT $@ -MF $@.d -c $< -o /dev/null
	@touch $@

$(BUILD)/analyzed/%.clang-tidy: % .clang-tidy | $(TABLES)
	@mkdir -p $(@D)
	@clang $(SEEN) -MM -MP -MT $@ -MF $@.d $<
	@clang-tidy --quiet $< -- $(C_ONLY) $(SEEN) 2>$@.log || { cat $@.log; exit 1; }
	@touch $@

$(BUILD)/analyzed/%.cppcheck: % | $(TABLES)
	@mkdir -p $(@D)
	@gcc $(SEEN) -MM -MP -MT $@ -MF $@.d $<
	@cppcheck --quiet --enable=warning,performance,portability --inline-suppr --error-exitcode=1 $(SEEN) $<
	@touch $@

-include $(wildcard $(BUILD)/analyzed/src/*.d $(BUILD)/analyzed/src/*/*.d $(BUILD)/analyzed/src/*/*/*.d)

# Eight threads under ThreadSanitizer, and the shipped program under memcheck; `make test` has a short form of each.
threads: test-setup
	@$(MAKE) --no-print-directory $(BUILD)/bench/generate
	@tests/threads/run $(BUILD)/bench/generate all

valgrind: test-setup
	@$(MAKE) --no-print-directory -j2 $(BUILD)/metier
	@tests/valgrind/run $(BUILD)/metier all

# Lines and branches that the tests reach; what they do not is listed in build-coverage/uncovered.txt.
coverage: test-setup
	@$(MAKE) --no-print-directory $(BUILD)/bench/generate
	@tests/coverage/run $(BUILD)/bench/generate

# Each call of a build fails, and is its last: some 10,000 cases, of which `make test` takes a sample.
faults: test-setup
	@$(MAKE) --no-print-directory -j2 $(BUILD)/metier
	@tests/fault/run $(BUILD)/metier all

# Shapes that are known to take the square of their size, as large as they can be: tests/scaling.
pathological: test-setup
	@$(MAKE) --no-print-directory -j2 $(BUILD)/metier
	@node tests/scaling/run.mjs $(BUILD)/metier --long --only pathological
	@node tests/scaling/run.mjs $(BUILD)/metier --long --only long,

golden: $(BUILD)/metier
	@tests/golden --rewrite

# README's pictures.
screenshots: test-setup $(BUILD)/metier
	@tests/browser/run $(BUILD)/metier screenshots.mjs

# What is measured, and how: tests/bench/run.mjs. With BENCH=large a million roles as well.
BENCH_TOOLS := $(BUILD)/bench/generate $(BUILD)/bench/measure $(BUILD)/bench/floor $(BUILD)/bench/calls.so
bench: setup
	@$(MAKE) --no-print-directory -j2 $(BUILD)/metier $(BENCH_TOOLS)
	@node tests/bench/run.mjs $(BUILD)/metier $(BENCH_OPTIONS)
	@node tests/bench/chart.mjs $(BUILD)/bench/result.json $(BUILD)/bench/chart.svg

# What the bench compares with, where it is not installed.
bench-peers:
	@tests/bench/peers/install $(BUILD)/bench/peers

# libFuzzer's targets of tests/fuzz/, or those that FUZZ_ONLY names: FUZZ_SECONDS each, one after the other.
FUZZ_FLAGS := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
              -U_FORTIFY_SOURCE
FUZZ_BUILD ?= build/fuzz
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,$(FUZZ_BUILD)/tests/%,$(sort $(wildcard tests/fuzz/*.c)))
fuzz: test-setup fuzz-targets
	@nice -n 10 tests/fuzz/run $(FUZZ_SECONDS) $(FUZZ_ONLY)

# Their objects are built once, with the sanitizers, and stay.
fuzz-targets:
	+@$(MAKE) --no-print-directory -j2 BUILD=$(FUZZ_BUILD) CC=clang CXX=clang++ CFLAGS="$(FUZZ_FLAGS)" $(FUZZ_TARGETS)

$(FUZZ_BUILD)/tests/%: tests/fuzz/%.c tests/fuzz/fuzz.h tests/fuzz/html.h $(FUZZ_BUILD)/libmetier.a
	@mkdir -p $(@D)
	$(CC) $(C_ONLY) -Wall -Wextra -Wshadow $(CFLAGS) $(DEFINES) -Isrc -c $< -o $@.o
	$(CXX) $(CFLAGS) -fsanitize=fuzzer $@.o $(FUZZ_BUILD)/libmetier.a -o $@ $(LIBS) $(shell pkg-config --libs gumbo)

$(BUILD)/bench/floor: BENCH_LIBS = $(shell pkg-config --libs md4c yaml-0.1)
$(BUILD)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(C_ONLY) $(WARNINGS) $(CFLAGS) -D_GNU_SOURCE $< -o $@ $(BENCH_LIBS)

$(BUILD)/bench/calls.so: tests/bench/calls.c tests/fault/real.h
	@mkdir -p $(@D)
	$(CC) $(C_ONLY) -Wall -Wextra $(CFLAGS) -D_GNU_SOURCE -shared -fPIC $< -o $@

# The program, which has its theme beside it, writes its manual pages and completions itself, for everybody to read.
SHARE = $(DESTDIR)$(PREFIX)/share
INSTALLED ?= $(BUILD)/metier
install: $(BUILD)/metier $(INSTALLED)
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/metier $(SHARE)/man/man1 $(SHARE)/man/man5 $(SHARE)/zsh/site-functions \
	    $(SHARE)/bash-completion/completions $(SHARE)/fish/vendor_completions.d
	install -m 755 $(INSTALLED) $(DESTDIR)$(PREFIX)/bin/metier
	umask 022 && cp -R layouts static $(SHARE)/metier/ && \
	    $(BUILD)/metier help man >$(SHARE)/man/man1/metier.1 && \
	    for page in role article page site layouts; do \
	        $(BUILD)/metier help man $$page >$(SHARE)/man/man5/metier-$$page.5 || exit 1; done && \
	    $(BUILD)/metier help completions bash >$(SHARE)/bash-completion/completions/metier && \
	    $(BUILD)/metier help completions zsh >$(SHARE)/zsh/site-functions/_metier && \
	    $(BUILD)/metier help completions fish >$(SHARE)/fish/vendor_completions.d/metier.fish

# A Debian package, and the source as an archive.
VERSION = $(shell sed -n 's/^const char program_version.*"\(.*\)".*/\1/p' src/main.c)
package: $(BUILD)/metier $(BUILD)/shared/metier
	+@.ci/package "$(VERSION)" "$(BUILD)"

clean:
	rm -rf build build-sanitize build-tsan build-coverage public .public.metier
