#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A week of earthquakes through a store whose writer is killed on the way; see
# quakes.cpp. Compares what everybody counted with a count of the input itself.
# usage: demo.sh BUILD_DIRECTORY
set -euo pipefail
build=$(cd "${1:-build/release}" && pwd)
reports=$(cd "$(dirname "$0")" && pwd)/data/quakes.ndjson
folder=$(mktemp -d)
cd "$folder"
quakes=$build/examples/quakes
background=()
finish() {
  ((${#background[@]} == 0)) || kill -9 "${background[@]}" 2>/dev/null || true
  wait
  rm -rf "$folder"
}
trap finish EXIT

say() { printf '\n== %s\n' "$*"; }
die() {
  echo "demo: $*" >&2
  exit 1
}
# Passes on the alerts of a writer, and what it says of itself.
show() { grep -v '^report ' || true; }

say "a writer puts one week of reports into a journal, one commit each"
mkfifo output
all=$(wc -l <"$reports")
until=400 # there it waits to be killed
"$quakes" write data "$reports" . $until >output &
writer=$!
background+=($writer)
exec 3<output
count=0
reader=
until ((count == until)); do
  read -r line <&3 || die "the writer ended early"
  case $line in
  report*) count=$((count + 1)) ;;
  *) echo "$line" ;;
  esac
  if ((count == 150)) && [[ ! $reader ]]; then
    say "beside it, a late reader takes a snapshot and follows"
    "$quakes" read data >counted.reader &
    reader=$!
    background+=($reader)
  fi
done

say "the writer is killed (SIGKILL) after it said that report $count is written"
kill -9 $writer
wait $writer 2>/dev/null || true
exec 3<&-
found=$("$build/brine" keys data | wc -l)
echo "of $all reports, $found are in the store"
((found == until && found < all)) || die "these are not those written"

say "opened again, it goes on, and so do its subscribers from their cursors"
"$quakes" write data "$reports" . | show
wait $reader || die "the reader failed"
background=()

say "who counted what: network, reports, of magnitude 4.5 and above"
"$quakes" show . >counted.subscriber
# Straight from the text, with nothing of brine.
awk '{
  match($0, /"net":"[^"]*"/); net = substr($0, RSTART + 7, RLENGTH - 8)
  match($0, /"mag":[^,]*/); mag = substr($0, RSTART + 6, RLENGTH - 6)
  reports[net]++; if (mag != "null" && mag + 0 >= 4.5) alerts[net]++
} END { for (net in reports) print net, reports[net], alerts[net] + 0 }' \
  "$reports" | LC_ALL=C sort >counted.input
cat counted.input
for who in subscriber reader; do
  diff counted.input counted.$who >&2 || die "the $who counted otherwise"
  echo "the $who has the same numbers"
done

say "the audit log"
lines=$(wc -l <audit.log)
changes=$(awk '{ print $1 }' audit.log | sort -u | wc -l)
expected=$((all + 1))
echo "$lines lines, $changes different changes, $expected expected"
((lines == expected && changes == expected)) || die "the audit log is wrong"

say "brine verify"
"$build/brine" verify data
