/**
 * npm run verify [-- --offline] [--no-runtimes]
 *
 * Runs the checks that `npm test` does not include. A check whose tool is missing fails. With `--offline`, checks that need the npm
 * registry or programs other than Node are skipped and listed at the end. `--no-runtimes` skips the
 * checks on other runtimes, which CI runs in a job of their own: `npm run test:runtimes`. Exit codes: 0 all passed, 1 a check failed, 2 wrong usage.
 */
import { parseArgs } from "node:util";
import { binPath, commandStep, reportResults, root, runParallel, type Step, type StepResult } from "../scripts/task-runner.js";
import { checkDiagrams } from "./browser/diagrams.js";
import { checkMedia } from "./browser/media.js";
import { checkPlayground } from "./browser/playground.js";
import { checkSite } from "./browser/site.js";
import { findSuite } from "./conformance/suite.js";
import { createInteropChecks } from "./interop/index.js";
import { type Consumer, checkDeclarations, checkExamples, checkImports, compilers, installConsumer } from "./package/consumer.js";
import { checkGuides } from "./package/guides.js";
import { checkManifest, checkTypeResolution, packTarball } from "./package/tarball.js";
import { checkTerminal } from "./package/terminal.js";
import { findVersionMismatches } from "./package/versions.js";

import { runOnAllRuntimes } from "./runtimes/run.js";

const results: StepResult[] = [];
const skipped: string[] = [];

const options = parseOptions();
if (options === undefined) process.exitCode = 2;
else {
  await runChecks(options);
  for (const reason of skipped) console.log(`skipped: ${reason}`);
  reportResults(results);
}

interface Options {
  readonly offline: boolean;
  readonly "no-runtimes": boolean;
}

function parseOptions(): Options | undefined {
  try {
    const flag = { type: "boolean", default: false } as const;
    return parseArgs({ options: { offline: flag, "no-runtimes": flag } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nusage: npm run verify [-- --offline] [--no-runtimes]`);
    return undefined;
  }
}

/** The steps of one group run in parallel; each group needs the results of the previous one. */
async function runChecks({ offline, "no-runtimes": noRuntimes }: Options): Promise<void> {
  await run([
    script("generated code", "scripts/codegen/index.ts", "--check"),
    script("lint", "scripts/lint/index.ts"),
    { name: "versions", run: checkVersions },
  ]);
  await run([
    commandStep("types", binPath("tsc"), ["-p", "tsconfig.json"], () => "all code"),
    commandStep("types without Node", binPath("tsc"), ["-p", "tsconfig.src.json"], () => "code that all runtimes share"),
    script("docs", "scripts/docs/index.ts", "--check"),
    script("public API", "scripts/release/api.ts", "--check"),
    commandStep("workflow steps", binPath("vitest"), ["run", "test/workflows"], (stdout) => stdout.trim().split("\n").at(-1) ?? ""),
    ...conformance(),
    ...documentMutants(offline),
  ]);
  const [build] = await run([script("build", "scripts/build/index.ts"), script("docs: playground", "scripts/docs/index.ts")]);
  const afterBuild = (name: string, check: () => Promise<StepResult>): Step => ({
    name,
    run: build?.ok ? check : async () => ({ ok: false, note: "did not run: the build failed" }),
  });

  const [tarball] = await run([afterBuild("package: pack", packTarball)]);
  if (tarball?.ok)
    await run([
      { name: "package: publint", run: checkManifest },
      { name: "package: attw", run: checkTypeResolution },
    ]);
  await run([script("package: upgrade", "test/package/upgrade.ts", ...(offline ? ["--offline"] : []))]);
  if (offline) {
    skipped.push(
      "package: install, imports, declarations and examples: need the npm registry",
      "interop: Prism and the official SDK core: need the npm registry",
      "runtimes: Node, Deno, Bun, workerd and Chromium: need the npm registry and Chromium",
      "browser: playground, site, diagrams and videos: need Chromium",
      "terminal: needs script of util-linux",
      "batch and queue: need redis-server",
    );
    return;
  }
  if (noRuntimes) skipped.push("runtimes: --no-runtimes");
  if (tarball?.ok) await checkInstalledPackage(noRuntimes);
  await run([script("batch and queue", "test/batch/index.ts", "--videos", "200", "--kills", "10")]);
  await run([
    { name: "browser: playground", run: checkPlayground },
    { name: "browser: site", run: checkSite },
    { name: "browser: diagrams", run: checkDiagrams },
    { name: "browser: videos", run: checkMedia },
    afterBuild("terminal", checkTerminal),
    afterBuild("guides", checkGuides),
  ]);
}

/** Checks that use the packed package, installed in an empty project. */
async function checkInstalledPackage(noRuntimes: boolean): Promise<void> {
  let installed: Consumer | undefined;
  await run([
    {
      name: "package: install",
      run: async () => {
        installed = await installConsumer();
        return { ok: true, note: "the tarball, into an empty project" };
      },
    },
  ]);
  if (installed === undefined) return;
  const consumer = installed;
  const interop = createInteropChecks();
  try {
    await run([
      { name: "package: imports", run: () => checkImports(consumer) },
      ...compilers.map((compiler) => ({ name: `package: types, ${compiler}`, run: () => checkDeclarations(consumer, compiler) })),
      { name: "package: examples", run: () => checkExamples(consumer) },
      interop.install,
    ]);
    results.push(...(await interop.run(consumer.folder)));
    if (!noRuntimes) results.push(...(await runOnAllRuntimes(consumer.folder)));
  } finally {
    consumer.remove();
  }
}

async function run(steps: readonly Step[]): Promise<StepResult[]> {
  const group = await runParallel(steps);
  results.push(...group);
  return group;
}

function script(name: string, path: string, ...args: string[]): Step {
  return commandStep(name, binPath("jiti"), [`${root}${path}`, ...args], (stdout) => stdout.trim().split("\n").at(-1) ?? "");
}

/** Needs the npm registry once, for the public documents. */
function documentMutants(offline: boolean): Step[] {
  if (!offline)
    return [
      commandStep(
        "documents",
        binPath("jiti"),
        [`${root}test/mutation/documents/index.ts`, "--seed=1"],
        (stdout) => stdout.trim().split("\n").at(-1) ?? "",
      ),
    ];
  skipped.push("documents: mutants of public documents need the npm registry");
  return [];
}

/** Skipped without the official test suite, except in CI, where it fails. */
function conformance(): Step[] {
  if (findSuite() !== undefined || process.env.CI)
    return [
      commandStep("conformance", binPath("jiti"), [`${root}test/conformance/index.ts`], (stdout) =>
        stdout.trim().split("\n").slice(-2).join(": ").replace(/ +/g, " "),
      ),
    ];
  skipped.push("conformance: needs the JSON Schema Test Suite (JSON_SCHEMA_TEST_SUITE)");
  return [];
}

async function checkVersions(): Promise<StepResult> {
  const mismatches = findVersionMismatches(root);
  if (mismatches.length > 0) return { ok: false, note: `${mismatches.length} mismatches`, output: mismatches.join("\n") };
  return { ok: true, note: "package, lock file, contract and changelog" };
}
