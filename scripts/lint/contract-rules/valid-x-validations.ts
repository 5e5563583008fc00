import { arrayItems, type ContractRule, entries, isNonBlank, isObject, type LintDiagnostic } from "./rule.js";
import { schemas, validations } from "./walk.js";

const SEVERITIES: readonly unknown[] = ["error", "warning", "note"];
const REQUIRED_FIELDS = ["id", "rule", "message", "severity", "source"];
const KNOWN_FIELDS = new Set([...REQUIRED_FIELDS, "messageExpression", "fieldPath", "reason", "facts", "hint", "fixes"]);

/** `x-validations` entries must have the required fields and no unknown fields. */
export const validXValidations: ContractRule = {
  id: "valid-x-validations",
  description: "issues need a severity and a source, and a misspelled field is silently ignored",
  check: (document) => [...findProblems(document)],
};

function* findProblems(document: unknown): Generator<LintDiagnostic> {
  for (const { schema, path } of schemas(document)) {
    const list = schema["x-validations"];
    if (list !== undefined && arrayItems(list).length === 0)
      yield { path: [...path, "x-validations"], message: "x-validations must be a non-empty array of rules" };
  }
  for (const { entry, path } of validations(document)) {
    if (!isObject(entry)) {
      yield { path, message: "a rule must be an object with id, rule, message, severity and source" };
      continue;
    }
    for (const key of REQUIRED_FIELDS) if (!isNonBlank(entry[key])) yield { path, message: `rule has no ${key}; add it` };
    for (const [key] of entries(entry))
      if (!KNOWN_FIELDS.has(key))
        yield { path: [...path, key], message: `unknown rule field "${key}"; known fields: ${[...KNOWN_FIELDS].join(", ")}` };
    if (isNonBlank(entry.severity) && !SEVERITIES.includes(entry.severity)) {
      yield { path: [...path, "severity"], message: `severity must be error, warning or note, received "${entry.severity}"` };
    }
    for (const [index, fix] of arrayItems(entry.fixes).entries()) {
      if (!isObject(fix) || !isNonBlank(fix.value) || !isNonBlank(fix.fieldPath)) {
        yield { path: [...path, "fixes", index], message: "a fix must have a fieldPath and a value (CEL expression)" };
      }
    }
  }
}
