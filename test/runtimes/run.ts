import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, runParallel, type StepResult } from "../../scripts/task-runner.js";
import { loadPackage } from "../interop/package.js";
import { type RunOutcome, runtimes } from "./runtimes.js";

/** Connection details of the sandbox server, written next to the program as a module. */
interface Server {
  readonly baseUrl: string;
  readonly projectId: string;
  readonly token: string;
  readonly keys: { readonly accessKey: string; readonly secretKey: string };
}

/** Clock speed of the sandbox: a task of 90 s takes 0.3 s. */
const SPEED = 300;

/** Runs the program on every runtime, in a folder in which the package is installed. An unavailable runtime is a failure. */
export async function runOnAllRuntimes(folder: string): Promise<StepResult[]> {
  const programFolder = join(folder, "runtimes");
  cpSync(`${root}test/runtimes/program`, programFolder, { recursive: true });
  const { startSandbox } = await loadPackage(folder);
  const sandbox = await startSandbox({ speed: SPEED, throttle: false });
  const { url, projectId, token, credentials } = sandbox;
  const server: Server = { baseUrl: url, projectId, token, keys: credentials };
  try {
    writeFileSync(join(programFolder, "server.js"), `export default ${JSON.stringify(server)};\n`);
    const context = { programFolder, origin: new URL(url).origin };
    return await runParallel(
      runtimes.map(({ name, run }) => ({ name: `runtime: ${name}`, run: async () => toStepResult(name, await run(context)) })),
    );
  } finally {
    await sandbox.close();
  }
}

/** The JSON line that the program prints. */
interface Report {
  readonly runtime: string;
  readonly passed: readonly string[];
  readonly failures: readonly string[];
}

/** Converts the outcome to a step result. Fails if the runtime is unavailable or a different one, or if there is no report. */
export function toStepResult(name: string, outcome: RunOutcome): StepResult {
  if ("unavailable" in outcome) return { ok: false, note: "not available", output: outcome.unavailable };
  if ("crashed" in outcome) return { ok: false, note: "the program crashed", output: outcome.crashed };
  const report = findReport(outcome.output);
  if (report === undefined) return { ok: false, note: "the program printed no report", output: outcome.output };
  const { runtime, passed, failures } = report;
  if (!`${runtime}.`.replace(" ", ".").startsWith(`${name.replace(" ", ".")}.`)) return { ok: false, note: `the runtime is ${runtime}` };
  const count = passed.length + failures.length;
  if (failures.length > 0 || count === 0)
    return { ok: false, note: `${runtime}: ${passed.length} of ${count} checks passed`, output: failures.join("\n") };
  return { ok: true, note: `${runtime}: ${count} checks` };
}

/** Finds the last line that is a report; runtimes can print warnings around it. */
function findReport(output: string): Report | undefined {
  for (const line of output.split("\n").reverse()) {
    try {
      const value: unknown = JSON.parse(line);
      if (isReport(value)) return value;
    } catch {
      // A warning of the runtime.
    }
  }
  return undefined;
}

function isReport(value: unknown): value is Report {
  return typeof value === "object" && value !== null && "runtime" in value && "passed" in value && "failures" in value;
}
