import { equal, isObject, type Obj } from "../../../src/core/json-equal.js";
import { expandRules } from "../../codegen/model/rule-variables.js";
import type { KindName } from "./kinds.js";
import { compareRules } from "./rules.js";
import { arrayOf, at, type Collector, compareEntries, compareSets, DOCUMENTATION } from "./walk.js";

/** Compares two schemas, keyword by keyword. Changes of a referenced schema are reported at that schema only. */
export function compareSchemas(collector: Collector, pointer: string, old: unknown, now: unknown): void {
  if (equal(old, now)) return;
  if (!isObject(old) || !isObject(now)) {
    collector.add("schema replaced", pointer, old, now);
    return;
  }
  const [was, is] = [expandRules(old), expandRules(now)];
  const keywords = new Set([...Object.keys(is), ...Object.keys(was)]);
  for (const keyword of keywords) {
    if (equal(was[keyword], is[keyword])) continue;
    const compare = COMPARERS[keyword];
    if (compare) compare({ collector, pointer, keyword, was, is });
    else collector.add(DOCUMENTATION.has(keyword) ? "documentation" : "other", at(pointer, keyword), was[keyword], is[keyword]);
  }
}

/** One keyword that differs. */
interface Change {
  readonly collector: Collector;
  readonly pointer: string;
  readonly keyword: string;
  readonly was: Obj;
  readonly is: Obj;
}

type Comparer = (change: Change) => void;

/** A limit: raising a lower bound, lowering an upper bound or adding one makes the range narrower. */
const bound =
  (isLower: boolean): Comparer =>
  ({ collector, pointer, keyword, was, is }) => {
    const [old, now] = [was[keyword], is[keyword]];
    const isNarrower = old === undefined || (now !== undefined && (isLower ? Number(now) > Number(old) : Number(now) < Number(old)));
    collector.add(isNarrower ? "range narrowed" : "range widened", at(pointer, keyword), old, now);
  };

/** A keyword whose values cannot be ordered. */
const constraint: Comparer = ({ collector, pointer, keyword, was, is }) => {
  const kind = was[keyword] === undefined ? "constraint added" : is[keyword] === undefined ? "constraint removed" : "constraint changed";
  collector.add(kind, at(pointer, keyword), was[keyword], is[keyword]);
};

/** A keyword whose removal can also make another keyword apply to more values. */
const entangled: Comparer = ({ collector, pointer, keyword, was, is }) =>
  collector.add("constraint changed", at(pointer, keyword), was[keyword], is[keyword]);

const always =
  (kind: KindName): Comparer =>
  ({ collector, pointer, keyword, was, is }) =>
    collector.add(kind, at(pointer, keyword), was[keyword], is[keyword]);

/** `number` contains the integers. */
const typesOf = (type: unknown): string[] =>
  [...new Set(arrayOf(Array.isArray(type) ? type : [type]))].flatMap((name) =>
    name === "number" ? ["integer", "fraction"] : [String(name)],
  );

const types: Comparer = ({ collector, pointer, was, is }) => {
  const place = at(pointer, "type");
  if (is.type === undefined) collector.add("type widened", place, was.type, is.type);
  else if (was.type === undefined) collector.add("type narrowed", place, was.type, is.type);
  else {
    const [old, now] = [typesOf(was.type), typesOf(is.type)];
    if (now.some((type) => !old.includes(type))) collector.add("type widened", place, was.type, is.type);
    if (old.some((type) => !now.includes(type))) collector.add("type narrowed", place, was.type, is.type);
  }
};

const values: Comparer = (change) => {
  const { collector, pointer, was, is } = change;
  if (was.enum === undefined || is.enum === undefined) constraint(change);
  else
    compareSets(collector, at(pointer, "enum"), { was: was.enum, is: is.enum, added: "enum value added", removed: "enum value removed" });
};

const required: Comparer = ({ collector, pointer, was, is }) =>
  compareSets(collector, at(pointer, "required"), { was: was.required, is: is.required, added: "made required", removed: "made optional" });

const properties: Comparer = ({ collector, pointer, keyword, was, is }) => {
  const place = at(pointer, keyword);
  compareEntries(was[keyword], is[keyword], {
    added: (name, value) => collector.add("property added", at(place, name), undefined, value),
    removed: (name, value) => collector.add("property removed", at(place, name), value, undefined),
    both: (name, old, now) => compareSchemas(collector, at(place, name), old, now),
  });
};

const subschema: Comparer = (change) => {
  const { collector, pointer, keyword, was, is } = change;
  if (was[keyword] === undefined || is[keyword] === undefined) constraint(change);
  else compareSchemas(collector, at(pointer, keyword), was[keyword], is[keyword]);
};

/** All of the schemas apply: one more is a constraint more. */
const conjunction: Comparer = ({ collector, pointer, keyword, was, is }) =>
  compareSets(collector, at(pointer, keyword), {
    was: was[keyword],
    is: is[keyword],
    added: "constraint added",
    removed: "constraint removed",
  });

/** One of the schemas applies. Only null can be added or removed without an effect on the other alternatives of `oneOf`. */
const alternatives: Comparer = ({ collector, pointer, keyword, was, is }) => {
  const [old, now] = [arrayOf(was[keyword]), arrayOf(is[keyword])];
  const added = now.filter((item) => !old.some((other) => equal(other, item)));
  const removed = old.filter((item) => !now.some((other) => equal(other, item)));
  const isNull = (item: unknown): boolean => equal(item, { type: "null" });
  const isSimple = old.length > 0 && now.length > 0 && (keyword === "anyOf" || [...added, ...removed].every(isNull));
  if (!isSimple) collector.add("schema replaced", at(pointer, keyword), was[keyword], is[keyword]);
  else if (added.length > 0) collector.add("type widened", at(pointer, keyword), was[keyword], is[keyword]);
  if (isSimple && removed.length > 0) collector.add("type narrowed", at(pointer, keyword), was[keyword], is[keyword]);
};

/** A reference to an equal schema under another name changes nothing for callers. */
const reference: Comparer = ({ collector, pointer, was, is }) => {
  const [old, now] = [was.$ref, is.$ref].map(String);
  const isSame =
    is.$ref !== undefined && was.$ref !== undefined && equal(collector.resolve("was", String(old)), collector.resolve("is", String(now)));
  collector.add(isSame ? "documentation" : "schema replaced", at(pointer, "$ref"), was.$ref, is.$ref);
};

const aliases: Comparer = ({ collector, pointer, keyword, was, is }) => {
  const place = at(pointer, keyword);
  compareEntries(was[keyword], is[keyword], {
    added: (name, value) => collector.add("alias added", at(place, name), undefined, value),
    removed: (name, value) => collector.add("alias removed", at(place, name), value, undefined),
    both: (name, old, now) => collector.add("alias removed", at(place, name), old, now),
  });
};

const COMPARERS: Readonly<Record<string, Comparer>> = {
  type: types,
  enum: values,
  required,
  properties,
  items: subschema,
  allOf: conjunction,
  anyOf: alternatives,
  oneOf: alternatives,
  $ref: reference,
  default: always("default changed"),
  deprecated: always("deprecated"),
  minimum: bound(true),
  exclusiveMinimum: bound(true),
  minLength: bound(true),
  minItems: bound(true),
  minProperties: bound(true),
  maximum: bound(false),
  exclusiveMaximum: bound(false),
  maxLength: bound(false),
  maxItems: bound(false),
  maxProperties: bound(false),
  const: constraint,
  pattern: constraint,
  "x-pattern": constraint,
  format: constraint,
  "x-format-assertion": constraint,
  multipleOf: constraint,
  uniqueItems: entangled,
  not: constraint,
  contains: entangled,
  minContains: entangled,
  maxContains: entangled,
  prefixItems: entangled,
  additionalProperties: entangled,
  patternProperties: entangled,
  propertyNames: constraint,
  dependentRequired: entangled,
  dependentSchemas: entangled,
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
  then: entangled,
  if: entangled,
  else: entangled,
  contentEncoding: always("documentation"),
  "x-aliases": aliases,
  "x-validations": ({ collector, pointer, was, is }) =>
    compareRules(collector, at(pointer, "x-validations"), was["x-validations"], is["x-validations"]),
};
