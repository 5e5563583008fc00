import { type Code, code, literal } from "../code.js";
import { simple, type Use } from "../keyword.js";

/** `maxProperties` (Validation 6.5.1): own properties that JSON would carry. */
export const maxProperties = simple(
  "maxProperties",
  "object",
  (use) => code`${count(use)} > ${Number(use.parameter)}`,
  (use) =>
    code`${use.emitter.runtime("wrongLength")}(out, ${use.path}, ${use.subject}, ${count(use)}, ${literal("maxProperties")}, ${Number(use.parameter)}, ${use.source})`,
);

function count({ emitter, value }: Use): Code {
  return code`${emitter.runtime("keysOf")}(${value}).length`;
}
