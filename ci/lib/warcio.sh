#!/usr/bin/env bash
# warcio.sh - install warcio.js from npm into build/warcio, at the versions of the lock file beside
# this. Ends with 1 when there is no npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v npm >/dev/null || exit 1
[ build/warcio/package-lock.json -nt ci/lib/warcio/package-lock.json ] && [ -d build/warcio/node_modules/warcio ] && exit 0
mkdir -p build/warcio
cp ci/lib/warcio/package.json ci/lib/warcio/package-lock.json build/warcio/
npm ci --prefix build/warcio --ignore-scripts --no-audit --no-fund --silent
