/**
 * npm run test:package [-- --offline]
 *
 * Consumers of the last release with the package of this checkout. Then, in a copy of the checkout, the whole path of a changed contract:
 * for each kind of change the required version; a range, an enum value and an operation together: changeset, version, pack, and a
 * consumer of the old tarball that upgrades, compiles and runs. At last the installation from Git, which needs the npm registry.
 * Exit codes: 0 all passed, 1 a check failed.
 */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DiffReport } from "../../scripts/contract/diff/report.js";
import { nextVersion } from "../../scripts/release/changesets.js";
import { draftChangeset } from "../../scripts/release/check.js";
import { reportResults, root, runCommand, runParallel, type Step, type StepResult } from "../../scripts/task-runner.js";
import { copyCheckout } from "../unit/helpers/checkout.js";
import { checkGitInstallation } from "./git-installation.js";
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

const KINDS: readonly [name: string, edit: Edit, bump: DiffReport["bump"], version: string][] = [
  ["text", replace("Pitch of the voice;", "The pitch of the voice;"), "patch", "0.1.1"],
  ["wider range", widerRange, "minor", "0.2.0"],
  ["narrower range", replace(SPEED, SPEED.replace("200", "150")), "major", "0.2.0"],
  ["new enum value", newEnumValue, "minor", "0.2.0"],
  ["new operation", newOperation, "minor", "0.2.0"],
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
const tarball = (name: string): string => join(folder, `.${name}.tgz`);

try {
  git("tag", "v0.1.0");
  const steps: Step[] = [
    { name: "pack: old", run: () => pack("old") },
    { name: "consumer: last release", run: () => checkLastRelease(root, tarball("old"), { "run.js": RUN }, "false false") },
    ...KINDS.map(([name, edit, bump, version]) => ({ name: `version: ${name}`, run: () => requiredVersion(edit, bump, version) })),
    { name: "consumer: broken", run: checkBroken },
    { name: "version: all places", run: writeVersion },
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
  const { code, stdout, output } = await runCommand(join(folder, "node_modules/.bin/jiti"), [path, ...args], { cwd: folder });
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

/** Passes if an application that uses what the package does not have fails to compile. */
async function checkBroken(): Promise<StepResult> {
  const { ok, note, output = "" } = await checkConsumer(tarball("old"), { "app.ts": BROKEN });
  return { ok: !ok && output.includes("neverReleased"), note: `fails as expected: ${note}`, output };
}
