import { equal, isObject, type Obj } from "../../../src/core/json-equal.js";
import { arrayOf, at, type Collector } from "./walk.js";

/** Members of a rule that change what it reports, but not when. */
const REPORT = new Set(["fieldPath", "message", "messageExpression", "source", "facts", "hint", "reason"]);

/** Compares the rules of a schema by id. */
export function compareRules(collector: Collector, pointer: string, was: unknown, is: unknown): void {
  const now = arrayOf(is).filter(isObject);
  const old = arrayOf(was).filter(isObject);
  for (const rule of now) {
    const place = at(pointer, arrayOf(is).indexOf(rule));
    const before = old.find(({ id }) => id === rule.id);
    if (before === undefined) collector.add(isError(rule) ? "rule added as error" : "rule added as warning", place, undefined, rule);
    else compareRule(collector, place, before, rule);
  }
  for (const rule of old)
    if (!now.some(({ id }) => id === rule.id)) collector.add("rule removed", at(pointer, arrayOf(was).indexOf(rule)), rule, undefined);
}

/** A rule without a severity is an error, as in Kubernetes. */
const isError = (rule: Obj): boolean => rule.severity !== "warning";

function compareRule(collector: Collector, pointer: string, was: Obj, is: Obj): void {
  if (isError(was) !== isError(is))
    collector.add(isError(is) ? "rule raised to error" : "rule lowered to warning", at(pointer, "severity"), was.severity, is.severity);
  for (const key of new Set([...Object.keys(is), ...Object.keys(was)])) {
    if (key === "severity" || equal(was[key], is[key])) continue;
    const place = at(pointer, key);
    if (key === "fixes") collector.add("fix changed", place, was[key], is[key]);
    else if (REPORT.has(key)) collector.add("documentation", place, was[key], is[key]);
    else if (key === "rule") collector.add(isError(is) ? "error rule changed" : "warning rule changed", place, was[key], is[key]);
    else collector.add("other", place, was[key], is[key]);
  }
}
