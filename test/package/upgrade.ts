/**
 * npm run test:package
 *
 * The whole path of a changed contract, in a copy of the checkout: for each kind of change the required version; then a range, an enum
 * value and an operation together: changeset, version, pack, and a consumer of the old tarball that upgrades, compiles and runs.
 * Needs no network. Exit codes: 0 all passed, 1 a check failed.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DiffReport } from "../../scripts/contract/diff/report.js";
import { nextVersion } from "../../scripts/release/changesets.js";
import { draftChangeset } from "../../scripts/release/check.js";
import { reportResults, root, runCommand, runParallel, type StepResult } from "../../scripts/task-runner.js";
import { copyCheckout } from "../unit/helpers/checkout.js";
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

const KINDS: readonly [name: string, edit: Edit, bump: DiffReport["bump"], version: string][] = [
  ["text", replace("Pitch of the voice;", "The pitch of the voice;"), "patch", "0.1.1"],
  ["wider range", widerRange, "minor", "0.2.0"],
  ["narrower range", replace(SPEED, SPEED.replace("200", "150")), "major", "0.2.0"],
  ["new enum value", newEnumValue, "minor", "0.2.0"],
  ["new operation", newOperation, "minor", "0.2.0"],
];

/** Whether the installed version accepts the new values. */
const RUN = `import { isVideoConfig, isVoiceConfig } from "metastudio-video/validators";
const video = { bitrate: 5000, width: 1280, height: 720, codec: "AV1" };
console.log(JSON.stringify({ speed: isVoiceConfig({ voice_asset_id: "a", speed: 250 }), codec: isVideoConfig(video) }));
`;

const checkout = copyCheckout();
const { folder } = checkout;
const original = readFileSync(join(folder, "openapi.yaml"), "utf8");
const consumer = join(folder, ".consumer");

try {
  const results = [
    ...(await runParallel([{ name: "pack: old", run: () => pack("old") }])),
    ...(await sequence(
      KINDS.map(([name, edit, bump, version]) => ({ name: `version: ${name}`, run: () => requiredVersion(edit, bump, version) })),
    )),
    ...(await sequence([
      { name: "consumer: old", run: () => checkConsumer("old", false) },
      { name: "version: all places", run: writeVersion },
      { name: "pack: new", run: () => pack("new") },
      { name: "consumer: upgraded", run: () => checkConsumer("new", true) },
    ])),
  ];
  reportResults(results);
} finally {
  checkout.remove();
}

async function sequence(steps: Parameters<typeof runParallel>[0]): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) results.push(...(await runParallel([step])));
  return results;
}

/** Runs a script of the copy. Throws an error with its output if it fails. */
async function script(path: string, ...args: string[]): Promise<string> {
  const { code, stdout, output } = await runCommand(join(folder, "node_modules/.bin/jiti"), [path, ...args], { cwd: folder });
  if (code !== 0) throw new Error(`${path} exited with code ${code}:\n${output}`);
  return stdout;
}

async function pack(name: string): Promise<StepResult> {
  const build = await script("scripts/build/index.ts");
  const { code, stdout, output } = await runCommand("npm", ["pack", "--ignore-scripts", "--json"], { cwd: folder });
  const [packed] = code === 0 ? (JSON.parse(stdout) as { filename: string }[]) : [];
  if (packed === undefined) return { ok: false, note: "npm pack failed", output };
  copyFileSync(join(folder, packed.filename), join(folder, `.${name}.tgz`));
  return { ok: true, note: build.trim() };
}

async function difference(edit: Edit): Promise<DiffReport> {
  writeFileSync(join(folder, "openapi.yaml"), edit(original));
  return JSON.parse(await script("scripts/contract/diff/index.ts", "HEAD", "--json")) as DiffReport;
}

async function requiredVersion(edit: Edit, bump: DiffReport["bump"], version: string): Promise<StepResult> {
  const report = await difference(edit);
  const next = nextVersion("0.1.0", report.bump);
  return {
    ok: report.bump === bump && next === version,
    note: `${report.changes.length} changes: ${report.bump}, 0.1.0 → ${next}`,
    output: JSON.stringify(report.changes, null, 1),
  };
}

/** A changeset from the draft, and the version in all places. */
async function writeVersion(): Promise<StepResult> {
  const report = await difference((contract) => newOperation(newEnumValue(widerRange(contract))));
  writeFileSync(join(folder, ".changeset/new-values.md"), draftChangeset(report));
  const note = (await script("scripts/release/version.ts")).trim();
  const mismatches = findVersionMismatches(`${folder}/`);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return { ok: version === "0.2.0" && mismatches.length === 0, note, output: mismatches.join("\n") };
}

/** Installs a tarball into the consumer, compiles the consumer that was written for the old version, and runs it. */
async function checkConsumer(name: string, isAccepted: boolean): Promise<StepResult> {
  const installed = join(consumer, "node_modules/metastudio-video");
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  const unpacked = await runCommand("tar", ["-xzf", join(folder, `.${name}.tgz`), "--strip-components=1", "-C", installed]);
  if (unpacked.code !== 0) return { ok: false, note: "the tarball cannot be read", output: unpacked.output };
  rmSync(join(consumer, "node_modules/openapi-fetch"), { force: true });
  rmSync(join(consumer, "node_modules/openapi-typescript-helpers"), { force: true });
  for (const dependency of ["openapi-fetch", "openapi-typescript-helpers"])
    symlinkSync(join(root, "node_modules", dependency), join(consumer, "node_modules", dependency));
  writeFileSync(join(consumer, "package.json"), '{ "private": true, "type": "module" }\n');
  for (const file of ["app.ts", "imports.js", "requires.cjs", "tsconfig.json"])
    copyFileSync(`${root}test/package/consumer/${file}`, join(consumer, file));
  writeFileSync(join(consumer, "run.js"), RUN);
  const compiled = await runCommand(
    process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, "--project", "tsconfig.json", "--module", "nodenext", "--moduleResolution", "nodenext"],
    {
      cwd: consumer,
    },
  );
  if (compiled.code !== 0) return { ok: false, note: "the consumer does not compile", output: compiled.output };
  const run = await runCommand(process.execPath, ["run.js"], { cwd: consumer });
  const expected = JSON.stringify({ speed: isAccepted, codec: isAccepted });
  return {
    ok: run.code === 0 && run.stdout.trim() === expected,
    note: `compiles; values of the new version: ${run.stdout.trim()}`,
    output: run.output,
  };
}
