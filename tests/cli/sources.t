#!/bin/bash
# sources.t - sources check, sweep and status, and the worker, against the invented web: what is
# remembered is not asked for again, also after a kill.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

server=${FIXTURE_WEB:-${DOCKET_BUILD_DIR:-$source_dir/build/dev}/tests/web/fixture-web}
if [ ! -x "$server" ]; then
	echo "1..0 # skip there is no program $server"
	exit 77
fi
limit_s=60
web=$scratch/web
"$server" --site "$source_dir/tests/web" --max-seconds 280 --many 4 "$web" >"$scratch/ready" &
background+=($!)
for _ in $(seq 100); do
	grep -q '^ready ' "$scratch/ready" && break
	sleep 0.1
done
export DOCKET_NET=$web/net.json
news=https://news.example

asked() { # asked HOST TARGET: how often the web was asked for it
	awk -v h="$1" -v t="$2" '$2 == h && $4 == t' "$web/log" | wc -l
}

# --- a dataset with records on main --------------------------------------------------------------

id_of() { # id_of NUMBER: the id of company NUMBER, with its check digits
	local n=$1 text="" rest digits=0123456789abcdefghjkmnpqrstvwxyz
	rest=$n
	for _ in 1 2 3 4 5 6 7; do
		text=${digits:$((rest % 32)):1}$text
		rest=$((rest / 32))
	done
	printf 'co-%s-%02d' "$text" $((98 - (100 * n) % 97))
}

record() { # record NUMBER URL...: company NUMBER on main, citing these
	local id sources
	id=$(id_of "$1")
	sources=$(printf '%s\n' "${@:2}" | jq -R '{url: ., supports: ["/name"]}' | jq -s .)
	demo 00-lantern ".id = \"$id\" | .website = \"https://lantern.example/\" | .sources = $sources" \
		>"reviewed/companies/$id.json"
}

dataset ds '.policy.sources = {interval_ms: 20, find: false}'
cd "$scratch/ds" || exit 2
mkdir -p reviewed/companies
record 1 $news/2019/06/bridge-lab https://lantern.example/about
record 2 $news/gone
record 3 https://wall.example/cf
record 4 $news/articles/berths $news/articles/ferry-timetable
for n in 5 6 7 8; do
	record "$n" "https://slow.example/delay/40$n" "http://many-0$((n - 5)).example/page/$n"
done
git add -A
git -c user.name=Tester -c user.email=tester@docket.invalid commit -qm 'records' || exit 2

# --- check ------------------------------------------------------------------------------------------

run sources check $news/2019/06/bridge-lab $news/gone "$(id_of 3)"
is "three arguments are looked at" "$status" 0
is "and told in their order" "$(grep -E '^https[^ ]*: (alive|gone|blocked)' "$scratch/out" | sed 's/: /|/' | cut -d'|' -f2 | tr '\n' ' ')" \
	"alive gone, http-404 blocked, cloudflare challenge "
for format in sarif junit markdown gitlab github; do
	run sources check $news/gone --format $format
	like "$format says it" "$(out)" 'source.gone|answers 404'
done
is "nothing is stored by a check" "$(find .docket -maxdepth 1 \( -name "state.db*" -o -name "archive*" \) 2>/dev/null | wc -l)" 0
run sources check "$scratch/none.json"
is "a file that is not there cannot be checked" "$status" 3

# --- sweep ---------------------------------------------------------------------------------------------

from=$(($(wc -l <"$web/log") + 1)) # what the checks asked for does not count
run sources status
like "at first nothing is known" "$(out)" 'no source has been looked at yet'
export DOCKET_NOW=2027-01-01T00:00:00Z
run sources sweep --limit 2 --format json
is "a sweep with a limit ends well" "$status" 0
is "it looked at two of eight" "$(jq -r '"\(.sweep.done_now) \(.sweep.records) \(.sweep.ended)"' "$scratch/out")" "2 8 false"
is "cheapest first: those with one source" "$(jq -r '[.records[].sources | length] | max' "$scratch/out")" 1

# killed in the middle, then on to the end
"$DOCKET" sources sweep --no-progress >"$scratch/killed" 2>&1 &
pid=$!
for _ in $(seq 200); do
	[ "$(grep -c 'slow.example GET /delay' "$web/log")" -ge 3 ] && break
	sleep 0.05
done
kill -9 $pid
wait $pid 2>/dev/null
killed_at=$(tail -n 1 "$web/log" | cut -d' ' -f1)
run sources sweep --format json
is "the next sweep goes on to the end" "$(jq -r '"\(.sweep.resumed) \(.sweep.ended)"' "$scratch/out")" "true true"
# what was asked a second before the kill had been answered; the rest may have been under way
again=$(awk -v k="$killed_at" '$4 !~ /robots.txt/ { n[$2 $4]++; if ($1 < k - 1000) old[$2 $4] = 1 }
	END { for (u in n) if (n[u] > 1 && old[u]) print u }' <(tail -n "+$from" "$web/log"))
is "and asks for nothing that it had" "$again" ""
is "a probe serves its whole folder" "$(grep -c 'news.example GET /articles/docket-probe' "$web/log")" 1
run sources sweep --format json
is "a sweep on the same day asks for no page again" \
	"$(asked lantern.example /about)" 1
is "and is a new one" "$(jq -r '"\(.sweep.resumed) \(.sweep.done_now)"' "$scratch/out")" "false 8"

export DOCKET_NOW=2027-01-05T00:00:00Z
run sources sweep --quiet
export DOCKET_NOW=2027-01-09T00:00:00Z
run sources sweep --format json
is "after a week of failures a page is dead" \
	"$(jq -r '[.records[].sources[] | select(.live.dead == true) | .url | select(test("news"))] | sort | join(" ")' "$scratch/out")" \
	"$news/articles/berths $news/gone"
like "and a finding says so" "$(jq -r '.findings[].code' "$scratch/out")" 'source.dead'
run sources status --failing --format markdown
like "status as Markdown has a table" "$(out)" '^[|] gone [|] [0-9]+ [|]$'
like "and what failed in a block, where nothing is markup" "$(out)" "^    dead $news/gone [(]gone[)]: failed on"
run sources status --format json
is "status counts them, with four pages that any address gives" "$(jq -r '.dead' "$scratch/out")" 6
is "a wall is no failure" "$(jq -r '[.failing[] | select(.url | test("wall"))] | length' "$scratch/out")" 0
is "the sweep is over" "$(jq -r '"\(.sweep.records) \(.sweep.done)"' "$scratch/out")" "8 8"
run sources sweep --budget never
is "a budget is a time" "$status" 2

# --- the worker ---------------------------------------------------------------------------------------

page=$news/2021/01/lantern-data-centre
demo 00-lantern ".name = {en: \"Saltmere Rope\"} | .sources = [
	{url: \"$page\", supports: [\"/name\", \"/sectors\", \"/ownership\", \"/headquarters\", \"/founded\"], quotes: [{text: \"opened\", supports: [\"/name\"]}]},
	{url: \"https://slow.example/delay/2500\", supports: [\"/name\"]},
	{url: \"https://slow.example/delay/30000\", supports: [\"/name\"]}]" >"$scratch/s.json"
run submit "$scratch/s.json"
receipt
"$DOCKET" work --quiet >/dev/null 2>&1 &
pid=$!
for _ in $(seq 200); do
	[ "$(asked news.example /2021/01/lantern-data-centre)" -ge 1 ] && break
	sleep 0.05
done
sleep 0.7
kill -9 $pid
wait $pid 2>/dev/null
is "a worker killed in the middle decided nothing" "$("$DOCKET" show "$submission" --format json | jq -r .state)" received
run work --format json
is "the next one takes it up" "$(jq -r .state "$scratch/out" | head -1)" ready
is "without asking again for what it had" "$(asked news.example /2021/01/lantern-data-centre)" 1
run show "$submission" --format json
is "each source has its verdict, the slow one too" \
	"$(jq -r '[.. | objects | select(has("live")) | .live.verdict] | join(" ")' "$scratch/out")" \
	"alive soft-gone unreachable"
run sources status --format json
is "what did not answer in time is asked again later" \
	"$(jq -r '.jobs[] | select(.kind == "retry") | .submission' "$scratch/out")" "$submission"
run work
like "a worker with nothing to do says so" "$(out)" 'nothing was waiting'

# --- captures that people hand in ----------------------------------------------------------------------

jq '.name = {en: "Saltmere Nets"} | .sources = [.sources[0] | .url = "https://wall.example/cf"]' "$scratch/s.json" >"$scratch/w.json"
printf '%%PDF-1.4\nwhat the wall hides\n' >"$scratch/page.pdf"
echo 'nothing in particular' >"$scratch/page.bin"
run submit "$scratch/w.json" --attest "https://wall.example/cf=$scratch/page.bin"
is "a file of another kind is not taken, whatever its name" "$status" 2
run submit "$scratch/w.json" --attest "https://wall.example/other=$scratch/page.pdf"
is "nor one for an address that no source has" "$status" 2
run submit "$scratch/w.json" --attest "https://wall.example/cf"
is "nor an address without a file" "$status" 2
is "and none of them was stored" "$(find .docket/attested -type f 2>/dev/null | wc -l)" 0
run submit "$scratch/w.json" --attest "https://wall.example/cf=$scratch/page.pdf"
receipt
sum=$(sha256sum "$scratch/page.pdf" | cut -d' ' -f1)
ok "a capture is kept under its digest" cmp "$scratch/page.pdf" ".docket/attested/$sum"
run work
run show "$submission" --format json
is "its verdict is attested, and nothing else" \
	"$(jq -c '[.. | objects | select(has("attested") and has("live"))][0].attested' "$scratch/out")" \
	"{\"verdict\":\"attested\",\"sha256\":\"$sum\",\"media_type\":\"application/pdf\"}"
like "reviewers are told that nobody else can check it" "$(jq -r '.. | .code? // empty' "$scratch/out")" '^source.attested$'
jq '.name = {en: "Saltmere Sails"} | .sources[0].attested = {sha256: ("0" * 64), media_type: "application/pdf"}' \
	"$scratch/w.json" >"$scratch/x.json"
run submit "$scratch/x.json"
receipt
run work
run show "$submission" --format json
like "a digest without its file is told apart" "$(jq -r '.. | .code? // empty' "$scratch/out")" 'attested-missing'

# --- captures that the worker finds, and asks for -----------------------------------------------------------

export DOCKET_NOW=2027-01-01T00:00:30Z DOCKET_IA_KEY=testkey DOCKET_IA_SECRET=testsecret
dataset found '.policy.sources = {find: true, save: "missing", ask: ["invented"]} | .archives = [{id: "invented", name: "the invented archive",
	hosts: ["archive.example"], forms: ["/web/{ts}/{url}", "/web/{url}"], raw: "id_",
	replay: "https://archive.example/web/", timemap: "https://archive.example/web/timemap/link/",
	timegate: "https://archive.example/web/", cdx: "https://archive.example/cdx/search/cdx",
	save: "https://archive.example/save", interval_ms: 0}]'
cd "$scratch/found" || exit 2
supports='["/name", "/sectors", "/ownership", "/headquarters", "/founded"]'
evidence() { # evidence FILTER: of the submission's source
	"$DOCKET" show "$submission" --format json | jq -r "[.. | objects | select(has(\"live\"))][0] | $1"
}

run sources find $news/2019/06/bridge-lab --date 2019-06-06 --format json
is "find gives the capture nearest to a date" "$(jq -r '.best.url' "$scratch/out")" \
	"https://archive.example/web/20190606081200/$news/2019/06/bridge-lab"
is "after looking whether it is one" "$(jq -r .best.verdict "$scratch/out")" good
run sources find $news/no-such-page
is "where there is none the exit status is 1" "$status" 1
run sources find $news/gone --date yesterday
is "a date is a day" "$status" 2
run sources find 新闻.example
is "an address without its scheme is not looked up" "$status" 2
like "and what may be meant is said" "$(err)" 'write https://新闻.example'
run sources save ftp://news.example/x
like "what cannot be asked for is not handed in" "$(err)" 'cannot be asked for'
run sources sweep --collection 公司
like "a collection that is not there is told with those that are" "$(err)" 'no collection "公司"; there are: [a-z]+'

demo 00-lantern ".name = {en: \"Found\"} | .sources = [{url: \"$news/2019/06/bridge-lab\", supports: $supports, accessed: \"2019-06-07\",
	quotes: [{text: \"opened the Bridge Lab on 3 June 2019\", supports: [\"/name\"]}]}]" >"$scratch/f.json"
run submit "$scratch/f.json"
receipt
run work
is "a capture that the record does not name is found" "$(evidence '.archives[0] | "\(.found) \(.verdict)"')" "true good"
is "with the quote in it" "$(evidence '.quotes[0].archives[0].verdict')" exact
like "a finding gives its address" "$("$DOCKET" show "$submission" --format json | jq -r '.. | .code? // empty')" archive.found
is "and nothing is asked to be saved" "$(grep -c 'archive.example POST' "$web/log")" 0

demo 00-lantern ".name = {en: \"Saved\"} | .sources = [{url: \"https://lantern.example/port-ansel\", supports: $supports}]" >"$scratch/f.json"
run submit "$scratch/f.json"
receipt
run work
is "a page that no archive has is handed in to be saved" "$(evidence .saving.state)" asked
for minute in 01 02 03 04 05 06 10; do
	export DOCKET_NOW=2027-01-01T00:$minute:30Z
	run work --quiet
	seen="${seen-}$(evidence .saving.state) "
done
like "it is believed only when it was read back" "$seen" '^(asked )+(saved-unconfirmed )+saved '
is "it was handed in once" "$(grep -c 'archive.example POST /save' "$web/log")" 1
is "and the capture stands in the evidence" "$(evidence '.archives[0].url')" \
	"https://archive.example/web/20270101000100/https://lantern.example/port-ansel"
git --git-dir .docket/queue.git show "$(git --git-dir .docket/queue.git for-each-ref --format='%(refname)' | grep "$submission")":"submissions/$submission.evidence.json" >"$scratch/evidence.json"
done_well "the evidence is as its schema says" schema validate "$source_dir/schemas/docket/evidence.schema.json" "$scratch/evidence.json"
run sources status --format json
is "no job is left" "$(jq -r '.jobs | length' "$scratch/out")" 0
unset DOCKET_IA_KEY
run sources save https://lantern.example/ --format json
is "without keys nothing is saved" "$(jq -r .state "$scratch/out") $status" "failed 1"
done_testing
