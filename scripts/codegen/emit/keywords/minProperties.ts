import { type Code, code, literal } from "../code.js";
import { simple, type Use } from "../keyword.js";

/** `minProperties` (Validation 6.5.2): own properties that JSON would carry. */
export const minProperties = simple(
  "minProperties",
  "object",
  (use) => (use.parameter === 0 ? undefined : code`${count(use)} < ${Number(use.parameter)}`),
  (use) =>
    code`${use.emitter.runtime("wrongLength")}(out, ${use.path}, ${use.subject}, ${count(use)}, ${literal("minProperties")}, ${Number(use.parameter)}, ${use.source})`,
);

function count({ emitter, value }: Use): Code {
  return code`${emitter.runtime("keysOf")}(${value}).length`;
}
