/**
 * npm run test:regressions
 *
 * Checks that each reported fault has a test that fails on the source in which it was reported: checks that source out, adds the
 * tests of today and runs those of `rows.ts`. Exit codes: 0 each fault has a failing test, 1 a fault has none.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../../scripts/task-runner.js";
import { BASELINE, rows } from "./rows.js";

/** Modules that helpers of today's tests import and that did not exist. They only have to load. */
const STAND_INS: Readonly<Record<string, string>> = {
  "src/http/retry-options.ts": 'export * from "./retry.js";',
  "src/cli/terminal-text.ts": "export {};",
  "src/assets/safe-file-name.ts": "export {};",
  "scripts/docs/playground.ts":
    "export const buildPlayground = async () => ({ page: '', inputs: [] });\nexport const writePlayground = async () => ({ inputs: [] });",
};

const folder = checkOut();
const files = [...new Set(Object.values(rows).map(({ file }) => file))].filter((file) => file.endsWith(".test.ts"));
const failures = runTests(files);
const compilerErrors = compileTypeTests();
let missing = 0;
for (const [id, { fault, file, title }] of Object.entries(rows)) {
  const failed = file.endsWith(".test-d.ts")
    ? compilerErrors.includes(file)
    : failures.some((test) => test.file === file && test.name.includes(title));
  if (!failed) missing += 1;
  console.log(`${failed ? "ok  " : "FAIL"} ${id.padEnd(4)} ${fault}: ${file}${title === "" ? "" : `, ${title}`}`);
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `${Object.keys(rows).length - missing} of ${Object.keys(rows).length} faults have a test that fails on ${BASELINE.slice(0, 7)}`,
);
process.exitCode = missing === 0 ? 0 : 1;

/** Writes the old source with today's tests to a folder in which Node finds the dependencies. */
function checkOut(): string {
  const folder = join(root, "node_modules/.cache/regressions");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync("git", ["archive", BASELINE], { cwd: root, maxBuffer: 1 << 28 });
  execFileSync("tar", ["x", "-C", folder], { input: archive });
  rmSync(join(folder, "test"), { recursive: true });
  cpSync(join(root, "test"), join(folder, "test"), { recursive: true });
  cpSync(join(root, "vitest.config.ts"), join(folder, "vitest.config.ts"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  for (const [path, text] of Object.entries(STAND_INS)) {
    if (existsSync(join(folder, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function runTests(files: readonly string[]): { readonly file: string; readonly name: string }[] {
  const report = join(folder, "report.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const paths = files.map((file) => `test/unit/${file}`);
  const args = [vitest, "run", "--reporter=json", `--outputFile=${report}`, "--testTimeout=20000", "--maxWorkers=2", ...paths];
  spawnSync(process.execPath, args, { cwd: folder, stdio: "ignore" });
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as { testResults: TestFile[] };
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName }) => ({ file: name.split("test/unit/").at(-1) ?? "", name: fullName })),
  );
}

interface TestFile {
  readonly name: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
}

function compileTypeTests(): string {
  const files = Object.values(rows).flatMap(({ file }) => (file.endsWith(".test-d.ts") ? [`test/unit/${file}`] : []));
  writeFileSync(
    join(folder, "tsconfig.types.json"),
    JSON.stringify({ extends: "./tsconfig.json", compilerOptions: { incremental: false }, include: files }),
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "--noEmit", "-p", "tsconfig.types.json"], { cwd: folder, encoding: "utf8" }).stdout;
}
