// warcio.mjs - reads every *.warc.gz below a folder with warcio.js and prints TAP: digests of block
// and payload computed again here, revisits resolved, offsets of members, addresses in ASCII.
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, folder] = process.argv.slice(2);
const { WARCParser } = await import(
	pathToFileURL(join(modules, "node_modules/warcio/dist/index.js")).href);

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
function base32(bytes) {
	let bits = "";
	for (const byte of bytes)
		bits += byte.toString(2).padStart(8, "0");
	return bits.match(/.{5}/g).map((five) => letters[parseInt(five, 2)]).join("");
}
const sha1 = (bytes) => "sha1:" + base32(createHash("sha1").update(bytes).digest());

function* archives(dir) {
	for (const entry of readdirSync(dir, { withFileTypes: true })) {
		const path = join(dir, entry.name);
		if (entry.isDirectory())
			yield* archives(path);
		else if (entry.name.endsWith(".warc.gz"))
			yield path;
	}
}

// All records of a file; http: parse the HTTP inside too.
async function records(path, http) {
	const parser = new WARCParser(createReadStream(path), { parseHttp: http });
	const found = [];
	for await (const record of parser) {
		const bytes = await record.readFully(false);
		found.push({ record, bytes, offset: parser.offset });
	}
	return found;
}

function faults(raw, parsed, payloads) {
	const wrong = [];
	if (raw.length !== parsed.length || raw.length < 4 || raw[0].record.warcType !== "warcinfo")
		wrong.push(`${raw.length} and ${parsed.length} records`);
	raw.forEach(({ record, bytes }, i) => {
		const name = `${record.warcType} ${i}`;
		const header = (key) => record.warcHeader(key);
		if (header("WARC-Block-Digest") !== sha1(bytes))
			wrong.push(`${name}: block digest`);
		if (record.warcType !== "warcinfo" && !/^[\x21-\x7e]+$/.test(record.warcTargetURI))
			wrong.push(`${name}: address not in ASCII`);
		if (!/^<urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>$/.test(header("WARC-Record-ID")))
			wrong.push(`${name}: id`);
		if (record.warcType === "response") {
			const payload = parsed[i].bytes;
			if (header("WARC-Payload-Digest") !== sha1(payload))
				wrong.push(`${name}: payload digest`);
			if (!parsed[i].record.httpHeaders?.statusCode)
				wrong.push(`${name}: no HTTP status`);
			payloads.add(header("WARC-Payload-Digest"));
		}
		if (record.warcType === "request" && !raw.some(({ record: other }) =>
			other.warcHeader("WARC-Record-ID") === header("WARC-Concurrent-To")))
			wrong.push(`${name}: concurrent to nothing`);
	});
	return wrong;
}

let n = 0;
let failed = 0;
function ok(good, sentence, detail) {
	console.log(`${good ? "ok" : "not ok"} ${++n} - ${sentence}`);
	if (!good) {
		console.log(`# ${detail}`);
		failed++;
	}
}

const payloads = new Set();
const revisits = [];
const unchanged = [];
let responses = 0;
for (const path of archives(folder)) {
	const raw = await records(path, false);
	const parsed = await records(path, true);
	const wrong = faults(raw, parsed, payloads);
	const members = readFileSync(path).subarray(0, 2).toString("hex") === "1f8b";
	for (const { record } of raw) {
		responses += record.warcType === "response";
		if (record.warcType !== "revisit")
			continue;
		if (record.warcHeader("WARC-Profile").endsWith("/server-not-modified"))
			unchanged.push(record.warcHeader("WARC-Refers-To-Target-URI"));
		else
			revisits.push(record.warcHeader("WARC-Payload-Digest"));
	}
	ok(wrong.length === 0 && members,
		`${parsed.find(({ record }) => record.warcType !== "warcinfo")?.record.warcTargetURI} is read right`, wrong.join("; "));
}
ok(revisits.length >= 2 && revisits.every((digest) => payloads.has(digest)),
	"every revisit refers to a payload that is there", revisits.join(" "));
ok(unchanged.length === 1 && unchanged[0].startsWith("https://"),
	"what a host says is unchanged is a revisit too", unchanged.join(" "));
ok(responses >= 30, `there was something to read (${responses} responses)`, "too few");
console.log(`1..${n}`);
process.exit(failed > 0 ? 1 : 0);
