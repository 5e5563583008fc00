/** `npm run demo:pipeline`: changes one maximum and one rule in a temporary copy of the contract, and prints what the pipeline makes of it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compileContract } from "../codegen/generate.js";
import { readDocument } from "../codegen/parse/document.js";
import { diffContracts } from "../contract/diff/index.js";
import { reportText } from "../contract/diff/report.js";
import { readContract } from "../docs/contract.js";
import { readCorpus } from "../docs/corpus.js";
import { rulesPage } from "../docs/rules-page.js";
import { root, runCommand } from "../task-runner.js";

/** The two edits: a keyword of one property, and the numbers of one rule. */
const EDITS: readonly Edit[] = [
  { within: ["        bitrate:", "x-unit: kbit/s"], from: "maximum: 30000", to: "maximum: 20000" },
  { within: ["- id: subtitle-font-size", "- id: subtitle-font-color"], from: /\b24\b/g, to: "30" },
];

interface Edit {
  /** The first text and the next text after it that enclose the edit. */
  readonly within: readonly [start: string, end: string];
  readonly from: string | RegExp;
  readonly to: string;
}

/** The lines of a diff that are shown per file; the rest is counted. */
const SHOWN_LINES = 8;
const WIDTH = 130;

const folder = mkdtempSync(join(tmpdir(), "pipeline-"));
try {
  const contract = readFileSync(`${root}openapi.yaml`, "utf8");
  const changed = EDITS.reduce(applyEdit, contract);
  const files = await build(contract, "before");
  await build(changed, "after");
  console.log("One maximum and one rule are changed in a temporary copy of the contract. This is what follows from it:\n");
  const unchanged: string[] = [];
  for (const file of files) {
    const change = await describeChange(file);
    if (change === undefined) unchanged.push(file);
    else console.log(change);
  }
  console.log(`\nunchanged: ${unchanged.join(", ")} (TypeScript has no ranges)`);
  const report = await diffContracts(readDocument("openapi.yaml", contract), readDocument("openapi.yaml", changed));
  console.log(`\nWhat the change means for callers (npm run contract:diff):\n\n${reportText(report, "the committed contract")}\n`);
  console.log("Nothing in the repository was changed. To do it for real: edit openapi.yaml, then npm run generate && npm run docs");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function applyEdit(text: string, { within: [start, end], from, to }: Edit): string {
  const begin = text.indexOf(start, text.indexOf("\n  schemas:"));
  const stop = text.indexOf(end, begin);
  const part = text.slice(begin, stop);
  const edited = part.replaceAll(from, to);
  if (begin < 0 || stop < 0 || edited === part) throw new Error(`openapi.yaml has no ${String(from)} between ${start.trim()} and ${end}`);
  return text.slice(0, begin) + edited + text.slice(stop);
}

/** Writes the contract and everything that is generated from it; returns the file names in reading order. */
async function build(text: string, version: string): Promise<readonly string[]> {
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(folder, version, file)), { recursive: true });
    writeFileSync(join(folder, version, file), content);
  };
  write("openapi.yaml", text);
  const generated = await compileContract("openapi.yaml", text);
  for (const [name, content] of generated) write(`generated/${name}`, content);
  const contract = readContract(join(folder, version, "openapi.yaml"));
  const corpus = readCorpus(`${root}test/corpus`);
  write("docs/rules.md", rulesPage(contract, corpus));
  return ["openapi.yaml", ...[...generated.keys()].map((name) => `generated/${name}`), "docs/rules.md"];
}

/** The changed lines of one file, or undefined where both versions are equal. */
async function describeChange(file: string): Promise<string | undefined> {
  const { stdout } = await runCommand("git", ["diff", "--no-index", "--unified=0", "--no-color", `before/${file}`, `after/${file}`], {
    cwd: folder,
  });
  const lines = stdout.split("\n").filter((line) => /^[+-](?!(--|\+\+) )/.test(line));
  if (lines.length === 0) return undefined;
  const shown = lines.slice(0, SHOWN_LINES).map((line) => `  ${line.length > WIDTH ? `${line.slice(0, WIDTH)} …` : line}`);
  const more = lines.length > SHOWN_LINES ? [`  … ${lines.length - SHOWN_LINES} more lines`] : [];
  return [`${file}: ${lines.length} lines`, ...shown, ...more].join("\n");
}
