#!/bin/bash
# amend-sources.t - an amendment has only the sources looked at of what it changes; the log of the
# invented web shows which pages were asked for.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

if [ ! -x "$(dirname "$DOCKET")/tests/web/fixture-web" ]; then
	echo "1..0 # skip there is no fixture-web beside $DOCKET"
	exit 77
fi
limit_s=60
serve_web
news=https://news.example

log_from() { # forget what was asked for until now
	from=$(($(wc -l <"$scratch/web/log") + 1))
}

asked() { # the pages of news.example and lantern.example that were asked for since, in order
	tail -n "+$from" "$scratch/web/log" | awk '$2 ~ /^(news|lantern)/ { print $4 }' |
		sort -u | grep -v docket-probe | tr '\n' ' '
}

amend() { # amend JQ-PROGRAM: hand in the record as on main with this change, and have it checked
	jq "$1" "$file" >"$scratch/amend.json"
	run submit "$scratch/amend.json"
	receipt
	log_from
	run work --quiet
}

found() { # found FILTER: of the submission's evidence and findings
	"$DOCKET" show "$submission" --format json | jq -r "$1"
}

dataset ds '.policy.sources = {find: false}'
cd "$scratch/ds" || exit 2
id=co-0000001-95
file=reviewed/companies/$id.json
mkdir -p reviewed/companies
demo 00-lantern ".id = \"$id\" | .sources = [
	{url: \"$news/2019/06/bridge-lab\", supports: [\"/name\", \"/sectors\", \"/founded\", \"/website\"]},
	{url: \"$news/2021/01/lantern-data-centre\", supports: [\"/ownership\", \"/headquarters/country\"],
	 quotes: [{text: \"data centre\", supports: [\"/headquarters/locality\"]}]},
	{url: \"https://lantern.example/about\"}]" >$file
run fmt $file
git add -A
git -c user.name=Tester -c user.email=tester@docket.invalid commit -qm record || exit 2
export DOCKET_NOW=2027-01-01T00:00:00Z

amend '.name["zh-Hans"] = "灯笼网络公司"'
is "a change of the name asks for the source of the name, and for the one that may be for anything" \
	"$(asked)" "/2019/06/bridge-lab /about "
is "the evidence has those two, under their own pointers" \
	"$(found '[.. | objects | select(has("live")) | .pointer] | join(" ")')" "/sources/0 /sources/1"
like "the report says what was left out" "$(found '.. | .code? // empty')" '^source.unchanged$'

export DOCKET_NOW=2027-01-02T00:00:00Z
amend '.headquarters.locality.en = "Saltmere"'
is "a quote's place counts, also from below" "$(asked)" "/2021/01/lantern-data-centre /about "

export DOCKET_NOW=2027-01-03T00:00:00Z
amend 'del(.headquarters.locality["zh-Hans"])'
is "and where something is taken away" "$(asked)" "/2021/01/lantern-data-centre /about "

export DOCKET_NOW=2027-01-04T00:00:00Z
amend "(.sources[] | select(.supports[0] == \"/founded\")).title = \"Bridge Lab opens\" | .sources += [{url: \"$news/2023/03/bridge-lab-suspended\", supports: [\"/name\"]}]"
is "a source that was edited or is new is looked at, the others are not" \
	"$(asked)" "/2019/06/bridge-lab /2023/03/bridge-lab-suspended "
is "each keeps its pointer" "$(found '[.. | objects | select(has("live")) | .url] | join(" ")')" \
	"$(jq -r '[.sources[] | select(.title == "Bridge Lab opens" or (.url | test("suspended"))) | .url] | join(" ")' "$scratch/amend.json")"

export DOCKET_NOW=2027-01-05T00:00:00Z
amend '.'
is "what changes nothing asks for nothing" "$(asked)" ""

export DOCKET_NOW=2027-01-06T00:00:00Z
log_from
run sources check "$id"
is "whoever asks for a record by its id has all of it looked at" "$(asked)" \
	"/2019/06/bridge-lab /2021/01/lantern-data-centre /about "
done_testing
