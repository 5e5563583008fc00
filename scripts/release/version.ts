import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Bump } from "../contract/diff/diff.js";
import { binPath, root, runCommand } from "../task-runner.js";
import { BUMPS, type Changeset, declaredBump, lowerMajorBumps, nextVersion, readChangesets } from "./changesets.js";

/**
 * npm run version
 *
 * Turns the changesets into a version: writes CHANGELOG.md, package.json, package-lock.json and `info.version` of openapi.yaml, and runs
 * code generation and docs. Nothing is typed by hand. Exit codes: 0 done, 1 nothing to release or a step failed.
 */
async function main(): Promise<number> {
  try {
    const changesets = readChangesets(root);
    const edit = (file: string, change: (text: string) => string): void =>
      writeFileSync(join(root, file), change(readFileSync(join(root, file), "utf8")));
    const manifest = readFileSync(join(root, "package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    const next = nextVersion(version, declaredBump(changesets));
    if (next === version) throw new Error("no changeset names a version part in .changeset/; add one with: npx changeset");
    if (version.startsWith("0.")) lowerMajorBumps(root, changesets);
    await run(binPath("changeset"), ["version"]);
    const { version: written } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    if (written !== next) throw new Error(`changesets wrote version ${written}; expected ${next}`);
    // Changesets formats package.json anew.
    writeFileSync(join(root, "package.json"), withManifestVersion(manifest, next));
    const { info } = parse(readFileSync(join(root, "openapi.yaml"), "utf8")) as { info: { "x-page": { updated: string } } };
    const section = newSection(`${next} - ${today()}`, info["x-page"].updated, changesets);
    edit("CHANGELOG.md", (text) => text.replace(/^## /m, () => `${section}\n\n## `));
    edit("package-lock.json", (text) => withLockVersion(text, next));
    edit("openapi.yaml", (text) => withContractVersion(text, next));
    await run(binPath("jiti"), ["scripts/codegen/index.ts"]);
    await run(binPath("jiti"), ["scripts/docs/index.ts"]);
    console.log(`${version} → ${next}: package.json, package-lock.json, CHANGELOG.md, openapi.yaml, generated/ and docs/`);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

async function run(file: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand(file, args);
  if (code !== 0) throw new Error(`${args.join(" ")} exited with code ${code}:\n${output}`);
}

const today = (): string => new Date().toISOString().slice(0, 10);

const withManifestVersion = (text: string, version: string): string => text.replace(/^( {2}"version": ")[^"]*"/m, `$1${version}"`);

/** Both places of the lock file: the root and the package of the root. */
function withLockVersion(text: string, version: string): string {
  const lock = JSON.parse(text) as { packages: Record<string, object> };
  const packages = { ...lock.packages, "": { ...lock.packages[""], version } };
  return `${JSON.stringify({ ...lock, version, packages }, null, 2)}\n`;
}

const withContractVersion = (text: string, version: string): string =>
  text.replace(/^(info:\n(?: .*\n)*? {2}version: ).*$/m, `$1${version}`);

/** Headings of a section, by what its changes mean. */
const HEADINGS: Readonly<Record<Bump, string>> = { major: "Breaking", minor: "Added", patch: "Fixed", none: "Other" };

/** The section of a version. Its first line names the page that the contract was written from. */
function newSection(title: string, updated: string, changesets: readonly Changeset[]): string {
  const lists = [...BUMPS].reverse().flatMap((bump) => {
    const texts = changesets.filter((changeset) => changeset.bump === bump).map(({ text }) => text);
    const items = texts.map((text) => (text.startsWith("- ") ? text : `- ${text.replace(/\n(?=.)/g, "\n  ")}`));
    return items.length === 0 ? [] : [`### ${HEADINGS[bump]}`, items.join("\n")];
  });
  return [`## ${title}`, `From the API documentation page of ${updated}.`, ...lists].join("\n\n");
}

process.exitCode = await main();
