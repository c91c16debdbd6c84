#!/bin/bash
# doors.t - every case of tests/cases/submission says the same at every door of the command line:
# docket validate in the checkout, and docket submit into a dataset made from it. (The door of the
# library is tests/flow/test_examine.c, with the same files.)
#
# expected.report has a line a finding: level, code, pointer, line:column, sentence; sorted. To
# write it for a new case: tests/cli/doors.t --write CASE, and read what it wrote.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

cases=$source_dir/tests/cases/submission

lines() {
	jq -r '.findings[] | "\(.level) \(.code) \(if .pointer == "" then "-" else .pointer end) \(.line // 0):\(.column // 0) \(.sentence)"' "$scratch/out" | LC_ALL=C sort
}

if [ "${1:-}" = --write ]; then
	run -C "$source_dir" validate "$cases/$2/input.json" --format json
	lines >"$cases/$2/expected.report"
	cat "$cases/$2/expected.report"
	exit
fi

run init "$scratch/ds" --from "$source_dir"
[ "$status" -eq 0 ] || {
	echo "Bail out! docket init --from the checkout ended with $status: $(both)"
	exit 2
}

n=0
for case in "$cases"/*/; do
	case=${case%/}
	name=$(basename "$case" | tr - ' ')
	n=$((n + 1))
	wanted=$(cat "$case/expected.report")
	errors=$(grep -c '^error ' <<<"$wanted")

	run -C "$source_dir" validate "$case/input.json" --format json
	is "validate: $name" "$(lines)" "$wanted"
	is "the exit status says so: $name" "$status" "$((errors > 0))"

	input=$case/input.json
	run -C "$scratch/ds" validate --format json -
	unset input
	is "validate, from standard input: $name" "$(lines)" "$wanted"

	run -C "$scratch/ds" submit "$case/input.json" --format json
	is "submit: $name" "$(lines)" "$wanted"
	is "the exit status says so too: $name" "$status" "$((errors > 0))"
done
ok "there are at least 25 cases" test "$n" -ge 25

done_testing
