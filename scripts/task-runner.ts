import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What became of one step. */
export interface Verdict {
  readonly holds: boolean;
  /** One line: what was seen, in figures where there are any. */
  readonly note: string;
  /** What a person needs to fix it; printed only when the step does not hold. */
  readonly output?: string;
}

/** One thing that must hold. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<Verdict>;
}

/** Folder of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL("../", import.meta.url));

/** Runs a program in the repository and collects what it prints; never rejects, a missing program is code 127. */
export function command(file: string, args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
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
  /** Milliseconds after which the program is told to end. */
  readonly timeoutMs?: number;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, standard error first. */
  readonly output: string;
}

/** Path of a program that npm installed. */
export const bin = (name: string): string => `${root}node_modules/.bin/${name}`;

/** A step that is one command: it holds when the command ends with 0. */
export function commandStep(name: string, file: string, args: readonly string[], note: (stdout: string) => string = () => ""): Step {
  return {
    name,
    run: async () => {
      const { code, stdout, output } = await command(file, args);
      return code === 0 ? { holds: true, note: note(stdout) } : { holds: false, note: `ended with code ${code}`, output };
    },
  };
}

/** Runs steps side by side, prints each verdict in the order of the list, gives the verdicts back. */
export async function sideBySide(steps: readonly Step[]): Promise<Verdict[]> {
  const running = steps.map(timed);
  const verdicts: Verdict[] = [];
  for (const [index, step] of steps.entries()) {
    const { verdict, seconds } = (await running[index]) ?? { verdict: { holds: false, note: "did not run" }, seconds: 0 };
    print(step.name, verdict, seconds);
    verdicts.push(verdict);
  }
  return verdicts;
}

/** The closing line of every script that checks; sets the exit code. */
export function conclude(verdicts: readonly Verdict[]): void {
  const holding = verdicts.filter((verdict) => verdict.holds).length;
  console.log(`${holding} of ${verdicts.length} hold`);
  if (holding < verdicts.length) process.exitCode = 1;
}

async function timed(step: Step): Promise<{ verdict: Verdict; seconds: number }> {
  const start = performance.now();
  const verdict = await step.run().catch((error: unknown) => ({
    holds: false,
    note: "stopped by an error",
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  return { verdict, seconds: (performance.now() - start) / 1000 };
}

function print(name: string, verdict: Verdict, seconds: number): void {
  const head = `${verdict.holds ? "ok  " : "FAIL"} ${name.padEnd(22)} ${seconds.toFixed(1).padStart(5)} s`;
  console.log(verdict.note === "" ? head : `${head}  ${verdict.note}`);
  if (!verdict.holds && verdict.output) console.log(verdict.output.replace(/^/gm, "       "));
}
