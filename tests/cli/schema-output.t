#!/bin/bash
# schema-output.t - docket schema validate --output: what every keyword said, as JSON.
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2016,SC2034 # schemas have dollars of their own; input is read by run
. "$(dirname "$0")/lib.sh"

cd "$scratch" || exit 2
mkdir records
echo '{"$id":"https://example.org/s","title":"A place","required":["name"],"properties":{"name":{"type":"string","default":1.50}}}' >s.json
echo '{"name":"a"}' >records/good.json
echo '{"name":1}' >records/地方.json
echo '{"name":' >broken.json

run schema validate s.json records/good.json --output flag
is "flag is the verdict alone" "$status$(out)" '0{"valid":true}'
run schema validate s.json records/地方.json --output basic
is "what fails ends with 1" "$status" 1
is "basic lists the errors" "$(out | jq -c '.errors | map([.keywordLocation, .absoluteKeywordLocation, .instanceLocation])')" \
	'[["/properties/name/type","https://example.org/s#/properties/name/type","/name"]]'
run schema validate s.json records/地方.json --output basic --language zh
like "in the language asked for" "$(out)" '应为文本'
run schema validate s.json records/good.json --output detailed
like "detailed has annotations, numbers as written" "$(out)" '"annotation":1.50'
run schema validate s.json records/good.json --output verbose
is "verbose tells of every keyword" "$(out | jq -c '.annotations | map(.keywordLocation)')" '["/required","/properties","/title"]'
run schema validate s.json records/good.json --output annotations
is "annotations alone" "$(out | jq -c '.annotations | map(.keyword) | sort')" '["default","properties","title"]'

run schema validate s.json records --output flag
is "of several files each has a line with its name" "$(sort "$scratch/out")" \
	'{"file":"records/good.json","output":{"valid":true}}
{"file":"records/地方.json","output":{"valid":false}}'
is "and one that fails counts" "$status" 1
input=records/good.json
run schema validate s.json - --output flag
is "standard input" "$(out)" '{"valid":true}'
input=

run schema validate s.json broken.json --output basic
is "what is no JSON has no output" "$status$(out)" 1
like "but a finding on standard error" "$(err)" '^broken.json:1:9|^broken.json:2:1: error json.syntax'
echo '{"type":"text"}' >wrong.json
run schema validate wrong.json records/good.json --output basic
is "a schema with mistakes is told as usual" "$status" 1
like "with its finding" "$(out)" 'schema-document'

run schema validate s.json records --output loud
is "a form that is not known" "$status" 2
like "is told which there are" "$(err)" 'flag, basic, detailed, verbose or annotations'
run schema validate s.json records --output basic --format json
is "two formats at once" "$status" 2
run schema validate s.json records - --output basic
is "standard input beside files" "$status" 2
run schema validate s.json absent.json --output basic
is "a file that is not there" "$status" 3
"$DOCKET" schema validate s.json records --output verbose >/dev/full 2>err
is "output that cannot be written is an error" "$?" 3

done_testing
