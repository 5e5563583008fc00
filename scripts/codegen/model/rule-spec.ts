import { isObject } from "../../../src/core/json-equal.js";
import { findClosestName } from "../../../src/core/strings.js";
import { expandVariables, mapStrings, readVariables, reportUndeclaredVariables, variablesIn } from "./rule-variables.js";
import type { SchemaNode, SchemaReader } from "./schema.js";
import { withDescendants } from "./schema-children.js";

/** An entry of `x-validations`: the fields of Kubernetes CRD validation rules, plus id, severity, source, facts, hint and fixes. */
export interface RuleSpec {
  /** JSON Pointer of the entry. */
  readonly pointer: string;
  readonly id: string;
  /** CEL expression that is true for valid values. */
  readonly rule: string;
  readonly message: string;
  /** CEL expression for a message that includes the actual values. */
  readonly messageExpression?: string;
  /** Path from self (`.dx`) or from a macro variable of the rule (`layer.position`). */
  readonly fieldPath?: string;
  readonly reason?: string;
  readonly severity: "error" | "warning" | "note";
  readonly source: string;
  /** IDs of the documented facts that the rule enforces. */
  readonly facts?: readonly string[];
  readonly hint?: string;
  /** Automatic fixes: a CEL expression for the new value at a path. A fix is suggested only if `when` is true or absent. */
  readonly fixes?: readonly { readonly fieldPath: string; readonly value: string; readonly when?: string }[];
}

const SEVERITIES: readonly unknown[] = ["error", "warning", "note"];
const REASONS: readonly unknown[] = ["FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate"];

/** Reads the rules of a schema, without those of its subschemas, with their variables replaced. Reports invalid entries to the reader. */
export function readRules(node: SchemaNode, reader: SchemaReader): RuleSpec[] {
  const entries = node.keywords.get("x-validations");
  const variables = readVariables(node, reader);
  if (entries === undefined && variables.length === 0) return [];
  const pointer = `${node.pointer}/x-validations`;
  if (!Array.isArray(entries) || entries.length === 0) {
    reader.report(pointer, "x-validations must be an array of rules", "write an array of { id, rule, message, severity, source }");
    return [];
  }
  const specs = entries.flatMap((entry: unknown, i) => {
    const at = `${pointer}/${i}`;
    if (!isObject(entry)) reader.report(at, "a rule must be an object", "write { id, rule, message, severity, source }");
    return isObject(entry) && isValidRule(entry, at, reader) ? [{ ...(entry as unknown as RuleSpec), pointer: at }] : [];
  });
  const used = new Set(variables.flatMap(({ expression }) => variablesIn(expression)));
  const expanded = specs.map((spec) =>
    mapStrings(spec, (text, at) => {
      for (const name of variablesIn(text)) used.add(name);
      reportUndeclaredVariables(text, `${spec.pointer}${at}`, variables, reader);
      return expandVariables(text, variables);
    }),
  );
  for (const [i, { name }] of variables.entries())
    if (!used.has(name)) reader.report(`${node.pointer}/x-variables/${i}`, `no rule uses the variable ${name}`, "remove it");
  return expanded;
}

const isNonBlank = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

const RULE_FIELDS: Readonly<Record<string, { required: boolean; isValid: (value: unknown) => boolean; expected: string }>> = {
  id: {
    required: true,
    isValid: (value) => typeof value === "string" && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value),
    expected: "a kebab-case identifier",
  },
  rule: { required: true, isValid: isNonBlank, expected: "a CEL expression" },
  message: { required: true, isValid: isNonBlank, expected: "one sentence that states the requirement" },
  severity: { required: true, isValid: (value) => SEVERITIES.includes(value), expected: "error, warning or note" },
  source: { required: true, isValid: isNonBlank, expected: "a reference to the documentation, such as Table 9" },
  messageExpression: { required: false, isValid: isNonBlank, expected: "a CEL expression of type string" },
  fieldPath: {
    required: false,
    isValid: (value) => isNonBlank(value) && /^[a-z_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/i.test(String(value)),
    expected: "a path such as .width or layer.position",
  },
  reason: {
    required: false,
    isValid: (value) => REASONS.includes(value),
    expected: `one of ${REASONS.join(", ")}`,
  },
  facts: { required: false, isValid: (value) => Array.isArray(value) && value.every(isNonBlank), expected: "an array of IDs" },
  hint: { required: false, isValid: isNonBlank, expected: "a suggestion for a fix" },
  fixes: {
    required: false,
    isValid: (value) => Array.isArray(value) && value.length > 0 && value.every(isFix),
    expected: "an array of { fieldPath, value, when? }",
  },
};

function isFix(item: unknown): boolean {
  return (
    isObject(item) &&
    isNonBlank(item.fieldPath) &&
    isNonBlank(item.value) &&
    (item.when === undefined || isNonBlank(item.when)) &&
    Object.keys(item).every((key) => ["fieldPath", "value", "when"].includes(key))
  );
}

function isValidRule(entry: Readonly<Record<string, unknown>>, pointer: string, reader: SchemaReader): boolean {
  const before = reader.diagnostics.length;
  for (const [name, value] of Object.entries(entry)) {
    const field = Object.hasOwn(RULE_FIELDS, name) ? RULE_FIELDS[name] : undefined;
    if (!field) {
      const suggestion = findClosestName(name, Object.keys(RULE_FIELDS));
      reader.report(
        `${pointer}/${name}`,
        `unknown rule field ${JSON.stringify(name)}`,
        suggestion ? `write ${suggestion}` : `use ${Object.keys(RULE_FIELDS).join(", ")}`,
      );
    } else if (!field.isValid(value)) reader.report(`${pointer}/${name}`, `${name} must be ${field.expected}`, `write ${field.expected}`);
  }
  for (const [name, { required, expected }] of Object.entries(RULE_FIELDS)) {
    if (required && !Object.hasOwn(entry, name)) reader.report(pointer, `the rule has no ${name}`, `add ${name}: ${expected}`);
  }
  return reader.diagnostics.length === before;
}

/** Reports duplicate rule IDs. Issues, documentation and the test corpus identify rules by ID. */
export function reportDuplicateRuleIds(roots: Iterable<SchemaNode>, reader: SchemaReader): void {
  const known = new Map<string, string>();
  for (const node of withDescendants(roots)) {
    for (const { id, pointer } of readRules(node, reader)) {
      if (known.has(id))
        reader.report(`${pointer}/id`, `duplicate rule id ${id}, first used at ${known.get(id)}`, "use a unique id for each rule");
      else known.set(id, pointer);
    }
  }
}
