# shellcheck shell=bash
# lib.sh - what the scripts of this folder share: a scratch folder, a program under a time limit,
# assertions in TAP.
#
#   . "$(dirname "$0")/lib.sh"
#   run validate file.json            # sets status; output in $scratch/out and $scratch/err
#   is "the exit status is 1" "$status" 1
#   done_testing
#
# DOCKET names the program and DOCKET_SOURCE_DIR the checkout; ctest sets both.
set -u

source_dir=${DOCKET_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
DOCKET=${DOCKET:-$source_dir/build/dev/docket}
limit_s=${DOCKET_TEST_LIMIT:-5} # seconds that one call may take

if [ ! -x "$DOCKET" ]; then
	echo "Bail out! there is no program $DOCKET (build it, or set DOCKET)"
	exit 2
fi

scratch=$(mktemp -d)
background=()
clean_up() {
	local pid
	for pid in "${background[@]}"; do
		kill "$pid" 2>/dev/null
	done
	chmod -R u+w "$scratch" 2>/dev/null
	rm -rf "$scratch"
}
trap clean_up EXIT

# Nothing of the machine or of the person who runs this counts.
unset DOCKET_USER DOCKET_STATE GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE NO_COLOR
export LC_ALL=C.UTF-8 TZ=UTC HOME="$scratch" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export DOCKET_NET="$scratch/there-is-no-network.json" # whoever goes out fails here
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0:halt_on_error=1}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$source_dir/tests/support/lsan.supp:print_suppressions=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}

# --- assertions --------------------------------------------------------------------------------

tests=0
failures=0

pass() { # pass SENTENCE
	tests=$((tests + 1))
	echo "ok $tests - $1"
}

fail() { # fail SENTENCE [LINES OF DIAGNOSTIC]
	tests=$((tests + 1))
	failures=$((failures + 1))
	echo "not ok $tests - $1"
	[ $# -lt 2 ] || head -c 3000 <<<"$2" | sed 's/^/#   /'
}

ok() { # ok SENTENCE COMMAND...: the command succeeds
	local sentence=$1 said
	shift
	if said=$("$@" 2>&1); then
		pass "$sentence"
	else
		fail "$sentence" "$* says: $said"
	fi
}

is() { # is SENTENCE GOT WANTED
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "got:    $2
wanted: $3"
	fi
}

isnt() { # isnt SENTENCE GOT UNWANTED
	if [ "$2" != "$3" ]; then
		pass "$1"
	else
		fail "$1" "got: $2"
	fi
}

like() { # like SENTENCE TEXT EXTENDED-REGEX
	if grep -qE -- "$3" <<<"$2"; then
		pass "$1"
	else
		fail "$1" "no /$3/ in:
$2"
	fi
}

unlike() { # unlike SENTENCE TEXT EXTENDED-REGEX
	if grep -qE -- "$3" <<<"$2"; then
		fail "$1" "found /$3/ in:
$2"
	else
		pass "$1"
	fi
}

done_testing() {
	echo "1..$tests"
	[ "$failures" -eq 0 ]
	exit
}

# --- the program -------------------------------------------------------------------------------

# run ARGUMENTS...: the program under the time limit, input from $input if that is set.
run() {
	local begun=$EPOCHREALTIME ended
	timeout -k 1 "$limit_s" "$DOCKET" "$@" <"${input:-/dev/null}" >"$scratch/out" 2>"$scratch/err"
	status=$?
	ended=$EPOCHREALTIME
	took_ms=$(((${ended/./} - ${begun/./}) / 1000))
	: "$took_ms"
}

out() {
	tr -d '\0' <"$scratch/out"
}

err() {
	tr -d '\0' <"$scratch/err"
}

both() {
	out
	err
}

# done_well SENTENCE ARGUMENTS...: exit status 0 and nothing on standard error.
done_well() {
	local sentence=$1
	shift
	run "$@"
	if [ "$status" -eq 0 ] && [ ! -s "$scratch/err" ]; then
		pass "$sentence"
	else
		fail "$sentence" "docket $* ended with $status:
$(both)"
	fi
}

# --- datasets ----------------------------------------------------------------------------------

# like_ours DIR [JQ PROGRAM FOR docket.json]: settings and schemas of the checkout, three people.
like_ours() {
	mkdir -p "$1"
	cp -r "$source_dir/schemas" "$1/"
	jq "${2:-.}" "$source_dir/docket.json" >"$1/docket.json"
	jq '.maintainers = [
		{handle: "editor", name: "Docket editors", keys: [],
		 roles: ["administrator", "maintainer", "reviewer", "release_manager"]},
		{handle: "second", name: "Second Reader", roles: ["reviewer"], keys: []},
		{handle: "triage", name: "Third Reader", roles: ["triager"], keys: []}]' \
		"$source_dir/maintainers.json" >"$1/maintainers.json"
}

# dataset NAME [JQ PROGRAM FOR docket.json]: a new dataset in $scratch/NAME.
dataset() {
	like_ours "$scratch/$1.like" "${2:-.}"
	run init "$scratch/$1" --from "$scratch/$1.like"
	if [ "$status" -ne 0 ]; then
		echo "Bail out! docket init ended with $status: $(both)"
		exit 2
	fi
}

# serve_web: start the invented web of tests/web on 127.0.0.1 and make it the network.
serve_web() {
	: >"$scratch/web.ready"
	"$(dirname "$DOCKET")/tests/web/fixture-web" "$scratch/web" >"$scratch/web.ready" &
	background+=($!)
	for _ in $(seq 100); do
		grep -q '^ready ' "$scratch/web.ready" && break
		sleep 0.1
	done
	export DOCKET_NET="$scratch/web/net.json"
}

demo() { # demo NAME [JQ PROGRAM]: a record of tests/demo on standard output, with ids filled in
	sed "s/@lantern/${lantern:-co-0000000-98}/; s/@paper-kite/${paper_kite:-co-0000000-98}/" \
		"$source_dir/tests/demo/$1.json" | jq "${2:-.}"
}

# Of what docket submit said last: the submission and the record.
receipt() {
	submission=$(sed -nE 's/^(received:|stored as) (s-[0-9a-z]{7}-[0-9]{2}).*/\2/p' "$scratch/out")
	record=$(sed -nE 's/^received: .* for record ([a-z]+-[0-9a-z]{7}-[0-9]{2}).*/\1/p' "$scratch/out")
	: "$submission" "$record"
}

# queue_of DIR [STATE]: how many submissions are there?
queue_of() {
	"$DOCKET" -C "$1" queue --all --format json | jq "[.[] | select(\"${2:-}\" == \"\" or .state == \"${2:-}\")] | length"
}

path_of() { # path_of DIR RECORD: its file, from the top of the dataset
	git -C "$1" ls-files "reviewed/*$2.json"
}

fsck() { # fsck REPOSITORY: strictly whole, with nothing left over that is broken
	local said
	said=$(git -C "$1" fsck --strict --full --no-progress 2>&1) || {
		echo "$said"
		return 1
	}
	! grep -vE '^(dangling|notice: HEAD points to an unborn branch|notice: No default references)' <<<"$said" | grep .
}
