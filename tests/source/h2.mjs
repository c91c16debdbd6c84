// h2.mjs - a small HTTP/2 server: node h2.mjs FOLDER (with key.pem and ca.pem); writes net.json
// there when it listens. Ends with its parent, or after a minute.
import { createSecureServer } from "node:http2";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const folder = process.argv[2];
const server = createSecureServer({
	key: readFileSync(join(folder, "key.pem")),
	cert: readFileSync(join(folder, "ca.pem")),
	settings: { maxConcurrentStreams: 100 },
});
const page = "<title>Two</title><p>The second quay of Port Ansel is made of stone.</p>";

server.on("stream", (stream, headers) => {
	const path = headers[":path"];
	stream.on("error", () => {});
	if (path === "/gzip") {
		stream.respond({ ":status": 200, "content-type": "text/html", "content-encoding": "gzip" });
		stream.end(gzipSync(page));
	} else if (path === "/gone") {
		stream.respond({ ":status": 404, "content-type": "text/html" });
		stream.end("<p>Gone");
	} else if (path === "/moved") {
		stream.respond({ ":status": 301, location: "https://h2-other.example/page" });
		stream.end();
	} else if (path === "/cut") {
		stream.respond({ ":status": 200, "content-type": "text/html" });
		stream.write(page);
		setTimeout(() => stream.session.destroy(), 50);
	} else if (path === "/late") {
		setTimeout(() => {
			stream.respond({ ":status": 200, "content-type": "text/html" });
			stream.end(page);
		}, 200);
	} else {
		stream.respond({ ":status": 200, "content-type": "text/html", "x-quay": "stone" });
		stream.end(page);
	}
});
server.listen(0, "127.0.0.1", () => {
	const address = `127.0.0.1:${server.address().port}`;
	writeFileSync(join(folder, "part"), JSON.stringify({
		connect: { "h2.example:443": address, "h2-other.example:443": address },
		ca_file: join(folder, "ca.pem"),
		allow: [address.replace(":", "/32:")],
	}));
	renameSync(join(folder, "part"), join(folder, "net.json"));
});
setTimeout(() => process.exit(0), 60000).unref();
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(0), 500);
