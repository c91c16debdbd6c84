#!/bin/bash
# warcio.t - does an independent reader find our web archives right?
#
# Lets source_test_capture write its archives into a folder and reads every one with warcio.js
# (npm). Installs nothing: WARCIO_DIR names a folder with node_modules/warcio, else
# build/warcio is looked at, which `ci/lib/warcio.sh` fills. Without it or node: skipped (77).
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=${DOCKET_BUILD_DIR:-build/dev}
modules=${WARCIO_DIR:-$here/../../build/warcio}
if ! command -v node >/dev/null || [ ! -d "$modules/node_modules/warcio" ]; then
	echo "1..0 # SKIP node or warcio from npm is not here (ci/lib/warcio.sh)"
	exit 77
fi
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
if ! DOCKET_KEEP_WARCS=$run "$build/tests/source_test_capture" >"$run/says" 2>&1; then
	echo "1..1"
	echo "not ok 1 - the archives are written"
	sed 's/^/# /' "$run/says" | tail -20
	exit 1
fi
node "$here/warcio.mjs" "$modules" "$run"
