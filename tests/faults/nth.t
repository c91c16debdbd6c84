#!/bin/bash
# nth.t - the n-th write, sync, link or rename fails, n = 1, 2, ... until the command gets through:
# it ends with an error that says something, and the next run finds everything whole.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/lib.sh"

library=${DOCKET_FAILING:-$(dirname "$DOCKET")/tests/libfailing.so}
[ -e "$library" ] || {
	echo "1..0 # skip there is no $library"
	exit 77
}

dataset start
approved "$scratch/start" 2
company late "$scratch/late.json"

# failing CALL NTH ERRNO ON ARGUMENTS...: the program in $ds with that fault
failing() {
	rm -f "$scratch/happened"
	LD_PRELOAD=$library DOCKET_FAIL_CALL=$1 DOCKET_FAIL_NTH=$2 DOCKET_FAIL_ERRNO=$3 DOCKET_FAIL_ON=$4 \
		DOCKET_FAIL_SAID=$scratch/happened \
		timeout -k 1 "$limit_s" "$DOCKET" -C "$ds" "${@:5}" </dev/null >"$scratch/out" 2>"$scratch/err"
	status=$?
}

# What must hold afterwards; $1: "merge" or "submit".
after() {
	local wrong="" before
	[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || [ "$status" -eq 1 ] || wrong+="it ended with $status; "
	[ "$status" -ne 3 ] || [ -s "$scratch/err" ] || wrong+="it says nothing; "
	before=$(sed -nE 's/^received: (s-[0-9a-z]{7}-[0-9]{2}).*/\1/p' "$scratch/out")
	"$DOCKET" -C "$ds" merge >"$scratch/out2" 2>&1 || wrong+="the next merge fails: $(cat "$scratch/out2"); "
	wrong+=$(whole "$ds" "$ds/.docket")
	[ "$(on_main "$ds" | wc -l)" -eq 2 ] || wrong+="$(on_main "$ds" | wc -l) of 2 are on main; "
	if [ "$1" = submit ]; then
		[ -z "$before" ] || "$DOCKET" -C "$ds" show "$before" >/dev/null 2>&1 || wrong+="$before was acknowledged and is lost; "
		[ "$(queue_of "$ds")" -le 3 ] || wrong+="it is there twice; "
	fi
	echo "$wrong"
}

ds=$scratch/ds
for command in merge submit; do
	arguments=(merge)
	[ $command = merge ] || arguments=(submit "$scratch/late.json" --collection companies --evidence legacy)
	for fault in "write 28 1" "write 5 0" "sync 5 0" "link 28 0" "rename 28 0"; do
		read -r call number on <<<"$fault"
		tried=0 wrong="" step=1
		for ((n = 1; n < 2000; n += step)); do
			rm -rf "$ds"
			cp -a "$scratch/start" "$ds"
			failing "$call" "$n" "$number" "$on" "${arguments[@]}"
			[ -e "$scratch/happened" ] || break
			tried=$((tried + 1))
			said=$(after $command)
			[ -z "$said" ] || wrong+="n = $n: $said ($(head -c 300 "$scratch/err"))
"
			$long || step=$((n / 3 + 1))
		done
		[ $tried -gt 0 ] || [ "$call" = link ] || [ $command = submit ] || wrong+="it never happened"
		is "$command: $call number 1 to $n fails with error $number$([ "$on" = 0 ] || echo ', and all later ones'), $tried tried" "$wrong" ""
	done
done

done_testing
