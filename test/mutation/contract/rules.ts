import { type ASTNode, parse } from "@marcbachmann/cel-js";
import { isObject, type Obj as Json } from "../../../src/core/json-equal.js";
import type { Mutant, Path } from "./mutant.js";
import { replacementValues } from "./schema-mutants.js";

/** Mutants of the rules: each rule and each of its fields dropped, and each field changed, CEL and variables by one token at a time. */
export function ruleMutants(document: Json): Mutant[] {
  const components = isObject(document.components) && isObject(document.components.schemas) ? document.components.schemas : {};
  const constants = constantValues(document["x-constants"]);
  return Object.entries(components).flatMap(([component, schema]) => {
    if (!isObject(schema) || !Array.isArray(schema["x-validations"])) return [];
    const names = propertyNames(schema);
    const rules = schema["x-validations"].flatMap((rule: unknown, index) =>
      isObject(rule) ? mutantsOfRule(rule, ["components", "schemas", component, "x-validations", index], names, constants) : [],
    );
    const variables = Array.isArray(schema["x-variables"]) ? schema["x-variables"].filter(isObject) : [];
    const ofVariables = variables.flatMap(({ name, expression }, index) =>
      mutateCel(String(expression).trim(), constants).map(
        ({ text, change }): Mutant => ({
          location: `/components/schemas/${component}/x-variables/${name}`,
          change,
          edits: [{ path: ["components", "schemas", component, "x-variables", index, "expression"], action: "set", value: text }],
          rule: usersOf(String(name), schema)[0] ?? "",
        }),
      ),
    );
    return [...rules, ...ofVariables];
  });
}

/** IDs of the rules that use a variable, directly or through another variable. */
function usersOf(name: string, schema: Json): string[] {
  const isUsed = (entry: unknown): boolean => new RegExp(`variables\\.${name}\\b`).test(JSON.stringify(entry));
  const entries = (key: string): Json[] => (schema[key] as readonly Json[]).filter(isUsed);
  return [
    ...entries("x-validations").map(({ id }) => String(id)),
    ...entries("x-variables").flatMap((user) => usersOf(String(user.name), schema)),
  ];
}

function mutantsOfRule(rule: Json, rulePath: Path, fields: readonly string[], constants: Json): Mutant[] {
  const id = String(rule.id);
  const location = `/${rulePath.slice(0, -1).join("/")}/${id}`;
  const set = (path: Path, value: unknown, change: string): Mutant => ({
    location: [location, ...path].join("/"),
    change,
    edits: [{ path: [...rulePath, ...path], action: "set", value }],
    rule: id,
  });
  const drop = (path: Path): Mutant => ({
    location: [location, ...path].join("/"),
    change: "dropped",
    edits: [{ path: [...rulePath, ...path], action: "drop" }],
    rule: id,
  });
  const setCel = (path: Path, text: unknown): Mutant[] =>
    typeof text !== "string" ? [] : mutateCel(text.trim(), constants).map((mutation) => set(path, mutation.text, mutation.change));
  const fixes = Array.isArray(rule.fixes) ? rule.fixes.filter(isObject) : [];
  const facts = Array.isArray(rule.facts) ? rule.facts : [];
  return [
    drop([]),
    ...Object.keys(rule).map((key) => drop([key])),
    ...["id", "severity", "source", "reason", "message"].flatMap((key) =>
      replacementValues(rule[key], [key]).map((value) => set([key], value, `→ ${JSON.stringify(value)}`)),
    ),
    ...["rule", "messageExpression"].flatMap((key) => setCel([key], rule[key])),
    ...otherPaths(rule.fieldPath, fields).map((path) => set(["fieldPath"], path, `→ ${path}`)),
    ...facts.flatMap((fact: unknown, i) => [drop(["facts", i]), set(["facts", i], `${fact}9`, `${fact} → ${fact}9`)]),
    ...fixes.flatMap((fix, i) => [
      drop(["fixes", i]),
      ...otherPaths(fix.fieldPath, fields).map((path) => set(["fixes", i, "fieldPath"], path, `→ ${path}`)),
      ...["value", "when"].flatMap((key) => setCel(["fixes", i, key], fix[key])),
    ]),
  ];
}

/** Wrong field paths: the first other property, and the parent object. */
function otherPaths(fieldPath: unknown, fields: readonly string[]): string[] {
  if (typeof fieldPath !== "string") return [];
  const parts = fieldPath.split(".");
  const other = fields.find((name) => name !== parts[1]);
  const parent = parts.slice(0, -1).join(".");
  return [...(parts[0] === "" && other !== undefined ? [`.${other}`] : []), ...(parent === "" ? [] : [parent])];
}

/** Property names of a component. A component that only has rules applies to create requests. */
function propertyNames(schema: Json): string[] {
  return isObject(schema.properties) ? Object.keys(schema.properties) : ["video_config", "shoot_scripts"];
}

function constantValues(constants: unknown): Json {
  if (!isObject(constants)) return {};
  return Object.fromEntries(Object.entries(constants).map(([name, entry]) => [name, isObject(entry) ? entry.value : undefined]));
}

/** A CEL expression with one change. */
interface CelMutation {
  readonly change: string;
  readonly text: string;
}

/** Replacements for names and operators, each wrong by one step. */
const REPLACEMENTS: Readonly<Record<string, readonly string[]>> = {
  "<": ["<="],
  "<=": ["<"],
  ">": [">="],
  ">=": [">"],
  "==": ["!="],
  "!=": ["=="],
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  all: ["exists"],
  exists: ["all"],
  width: ["height"],
  height: ["width"],
  dx: ["dy"],
  dy: ["dx"],
  left: ["top"],
  right: ["bottom"],
  top: ["left"],
  bottom: ["right"],
};

/** All variants of a CEL expression with one changed literal, operator, guard, operand, name or pattern character. */
export function mutateCel(text: string, constants: Readonly<Record<string, unknown>>): CelMutation[] {
  const mutations: CelMutation[] = [];
  const masked = text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => "_".repeat(quoted.length));
  const replace = ({ start, end }: Range, replacement: string): void => {
    const change = `${excerpt(text.slice(start, end))} → ${excerpt(replacement)} at ${start}-${end}`;
    mutations.push({ change, text: text.slice(0, start) + replacement + text.slice(end) });
  };
  const visit = (node: ASTNode, pattern = false): void => {
    const range = expandRange(masked, node);
    const source = text.slice(range.start, range.end);
    if (node.op === "value") for (const replacement of literalReplacements(node.args, source, pattern)) replace(range, replacement);
    else if (node.op === "id") for (const replacement of constantReplacements(node.args, constants)) replace(range, replacement);
    else if (node.op === ".") {
      for (const replacement of REPLACEMENTS[node.args[1]] ?? [])
        replace({ start: node.end - node.args[1].length, end: node.end }, replacement);
    } else if (node.op === "!_" || node.op === "-_") replace(range, `(${textAt(text, expandRange(masked, node.args))})`);
    else if (node.op === "?:") for (const replacement of ["true", "false"]) replace(expandRange(masked, node.args[0]), replacement);
    else if (node.op === "call" && node.args[0] === "has") replace(range, `!${source}`);
    else if (node.op === "rcall") {
      const [name, receiver] = node.args;
      const offset = masked.indexOf(`.${name}(`, receiver.end) + 1;
      for (const replacement of REPLACEMENTS[name] ?? []) replace({ start: offset, end: offset + name.length }, replacement);
      if (name === "filter") replace(range, textAt(text, expandRange(masked, receiver)));
    } else if (isBinary(node)) {
      const [left, right] = node.args;
      const offset = skipClosing(masked, left.end);
      if (!masked.startsWith(node.op, offset)) throw new Error(`expected ${node.op} at offset ${offset} of ${text}`);
      for (const replacement of REPLACEMENTS[node.op] ?? []) replace({ start: offset, end: offset + node.op.length }, replacement);
      const neutral = { "&&": "true", "||": "false" }[node.op as string];
      if (neutral !== undefined) for (const child of [left, right]) replace(expandRange(masked, child), neutral);
    }
    for (const { child, isPattern } of childExpressions(node)) visit(child, isPattern);
  };
  visit(parse(text).ast);
  return mutations;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

type BinaryNode = Extract<ASTNode, { readonly args: [ASTNode, ASTNode] }>;

const isBinary = (node: ASTNode): node is BinaryNode => Object.hasOwn(REPLACEMENTS, node.op) || node.op === "in";

/** Child expressions of a node, except the variable of a macro and the argument of `has`. */
function childExpressions(node: ASTNode): { child: ASTNode; isPattern: boolean }[] {
  const children = (list: readonly ASTNode[]) => list.map((child) => ({ child, isPattern: false }));
  if (node.op === "call") return node.args[0] === "has" ? [] : children(node.args[1]);
  if (node.op === "rcall") {
    const [name, receiver, args] = node.args;
    const expressions = ["all", "exists", "filter", "map"].includes(name) ? args.slice(1) : args;
    return [...children([receiver]), ...expressions.map((child) => ({ child, isPattern: name === "matches" }))];
  }
  if (node.op === ".") return children([node.args[0]]);
  if (node.op === "!_" || node.op === "-_") return children([node.args]);
  if (node.op === "list" || node.op === "?:" || node.op === "[]") return children(node.args);
  return isBinary(node) ? children(node.args) : [];
}

/** Extends the range of a node until its parentheses are balanced: the parser excludes the outermost ones. */
function expandRange(masked: string, { start, end }: Range): Range {
  let [from, to] = [start, end];
  for (;;) {
    const { open, closed } = countUnmatched(masked.slice(from, to));
    if (closed > 0) from = masked.lastIndexOf("(", from - 1);
    else if (open > 0) to = masked.indexOf(")", to) + 1;
    else return { start: from, end: to };
  }
}

function countUnmatched(text: string): { open: number; closed: number } {
  let [open, closed] = [0, 0];
  for (const char of text) {
    if (char === "(") open++;
    else if (char === ")" && open > 0) open--;
    else if (char === ")") closed++;
  }
  return { open, closed };
}

/** Offset after the closing parentheses and white space that follow a node. */
function skipClosing(masked: string, end: number): number {
  let offset = end;
  while (/[\s)]/.test(masked[offset] ?? "")) offset++;
  return offset;
}

const textAt = (text: string, { start, end }: Range): string => text.slice(start, end);

/** Numbers plus and minus one, patterns without one of their characters, and strings emptied. */
function literalReplacements(value: unknown, source: string, pattern: boolean): string[] {
  if (typeof value === "bigint") return [String(value + 1n), value > 0n ? String(value - 1n) : "(-1)"];
  if (typeof value === "number") return [formatDouble(value + 1), value > 0 ? formatDouble(value - 1) : "(-1.0)"];
  if (typeof value === "boolean") return [String(!value)];
  if (typeof value !== "string") return [];
  const quote = source.slice(-1);
  if (pattern) return [...source.slice(1, -1)].map((_, i) => quote + source.slice(1, -1).slice(0, i) + source.slice(i + 2));
  return [value === "" ? '"x"' : quote + quote];
}

const formatDouble = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

/** Other constants of the same kind, list or scalar. */
function constantReplacements(name: string, constants: Readonly<Record<string, unknown>>): string[] {
  if (!Object.hasOwn(constants, name)) return [];
  const list = Array.isArray(constants[name]);
  return Object.keys(constants).filter((other) => other !== name && Array.isArray(constants[other]) === list);
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return `\`${line.length > 60 ? `${line.slice(0, 57)}…` : line}\``;
}
