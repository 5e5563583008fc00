import { type Code, code, literal } from "../code.js";
import { simple, type Use } from "../keyword.js";

/** `format` (Validation 7.2), asserted only where the contract asks for it with `x-format-assertion: true`. */
export const formatAssertion = simple(
  "x-format-assertion",
  "string",
  fault,
  ({ emitter, node, value, path, subject, source }) =>
    code`${emitter.runtime("wrongFormat")}(out, ${path}, ${subject}, ${value}, ${literal(node.keywords.get("format"))}, ${source})`,
);

function fault({ emitter, node, parameter, value }: Use): Code | undefined {
  const format = node.keywords.get("format");
  if (parameter !== true || typeof format !== "string") return undefined;
  return code`!${emitter.runtime("hasFormat")}(${literal(format)}, ${value})`;
}
