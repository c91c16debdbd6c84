#!/bin/bash
# merge-driver.t - plain `git merge`, `git rebase` and `git cherry-pick` in a dataset merge records
# field by field, because docket init set it up so.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/lib.sh"

# git finds the program by its name
mkdir "$scratch/bin"
ln -s "$DOCKET" "$scratch/bin/docket"
export PATH="$scratch/bin:$PATH"
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@docket.invalid GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@docket.invalid

run init "$scratch/ds" --admin ada
[ "$status" -eq 0 ] || {
	echo "Bail out! $(both)"
	exit 2
}
cd "$scratch/ds" || exit 2
is "init tells git about the driver" "$(git config merge.docket.driver)" "docket merge-driver %O %A %B %P"
file=reviewed/items/7/it-7h3k9m2-05.json
is "and .gitattributes names it for records" "$(git check-attr merge "$file")" "$file: merge: docket"

write() { # write JQ PROGRAM: change the record and commit
	jq "$1" "$file" >new.json && docket fmt --collection items - <new.json >"$file.new" 2>/dev/null
	mv "$file.new" "$file" && rm new.json
	git commit -qam "$1"
}
mkdir -p "$(dirname "$file")"
cat >"$file" <<'EOF'
{
  "id": "it-7h3k9m2-05",
  "title": {
    "en": "A lighthouse"
  },
  "description": "It is white.",
  "sources": [
    {
      "url": "https://m.example/"
    }
  ],
  "meta": {
    "created": "2026-01-01T00:00:00Z",
    "modified": "2026-01-01T00:00:00Z",
    "revision": 1,
    "status": "active"
  }
}
EOF
git add . && git commit -qm start
git branch start

side() { # side BRANCH JQ: a branch from start with one change
	git checkout -qB "$1" start
	write "$2"
}

side ours '.title.en = "An old lighthouse" | .sources += [{url: "https://z.example/"}] | .meta.modified = "2026-02-02T00:00:00Z" | .meta.revision = 2'
side theirs '.title.de = "Leuchtturm" | .sources += [{url: "https://a.example/"}] | .meta.modified = "2026-03-03T00:00:00Z" | .meta.revision = 3'
git checkout -q ours
ok "two sides that changed different fields merge" git merge -q -m merged theirs
is "both titles are there" "$(jq -c .title "$file")" '{"de":"Leuchtturm","en":"An old lighthouse"}'
is "sources are a set, in canonical order" "$(jq -c '[.sources[].url]' "$file")" '["https://a.example/","https://m.example/","https://z.example/"]'
is "of meta the later is taken" "$(jq -c '[.meta.modified, .meta.revision]' "$file")" '["2026-03-03T00:00:00Z",3]'
ok "the file is canonical" docket fmt --check "$file"

side left '.description = "It is red."'
side right '.description = "It is blue." | .title.fr = "Un phare"'
git checkout -q left
git merge -q -m merged right >/dev/null 2>&1
isnt "a field changed both ways stops the merge" "$?" 0
is "git lists the file as unmerged" "$(git diff --name-only --diff-filter=U)" "$file"
is "only that field stands between markers" "$(sed -n '/^<<<<<<</,/^>>>>>>>/p' "$file")" '<<<<<<< ours
  "description": "It is red.",
=======
  "description": "It is blue.",
>>>>>>> theirs'
like "what merged stands outside" "$(cat "$file")" '"fr": "Un phare"'
is "there is one conflict" "$(grep -c '^<<<<<<<' "$file")" 1
git merge --abort

git checkout -qB picked left
ok "cherry-pick goes the same way" git cherry-pick theirs
is "and keeps both changes" "$(jq -c '[.description, .title.de]' "$file")" '["It is red.","Leuchtturm"]'
git checkout -qB rebased theirs
ok "and so does rebase" git rebase -q left
is "with both changes" "$(jq -c '[.description, .title.de]' "$file")" '["It is red.","Leuchtturm"]'

git checkout -qB broken start
sed -i 's/"title"/"title/' "$file"
git commit -qam broken
git merge -q -m merged left >/dev/null 2>&1
isnt "a file that is no JSON stops the merge" "$?" 0
ok "and keeps both texts" grep -q 'It is red' "$file"
ok "the one that is broken too" grep -q '"title:' "$file"
git merge --abort

git checkout -qB bad-rules start
echo '{' >docket.json
git commit -qam 'rules that cannot be read'
ok "without rules the fields are merged all the same" git merge -q -m merged left
is "with the change" "$(jq -r .description "$file")" "It is red."

base=$scratch/base.json ours=$scratch/ours.json theirs=$scratch/theirs.json
: >"$base"
echo '{"id": 1, "a": 1}' >"$ours"
echo '{"id": 1, "b": 2}' >"$theirs"
git checkout -q start
run merge-driver "$base" "$ours" "$theirs"
is "a file that both sides added is merged from nothing" "$status $(jq -c . "$ours")" '0 {"a":1,"b":2,"id":1}'
run merge-driver "$base" "$scratch/none.json" "$theirs"
is "a missing file is an error of ours" "$status" 3
run merge-driver "$base"
is "too few arguments are wrong usage" "$status" 2

done_testing
