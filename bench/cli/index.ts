import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { HOUSE } from "../lib/paths.js";
import { seeded, shuffled } from "../lib/random.js";
import { estimate, median } from "../lib/statistics.js";
import { figure, printGoals, printTable, type Result } from "../lib/thresholds.js";

const ROUNDS = 60;
const PROGRAM = join(HOUSE, "dist/cli.cjs");
const EXAMPLE = join(HOUSE, "test/golden/page-example.json");
const BARE = "node -e 0";

/** Whole processes, start to exit; `check` reads the page's example and ends with findings that are no errors. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  [BARE]: ["-e", "0"],
  "--help": [PROGRAM, "--help"],
  check: [PROGRAM, "check", EXAMPLE],
  "check --help": [PROGRAM, "check", "--help"],
  "explain BLOCK": [PROGRAM, "explain", "BLOCK"],
};

/** How long the command line takes to start, against Node that does nothing. */
function main(): void {
  const old = olderThan();
  if (old !== undefined) throw new Error(`dist/cli.cjs is ${old}; run: npm run build`);
  const found = measure();
  const ratio = (name: string) => estimate([(found.get(name) ?? []).map((value, i) => value / (found.get(BARE)?.[i] ?? Number.NaN))]);
  printTable(
    ["whole process", "ms", "of bare Node"],
    [...found].map(([name, times]) => [name, median(times).toFixed(1), figure(ratio(name).median)]),
  );
  const goals: Result[] = ["--help", "check"].map((name) => ({ name: `${name} / ${BARE}`, value: ratio(name), atMost: 1.5 }));
  printGoals(goals);
}

/** Milliseconds of each program, the n-th of every list from the same round, in an order that is drawn anew. */
function measure(): ReadonlyMap<string, readonly number[]> {
  const random = seeded(1);
  const found = new Map<string, number[]>(Object.keys(PROGRAMS).map((name) => [name, []]));
  // Once for nothing: the first reads from the disk.
  for (const [name, parameters] of Object.entries(PROGRAMS)) run(name, parameters);
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, parameters] of shuffled(Object.entries(PROGRAMS), random)) found.get(name)?.push(run(name, parameters));
  return found;
}

function run(name: string, parameters: readonly string[]): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, parameters, { encoding: "utf8" });
  const wall = performance.now() - began;
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stderr}`);
  return wall;
}

/** Whether the program is missing, or older than a source. */
function olderThan(): string | undefined {
  if (!existsSync(PROGRAM)) return "not there";
  const built = statSync(PROGRAM).mtimeMs;
  const newer = ["src", "generated"].find((part) =>
    readdirSync(join(HOUSE, part), { recursive: true, encoding: "utf8" }).some((file) => statSync(join(HOUSE, part, file)).mtimeMs > built),
  );
  return newer === undefined ? undefined : `older than ${newer}/`;
}

main();
