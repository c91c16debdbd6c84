# bench-sources.sh - ci/bench sources. Sourced, not run.
# shellcheck shell=bash

peers=${PEERS:-build/peers}
runs=${RUNS:-3}
large=false
[ "${1:-}" != --large ] || large=true
bin=build/release/tests
scratch=build/bench/sources
hosts=50
urls=5000
rm -rf "$scratch"
mkdir -p "$scratch"

# --- the load origin ------------------------------------------------------------------------------

start_origin() { # LATENCY-MS
  "$bin/web/many-origin" --hosts $hosts --latency-ms "$1" --max-seconds 1800 >"$scratch/origin" &
  origin=$!
  for _ in $(seq 100); do
    grep -q ready "$scratch/origin" && break
    sleep 0.05
  done
  port=$(cut -d ' ' -f 2 "$scratch/origin")
  web=http://127.0.1.1:$port
}

stop_origin() {
  kill "$origin" 2>/dev/null || true
  wait "$origin" 2>/dev/null || true
}
trap stop_origin EXIT

reset() { curl -s "$web/-/reset" >/dev/null; }
seen() { curl -s "$web/-/stats"; }

write_lists() {
  local i
  for i in $(seq 0 $((urls - 1))); do
    echo "http://127.0.1.$((i % hosts + 1)):$port/page/$((i / hosts))"
  done >"$scratch/urls"
  sed 's|.*|url = "&"\noutput = "/dev/null"|' "$scratch/urls" >"$scratch/curl"
  { echo '<!doctype html><title>Links</title>'; sed 's|.*|<a href="&">x</a>|' "$scratch/urls"; } >"$scratch/links.html"
}

# --- rows -------------------------------------------------------------------------------------------

row() { # RUNS NAME COMMAND...: also into $scratch/rows
  "$bin/measure" "$@" | tee -a "$scratch/rows"
}

# A sweep on the own copies that are there, so many days later than the first.
again() { # NAME DAYS
  row 1 "$1" "$bin/bench_sources" "$port" $hosts $urls "$scratch/copies" 100 6 0 "$2"
}

ours() { # NAME URLS ACTIVE PER-HOST
  row "$runs" "$1" bash -c "rm -rf '$scratch/copies'; exec '$bin/bench_sources' $port $hosts $2 '$scratch/copies' $3 $4"
}

wall_of() { awk -F '|' -v name="$1" 'index($2, name) { print $3 + 0; exit }' "$scratch/rows"; }
memory_of() { awk -F '|' -v name="$1" 'index($2, name) { print $5 + 0; exit }' "$scratch/rows"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else printf "-" }'; }

faults=0
check() { # SENTENCE CONDITION, of awk
  if awk "BEGIN { exit !($2) }"; then echo "  yes: $1 ($2)"; else
    echo "  NO:  $1 ($2)"
    faults=$((faults + 1))
  fi
}

# --- the same pages for everybody --------------------------------------------------------------------

start_origin 50
write_lists
say "$urls pages on $hosts hosts, each answer after 50 ms; medians of $runs"
echo
echo '| what | wall ms | user+sys ms | peak MiB | exit |'
echo '| --- | ---: | ---: | ---: | ---: |'
reset
row "$runs" "curl -Z --parallel-max 100" curl -Z --parallel-max 100 -s -L -K "$scratch/curl"
curl_seen=$(seen)
reset
ours "**docket, all the work of a sweep**, 100 at once, 6 a host" $urls 100 6
ours_seen=$(seen)
du -sb "$scratch/copies" >"$scratch/copies.size"
row "$runs" "docket, fetching, text, verdict and quote without own copies" "$bin/bench_sources" "$port" $hosts $urls - 100 6
again "docket, a day later, on its own copies: 4,500 answers are 304, one run" 1
ours "docket, all the work, 100 at once, 2 a host" $urls 100 2
ours "docket, all the work, 200 at once, 8 a host" $urls 200 8
ours "docket, all the work, 400 at once, 12 a host" $urls 400 12
if [ -x "$peers/node_modules/.bin/linkinator" ]; then
  reset
  row 1 "linkinator, 100 at once, one run" "$peers/node_modules/.bin/linkinator" "$scratch/links.html" --concurrency 100
  linkinator_seen=$(seen)
fi
if command -v linkchecker >/dev/null; then
  row 1 "linkchecker, Debian's, 10 threads, one run" linkchecker --check-extern -r1 "$scratch/links.html"
fi

say "what the origin saw (all runs of a row together)"
echo
echo "curl:       $curl_seen"
echo "docket:     $ours_seen"
echo "own copies: $(cut -f 1 "$scratch/copies.size") bytes, index included"
echo "linkinator: ${linkinator_seen:-not here}"

say "goals"
echo
wall=$(wall_of '**docket')
check "at most 1.4 times the wall time of curl" "$(ratio "$wall" "$(wall_of curl)") <= 1.4"
check "at most 40 MiB" "$(memory_of '**docket') <= 40"
[ -z "${linkinator_seen:-}" ] || check "twice as fast as linkinator, with 400 at once (it had $(jq .most <<<"$linkinator_seen"))" \
  "$(ratio "$(wall_of linkinator)" "$(wall_of 'all the work, 400')") >= 2"
! command -v linkchecker >/dev/null || check "12 times as fast as linkchecker" "$(ratio "$(wall_of linkchecker)" "$wall") >= 12"
check "never more than 6 at once on a host" "$(jq .most_on_a_host <<<"$ours_seen") <= 6"
check "never more than 100 at once" "$(jq .most <<<"$ours_seen") <= 100"

say "politely: 1,000 pages, 2 at once on a host, 50 ms between two requests"
echo
reset
"$bin/bench_sources" "$port" $hosts 1000 - 100 2 50
polite=$(seen)
echo "the origin saw $polite"
check "never more than 2 at once on a host" "$(jq .most_on_a_host <<<"$polite") <= 2"
check "never less than 50 ms between two, in microseconds of the kernel's clock" "$(jq .least_gap_us <<<"$polite") >= 50000"

if $large; then
  say "100,000 pages: does memory grow?"
  echo
  echo '| what | wall ms | user+sys ms | peak MiB | exit |'
  echo '| --- | ---: | ---: | ---: | ---: |'
  runs=1
  ours "5,000 pages, 200 at once, 8 a host" 5000 200 8
  ours "100,000 pages, 200 at once, 8 a host" 100000 200 8
  check "at most 40 MiB for 100,000 pages" "$(memory_of '100,000') <= 40"
fi
rm -rf "$scratch/copies"
[ $faults -eq 0 ]
