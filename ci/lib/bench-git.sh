# bench-git.sh - ci/bench git: merging, intake, decisions, lists and the index, on generated datasets
# of 20,000 records (with --large 200,000 and 1,000,000 too; SIZES names others), beside git itself
# doing the same work. Sourced, not run.
# shellcheck shell=bash

sizes=${SIZES:-20000}
[ "${1:-}" != --large ] || sizes=${SIZES:-20000 200000 1000000}
root=${BENCH_DIR:-build/bench/git}
bin=$PWD/build/release
export MALLOC_TOP_PAD_=67108864 MALLOC_TRIM_THRESHOLD_=536870912 # brk is slow in virtual machines
export GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@docket.invalid
export GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@docket.invalid

fanout_of() {
  if [ "$1" -le 3000 ]; then echo 1; elif [ "$1" -le 100000 ]; then echo 2; else echo 3; fi
}

make_dataset() { # N: a bare repository $root/N.git with N records in one commit of their own
  local dir=$root/$1
  rm -rf "$dir" "$dir.git" "$dir.like"
  mkdir -p "$dir.like"
  cp -r schemas "$dir.like/"
  jq ".collections.companies.fanout = $(fanout_of "$1") | .policy.legacy = true" docket.json >"$dir.like/docket.json"
  cp maintainers.json "$dir.like/"
  jq '.maintainers = [{handle: "editor", name: "Editors", keys: [],
    roles: ["administrator", "maintainer", "reviewer", "release_manager"]}]' maintainers.json >"$dir.like/maintainers.json"
  "$bin/docket" init "$dir" --from "$dir.like" --quiet
  git clone -q --bare "$dir" "$dir.git"
  git -C "$dir.git" config core.fsync all
  "$bin/tests/bench_git" stream "$1" | git -C "$dir.git" fast-import --quiet --done --depth=0
  rm -rf "$dir" "$dir.like"
}

seconds() { # COMMAND...: what it takes by the clock
  local begun=$EPOCHREALTIME ended
  "$@" >/dev/null
  ended=$EPOCHREALTIME
  awk "BEGIN { print (${ended/,/.} - ${begun/,/.}) }"
}

rate() { awk "BEGIN { printf \"%.0f\", $1 / $2 }"; }

json() { jq -r "$1"; }

peer_fast_import() { # DIR N COUNT
  "$bin/tests/bench_git" edits "$2" "$3" >"$root/edits.stream"
  rate "$3" "$(seconds git -C "$1" -c core.fsync=all fast-import --quiet --done --depth=0 <"$root/edits.stream")"
}

porcelain() { # DIR N COUNT: an index without a work tree, a tree, a commit and a ref for each
  local k blob path tree commit
  export GIT_INDEX_FILE=$PWD/$root/index
  git -C "$1" read-tree main
  commit=$(git -C "$1" rev-parse main)
  for ((k = 0; k < $3; k++)); do
    path=$(git -C "$1" ls-files "reviewed/companies/*" 2>/dev/null | sed -n "$((k * 97 + 1))p;$((k * 97 + 1))q")
    blob=$(git -C "$1" cat-file blob ":$path" | sed 's/Version 1/Version 2/' | git -C "$1" hash-object -w --stdin)
    git -C "$1" update-index --cacheinfo "100644,$blob,$path"
    tree=$(git -C "$1" write-tree)
    commit=$(git -C "$1" commit-tree -p "$commit" -m "amend $k" "$tree")
    git -C "$1" update-ref refs/heads/porcelain "$commit"
  done
  unset GIT_INDEX_FILE
}

row() { printf '| %s | %s | %s |\n' "$@"; }

for n in $sizes; do
  dir=$root/$n.git
  say "$n records"
  mkdir -p "$root"
  make_dataset "$n"
  echo
  echo "$n records, fanout $(fanout_of "$n"), $(nproc) cores, git $(git version | cut -d' ' -f3), load $(cut -d' ' -f1 /proc/loadavg)"
  echo
  row what result goal
  row --- --- ---
  "$bin/tests/bench_git" waiting "$dir" "$n" 1000 approved >"$root/fill.json"
  row "index from nothing" "$(json 'select(.what == "index") | "\(.wall_s) s, \(.per_s) records a second"' <"$root/fill.json")" ""
  "$bin/tests/bench_git" merge "$dir" >"$root/merge.json"
  row "merge 1,000 approved" "$(json '"\(.per_s) a second (\(.per_cpu_s) a second of processor)"' <"$root/merge.json")" "500 at 200,000, 300 at 900,000"
  row "the same by one git fast-import" "$(peer_fast_import "$dir" "$n" 1000) a second" ""
  porcelain_n=20
  row "the same by git commands, without a work tree" "$(rate $porcelain_n "$(seconds porcelain "$dir" "$n" $porcelain_n)") a second" ""
  for threads in 1 16; do
    "$bin/tests/bench_git" intake "$dir" "$n" $((threads == 1 ? 300 : 3000)) $threads >"$root/intake.json"
    row "intake, $threads at once" "$(json 'select(.wall_s) | "\(.per_s) a second"' <"$root/intake.json"), $(json 'select(.p99_ms) | "p50 \(.p50_ms) ms, p99 \(.p99_ms) ms"' <"$root/intake.json")" \
      "$([ $threads = 1 ] && echo 110 || echo 400) a second"
  done
  "$bin/tests/bench_git" waiting "$dir" "$n" 300 ready >/dev/null
  "$bin/tests/bench_git" decide "$dir" 300 >"$root/decide.json"
  row "one decision" "$(json 'select(.p99_ms) | "p50 \(.p50_ms) ms, p99 \(.p99_ms) ms"' <"$root/decide.json")" "p99 50 ms"
  "$bin/tests/bench_git" waiting "$dir" "$n" 2000 ready >/dev/null
  "$bin/tests/bench_git" list "$dir" >"$root/list.json"
  row "$("$bin/docket" -C "$dir" queue --format json | jq length) waiting, listed" "$(json '"p50 \(.p50_ms) ms, max \(.max_ms) ms"' <"$root/list.json")" "50 ms with 5,000"
  row "rebuild" "$(seconds "$bin/docket" -C "$dir" rebuild) s" "90 s for 1,000,000"
  git -C "$dir" fsck --strict --no-progress >/dev/null && git -C "$dir/docket/queue.git" fsck --strict --no-progress >/dev/null &&
    row "git fsck --strict of both" "clean" "clean"
done
