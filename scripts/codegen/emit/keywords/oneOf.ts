import { type Code, code, literal } from "../code.js";
import { simple, type Use } from "../keyword.js";
import { besideNull } from "./nullable.js";

/** `oneOf` (Core 10.2.1.3): the issue stands at the value and says how many alternatives matched. */
export const oneOf = besideNull(
  simple(
    "oneOf",
    "any",
    (use) => code`(${matches(use)}) !== 1`,
    (use) => code`${use.emitter.runtime("noAlternative")}(out, ${use.path}, ${literal("oneOf")}, ${matches(use)}, ${use.source})`,
  ),
);

function matches({ emitter, node, parameter, value }: Use): Code {
  return (parameter as unknown[])
    .map((_, i) => code`(${emitter.fault(node.child("oneOf", i), value)} ? 0 : 1)`)
    .reduce((all, one) => code`${all} + ${one}`);
}
