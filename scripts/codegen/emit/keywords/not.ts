import { code, literal } from "../code.js";
import { defineKeyword } from "../keyword.js";

/** `not` (Core 10.2.1.4). */
export const not = defineKeyword(
  "not",
  "any",
  ({ emitter, node, value }) => code`!${emitter.violation(node.child("not"), value)}`,
  ({ emitter, path, source }) => code`${emitter.runtime("reportAlternatives")}(out, ${path}, ${literal("not")}, 1, ${source})`,
);
