import { runCommand } from "../../scripts/task-runner.js";
import { runInChromium } from "./chromium.js";
import type { RunOutcome } from "./result.js";
import { writeWorkerdConfig } from "./workerd.js";

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
  // Under `npm run --silent`, npx prints no errors unless it has its own log level.
  const npxArgs = ["--yes", "--loglevel", "error", "--package", specifier, "--call", `command -v ${executable}`];
  const { code, stdout, output } = await runCommand("npx", npxArgs, { cwd: context.programFolder });
  const path = stdout.trim().split("\n").at(-1) ?? "";
  if (code !== 0 || path === "") return { unavailable: `npx --package ${specifier}: ${output}` };
  return runProgram(path, args, context);
}

async function runProgram(path: string, args: readonly string[], { programFolder }: RunContext): Promise<RunOutcome> {
  const { code, output } = await runCommand(path, args, { cwd: programFolder, timeoutMs: TIMEOUT_MS });
  return code === 0 ? { output } : { crashed: `exited with code ${code}\n${output.slice(0, MAX_OUTPUT)}` };
}
