import { segmentsOf } from "../../src/core/pointer.js";

type Schema = boolean | Readonly<Record<string, unknown>>;
type Json = Readonly<Record<string, unknown>>;

/**
 * Whether a schema of JSON Schema 2020-12 holds for a value: an interpreter that follows the text of the specification word by
 * word, slow and without any part of the compiler, so that it can judge it.
 */
export function holds(schema: Schema, value: unknown, root: Schema = schema): boolean {
  if (typeof schema === "boolean") return schema;
  const below = (part: unknown, inner: unknown): boolean => holds(part as Schema, inner, root);
  const asks = (keyword: string, test: (parameter: never) => boolean): boolean => !has(schema, keyword) || test(schema[keyword] as never);
  if (!asks("$ref", (pointer: string) => below(resolve(root, pointer), value))) return false;
  if (!asks("type", (type: string | string[]) => [type].flat().some((name) => isType(name, value)))) return false;
  if (!asks("enum", (list: unknown[]) => list.some((item) => same(item, value)))) return false;
  if (!asks("const", (item: unknown) => same(item, value))) return false;
  if (!asks("allOf", (parts: unknown[]) => parts.every((part) => below(part, value)))) return false;
  if (!asks("anyOf", (parts: unknown[]) => parts.some((part) => below(part, value)))) return false;
  if (!asks("oneOf", (parts: unknown[]) => parts.filter((part) => below(part, value)).length === 1)) return false;
  if (!asks("not", (part: unknown) => !below(part, value))) return false;
  if (has(schema, "if")) {
    const branch = below(schema.if, value) ? "then" : "else";
    if (!asks(branch, (part: unknown) => below(part, value))) return false;
  }
  if (typeof value === "number" && !number(value, asks)) return false;
  if (typeof value === "string" && !text(value, asks)) return false;
  if (Array.isArray(value) && !list(value, schema, asks, below)) return false;
  return !isObject(value) || object(value, schema, asks, below);
}

type Asks = (keyword: string, test: (parameter: never) => boolean) => boolean;
type Below = (part: unknown, inner: unknown) => boolean;

function number(value: number, asks: Asks): boolean {
  return (
    asks("minimum", (bound: number) => value >= bound) &&
    asks("exclusiveMinimum", (bound: number) => value > bound) &&
    asks("maximum", (bound: number) => value <= bound) &&
    asks("exclusiveMaximum", (bound: number) => value < bound) &&
    asks("multipleOf", (divisor: number) => isWhole(value, divisor))
  );
}

function text(value: string, asks: Asks): boolean {
  return (
    asks("minLength", (length: number) => [...value].length >= length) &&
    asks("maxLength", (length: number) => [...value].length <= length) &&
    asks("pattern", (pattern: string) => new RegExp(pattern, "u").test(value))
  );
}

function list(value: readonly unknown[], schema: Json, asks: Asks, below: Below): boolean {
  const prefix = (schema.prefixItems ?? []) as readonly unknown[];
  const matching = has(schema, "contains") ? value.filter((item) => below(schema.contains, item)).length : 0;
  return (
    asks("minItems", (length: number) => value.length >= length) &&
    asks("maxItems", (length: number) => value.length <= length) &&
    asks(
      "uniqueItems",
      (expected: boolean) => !expected || value.every((item, i) => value.slice(0, i).every((other) => !same(item, other))),
    ) &&
    value.slice(0, prefix.length).every((item, i) => below(prefix[i], item)) &&
    asks("items", (part: unknown) => value.slice(prefix.length).every((item) => below(part, item))) &&
    asks("contains", () => matching >= ((schema.minContains as number | undefined) ?? 1)) &&
    asks("maxContains", (most: number) => !has(schema, "contains") || matching <= most)
  );
}

function object(value: Json, schema: Json, asks: Asks, below: Below): boolean {
  const names = Object.keys(value);
  const listed = (schema.properties ?? {}) as Json;
  const patterns = Object.entries((schema.patternProperties ?? {}) as Json).map(([pattern, part]) => ({
    pattern: new RegExp(pattern, "u"),
    part,
  }));
  const others = names.filter((name) => !has(listed, name) && !patterns.some(({ pattern }) => pattern.test(name)));
  return (
    asks("required", (expected: string[]) => expected.every((name) => has(value, name))) &&
    asks("minProperties", (count: number) => names.length >= count) &&
    asks("maxProperties", (count: number) => names.length <= count) &&
    Object.entries(listed).every(([name, part]) => !has(value, name) || below(part, value[name])) &&
    patterns.every(({ pattern, part }) => names.every((name) => !pattern.test(name) || below(part, value[name]))) &&
    asks("additionalProperties", (part: unknown) => others.every((name) => below(part, value[name]))) &&
    asks("propertyNames", (part: unknown) => names.every((name) => below(part, name))) &&
    asks("dependentRequired", (by: Json) =>
      Object.entries(by).every(([name, more]) => !has(value, name) || (more as string[]).every((each) => has(value, each))),
    ) &&
    asks("dependentSchemas", (by: Json) => Object.entries(by).every(([name, part]) => !has(value, name) || below(part, value)))
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

/** Two JSON values are the same when their sorted texts are. */
function same(a: unknown, b: unknown): boolean {
  return sorted(a) === sorted(b);
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value === 0 ? 0 : value);
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${sorted(value[name])}`)
    .join(",")}}`;
}

/** Exact in decimal: both numbers as whole numbers of the same small unit. */
function isWhole(value: number, divisor: number): boolean {
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

function resolve(root: Schema, reference: string): unknown {
  return segmentsOf(decodeURIComponent(reference.slice(1))).reduce<unknown>((value, name) => (value as Json)[name], root);
}
