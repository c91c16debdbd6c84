#!/bin/bash
# race.t - two dockets and a plain git write to one dataset at once: main stays a line, nothing is
# lost and nothing is there twice.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/lib.sh"

each=20
$long && each=1000
dataset like
git clone -q --bare "$scratch/like" "$scratch/ds.git"
ds=$scratch/ds.git state=$scratch/ds.git/docket
git -C "$ds" config user.name Git && git -C "$ds" config user.email git@docket.invalid

# take N through submission and approval, from two processes that merge as they go
maintainer() { # maintainer NAME
	local i id
	for i in $(seq "$each"); do
		company "$1$i" "$scratch/$1.json"
		id=$("$DOCKET" -C "$ds" submit "$scratch/$1.json" --collection companies --evidence legacy --format json | jq -r .submission)
		"$DOCKET" -C "$ds" work "$id" --quiet >/dev/null
		"$DOCKET" -C "$ds" review "$id" --approve --no-merge --as editor --quiet >/dev/null
		[ $((i % 4)) -ne 0 ] || "$DOCKET" -C "$ds" merge --quiet >/dev/null
	done
}

# plain git, which moves main by compare-and-swap and knows nothing of our lock
by_hand() {
	local done=0 tip tree commit blob
	while [ ! -e "$scratch/stop" ]; do
		tip=$(git -C "$ds" rev-parse main)
		blob=$(echo "note $done" | git -C "$ds" hash-object -w --stdin)
		tree=$({ git -C "$ds" ls-tree "$tip" | grep -v 'NOTES$'; printf '100644 blob %s\tNOTES\n' "$blob"; } | git -C "$ds" mktree)
		commit=$(git -C "$ds" commit-tree -p "$tip" -m "by hand $done" "$tree")
		git -C "$ds" update-ref refs/heads/main "$commit" "$tip" 2>/dev/null && done=$((done + 1))
		echo $done >"$scratch/by-hand"
		sleep 0.05
	done
}

by_hand &
hand=$!
maintainer left 2>"$scratch/left.err" &
left=$!
maintainer right 2>"$scratch/right.err" &
right=$!
wait $left
left_status=$?
wait $right
right_status=$?
touch "$scratch/stop"
wait $hand
is "both maintainers got through" "$left_status $right_status $(cat "$scratch/left.err" "$scratch/right.err")" "0 0 "
run -C "$ds" merge
is "what is left is merged" "$status" 0
is "every submission is on main once" "$(on_main "$ds" | uniq | wc -l)" $((2 * each))
is "none is there twice" "$(on_main "$ds" | uniq -d)" ""
is "main is a line" "$(git -C "$ds" log --merges --format=%h main)" ""
is "every commit by hand is there too" "$(git -C "$ds" log --format=%s main | grep -c '^by hand')" "$(cat "$scratch/by-hand")"
isnt "there were some" "$(cat "$scratch/by-hand")" 0
is "every record is there" "$(git -C "$ds" ls-tree -r --name-only main reviewed/companies | wc -l)" $((2 * each))
is "the queue says the same" "$(queue_of "$ds" merged)" $((2 * each))
ok "the dataset is whole" fsck "$ds"
ok "the queue is whole" fsck "$state/queue.git"
before=$(sqlite3 "$state/index.db" .dump | grep -v "'queue'" | sort)
done_well "rebuild" -C "$ds" rebuild
is "the index is what git says" "$(sqlite3 "$state/index.db" .dump | grep -v "'queue'" | sort)" "$before"

done_testing
