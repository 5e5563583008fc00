import { type Code, code, join, literal } from "../code.js";
import { assertion, isAppliedInPlace, type KeywordContext, type SchemaNode } from "./keyword.js";
import { runtime } from "./runtime.js";
import { jsonTypeOf, typesOf } from "./type.js";

/** `enum` (Validation 6.1.2). The issue mentions aliases and SDK-only values. */
const enumeration = assertion({
  name: "enum",
  section: "6.1.2",
  valueType: "array",
  instanceType: "any",
  violation: (context) => {
    const values = possibleValues(context.node, context.keywordValue as readonly unknown[]);
    if (values.length === 0) return code`true`;
    if (values.length > MAX_COMPARISONS && values.every(isScalar))
      return code`!(${context.emitter.constant("values", code`new Set<unknown>(${literal(values)})`)}).has(${context.value})`;
    return join(
      values.map((item) => differs(context, item)),
      " && ",
    );
  },
  report: ({ node, keywordValue }) => {
    const values = keywordValue as readonly unknown[];
    const undocumented = Object.keys((node.keywords.get("x-sdk-values") as object | undefined) ?? {});
    const facts = [values, node.keywords.get("x-aliases") ?? {}, undocumented];
    const length = undocumented.length > 0 ? 3 : node.keywords.has("x-aliases") ? 2 : 1;
    return { name: !values.every(isScalar) ? "reportJsonEnum" : "reportEnum", expected: literal(facts.slice(0, length)) };
  },
});

/** `const` (Validation 6.1.3). */
const constant = assertion({
  name: "const",
  section: "6.1.3",
  valueType: "any",
  instanceType: "any",
  violation: (context) =>
    possibleValues(context.node, [context.keywordValue]).length === 0 ? code`true` : differs(context, context.keywordValue),
  report: "reportConst",
});

export const valueKeywords = [enumeration, constant];

/** Longer lists are compared through a set, because TypeScript limits the length of an expression. */
const MAX_COMPARISONS = 100;

const isScalar = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Returns the values that have a type of the schema. The others are never equal, and TypeScript rejects the comparison. */
function possibleValues(node: SchemaNode, values: readonly unknown[]): readonly unknown[] {
  const types = typesOf(node);
  return types
    ? values.filter((value) => types.includes(jsonTypeOf(value)) || (Number.isInteger(value) && types.includes("number")))
    : values;
}

/**
 * Scalars are compared with `!==`, other values by JSON equality. Another schema may have compared the same value before: the
 * assertion prevents that TypeScript rejects the comparison.
 */
function differs({ node, value }: KeywordContext, item: unknown): Code {
  if (!isScalar(item)) return code`!${runtime("equal")}(${value}, ${literal(item)})`;
  const isCompared = isAppliedInPlace(node) || (node.keywords.has("enum") && node.keywords.has("const"));
  return isCompared ? code`(${value} as unknown) !== ${literal(item)}` : code`${value} !== ${literal(item)}`;
}
