import { type Code, code, literal } from "../code.js";
import { simple, type Use } from "../keyword.js";

/** `maxLength` (Validation 6.3.1): in code points, which are counted only where `.length` does not decide. */
export const maxLength = simple("maxLength", "string", tooLong, ({ emitter, parameter, value, path, subject, source }) => {
  const count = code`${emitter.runtime("codePoints")}(${value})`;
  return code`${emitter.runtime("wrongLength")}(out, ${path}, ${subject}, ${count}, ${literal("maxLength")}, ${Number(parameter)}, ${source})`;
});

function tooLong({ emitter, parameter, value }: Use): Code {
  const most = Number(parameter);
  if (most === 0) return code`${value}.length > 0`;
  return code`(${value}.length > ${most} && (${value}.length > ${most * 2} || ${emitter.runtime("codePoints")}(${value}) > ${most}))`;
}
