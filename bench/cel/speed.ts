import { createRandom, measure, type Rounds, type Workload } from "../lib/measure.js";
import { readContract } from "../lib/paths.js";
import { ReferenceInterpreter } from "./check-agreement.js";
import { HANDWRITTEN_RULES } from "./handwritten-rules.js";
import { instancesFor } from "./instances.js";
import { type CompiledRule, loadRules, readHostedRules } from "./rules.js";

/**
 * Worker script: measures compiled rules against handwritten and interpreted ones on valid values and prints the rounds as JSON.
 * With `mixed`, both implementations first evaluate many other values, some of which violate the rule, because the values seen
 * before determine how well the code is optimized.
 */
async function main(seed: number, mixed: boolean): Promise<Record<string, Rounds>> {
  const rules = readHostedRules();
  const compiled = await loadRules(rules);
  const contract = readContract();
  const interpreter = new ReferenceInterpreter(contract);
  const rows = Object.entries(HANDWRITTEN_RULES).map(([id, { rule: handwritten, value }]): [string, Rounds] => {
    const rule = rules.find((candidate) => candidate.id === id);
    const ours = rule && compiled.get(rule);
    if (!ours) throw new Error(`the contract has no rule ${id}: update bench/cel/handwritten-rules.ts`);
    const values = Array.from({ length: 16 }, () => structuredClone(value));
    const self = interpreter.toInput(value, rule.host);
    const interpreted = interpreter.compile(rule.rule);
    for (const instance of mixed ? instancesFor(rule, contract, 400) : []) {
      handwritten(instance, "", []);
      ours.evaluate(instance, "", [], ours.noFailedPaths);
    }
    const workloads: Workload[] = [
      { name: "handwritten", run: createLoop(handwritten, values, undefined) },
      { name: "ours", run: createLoop(ours.evaluate, values, ours.noFailedPaths) },
      { name: "interpreted", run: createLoop(() => interpreted(self), values, undefined) },
    ];
    return [id, measure(workloads, 30, createRandom(seed))];
  });
  return Object.fromEntries(rows);
}

/**
 * Creates a separate loop for each function, as `loopOver` does. The function is called directly, because a shared wrapper would
 * prevent inlining and cost more than most rules.
 */
function createLoop(evaluate: CompiledRule["evaluate"], values: readonly unknown[], failed: unknown): Workload["run"] {
  const source =
    'const out = []; for (let n = 0; n < times; n++) for (let i = 0; i < values.length; i++) evaluate(values[i], "", out, failed); return out;';
  const run = new Function("evaluate", "values", "failed", "times", source);
  return (times) => run(evaluate, values, failed, times);
}

process.stdout.write(JSON.stringify(await main(Number(process.argv[2] ?? 1), process.argv[3] === "mixed")));
