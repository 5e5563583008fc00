import { runWorker } from "../lib/processes.js";
import { type Estimate, estimate, median } from "../lib/statistics.js";
import { figure, printGoals, printTable, type Result } from "../lib/thresholds.js";
import { EXCEPTIONS } from "./agreement.js";
import { bundleContenders, bundleWorker } from "./bundles.js";
import { plainComponents, plainSchema } from "./schema.js";
import type { Answer, Orders } from "./worker.js";

const BATCH = 5;
const MOST = 10;

/** Speed of the validators, as ratios to the hand-written limit and to peers; verdicts are compared before anything is timed. */
async function main(): Promise<number> {
  const components = plainComponents();
  const bundles = await bundleContenders(components);
  const orders: Orders = { bundles, schema: plainSchema(components), components: Object.fromEntries(components), rounds: 20 };
  const { script, file } = await bundleWorker("validators", orders);
  const { disagreements, facts } = runWorker(script, [file, "agree"]) as Answer;
  const wrong = disagreements.filter(({ contender, name }) => !EXCEPTIONS[contender]?.includes(name));
  for (const { contender, name, said } of disagreements) process.stdout.write(`${contender} says ${said}: ${name}\n`);
  process.stdout.write(
    `${disagreements.length} exceptions, ${wrong.length} of them unexplained. Documents and faults: ${JSON.stringify(facts)}\n\n`,
  );
  if (wrong.length > 0) return 1;
  const answers: Answer[] = [];
  let results: Result[] = [];
  do {
    const from = answers.length;
    for (let i = 0; i < BATCH; i++) answers.push(runWorker(script, [file, "time", String(from + i + 1)]) as Answer);
    results = goals(answers);
  } while (answers.length < MOST && results.some(({ value, atMost }) => value.low <= atMost && value.high > atMost));
  printRows(answers, facts.limit ?? 1);
  printGoals(results);
  process.stdout.write(`(${answers.length} processes, ${orders.rounds} rounds each)\n`);
  return 0;
}

/** The ratio of two contenders of a row, round by round. */
function ratio(answers: readonly Answer[], row: string, over: string, under: string): Estimate {
  return estimate(
    answers.map(({ rows }) => {
      const [a, b] = [rows[row]?.[over] ?? [], rows[row]?.[under] ?? []];
      return a.map((value, i) => value / (b[i] ?? Number.NaN));
    }),
  );
}

function goals(answers: readonly Answer[]): Result[] {
  const rows = answers[0]?.rows ?? {};
  return Object.entries(rows).flatMap(([row, contenders]): Result[] => {
    const peers = Object.keys(contenders).filter((name) => !["limit", "ours", "boolean"].includes(name));
    const of = (over: string, under: string, atMost: number): Result => ({
      name: `${row}: ${over} / ${under}`,
      value: ratio(answers, row, over, under),
      atMost,
    });
    if (row.startsWith("all issues")) return [of("ours", "boolean", 1.1)];
    if (row === "collecting") return [of("ours", "limit", 1.4), of("ours", "ajv", 1 / 6)];
    const best = peers.reduce((a, b) => (ratio(answers, row, a, "limit").median <= ratio(answers, row, b, "limit").median ? a : b));
    return [of("ours", "limit", 1.2), of("ours", best, 1)];
  });
}

function printRows(answers: readonly Answer[], faults: number): void {
  const rows = answers[0]?.rows ?? {};
  const names = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
  const table = Object.keys(rows).map((row) => {
    const base = row.startsWith("all issues") ? "boolean" : "limit";
    const unit = median(answers.flatMap((answer) => answer.rows[row]?.[base] ?? []));
    const cells = names.map((name) => (rows[row]?.[name] ? figure(ratio(answers, row, name, base).median) : ""));
    return [row, ...cells, row === "collecting" ? `${base}: ${figure(unit / faults)} ns a fault` : `${base}: 1`];
  });
  process.stdout.write("How many times as long as the limit (or as our own boolean) each takes:\n");
  printTable(["row", ...names, "is 1"], table);
}

process.exitCode = await main();
