import { figure, printGoals, printTable, type Result } from "../lib/goal.js";
import { measure, type Work } from "../lib/measure.js";
import { seeded } from "../lib/random.js";
import { estimate, median } from "../lib/statistics.js";
import { BY_HAND, handWritten } from "./by-hand.js";
import type { Judge } from "./judge.js";
import type { CompiledRule, HostedRule } from "./rules.js";

/** Compiled rules against the same by hand and interpreted, each on a value that keeps it. */
export function timeRules(rules: readonly HostedRule[], compiled: ReadonlyMap<HostedRule, CompiledRule>, judge: Judge): void {
  const rows: string[][] = [];
  const results: Result[] = [];
  for (const [id, { rule: byHand, value }] of Object.entries(BY_HAND)) {
    const rule = rules.find((candidate) => candidate.id === id);
    const ours = rule && compiled.get(rule);
    if (!ours) throw new Error(`there is no rule ${id} to measure: mend bench/cel/by-hand.ts`);
    const values = Array.from({ length: 16 }, () => structuredClone(value));
    const self = judge.value(value, rule.host);
    const interpreted = judge.expression(rule.rule);
    const works: Work[] = [
      { name: "by hand", run: loop((item, out) => handWritten(byHand, item, out), values) },
      { name: "ours", run: loop((item, out) => ours.ask(item, "", out, undefined), values) },
      { name: "interpreted", run: loop(() => interpreted(self), values) },
    ];
    const rounds = measure(works, 60, seeded(7));
    const ratios = (name: string): number[] => (rounds[name] ?? []).map((time, i) => time / (rounds["by hand"]?.[i] ?? Number.NaN));
    const nanoseconds = median(rounds["by hand"] ?? []) / values.length;
    rows.push([id, `${figure(nanoseconds)} ns`, figure(median(ratios("ours"))), figure(median(ratios("interpreted")))]);
    results.push({ name: `${id}: ours / by hand`, value: estimate([ratios("ours")]), atMost: 2 });
  }
  printTable(["rule", "by hand is 1", "ours", "interpreted"], rows);
  printGoals(results);
}

/** A loop of its own for each work, as in `loopOver`. */
function loop(ask: (value: unknown, out: unknown[]) => unknown, values: readonly unknown[]): Work["run"] {
  const run = new Function(
    "ask",
    "values",
    "times",
    "const out = []; for (let n = 0; n < times; n++) for (let i = 0; i < values.length; i++) ask(values[i], out); return out;",
  );
  return (times) => run(ask, values, times);
}
