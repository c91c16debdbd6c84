#!/bin/bash
# check.t - is every quote of the demo verbatim in its page, except the one that must not be?
#
#   bash check.t PATH-OF-fixture-web        (or FIXTURE_WEB in the environment)
#
# Reads pages and raw captures through the fixture origin with curl, turns them into text with
# sed, and looks for the quotes byte by byte; Docket has no part in it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
server=${1:-${FIXTURE_WEB:-}}
if [ -z "$server" ] || ! command -v curl >/dev/null || ! command -v jq >/dev/null; then
	echo "Bail out! usage: check.t PATH-OF-fixture-web (with curl and jq at hand)"
	exit 2
fi
run=$(mktemp -d)
"$server" --site "$here/../web" --max-seconds 60 "$run/web" >"$run/ready" &
pid=$!
trap 'kill $pid 2>/dev/null; rm -rf "$run"' EXIT
for _ in $(seq 100); do
	grep -q '^ready ' "$run/ready" && break
	sleep 0.1
done
{
	echo "cacert = \"$run/web/ca.pem\""
	echo 'noproxy = "*"'
	jq -r '.connect | to_entries[] | "connect-to = \"\(.key):\(.value)\""' "$run/web/net.json"
} >"$run/curlrc"

n=0 failed=0
ok() { # ok SENTENCE STATUS [DIAGNOSTIC]
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		echo "# ${3:-}"
		failed=$((failed + 1))
	fi
}

# page URL: sets code, leaves the page's words in one line in $run/text
page() {
	local charset
	code=$(curl -sS -K "$run/curlrc" --max-time 10 -D "$run/head" -o "$run/body" \
		-w '%{http_code}' "$1")
	charset=$(sed -n 's/^content-type:.*charset=\([a-z0-9-]*\).*/\1/Ip' "$run/head")
	[ -z "$charset" ] && charset=$(sed -n 's/.*<meta[^>]*charset="*\([a-z0-9-]*\).*/\1/Ip' "$run/body" | head -n 1)
	case $charset in gb2312 | GB2312) charset=GBK ;; esac
	iconv -f "${charset:-UTF-8}" -t UTF-8 "$run/body" | tr '\n' ' ' |
		sed 's/<[^>]*>/ /g; s/  */ /g' >"$run/text"
}

# ---- each source of each file -----------------------------------------------------------
for file in "$here"/0*.json; do
	name=$(basename "$file")
	jq -e . "$file" >/dev/null
	ok "$name is JSON" $?
	while read -r source; do
		url=$(jq -r .url <<<"$source")
		archive=$(jq -r '.archives[0].url' <<<"$source")
		at=$(jq -r '.archives[0].captured_at' <<<"$source")

		page "$url"
		case $name in
		04-*) want=404 ;;
		*) want=200 ;;
		esac
		[ "$code" = $want ]
		ok "$name: the live page answers $want" $? "$code $url"
		cp "$run/text" "$run/live"

		page "$(sed 's|/web/\([0-9]*\)/|/web/\1id_/|' <<<"$archive")"
		date=$(sed -n 's/^memento-datetime: //Ip' "$run/head" | tr -d '\r')
		[ "$code" = 200 ] && [ "$(date -u -d "$date" +%FT%TZ)" = "$at" ]
		ok "$name: the archived copy is of the time claimed" $? "$code $date, claimed $at"

		while IFS= read -r quote; do
			grep -qF -- "$quote" "$run/live"
			live=$?
			grep -qF -- "$quote" "$run/text"
			archived=$?
			case $name in
			03-*) [ $live$archived = 11 ] ;;
			04-*) [ $live$archived = 10 ] ;;
			*) [ $live$archived = 00 ] ;;
			esac
			ok "$name: «$(cut -c1-60 <<<"$quote")»" $? "live $live, archived $archived (0: found)"
		done < <(jq -r '.quotes[].text' <<<"$source")
	done < <(jq -c '.sources[]' "$file")
done
page https://news.example/2021/01/lantern-data-centre
grep -qF 'Lantern Networks will open a data centre in Port Ansel in the spring of 2021' "$run/text"
ok "03: the page says something near" $?

# ---- the amendments disagree in one field and in no other -------------------------------
for letter in a b; do
	jq -s '.[0] * .[1]' "$here/00-bridge-lab.json" "$here/05-amend-$letter.json" >"$run/$letter"
done
changed=$(jq -n --slurpfile o "$here/00-bridge-lab.json" --slurpfile a "$run/a" --slurpfile b "$run/b" '
	[($a[0] | paths(scalars)), ($b[0] | paths(scalars)) | select(.[0] != "sources")] | unique
	| map(. as $p | select(($a[0] | getpath($p)) != ($o[0] | getpath($p)) or
	                       ($b[0] | getpath($p)) != ($o[0] | getpath($p)))
	      | {path: ("/" + (map(tostring) | join("/"))),
	         both: (($a[0] | getpath($p)) != ($o[0] | getpath($p)) and
	                ($b[0] | getpath($p)) != ($o[0] | getpath($p)))})')
[ "$(jq -r '[.[] | select(.both) | .path] | join(" ")' <<<"$changed")" = "/status" ]
ok "05: both amendments change /status" $? "$changed"
[ "$(jq -r '[.[] | select(.both | not) | .path] | join(" ")' <<<"$changed")" = "/dates/ended /location/address/en" ]
ok "05: and one other field each" $? "$changed"

echo "1..$n"
[ $failed -eq 0 ]
