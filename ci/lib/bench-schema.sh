# bench-schema.sh - ci/bench schema. Sourced, not run.
# shellcheck shell=bash

data=${DOCKET_TEST_DATA:-../shared}
peers=${PEERS:-build/peers}
runs=${RUNS:-5}
cores=$(nproc)
large=false
[ "${1:-}" != --large ] || large=true
scratch=build/bench
bin=build/release/tests
mkdir -p "$scratch"

# --- corpora: NAME, a schema and a folder of records in $scratch/NAME, the same as lines --------------

unpack() {
  [ -e "$data/corpora/$1.tar.gz" ] || return 0
  [ -d "$scratch/$1" ] || { mkdir -p "$scratch/$1" && tar xzf "$data/corpora/$1.tar.gz" -C "$scratch/$1"; }
  [ -e "$scratch/$1.jsonl" ] || find "$scratch/$1/records" -name '*.json' -print0 | sort -z |
    xargs -0 -n 1 jq -c . >"$scratch/$1.jsonl"
}

generate() { # NAME N
  [ -e "$scratch/$1.jsonl" ] && return 0
  mkdir -p "$scratch/$1"
  "$bin/organisations" "$2" "$scratch/$1/records"
  mv "$scratch/$1/records.jsonl" "$scratch/$1.jsonl"
  cp tests/bench/organisations.schema.json "$scratch/$1/schema.json"
}

# --- rows -------------------------------------------------------------------------------------------

row() { "$bin/measure" "$@"; }

find_blaze() {
  find "$peers/node_modules/@sourcemeta/jsonschema" -type f -name 'jsonschema-linux-x86_64' 2>/dev/null | head -n 1
}

has_ajv() { command -v node >/dev/null && [ -d "$peers/node_modules/ajv" ]; }

has_python() { /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; }

# Blaze's own benchmark mode: nanoseconds a record, the mean of twenty times each.
blaze_pure() { # SCHEMA LINES
  "$(find_blaze)" validate --fast --benchmark --loop 20 "$1" "$2" 2>&1 |
    awk '/PASS|FAIL/ { sum += $3; n++ } END { printf "%.0f ns a file, %d files\n", sum * 1000 / n, n }'
}

table() { # NAME
  local schema=$scratch/$1/schema.json records=$scratch/$1/records lines=$scratch/$1.jsonl blaze
  blaze=$(find_blaze)
  say "$1: $(find "$records" -name '*.json' | wc -l) files, $(du -sb --apparent-size "$records" | cut -f 1) bytes"
  echo
  echo '| what | wall ms | user+sys ms | peak MiB | exit |'
  echo '| --- | ---: | ---: | ---: | ---: |'
  row "$runs" "open and read, 1 thread" "$bin/bench_schema" read 1 "$schema" "$records"
  row "$runs" "open, read and parse, 1 thread" "$bin/bench_schema" parse 1 "$schema" "$records"
  row "$runs" "open, read, parse and check, 1 thread" "$bin/bench_schema" check 1 "$schema" "$records"
  row "$runs" "open and read, $cores threads" "$bin/bench_schema" read "$cores" "$schema" "$records"
  row "$runs" "open, read and parse, $cores threads" "$bin/bench_schema" parse "$cores" "$schema" "$records"
  row "$runs" "**docket schema validate --no-formats**" build/release/docket schema validate --no-formats "$schema" "$records"
  row "$runs" "docket schema validate (formats asserted)" build/release/docket schema validate "$schema" "$records"
  if [ -n "$blaze" ]; then
    row "$runs" "Blaze, folder, fast" "$blaze" validate --fast "$schema" "$records"
    row "$runs" "Blaze, folder, exhaustive" "$blaze" validate "$schema" "$records"
    row "$runs" "Blaze, lines, fast" "$blaze" validate --fast "$schema" "$lines"
  fi
  has_ajv && row "$runs" "ajv, script" node tests/bench/peer_ajv.cjs "$peers" "$schema" "$records"
  has_python && row 1 "Debian's python3-jsonschema, script, one run" /usr/bin/python3 tests/bench/peer_jsonschema.py "$schema" "$records"
  echo
  echo "checking alone, already parsed, formats noted only:"
  echo "  docket $(NO_FORMATS=1 "$bin/bench_schema" pure 1 "$schema" "$records")"
  [ -z "$blaze" ] || echo "  Blaze, fast $(blaze_pure "$schema" "$lines")"
}

unpack bcd
unpack osv-go
generate organisations 50000
for corpus in osv-go bcd organisations; do
  [ ! -d "$scratch/$corpus" ] || table "$corpus"
done
# 562,000 files, 1 GiB; peers are left out, as they would hold 5 to 12 GB. Removed again.
large_table() {
  local folder=$scratch/organisations-large schema=tests/bench/organisations.schema.json
  trap 'rm -rf "$scratch/organisations-large"' EXIT
  mkdir -p "$folder"
  "$bin/organisations" 562000 "$folder/records"
  rm -f "$folder/records.jsonl"
  say "organisations, 562,000 files: $(du -sb --apparent-size "$folder/records" | cut -f 1) bytes, one run"
  echo
  echo '| what | wall ms | user+sys ms | peak MiB | exit |'
  echo '| --- | ---: | ---: | ---: | ---: |'
  row 1 "open and read, $cores threads" "$bin/bench_schema" read "$cores" "$schema" "$folder/records"
  row 1 "open, read and parse, $cores threads" "$bin/bench_schema" parse "$cores" "$schema" "$folder/records"
  row 1 "**docket schema validate**" build/release/docket schema validate "$schema" "$folder/records"
  rm -rf "$folder"
}
if $large; then
  large_table
fi

# One file just below the limit: a list of records.
one_file() {
  local folder=$scratch/one
  mkdir -p "$folder"
  jq -n '{"$schema": "https://json-schema.org/draft/2020-12/schema", type: "array",
    items: {type: "object", required: ["id"], properties: {id: {type: "string", minLength: 1}}}}' >"$folder/schema.json"
  { echo '['; head -n 52000 "$scratch/organisations.jsonl" | sed '$!s/$/,/'; echo ']'; } >"$folder/list.json"
  [ "$(stat -c %s "$folder/list.json")" -le 67108864 ] || return 0
  say "one file of $(stat -c %s "$folder/list.json") bytes"
  echo
  row 5 "read it" "$bin/bench_schema" read 1 "$folder/schema.json" "$folder/list.json"
  row 5 "docket schema validate" build/release/docket schema validate "$folder/schema.json" "$folder/list.json"
  rm -rf "$folder"
}
one_file

say "start-up: one small file, twenty runs"
echo
row 20 "docket --version (loading the libraries, and ending)" build/release/docket --version
row 20 "docket schema validate, one record" build/release/docket schema validate tests/bench/organisations.schema.json \
  "$scratch/organisations/records/000/org-0000000.json"

say "growth with the schema: 50, 500 and 5,000 subschemas"
echo
for n in 50 500 5000; do
  jq -n --argjson n "$n" '{"$schema": "https://json-schema.org/draft/2020-12/schema", type: "object",
    properties: ([range($n)] | map({key: "key\(.)", value: {type: "string", minLength: 1, pattern: "^[a-z]\(.)"}}) | from_entries)}' \
    >"$scratch/wide-$n.json"
  echo '{"key1": "a1"}' >"$scratch/wide.record.json"
  row 20 "$n subschemas" build/release/docket schema validate "$scratch/wide-$n.json" "$scratch/wide.record.json"
done
