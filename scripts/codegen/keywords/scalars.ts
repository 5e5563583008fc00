import { type Code, code, literal } from "../code.js";
import { assertion, type Keyword, type KeywordContext, type Report } from "./keyword.js";
import type { RuntimeName } from "./runtime.js";
import { runtime } from "./runtime.js";
import type { InstanceType } from "./value-types.js";

/** Limits of numbers (Validation 6.2.2 to 6.2.5). The negated comparisons also reject NaN. */
const limits = (
  [
    ["minimum", "6.2.4", "reportMinimum", (value, limit) => code`!(${value} >= ${limit})`],
    ["exclusiveMinimum", "6.2.5", "reportExclusiveMinimum", (value, limit) => code`!(${value} > ${limit})`],
    ["maximum", "6.2.2", "reportMaximum", (value, limit) => code`!(${value} <= ${limit})`],
    ["exclusiveMaximum", "6.2.3", "reportExclusiveMaximum", (value, limit) => code`!(${value} < ${limit})`],
  ] satisfies [string, string, RuntimeName, (value: Code, limit: number) => Code][]
).map(([name, section, report, violation]) =>
  assertion({
    name,
    section,
    valueType: "number",
    instanceType: "number",
    violation: ({ keywordValue, value }) => violation(value, Number(keywordValue)),
    report: ({ node, keywordValue }) => {
      const range = angleRange(node, name);
      if (range === undefined) return { name: report, expected: literal(keywordValue) };
      return name === "minimum" ? { name: "reportAngle", expected: literal(range) } : undefined;
    },
  }),
);

/** Returns minimum and maximum of an angle in degrees that can have every direction, if this keyword is one of them. */
function angleRange({ keywords }: KeywordContext["node"], name: string): readonly [number, number] | undefined {
  const [minimum, maximum] = [Number(keywords.get("minimum")), Number(keywords.get("maximum"))];
  const isAngle = keywords.get("x-unit") === "degree" && maximum - minimum >= 360;
  return isAngle && (name === "minimum" || name === "maximum") ? [minimum, maximum] : undefined;
}

/** `multipleOf` is exact for decimal fractions. */
const multipleOf = assertion({
  name: "multipleOf",
  section: "6.2.1",
  valueType: "positive",
  instanceType: "number",
  violation: ({ keywordValue, value }) => code`!${runtime("isMultipleOf")}(${value}, ${Number(keywordValue)})`,
  report: "reportMultipleOf",
});

export const numberKeywords = [...limits, multipleOf];

/** `minLength` and `maxLength` (Validation 6.3.1, 6.3.2): in code points, which are counted only if `.length` is inconclusive. */
export const stringLengths = [
  countLimit("minLength", "6.3.2", "string", "reportMinLength", ({ keywordValue, value }) => {
    const minimum = Number(keywordValue);
    if (minimum === 0) return undefined;
    if (minimum === 1) return code`${value}.length === 0`;
    return code`(${value}.length < ${minimum} || ${value}.length < ${minimum * 2} && ${runtime("codePoints")}(${value}) < ${minimum})`;
  }),
  countLimit("maxLength", "6.3.1", "string", "reportMaxLength", ({ keywordValue, value }) => {
    const maximum = Number(keywordValue);
    if (maximum === 0) return code`${value}.length > 0`;
    return code`(${value}.length > ${maximum} && (${value}.length > ${maximum * 2} || ${runtime("codePoints")}(${value}) > ${maximum}))`;
  }),
];

/** `minItems` and `maxItems` (Validation 6.4.1, 6.4.2). */
export const itemCounts = [
  countLimit("minItems", "6.4.2", "array", "reportMinItems", (context) => tooFew(itemCount(context), context.keywordValue)),
  countLimit("maxItems", "6.4.1", "array", "reportMaxItems", (context) => tooMany(itemCount(context), context.keywordValue)),
];

/** `minProperties` and `maxProperties` (Validation 6.5.1, 6.5.2): count own properties that JSON serializes. */
export const propertyCounts = [
  countLimit("minProperties", "6.5.2", "object", "reportMinProperties", (context) => tooFew(propertyCount(context), context.keywordValue)),
  countLimit("maxProperties", "6.5.1", "object", "reportMaxProperties", (context) => tooMany(propertyCount(context), context.keywordValue)),
];

function countLimit(
  name: string,
  section: string,
  instanceType: InstanceType,
  report: RuntimeName,
  violation: (context: KeywordContext) => Code | undefined,
): Keyword {
  const reportUnlessZero = ({ keywordValue }: KeywordContext): Report | undefined =>
    name.startsWith("min") && keywordValue === 0 ? undefined : { name: report, expected: literal(keywordValue) };
  return assertion({ name, section, valueType: "count", instanceType, violation, report: reportUnlessZero });
}

function itemCount({ value }: KeywordContext): Code {
  return code`${value}.length`;
}

function propertyCount({ value }: KeywordContext): Code {
  return code`${runtime("keysOf")}(${value}).length`;
}

function tooFew(size: Code, limit: unknown): Code | undefined {
  return limit === 0 ? undefined : code`${size} < ${Number(limit)}`;
}

function tooMany(size: Code, limit: unknown): Code {
  return code`${size} > ${Number(limit)}`;
}

/** `pattern` (Validation 6.3.3): compiled once with the `u` flag, not anchored. */
const pattern = assertion({
  name: "pattern",
  section: "6.3.3",
  valueType: "pattern",
  instanceType: "string",
  violation: ({ emitter, keywordValue, value }) =>
    code`!${emitter.constant("pattern", code`new RegExp(${literal(keywordValue)}, "u")`)}.test(${value})`,
  report: "reportPattern",
});

/** `format` (Validation 7.2), asserted only with `x-format-assertion: true`. */
const formatAssertion = assertion({
  name: "x-format-assertion",
  section: "7.2",
  valueType: "boolean",
  instanceType: "string",
  violation: (context) => {
    const format = assertedFormat(context);
    return format && code`!${runtime("hasFormat")}(${format}, ${context.value})`;
  },
  report: (context) => {
    const expected = assertedFormat(context);
    return expected && { name: "reportFormat", expected };
  },
});

function assertedFormat({ node, keywordValue }: KeywordContext): Code | undefined {
  const format = node.keywords.get("format");
  return keywordValue === true && typeof format === "string" ? literal(format) : undefined;
}

export const stringKeywords = [pattern, formatAssertion];
