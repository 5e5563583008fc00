import { isObject } from "../../../src/core/json-equal.js";
import { nearest } from "../../../src/core/strings.js";
import type { SchemaNode, SchemaReader } from "./schema.js";
import { withAllBelow } from "./schema-children.js";

/** One entry of `x-validations`: the fields of Kubernetes, and id, severity, source and what helps a reader. */
export interface RuleSpec {
  /** JSON Pointer of the entry. */
  readonly pointer: string;
  readonly id: string;
  /** CEL, true for what is right. */
  readonly rule: string;
  readonly message: string;
  /** CEL that makes a message with the numbers of the case. */
  readonly messageExpression?: string;
  /** `.dx` from self, or `layer.position` from a variable of the rule. */
  readonly fieldPath?: string;
  readonly reason?: string;
  readonly severity: "error" | "warning";
  readonly source: string;
  /** Ids of the facts that the rule enforces. */
  readonly facts?: readonly string[];
  readonly hint?: string;
  /** Computed repairs: a CEL value for a place. */
  readonly fixes?: readonly { readonly fieldPath: string; readonly value: string }[];
}

/** The rules that a schema itself carries; every fault is noted at the reader. */
export function rulesOf(node: SchemaNode, reader: SchemaReader): RuleSpec[] {
  const entries = node.keywords.get("x-validations");
  if (entries === undefined) return [];
  const pointer = `${node.pointer}/x-validations`;
  if (!Array.isArray(entries)) {
    reader.fault(pointer, "x-validations must be a list of rules", "write a list of { id, rule, message, severity, source }");
    return [];
  }
  return entries.flatMap((entry: unknown, i) => {
    const at = `${pointer}/${i}`;
    if (!isObject(entry)) reader.fault(at, "a rule must be an object", "write { id, rule, message, severity, source }");
    return isObject(entry) && isComplete(entry, at, reader) ? [{ ...(entry as unknown as RuleSpec), pointer: at }] : [];
  });
}

const TEXT = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

const FIELDS: Readonly<Record<string, { needed: boolean; holds: (value: unknown) => boolean; expected: string }>> = {
  id: {
    needed: true,
    holds: (value) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(String(value)),
    expected: "words of lower-case letters joined by hyphens",
  },
  rule: { needed: true, holds: TEXT, expected: "a CEL expression" },
  message: { needed: true, holds: TEXT, expected: "one sentence that says what is expected" },
  severity: { needed: true, holds: (value) => value === "error" || value === "warning", expected: "error or warning" },
  source: { needed: true, holds: TEXT, expected: "where it is documented, such as Table 9" },
  messageExpression: { needed: false, holds: TEXT, expected: "a CEL expression that makes a string" },
  fieldPath: {
    needed: false,
    holds: (value) => /^[a-z_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/i.test(String(value)) && TEXT(value),
    expected: "a path such as .width or layer.position",
  },
  reason: {
    needed: false,
    holds: (value) => ["FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate"].includes(String(value)),
    expected: "one of FieldValueInvalid, FieldValueForbidden, FieldValueRequired, FieldValueDuplicate",
  },
  facts: { needed: false, holds: (value) => Array.isArray(value) && value.every(TEXT), expected: "a list of ids" },
  hint: { needed: false, holds: TEXT, expected: "how to fix it" },
  fixes: {
    needed: false,
    holds: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((item) => isObject(item) && TEXT(item.fieldPath) && TEXT(item.value) && Object.keys(item).length === 2),
    expected: "a list of { fieldPath, value }",
  },
};

function isComplete(entry: Readonly<Record<string, unknown>>, pointer: string, reader: SchemaReader): boolean {
  const before = reader.faults.length;
  for (const [name, value] of Object.entries(entry)) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (!field) {
      const meant = nearest(name, Object.keys(FIELDS));
      reader.fault(
        `${pointer}/${name}`,
        `a rule has no field ${JSON.stringify(name)}`,
        meant ? `write ${meant}` : `use ${Object.keys(FIELDS).join(", ")}`,
      );
    } else if (!field.holds(value)) reader.fault(`${pointer}/${name}`, `${name} must be ${field.expected}`, `write ${field.expected}`);
  }
  for (const [name, { needed, expected }] of Object.entries(FIELDS)) {
    if (needed && !Object.hasOwn(entry, name)) reader.fault(pointer, `the rule has no ${name}`, `add ${name}: ${expected}`);
  }
  return reader.faults.length === before;
}

/** Notes rule ids that are used twice: findings, documentation and corpus are found by them. */
export function checkRuleIds(roots: Iterable<SchemaNode>, reader: SchemaReader): void {
  const known = new Map<string, string>();
  for (const node of withAllBelow(roots)) {
    for (const { id, pointer } of rulesOf(node, reader)) {
      if (known.has(id))
        reader.fault(`${pointer}/id`, `the rule id ${id} is taken by ${known.get(id)}`, "give every rule an id of its own");
      else known.set(id, pointer);
    }
  }
}
