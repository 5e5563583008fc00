import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { runCommand } from "../../scripts/task-runner.js";
import { CHROMIUM_FLAGS, findChromium, installHint } from "../browser/chromium.js";
import { installProgram } from "../helpers/processes.js";

/** Outcome of running the program on a runtime. */
export type RunOutcome =
  | { readonly output: string }
  /** Reason why the runtime could not be installed or found. */
  | { readonly unavailable: string }
  | { readonly crashed: string };

export interface RunContext {
  readonly programFolder: string;
  /** Origin of the sandbox server: `http://127.0.0.1:<port>`. */
  readonly origin: string;
}

export interface Runtime {
  readonly name: string;
  readonly run: (context: RunContext) => Promise<RunOutcome>;
}

const NODE_VERSIONS = ["20", "22", "24", "26"];

/** Characters of the output of a crashed program that are kept. */
const MAX_OUTPUT = 4000;

/** Program processes that do not exit have left a socket or timer open. */
const TIMEOUT_MS = 45_000;

/** All supported runtimes. Node is the newest release of each major version; the other versions are pinned. */
export const runtimes: readonly Runtime[] = [
  ...NODE_VERSIONS.map((version) => ({ name: `Node ${version}`, run: (context: RunContext) => runInNode(version, context) })),
  {
    name: "Deno",
    // The client only needs network access: no files, no environment variables.
    run: (context) =>
      installAndRun("deno@2.9.5", "deno", ["run", "--no-prompt", `--allow-net=${new URL(context.origin).host}`, "main.js"], context),
  },
  { name: "Bun", run: (context) => installAndRun("bun@1.4.5", "bun", ["main.js"], context) },
  {
    name: "workerd",
    run: async (context) =>
      installAndRun("workerd@1.20261023.1", "workerd", ["test", await writeWorkerdConfig(context.programFolder)], context),
  },
  { name: "Chromium", run: runInChromium },
];

/** Uses the current Node if its major version matches. */
function runInNode(version: string, context: RunContext): Promise<RunOutcome> {
  return process.versions.node.split(".")[0] === version
    ? runProgram(process.execPath, ["main.js"], context)
    : installAndRun(`node@${version}`, "node", ["main.js"], context);
}

/** Installs a runtime into the npm cache and runs the program with it. */
async function installAndRun(specifier: string, executable: string, args: readonly string[], context: RunContext): Promise<RunOutcome> {
  const path = await installProgram([specifier], executable).catch((error: Error) => error);
  if (path instanceof Error) return { unavailable: path.message };
  return runProgram(path, args, context);
}

async function runProgram(path: string, args: readonly string[], { programFolder }: RunContext): Promise<RunOutcome> {
  const { code, output } = await runCommand(path, args, { cwd: programFolder, timeoutMs: TIMEOUT_MS });
  return code === 0 ? { output } : { crashed: `exited with code ${code}\n${output.slice(0, MAX_OUTPUT)}` };
}

/** Runs the program in a page with the origin of the sandbox, because the gateway does not allow cross-origin requests. */
async function runInChromium({ programFolder, origin }: RunContext): Promise<RunOutcome> {
  const executablePath = findChromium();
  if (executablePath === undefined) return { unavailable: installHint };
  await build({
    absWorkingDir: programFolder,
    entryPoints: ["page.js"],
    outfile: "page.bundle.js",
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    // Only the page itself is intercepted; requests of the program reach the sandbox.
    await page.route(`${origin}/`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>program</title>" }));
    await page.goto(`${origin}/`);
    await page.addScriptTag({ path: join(programFolder, "page.bundle.js") });
    const report = await page.evaluate(() => (globalThis as unknown as { report: Promise<unknown> }).report);
    return { output: JSON.stringify(report) };
  } finally {
    await browser.close();
  }
}

/** No compatibility flags, so that Node's modules are not available. */
const COMPATIBILITY_DATE = "2026-10-01";

/** Bundles the program as a worker with access to the local network, and returns the path of its configuration. */
async function writeWorkerdConfig(folder: string): Promise<string> {
  await build({
    absWorkingDir: folder,
    entryPoints: ["worker.js"],
    outfile: "worker.bundle.js",
    bundle: true,
    format: "esm",
    platform: "neutral",
    conditions: ["workerd", "worker", "import"],
    target: "es2022",
    logLevel: "error",
  });
  const file = join(folder, "workerd.capnp");
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "program",
      worker = (
        modules = [ (name = "worker.js", esModule = embed "worker.bundle.js") ],
        compatibilityDate = "${COMPATIBILITY_DATE}",
        globalOutbound = "localhost",
      )
    ),
    (name = "localhost", network = (allow = ["private"])),
  ],
);
`,
  );
  return file;
}
