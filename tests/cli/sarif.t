#!/bin/bash
# sarif.t - is our SARIF what its published schema wants, by our engine and by another one?
#
# The schema is OASIS's as npm's @microsoft/jest-sarif carries it, the other engine is ajv; both are
# in build/sarif, which `ci/lib/npm.sh sarif` fills (SARIF_DIR names another place). Without them, or
# without node, skipped (77). Installs nothing itself.
here=$(cd "$(dirname "$0")" && pwd)
modules=${SARIF_DIR:-$here/../../build/sarif}/node_modules
schema=$modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json
if ! command -v node >/dev/null || [ ! -f "$schema" ] || [ ! -d "$modules/ajv-draft-04" ]; then
	echo "1..0 # SKIP node, or the schema and ajv from npm, are not here (ci/lib/npm.sh sarif)"
	exit 77
fi
# shellcheck source-path=SCRIPTDIR
. "$here/lib.sh"
limit_s=60
cd "$scratch" || exit 1
mkdir reports

# --- reports of many kinds ---------------------------------------------------------------------

cat >s.json <<'END'
{ "$id": "https://example.org/s", "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object", "additionalProperties": false,
  "properties": { "kind": { "enum": ["a", "b"] }, "n": { "maximum": 5 }, "名": { "type": "string" },
    "slow": { "pattern": "^(?=(a|aa)+[bc])" } }, "required": ["kind"] }
END
printf '{"kind": "c", "n": 7, "名": 1, "x{0}[y](z)": null}\n' >'bad 新.json'
printf '{"kind": "a"}\n' >good.json
printf '{"kind": "a",\n' >torn.json
printf '{"kind": "a", "slow": "%s"}\n' "$(printf 'a%.0s' {1..500})" >slow.json
many='['
for i in {1..300}; do many+="{\"n\": $i},"; done
printf '%s{}]\n' "$many" >many.json
printf '{"items": {"%sref": "s.json"}}\n' '$' >list.json
report() { # report NAME ARGUMENTS...: a run in SARIF
	local name=$1
	shift
	run "$@" --format sarif
	mv out "reports/$name.sarif"
}
report bad schema validate s.json 'bad 新.json'
report good schema validate s.json good.json
report all schema validate s.json .
report torn schema validate s.json torn.json
report slow schema validate s.json slow.json
report many schema validate list.json many.json --with s.json
report chinese schema validate --language zh-Hans s.json 'bad 新.json'
report schema-fault schema check 'bad 新.json'
report missing schema validate s.json not-there.json
report absolute schema validate s.json "$scratch/bad 新.json"
report record -C "$source_dir" validate --collection presences "$scratch/torn.json"
cp "$source_dir"/tests/cases/report/*.sarif reports/
rm -f reports/broken.sarif
n=0
for file in reports/*.sarif; do n=$((n + 1)); done
ok "there are reports of many kinds" test "$n" -ge 15
like "one of them tells what is unchecked" "$(cat reports/slow.sarif)" '"kind": "open"'

# --- two engines ---------------------------------------------------------------------------------

for file in reports/*.sarif; do cp "$file" "${file%.sarif}.json"; done
for file in reports/*.json; do
	run schema validate "$schema" "$file"
	is "$(basename "$file" .json): our engine accepts it" "$status" 0
done
cat >peer.cjs <<'END'
const [modules, schema, ...files] = process.argv.slice(2);
const fs = require("fs");
const { default: Ajv } = require(`${modules}/ajv-draft-04`);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
require(`${modules}/ajv-formats`).default(ajv);
const validate = ajv.compile(JSON.parse(fs.readFileSync(schema, "utf8")));
let n = 0;
for (const file of files) {
  const valid = validate(JSON.parse(fs.readFileSync(file, "utf8")));
  console.log(`${valid ? "accepts" : "refuses"} ${file} ${valid ? "" : JSON.stringify(validate.errors.slice(0, 3))}`);
  n += !valid;
}
process.exit(n > 0 ? 1 : 0);
END
timeout 60 node peer.cjs "$modules" "$schema" reports/*.json >peer.out 2>&1
is "ajv accepts them all" "$?" 0
[ "$(grep -c '^accepts' peer.out)" -eq "$n" ] || fail "ajv looked at each" "$(cat peer.out)"

# --- and neither accepts everything --------------------------------------------------------------

sed 's/"startLine": 1/"startLine": 0/' reports/bad.json >broken-1.json
sed 's/"level": "error"/"level": "critical"/' reports/bad.json >broken-2.json
sed 's/"text": /"words": /' reports/bad.json >broken-3.json
for i in 1 2 3; do
	isnt "broken report $i is not the good one" "$(cat "broken-$i.json")" "$(cat reports/bad.json)"
	run schema validate "$schema" "broken-$i.json"
	is "broken report $i: our engine refuses it" "$status" 1
	timeout 60 node peer.cjs "$modules" "$schema" "broken-$i.json" >peer.out 2>&1
	is "broken report $i: ajv refuses it" "$?" 1
done
done_testing
