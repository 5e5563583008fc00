import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readDocument } from "../codegen/parse/document.js";
import { diffContracts, readBase } from "../contract/diff/index.js";
import { type DiffReport, reportMarkdown } from "../contract/diff/report.js";
import { root, runCommand } from "../task-runner.js";
import { BUMPS, type Changeset, declaredBump, nextVersion, readChangesets } from "./changesets.js";

/**
 * npm run release:check -- BASE
 *
 * Prints one Markdown comment for a pull request: what changes since BASE, a revision of git, for whom it breaks, which values have
 * another verdict, which constraints of generated/coverage.json changed, and the required version. Exit codes: 0 the changesets name at
 * least that version part, 1 they say less or are missing, 2 wrong usage.
 */
async function main(): Promise<number> {
  try {
    const { positionals } = parseArgs({ options: {}, allowPositionals: true });
    const [revision] = positionals;
    if (revision === undefined || positionals.length > 1 || revision.startsWith("-")) throw new Error("expected BASE, a revision of git");
    const base = await readBase(root, revision);
    const report = await diffContracts(
      readDocument(base.name, base.text),
      readDocument("openapi.yaml", readFileSync(`${root}openapi.yaml`, "utf8")),
    );
    const changed = await git("diff", "--name-only", revision);
    const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
    const coverage = await git("diff", "--numstat", revision, "--", "generated/coverage.json");
    const { text, ok } = pullRequestComment({
      report,
      base: revision,
      version,
      changesets: readChangesets(root),
      changed,
      coverage: coverage[0],
    });
    console.log(text);
    return ok ? 0 : 1;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nusage: npm run release:check -- BASE`);
    return 2;
  }
}

/** What the comment is about. */
export interface PullRequest {
  readonly report: DiffReport;
  readonly base: string;
  /** Current version of the package. */
  readonly version: string;
  readonly changesets: readonly Changeset[];
  /** Changed files. */
  readonly changed: readonly string[];
  /** `git diff --numstat` of generated/coverage.json, if it changed. */
  readonly coverage?: string | undefined;
}

/** Files whose change needs a changeset; the same patterns as in .changeset/config.json. */
const NEEDS_CHANGESET = /^(openapi\.yaml$|src\/|scripts\/codegen\/)/;

/** The comment, and whether the changesets are sufficient. */
export function pullRequestComment({ report, base, version, changesets, changed, coverage }: PullRequest): { text: string; ok: boolean } {
  const declared = declaredBump(changesets);
  const isMissing = changesets.length === 0 && changed.some((file) => NEEDS_CHANGESET.test(file));
  const ok = !isMissing && BUMPS.indexOf(declared) >= BUMPS.indexOf(report.bump);
  const [added, removed] = coverage?.split("\t") ?? [];
  const next = `${version} → ${nextVersion(version, ok ? declared : report.bump)}`;
  const failure = isMissing
    ? `❌ **No changeset.** Add a file to \`.changeset/\`; the contract requires \`${report.bump}\` (${next}).`
    : `❌ **The changesets say \`${declared}\`, and the contract requires \`${report.bump}\`** (${next}).`;
  return {
    ok,
    text: [
      "<!-- contract -->",
      "### Contract",
      ok ? `✅ The changesets say \`${declared}\`: ${next}.` : failure,
      reportMarkdown(report, base),
      ...(coverage === undefined ? [] : [`Constraints: \`generated/coverage.json\` has ${added} new and ${removed} removed lines.`]),
      ...(ok ? [] : ["<details><summary>Draft of a changeset</summary>\n\n```md", draftChangeset(report), "```\n</details>"]),
    ].join("\n\n"),
  };
}

/** A changeset with one line for each change, to be edited. */
export function draftChangeset({ bump, changes }: DiffReport): string {
  const lines = changes.filter(({ kind }) => kind !== "documentation").map(({ pointer, kind }) => `- ${pointer}: ${kind}`);
  return ["---", ...(bump === "none" ? [] : [`"metastudio-video": ${bump}`]), "---", "", ...new Set(lines)].join("\n");
}

async function git(...args: string[]): Promise<string[]> {
  const { code, stdout, output } = await runCommand("git", args);
  if (code !== 0) throw new Error(output.split("\n")[0]);
  return stdout.split("\n").filter((line) => line !== "");
}

if (process.argv[1]?.endsWith("check.ts")) process.exitCode = await main();
