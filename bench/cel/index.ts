import { join } from "node:path";
import type { Rounds } from "../lib/measure.js";
import { ROOT } from "../lib/paths.js";
import { runWorker } from "../lib/processes.js";
import { type Estimate, estimate, formatNumber, median, printGoals, printTable } from "../lib/thresholds.js";
import { instancesFor } from "./instances.js";
import { booleanResult, type Evaluation, ReferenceInterpreter } from "./interpreter.js";
import { type CompiledRule, compileRules, type HostedRule, loadRules, readFlatContract, readHostedRules } from "./rules.js";

const COUNT = 400;
const PROCESSES = 5;

/** Comparison of one compiled rule with the interpreter. */
interface RuleComparison {
  readonly rule: HostedRule;
  readonly valid: number;
  readonly violating: number;
  readonly messages: number;
  readonly differences: readonly string[];
}

/** Compares every compiled rule of the contract with a CEL interpreter on generated values, then measures their speed. */
async function main(): Promise<number> {
  const contract = readFlatContract();
  const rules = readHostedRules();
  await compileRules(rules);
  const compiled = await loadRules(rules);
  const interpreter = new ReferenceInterpreter(contract);
  const comparisons = rules.map((rule) => compareRule(rule, compiled.get(rule), interpreter, instancesFor(rule, contract, COUNT)));
  printTable(
    ["rule", "component", "valid", "violating", "messages", "differences"],
    comparisons.map(({ rule, valid, violating, messages, differences }) => [
      rule.id,
      rule.host,
      ...[valid, violating, messages, differences.length].map(String),
    ]),
  );
  const differenceLines = comparisons.flatMap(({ rule, differences }) =>
    differences.slice(0, 3).map((difference) => `${rule.id}: ${difference}`),
  );
  const oneSided = comparisons.filter(({ valid, violating }) => valid === 0 || violating === 0).map(({ rule }) => rule.id);
  if (differenceLines.length > 0) process.stdout.write(`${differenceLines.join("\n")}\n`);
  if (oneSided.length > 0) process.stdout.write(`No valid or no violating value was generated: ${oneSided.join(", ")}\n`);
  const valueCount = comparisons.reduce((total, { valid, violating }) => total + valid + violating, 0);
  const differenceCount = comparisons.reduce((total, comparison) => total + comparison.differences.length, 0);
  const ids = new Set(rules.map(({ id }) => id));
  process.stdout.write(
    `${ids.size} rules with ${rules.length} hosts, ${valueCount} values, ${differenceCount} different results or messages\n\n`,
  );
  reportSpeed();
  return differenceCount > 0 || oneSided.length > 0 ? 1 : 0;
}

function compareRule(
  rule: HostedRule,
  compiled: CompiledRule | undefined,
  interpreter: ReferenceInterpreter,
  values: readonly unknown[],
): RuleComparison {
  if (!compiled) throw new Error(`the rule ${rule.id} was not compiled`);
  const evaluateRule = interpreter.compile(rule.rule);
  const evaluateMessage = rule.messageExpression === undefined ? undefined : interpreter.compile(rule.messageExpression);
  let [valid, violating, messages] = [0, 0, 0];
  const differences: string[] = [];
  for (const value of values) {
    const issues = compiled.check(value);
    // Rules are not evaluated for values that violate the schema.
    if (issues.some(({ code }) => code !== "rule")) continue;
    const violation = issues.find((issue) => issue.rule === rule.isolatedId);
    const self = interpreter.toInput(value, rule.host);
    const expected = evaluateRule(self);
    if (booleanResult(expected) !== (violation === undefined))
      differences.push(`ours ${violation === undefined}, theirs ${formatEvaluation(expected)}: ${JSON.stringify(value).slice(0, 400)}`);
    if (violation === undefined) valid++;
    else violating++;
    const text = violation && evaluateMessage ? evaluateMessage(self) : undefined;
    // A message that uses a macro variable cannot be evaluated outside its rule.
    if (violation === undefined || text === undefined || "error" in text) continue;
    messages++;
    if (text.value !== violation.message) differences.push(`ours ${JSON.stringify(violation.message)}, theirs ${formatEvaluation(text)}`);
  }
  return { rule, valid, violating, messages, differences };
}

/** Prints the speed of some rules, measured in several processes, because processes differ more than the rounds within one. */
function reportSpeed(): void {
  const rows = ["fresh", "mixed"].flatMap(measureSpeed);
  printTable(
    ["rule", "handwritten", "ours", "interpreted"],
    rows.map(({ id, nanoseconds, ours, interpreted }) => [
      id,
      `${formatNumber(nanoseconds)} ns`,
      formatNumber(ours.median),
      formatNumber(interpreted.median),
    ]),
  );
  printGoals(rows.map(({ id, ours }) => ({ name: `${id}: ours / handwritten`, value: ours, atMost: 2 })));
}

/** `fresh`: no values were evaluated before. `mixed`: both implementations have evaluated many other values. */
function measureSpeed(history: string): { id: string; nanoseconds: number; ours: Estimate; interpreted: Estimate }[] {
  const jiti = join(ROOT, "node_modules/jiti/lib/jiti-cli.mjs");
  const seeds = Array.from({ length: PROCESSES }, (_, i) => String(i + 1));
  const processes = seeds.map(
    (seed) => runWorker(jiti, [join(ROOT, "bench/cel/speed.ts"), seed, history]) as Readonly<Record<string, Rounds>>,
  );
  return Object.keys(processes[0] ?? {}).map((id) => {
    const ratios = (name: string): number[][] =>
      processes.map((rounds) => (rounds[id]?.[name] ?? []).map((time, i) => time / (rounds[id]?.["handwritten"]?.[i] ?? Number.NaN)));
    const nanoseconds = median(processes.flatMap((rounds) => rounds[id]?.["handwritten"] ?? [])) / 16;
    return { id: `${id}, ${history}`, nanoseconds, ours: estimate(ratios("ours")), interpreted: estimate(ratios("interpreted")) };
  });
}

function formatEvaluation(evaluation: Evaluation): string {
  return "error" in evaluation ? `error: ${evaluation.error}` : String(evaluation.value);
}

process.exitCode = await main();
