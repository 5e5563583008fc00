import { type Code, code } from "../code.js";
import { assertion } from "./keyword.js";
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
    report,
  }),
);

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
