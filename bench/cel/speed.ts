import { measure, type Rounds, type Work } from "../lib/measure.js";
import { readContract } from "../lib/paths.js";
import { seeded } from "../lib/random.js";
import { Judge } from "./check-agreement.js";
import { BY_HAND } from "./handwritten-rules.js";
import { instancesFor } from "./instances.js";
import { type CompiledRule, hostedRules, loadRules } from "./rules.js";

/**
 * Run as a process of its own: compiled rules against the same by hand and interpreted, each on a value that keeps it, as JSON.
 * `mixed` lets both first judge many values of other shapes, some of which break the rule: what a process has seen decides how
 * well its code is compiled, so neither may have seen more than the other.
 */
async function main(seed: number, mixed: boolean): Promise<Record<string, Rounds>> {
  const rules = hostedRules();
  const compiled = await loadRules(rules);
  const contract = readContract();
  const judge = new Judge(contract);
  const rows = Object.entries(BY_HAND).map(([id, { rule: byHand, value }]): [string, Rounds] => {
    const rule = rules.find((candidate) => candidate.id === id);
    const ours = rule && compiled.get(rule);
    if (!ours) throw new Error(`there is no rule ${id} to measure: fix bench/cel/handwritten-rules.ts`);
    const values = Array.from({ length: 16 }, () => structuredClone(value));
    const self = judge.value(value, rule.host);
    const interpreted = judge.expression(rule.rule);
    for (const instance of mixed ? instancesFor(rule, contract, 400) : []) {
      byHand(instance, "", []);
      ours.ask(instance, "", [], ours.nothingFailed);
    }
    const works: Work[] = [
      { name: "by hand", run: loop(byHand, values, undefined) },
      { name: "ours", run: loop(ours.ask, values, ours.nothingFailed) },
      { name: "interpreted", run: loop(() => interpreted(self), values, undefined) },
    ];
    return [id, measure(works, 30, seeded(seed))];
  });
  return Object.fromEntries(rows);
}

/**
 * A loop of its own for each work, as in `loopOver`. It calls the very function, not a wrapper: one wrapper around all rules
 * would keep each of them from being put in line, and cost more than most of them do.
 */
function loop(ask: CompiledRule["ask"], values: readonly unknown[], failed: unknown): Work["run"] {
  const source =
    'const out = []; for (let n = 0; n < times; n++) for (let i = 0; i < values.length; i++) ask(values[i], "", out, failed); return out;';
  const run = new Function("ask", "values", "failed", "times", source);
  return (times) => run(ask, values, failed, times);
}

process.stdout.write(JSON.stringify(await main(Number(process.argv[2] ?? 1), process.argv[3] === "mixed")));
