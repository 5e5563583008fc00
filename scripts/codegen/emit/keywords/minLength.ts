import { type Code, code, literal } from "../code.js";
import { simple, type Use } from "../keyword.js";

/** `minLength` (Validation 6.3.2): in code points, which are counted only where `.length` does not decide. */
export const minLength = simple("minLength", "string", tooShort, ({ emitter, parameter, value, path, subject, source }) => {
  const count = code`${emitter.runtime("codePoints")}(${value})`;
  return code`${emitter.runtime("wrongLength")}(out, ${path}, ${subject}, ${count}, ${literal("minLength")}, ${Number(parameter)}, ${source})`;
});

function tooShort({ emitter, parameter, value }: Use): Code | undefined {
  const least = Number(parameter);
  if (least === 0) return undefined;
  if (least === 1) return code`${value}.length === 0`;
  return code`(${value}.length < ${least} || ${value}.length < ${least * 2} && ${emitter.runtime("codePoints")}(${value}) < ${least})`;
}
