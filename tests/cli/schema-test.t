#!/bin/bash
# schema-test.t - docket schema test: files in the layout of the official suite.
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2034 # input is read by run
. "$(dirname "$0")/lib.sh"

cd "$scratch" || exit 2
mkdir -p suite/draft4 suite/draft2020-12/optional suite/draft99 remotes/draft4 other
cat >suite/draft4/a.json <<'JSON'
[
    {
        "description": "a bound that is excluded",
        "schema": { "minimum": 3, "exclusiveMinimum": true },
        "tests": [
            { "description": "the bound", "data": 3, "valid": false },
            { "description": "more", "data": 4.0, "valid": true }
        ]
    },
    {
        "description": "elsewhere",
        "schema": { "$ref": "http://localhost:1234/draft4/bound.json" },
        "tests": [ { "description": "the bound", "data": 3, "valid": false } ]
    }
]
JSON
echo '{ "minimum": 3, "exclusiveMinimum": true }' >remotes/draft4/bound.json
echo '[{"description":"f","schema":{"format":"date"},"tests":[{"description":"t","data":"x","valid":false}]}]' \
	>suite/draft2020-12/optional/f.json
remotes=remotes=http://localhost:1234/

# --- what passes -------------------------------------------------------------------------------

run schema test suite/draft4 suite/draft2020-12 --remotes "$remotes"
is "tests that come out as written" "$status" 0
like "the first line says the result" "$(out | head -n 1)" '^2 files: nothing to object'
like "the table has a line a file" "$(out)" '^ +3 +3  suite/draft4/a.json$'
like "and ends with the sum" "$(out | tail -n 1)" '^ +4 +4  in all$'
run schema test suite/draft4 suite/draft2020-12 --remotes "$remotes" --quiet
is "--quiet says nothing of them" "$(both)" ""
run schema test suite/draft2020-12 --no-formats
is "formats below \"optional\" are asserted, unless told otherwise" "$status" 1
cp suite/draft2020-12/optional/f.json other/f.json
run schema test other/f.json
is "elsewhere they are noted" "$status" 1
run schema test other/f.json --assert-formats
is "unless told otherwise" "$status" 0
cp suite/draft4/a.json other/a.json
run schema test other/a.json --dialect draft-04 --remotes "$remotes"
is "the dialect can be said" "$status" 0

# --- what fails --------------------------------------------------------------------------------

run schema test suite/draft4 --dialect 2020-12 --remotes "$remotes"
is "another dialect is another outcome" "$status" 1
like "a refused schema is named with its case" "$(out)" \
	'^suite/draft4/a.json:2:5: error schema-test.schema: a bound that is excluded: the schema is refused'
run schema test suite/draft4
is "a reference that leads nowhere fails the case" "$status" 1
like "and not the others" "$(out)" '^ +2 +3  suite/draft4/a.json$'
cat >wrong.json <<'JSON'
[ { "description": "kinds", "schema": { "type": "string" },
    "tests": [
      { "description": "a number", "data": 1, "valid": true },
      { "description": "a word", "data": "a", "valid": false } ] } ]
JSON
run schema test wrong.json
is "a test that does not come out as written" "$status" 1
like "is told with file, case, test and what came instead" "$(out)" \
	'^wrong.json:3:7: error schema-test.failed: kinds / a number: it is not valid, but should be'
like "and why" "$(out)" 'hint: the record must be text'
like "both ways" "$(out)" '^wrong.json:4:7: .*kinds / a word: it is valid, but should not be'
run schema test wrong.json --format json
is "JSON has the numbers" "$(out | jq -c '[.passed, .tests, .files]')" \
	'[0,2,[{"file":"wrong.json","passed":0,"tests":2}]]'
is "and the findings" "$(out | jq -c '.findings | map(.pointer)')" '["/0/tests/0","/0/tests/1"]'
run schema test wrong.json --format junit
like "other formats work" "$(out)" '<testsuite'
echo '[{"description":"d","schema":{"pattern":"^(a+)+$"},"tests":[{"description":"t","data":"'"$(printf 'a%.0s' {1..200})"'!","valid":false}]}]' >slow.json
run schema test slow.json
if [ "$status" = 1 ]; then
	like "what could not be decided has not passed" "$(out)" 'could not be decided'
else
	is "a pattern that explodes is decided in time" "$status" 0
fi

# --- names -------------------------------------------------------------------------------------

mkdir 测试
cp wrong.json 测试/学校.json
run schema test 测试
like "Chinese names are shown as they are" "$(out)" '^测试/学校.json:3:7: '
cp wrong.json $'bad\xff\033[31m.json'
run schema test $'bad\xff\033[31m.json' --format json
is "a name that is no UTF-8 is still JSON" "$(out | jq '.files | length')" 1
run schema test $'bad\xff\033[31m.json'
unlike "and no terminal obeys it" "$(out)" $'\033'
rm -f bad*

# --- what is no test ---------------------------------------------------------------------------

echo '{"a":1}' >object.json
run schema test object.json
is "a file of another layout" "$status" 1
like "is told what is wanted" "$(out)" 'schema-test.layout: this is not a list of test cases'
echo '[{"schema":true,"tests":[{"data":1}]}]' >half.json
run schema test half.json
like "also within a list" "$(out)" 'half.json:1:2: error schema-test.layout: this is not a test case'
echo '[{]' >broken.json
run schema test broken.json
like "a text that is no JSON" "$(out)" '^broken.json:1:3: error json.syntax'
is "is a finding" "$status" 1
cp suite/draft4/a.json suite/draft99/a.json
run schema test suite/draft99
like "a draft that nobody knows is left out and said" "$(out)" 'unchecked schema-test.dialect: "draft99"'
is "and that alone is no failure" "$status" 0

# --- remotes -----------------------------------------------------------------------------------

echo '{"type":"string"}' >secret.json
echo '[{"description":"d","schema":{"$ref":"http://localhost:1234/../secret.json"},"tests":[{"description":"t","data":1,"valid":false}]}]' >climb.json
run schema test climb.json --remotes "$remotes"
is "a reference cannot climb out of the folder of remotes" "$status" 1

# --- usage -------------------------------------------------------------------------------------

run schema test
is "without a file" "$status" 2
run schema test wrong.json --remotes nowhere
is "--remotes without a prefix" "$status" 2
like "is told the form" "$(err)" 'DIR=URL-PREFIX'
run schema test wrong.json --dialect 1999
is "an unknown dialect" "$status" 2
run schema test wrong.json --no-formats --assert-formats
is "two wishes that exclude each other" "$status" 2
run schema test wrong.json --dialects 7
like "a misspelt option" "$(err)" 'did you mean --dialect'
run schema test absent.json
is "a file that is not there" "$status" 3
like "is named" "$(err)" 'absent.json'
run schema test absent.json --format json
is "also in JSON" "$(out | jq -r '.error.code')" not-found
"$DOCKET" schema test suite/draft4 --remotes "$remotes" >/dev/full 2>err
is "output that cannot be written is an error" "$?" 3
"$DOCKET" schema test suite/draft4 --remotes "$remotes" 2>err | true
unlike "a closed pipe ends it without noise" "$(cat err)" 'Sanitizer|runtime error'

# --- the official suite ------------------------------------------------------------------------

data=${DOCKET_TEST_DATA:-$source_dir/../shared}/suites/JSON-Schema-Test-Suite
limit_s=60
for draft in draft4 draft6 draft7 draft2019-09 draft2020-12; do
	if [ -d "$data/tests/$draft" ]; then
		run schema test "$data/tests/$draft" --remotes "$data/remotes=http://localhost:1234/" --quiet
		is "the official suite passes: $draft" "$status$(both | head -n 3)" 0
	else
		pass "the official suite passes: $draft # SKIP there is no $data"
	fi
done

done_testing
