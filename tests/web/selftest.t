#!/bin/bash
# selftest.t - does the fixture origin show what its README promises?
#
#   bash selftest.t PATH-OF-fixture-web        (or FIXTURE_WEB in the environment)
#
# Asks with curl, never with Docket: the fixture has to be right before Docket is judged by it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
server=${1:-${FIXTURE_WEB:-}}
if [ -z "$server" ] || ! command -v curl >/dev/null || ! command -v jq >/dev/null; then
	echo "Bail out! usage: selftest.t PATH-OF-fixture-web (with curl and jq at hand)"
	exit 2
fi
run=$(mktemp -d)
n=0 failed=0 pid=
trap '[ -n "$pid" ] && kill "$pid" 2>/dev/null; rm -rf "$run"' EXIT

# ---- the harness ------------------------------------------------------------------------
ok() { # ok SENTENCE STATUS [DIAGNOSTIC]
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		[ -n "${3:-}" ] && echo "$3" | head -5 | sed 's/^/# /'
		failed=$((failed + 1))
	fi
}
is() { # is SENTENCE GOT WANTED
	[ "$2" = "$3" ]
	ok "$1" $? "got '$2', wanted '$3'"
}
has() { # has SENTENCE FILE FIXED-STRING
	grep -qF -- "$3" "$2"
	ok "$1" $? "'$3' is not in $(head -c 300 "$2" | tr '\n\0' '  ')"
}
hasnt() {
	! grep -qF -- "$3" "$2"
	ok "$1" $? "'$3' is there"
}
# get URL [CURL OPTION...]: sets code (status), rc (of curl), fills $run/head and $run/body
get() {
	local url=$1
	shift
	: >"$run/body"
	: >"$run/head"
	code=$(curl -sS -g -K "$run/curlrc" --max-time 10 -D "$run/head" -o "$run/body" \
		-w '%{http_code}' "$@" "$url" 2>"$run/curl-says")
	rc=$?
	tr -d '\r' <"$run/head" >"$run/head.lf" && mv "$run/head.lf" "$run/head"
}
header() { # header NAME: its value in the last answer
	sed -n "s/^$1: //Ip" "$run/head" | tail -n 1
}
size() { wc -c <"$run/body" | tr -d ' '; }

start() { # start RUNDIR [OPTION...]: waits for the ready line
	local dir=$1
	shift
	"$server" --site "$here" "$@" "$dir" >"$run/ready" 2>"$run/stderr" &
	pid=$!
	for _ in $(seq 100); do
		grep -q '^ready ' "$run/ready" && return
		sleep 0.1
	done
	echo "Bail out! the fixture does not start: $(cat "$run/stderr")"
	exit 1
}
stop() { # stop: sets end_rc
	kill -TERM "$pid"
	wait "$pid"
	end_rc=$?
	pid=
}

# ---- starting ---------------------------------------------------------------------------
start "$run/web" --max-seconds 60 --many 3
net="$run/web/net.json"
is "the ready line names net.json" "$(cat "$run/ready")" "ready $(realpath "$net")"
jq -e '.connect | type == "object"' "$net" >/dev/null
ok "net.json is JSON with a connect table" $?
is "everything that answers is on 127.0.0.1" \
	"$(jq -r '.allow[]' "$net" | grep -vc '^127\.0\.0\.1/32:[0-9]*$')" 0
is "every port that answers is allowed" "$(jq -r '[.connect[] | [.] | flatten[] | select(startswith("127."))]
	- [.allow[] | sub("/32"; "")] | length' "$net")" 0
is "the guarded hosts lead elsewhere" \
	"$(jq -r '.connect["inward.example:80"] + " " + .connect["private.example:443"]' "$net")" \
	"169.254.10.10:80 10.255.255.1:443"
is "the CA file is the one named" "$(jq -r .ca_file "$net")" "$(realpath "$run/web/ca.pem")"
{
	echo "cacert = \"$run/web/ca.pem\""
	echo 'noproxy = "*"'
	jq -r '.connect | to_entries[] | "connect-to = \"\(.key):\([.value] | flatten[0])\""' "$net"
} >"$run/curlrc"
is "every page file has a route" "$(cd "$here/pages" && find . -type f | sed 's|^\./||' |
	while read -r f; do grep -q " $f\b" ../routes || echo "$f"; done)" ""
is "every capture file is in the index" "$(cd "$here/captures" && ls | grep -vx index |
	while read -r f; do grep -q " $f " index || echo "$f"; done)" ""
is "README.md names every path of routes" "$(grep -v '^#\|^host\|^$' "$here/routes" |
	while read -r host path _; do
		grep -F "| $host " "$here/README.md" | grep -qF "\`$path\`" || echo "$host$path"
	done)" ""

# ---- ordinary pages ---------------------------------------------------------------------
get https://news.example/2022/09/paper-kite-office
is "a page comes over HTTPS with a certificate of the run's CA" "$rc $code" "0 200"
is "its type names UTF-8" "$(header content-type)" "text/html; charset=utf-8"
get http://news.example/2022/09/paper-kite-office
is "the same page comes over HTTP" "$code" 200
get https://news.example/no/such/page
is "an unknown path is a 404" "$code" 404
get https://news.example/ -H 'Host: elsewhere.example'
is "an unknown host is 421" "$code" 421
get https://news.example/ -X DELETE
is "other methods than GET and HEAD are refused" "$code" 405
get https://news.example/ -I
is "HEAD is answered with the length and without a body" "$rc $code $(header content-length)" \
	"0 200 $(wc -c <"$here/pages/news.example/home.html" | tr -d ' ')"
get https://mediatheque.example/horaires
has "the library says when it is open" "$run/body" "La médiathèque est ouverte du mardi au samedi"
get https://mediatheque.example/acces
iconv -f CP1252 -t UTF-8 "$run/body" >"$run/utf8"
has "the way there is windows-1252 under a latin-1 label" "$run/utf8" "L'œuvre de l'entrée"
get "https://news.example/search?q=lantern&page=2"
is "a query belongs to the path" "$code" 200
get "https://news.example/search?q=other"
is "another query is another page" "$code" 404
get https://lantern.example/zh/about
has "the company speaks Chinese" "$run/body" "灯笼网络成立于2004年"

# ---- encodings --------------------------------------------------------------------------
get https://zh-news.example/2022/kite.html
is "GBK named in the header" "$(header content-type)" "text/html;charset=GBK"
hasnt "and nowhere in the page" "$run/body" "charset"
iconv -f GBK -t UTF-8 "$run/body" >"$run/utf8"
has "GBK bytes" "$run/utf8" "纸鸢云二零二二年在海外新设三个办事处"
get https://zh-news.example/2019/gb2312-meta.html
is "no charset in the header" "$(header content-type)" "text/html"
has "gb2312 named in the page only" "$run/body" '<meta charset="gb2312">'
iconv -f GBK -t UTF-8 "$run/body" >"$run/utf8"
has "with a character that only GBK has" "$run/utf8" "总工程师朱镕介绍"
! iconv -f GB2312 -t UTF-8 "$run/body" >"$run/utf8" 2>/dev/null
ok "which real GB2312 cannot read" $?
get https://zh-news.example/2021/big5.html
iconv -f BIG5 -t UTF-8 "$run/body" >"$run/utf8"
has "Big5 bytes" "$run/utf8" "燈籠網絡於二零二一年四月在安塞爾港啟用數據中心"
get https://zh-news.example/2021/undeclared.html
! grep -qi charset "$run/body" "$run/head"
ok "a page that never names its encoding" $?
iconv -f GBK -t UTF-8 "$run/body" >"$run/utf8"
has "is GBK all the same" "$run/utf8" "鲱鱼码头今日重新开放"
get https://zh-news.example/2021/false-label.html
is "a page labelled gbk" "$(header content-type)" "text/html;charset=gbk"
has "is UTF-8 all the same" "$run/body" "五号泊位自四月起租给灯笼网络使用"
get https://zh-news.example/%E6%9D%82%E8%AE%B0
is "a percent-encoded Chinese path" "$code" 200

# ---- pages that hide their words --------------------------------------------------------
get https://news.example/split
has "a quote is split by soft hyphens" "$run/body" "ev&shy;en&shy;ing at&nbsp;dusk"
get https://news.example/curly
has "curly quotes" "$run/body" "“We don’t sell the quay,”"
get https://news.example/hidden
has "text in a template" "$run/body" "<template><p>The notice in a template"
has "text without display" "$run/body" 'style="display:none">The hidden notice'
get https://news.example/script-only
is "words only in the script" "$(sed 's/<script>.*//; /window.page/d' "$run/body" | grep -c Dredging)" 0
get https://news.example/nested
is "six hundred boxes" "$(grep -o '<div>' "$run/body" | wc -l | tr -d ' ')" 600
get https://zh-news.example/2021/traditional.html
has "traditional characters" "$run/body" "燈籠網絡"
get https://news.example/report.pdf
is "a PDF by its bytes" "$(head -c 5 "$run/body") $(header content-type)" "%PDF- application/pdf"
get https://news.example/report-no-type
is "a PDF without a type" "$(head -c 5 "$run/body")$(header content-type)" "%PDF-"
get https://news.example/berths.json
is "JSON" "$(jq -r .note "$run/body")" "Berth 5 is let to Lantern Networks."
get https://news.example/notices.txt
is "plain text" "$(header content-type)" "text/plain;charset=utf-8"
get https://news.example/empty
is "an empty body" "$code $(size)" "200 0"

# ---- failures ---------------------------------------------------------------------------
while read -r want url; do
	get "$url"
	is "$url answers $want" "$code" "$want"
done <<'LIST'
404 https://news.example/gone
410 https://news.example/gone-for-good
500 https://news.example/broken
503 https://news.example/mending
404 https://zh-news.example/2018/0917/kite-training.html
402 https://wall.example/pay
401 https://wall.example/unauthorized
403 https://wall.example/forbidden
418 https://wall.example/teapot
451 https://wall.example/legal
405 https://wall.example/traceid
LIST
get https://news.example/articles/ferry-timetable
has "a real article" "$run/body" "night ferry"
get https://news.example/articles/lost
cp "$run/body" "$run/lost"
get "https://news.example/articles/$RANDOM-never-was"
is "a soft 404 answers 200 for any sibling" "$code" 200
cmp -s "$run/body" "$run/lost"
ok "with the same page" $?
get https://news.example/old/2011/story
is "a deep link leads to the front page" "$code $(header location)" "302 /"
get https://news.example/members/report -L
has "members have to sign in" "$run/body" 'type="password"'
get https://news.example/premium/berths
has "a paywall says so in JSON-LD" "$run/body" '"isAccessibleForFree": false'
get https://zh-news.example/a/123.html
has "a deleted post in Chinese" "$run/body" "该内容已被发布者删除"
get https://wall.example/cf
is "a bot wall" "$code $(header cf-mitigated)" "403 challenge"
has "with its challenge" "$run/body" "_cf_chl_opt"
get https://wall.example/cn
is "a Chinese bot wall" "$code" 521
has "with its script" "$run/body" "__jsl_clearance"
get https://wall.example/environment
has "a wall behind 200" "$run/body" "环境异常"
get https://wall.example/rate
is "a site that asks to wait" "$code $(header retry-after)" "429 1"
for host in wrong-name expired self-signed; do
	get https://$host.example/
	is "$host.example fails TLS verification" "$rc" 60
done
get https://wrong-name.example/ -k
is "only the name is wrong" "$code" 200
get https://plain-only.example/
is "plain HTTP on the TLS port" "$rc" 35
get http://refused.example/
is "a refused connection" "$rc" 7
get https://silent.example/ --max-time 1
is "a port that never speaks" "$rc" 28

# ---- slow and huge ----------------------------------------------------------------------
before=$(date +%s%N)
get https://slow.example/delay/700 &
slow=$!
curl -sS -K "$run/curlrc" -o /dev/null https://news.example/
quick_ms=$((($(date +%s%N) - before) / 1000000))
wait $slow
slow_ms=$((($(date +%s%N) - before) / 1000000))
[ $slow_ms -ge 700 ]
ok "the first byte comes late" $? "$slow_ms ms"
[ $quick_ms -lt 650 ]
ok "and nobody else waits for it" $? "$quick_ms ms"
get http://slow.example/drip/60
is "a dripping body arrives whole" "$code $(size)" "200 $(wc -c <"$here/pages/slow.example/page.html" | tr -d ' ')"
get http://slow.example/drip/500 --max-time 1
is "a slow drip outlasts a short patience" "$rc" 28
get http://slow.example/stall --max-time 1
is "a body stops in the middle" "$rc" 28
[ "$(size)" -gt 0 ]
ok "after its first half" $?
get http://huge.example/endless --max-time 1
is "an endless body is chunked" "$(header transfer-encoding)" chunked
[ "$(size)" -gt 1000000 ]
ok "and goes on and on" $? "$(size) bytes"
get https://huge.example/declared --max-filesize 1000000
is "a huge body says so in Content-Length" "$rc $(header content-length)" "63 10737418240"
get https://huge.example/declared-5mb
is "5 MB come whole" "$rc $(size)" "0 5000000"
get https://huge.example/truncated
is "a body ends before its declared length" "$rc" 18
get http://huge.example/headers --max-filesize 1000
[ "$rc" -ne 0 ] || [ "$(wc -c <"$run/head")" -gt 300000 ]
ok "300 KB of headers" $? "rc $rc, $(wc -c <"$run/head") bytes"
get https://news.example/gzip
is "no compression unless asked" "$(header content-encoding)$(grep -c 'pilot boat' "$run/body")" 1
get https://news.example/gzip --compressed
is "gzip when asked" "$(header content-encoding) $(grep -c 'pilot boat' "$run/body")" "gzip 1"
get https://news.example/gzip-broken --compressed
is "a false gzip label cannot be undone" "$rc" 61
get https://huge.example/bomb
wire=$(size)
decoded=$(gzip -dc <"$run/body" | wc -c | tr -d ' ')
[ "$wire" -lt 300000 ] && [ "$decoded" -ge 50000000 ]
ok "a gzip bomb: small on the wire, over 50 MB inside" $? "$wire -> $decoded"

# ---- redirects --------------------------------------------------------------------------
for status in 301 302 303 307 308; do
	get https://redirect.example/$status
	first=$code
	get https://redirect.example/$status -L
	is "$status leads on" "$first $code $(grep -c Arrived "$run/body")" "$status 200 1"
done
get https://redirect.example/chain/1 -L -w '%{http_code} %{num_redirects}'
is "a chain of four" "$code" "200 4"
get https://redirect.example/long/01 -L --max-redirs 10
is "a chain longer than ten" "$rc" 47
get https://redirect.example/loop/a -L --max-redirs 10
is "a loop" "$rc" 47
get http://redirect.example/up -L
is "plain HTTP leads up to HTTPS" "$code" 200
get https://redirect.example/nowhere
is "a redirect without a target" "$code $(header location)" "302 "
get https://redirect.example/to-metadata
is "a redirect inward" "$(header location)" "http://169.254.169.254/latest/meta-data/"
get https://redirect.example/to-loopback
is "a redirect to this machine" "$(header location)" "http://127.0.0.1/"
get https://redirect.example/to-backslash
is "a redirect that parsers read in two ways" "$(header location)" 'http://127.0.0.1\@news.example/'

# ---- the archive ------------------------------------------------------------------------
web=https://archive.example/web
page=https://news.example/2022/09/paper-kite-office
get $web/20220916031500/$page
is "a capture says when it was made" "$code $(header memento-datetime)" \
	"200 Fri, 16 Sep 2022 03:15:00 GMT"
has "and of what" "$run/head" "<$page>; rel=\"original\""
has "and where the others are" "$run/head" "<$web/timemap/link/$page>; rel=\"timemap\""
has "and who chooses among them" "$run/head" "<$web/$page>; rel=\"timegate\""
has "the archive adds its bar" "$run/body" "archive-toolbar"
get $web/20220916031500id_/$page
is "the raw capture is a memento too" "$code $(header memento-datetime)" \
	"200 Fri, 16 Sep 2022 03:15:00 GMT"
cmp -s "$run/body" "$here/captures/paper-kite-office.html"
ok "with the bytes as captured" $?
is "and the headers as captured" "$(header x-archive-orig-content-type)" "text/html;charset=utf-8"
get $web/20220101id_/$page
is "an inexact time leads to the nearest capture" "$code $(header location)" \
	"302 $web/20220916031500id_/$page"
get $web/2023/https://news.example/drifted
is "nearest, not last" "$(header location)" "$web/20220103000000/https://news.example/drifted"
get $web/https://news.example/drifted -H 'Accept-Datetime: Mon, 01 Jan 2024 00:00:00 GMT'
is "the TimeGate chooses by date" "$code $(header location)" \
	"302 $web/20240103000000/https://news.example/drifted"
is "and says that it does" "$(header vary)" "accept-datetime"
get $web/https://news.example/drifted
is "without a date it takes the last" "$(header location)" \
	"$web/20240103000000/https://news.example/drifted"
get $web/https://news.example/drifted -H 'Accept-Datetime: yesterday'
is "a bad date is refused" "$code" 400
get $web/https://news.example/never-archived -H 'Accept-Datetime: Mon, 01 Jan 2024 00:00:00 GMT'
is "what was never archived is 404 without a date" "$code$(header memento-datetime)" 404
get $web/timemap/link/https://news.example/drifted
is "a TimeMap" "$code $(header content-type)" "200 application/link-format"
is "lists every capture" "$(grep -c 'memento"; datetime=' "$run/body")" 2
has "with first and last" "$run/body" 'rel="last memento"; datetime="Wed, 03 Jan 2024 00:00:00 GMT"'
get $web/timemap/link/https://news.example/never-archived
is "no TimeMap for what was never archived" "$code" 404
get $web/20220301120000id_/https://news.example/gone
is "an archived 404 is a memento" "$code $(header memento-datetime)" "404 Tue, 01 Mar 2022 12:00:00 GMT"
get $web/20200301120000id_/https://news.example/gone
is "beside the page that it was" "$code" 200
get $web/20210601000000id_/https://wall.example/cf
is "an archived wall" "$code $(grep -c _cf_chl_opt "$run/body")" "403 1"
get $web/20210701000000id_/https://wall.example/cf-200
is "an archived wall behind 200" "$code $(grep -c _cf_chl_opt "$run/body")" "200 1"
get $web/20210601000000id_/https://news.example/articles/lost
has "an archived soft 404" "$run/body" "could not find the page"
get $web/20210601000005id_/https://news.example/moved
is "an archived redirect stays in the archive" "$code $(header location)" \
	"302 $web/20210601000005id_/https://news.example/"
get $web/20210601000005id_/https://news.example/moved -L
is "and ends at a capture" "$code $(header memento-datetime)" "200 Tue, 01 Jun 2021 00:00:10 GMT"
get $web/20210405120000/https://lantern.example/careers
has "a capture of another page" "$run/head" '<https://lantern.example/>; rel="original"'
get $web/20210405120000/https://news.example/captcha
is "a captcha is 200 without a date" "$code$(header memento-datetime)" 200
get $web/20210405120000id_/https://news.example/too-many
is "an archive that asks to wait" "$code $(header retry-after)" "429 60"
get $web/20210405120000id_/https://news.example/bad-gateway
is "an archive that is down" "$code" 502
get "$web/2021*/https://news.example/drifted"
is "the calendar is no memento" "$code$(header memento-datetime)" 200
get $web/20190101000000id_/https://zh-news.example/2021/undeclared.html
has "http and www. make no difference" "$run/head" \
	'<http://www.zh-news.example/2021/undeclared.html>; rel="original"'
get "$web/20210604000000id_/https://news.example/search?q=lantern&page=2"
is "a query belongs to the original" "$code" 200
get "$web/20210605000000id_/https://zh-news.example/%e6%9d%82%e8%ae%b0"
is "percent-encoding in small letters is the same original" "$code" 200
get $web/20180918020000id_/https://zh-news.example/2018/0917/kite-training.html
iconv -f GBK -t UTF-8 "$run/body" >"$run/utf8"
has "a GBK capture of a page that is gone" "$run/utf8" "首批学员六十人"
get $web/20180918020000/https://zh-news.example/2018/0917/kite-training.html
iconv -f GBK -t UTF-8 "$run/body" >"$run/utf8"
has "the bar leaves its bytes whole" "$run/utf8" "首批学员六十人"
get http://archive.example/web/20220916031500id_/$page
is "the archive speaks plain HTTP too" "$code" 200

# ---- generated hosts, log, end ----------------------------------------------------------
get https://many-02.example/page/7
has "generated pages" "$run/body" "Notice 7"
get https://many-00.example/page/98
is "with walls among them" "$(header cf-mitigated)" challenge
# ---- the archive's other doors -----------------------------------------------------------
A=https://archive.example
get "$A/cdx/search/cdx?url=https%3A%2F%2Fnews.example%2Foften&output=json&showResumeKey=true&filter=!statuscode:[345].."
is "an index names its columns" "$(jq -r '.[0][0]' "$run/body")" timestamp
is "and has a key for the next page" "$(jq -c '.[-2:]' "$run/body")" '[[],["com,example)/often 2"]]'
is "a revisit has no status" "$(jq -r '.[] | select(.[2] == "warc/revisit") | .[3]' "$run/body")" -
get "$A/cdx/search/cdx?url=https%3A%2F%2Fnews.example%2Fnever&output=json"
is "nothing found is no byte" "$code $(size)" "200 0"
get "$A/cdx/search/cdx?url=https%3A%2F%2Fnews.example%2Findex-error&output=json"
is "an error has status 200" "$code $(head -c 11 "$run/body")" "200 org.archive"
get "$A/pywb/cdx?url=https://news.example/often"
is "another server writes an object a line" "$(jq -rs 'length' "$run/body")" 6
get "$A/wayback/available?url=https://news.example/often"
is "availability knows the closest" "$(jq -r .archived_snapshots.closest.timestamp "$run/body")" 20240301000000
get "$A/web/timemap/link/https://news.example/often"
has "a long TimeMap has a second page" "$run/body" "timemap/link/2/"
get "$A/framed/https://news.example/often"
is "a frame has no Memento-Datetime" "$(header memento-datetime)" ""
has "its Link has the capture" "$run/head" 'rel="memento"'
keys="Authorization: LOW testkey:testsecret"
get "$A/save" -d url=https://news.example/a
is "saving wants keys" "$code" 401
get "$A/save" -H "$keys" -d url=https://news.example/spn-refuse-no-access
is "a refusal has status 200" "$code $(jq -r .status_ext "$run/body")" "200 error:no-access"
get "$A/save" -H "$keys" -d url=https%3A%2F%2Fnews.example%2Fa
job=$(jq -r .job_id "$run/body")
for want in pending pending success; do
	get "$A/save/status/$job" -H "$keys"
	is "a job is $want" "$(jq -r .status "$run/body")" $want
done
get "$A/web/$(jq -r '.timestamp + "id_/" + .original_url' "$run/body")"
is "the capture is not there at once" "$code" 404
get "$A/web/20270101000100id_/https://news.example/a"
is "but later" "$code $(header memento-datetime)" "200 Fri, 01 Jan 2027 00:01:00 GMT"
get "$A/web/" -d x=y
is "nothing else is posted to" "$code" 404
get https://news.example/ -d x=y
is "nor to other hosts" "$code" 405
get https://perma.example/v1/public/archives/AAAA-0001/
get "$(jq -r .warc_download_url "$run/body")"
has "an API leads to a WARC" "$run/body" "WARC-Target-URI: https://news.example/2019/06/bridge-lab"

grep -qE '^[0-9]+ redirect\.example GET /to-loopback 302 https$' "$run/web/log"
ok "the log tells what was asked" $? "$(tail -3 "$run/web/log")"
grep -qE '^[0-9]+ news\.example GET /search\?q=lantern&page=2 200 https$' "$run/web/log"
ok "with the query" $?
get http://slow.example/delay/60000 --max-time 20 &
slow=$!
sleep 0.5
before=$(date +%s)
stop
wait $slow
is "the end is clean, also while somebody waits" "$end_rc $(cat "$run/stderr")" "0 "
[ $(($(date +%s) - before)) -lt 5 ]
ok "and quick" $?
start "$run/short" --max-seconds 1
wait "$pid"
is "it ends by itself when its time is over" "$?" 0
pid=
cp "$run/ready" "$run/orphan-ready"
bash -c '"$1" --site "$2" "$3" >"$4" & for _ in $(seq 50); do grep -q ready "$4" && break; sleep 0.1; done; echo $!' \
	- "$server" "$here" "$run/orphan" "$run/orphan-ready" >"$run/orphan-pid"
for _ in $(seq 50); do
	kill -0 "$(cat "$run/orphan-pid")" 2>/dev/null || break
	sleep 0.1
done
! kill -0 "$(cat "$run/orphan-pid")" 2>/dev/null
ok "it ends with its parent" $?
mkdir -p "$run/bad/captures" && cp "$here/captures/index" "$run/bad/captures/"
echo "news.example / 200 - do=dance" >"$run/bad/routes"
"$server" --site "$run/bad" "$run/bad-run" >/dev/null 2>"$run/stderr"
is "a table with a mistake is refused" "$?" 3
has "with its line" "$run/stderr" "routes:1:"

echo "1..$n"
[ $failed -eq 0 ]
