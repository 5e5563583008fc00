import { type Code, code, literal } from "../code.js";
import { assertion, type KeywordContext } from "./keyword.js";
import type { RuntimeName } from "./runtime.js";

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
  violation: ({ emitter, keywordValue, value }) => code`!${emitter.runtime("isMultipleOf")}(${value}, ${Number(keywordValue)})`,
  report: "reportMultipleOf",
});

export const numberKeywords = [...limits, multipleOf];
