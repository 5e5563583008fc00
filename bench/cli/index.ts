import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createRandom, shuffle } from "../lib/measure.js";
import { ROOT } from "../lib/paths.js";
import { estimate, formatNumber, type GoalResult, median, printGoals, printTable } from "../lib/thresholds.js";

const ROUNDS = 60;
const PROGRAM = join(ROOT, "dist/cli.cjs");
const EXAMPLE = join(ROOT, "test/golden/page-example.json");
const BASELINE = "node -e 0";

/** Arguments of the measured processes. `check` reads the example of the API documentation, which has only warnings. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  [BASELINE]: ["-e", "0"],
  "--help": [PROGRAM, "--help"],
  check: [PROGRAM, "check", EXAMPLE],
  "check --help": [PROGRAM, "check", "--help"],
  "explain BLOCK": [PROGRAM, "explain", "BLOCK"],
};

/** Measures the start time of the command line, relative to an empty Node process. */
function main(): void {
  const reason = outdatedReason();
  if (reason !== undefined) throw new Error(`dist/cli.cjs is ${reason}; run: npm run build`);
  const times = measure();
  const ratio = (name: string) => estimate([(times.get(name) ?? []).map((value, i) => value / (times.get(BASELINE)?.[i] ?? Number.NaN))]);
  printTable(
    ["process", "ms", "ratio to bare Node"],
    [...times].map(([name, values]) => [name, median(values).toFixed(1), formatNumber(ratio(name).median)]),
  );
  const goals: GoalResult[] = ["--help", "check"].map((name) => ({ name: `${name} / ${BASELINE}`, value: ratio(name), atMost: 1.5 }));
  printGoals(goals);
}

/** Measures all programs in random order in each round. Elements with the same index belong to the same round. */
function measure(): ReadonlyMap<string, readonly number[]> {
  const random = createRandom(1);
  const times = new Map<string, number[]>(Object.keys(PROGRAMS).map((name) => [name, []]));
  // Warm-up: the first run reads from disk.
  for (const [name, parameters] of Object.entries(PROGRAMS)) run(name, parameters);
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, parameters] of shuffle(Object.entries(PROGRAMS), random)) times.get(name)?.push(run(name, parameters));
  return times;
}

function run(name: string, parameters: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, parameters, { encoding: "utf8" });
  const wall = performance.now() - start;
  if (status !== 0) throw new Error(`${name} exited with ${status}:\n${stderr}`);
  return wall;
}

/** Returns why the program is outdated: missing, or older than a source. */
function outdatedReason(): string | undefined {
  if (!existsSync(PROGRAM)) return "missing";
  const built = statSync(PROGRAM).mtimeMs;
  const newer = ["src", "generated"].find((part) =>
    readdirSync(join(ROOT, part), { recursive: true, encoding: "utf8" }).some((file) => statSync(join(ROOT, part, file)).mtimeMs > built),
  );
  return newer === undefined ? undefined : `older than ${newer}/`;
}

main();
