import { code, literal } from "../code.js";
import { simple } from "../keyword.js";

/** `not` (Core 10.2.1.4). */
export const not = simple(
  "not",
  "any",
  ({ emitter, node, value }) => code`!${emitter.fault(node.child("not"), value)}`,
  ({ emitter, path, source }) => code`${emitter.runtime("noAlternative")}(out, ${path}, ${literal("not")}, 1, ${source})`,
);
