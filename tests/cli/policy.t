#!/bin/bash
# policy.t - rules of docket.json at work: what is asked, of whom, and what happens when time has passed.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

# settle JQ-EDIT FILE: change a settings file of the dataset, committed by hand before its first release.
settle() {
	jq "$1" "$2" >"$scratch/settings" && cp "$scratch/settings" "$2"
	git -c user.name=editor -c user.email=editor@docket.invalid commit -qam "change $2"
}

propose() { # propose: a company of the demo, submitted and checked; sets $submission
	demo 00-lantern | jq '.name.en += " '"$1"'"' >"$scratch/$1.json"
	run submit "$scratch/$1.json" --collection companies --attribution 'A. Reader' --evidence legacy \
		"${@:2}"
	receipt
	run work
}

state_of() {
	"$DOCKET" show "$1" --format json | jq -r .state
}

dataset one
cd "$scratch/one" || exit 2
export DOCKET_NOW=2026-11-24T10:00:00Z
settle '.maintainers += [
	{"handle": "abroad", "name": "Abroad", "roles": ["reviewer"], "scopes": {"collections": ["presences"]}}]' \
	maintainers.json
settle '.policy.rules = [{"name": "two pairs of eyes", "when": {"collections": ["companies"]},
	"approvals": 2, "wait_hours": 48}]' docket.json
done_well "the settings hold" validate

propose One
first=$submission
run review "$first" --explain
is "explaining decides nothing" "$status $(state_of "$first")" "0 ready"
like "it says how many approvals are missing and who could give them" "$(out)" \
	'^missing  0 of 2 approvals are there; could come from .*editor.*second.*\(rule: two pairs of eyes\)$'
unlike "a reviewer of another collection is not named" "$(out)" abroad
like "it says until when others can object" "$(out)" '^missing  it waits for objections until 2026-11-26T10:00:00Z'
is "and all of it to programs" \
	"$("$DOCKET" review "$first" --explain --format json | jq -c '[.policy.met, [.policy.needs[].kind]]')" \
	'[false,["approvals","time"]]'
run review "$first" --approve --as abroad
is "who reviews something else may not approve" "$status" 3
like "and reads why" "$(err)" 'outside the scope of abroad'
run review "$first" --reject not_sourced --as abroad
is "nor reject" "$status" 3
done_well "one approval is given" review "$first" --approve --as editor
is "it does not suffice" "$(state_of "$first")" in_review
like "the reviewer reads how to learn what is missing" "$(both)" 'docket review --explain'
done_well "a second one is given" review "$first" --approve --as second
is "before the time has come it waits" "$(state_of "$first")" in_review
run work
is "the worker does not hurry it" "$(state_of "$first")" in_review
DOCKET_NOW=2026-11-26T10:00:00Z
done_well "when the time has come the worker completes it" work
is "and policy merges it" "$(state_of "$first")" merged
like "the story says how" \
	"$(git --git-dir=.docket/queue.git log --format='%(trailers:key=Docket-Event,valueonly,separator=%x20)' \
		"refs/submissions/${first:2:1}/$first" | tr '\n' ' ')" '^merged merging completed approved approved '

# --- trust -------------------------------------------------------------------------------------

settle '.policy.rules = [] | .policy.trust = [{"name": "known hands",
	"when": {"submitter": {"roles": ["reviewer"]}, "kinds": ["add"]}, "approvals": 0}]' docket.json
propose Two --as second
is "what was not checked is not trusted: legacy evidence waits for a person" "$(state_of "$submission")" ready
serve_web
run submit "$scratch/Two.json" --collection companies --as second
receipt
run work
is "a trusted submission without findings is merged by the worker" "$(state_of "$submission")" merged
propose Three
is "that of a stranger waits for a person" "$(state_of "$submission")" ready
demo 00-lantern | jq '{kind: "add", collection: "companies", evidence: "legacy", licence: "CC-BY-4.0",
	submitter: {handle: "second", attribution: null}, proposed: (.name.en += " Four")}' >"$scratch/four.json"
run submit "$scratch/four.json"
receipt
run work
is "a handle that a stranger writes into the envelope counts for nothing" "$(state_of "$submission")" ready
is "and is not kept" \
	"$(git --git-dir=.docket/queue.git show "refs/submissions/${submission:2:1}/$submission:submissions/$submission.json" |
		jq -r '.submitter.handle // "none"')" none

# --- expiry ------------------------------------------------------------------------------------

propose Five
done_well "a reviewer asks back" review "$submission" --question not_sourced --as editor
DOCKET_NOW=2026-12-25T10:00:00Z
run work
is "29 days are not 30" "$(state_of "$submission")" needs_changes
DOCKET_NOW=2026-12-26T10:00:00Z
run work
is "after 30 days without an answer it ends" "$(state_of "$submission")" expired

settle '.policy.rules = [{"when": {"kinds": ["delete"]}}]' docket.json
run queue
isnt "a rule that cannot be understood stops everything" "$status" 0
like "and is named" "$(both)" delete
done_testing
