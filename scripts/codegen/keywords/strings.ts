import { type Code, code, literal } from "../code.js";
import { assertion, type KeywordContext } from "./keyword.js";

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
    return format && code`!${context.emitter.runtime("hasFormat")}(${format}, ${context.value})`;
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
