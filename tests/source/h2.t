#!/bin/bash
# h2.t - HTTP/2: answers are taken and written down as HTTP/1.1. The fixture speaks HTTP/1.1 only,
# so node's server stands in; without node: skipped (77).
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=${DOCKET_BUILD_DIR:-build/dev}
if ! command -v node >/dev/null || ! command -v openssl >/dev/null; then
	echo "1..0 # SKIP node and openssl are not both here"
	exit 77
fi
run=$(mktemp -d)
pid=
trap '[ -n "$pid" ] && kill "$pid" 2>/dev/null; rm -rf "$run"' EXIT
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
	-subj /CN=h2.example -addext "subjectAltName=DNS:h2.example,DNS:h2-other.example" \
	-keyout "$run/key.pem" -out "$run/ca.pem" 2>/dev/null || exit 1
node "$here/h2.mjs" "$run" &
pid=$!
for _ in $(seq 100); do
	[ -e "$run/net.json" ] && break
	sleep 0.1
done
DOCKET_H2_NET=$run/net.json "$build/tests/source_test_h2"
