#!/bin/bash
# bowtie.t - docket schema bowtie: the whole conversation, what cannot be answered, and what ends it.
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2034 # input is read by run
. "$(dirname "$0")/lib.sh"

start='{"cmd":"start","version":1}'
stop='{"cmd":"stop"}'
input=$scratch/in

# talk LINE...: a conversation; the answers are in $scratch/out.
talk() {
	printf '%s\n' "$@" >"$input"
	run schema bowtie
}

answer() { # answer N: the n-th line that came back
	sed -n "$1p" "$scratch/out"
}

case_of() { # case_of SCHEMA TESTS [REGISTRY]
	printf '{"description":"d","schema":%s,"tests":%s,"registry":%s}' "$1" "$2" "${3:-null}"
}

test_of() { # test_of INSTANCE...
	local one sep=""
	printf '['
	for one in "$@"; do
		printf '%s{"description":"t","instance":%s}' "$sep" "$one"
		sep=,
	done
	printf ']'
}

run_of() { # run_of SEQ CASE [OUTPUT]
	printf '{"cmd":"run","seq":%s,"case":%s%s}' "$1" "$2" "${3:+,\"output\":\"$3\"}"
}

# --- start -------------------------------------------------------------------------------------

talk "$start" "$stop"
is "stop ends it with 0" "$status" 0
is "start says who answers" "$(answer 1 | jq -c '[.version, .implementation.name, .implementation.language]')" \
	'[1,"docket","c"]'
is "five dialects are spoken" "$(answer 1 | jq '.implementation.dialects | length')" 5
is "homepage, issues and source are addresses" \
	"$(answer 1 | jq '[.implementation | .homepage, .issues, .source | test("^https?://")] | all')" true
is "no other member is told than the protocol has" "$(answer 1 | jq -c '.implementation | keys - ["name","language",
	"dialects","homepage","issues","source","version","documentation","links","os","os_version","language_version"]')" '[]'
is "stop is not answered" "$(wc -l <"$scratch/out")" 1
talk "$start"
is "the end of the input ends it as well" "$status" 0
talk '{"cmd":"start","version":2}'
is "another version of the protocol is refused" "$status" 2
like "and named" "$(err)" 'version of the protocol'

# --- dialects ----------------------------------------------------------------------------------

# Per dialect: a schema that means another thing in each, and which of three values are valid.
probe() { # probe DIALECT-URI WANTED
	talk "$start" "{\"cmd\":\"dialect\",\"dialect\":\"$1\"}" \
		"$(run_of 7 "$(case_of "$3" "$(test_of "${@:4}")")")" "$stop"
	is "$1 is known" "$(answer 2)" '{"ok":true}'
	is "and schemas without \$schema are read as it" "$(answer 3 | jq -c '[.seq, (.results | map(.valid))]')" "[7,$2]"
}
probe http://json-schema.org/draft-04/schema# '[false,true,false]' '{"minimum":3,"exclusiveMinimum":true}' 3 4 2
probe http://json-schema.org/draft-06/schema# '[false,true]' '{"contains":{"const":1}}' '[2]' '[1]'
probe http://json-schema.org/draft-07/schema# '[false,true,true]' \
	'{"if":{"type":"string"},"then":{"maxLength":1},"prefixItems":[false]}' '"ab"' '"a"' '[1]'
probe https://json-schema.org/draft/2019-09/schema '[false,true]' \
	'{"items":[{"type":"string"}],"unevaluatedItems":false}' '["a",1]' '["a"]'
probe https://json-schema.org/draft/2020-12/schema '[false,true]' '{"prefixItems":[{"type":"string"}]}' '[1]' '["a"]'
talk "$start" '{"cmd":"dialect","dialect":"https://example.org/mine"}' \
	"$(run_of 1 "$(case_of '{"prefixItems":[false]}' "$(test_of '[1]')")")" "$stop"
is "a dialect that nobody knows is not pretended to" "$(answer 2)" '{"ok":false}'
is "and the one before stays" "$(answer 3 | jq -c .results)" '[{"valid":false}]'

# --- run ---------------------------------------------------------------------------------------

talk "$start" "$(run_of 1 "$(case_of '{"type":"integer"}' "$(test_of 1.0 1e400 1.5 123456789012345678901234567890)")")" \
	"$(run_of 2 "$(case_of '{"multipleOf":0.1}' "$(test_of 0.3 0.35)")")" \
	"$(run_of 3 "$(case_of '{"const":12345678901234567890.1}' \
		"$(test_of 12345678901234567890.1 12345678901234567890.2)")")" "$stop"
is "numbers are taken as written: integers" "$(answer 1 >/dev/null && answer 2 | jq -c '.results | map(.valid)')" \
	'[true,true,false,true]'
is "and decimals" "$(answer 3 | jq -c '.results | map(.valid)')" '[true,false]'
is "and long ones" "$(answer 4 | jq -c '.results | map(.valid)')" '[true,false]'

talk "$start" "$(run_of 1 "$(case_of '{"$ref":"http://localhost:1234/a.json#/$defs/b"}' "$(test_of 1 '"a"')" \
	'{"http://localhost:1234/a.json":{"$defs":{"b":{"$ref":"c.json"}}},"http://localhost:1234/c.json":{"type":"string"}}')")" \
	"$(run_of '"x y"' "$(case_of '{"$ref":"http://localhost:1234/a.json"}' "$(test_of 1)")")" \
	"$(run_of 3 "$(case_of '{"type":"text"}' "$(test_of 1)")")" \
	"$(run_of 4 "$(case_of '{"type":"string"}' '[{"description":"t"},{"description":"t","instance":"a"}]')")" \
	'{"cmd":"run","seq":5,"case":{"description":"d"}}' \
	"$(run_of 6 "$(case_of 'true' "$(test_of 1)")" sideways)" "$stop"
is "references lead to the registry" "$(answer 2 | jq -c '.results | map(.valid)')" '[false,true]'
is "a reference that leads nowhere is errored, and seq is unchanged" "$(answer 3 | jq -c '[.seq, .errored]')" '["x y",true]'
like "with the reason" "$(answer 3)" 'leads nowhere'
is "a schema with a mistake is errored" "$(answer 4 | jq .errored)" true
is "a test without an instance is errored, the next one is answered" \
	"$(answer 5 | jq -c '.results | [.[0].errored, .[1].valid]')" '[true,true]'
is "a case without a schema is errored" "$(answer 6 | jq -c '[.seq, .errored]')" '[5,true]'
is "a form of output that is not known is skipped" "$(answer 7 | jq -c '[.seq, .skipped]')" '[6,true]'
is "none of this ended the conversation" "$status" 0

talk "$start" "$(run_of 1 "$(case_of '{"properties":{"a":{"title":"T","default":1.50}},"x-mine":[1]}' "$(test_of '{"a":1}' '{}')")" annotations)" \
	"$(run_of 2 "$(case_of '{"type":"string","title":"T"}' "$(test_of 1)")" annotations)" "$stop"
like "annotations are told, numbers as written" "$(answer 2)" \
	'"keyword":"default","instanceLocation":"/a","keywordLocation":"#/properties/a/default","annotation":1.50}'
is "also those that the specification does not know" \
	"$(answer 2 | jq -c '.results[1].annotations | map(select(.keyword == "x-mine") | .annotation)')" '[[1]]'
is "what is not valid has none" "$(answer 3 | jq -c .results)" '[{"valid":false,"annotations":[]}]'

deep='{"$ref":"#/$defs/0","$defs":{'
for ((i = 0; i < 1600; i++)); do deep+="\"$i\":{\"\$ref\":\"#/\$defs/$((i + 1))\"},"; done
talk "$start" "$(run_of 1 "$(case_of "$deep\"1600\":{\"const\":2}}}" "$(test_of 1)")")" "$stop"
is "a value that a limit left undecided is errored, never valid" "$(answer 2 | jq -c '.results | map([.errored, .valid])')" \
	'[[true,null]]'

dates=$(run_of 1 "$(case_of '{"format":"date"}' "$(test_of '"17.4.2019"')")")
talk "$start" "$dates" "$stop"
is "formats are only noted" "$(answer 2 | jq -c '.results | map(.valid)')" '[true]'
printf '%s\n' "$start" "$dates" "$stop" >"$input"
run schema bowtie --assert-formats
is "unless they are to be asserted" "$(answer 2 | jq -c '.results | map(.valid)')" '[false]'

# --- a conversation, not a batch ---------------------------------------------------------------

coproc harness { timeout -k 1 "$limit_s" "$DOCKET" schema bowtie 2>"$scratch/err"; }
pid=$!
background+=("$pid")
echo "$start" >&"${harness[1]}"
IFS= read -r -t 5 line <&"${harness[0]}"
like "an answer comes before the next question" "$line" '"version":1'
echo "$(run_of 1 "$(case_of true "$(test_of 1)")")" >&"${harness[1]}"
IFS= read -r -t 5 line <&"${harness[0]}"
is "each time" "$line" '{"seq":1,"results":[{"valid":true}]}'
echo "$stop" >&"${harness[1]}"
wait "$pid"
is "and stop is obeyed" "$?" 0

# --- what ends it ------------------------------------------------------------------------------

ends() { # ends SENTENCE STATUS REGEX LINE...
	talk "${@:4}"
	if [ "$status" = "$2" ] && err | grep -qE -- "$3"; then
		pass "$1"
	else
		fail "$1" "status $status: $(err | cut -c1-300)"
	fi
}
ends "a line that is no JSON" 2 'line 2 of standard input' "$start" '{"cmd":'
ends "an empty line" 2 'not JSON' "$start" ''
ends "a request that is no object" 2 'object with "cmd"' '[]'
ends "an unknown command" 2 'no such command' "$start" '{"cmd":"dance"}'
ends "a run before start" 2 'must be start' "$dates"
ends "a run without a case" 2 'seq and case' "$start" '{"cmd":"run","seq":1}'
ends "a dialect without a name" 2 'URI' "$start" '{"cmd":"dialect"}'
ends "text nested too deep" 2 'not JSON' "$start" "$(printf '[%.0s' {1..5000})"
isnt "what was answered before stays" "$(answer 1)" ""
{
	echo "$start"
	head -c 68000000 /dev/zero | tr '\0' ' '
} >"$input"
run schema bowtie
is "a line without end is refused" "$status" 3
like "by its length" "$(err)" 'longer than'
input=
run schema bowtie surplus
is "it takes no arguments" "$status" 2
run schema bowtie --dialect 7
is "nor options of other commands" "$status" 2

printf '%s\n' "$start" "$stop" | "$DOCKET" schema bowtie 2>"$scratch/err" >/dev/full
is "answers that cannot be written are an error" "$?" 3
{
	echo "$start"
	sleep 0.3
	echo "$dates"
} | timeout "$limit_s" "$DOCKET" schema bowtie 2>"$scratch/err" | true
is "a closed pipe is one too" "${PIPESTATUS[1]}" 3

done_testing
