import { type Code, code, literal } from "../code.js";
import { simple, type Use } from "../keyword.js";

/** `pattern` (Validation 6.3.3): compiled once, with the `u` flag; not anchored. */
export const pattern = simple(
  "pattern",
  "string",
  (use) => code`!${expression(use)}.test(${use.value})`,
  (use) =>
    code`${use.emitter.runtime("noMatch")}(out, ${use.path}, ${use.subject}, ${use.value}, ${literal(use.parameter)}, ${use.source})`,
);

function expression({ emitter, parameter }: Use): Code {
  return emitter.constant("pattern", code`new RegExp(${literal(parameter)}, "u")`);
}
