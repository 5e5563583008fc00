import { type Code, code } from "../code.js";
import { simple, type Use } from "../keyword.js";

/** `uniqueItems` (Validation 6.4.3): by JSON equality; the issue stands at the element that repeats. */
export const uniqueItems = simple(
  "uniqueItems",
  "array",
  (use) => (use.parameter === true ? code`${repeat(use)} !== -1` : undefined),
  (use) => code`${use.emitter.runtime("repeated")}(out, ${use.path}, ${repeat(use)}, ${use.source})`,
);

function repeat({ emitter, value }: Use): Code {
  return code`${emitter.runtime("firstRepeated")}(${value})`;
}
