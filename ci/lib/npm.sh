#!/usr/bin/env bash
# npm.sh - install what a test wants from npm: ci/lib/npm.sh NAME puts the packages of
# ci/lib/NAME/package-lock.json, at these versions, into build/NAME. Ends with 1 when there is no npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=$1
command -v npm >/dev/null || exit 1
[ "build/$name/package-lock.json" -nt "ci/lib/$name/package-lock.json" ] && [ -d "build/$name/node_modules" ] && exit 0
mkdir -p "build/$name"
cp "ci/lib/$name/package.json" "ci/lib/$name/package-lock.json" "build/$name/"
npm ci --prefix "build/$name" --ignore-scripts --no-audit --no-fund --silent
touch "build/$name/package-lock.json"
