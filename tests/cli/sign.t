#!/bin/bash
# sign.t - signatures by Docket and by reviewers, judged by ssh-keygen and plain git.
# shellcheck source-path=SCRIPTDIR disable=SC2016
. "$(dirname "$0")/lib.sh"

if ! command -v ssh-keygen >/dev/null; then
	echo "1..0 # SKIP ssh-keygen is not installed"
	exit 77
fi

key() { # key NAME: a key pair in $scratch/NAME; its public line without the comment on standard output
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$scratch/$1" </dev/null
	cut -d' ' -f1,2 "$scratch/$1.pub"
}

settle() { # settle JQ-EDIT FILE [ARGUMENTS]
	jq "${@:3}" "$1" "$2" >"$scratch/settings" && cp "$scratch/settings" "$2"
	git -c user.name=editor -c user.email=editor@docket.invalid commit -qam "change $2"
}

export DOCKET_NOW=2026-11-24T10:00:00Z
dataset one
cd "$scratch/one" || exit 2
docket_key=$(key docket) editor_key=$(key editor) late_key=$(key late)
key stranger >/dev/null
settle '(.maintainers[] | select(.handle == "editor") | .keys) =
	[{"key": $editor, "from": "2026-01-01", "until": "2030-01-01"}, {"key": $late, "from": "2027-01-01"}]' \
	maintainers.json --arg editor "$editor_key" --arg late "$late_key"
settle '.keys = [$key]' docket.json --arg key "$docket_key"
mkdir -p .docket/keys
cp "$scratch/docket" .docket/keys/docket
done_well "the settings hold" validate

demo 00-lantern >"$scratch/lantern.json"
done_well "a submission is stored" submit "$scratch/lantern.json" --collection companies --evidence legacy
receipt
done_well "and checked" work
run review "$submission" --approve --as editor --sign "$scratch/stranger"
is "a stranger's key signs nothing" "$status" 3
like "and is named" "$(err)" 'no key of editor now'
run review "$submission" --approve --as editor --sign "$scratch/late"
is "nor does a key whose time has not come" "$status" 3
ssh-keygen -q -t ed25519 -N secret -C '' -f "$scratch/locked" </dev/null
run review "$submission" --approve --as editor --sign "$scratch/locked"
is "a key with a passphrase cannot be used" "$status" 3
like "and the hint says how to make one" "$(err)" 'ssh-keygen -t ed25519'
chmod 644 "$scratch/editor"
run review "$submission" --approve --as editor --sign "$scratch/editor"
like "a key that others may read is not used" "$(err)" 'others may read'
chmod 600 "$scratch/editor"
done_well "a decision is signed" review "$submission" --approve --as editor --sign "$scratch/editor"
done_well "the signers are printed" user signers
cp "$scratch/out" "$scratch/signers"

queue=(git --git-dir=.docket/queue.git -c "gpg.ssh.allowedSignersFile=$scratch/signers")
ref="refs/submissions/${submission:2:1}/$submission"
approved=$("${queue[@]}" log --format=%H --grep='^Docket-Event: approved$' "$ref")
"${queue[@]}" verify-commit "$approved" 2>"$scratch/said"
is "git accepts the reviewer's signature" $? 0
like "as the reviewer's" "$(cat "$scratch/said")" 'editor@docket.invalid'
first=$("${queue[@]}" rev-list --max-parents=0 "$ref")
"${queue[@]}" verify-commit "$first" 2>"$scratch/said"
is "git accepts Docket's signature of the other events" $? 0
like "as Docket's" "$(cat "$scratch/said")" 'docket@docket.invalid'
git -c "gpg.ssh.allowedSignersFile=$scratch/signers" verify-commit HEAD 2>"$scratch/said"
is "and of the commit on main" $? 0

git cat-file commit HEAD | sed -n '/^gpgsig /,/END/p' | sed 's/^gpgsig //; s/^ //' >"$scratch/signature"
git cat-file commit HEAD | sed '/^gpgsig /,/END/d' >"$scratch/payload"
ok "ssh-keygen accepts it too" ssh-keygen -Y verify -f "$scratch/signers" -I docket@docket.invalid -n git \
	-s "$scratch/signature" <"$scratch/payload"
ok "which it does not after a change" bash -c '! ssh-keygen -Y verify -f "$1/signers" -I docket@docket.invalid \
	-n git -s "$1/signature" < <(sed "s/Lantern/Lanterm/" "$1/payload")' - "$scratch"

done_well "a release is tagged" release --as editor
git -c "gpg.ssh.allowedSignersFile=$scratch/signers" verify-tag "$(git tag)" 2>"$scratch/said"
is "git accepts the tag's signature" $? 0
ok "nothing is wrong with the objects" git fsck --strict
ok "nor with those of the queue" "${queue[@]}" fsck --strict
echo broken >.docket/keys/docket
run queue
is "a broken key of Docket's stops it" "$status" 3
like "and says where it is" "$(err)" 'keys/docket'
done_testing
