# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what the scripts use, and what comes from tests/cli/lib.sh
# lib.sh - what the scripts of this folder share. Sourced behind tests/cli/lib.sh.
#
# They drive a program without sanitizers (DOCKET), which ci/faults builds; DOCKET_FAULTS=long takes
# every n where the short form takes some.

if nm -D "$DOCKET" 2>/dev/null | grep -q __asan_init; then
	echo "1..0 # skip the program is built with sanitizers, which cannot be preloaded; ci/faults runs this"
	exit 77
fi
long=false
[ "${DOCKET_FAULTS:-short}" != long ] || long=true
limit_s=30

company() { # company NAME FILE
	demo 00-lantern '.name = {en: "'"$1"'"} | .website = "https://example.org/'"$1"'"' >"$2"
}

# approved DIR N: so many approved additions wait in the dataset DIR
approved() {
	local i
	for i in $(seq "$2"); do
		company "c$i" "$scratch/c.json"
		run -C "$1" submit "$scratch/c.json" --collection companies --evidence legacy
		receipt
		"$DOCKET" -C "$1" work --quiet >/dev/null
		"$DOCKET" -C "$1" review "$submission" --approve --no-merge --as editor --quiet >/dev/null
	done
}

on_main() { # on_main DIR: the submissions of main's commits, one a line
	git -C "$1" log main --format='%(trailers:key=Submission,valueonly)' | sed '/^$/d' | sort
}

# What must hold after every accident, whatever happened: says what does not.
whole() { # whole DIR STATE
	local wrong="" said
	said=$(fsck "$1") || wrong+="the dataset: $said; "
	said=$(fsck "$2/queue.git") || wrong+="the queue: $said; "
	[ -z "$(on_main "$1" | uniq -d)" ] || wrong+="merged twice: $(on_main "$1" | uniq -d); "
	[ "$(on_main "$1")" = "$("$DOCKET" -C "$1" queue --all --format json | jq -r '.[] | select(.state == "merged") | .submission' | sort)" ] ||
		wrong+="main and the queue disagree on what is merged; "
	[ -z "$(find "$1/.git" "$2" -name '*.lock' -o -name merge.journal -o -name tmp_docket)" ] ||
		wrong+="left behind: $(find "$1/.git" "$2" -name '*.lock' -o -name merge.journal -o -name tmp_docket); "
	[ -z "$(git -C "$1" status --porcelain)" ] || wrong+="the files differ from main: $(git -C "$1" status --porcelain); "
	echo "$wrong"
	[ -z "$wrong" ]
}
