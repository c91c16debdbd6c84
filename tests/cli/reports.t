#!/bin/bash
# reports.t - --format github, gitlab, sarif, junit and markdown as the program prints them: who
# takes which, what other programs think of them, and that a run that was stopped does not look
# like one that passed.
# sarif.t checks SARIF against its published schema.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

bad=$scratch/新\ 实验室.json
cat >"$bad" <<'END'
{ "id": null, "title": { "en": "<b>]]> 100% @you [x](http://e.example)" }, "n": 01 }
END
printf '{ "id": null }\n' >"$scratch/short.json"
cd "$scratch" || exit 1
validate() { # validate FORMAT FILES...
	run -C "$source_dir" validate --collection presences --format "$@"
}

for format in text json github gitlab sarif junit; do
	validate "$format" "$bad" short.json
	is "validate --format $format: the exit status is 1" "$status" 1
	is "validate --format $format: nothing on standard error" "$(cat err)" ""
	like "validate --format $format tells the code" "$(cat out)" 'json\.syntax'
	cp out "out.$format"
done
for command in validate "sources check" fmt; do
	read -r -a words <<<"$command"
	run "${words[@]}" --format xml x
	is "$command --format xml: the exit status is 2" "$status" 2
	like "$command --format xml: the message names those that it takes" "$(cat err)" \
		'format is text(, [a-z]+)* or [a-z]+, not xml'
done
run fmt --format sarif x
is "fmt takes no SARIF" "$status" 2
run validate --format markdown x
is "validate takes no Markdown" "$status" 2
run validate --help
like "help lists the formats of the command" "$(cat out)" '--format text\|json\|github\|gitlab\|sarif\|junit$'
run fmt --help
like "and those of another command" "$(cat out)" '--format text\|json '

unlike "github: every line is a command" "$(cat out.github)" '^([^:]|:[^:])'
is "gitlab: no fingerprint twice" "$(jq -r '.[].fingerprint' out.gitlab | sort | uniq -d)" ""
is "gitlab: every issue has what GitLab asks for" \
	"$(jq '[.[] | select((.description and .check_name and .location.path and (.location.lines.begin > 0)
		and (.severity | IN("info", "minor", "major", "critical", "blocker"))) | not)] | length' out.gitlab)" 0
is "sarif: rules and artifacts are named by their indexes" "$(jq '[.runs[0] as $r | $r.results[] |
	select($r.tool.driver.rules[.ruleIndex].id != .ruleId or
		$r.artifacts[.locations[0].physicalLocation.artifactLocation.index].location.uri !=
		.locations[0].physicalLocation.artifactLocation.uri)] | length' out.sarif)" 0
is "sarif: both files are artifacts" "$(jq '.runs[0].artifacts | length' out.sarif)" 2
like "sarif: a Chinese name is percent-encoded" "$(jq -r '.runs[0].artifacts[].location.uri' out.sarif)" \
	'%E6%96%B0%20%E5%AE%9E%E9%AA%8C%E5%AE%A4\.json$'
if command -v xmllint >/dev/null; then
	ok "junit: it is well-formed XML" xmllint --noout out.junit
	is "junit: a case for each file" "$(xmllint --xpath 'count(//testcase)' out.junit)" 2
else
	pass "junit: it is well-formed XML # SKIP xmllint is not installed"
fi

# --- a run that was stopped ------------------------------------------------------------------------

for format in github gitlab sarif junit; do
	validate "$format" no-such-file.json
	is "$format: a run that was stopped ends with 3" "$status" 3
	like "$format: standard error says why" "$(cat err)" 'no-such-file.json'
	like "$format: and so does the report" "$(cat out)" 'no-such-file.json'
	cp out "stopped.$format"
done
is "sarif: it was not successful" "$(jq '.runs[0].invocations[0].executionSuccessful' stopped.sarif)" false
like "junit: it is an error" "$(cat stopped.junit)" 'errors="1"'
run -C "$source_dir/no/such/folder" validate --format sarif
is "sarif: a dataset that is not there ends with 3" "$status" 3
is "sarif: and is a run without success" "$(jq '.runs[0].invocations[0].executionSuccessful' out)" false
done_testing
