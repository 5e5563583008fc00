import { parsePointer } from "../../src/core/pointer.js";

type Schema = boolean | Readonly<Record<string, unknown>>;
type Json = Readonly<Record<string, unknown>>;

/**
 * Whether a value is valid against a JSON Schema 2020-12 schema. A slow interpreter that follows the text of the specification
 * and shares no code with the compiler, so that it can serve as its oracle.
 */
export function isValid(schema: Schema, value: unknown, root: Schema = schema): boolean {
  if (typeof schema === "boolean") return schema;
  const evaluate: EvaluateChild = (subschema, child) => isValid(subschema as Schema, child, root);
  const test: KeywordTest = (keyword, check) => !has(schema, keyword) || check(schema[keyword] as never);
  if (!test("$ref", (pointer: string) => evaluate(resolveRef(root, pointer), value))) return false;
  if (!test("type", (type: string | string[]) => [type].flat().some((name) => isType(name, value)))) return false;
  if (!test("enum", (list: unknown[]) => list.some((item) => jsonEqual(item, value)))) return false;
  if (!test("const", (item: unknown) => jsonEqual(item, value))) return false;
  if (!test("allOf", (subschemas: unknown[]) => subschemas.every((subschema) => evaluate(subschema, value)))) return false;
  if (!test("anyOf", (subschemas: unknown[]) => subschemas.some((subschema) => evaluate(subschema, value)))) return false;
  if (!test("oneOf", (subschemas: unknown[]) => subschemas.filter((subschema) => evaluate(subschema, value)).length === 1)) return false;
  if (!test("not", (subschema: unknown) => !evaluate(subschema, value))) return false;
  if (has(schema, "if")) {
    const branch = evaluate(schema.if, value) ? "then" : "else";
    if (!test(branch, (subschema: unknown) => evaluate(subschema, value))) return false;
  }
  if (typeof value === "number" && !isValidNumber(value, test)) return false;
  if (typeof value === "string" && !isValidString(value, test)) return false;
  if (Array.isArray(value) && !isValidArray(value, schema, test, evaluate)) return false;
  return !isObject(value) || isValidObject(value, schema, test, evaluate);
}

/** True if the keyword is absent or its parameter passes the check. */
type KeywordTest = (keyword: string, check: (parameter: never) => boolean) => boolean;
type EvaluateChild = (subschema: unknown, child: unknown) => boolean;

function isValidNumber(value: number, test: KeywordTest): boolean {
  return (
    test("minimum", (bound: number) => value >= bound) &&
    test("exclusiveMinimum", (bound: number) => value > bound) &&
    test("maximum", (bound: number) => value <= bound) &&
    test("exclusiveMaximum", (bound: number) => value < bound) &&
    test("multipleOf", (divisor: number) => isMultipleOf(value, divisor))
  );
}

function isValidString(value: string, test: KeywordTest): boolean {
  return (
    test("minLength", (length: number) => [...value].length >= length) &&
    test("maxLength", (length: number) => [...value].length <= length) &&
    test("pattern", (pattern: string) => new RegExp(pattern, "u").test(value))
  );
}

function isValidArray(value: readonly unknown[], schema: Json, test: KeywordTest, evaluate: EvaluateChild): boolean {
  const prefix = (schema.prefixItems ?? []) as readonly unknown[];
  const matching = has(schema, "contains") ? value.filter((item) => evaluate(schema.contains, item)).length : 0;
  return (
    test("minItems", (length: number) => value.length >= length) &&
    test("maxItems", (length: number) => value.length <= length) &&
    test("uniqueItems", (expected: boolean) =>
      !expected || value.every((item, i) => value.slice(0, i).every((other) => !jsonEqual(item, other)))) &&
    value.slice(0, prefix.length).every((item, i) => evaluate(prefix[i], item)) &&
    test("items", (subschema: unknown) => value.slice(prefix.length).every((item) => evaluate(subschema, item))) &&
    test("contains", () => matching >= ((schema.minContains as number | undefined) ?? 1)) &&
    test("maxContains", (max: number) => !has(schema, "contains") || matching <= max)
  );
}

function isValidObject(value: Json, schema: Json, test: KeywordTest, evaluate: EvaluateChild): boolean {
  const names = Object.keys(value);
  const listed = (schema.properties ?? {}) as Json;
  const patterns = Object.entries((schema.patternProperties ?? {}) as Json).map(([pattern, subschema]) => ({
    pattern: new RegExp(pattern, "u"),
    subschema,
  }));
  const others = names.filter((name) => !has(listed, name) && !patterns.some(({ pattern }) => pattern.test(name)));
  return (
    test("required", (expected: string[]) => expected.every((name) => has(value, name))) &&
    test("minProperties", (count: number) => names.length >= count) &&
    test("maxProperties", (count: number) => names.length <= count) &&
    Object.entries(listed).every(([name, subschema]) => !has(value, name) || evaluate(subschema, value[name])) &&
    patterns.every(({ pattern, subschema }) => names.every((name) => !pattern.test(name) || evaluate(subschema, value[name]))) &&
    test("additionalProperties", (subschema: unknown) => others.every((name) => evaluate(subschema, value[name]))) &&
    test("propertyNames", (subschema: unknown) => names.every((name) => evaluate(subschema, name))) &&
    test("dependentRequired", (map: Json) =>
      Object.entries(map).every(
        ([name, dependents]) => !has(value, name) || (dependents as string[]).every((property) => has(value, property)),
      )) &&
    test("dependentSchemas", (map: Json) =>
      Object.entries(map).every(([name, subschema]) => !has(value, name) || evaluate(subschema, value)))
  );
}

function isType(type: string, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return type === typeof value;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function has(object: Json, name: string): boolean {
  return Object.getOwnPropertyDescriptor(object, name) !== undefined;
}

/** Compares JSON values by their text with sorted keys. */
function jsonEqual(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value === 0 ? 0 : value);
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`)
    .join(",")}}`;
}

/** Exact decimal arithmetic: scales both numbers to integers of the same unit. */
function isMultipleOf(value: number, divisor: number): boolean {
  const unit = 10n ** 340n;
  const scaled = (n: number): bigint => {
    const [digits = "0", power = "0"] = Math.abs(n).toExponential(20).split("e");
    const shortest = Math.abs(n).toExponential().split("e")[0] ?? digits;
    const [whole = "0", rest = ""] = shortest.split(".");
    return (
      (BigInt(whole + rest) * unit * 10n ** BigInt(Math.max(0, Number(power) - rest.length))) /
      10n ** BigInt(Math.max(0, rest.length - Number(power)))
    );
  };
  return scaled(value) % scaled(divisor) === 0n;
}

function resolveRef(root: Schema, reference: string): unknown {
  return parsePointer(decodeURIComponent(reference.slice(1))).reduce<unknown>((value, name) => (value as Json)[name], root);
}
