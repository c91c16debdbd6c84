#!/bin/bash
# manual.t - do --help, the manual pages and docs/states.md say the same? All are printed by the
# program; here is proved that what lies in files or in another form has not drifted.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

pages=$scratch/pages
mkdir "$pages"
run help --list
is "docket help --list answers" "$status" 0
mapfile -t commands <"$scratch/out"

# The SYNOPSIS of a page as one line: "docket submit [options] FILE".
synopsis() {
	sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$1" |
		sed -n 's/^\.Nm //p; s/^\.Op \(.*\)/[\1]/p; s/^\.Ar //p' | paste -sd ' '
}

run help all
listed=$(sed -n 's/^  \([a-z][a-z -]*[a-z]\)  .*/\1/p' "$scratch/out" | sed 's/ *$//' | sort)
is "docket help all lists the same commands" "$listed" "$(printf '%s\n' "${commands[@]}" | sort)"

for command in "${commands[@]}"; do
	read -r -a words <<<"$command"
	page=$pages/docket-${command// /-}.1
	run help --mdoc "${words[@]}"
	is "$command: there is a manual page" "$status" 0
	out >"$page"
	run "${words[@]}" --help
	is "$command: --help answers" "$status" 0
	is "$command: SYNOPSIS and --help agree" "$(synopsis "$page")" "$(head -n 1 "$scratch/out")"
	is "$command: page and --help know the same options" \
		"$(sed -n 's/^\.It Fl \\&-\([^ ]*\).*/\1/p' "$page" | sed 's/\\-/-/g')" \
		"$(sed -n '/^Options$/,/^$/s/^  --\([a-z-]*\).*/\1/p' "$scratch/out")"
done

run help --mdoc
out >"$pages/docket.1"
is "docket.1 lists every command" "$(sed -n 's/^\.It Cm //p' "$pages/docket.1")" \
	"$(printf '%s\n' "${commands[@]}")"

if command -v mandoc >/dev/null; then
	is "mandoc has nothing to object to any page" \
		"$(mandoc -Tlint -Wwarning "$pages"/*.1 2>&1)" ""
else
	pass "mandoc has nothing to object to any page # SKIP mandoc is not installed"
fi

built=${DOCKET_BUILD_DIR:-$source_dir/build/dev}/man
if [ -e "$built/docket.1" ]; then
	ok "the pages that the build wrote are these" diff -r "$built" "$pages"
else
	pass "the pages that the build wrote are these # SKIP the target manual was not built"
fi

run help --states
ok "docs/states.md is what docket help --states prints" diff "$source_dir/docs/states.md" "$scratch/out"
for state in received needs_changes merged withdrawn; do
	like "docs/states.md knows $state" "$(cat "$source_dir/docs/states.md")" "\`$state\`"
done

run help --mdoc no-such-command
is "a page of an unknown command is wrong usage" "$status" 2

done_testing
