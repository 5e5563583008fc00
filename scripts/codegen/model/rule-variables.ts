import { isObject, type Obj } from "../../../src/core/json-equal.js";
import { findClosestName } from "../../../src/core/strings.js";
import type { SchemaNode, SchemaReader } from "./schema.js";

/** An entry of `x-variables`: an expression that the rules of the schema write as `variables.name`, as in a ValidatingAdmissionPolicy. */
export interface RuleVariable {
  readonly name: string;
  /** CEL expression. It can use the variables before it, and the macro variables at each place of use. */
  readonly expression: string;
}

const REFERENCE = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.])variables\.([A-Za-z_]\w*)/g;

/** Replaces each `variables.name` outside of string literals by the expression of the variable. */
export function expandVariables(text: string, variables: readonly RuleVariable[]): string {
  return text.replace(REFERENCE, (reference: string, name?: string) => {
    const index = variables.findIndex((variable) => variable.name === name);
    const variable = variables[index];
    if (variable === undefined) return reference;
    const expression = expandVariables(variable.expression.trim(), variables.slice(0, index));
    return /^[\w.]+$/.test(expression) ? expression : `(${expression})`;
  });
}

/** Returns a schema whose rules have the expressions of its variables, without `x-variables`. */
export function expandRules({ "x-variables": variables, ...schema }: Obj): Obj {
  const known = Array.isArray(variables) ? variables.filter(isVariable) : [];
  if (known.length === 0) return schema;
  return { ...schema, "x-validations": mapStrings(schema["x-validations"], (text) => expandVariables(text, known)) };
}

/** Returns a JSON value with its strings changed. `at` is the JSON Pointer of the string. */
export function mapStrings<T>(value: T, change: (text: string, at: string) => string, at = ""): T {
  const inner = (item: unknown, key: string | number): unknown => mapStrings(item, change, `${at}/${key}`);
  if (typeof value === "string") return change(value, at) as T;
  if (Array.isArray(value)) return value.map(inner) as T;
  return isObject(value) ? (Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item, key)])) as T) : value;
}

/** Returns the names of the variables that an expression uses directly. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, name]) => name ?? []);
}

/** Reads the variables of a schema. Reports invalid and duplicate entries, and references to variables that are not declared before. */
export function readVariables(node: SchemaNode, reader: SchemaReader): RuleVariable[] {
  const pointer = `${node.pointer}/x-variables`;
  const variables: RuleVariable[] = [];
  const entries = node.keywords.get("x-variables") ?? [];
  if (!Array.isArray(entries)) reader.report(pointer, "x-variables must be an array", ENTRY_FIX);
  for (const [i, entry] of (Array.isArray(entries) ? entries : []).entries()) {
    if (!isVariable(entry)) reader.report(`${pointer}/${i}`, "invalid variable", ENTRY_FIX);
    else if (variables.some(({ name }) => name === entry.name))
      reader.report(`${pointer}/${i}/name`, `duplicate variable ${entry.name}`, "use a unique name for each variable of the schema");
    else {
      reportUndeclaredVariables(entry.expression, `${pointer}/${i}/expression`, variables, reader);
      variables.push(entry);
    }
  }
  return variables;
}

const ENTRY_FIX = "write { name, expression }, with a CEL expression and a name of letters and digits that starts with a letter";

const isVariable = (entry: unknown): entry is RuleVariable =>
  isObject(entry) &&
  typeof entry.name === "string" &&
  /^[A-Za-z][A-Za-z0-9]*$/.test(entry.name) &&
  typeof entry.expression === "string" &&
  Object.keys(entry).length === 2;

/** Reports the variables that an expression uses and that are not declared. */
export function reportUndeclaredVariables(text: string, pointer: string, variables: readonly RuleVariable[], reader: SchemaReader): void {
  const known = variables.map(({ name }) => name);
  for (const name of variablesIn(text).filter((name) => !known.includes(name))) {
    const suggestion = findClosestName(name, known);
    const fix =
      suggestion === undefined ? "declare it in x-variables of the schema, before its first use" : `write variables.${suggestion}`;
    reader.report(pointer, `undeclared variable ${name}`, fix);
  }
}
