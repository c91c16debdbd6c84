// peer_ajv.cjs - ajv over a folder, as its documentation shows it: PEERS SCHEMA FOLDER
"use strict";
const fs = require("fs");
const path = require("path");

const [peers, schemaFile, folder] = process.argv.slice(2);
const modules = path.resolve(peers, "node_modules");
const schema = JSON.parse(fs.readFileSync(schemaFile, "utf8"));
const newer = /2020-12|2019-09/.test(schema.$schema || "");
const { default: Ajv } = require(path.join(modules, newer ? "ajv/dist/2020" : "ajv"));
const ajv = new Ajv({ strict: false, validateFormats: false });
const validate = ajv.compile(schema);
let failed = 0;

function visit(dir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const name = path.join(dir, entry.name);
    if (entry.isDirectory()) visit(name);
    else if (name.endsWith(".json") && !validate(JSON.parse(fs.readFileSync(name, "utf8")))) failed++;
  }
}

visit(folder);
process.exit(failed > 0 ? 1 : 0);
