#!/bin/bash
# polite.t - are hosts spared exactly as promised? The load origin says what it saw.
#
# It reads the kernel's time of each request, so that a busy machine cannot hide or invent a gap.
set -u
build=${DOCKET_BUILD_DIR:-build/dev}
run=$(mktemp -d)
"$build/tests/web/many-origin" --hosts 10 --latency-ms 20 --max-seconds 100 >"$run/origin" &
origin=$!
trap 'kill $origin; rm -rf "$run"' EXIT
for _ in $(seq 100); do
	grep -q ready "$run/origin" && break
	sleep 0.05
done
port=$(cut -d ' ' -f 2 "$run/origin")
n=0
failed=0

# SENTENCE JQ-CONDITION: of what the origin has seen since the last reset
seen() {
	n=$((n + 1))
	if jq -e "$2" "$run/stats" >/dev/null; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		echo "# $2: $(cat "$run/stats")"
		failed=1
	fi
}

# ACTIVE PER-HOST INTERVAL-MS: 200 pages; each page is what the origin has, or it ends with 1
sweep() {
	curl -s "http://127.0.1.1:$port/-/reset" >/dev/null
	if ! "$build/tests/bench_sources" "$port" 10 200 - "$@" >"$run/says" 2>&1; then
		sed 's/^/# /' "$run/says" | tail -20
		failed=1
	fi
	curl -s "http://127.0.1.1:$port/-/stats" >"$run/stats"
}

sweep 64 2 30
seen "two at once on a host and no more" '.most_on_a_host <= 2'
seen "thirty milliseconds between two requests on a host and no less" '.least_gap_us >= 30000'
seen "every page, robots.txt and the probes were asked for, nothing twice" '.requests == 220'
sweep 64 3 0
seen "three at once on a host, and they are used" '.most_on_a_host == 3'
sweep 7 5 0
seen "seven at once in all" '.most <= 7'
sweep 64 9 12
seen "an interval holds whatever the number at once" '.least_gap_us >= 12000'
echo "1..$n"
exit $failed
