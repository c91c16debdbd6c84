#!/bin/bash
# kill.t - a writer that is killed at any moment loses nothing that it acknowledged and leaves
# nothing half done.
#
# A hundred rounds: docket submit, docket review --approve (which merges) and docket merge are
# killed (SIGKILL) after a random part of the time that they were measured to take. The delays come
# from a fixed seed; when exactly they strike is up to the machine. What holds afterwards must hold
# for every moment.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

RANDOM=20261123
submit_rounds=${DOCKET_KILLS:-50} # ci/faults asks for more
merge_rounds=$submit_rounds
longest=${DOCKET_KILL_SECONDS:-110}
deadline=$((SECONDS + longest))
limit_s=20

dataset ds
cd "$scratch/ds" || exit 2
queue=.docket/queue.git

proposal() { # proposal NUMBER FILE: one company
	demo 00-lantern '.name = {en: "Lantern '"$1"'"} | .website = "https://lantern'"$1"'.example/"' >"$2"
}

# shot MS ARGUMENTS...: the program, killed after a random part of 1.5 times MS
killed=0 finished=0
shot() {
	local ms=$((RANDOM % ($1 * 15 / 10) + 1))
	# timeout dies of the same signal; the inner shell keeps bash from reporting that
	(
		timeout -s KILL "$((ms / 1000)).$(printf %03d $((ms % 1000)))" "$DOCKET" "${@:2}" \
			</dev/null >"$scratch/out" 2>"$scratch/err"
		exit $?
	) 2>/dev/null
	status=$?
	if [ $status -eq 137 ]; then
		killed=$((killed + 1))
	else
		finished=$((finished + 1))
	fi
	cat "$scratch/err" >>"$scratch/all-errors"
}

state_of() {
	"$DOCKET" show "$1" --format json | jq -r .state
}

on_main() { # the submissions of main's commits, one a line
	git log main --format='%(trailers:key=Submission,valueonly,separator=%x2C)' | sed '/^$/d' | sort
}

in_state() { # the ids in a state
	"$DOCKET" queue --state "$1" --format json | jq -r '.[].submission' | sort
}

# --- how long does one take? -----------------------------------------------------------------------

proposal 0 "$scratch/p.json"
run submit "$scratch/p.json" --collection companies --evidence legacy
receipt
submit_ms=$took_ms
run work
run review "$submission" --approve --as editor
review_ms=$took_ms
is "undisturbed, all goes well" "$(state_of "$submission")" merged
echo "# submit takes $submit_ms ms, review with merge $review_ms ms"

# --- submit -------------------------------------------------------------------------------------------

: >"$scratch/acknowledged"
for round in $(seq "$submit_rounds"); do
	[ $SECONDS -lt $deadline ] || break
	proposal "$round" "$scratch/p.json"
	shot "$submit_ms" submit "$scratch/p.json" --collection companies --evidence legacy
	receipt
	[ -z "$submission" ] || echo "$submission" >>"$scratch/acknowledged"
done
echo "# submit: $killed killed, $finished finished, $(wc -l <"$scratch/acknowledged") acknowledged"
ok "some were killed, some were not" test "$killed" -ge 5 -a "$finished" -ge 1
ok "the queue is whole" fsck $queue
sort "$scratch/acknowledged" >"$scratch/wanted"
"$DOCKET" queue --all --format json | jq -r '.[].submission' | sort >"$scratch/there"
is "every acknowledged submission is in the queue" "$(comm -23 "$scratch/wanted" "$scratch/there")" ""
is "the queue's refs and the index agree" \
	"$(git --git-dir=$queue for-each-ref --format='%(refname:lstrip=-1)' refs/submissions refs/settled | sort)" "$(cat "$scratch/there")"
is "no id is there twice" "$(uniq -d "$scratch/there")" ""

# so that there is enough to merge
for round in $(seq 51 $((51 + merge_rounds + 1 - $(in_state received | wc -l)))); do
	proposal "$round" "$scratch/p.json"
	run submit "$scratch/p.json" --collection companies --evidence legacy
	[ "$status" -eq 0 ] || fail "a submission after the killing" "$(both)"
done

# --- work, which also writes ----------------------------------------------------------------------------

for _ in 1 2 3; do
	shot 400 work
done
done_well "what was left unchecked is checked" work
is "and nothing waits for its checks" "$(in_state received)" ""

# --- review and merge ---------------------------------------------------------------------------------------

killed=0 finished=0 round=0
submission=$(in_state ready | head -n 1)
run review "$submission" --approve --as editor # the queue is longer now: measure again
review_ms=$took_ms
echo "# review with merge takes $review_ms ms now"
for submission in $(in_state ready | head -n "$merge_rounds"); do
	[ $SECONDS -lt $deadline ] || break
	round=$((round + 1))
	if [ $((round % 2)) -eq 0 ]; then
		shot "$review_ms" review "$submission" --approve --as editor
	else
		run review "$submission" --approve --no-merge --as editor
		[ "$status" -eq 0 ] || fail "an approval after the killing" "$(both)"
		shot "$review_ms" merge
	fi
	if [ $((round % 10)) -eq 0 ]; then
		ok "after $round rounds the dataset is whole" fsck .
	fi
done
echo "# review and merge: $killed killed, $finished finished"
ok "some of these were killed, some were not" test "$killed" -ge 5 -a "$finished" -ge 1
unlike "none of them said that something was broken" "$(cat "$scratch/all-errors")" 'Sanitizer|runtime error|docket:'

done_well "merge finishes what was interrupted" merge
is "nothing is left in the middle" "$(in_state merging; in_state approved)" ""
for submission in $(in_state ready; in_state in_review); do
	run review "$submission" --approve --as editor
	[ "$status" -eq 0 ] || fail "the rest is approved: $submission" "$(both)"
done
is "no submission is on main twice" "$(on_main | uniq -d)" ""
is "what is on main is merged, and what is merged is on main" "$(on_main)" "$(in_state merged)"
is "nothing else waits" "$("$DOCKET" queue --format json | jq length)" 0
is "every commit on main adds one record" \
	"$(git log main --format=%h --min-parents=1 | wc -l)" "$(git ls-tree -r --name-only main reviewed | wc -l)"
is "no record is there twice" "$(git ls-tree -r main reviewed | wc -l)" \
	"$(git ls-tree -r --name-only main reviewed | xargs -n 1 basename | sort -u | wc -l)"
ok "the dataset's repository is whole" fsck .
ok "the queue's repository is whole" fsck $queue
is "the work tree is clean" "$(git status --porcelain)" ""
is "no lock is left behind" "$(find .git $queue -name '*.lock')" ""
is "no story was torn: every submission starts with its receipt" \
	"$(git --git-dir=$queue for-each-ref --format='%(refname)' refs/submissions refs/settled |
		while read -r ref; do git --git-dir=$queue log --format=%s --reverse "$ref" | head -n 1; done | grep -vc '^received: ')" 0
before=$(sqlite3 .docket/index.db .dump | grep -v "'queue'" | sort)
done_well "rebuild" rebuild --format json
digest=$(out | jq -r .digest)
is "the index of all these accidents equals one made from git" "$(sqlite3 .docket/index.db .dump | grep -v "'queue'" | sort)" "$before"
rm -f .docket/index.db*
done_well "rebuild from nothing" rebuild --format json
is "has the same digest" "$(out | jq -r .digest)" "$digest"
done_well "validate has nothing to object to what was merged" validate
ok "all of it took as long as it may" test $SECONDS -lt $((longest + 10))

done_testing
