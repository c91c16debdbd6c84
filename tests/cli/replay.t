#!/bin/bash
# replay.t - docket sources replay: web archives as text, with a quote marked.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

warcs=$source_dir/tests/fuzz/corpus/warc
quote='The tide table of Port Ansel'

for name in members one-member plain; do
	run sources replay "$warcs/$name" --quote "$quote"
	if [ "$name" = plain ]; then # its last page is a revisit, of what is not here
		is "a revisit without what it refers to cannot be shown" "$status" 3
		continue
	fi
	is "$name: the quote is there" "$status" 0
	is "$name: it is marked" "$(grep -c "▶$quote◀" "$scratch/out")" 1
done
run sources replay "$warcs/members" --quote 'the tide TABLE of port Ansel' --format json
is "a folded quote is found" "$status" 0
is "its place is told in bytes" \
	"$(jq -r '.text[.quote.offset:.quote.end]' "$scratch/out")" "$quote"
is "where and when it was captured" "$(jq -r '.url + " " + (.status | tostring)' "$scratch/out")" \
	"https://news.example/ 200"
run sources replay "$warcs/members" --quote 'The tide table of Saltmere is closed on Mondays'
is "a quote that is not there ends with 1" "$status" 1
ok "and the text is shown all the same" grep -q "$quote" "$scratch/out"
run sources replay "$warcs/cut"
is "an archive cut short is an error" "$status" 3
run sources replay "$warcs/length-lies"
is "an archive that lies about a length is an error" "$status" 3
run sources replay "$scratch/none.warc.gz"
is "no such file is an error" "$status" 3
run sources replay "$source_dir/README.md"
is "a file that is no archive is an error" "$status" 3
run -C "$source_dir" sources replay "$(printf '0%.0s' {1..64})"
is "a capture that nobody has is an error" "$status" 3
done_testing
