#!/bin/bash
# bad-input.t - whatever is handed in, the program ends in time with a documented exit status and a
# sentence, keeps terminal and queue clean, and never ends in a crash.
#
# What a row checks at once (one line of TAP): exit status; what is said; no report of a sanitizer;
# no control or bidirectional character raw on either stream; main, queue and work tree as before.
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2016 # jq programs and scripts of inner shells are not for this shell
# shellcheck disable=SC2317 # edit and cut_short are called through "$@"
. "$(dirname "$0")/lib.sh"

dataset ds
ds=$scratch/ds
cd "$scratch" || exit 2
demo 00-lantern >lantern.json
run -C ds submit lantern.json --collection companies --attribution 'A. Reader' --evidence legacy
receipt
lantern=$record
run -C ds work
run -C ds review "$submission" --approve --as editor
company=$(path_of ds "$lantern")
merged=$submission
demo 00-bridge-lab >lab.json

snapshot() {
	git -C "$ds" for-each-ref
	git --git-dir="$ds/.docket/queue.git" for-each-ref
	git -C "$ds" status --porcelain
	(cd "$ds" && find . -path ./.git -prune -o -path ./.docket/queue.git -prune -o \
		! -name 'index.db*' ! -name lock ! -name unclean -print | sort)
}

# Does any byte that a terminal obeys, or that reorders text, stand in what was said?
raw_bytes() {
	LC_ALL=C grep -laP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]' "$scratch/out" "$scratch/err"
}

# judge SENTENCE STATUS REGEX: of the last run, compared with $before.
judge() {
	local wrong=""
	[ "$status" = "$2" ] || wrong+="the exit status is $status and not $2; "
	both | grep -qE -- "$3" || wrong+="nobody says /$3/; "
	! both | grep -qE 'Sanitizer|runtime error|Assertion|core dumped' || wrong+="it crashed; "
	[ -z "$(raw_bytes)" ] || wrong+="raw control characters reach the terminal; "
	[ "$before" = "$(snapshot)" ] || wrong+="something was written; "
	if [ -z "$wrong" ]; then
		pass "$1"
	else
		fail "$1" "$wrong($took_ms ms)
$(both | cat -v | cut -c1-300)"
	fi
}

# refused SENTENCE STATUS REGEX ARGUMENTS...
refused() {
	before=$(snapshot)
	run "${@:4}"
	judge "$1" "$2" "$3"
}

# --- files that are no JSON -----------------------------------------------------------------------

: >empty.json
printf 'dear editors, please add a company' >prose.json
head -c 200 lantern.json >cut.json
iconv -t UTF-16 lantern.json >utf16.json
iconv -t UTF-16LE lantern.json >utf16le.json
iconv -t GBK lantern.json >gbk.json
{
	printf '\357\273\277'
	cat lantern.json
} >bom.json
jq -c . lantern.json | sed 's/^{/{"founded":"1999",/' >twice.json
head -c 100000 /dev/zero | tr '\0' '[' >nested.json
{
	head -c 100000 /dev/zero | sed 's/\x0/{"a":/g'
	echo 1
	head -c 100000 /dev/zero | tr '\0' '}'
} >nested-objects.json
truncate -s 100M sparse.json
yes '{"a":1}' | head -c 100M >large.json
head -c 4096 "$DOCKET" >binary.json
printf '{"a": "\x00"}' >nul.json
printf '{"a": "\xed\xa0\x80"}' >surrogate.json
printf '%s' '{"a": "\ud800"}' >escaped-surrogate.json
echo '[]' >list.json
echo 'null' >null.json
echo '12' >number.json
echo '{} {}' >two.json
mkdir folder.json
mkfifo fifo.json
ln -s lantern.json link.json
ln -s nowhere dangling.json

while IFS='|' read -r file submit_status validate_status words; do
	refused "submit refuses $file" "$submit_status" "$words" -C ds submit "$file" --collection companies
	refused "validate says what is wrong with $file" "$validate_status" "$words" -C ds validate "$file" --collection companies
done <<'ROWS'
empty.json|1|1|empty
prose.json|1|1|error json
cut.json|1|1|error json
utf16.json|1|1|UTF-16
utf16le.json|1|1|UTF-16
gbk.json|1|1|UTF-8
nested.json|1|1|deep
nested-objects.json|1|1|deep
sparse.json|3|3|larger than
large.json|3|3|larger than
binary.json|1|1|error json
nul.json|1|1|error json
surrogate.json|1|1|UTF-8
escaped-surrogate.json|1|1|surrogate
list.json|1|1|array
null.json|1|1|null
number.json|1|1|number
two.json|1|1|error json
fifo.json|3|2|regular file
dangling.json|3|3|dangling.json
missing.json|3|3|missing.json
/dev/zero|3|2|regular file
ROWS
refused "submit refuses a folder" 3 'folder' -C ds submit folder.json
refused "validate of an empty folder finds nothing" 0 '0 files' -C ds validate folder.json
refused "validate refuses a symbolic link" 2 'symbolic link' -C ds validate link.json
refused "fmt refuses a symbolic link" 2 'link' -C ds fmt link.json
refused "fmt rewrites no file that is not JSON" 1 'error json' -C ds fmt prose.json
is "and leaves its bytes alone" "$(cat prose.json)" "dear editors, please add a company"
cp twice.json twice-before.json
run -C ds fmt twice.json --collection companies
is "fmt never chooses between repeated keys" "$status$(cmp twice.json twice-before.json 2>&1)" 1
refused "validate names a repeated key" 1 'key stands twice' -C ds validate twice.json --collection companies

# What can be read is stored, with its mistakes.
stored() { # stored SENTENCE REGEX ARGUMENTS...: kept, and with the submitter
	local sentence=$1 regex=$2 n
	shift 2
	n=$(queue_of "$ds" needs_changes)
	run "$@"
	receipt
	if [ "$status" -eq 1 ] && [ "$(queue_of "$ds" needs_changes)" -eq $((n + 1)) ] && both | grep -qE -- "$regex" && [ -z "$(raw_bytes)" ]; then
		pass "$sentence"
	else
		fail "$sentence" "exit status $status:
$(both | cat -v)"
	fi
}
stored "a record that says a key twice is kept and goes back" 'founded' -C ds submit twice.json --collection companies
run -C ds validate bom.json --collection companies
is "a byte order mark gets its own sentence" "$status,$(grep -cE 'byte order mark' "$scratch/out")" "1,1"

# --- standard input ---------------------------------------------------------------------------------

before=$(snapshot)
timeout 5 "$DOCKET" -C ds submit - <&- >out 2>err
status=$? took_ms=0
judge "a closed standard input is an error" 3 'standard input'
input=empty.json
refused "nothing on standard input is not JSON" 1 'empty' -C ds submit -
input=nested.json
refused "a nesting bomb on standard input is not JSON" 1 'deep' -C ds submit -
input=/dev/zero
refused "an endless standard input has an end" 3 'larger than' -C ds submit -
refused "also for validate" 3 'larger than' -C ds validate -
unset input

# --- names -------------------------------------------------------------------------------------------

envelope() { # envelope FILE JQ: an envelope about the company, changed by a jq program
	jq -n --slurpfile r lantern.json --arg id "$lantern" --arg base "$(git -C ds rev-parse "HEAD:$company")" \
		'{kind: "add", collection: "companies", record: null, base: null, proposed: $r[0], note: "why", evidence: "legacy"}
		 | '"$2" >"$1"
}

for id in ../../etc/passwd co-../../../x pr-0000000-00 "co-7h3k9m2-05/../x" ''; do
	refused "show takes no id like \"$id\"" 2 'no id, or was mistyped' -C ds show "$id"
done
refused "show takes no revision that leads outside" 2 'not a branch, a tag or a commit' -C ds show "$lantern@../../x"
refused "log takes no path" 2 'no id' -C ds log "../$lantern"
refused "review takes no path" 2 'not the id of a submission' -C ds review '../../x' --approve --as editor
refused "merge takes no path" 2 'not the id of a submission' -C ds merge '../../x'
refused "work takes no path" 2 'not the id of a submission' -C ds work '../../x'
refused "resolve takes no path" 2 'not the id of a submission' -C ds resolve '../../x' --as editor
refused "a collection is a name" 1 'there are: companies, presences' -C ds submit lantern.json --collection ../companies
envelope e.json '.collection = "../../companies"'
refused "in an envelope too" 1 'there are: companies, presences' -C ds submit e.json
envelope e.json '.record = "../../../tmp/x"'
refused "a record's id is no path" 1 'no id of companies' -C ds submit e.json
is "what is named so gets no file" "$(git -C ds ls-files | grep -c tmp)" 0
jq '.id = "../../x"' lantern.json >e.json
refused "not in a bare record either" 1 'no id of companies' -C ds submit e.json --collection companies
jq '.id = "pr-0000000-98"' lantern.json >e.json
refused "an id of another collection is none" 1 'no id of companies' -C ds submit e.json --collection companies
jq '.id = ("co-" + "7" * 4000)' lantern.json >e.json
refused "nor is a very long one" 1 'no id of companies' -C ds submit e.json --collection companies
jq '.id = 7' lantern.json >e.json
stored "a number is none" 'schema.type' -C ds submit e.json --collection companies

# --- envelopes that want too much -----------------------------------------------------------------------

envelope e.json '.proposed.meta = {created: "1999-01-01T00:00:00Z", modified: "1999-01-01T00:00:00Z", revision: 99, status: "retired", tombstone: {date: "1999-01-01", reason: "spam"}}'
run -C ds submit e.json
receipt
like "meta that somebody brings along is ignored, and said to be" "$(out)" 'record.meta'
run -C ds work "$submission"
run -C ds review "$submission" --approve --as editor
is "it does not reach main" "$(jq -c '[.meta.status, .meta.revision]' "ds/$(path_of ds "$record")")" '["active",1]'

envelope e.json '.evidence = {sources: [{verdict: "alive"}]}'
refused "evidence that somebody brings along is refused" 1 'evidence' -C ds submit e.json
envelope e.json '.evidence = "checked"'
refused "no other level of evidence can be asked for" 1 'evidence' -C ds submit e.json
for kind in retire restore unite revert rules dispute; do
	envelope e.json ".kind = \"$kind\""
	refused "a submission of kind $kind is not taken yet" 1 "kind $kind" -C ds submit e.json
done
envelope e.json '.kind = "destroy"'
refused "a kind that does not exist is not taken" 1 'envelope.kind' -C ds submit e.json
envelope e.json 'del(.kind)'
refused "an envelope without a kind is not taken" 1 'envelope.kind' -C ds submit e.json
envelope e.json '.proposed = null'
refused "an envelope without a proposal is not taken" 1 'proposed' -C ds submit e.json
envelope e.json '.proposed = "text"'
refused "a proposal that is a text is not taken" 1 'proposed|object' -C ds submit e.json
envelope e.json '.proposed = []'
refused "a proposal that is a list is not taken" 1 'proposed|object' -C ds submit e.json
envelope e.json '.submitter = {attribution: "reader@mail.example"}'
refused "an address is no public name" 1 'e-mail' -C ds submit e.json
refused "on the command line neither" 1 'e-mail' -C ds submit lantern.json --collection companies --attribution reader@mail.example
refused "a public name is one line" 1 'line|control' -C ds submit lantern.json --collection companies --attribution $'A\nReviewed-by: editor'
envelope e.json '.submission = "s-0000000-98" | .revision = 7 | .received = "1999-01-01T00:00:00Z" | .via = "form"'
run -C ds submit e.json
receipt
isnt "nobody chooses the id of a submission" "$submission" s-0000000-98
is "nor its revision, hour or door" \
	"$("$DOCKET" -C ds show "$submission" --format json | jq -c '[.revision, (.received | startswith("1999"))]')" '[1,false]'
run -C ds review "$submission" --withdraw

unknown=co-0000000-98
envelope e.json ".kind = \"amend\" | .record = \"$unknown\" | .base = \$base | .proposed.id = \"$unknown\""
stored "there is nothing to amend of an unknown record" 'record.unknown' -C ds submit e.json
refused "it can be shown" 0 'needs_changes' -C ds show "$submission"
envelope e.json '.kind = "amend" | .record = $id | .proposed.id = $id | .base = "0123456789012345678901234567890123456789"'
stored "a base that does not exist is a finding" 'envelope.base' -C ds submit e.json
refused "and the submission can be shown" 0 'needs_changes' -C ds show "$submission"
envelope e.json '.kind = "amend" | .record = $id | .proposed.id = $id | .base = "'"$(git -C ds rev-parse HEAD:docket.json)"'"'
stored "so is a base that is something else" 'envelope.base' -C ds submit e.json
refused "and that can be shown too" 0 'needs_changes' -C ds show "$submission"
envelope e.json '.kind = "amend" | .record = $id | .proposed.id = $id | .base = "HEAD"'
refused "a base is no revision" 1 'envelope.base' -C ds submit e.json
envelope e.json '.kind = "amend" | .record = $id | .proposed.id = "co-0000000-98" | .base = $base'
stored "the envelope and its record name the same id" 'record.id-other' -C ds submit e.json
envelope e.json '.record = $id | .proposed.id = $id'
stored "an id that is taken cannot be taken again" 'record.id-taken' -C ds submit e.json
is "the record there is as it was" "$(git -C ds log --format=%h -- "$company" | wc -l)" 1
envelope e.json ".record = \"$unknown\" | .proposed.id = \"$unknown\""
run -C ds submit e.json
receipt
squatter=$submission
stored "nor one that waits in the queue" 'record.id-taken' -C ds submit e.json
run -C ds review "$squatter" --withdraw
run -C ds merge
is "none of them reached main" "$(git -C ds ls-files reviewed | wc -l)" 2

# --- text that a terminal would obey --------------------------------------------------------------------

esc=$'\e[31m\e]0;title\a' bidi=$'\u202e' c1=$'\u009b31m'
evil="$esc$bidi$c1"
cp lantern.json "x$evil.json"
refused "validate shows a file's name without obeying it" 0 '1 file' -C ds validate "x$evil.json" --collection companies
refused "a missing file's too" 3 'cannot open' -C ds submit "y$evil.json"
refused "a folder's" 3 'no dataset' -C "z$evil" queue
refused "a command's" 2 'no command' "queue$evil"
refused "an option's" 2 'unknown option' queue "--all$evil"
refused "an argument's" 2 'not expected' queue "x$evil"
refused "an id's" 2 'no id' -C ds show "x$evil"
refused "a state's" 2 'no state' -C ds queue --state "x$evil"
refused "a handle's" 3 'maintainers.json' -C ds review "$merged" --approve --as "x$evil"
refused "a collection's" 1 'there are' -C ds submit lantern.json --collection "x$evil"
refused "a version's" 3 '.' -C ds export "x$evil" "$scratch/no"
refused "a field's" 3 '.' -C ds resolve "$merged" --take "x$evil=main" --as editor
refused "a note on one line" 2 'evidence' -C ds submit lantern.json --evidence "x$evil"
jq --arg evil "$evil" '.name.en = "Lantern" + $evil | .[("key" + $evil)] = 1' lantern.json >evil.json
refused "validate shows what stands in a file without obeying it" 1 'text.unprintable' -C ds validate evil.json --collection companies
stored "submit too" 'text.unprintable' -C ds submit evil.json --collection companies --note "why$evil"
refused "queue shows such a title without obeying it" 0 "$submission" -C ds queue --all
refused "show too" 0 'needs_changes' -C ds show "$submission"
refused "log too" 0 'received' -C ds log "$submission"
LC_ALL=C
printf -v invalid 'x\xff\xfe.json'
cp lantern.json "$invalid"
LC_ALL=C.UTF-8
refused "a name that is no UTF-8 is shown all the same" 0 '1 file' -C ds validate "$invalid" --collection companies
rm -f "x$evil.json"
printf '{"\xe5\x85\xac' >key.json
for _ in $(seq 40); do printf '\xe5\x85\xac'; done >>key.json
printf '": 1}' >>key.json
cp key.json "$invalid"
refused "a finding as JSON also about such a name" 1 '"files": 1' -C ds validate "$invalid" --collection companies --format json
ok "which is JSON" jq -e . out
refused "and in an error as JSON" 3 '"error"' -C ds submit "no$invalid" --format json
ok "which is JSON too" jq -e . out

envelope e.json '. + {("\u516c" * 40): 1}'
run -C ds submit e.json --format json
is "a long Chinese key that is not known is cut at a character" "$status,$(jq -r '.findings[0].code' out)" "0,envelope.unknown"
receipt
run -C ds review "$(jq -r .submission out)" --withdraw

# --- wrong usage ------------------------------------------------------------------------------------------

refused "a misspelt command is set right" 2 'did you mean "submit"' submti x
refused "a misspelt option is set right" 2 'did you mean --collection' submit x --colection companies
refused "a command that exists nowhere is no command" 2 'help all' frobnicate
refused "an option needs its value" 2 'needs' submit x --note
refused "a switch takes no value" 2 'takes no value' merge --dry-run=yes
refused "a format that does not exist" 2 'text or json' queue --format yaml
refused "something is missing" 2 'missing' submit
refused "something is too much" 2 'not expected' submit a b
refused "no decision" 2 'one decision' -C ds review "$merged"
refused "two decisions" 2 'one decision' -C ds review "$merged" --approve --spam
refused "-C without a folder" 2 '.' -C
refused "help of what does not exist" 2 'no command' help frobnicate
refused "a number that is none" 2 'number of seconds' work --loop soon
long=$(head -c 120000 /dev/zero | tr '\0' 'a')
refused "a command of 120,000 letters" 2 'no command' "$long"
refused "an option of 120,000 letters" 2 'unknown option' submit "--$long"
refused "a path of 120,000 letters" 3 '.' -C ds submit "$long"
refused "an id of 120,000 letters" 2 'no id' -C ds show "$long"
refused "a folder of 120,000 letters" 3 '.' -C "$long" queue
refused "a handle of 120,000 letters" 3 '.' -C ds review "$merged" --approve --as "$long"
refused "a public name of 120,000 letters" 1 'too long' -C ds submit lantern.json --collection companies --attribution "$long"
refused "a note of 120,000 letters" 1 'too long' -C ds submit lantern.json --collection companies --note "$long"
# shellcheck disable=SC2046 # many arguments are wanted
refused "9,000 options" 2 'did you mean|unknown' submit $(yes -- --quite | head -n 9000)

# --- repositories that are not what they should be ------------------------------------------------------------

git init -q -b main bare-start
refused "a repository without a commit is no dataset" 3 'commit' -C bare-start queue
refused "validate says there is no dataset" 3 'docket init' -C bare-start validate
git -C bare-start -c user.name=x -c user.email=x@docket.invalid commit -q --allow-empty -m start
refused "a repository without docket.json is no dataset" 3 'docket.json' -C bare-start queue
mkdir plain
refused "a folder without git is no dataset" 3 'no dataset' -C plain queue
refused "a folder that is not there is none" 3 'no dataset' -C not-there queue
refused "a file is no folder" 3 'no dataset|lantern' -C lantern.json queue
refused "init does not overwrite a dataset" 3 'already' init ds
refused "init of a file's name" 3 '.' init lantern.json
refused "init below a file" 3 '.' init lantern.json/x
refused "init from nothing" 3 'docket.json' init fresh --from plain
ok "which leaves nothing behind" test ! -e fresh

broken() { # broken SENTENCE REGEX COMMAND CHANGING THE FOLDER...: read as files and from the commit
	local sentence=$1 regex=$2
	shift 2
	rm -rf broken
	git clone -q ds broken
	(cd broken && "$@")
	refused "$sentence, as files" 1 "$regex" -C broken validate
	git -C broken -c user.name=x -c user.email=x@docket.invalid commit -qam broken
	refused "$sentence, as committed" 1 "$regex" -C broken submit lantern.json
}
edit() { # edit FILE JQ
	jq "$2" "$1" >"$scratch/edited" && cat "$scratch/edited" >"$1"
}
cut_short() {
	head -c 100 "$1" >"$scratch/edited" && cat "$scratch/edited" >"$1"
}
broken "a docket.json that is cut short" 'docket.json:[0-9]+:[0-9]+: error json' cut_short docket.json
broken "a docket.json with a misspelt key" 'did you mean "?policy' edit docket.json '.polciy = .policy | del(.policy)'
broken "a docket.json with two equal prefixes" 'prefix' edit docket.json '.collections.presences.prefix = "co"'
broken "a docket.json with a reserved prefix" 'docket.json:.*error' edit docket.json '.collections.presences.prefix = "s"'
broken "a docket.json without collections" 'docket.json:.*error' edit docket.json '.collections = {}'
broken "a docket.json of a later format" 'docket.json:.*error' edit docket.json '.format = 2'
broken "a docket.json that is a list" 'docket.json:.*error' edit docket.json '[.]'
broken "a docket.json whose schema lies outside" 'docket.json:.*error' edit docket.json '.collections.companies.schema = "../x.json"'
broken "a maintainers.json that is cut short" 'maintainers.json:[0-9]+' cut_short maintainers.json
broken "a maintainers.json with an unknown role" 'maintainers.json:.*error' edit maintainers.json '.maintainers[0].roles = ["king"]'
broken "a schema that is missing" 'companies.schema.json' git rm -q schemas/companies.schema.json
broken "a schema that is cut short" 'companies.schema.json:[0-9]+' cut_short schemas/companies.schema.json
broken "a schema with a mistake" 'companies.schema.json:[0-9]+' edit schemas/companies.schema.json '.properties.name.type = "sting"'
broken "a schema with a reference into nowhere" 'companies.schema.json' edit schemas/companies.schema.json '.properties.name = {"$ref": "nowhere.schema.json"}'

# --- a work tree, a lock, a disk ---------------------------------------------------------------------------------

jq '.founded = "2003"' "ds/$company" >e.json
run -C ds submit e.json --evidence legacy
receipt
pending=$submission
run -C ds work
run -C ds review "$pending" --approve --no-merge --as editor
echo >>"ds/$company"
refused "a file that somebody edits in the work tree stops its merge" 1 "$company" -C ds merge
is "it stays approved" "$("$DOCKET" -C ds show "$pending" --format json | jq -r .state)" approved
git -C ds checkout -q -- "$company"
mkdir -p elsewhere
(
	exec 9>>ds/.docket/lock
	flock 9
	echo 'docket merge, process 4711, since 2026-11-23T17:00:00Z' >ds/.docket/lock
	exec sleep 60
) &
background+=($!)
until ! flock -n ds/.docket/lock true; do sleep 0.05; done
for command in "submit lantern.json --collection companies" "merge" "review $pending --hold safety --as editor" "work"; do
	# shellcheck disable=SC2086 # words
	DOCKET_LOCK_WAIT=1 refused "docket ${command%% *} names who holds the lock" \
		"$([ "${command%% *}" = work ] && echo 0 || echo 3)" \
		"$([ "${command%% *}" = work ] && echo 'nothing was waiting' || echo 'docket merge, process 4711, since 2026')" -C ds $command
done
refused "reading needs no lock" 0 "$pending" -C ds queue
run -C ds show "$pending"
is "nor does looking at one" "$status" 0
DOCKET_LOCK_WAIT=soon refused "a patience that is no number is wrong usage" 2 'DOCKET_LOCK_WAIT' -C ds merge
kill "${background[-1]}"
wait "${background[-1]}" 2>/dev/null
done_well "when the other one ends, its lock ends" -C ds merge

export DOCKET_STATE="$scratch/lantern.json/state"
refused "a state folder below a file cannot be made" 3 'state|lantern.json' -C ds submit lantern.json --collection companies
export DOCKET_STATE="/dev/null"
refused "a state folder that is a device cannot be used" 3 '/dev/null' -C ds submit lantern.json --collection companies
unset DOCKET_STATE
refused "an export below a file cannot be written" 3 '.' -C ds export v0.1.0 lantern.json/x
run -C ds release --as editor
refused "nor of a version that is there" 3 'lantern.json' -C ds export v0.1.0 lantern.json/x
refused "an export over a file cannot be written" 3 'lantern.json' -C ds export v0.1.0 lantern.json

: >"$scratch/full"
for command in "queue --all" "show $merged" "show $lantern" "log $lantern" "validate" "validate evil.json" \
	"rebuild" "queue --format json" "release --dry-run" "submit --help" "help all" "merge --dry-run"; do
	before=$(snapshot)
	# shellcheck disable=SC2086 # words
	timeout 5 "$DOCKET" -C ds $command </dev/null >/dev/full 2>err
	status=$? took_ms=0
	: >out
	judge "docket $command says that its output could not be written" 3 'could not be written'
done
timeout 5 "$DOCKET" --version >/dev/full 2>err
is "docket --version too" $? 3
before=$(snapshot)
timeout 5 "$DOCKET" -C ds queue --all </dev/null >&- 2>err
status=$? took_ms=0
judge "a closed standard output is an error" 3 'could not be written'

if unshare -rm true 2>/dev/null; then
	before=$(snapshot)
	unshare -rm bash -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec timeout 5 "$@"' \
		- "$ds" "$DOCKET" -C ds submit lantern.json --collection companies >out 2>err
	status=$? took_ms=0
	judge "a read-only disk is an error of ours" 3 'Read-only file system|read-only'
	unshare -rm bash -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec timeout 5 "$@"' \
		- "$ds" "$DOCKET" -C ds validate >out 2>err
	status=$?
	judge "validate works on a read-only disk" 0 'file'
	unshare -rm bash -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec timeout 5 "$@"' \
		- "$ds" "$DOCKET" -C ds queue --all >out 2>err
	status=$?
	judge "queue says that its index cannot be written" 3 'index could not be'
	if unshare -rm mount -t tmpfs -o size=1M none elsewhere 2>/dev/null; then
		cp -a ds small-from
		unshare -rm bash -c 'mount -t tmpfs -o size=1500k none elsewhere && cp -a small-from/. elsewhere/ &&
			{ dd if=/dev/zero of=elsewhere/.docket/fill bs=1k 2>/dev/null; timeout 5 "$1" -C elsewhere submit lantern.json --collection companies >out 2>err; echo $? >status
			rm elsewhere/.docket/fill; git -C elsewhere fsck --strict >fsck-1 2>&1; echo $? >>status
			git --git-dir=elsewhere/.docket/queue.git fsck --strict >fsck-2 2>&1; echo $? >>status; }' - "$DOCKET"
		is "a full disk is an error of ours, and both repositories stay whole" "$(tr '\n' ' ' <status 2>/dev/null)" "3 0 0 "
		like "it is said as such" "$(cat out err)" 'space|full'
	fi
else
	echo "# no user namespaces here: a read-only and a full disk were not tried"
fi

# --- after all that -----------------------------------------------------------------------------------------------

ok "the dataset's repository is whole" fsck ds
ok "the queue's repository is whole" fsck ds/.docket/queue.git
is "the work tree is clean" "$(git -C ds status --porcelain)" ""
is "nothing is left of files half written" "$(find . -name '*.tmp-*' | wc -l)" 0

done_testing
