import { equal, isObject } from "../../../src/core/json-equal.js";
import { expandRules } from "../../codegen/model/rule-variables.js";
import { arrayOf, type Compare, changedItems, members, named, objectOf, optional, report, set, valueAt } from "./walk.js";

/** Compares two schemas, keyword by keyword. Changes of a referenced schema are reported at that schema only. */
export const compareSchemas: Compare = (part) => {
  const { was, is } = part;
  if (!isObject(was) || !isObject(is)) return report("schema replaced")(part);
  return compareKeywords({ ...part, was: expandRules(was), is: expandRules(is) });
};

const documentation = report("documentation");

/** A keyword whose values cannot be ordered. */
const constraint = optional("constraint added", "constraint removed", report("constraint changed"));

/** A keyword whose removal can also make another keyword apply to more values. */
const entangled = report("constraint changed");

/** A limit: raising a lower bound (`sign` is 1), lowering an upper bound (-1) or adding one makes the range narrower. */
const bound = (sign: 1 | -1): Compare =>
  optional("range narrowed", "range widened", (part) =>
    report((Number(part.is) - Number(part.was)) * sign > 0 ? "range narrowed" : "range widened")(part),
  );

/** `number` contains the integers. */
const typesOf = (type: unknown): string[] =>
  [type].flat().flatMap((name) => (name === "number" ? ["integer", "fraction"] : [String(name)]));

const types = optional("type narrowed", "type widened", (part) => {
  const [old, now] = [typesOf(part.was), typesOf(part.is)];
  return [
    ...(now.every((type) => old.includes(type)) ? [] : report("type widened")(part)),
    ...(old.every((type) => now.includes(type)) ? [] : report("type narrowed")(part)),
  ];
});

/** One of the schemas applies. Only null can be added or removed without an effect on the other alternatives of `oneOf`. */
const alternatives =
  (isIndependent: (item: unknown) => boolean): Compare =>
  (part) => {
    const [old, now] = [arrayOf(part.was), arrayOf(part.is)];
    const added = now.filter((item) => !old.some((other) => equal(other, item)));
    const removed = old.filter((item) => !now.some((other) => equal(other, item)));
    const isSimple = old.length > 0 && now.length > 0 && [...added, ...removed].every(isIndependent);
    if (!isSimple) return report("schema replaced")(part);
    return [...(added.length === 0 ? [] : report("type widened")(part)), ...(removed.length === 0 ? [] : report("type narrowed")(part))];
  };

/** A reference to an equal schema under another name changes nothing for callers. */
const reference = optional("schema replaced", "schema replaced", (part) => {
  const { was, is, roots } = part;
  return report(equal(valueAt(roots.was, String(was)), valueAt(roots.is, String(is))) ? "documentation" : "schema replaced")(part);
});

/** A rule without a severity is an error, as in Kubernetes. */
const isError = (severity: unknown): boolean => severity !== "warning";

const rule: Compare = (part) => {
  const { severity } = objectOf(part.is ?? part.was);
  const [added, changed] = isError(severity)
    ? (["rule added as error", "error rule changed"] as const)
    : (["rule added as warning", "warning rule changed"] as const);
  const compareMembers = members({
    severity: (change) => {
      if (isError(change.was) === isError(change.is)) return [];
      return report(isError(change.is) ? "rule raised to error" : "rule lowered to warning")(change);
    },
    rule: report(changed),
    fixes: report("fix changed"),
    ...each("fieldPath message messageExpression source facts hint reason", documentation),
  });
  return optional(added, "rule removed", compareMembers)(part);
};

/** The same function for several keywords. */
function each(keywords: string, compare: Compare): Record<string, Compare> {
  return Object.fromEntries(keywords.split(" ").map((keyword) => [keyword, compare]));
}

const compareKeywords = members({
  type: types,
  enum: optional("constraint added", "constraint removed", set("enum value added", "enum value removed")),
  required: set("made required", "made optional"),
  properties: named("property added", "property removed", compareSchemas),
  items: optional("constraint added", "constraint removed", compareSchemas),
  allOf: set("constraint added", "constraint removed"),
  anyOf: alternatives(() => true),
  oneOf: alternatives((item) => equal(item, { type: "null" })),
  $ref: reference,
  default: report("default changed"),
  deprecated: report("deprecated"),
  contentEncoding: documentation,
  ...each("minimum exclusiveMinimum minLength minItems minProperties", bound(1)),
  ...each("maximum exclusiveMaximum maxLength maxItems maxProperties", bound(-1)),
  ...each("const pattern x-pattern format x-format-assertion multipleOf not propertyNames", constraint),
  ...each("uniqueItems contains minContains maxContains prefixItems additionalProperties patternProperties", entangled),
  ...each("dependentRequired dependentSchemas if then else", entangled),
  "x-aliases": named("alias added", "alias removed", report("alias removed")),
  "x-validations": (part) => changedItems(part, ({ id }) => String(id)).flatMap(rule),
});
