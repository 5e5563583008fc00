import { type Code, code, join, literal } from "../code.js";
import { simple, type Use } from "../keyword.js";
import { besideNull } from "./nullable.js";

/** `anyOf` (Core 10.2.1.2): the issue stands at the value, not inside an alternative. */
export const anyOf = besideNull(
  simple(
    "anyOf",
    "any",
    fault,
    ({ emitter, path, source }) => code`${emitter.runtime("noAlternative")}(out, ${path}, ${literal("anyOf")}, 0, ${source})`,
  ),
);

function fault({ emitter, node, parameter, value }: Use): Code {
  return join(
    (parameter as unknown[]).map((_, i) => emitter.fault(node.child("anyOf", i), value)),
    " && ",
  );
}
