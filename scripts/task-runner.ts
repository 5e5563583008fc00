import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Result of one step. */
export interface StepResult {
  readonly ok: boolean;
  /** One-line summary, with numbers where available. */
  readonly note: string;
  /** Details needed to fix a failure; printed only when `ok` is false. */
  readonly output?: string;
}

/** One check. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<StepResult>;
}

/** Repository root, with a trailing slash. */
export const root = fileURLToPath(new URL("../", import.meta.url));

/** Runs a program in the repository root and collects its output. Never rejects: a program that cannot be started has exit code 127. */
export function runCommand(file: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? root,
      env: {
        ...process.env,
        NO_COLOR: "1",
        FORCE_COLOR: undefined,
        REDOCLY_TELEMETRY: "off",
        REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
        ...options.env,
      },
      timeout: options.timeoutMs,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", (error) => resolve({ code: 127, stdout: "", output: `${file}: ${error.message}` }));
    child.on("close", (code) => {
      const stdout = Buffer.concat(chunks).toString();
      resolve({ code: code ?? 1, stdout, output: [Buffer.concat(errors).toString(), stdout].join("").trim() });
    });
  });
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the process receives SIGTERM. */
  readonly timeoutMs?: number;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  /** stderr followed by stdout. */
  readonly output: string;
}

/** Path of an executable in `node_modules/.bin`. */
export const binPath = (name: string): string => `${root}node_modules/.bin/${name}`;

/** Creates a step that runs one command and passes when it exits with 0. */
export function commandStep(name: string, file: string, args: readonly string[], note: (stdout: string) => string = () => ""): Step {
  return {
    name,
    run: async () => {
      const { code, stdout, output } = await runCommand(file, args);
      return code === 0 ? { ok: true, note: note(stdout) } : { ok: false, note: `exited with code ${code}`, output };
    },
  };
}

/** Runs steps concurrently and prints their results in list order. */
export async function runParallel(steps: readonly Step[]): Promise<StepResult[]> {
  const running = steps.map(timed);
  const results: StepResult[] = [];
  for (const [index, step] of steps.entries()) {
    const { result, seconds } = (await running[index]) ?? { result: { ok: false, note: "did not run" }, seconds: 0 };
    print(step.name, result, seconds);
    results.push(result);
  }
  return results;
}

/** Prints the summary line that every checking script ends with, and sets exit code 1 if a check failed. */
export function reportResults(results: readonly StepResult[]): void {
  const passed = results.filter(({ ok }) => ok).length;
  console.log(`${passed} of ${results.length} checks passed`);
  if (passed < results.length) process.exitCode = 1;
}

async function timed(step: Step): Promise<{ result: StepResult; seconds: number }> {
  const start = performance.now();
  const result = await step.run().catch((error: unknown) => ({
    ok: false,
    note: "failed with an error",
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  return { result, seconds: (performance.now() - start) / 1000 };
}

function print(name: string, result: StepResult, seconds: number): void {
  const head = `${result.ok ? "ok  " : "FAIL"} ${name.padEnd(22)} ${seconds.toFixed(1).padStart(5)} s`;
  console.log(result.note === "" ? head : `${head}  ${result.note}`);
  if (!result.ok && result.output) console.log(result.output.replace(/^/gm, "       "));
}
