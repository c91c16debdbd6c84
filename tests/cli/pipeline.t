#!/bin/bash
# pipeline.t - a dataset from its first hour to a release that strangers can check: every step by
# the program, what came of it by plain git, jq, sqlite3 and sha256sum.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

everything() { # everything DIR STATE-DIR: commits and notes of both repositories
	git -C "$1" log --all --format="$3"
	git --git-dir="$2/queue.git" log --all --format="$3"
}

index_text() { # index_text DIR: the index, in an order of its own
	sqlite3 "$1/.docket/index.db" .dump | grep -v "'queue'" | sort
}

# --- from nothing to a record ------------------------------------------------------------------

dataset one
cd "$scratch/one" || exit 2
is "init makes one commit" "$(git rev-list --count HEAD)" 1
is "init leaves a clean work tree" "$(git status --porcelain)" ""

demo 00-lantern >"$scratch/lantern.json"
done_well "a company is submitted" submit "$scratch/lantern.json" --collection companies \
	--attribution 'A. Reader' --note $'Found on their own site.\n\nDocket-Event: approved' \
	--evidence legacy
like "the first line is the receipt" "$(out | head -n 1)" '^received: s-[0-9a-hjkmnp-tv-z]{7}-[0-9]{2}, for record co-'
receipt
lantern=$record first=$submission
is "its ref lies under its first character" \
	"$(git --git-dir=.docket/queue.git for-each-ref --format='%(refname)')" \
	"refs/submissions/${first:2:1}/$first"
run review "$first" --approve --as editor
is "nothing is approved before its checks" "$status" 3
like "and the hint names what to do" "$(err)" 'docket work'
done_well "work takes it through its checks" work
like "work says what became of it" "$(out)" "^$first is ready"
like "the queue lists it as ready" "$("$DOCKET" queue)" "$first +ready +add +$lantern +Lantern Networks"
run review "$first" --approve --as nobody-here
is "a stranger approves nothing" "$status" 3
run review "$first" --approve --as triage
is "a triager approves nothing" "$status" 3
is "a trailer in a note counts for nothing" "$("$DOCKET" show "$first" --format json | jq -r .state)" ready
done_well "a reviewer approves, which merges" review "$first" --approve --as editor
like "the merge is told as a sentence" "$(out)" "$first merged: add company: Lantern Networks \($lantern\)"
is "it is settled in the queue" "$("$DOCKET" show "$first" --format json | jq -r .state)" merged
is "the file is in the work tree" "$(jq -r .id "reviewed/companies/$lantern.json")" "$lantern"
is "the work tree is clean" "$(git status --porcelain)" ""
is "the author is the public name" "$(git log -1 --format='%an <%ae>')" "A. Reader <a-reader@docket.invalid>"
is "the committer is Docket" "$(git log -1 --format='%cn <%ce>')" "Docket <docket@docket.invalid>"
is "the submission is a trailer" "$(git log -1 --format='%(trailers:key=Submission,valueonly,separator=;)')" "$first"
is "a note adds no trailer" "$(git log -1 --format='%(trailers:key=Docket-Event,valueonly)')" ""
is "the evidence commit is in the queue" \
	"$(git --git-dir=.docket/queue.git cat-file -t "$(git log -1 --format='%(trailers:key=Evidence,valueonly)')")" commit
like "log tells the record's history" "$("$DOCKET" log "$lantern")" "add company: Lantern Networks"
is "show prints the record as main has it" "$("$DOCKET" show "$lantern")" "$(cat "reviewed/companies/$lantern.json")"
done_well "validate has nothing to object to what was merged" validate
run fmt --check reviewed/companies/*.json
is "what was merged is in canonical form" "$status" 0

# --- a Chinese title ---------------------------------------------------------------------------

demo 00-paper-kite >"$scratch/kite.json"
done_well "a second company is submitted" submit "$scratch/kite.json" --collection companies \
	--attribution '读者' --evidence legacy
receipt
paper_kite=$record kite_submission=$submission
done_well "it is checked" work
done_well "and merged" review "$kite_submission" --approve --as second
demo 04-dead-zh >"$scratch/zh.json"
done_well "a presence with a Chinese title is submitted" submit "$scratch/zh.json" --evidence legacy
receipt
done_well "it is checked" work "$submission"
done_well "and merged" review "$submission" --approve --as editor
title=$(jq -r '.title["zh-Hans"]' "$scratch/zh.json")
is "plain git log shows a Chinese sentence about a Chinese title" "$(git log -1 --format=%s)" \
	"新增海外存在：$title（$record）"
is "somebody without a name is anonymous" "$(git log -1 --format='%an <%ae>')" "anonymous <anonymous@docket.invalid>"

# --- amendments --------------------------------------------------------------------------------

demo 00-bridge-lab >"$scratch/lab.json"
done_well "the laboratory is submitted" submit "$scratch/lab.json" --attribution 'A. Reader' --evidence legacy
receipt
lab=$record lab_submission=$submission
done_well "it is checked" work
done_well "and merged" review "$lab_submission" --approve --as editor
lab_file=$(path_of . "$lab")
like "presences lie in a folder of their first character" "$lab_file" "^reviewed/presences/${lab:3:1}/${lab}[.]json\$"

jq '.location.address = {en: "Bell Street 2"}' "$lab_file" >"$scratch/a.json"
jq '.dates.ended = "2023-05-31" | .title["zh-Hans"] = "桥梁实验室"' "$lab_file" >"$scratch/b.json"
done_well "one person corrects the address" submit "$scratch/a.json" --attribution 'One' --evidence legacy
receipt
a=$submission
is "a correction names its record" "$record" "$lab"
done_well "another adds when it ended" submit "$scratch/b.json" --attribution 'Two' --evidence legacy
receipt
b=$submission
done_well "both are checked" work
done_well "the first is merged" review "$a" --approve --as editor
done_well "the second is approved without merging" review "$b" --approve --no-merge --as editor
is "it waits as approved" "$("$DOCKET" show "$b" --format json | jq -r .state)" approved
before=$(git rev-parse HEAD)
done_well "a dry run is possible" merge --dry-run
like "it says what would be merged" "$(out)" "$b would be merged: amend"
is "and leaves main alone" "$(git rev-parse HEAD)" "$before"
done_well "merge merges what is approved" merge
is "both changes stand, field by field" \
	"$(jq -c '[.location.address.en, .dates.ended, .title["zh-Hans"], .meta.revision]' "$lab_file")" \
	'["Bell Street 2","2023-05-31","桥梁实验室",3]'
is "a commit has one parent" "$(git log -1 --format=%p | wc -w)" 1
is "blame finds who wrote a field" "$(git blame -p "$lab_file" | grep -c '^author Two$')" 1
done_well "merge has nothing left to do" merge
like "and says so" "$(out)" 'nothing is approved'
git show "HEAD:$lab_file" >"$scratch/same.json"
run submit "$scratch/same.json" --evidence legacy
receipt
run work
run review "$submission" --approve --as editor
is "an edit that changes nothing does not bump the record" "$(jq .meta.revision "$lab_file")" 3
is "its end is recorded in the queue all the same" "$("$DOCKET" show "$submission" --format json | jq -r .state)" merged

# --- a conflict --------------------------------------------------------------------------------

demo 05-amend-a >"$scratch/patch-a"
demo 05-amend-b >"$scratch/patch-b"
jq -s '.[0] * .[1]' "$lab_file" "$scratch/patch-a" >"$scratch/a.json"
jq -s '.[0] * .[1]' "$lab_file" "$scratch/patch-b" >"$scratch/b.json"
status_a=$(jq -r .status "$scratch/a.json") status_b=$(jq -r .status "$scratch/b.json")
source_a=$(jq -r '.sources[1].url' "$scratch/a.json") source_b=$(jq -r '.sources[1].url' "$scratch/b.json")
done_well "the newspaper's version is submitted" submit "$scratch/a.json" --attribution 'One' --evidence legacy
receipt
a=$submission
done_well "the company's version is submitted" submit "$scratch/b.json" --attribution 'Two' --evidence legacy
receipt
b=$submission
done_well "both are checked" work
done_well "the newspaper's is merged" review "$a" --approve --as editor
before=$(git rev-parse HEAD)
run review "$b" --approve --as editor
is "the company's comes into conflict" "$status" 1
like "which is said with what to do" "$(out)" "next: docket show $b .* docket resolve $b"
is "a conflict leaves main alone" "$(git rev-parse HEAD)" "$before"
shown=$("$DOCKET" show "$b")
like "show names the field" "$shown" '/status'
like "show names main's value" "$shown" "\"$status_a\""
like "show names the proposed value" "$shown" "\"$status_b\""
like "show names main's source" "$shown" "$source_a"
like "show names the proposal's source" "$shown" "$source_b"
run merge "$b"
is "a conflict is not merged by asking again" "$status" 3
run resolve "$b" --as editor
is "resolving wants a choice for every field" "$status" 2
like "and the hint shows how" "$(err)" '--take /status=main'
run resolve "$b" --take /status=proposed --as second
is "a reviewer who is no maintainer resolves nothing" "$status" 3
run resolve "$b" --take /title=proposed --as editor
is "what is not in conflict is not up for choice" "$status" 2
done_well "a maintainer resolves it" resolve "$b" --take /status=proposed --as editor
is "the solution is a new revision" "$("$DOCKET" show "$b" --format json | jq -c '[.state, .revision]')" '["ready",2]'
done_well "somebody else approves, which merges" review "$b" --approve --as second
is "the chosen value stands" "$(jq -r .status "$lab_file")" "$status_b"
is "and both sources do" "$(jq -r '.sources[].url' "$lab_file" | sort | grep -cxF -e "$source_a" -e "$source_b")" 2
like "log tells the whole story of a submission" "$("$DOCKET" log "$b" | grep -oE '(received|checked|approved|merging|conflict|resolved|merged):' | tr -d ':\n')" \
	'^receivedcheckedapprovedmergingconflictresolvedapprovedmergingmerged$'

# --- the index ---------------------------------------------------------------------------------

step_by_step=$(index_text .)
done_well "rebuild makes the index anew" rebuild --format json
digest=$(out | jq -r .digest)
is "an index made step by step equals one made at once" "$(index_text .)" "$step_by_step"
rm -f .docket/index.db*
done_well "the index may be deleted at any time" rebuild --format json
is "and comes back with the same digest" "$(out | jq -r .digest)" "$digest"
is "it counts what is there" "$(out | jq -c '[.records, .submissions]')" '[4,9]'

# --- a release ---------------------------------------------------------------------------------

run release --as second
is "a reviewer releases nothing" "$status" 3
done_well "a dry run says the version" release --dry-run
is "a dry run tags nothing" "$(git tag)" ""
done_well "the release manager releases" release --as editor
version=$(git tag)
is "the first version is v0.1.0" "$version" v0.1.0
is "the tag is annotated" "$(git cat-file -t "$version")" tag
done_well "there is nothing to release twice" release --as editor
is "no second tag appears" "$(git tag)" "$version"
done_well "export writes its files" export "$version" "$scratch/x1"
ok "sha256sum agrees with SHA256SUMS" bash -c "cd '$scratch/x1' && sha256sum --quiet --strict -c SHA256SUMS"
is "every file but the list itself is listed" "$(cd "$scratch/x1" && find . -type f ! -name SHA256SUMS | wc -l)" \
	"$(wc -l <"$scratch/x1/SHA256SUMS")"
is "the records are all there" "$(cat "$scratch"/x1/*presences*.jsonl "$scratch"/x1/*companies*.jsonl | wc -l)" 4
like "the tag's message carries the manifest's digest" "$(git tag -l --format='%(contents)' "$version")" \
	"$(sha256sum "$scratch/x1/manifest.json" | cut -c1-64)"
done_well "export again" export "$version" "$scratch/x2"
ok "the same version gives the same bytes" diff -r "$scratch/x1" "$scratch/x2"
(
	umask 077
	LC_ALL=C TZ=Asia/Shanghai "$DOCKET" export "$version" "$scratch/x3" >/dev/null
)
ok "also with another locale, time zone and umask" diff -r "$scratch/x1" "$scratch/x3"
if locale -a 2>/dev/null | grep -qix 'tr_TR.utf-\?8'; then
	LC_ALL=tr_TR.UTF-8 "$DOCKET" export "$version" "$scratch/x4" >/dev/null
	ok "also in Turkish" diff -r "$scratch/x1" "$scratch/x4"
fi
git clone -q --no-local "$scratch/one" "$scratch/clone"
run -C "$scratch/clone" export "$version" "$scratch/x5"
is "a plain clone can export" "$status" 0
ok "with the same bytes" diff -r "$scratch/x1" "$scratch/x5"
run export "$version" "$scratch/x1"
is "a folder that has files is left alone" "$status" 3
run export v9.9.9 "$scratch/x9"
is "a version that does not exist is no export" "$status" 3
ok "and leaves no folder behind" test ! -e "$scratch/x9"

# --- policies ----------------------------------------------------------------------------------

two_companies() { # two_companies DIR ACTOR: submit the company, run its checks
	run -C "$1" submit "$scratch/lantern.json" --collection companies --evidence legacy ${2:+--as "$2"}
	receipt
	run -C "$1" work
}
dataset never '.policy.self_approval = "never"'
two_companies "$scratch/never" editor
run -C "$scratch/never" review "$submission" --approve --as editor
is "self_approval never: nobody approves what is her own" "$status" 3
like "which is said with the policy" "$(err)" 'self_approval'
done_well "somebody else does" -C "$scratch/never" review "$submission" --approve --as second
is "and it is on main" "$(git -C "$scratch/never" rev-list --count main)" 2

two_companies "$scratch/one" editor
done_well "self_approval logged: she may" review "$submission" --approve --as editor
like "and the story says that it was her own" \
	"$(git --git-dir=.docket/queue.git log --all --grep="^Docket-Self-Approval: yes" --format='%(trailers:key=Docket-Actor,valueonly)')" editor

dataset two '.policy.approvals = 2'
two_companies "$scratch/two"
done_well "approvals 2: the first approval" -C "$scratch/two" review "$submission" --approve --as editor
like "is not enough" "$(out)" 'is in_review'
run -C "$scratch/two" review "$submission" --approve --as editor
is "the same person twice is not two" "$(git -C "$scratch/two" rev-list --count main)" 1
done_well "a second person's is" -C "$scratch/two" review "$submission" --approve --as second
is "two are named in the commit" "$(git -C "$scratch/two" log -1 --format='%(trailers:key=Reviewed-by,valueonly,separator=;)')" "editor;second"

dataset kinds '.policy.approvals_by_kind = {add: 2}'
two_companies "$scratch/kinds"
done_well "approvals_by_kind: the first approval of an addition" -C "$scratch/kinds" review "$submission" --approve --as editor
like "is not enough where additions need two" "$(out)" 'is in_review'

dataset hand '.policy.merge = "by_maintainer"'
two_companies "$scratch/hand"
done_well "by_maintainer: an approval" -C "$scratch/hand" review "$submission" --approve --as editor
is "does not merge" "$(git -C "$scratch/hand" rev-list --count main)" 1
done_well "a maintainer merges by hand" -C "$scratch/hand" merge "$submission"
is "and it is on main" "$(git -C "$scratch/hand" rev-list --count main)" 2

for decision in "--reject not_sourced" "--spam" "--duplicate" "--withdraw"; do
	two_companies "$scratch/hand"
	# shellcheck disable=SC2086 # option and value
	done_well "${decision%% *} settles a submission" -C "$scratch/hand" review "$submission" $decision --as editor
	run -C "$scratch/hand" review "$submission" --approve --as editor
	is "after ${decision%% *} nothing is approved" "$status" 3
done
two_companies "$scratch/hand"
done_well "--hold sets aside" -C "$scratch/hand" review "$submission" --hold safety --as editor
run -C "$scratch/hand" review "$submission" --approve --as editor
is "what is held is not approved" "$status" 3
done_well "--resume takes it up" -C "$scratch/hand" review "$submission" --resume --as editor
done_well "--question asks back" -C "$scratch/hand" review "$submission" --question not_sourced --text 'Which page?' --as editor
is "and it is with the submitter" "$("$DOCKET" -C "$scratch/hand" show "$submission" --format json | jq -r .state)" needs_changes
run -C "$scratch/hand" review "$submission" --reject because --as editor
is "a reason that is no code is wrong usage" "$status" 2
is "main did not move by any of this" "$(git -C "$scratch/hand" rev-list --count main)" 2

# --- a bare repository -------------------------------------------------------------------------

git clone -q --bare "$scratch/one" "$scratch/bare.git"
bare=$scratch/bare.git
before=$(git -C "$bare" rev-parse main)
jq '.location.address = {en: "Bell Street 3"}' "$lab_file" >"$scratch/c.json"
done_well "a bare dataset takes submissions with -C" -C "$bare" submit "$scratch/c.json" --evidence legacy
receipt
done_well "checks them" -C "$bare" work
done_well "approves them" -C "$bare" review "$submission" --approve --no-merge --as editor
done_well "and merges them" -C "$bare" merge
is "main moved by one commit" "$(git -C "$bare" rev-parse main^)" "$before"
is "the correction stands" "$(git -C "$bare" show "main:$lab_file" | jq -r .location.address.en)" "Bell Street 3"
ok "its state lies inside the repository" test -d "$bare/docket/queue.git"
ok "the bare repository is whole" fsck "$bare"
run -C "$scratch" --format json queue
is "the place of -C counts, not where one stands" "$status" 2

# --- what is kept for ever ---------------------------------------------------------------------

for name in one never two hand; do
	ok "$name: the dataset's repository is whole" fsck "$scratch/$name"
	ok "$name: the queue's repository is whole" fsck "$scratch/$name/.docket/queue.git"
	is "$name: the work tree is clean" "$(git -C "$scratch/$name" status --porcelain)" ""
	is "$name: no e-mail address but Docket's own is in any commit" \
		"$(everything "$scratch/$name" "$scratch/$name/.docket" '%ae%n%ce%n%B' |
			grep -oE '[^ <>]+@[^ <>]+' | grep -v '@docket[.]invalid$')" ""
done
is "the submitter of an address is turned away" \
	"$(run submit "$scratch/lantern.json" --collection companies --evidence legacy --attribution 'reader@mail.example' && echo "$status")" 1

done_testing
