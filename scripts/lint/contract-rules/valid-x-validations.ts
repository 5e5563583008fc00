import { entries, type Finding, type HouseRule, isObject, isText, items } from "./rule.js";
import { schemas, validations } from "./walk.js";

const REQUIRED = ["id", "rule", "message", "severity", "source"];
const KNOWN = new Set([...REQUIRED, "messageExpression", "fieldPath", "reason", "facts", "hint", "fixes"]);

/** An `x-validations` entry has an id, a rule, a message, a severity and a source, and no field that nobody reads. */
export const ruleComplete: HouseRule = {
  id: "rule-complete",
  why: "a finding without source or severity cannot be weighed; a misspelled field is a constraint dropped in silence",
  check: (document) => [...found(document)],
};

function* found(document: unknown): Generator<Finding> {
  for (const { schema, path } of schemas(document)) {
    const list = schema["x-validations"];
    if (list !== undefined && items(list).length === 0)
      yield { path: [...path, "x-validations"], message: "x-validations is a list of rules, with at least one" };
  }
  for (const { entry, path } of validations(document)) {
    if (!isObject(entry)) {
      yield { path, message: "a rule is an object with id, rule, message, severity and source" };
      continue;
    }
    for (const key of REQUIRED) if (!isText(entry[key])) yield { path, message: `rule without ${key}` };
    for (const [key] of entries(entry))
      if (!KNOWN.has(key)) yield { path: [...path, key], message: `"${key}" is no field of a rule; known: ${[...KNOWN].join(", ")}` };
    if (isText(entry.severity) && entry.severity !== "error" && entry.severity !== "warning") {
      yield { path: [...path, "severity"], message: `severity is error or warning; found "${entry.severity}"` };
    }
    for (const [index, fix] of items(entry.fixes).entries()) {
      if (!isObject(fix) || !isText(fix.value) || !isText(fix.fieldPath)) {
        yield { path: [...path, "fixes", index], message: "a fix has a fieldPath and a value, which is CEL text" };
      }
    }
  }
}
