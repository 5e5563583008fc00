import { join } from "node:path";
import type { Rounds } from "../lib/measure.js";
import { HOUSE, readContract } from "../lib/paths.js";
import { runWorker } from "../lib/processes.js";
import { type Estimate, estimate, median } from "../lib/statistics.js";
import { figure, printGoals, printTable } from "../lib/thresholds.js";
import { isTrue, Judge, type Opinion } from "./check-agreement.js";
import { instancesFor } from "./instances.js";
import { type CompiledRule, compileRules, type HostedRule, hostedRules, loadRules } from "./rules.js";

const COUNT = 400;
const PROCESSES = 5;

/** What one rule came to. */
interface Tally {
  readonly rule: HostedRule;
  readonly held: number;
  readonly broken: number;
  readonly messages: number;
  readonly faults: readonly string[];
}

/** Every rule of the contract on generated values: what we compiled against an interpreter of somebody else. Then their speed. */
async function main(): Promise<number> {
  const contract = readContract();
  const rules = hostedRules();
  await compileRules(rules);
  const compiled = await loadRules(rules);
  const judge = new Judge(contract);
  const tallies = rules.map((rule) => compare(rule, compiled.get(rule), judge, instancesFor(rule, contract, COUNT)));
  printTable(
    ["rule", "asked of", "held", "broken", "messages", "different"],
    tallies.map(({ rule, held, broken, messages, faults }) => [rule.id, rule.host, ...[held, broken, messages, faults.length].map(String)]),
  );
  const faults = tallies.flatMap(({ rule, faults }) => faults.slice(0, 3).map((fault) => `${rule.id}: ${fault}`));
  const idle = tallies.filter(({ held, broken }) => held === 0 || broken === 0).map(({ rule }) => rule.id);
  if (faults.length > 0) process.stdout.write(`${faults.join("\n")}\n`);
  if (idle.length > 0) process.stdout.write(`One verdict only, so nothing is shown: ${idle.join(", ")}\n`);
  const asked = tallies.reduce((total, { held, broken }) => total + held + broken, 0);
  const different = tallies.reduce((total, tally) => total + tally.faults.length, 0);
  const ids = new Set(rules.map(({ id }) => id));
  process.stdout.write(`${ids.size} rules with ${rules.length} hosts, ${asked} values, ${different} different verdicts or messages\n\n`);
  timeRules();
  return different > 0 || idle.length > 0 ? 1 : 0;
}

function compare(rule: HostedRule, compiled: CompiledRule | undefined, judge: Judge, values: readonly unknown[]): Tally {
  if (!compiled) throw new Error(`the rule ${rule.id} was not compiled`);
  const verdict = judge.expression(rule.rule);
  const wording = rule.messageExpression === undefined ? undefined : judge.expression(rule.messageExpression);
  let [held, broken, messages] = [0, 0, 0];
  const faults: string[] = [];
  for (const value of values) {
    const issues = compiled.check(value);
    // What the schema refuses is no question for the rule.
    if (issues.some(({ code }) => code !== "rule")) continue;
    const finding = issues.find((issue) => issue.rule === rule.aloneId);
    const self = judge.value(value, rule.host);
    const expected = verdict(self);
    if (isTrue(expected) !== (finding === undefined))
      faults.push(`ours ${finding === undefined}, theirs ${show(expected)}: ${JSON.stringify(value).slice(0, 400)}`);
    if (finding === undefined) held++;
    else broken++;
    const text = finding && wording ? wording(self) : undefined;
    // A message may name the variable of a macro, which only the rule itself can bind.
    if (finding === undefined || text === undefined || "error" in text) continue;
    messages++;
    if (text.value !== finding.message) faults.push(`ours ${JSON.stringify(finding.message)}, theirs ${show(text)}`);
  }
  return { rule, held, broken, messages, faults };
}

/** Speed of some rules, in processes of their own: how a process lays out its code weighs more than its rounds differ. */
function timeRules(): void {
  const rows = ["fresh", "mixed"].flatMap(rowsOf);
  printTable(
    ["rule", "by hand is 1", "ours", "interpreted"],
    rows.map(({ id, nanoseconds, ours, interpreted }) => [
      id,
      `${figure(nanoseconds)} ns`,
      figure(ours.median),
      figure(interpreted.median),
    ]),
  );
  printGoals(rows.map(({ id, ours }) => ({ name: `${id}: ours / by hand`, value: ours, atMost: 2 })));
}

/** `fresh`: nothing was judged before; `mixed`: both ours and by hand have judged many other values. */
function rowsOf(history: string): { id: string; nanoseconds: number; ours: Estimate; interpreted: Estimate }[] {
  const jiti = join(HOUSE, "node_modules/jiti/lib/jiti-cli.mjs");
  const seeds = Array.from({ length: PROCESSES }, (_, i) => String(i + 1));
  const processes = seeds.map(
    (seed) => runWorker(jiti, [join(HOUSE, "bench/cel/speed.ts"), seed, history]) as Readonly<Record<string, Rounds>>,
  );
  return Object.keys(processes[0] ?? {}).map((id) => {
    const ratios = (name: string): number[][] =>
      processes.map((rounds) => (rounds[id]?.[name] ?? []).map((time, i) => time / (rounds[id]?.["by hand"]?.[i] ?? Number.NaN)));
    const nanoseconds = median(processes.flatMap((rounds) => rounds[id]?.["by hand"] ?? [])) / 16;
    return { id: `${id}, ${history}`, nanoseconds, ours: estimate(ratios("ours")), interpreted: estimate(ratios("interpreted")) };
  });
}

function show(opinion: Opinion): string {
  return "error" in opinion ? `an error (${opinion.error})` : String(opinion.value);
}

process.exitCode = await main();
