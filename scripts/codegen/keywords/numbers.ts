import { type Code, code, literal } from "../code.js";
import { assertion } from "./keyword.js";

/** Limits of numbers (Validation 6.2.2 to 6.2.5). The negated comparisons also reject NaN. */
const limits = (
  [
    ["minimum", "6.2.4", (value, limit) => code`!(${value} >= ${limit})`],
    ["exclusiveMinimum", "6.2.5", (value, limit) => code`!(${value} > ${limit})`],
    ["maximum", "6.2.2", (value, limit) => code`!(${value} <= ${limit})`],
    ["exclusiveMaximum", "6.2.3", (value, limit) => code`!(${value} < ${limit})`],
  ] satisfies [string, string, (value: Code, limit: number) => Code][]
).map(([name, section, violation]) =>
  assertion({
    name,
    section,
    valueType: "number",
    instanceType: "number",
    violation: ({ keywordValue, value }) => violation(value, Number(keywordValue)),
    report: ({ emitter, keywordValue, value, path, subject, source }) =>
      code`${emitter.runtime("reportRange")}(out, ${path}, ${subject}, ${value}, ${literal(name)}, ${Number(keywordValue)}, ${source})`,
  }),
);

/** `multipleOf` is exact for decimal fractions. */
const multipleOf = assertion({
  name: "multipleOf",
  section: "6.2.1",
  valueType: "positive",
  instanceType: "number",
  violation: ({ emitter, keywordValue, value }) => code`!${emitter.runtime("isMultipleOf")}(${value}, ${Number(keywordValue)})`,
  report: ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportMultipleOf")}(out, ${path}, ${subject}, ${value}, ${Number(keywordValue)}, ${source})`,
});

export const numberKeywords = [...limits, multipleOf];
