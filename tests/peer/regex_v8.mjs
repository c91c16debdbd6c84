// regex_v8.mjs - do our patterns mean what they mean in V8?
//
//   node tests/peer/regex_v8.mjs PROGRAM SEED PATTERNS [ENGINES]
//
// Makes patterns of ECMA-262 with the flag u from a grammar (half of them then damaged by a character
// or two, so that what is refused is compared as well) and six subjects for each, made to fit as often
// as not. PROGRAM is regex_answers; ENGINES is handed to it. Compared are: is the pattern valid, does
// it match each subject; and for what is accepted beyond ECMA-262's flag u and is a pattern without it,
// the verdicts of that reading. Differences that have a reason are counted under its name.
import { spawnSync } from "node:child_process";
import vm from "node:vm";

const [program, seedText, countText, engines] = process.argv.slice(2);
const N_PATTERNS = Number(countText);
const N_SUBJECTS = 6;

let state = BigInt(seedText) * 2654435761n + 1n;
function below(n) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(n));
}
const one = (list) => list[below(list.length)];
const chance = (percent) => below(100) < percent;

// --- patterns -----------------------------------------------------------------------------------

const LETTERS = ["a", "b", "c", "a", "b", "A", "Z", "0", "1", "9", "_", "-", " ", "é", "ß", "中", "文", "𠮷", "😀",
  "ſ", "\u0323", "İ", ",", "\n", "\u2028", "\u00a0", "\ufeff", "\u0000", "~", ":", "@", "#", "%", "&", "=", "!", "<", ">", "\""];
const PLAIN_ESCAPES = ["\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\t", "\\n", "\\v", "\\f", "\\r", "\\0", "\\cA", "\\cj",
  "\\x41", "\\x0a", "\\u0061", "\\u4E2D", "\\uD842\\uDFB7", "\\u{20BB7}", "\\u{61}", "\\u{0000061}", "\\uD83D", "\\uDE00",
  "\\^", "\\$", "\\\\", "\\.", "\\*", "\\+", "\\?", "\\(", "\\)", "\\[", "\\]", "\\{", "\\}", "\\|", "\\/"];
const PROPERTIES = ["L", "Lu", "Letter", "Nd", "N", "P", "Punctuation", "Uppercase_Letter", "gc=Ll", "General_Category=Sc",
  "Script=Han", "sc=Latn", "Script=Greek", "scx=Deva", "Script_Extensions=Cyrillic", "ASCII", "Any", "Alphabetic", "Alpha",
  "Lowercase", "White_Space", "Emoji", "Emoji_Presentation", "ID_Start", "IDC", "XIDS", "Ideographic", "Hex_Digit", "AHex",
  "Math", "Dash", "Zs", "S", "M", "Cc", "Cf", "Assigned", "Uppercase", "Cased", "Changes_When_Lowercased", "Default_Ignorable_Code_Point"];
const BAD_PROPERTIES = ["letter", "Klingon", "Script=", "=Han", "Block=Latin", "InLatin", "L=1", "Lx", "Han", "L&", "LC", "",
  "Script=han", "gc=", "sc", "Grek", "^L", "Basic_Emoji", "RGI_Emoji", "Line_Break=Alphabetic", "Bidi_Class=L", "Age=3.0",
  "POSIX_alnum", "Hyphen", "Grapheme_Link", "Other_Math", "ASCII=Yes", "Alphabetic=Y", "NFD_Inert", "ccc=0", "Surrogate", "Co"];
const NAMES = ["a", "b", "year", "$", "_x", "é", "名", "a1", "𝒜", "\\u0061", "\\u{62}"];
const BAD_NAMES = ["1a", "a-b", "", "a b", "😀", "\\u0031", "a\\", "·", "¹", "－"];

let groups; // of the present pattern
let names;

function property() {
  const name = chance(96) ? one(PROPERTIES) : one(BAD_PROPERTIES);
  return `${chance(75) ? "\\p" : "\\P"}{${name}}`;
}

function classAtom() {
  const roll = below(100);
  if (roll < 60) return one(LETTERS).replace(/[\]\\^-]/, "\\$&");
  if (roll < 85) return one(PLAIN_ESCAPES);
  if (roll < 93) return property();
  return one(["\\b", "\\-", "[", "(", "*", ".", "$", "^", "-"]);
}

function classOf() {
  let text = chance(25) ? "[^" : "[";
  for (let n = below(5); n > 0; n--) {
    if (chance(25)) {
      const ends = [one(["a", "0", "A", "é", "中", "𠮷", "\\x20", "\\u{1F600}", "!"]), one(["z", "9", "Z", "ÿ", "龥", "𪛖", "~", "\\u{1F64F}"])];
      text += `${ends[0]}-${ends[1]}`;
    } else text += classAtom();
  }
  return `${text}]`;
}

function reference() {
  if (groups === 0 && !chance(3)) return one(LETTERS);
  if (names.length > 0 && chance(40)) return `\\k<${chance(97) ? one(names) : one(NAMES)}>`;
  return `\\${1 + below(groups + (chance(3) ? 2 : 0) || 1)}`;
}

function group(depth) {
  const roll = below(100);
  if (roll < 30) return `(?:${choice(depth - 1)})`;
  if (roll < 60) {
    groups++;
    return `(${choice(depth - 1)})`;
  }
  if (roll < 72) {
    const name = chance(97) ? one(NAMES) : one(BAD_NAMES);
    if (names.includes(name) && chance(97)) return `(?:${choice(depth - 1)})`;
    names.push(name);
    groups++;
    return `(?<${name}>${choice(depth - 1)})`;
  }
  return `(${one(["?=", "?!", "?<=", "?<!"])}${choice(depth - 1)})`;
}

function atom(depth) {
  const roll = below(100);
  if (depth > 0 && roll < 22) return group(depth);
  if (roll < 62) return one(LETTERS);
  if (roll < 72) return one(PLAIN_ESCAPES);
  if (roll < 84) return classOf();
  if (roll < 88) return property();
  if (roll < 92) return ".";
  if (roll < 96) return reference();
  return one(["^", "$", "\\b", "\\B", "^", "$"]);
}

function term(depth) {
  const text = atom(depth);
  const bare = /^(\^|\$|\\b|\\B|\(\?<?[=!].*)$/su.test(text);
  if (!chance(30) || (bare && chance(95))) return text;
  return text + one(["*", "+", "?", "{2}", "{1,}", "{0,2}", "{1,3}", "{0}", "{2,3}"]) + (chance(20) ? "?" : "");
}

function sequence(depth) {
  let text = "";
  for (let n = below(5); n > 0; n--) text += term(depth);
  return text;
}

function choice(depth) {
  let text = sequence(depth);
  while (chance(20)) text += `|${sequence(depth)}`;
  return text;
}

const DAMAGE = [..."^$\\.*+?()[]{}|/-,:=!<>0123ukpPdbBcxA\"% &~#@", "(?", "(?<", "\\p{", "\\u", "\\u{", "{1,", "{,2}", "\\k<", "\\k", "[^", "\\-", "\\c", "\\x", "(?i:", "(?-i)", "\\1", "\\00", "\\8"];

function damaged(text) {
  let chars = [...text];
  for (let n = 1 + below(2); n > 0; n--) {
    const at = below(chars.length + 1);
    const roll = below(3);
    chars.splice(at, roll === 0 ? 0 : 1, ...(roll === 1 ? [] : [one(DAMAGE)]));
  }
  return chars.join("");
}

function pattern() {
  groups = 0;
  names = [];
  let text = choice(3);
  if (chance(35)) text = `^${text}`;
  if (chance(35)) text += "$";
  return chance(35) ? damaged(text) : text;
}

// --- subjects -----------------------------------------------------------------------------------

const SUBJECT = ["a", "b", "c", "A", "Z", "0", "1", "9", "_", "-", " ", "é", "ß", "中", "文", "𠮷", "😀", "Ω", "д", "क", "٣", "०", "\n", "\r",
  "\u2028", "\u00a0", "\ufeff", "\u0000", "~", "(", ")", "[", "]", "{", "}", "$", "^", ".", "*", "\\", "/", "|", "\u0323", "ſ", "K", "İ", "𝒜", "€", "\u3000", "、", "。", "々", "〇", "ー", "😃", "龍", "𪛖"];

// Text out of the pattern itself is likelier to fit than any text.
function subject(text) {
  const own = [...text].filter((c) => !/[\\^$?*+(){}|[\]]/u.test(c));
  let made = "";
  for (let n = below(below(3) === 0 ? 20 : 8); n > 0; n--) {
    const c = own.length > 0 && chance(60) ? one(own) : one(SUBJECT);
    made += chance(15) ? c.repeat(1 + below(4)) : c;
  }
  return made;
}

// --- answers ------------------------------------------------------------------------------------

const hex = (text) => "x" + Buffer.from(text, "utf8").toString("hex");

const context = vm.createContext({ RegExp });
const script = new vm.Script("subjects.map((s) => (regex.lastIndex = 0, regex.test(s) ? '1' : '0')).join('')");

function verdicts(source, flags, subjects) {
  let regex;
  try {
    regex = new RegExp(source, flags);
  } catch {
    return null;
  }
  context.regex = regex;
  context.subjects = subjects;
  try {
    return script.runInContext(context, { timeout: 500 });
  } catch {
    return "?".repeat(subjects.length);
  }
}

const isBmp = (text) => !/[\u{10000}-\u{10FFFF}]/u.test(text);
// Without the flag u these mean something else, which no schema asks for.
const changesMeaning = (text) => /\\[pPku]|\\[0-9]|\(\?<[^=!]|\\c/u.test(text);

// V8 also begins a match between the halves of a surrogate pair, ECMA-262 (22.2.7.2) only at characters.
function matchesAtCharacter(source, text) {
  const regex = new RegExp(source, "uy");
  for (let at = 0; at <= text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) {
    regex.lastIndex = at;
    if (regex.test(text)) return "1";
  }
  return "0";
}

function reason(text, strict, subject, ours) {
  if (subject !== undefined && !strict && matchesAtCharacter(text, subject) === ours)
    return "a match that V8 begins within a character";
  const named = [...text.matchAll(/\(\?<(?![=!])([^>]*)>/gu)].map((m) => m[1].replace(/\\u\{?0*([0-9a-fA-F]+)\}?/gu, (_, h) => String.fromCodePoint(parseInt(h, 16))));
  if (strict && new Set(named).size < named.length) return "one name for two branches (ECMA-262 2025)";
  return null;
}

const cases = [];
for (let i = 0; i < N_PATTERNS; i++) {
  const text = pattern();
  const subjects = Array.from({ length: N_SUBJECTS }, () => subject(text));
  if (text.isWellFormed && !text.isWellFormed()) continue;
  cases.push({ text, subjects });
}
const input = cases.map((c) => [c.text, ...c.subjects].map(hex).join(" ")).join("\n") + "\n";
const run = spawnSync(program, engines ? [engines] : [], { input, maxBuffer: 1 << 30, encoding: "latin1" });
if (run.status !== 0) {
  console.error(run.stderr);
  process.exit(2);
}
const lines = run.stdout.split("\n");
const count = { pairs: 0, valid: 0, invalid: 0, matches: 0, sloppy: 0, sloppyPairs: 0, limits: 0, refused: 0 };
const engineCount = {};
const excused = new Map();
let differences = 0;

function differ(what, c, k, ours, theirs) {
  const why = reason(c.text, theirs === "invalid", c.subjects[k], ours);
  if (why !== null) {
    excused.set(why, (excused.get(why) ?? 0) + 1);
    return;
  }
  differences++;
  if (differences <= 40)
    console.log(`${what}: ${JSON.stringify(c.text)} on ${JSON.stringify(c.subjects[k < 0 ? -1 - k : k])}: ours ${ours}, V8 ${theirs}`);
}

cases.forEach((c, i) => {
  const ours = lines[i];
  const valid = ours[0] === "v";
  const runs = ours[1] !== "-";
  const theirs = verdicts(c.text, "u", c.subjects);
  engineCount[ours[1]] = (engineCount[ours[1]] ?? 0) + 1;
  count[theirs === null ? "invalid" : "valid"]++;
  if (valid !== (theirs !== null)) return differ("syntax", c, -1, valid ? "valid" : "invalid", theirs !== null ? "valid" : "invalid");
  let expected = theirs;
  if (theirs === null && runs) {
    count.sloppy++;
    if (changesMeaning(c.text) || !isBmp(c.text)) return;
    expected = verdicts(c.text, "", c.subjects);
    if (expected === null) return;
  }
  if (expected === null) return;
  if (!runs) {
    count.refused++;
    return;
  }
  c.subjects.forEach((s, k) => {
    if (theirs === null && !isBmp(s)) return;
    count.pairs++;
    if (theirs === null) count.sloppyPairs++;
    if (expected[k] === "1") count.matches++;
    if (expected[k] === "?" || ours[2 + k] === "?") count.limits++;
    else if (expected[k] !== ours[2 + k]) differ(theirs === null ? "sloppy verdict" : "verdict", c, theirs === null ? -1 - k : k, ours[2 + k], expected[k]);
  });
});

console.log(`patterns: ${count.valid} valid, ${count.invalid} not (${count.sloppy} of them accepted here); ${count.refused} not run by these engines`);
console.log(`pairs of pattern and subject: ${count.pairs} (${count.sloppyPairs} of sloppy patterns), ${count.matches} match, ${count.limits} beyond a limit`);
console.log(`engines: ${Object.entries(engineCount).map(([k, n]) => `${k} ${n}`).join(", ")}`);
for (const [why, n] of excused) console.log(`excused: ${n} of ${why}`);
console.log(`${differences} differences`);
process.exit(differences === 0 ? 0 : 1);
