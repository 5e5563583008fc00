/**
 * npm run test:package [-- --offline]
 *
 * Consumers of the last release with the package of this checkout. Then, in a copy of the checkout, the whole path of a changed page: for
 * each kind of change the required version; a range, an enum value and an operation together: their lines in the contract, changeset,
 * version, pack, and a consumer of the old tarball that upgrades, compiles and runs. At last the installation from Git, which needs the npm registry.
 * Exit codes: 0 all passed, 1 a check failed.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DiffReport } from "../../scripts/contract/diff/report.js";
import { nextVersion } from "../../scripts/release/changesets.js";
import { draftChangeset } from "../../scripts/release/check.js";
import { reportResults, root, runCommand, runParallel, type Step, type StepResult } from "../../scripts/task-runner.js";
import { asHtml, currentPage } from "../unit/contract-tools/build-page.js";
import { copyCheckout } from "../unit/helpers/checkout.js";
import { checkConsumer, checkLastRelease } from "./last-release.js";
import { findVersionMismatches } from "./versions.js";

type Edit = (contract: string) => string;

const replace =
  (from: string, to: string): Edit =>
  (contract) => {
    if (!contract.includes(from)) throw new Error(`openapi.yaml does not contain ${JSON.stringify(from)}`);
    return contract.replace(from, to);
  };
const SPEED = "maximum: 200\n          default: 100\n          x-unit";
const widerRange = replace(SPEED, SPEED.replace("200", "250"));
const newEnumValue: Edit = (contract) =>
  replace(
    "            QTRLE: QuickTime",
    "            AV1: AV1 in an MP4 file.\n            QTRLE: QuickTime",
  )(replace("enum: [H264, VP8, QTRLE]", "enum: [H264, VP8, AV1, QTRLE]")(contract));
/** A copy of the cancel operation under another name. */
const newOperation: Edit = (contract) => {
  const [block = ""] = /^ {2}\/v1\/\S+\/cancel:\n(?:(?: {4}.*)?\n)+/m.exec(contract) ?? [];
  return replace(
    block,
    block + block.replaceAll("/cancel", "/pause").replaceAll("cancel2D", "pause2D").replace("Cancel a", "Pause a"),
  )(contract);
};

const KINDS: readonly [name: string, edit: Edit, bump: DiffReport["bump"]][] = [
  ["text", replace("Pitch of the voice;", "The pitch of the voice;"), "patch"],
  ["wider range", widerRange, "minor"],
  ["narrower range", replace(SPEED, SPEED.replace("200", "150")), "major"],
  ["new enum value", newEnumValue, "minor"],
  ["new operation", newOperation, "minor"],
];

/** Prints whether the installed version accepts the new values. */
const RUN = `import { isVideoConfig, isVoiceConfig } from "metastudio-video/validators";
const video = { bitrate: 5000, width: 1280, height: 720, codec: "AV1" };
console.log(isVoiceConfig({ voice_asset_id: "a", speed: 250 }), isVideoConfig(video));
`;
/** An application that uses what no version has. */
const BROKEN = 'import { neverReleased } from "metastudio-video";\nneverReleased();\n';

const checkout = copyCheckout();
const { folder, git } = checkout;
const original = readFileSync(join(folder, "openapi.yaml"), "utf8");
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
const bin = (name: string): string => join(folder, "node_modules/.bin", name);
const tarball = (name: string): string => join(folder, `.${name}.tgz`);

try {
  git("tag", `v${version}`);
  const steps: Step[] = [
    { name: "pack: old", run: () => pack("old") },
    { name: "consumer: last release", run: () => checkLastRelease(root, tarball("old"), { "run.js": RUN }, "false false") },
    ...KINDS.map(([name, edit, bump]) => ({ name: `version: ${name}`, run: () => requiredVersion(edit, bump) })),
    { name: "page: located", run: () => checkPage(2) },
    { name: "consumer: broken", run: checkBroken },
    { name: "version: all places", run: writeVersion },
    { name: "page: nothing left", run: () => checkPage(0) },
    { name: "pack: new", run: () => pack("new") },
    { name: "consumer: upgraded", run: () => checkLastRelease(folder, tarball("new"), { "run.js": RUN }, "true true") },
    ...(process.argv.includes("--offline") ? [] : [{ name: "installation from Git", run: () => checkGitInstallation(folder) }]),
  ];
  const results: StepResult[] = [];
  for (const step of steps) results.push(...(await runParallel([step])));
  reportResults(results);
} finally {
  checkout.remove();
}

/** Runs a script of the copy. Throws an error with its output if it fails. */
async function script(path: string, ...args: string[]): Promise<string> {
  const { code, stdout, output } = await runCommand(bin("jiti"), [path, ...args], { cwd: folder });
  if (code !== 0) throw new Error(`${path} exited with code ${code}:\n${output}`);
  return stdout;
}

async function pack(name: string): Promise<StepResult> {
  const build = await script("scripts/build/index.ts");
  const { code, stdout, output } = await runCommand("npm", ["pack", "--ignore-scripts", "--json"], { cwd: folder });
  const [packed] = code === 0 ? (JSON.parse(stdout) as { filename: string }[]) : [];
  if (packed === undefined) return { ok: false, note: "npm pack failed", output };
  copyFileSync(join(folder, packed.filename), tarball(name));
  return { ok: true, note: build.trim() };
}

async function difference(edit: Edit): Promise<DiffReport> {
  writeFileSync(join(folder, "openapi.yaml"), edit(original));
  return JSON.parse(await script("scripts/contract/diff/index.ts", "HEAD", "--json")) as DiffReport;
}

async function requiredVersion(edit: Edit, bump: DiffReport["bump"]): Promise<StepResult> {
  const report = await difference(edit);
  return {
    ok: report.bump === bump,
    note: `${report.changes.length} changes: ${report.bump}, ${version} → ${nextVersion(version, report.bump)}`,
    output: JSON.stringify(report.changes, null, 1),
  };
}

/** Compares the contract with a page that has the new range and enum value. Passes if it finds so many differences, at their lines. */
async function checkPage(count: number): Promise<StepResult> {
  const page = currentPage();
  const rowOf = (title: string, name: string) => page.tables.find((table) => table.title === title)?.rows.find((row) => row.name === name);
  Object.assign(rowOf("VoiceConfig", "speed") ?? {}, { max: 250 });
  rowOf("VideoConfig", "codec")?.enum?.splice(2, 0, "AV1");
  writeFileSync(join(folder, ".page.html"), asHtml(page));
  writeFileSync(join(folder, "scripts/contract/page/texts.json"), "{}\n");
  if (count > 0) writeFileSync(join(folder, "openapi.yaml"), original);
  const { code, stdout, output } = await runCommand(bin("jiti"), ["scripts/contract/page/index.ts", ".page.html"], { cwd: folder });
  const found = stdout.trim().split("\n").slice(0, -1);
  const lines = readFileSync(join(folder, "openapi.yaml"), "utf8").split("\n");
  const places = found.map((text) => lines[Number(/openapi\.yaml:(\d+)\)$/.exec(text)?.[1]) - 1]?.trim());
  const expected = ["speed:", "enum: [H264, VP8, QTRLE]"].slice(0, count);
  return { ok: code === Math.min(count, 1) && places.join() === expected.join(), note: found.join("; ") || "no difference", output };
}

/** A changeset from the draft, and the version in all places. */
async function writeVersion(): Promise<StepResult> {
  const report = await difference((contract) => newOperation(newEnumValue(widerRange(contract))));
  writeFileSync(join(folder, ".changeset/new-values.md"), draftChangeset(report));
  const note = (await script("scripts/release/version.ts")).trim();
  const mismatches = findVersionMismatches(`${folder}/`);
  const written = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const [, section = ""] = readFileSync(join(folder, "CHANGELOG.md"), "utf8").split(/^## /m);
  const isListed = [nextVersion(version, "minor"), "\n### Added\n", "speed/maximum: range widened\n"].every((text) =>
    section.includes(text),
  );
  return {
    ok: isListed && written.version === nextVersion(version, "minor") && mismatches.length === 0,
    note,
    output: [section, ...mismatches].join("\n"),
  };
}

/** Passes if an application that uses what the package does not have fails to compile. */
async function checkBroken(): Promise<StepResult> {
  const { ok, note, output = "" } = await checkConsumer(tarball("old"), { "app.ts": BROKEN });
  return { ok: !ok && output.includes("neverReleased"), note: `fails as expected: ${note}`, output };
}

/** Installs a repository by its Git URL into an empty project, and loads all entry points. npm builds the package in its own clone. */
async function checkGitInstallation(repository: string): Promise<StepResult> {
  const cwd = mkdtempSync(join(tmpdir(), "from-git-"));
  try {
    writeFileSync(join(cwd, "package.json"), '{ "private": true, "type": "module" }\n');
    const options = ["--no-audit", "--no-fund", "--prefer-offline"];
    const installed = await runCommand("npm", ["install", `git+${pathToFileURL(repository)}`, ...options], { cwd });
    if (installed.code !== 0) return { ok: false, note: "npm install failed (needs the npm registry)", output: installed.output };
    copyFileSync(`${root}test/package/consumer/imports.js`, join(cwd, "imports.js"));
    const { code, stdout, output } = await runCommand(process.execPath, ["imports.js"], { cwd });
    return { ok: code === 0, note: stdout.trim(), output };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
