import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

const workflows = readdirSync(`${root}.github/workflows`).map((name) => `.github/workflows/${name}`);
const documents = ["README.md", "CONTRIBUTING.md", ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)].filter(
  (file) => file.endsWith(".md") && existsSync(`${root}${file}`),
);

/** Names of the npm scripts in a text. */
const npmScripts = (text: string): string[] => [
  ...[...text.matchAll(/\bnpm run(?: --?[\w-]+)* ([\w:.-]*\w)/g)].map((match) => match[1] ?? ""),
  ...[...text.matchAll(/\bnpm (start|test)\b/g)].map((match) => match[1] ?? ""),
];

/** Paths of this repository in the code spans of a text. */
const paths = (text: string): string[] =>
  [...text.matchAll(/`((?:\.github|\.ci|docs|scripts|src|test|generated|examples|bench)\/[\w./-]*)`/g)].map((match) => match[1] ?? "");

describe.each([...workflows, ...documents, ".ci/run"])("%s", (file) => {
  test("refers only to existing npm scripts", () => {
    for (const name of npmScripts(read(file))) expect(Object.keys(scripts), `${file}: npm run ${name}`).toContain(name);
  });

  test("refers only to existing files", () => {
    for (const path of paths(read(file))) expect(existsSync(`${root}${path}`), `${file}: ${path}`).toBe(true);
  });
});

test("every npm script runs an existing program or file", () => {
  for (const [name, line] of Object.entries(scripts)) {
    for (const command of line.split("&&").map((part) => part.trim())) {
      const [program = "", target = ""] = command.split(" ");
      if (program === "node") expect(existsSync(`${root}${target}`), `${name}: ${target}`).toBe(true);
      else if (program === "npm")
        expect(
          npmScripts(command).every((script) => script in scripts),
          `${name}: ${command}`,
        ).toBe(true);
      else expect(existsSync(`${root}node_modules/.bin/${program}`), `${name}: ${program}`).toBe(true);
      if (program === "jiti") expect(existsSync(`${root}${target}`), `${name}: ${target}`).toBe(true);
    }
  }
});

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<
    string,
    {
      if?: string;
      strategy?: { matrix: { node?: number[]; os?: string[]; script?: string[] } };
      permissions?: Record<string, string>;
      "timeout-minutes"?: number;
      /** A job that calls another workflow has none. */
      steps?: { run?: string; uses?: string }[];
      uses?: string;
    }
  >;
}

const workflow = (name: string): Workflow => parse(read(`.github/workflows/${name}.yml`)) as Workflow;

const runs = ({ jobs }: Workflow): string =>
  Object.values(jobs)
    .flatMap(({ steps = [] }) => steps.map(({ run }) => run ?? ""))
    .join("\n");

describe("the workflows", () => {
  test("run npm test and npm run verify on every supported Node version", () => {
    const { jobs } = workflow("ci");
    expect(jobs.test?.strategy?.matrix.node).toEqual([20, 22, 24, 26]);
    expect(runs(workflow("ci"))).toMatch(/npm test[\s\S]*npm run verify/);
  });

  test("run npm test on three operating systems", () => {
    const { jobs } = workflow("ci");
    expect(jobs.platforms?.strategy?.matrix.os).toEqual(["macos-latest", "windows-latest"]);
    for (const name of ["test", "platforms"]) expect(jobs[name]?.steps?.at(-1)?.run).toBe("npm test");
  });

  test("run CI for a pull request that a workflow opens", () => {
    const { regenerate, check } = workflow("regenerate").jobs;
    expect(regenerate?.permissions ?? workflow("regenerate").permissions).toEqual({ contents: "write", "pull-requests": "write" });
    expect(check?.uses).toBe("./.github/workflows/ci.yml");
    // A called workflow cannot have more permissions than its caller.
    const needed = Object.assign({}, ...Object.values(workflow("ci").jobs).map(({ permissions }) => permissions));
    expect(check?.permissions).toEqual(needed);
  });

  test("fail for pull requests with outdated generated files, and print the command to run", () => {
    const { jobs } = workflow("ci");
    expect(jobs.generated?.if).toContain("pull_request");
    expect(jobs.generated?.steps?.map(({ run }) => run ?? "").join("\n")).toMatch(
      /npm run generate -- --check[\s\S]*Run: npm run generate/,
    );
  });

  test("regenerate and open a pull request when started manually", () => {
    const regenerate = workflow("regenerate");
    expect(Object.keys(regenerate.on)).toEqual(["workflow_dispatch"]);
    expect(runs(regenerate)).toMatch(/npm run generate[\s\S]*gh pr create/);
  });

  test("run all long-running suites weekly", () => {
    const { on, jobs } = workflow("weekly");
    expect(Object.keys(on)).toContain("schedule");
    const suites = jobs.test?.strategy?.matrix.script ?? [];
    expect(suites.filter((name) => !(name in scripts))).toEqual([]);
    expect(suites).toEqual(expect.arrayContaining(Object.keys(scripts).filter((name) => /^test:(soak|fuzz|mutation|runtimes)/.test(name))));
  });

  test("publish with provenance and without a stored token, after all checks", () => {
    const release = workflow("release");
    expect(release.jobs.package?.permissions?.["id-token"]).toBe("write");
    expect(runs(release)).toContain("npm publish --provenance");
    expect(read(".github/workflows/release.yml")).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
    for (const job of ["package", "reference"]) expect(release.jobs[job]).toHaveProperty("needs", "check");
  });

  test("check out the same revision of the JSON Schema Test Suite wherever npm run verify runs", () => {
    const revisions = [...workflows, ".ci/run"]
      .filter((file) => npmScripts(read(file)).includes("verify"))
      .map((file) => [file, /JSON-Schema-Test-Suite\S*\s+(?:ref: )?([0-9a-f]{40})/.exec(read(file))?.[1]]);
    expect(revisions.map(([file]) => file)).toEqual([".github/workflows/ci.yml", ".github/workflows/release.yml", ".ci/run"]);
    expect(new Set(revisions.map(([, revision]) => revision)).size).toBe(1);
    expect(revisions[0]?.[1]).toBeDefined();
  });

  test.each(workflows)("%s pins every action to a commit, with its version", (file) => {
    for (const [line] of read(file).matchAll(/^\s*(?:- )?uses: .*$/gm))
      expect(line, file).toMatch(/uses: (\.\/\.github\/workflows\/[\w-]+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  test.each(workflows)("%s has restricted permissions, and timeouts for all jobs", (file) => {
    const { permissions, jobs } = parse(read(file)) as Workflow;
    expect(permissions).toBeDefined();
    for (const [name, job] of Object.entries(jobs)) {
      // The called workflow has the timeouts.
      if (job.uses === undefined) expect(job["timeout-minutes"], `${file}: ${name}`).toBeGreaterThan(0);
    }
  });
});

test(".ci/run is executable and stops at the first error", () => {
  expect(statSync(`${root}.ci/run`).mode & 0o111).not.toBe(0);
  expect(read(".ci/run")).toContain("set -euo pipefail");
});
