#!/bin/sh
# Builds generated sites of 1,000 and 10,000 roles, five times each, and prints medians: first builds, builds
# after one edit, builds for which nothing has changed; then what the outputs beside the pages cost. Asserts nothing: machines are noisy. Needs GNU time for peak memory, does without it.
cd "$(dirname "$0")/../.." || exit 1
metier=$(realpath build/metier)
base=${TMPDIR:-/tmp}; [ -w /dev/shm ] && base=/dev/shm
work=$(mktemp -d "$base/metier-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
seconds() { start=$(date +%s%N); "$@" >/dev/null || exit 1; end=$(date +%s%N); echo $(((end - start) / 1000)); }
median() { sort -n | sed -n 3p; }
for count in 1000 10000; do
    build/bench/generate "$work/$count" "$count"
    : >"$work/first"; : >"$work/again"; : >"$work/edited"
    role=$(find "$work/$count/content/roles" -name '*.md' | LC_ALL=C sort | head -n 1)
    for run in 1 2 3 4 5; do
        out="$work/out-$count-$run"
        seconds "$metier" build -C "$work/$count" -o "$out" >>"$work/first"
        seconds "$metier" build -C "$work/$count" -o "$out" >>"$work/again"
        echo "Edited $run times." >>"$role"
        seconds "$metier" build -C "$work/$count" -o "$out" >>"$work/edited"
        rm -rf "$out" "$work/.${out##*/}.metier"
    done
    first=$(median <"$work/first"); again=$(median <"$work/again"); edited=$(median <"$work/edited")
    echo "$count roles: first build $((first / 1000)) ms ($((first / count)) us a role), after one edit $((edited / 1000)) ms, unchanged $((again / 1000)) ms (1/$((first / again)) of the first)"
    eval "first_$count=$first"
done
echo "cost of a role at 10,000 against 1,000: $(awk "BEGIN { printf \"%.2f\", $first_10000 / 10 / $first_1000 }")"
# The same 1,000 roles with their pages alone, in turns with everything.
cp -R "$work/1000" "$work/plain"
cat >>"$work/plain/site.yaml" <<'YAML'
outputs: {skills: false, salaries: false, redirects: false, search: false, compare: false, feeds: false, sitemap: false, robots: false, llms: false, data: false, hosting: false}
YAML
: >"$work/all"; : >"$work/pages"
for run in 1 2 3 4 5; do
    seconds "$metier" build -C "$work/1000" -o "$work/out-all-$run" >>"$work/all"
    seconds "$metier" build -C "$work/plain" -o "$work/out-pages-$run" >>"$work/pages"
done
all=$(median <"$work/all"); pages=$(median <"$work/pages")
echo "every output against the pages alone, 1,000 roles: $(awk "BEGIN { printf \"%.2f\", $all / $pages }")"
if command -v valgrind >/dev/null 2>&1; then
    instructions() { valgrind --tool=callgrind --callgrind-out-file=/dev/null "$metier" check -C "$1" -j 1 2>&1 | awk '/refs/ { gsub(",", ""); print $NF }'; }
    echo "the same in instructions: $(awk "BEGIN { printf \"%.2f\", $(instructions "$work/1000") / $(instructions "$work/plain") }")"
fi
if [ -x /usr/bin/time ]; then
    /usr/bin/time -f 'peak memory at 10,000: %M KB; user %U s, system %S s' \
        "$metier" build -C "$work/10000" -o "$work/out-memory" 2>&1 >/dev/null | tail -n 1
fi
[ -d "$work/out-memory" ] || "$metier" build -C "$work/10000" -o "$work/out-memory" >/dev/null
echo "cp -r of the finished 10,000: $(($(seconds cp -r "$work/out-memory" "$work/copy") / 1000)) ms"
if [ -d build/browser/node_modules ]; then
    cp tests/browser/*.mjs build/browser/ && node build/browser/latency.mjs "$metier" "$PWD"
    node build/browser/serve-latency.mjs "$metier" "$PWD"
fi
