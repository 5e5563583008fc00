import { code, literal } from "../code.js";
import { assertion } from "./keyword.js";

/** `pattern` (Validation 6.3.3): compiled once with the `u` flag, not anchored. */
const pattern = assertion({
  name: "pattern",
  section: "6.3.3",
  valueType: "pattern",
  instanceType: "string",
  violation: ({ emitter, keywordValue, value }) =>
    code`!${emitter.constant("pattern", code`new RegExp(${literal(keywordValue)}, "u")`)}.test(${value})`,
  report: ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportPattern")}(out, ${path}, ${subject}, ${value}, ${literal(keywordValue)}, ${source})`,
});

/** `format` (Validation 7.2), asserted only with `x-format-assertion: true`. */
const formatAssertion = assertion({
  name: "x-format-assertion",
  section: "7.2",
  valueType: "boolean",
  instanceType: "string",
  violation: ({ emitter, node, keywordValue, value }) => {
    const format = node.keywords.get("format");
    if (keywordValue !== true || typeof format !== "string") return undefined;
    return code`!${emitter.runtime("hasFormat")}(${literal(format)}, ${value})`;
  },
  report: ({ emitter, node, value, path, subject, source }) =>
    code`${emitter.runtime("reportFormat")}(out, ${path}, ${subject}, ${value}, ${literal(node.keywords.get("format"))}, ${source})`,
});

export const stringKeywords = [pattern, formatAssertion];
