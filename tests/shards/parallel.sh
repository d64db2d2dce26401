#!/bin/sh
# A site in parts by GNU parallel, here or on the machines of --sshlogin that share its folders:
#   tests/shards/parallel.sh [OPTIONS OF PARALLEL]
# The first part that fails ends all.
set -eu
metier=${METIER:-metier} site=${SITE:-.} out=${OUT:-public} count=${COUNT:-16}
day=${DAY:-$(date -u +%F)}
mkdir -p "${PARTS:-parts}"
parts=$(cd "${PARTS:-parts}" && pwd)
seq "$count" | parallel --will-cite --halt now,fail=1 "$@" \
    "$metier" build -q -j 1 --now "$day" -C "$site" --shard "{}/$count" -o "$parts/{}"
"$metier" merge -o "$out" $(seq "$count" | sed "s|^|$parts/|")
