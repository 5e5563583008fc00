import { type Code, code, literal } from "../code.js";
import { assertion, type Keyword, type KeywordContext } from "./keyword.js";

/** `minLength` and `maxLength` (Validation 6.3.1, 6.3.2): in code points, which are counted only if `.length` is inconclusive. */
export const stringLengths = [
  sizeLimit("minLength", "6.3.2", "string", codePoints, ({ emitter, keywordValue, value }) => {
    const minimum = Number(keywordValue);
    if (minimum === 0) return undefined;
    if (minimum === 1) return code`${value}.length === 0`;
    return code`(${value}.length < ${minimum} || ${value}.length < ${minimum * 2} && ${emitter.runtime("codePoints")}(${value}) < ${minimum})`;
  }),
  sizeLimit("maxLength", "6.3.1", "string", codePoints, ({ emitter, keywordValue, value }) => {
    const maximum = Number(keywordValue);
    if (maximum === 0) return code`${value}.length > 0`;
    return code`(${value}.length > ${maximum} && (${value}.length > ${maximum * 2} || ${emitter.runtime("codePoints")}(${value}) > ${maximum}))`;
  }),
];

/** `minItems` and `maxItems` (Validation 6.4.1, 6.4.2). */
export const itemCounts = [
  sizeLimit("minItems", "6.4.2", "array", ({ value }) => code`${value}.length`, tooFew),
  sizeLimit("maxItems", "6.4.1", "array", ({ value }) => code`${value}.length`, tooMany),
];

/** `minProperties` and `maxProperties` (Validation 6.5.1, 6.5.2): count own properties that JSON serializes. */
export const propertyCounts = [
  sizeLimit("minProperties", "6.5.2", "object", ownProperties, tooFew),
  sizeLimit("maxProperties", "6.5.1", "object", ownProperties, tooMany),
];

type Size = (context: KeywordContext) => Code;

function sizeLimit(
  name: string,
  section: string,
  instanceType: "string" | "array" | "object",
  size: Size,
  violation: (context: KeywordContext, size: Size) => Code | undefined,
): Keyword {
  return assertion({
    name,
    section,
    valueType: "count",
    instanceType,
    violation: (context) => violation(context, size),
    report: (context) =>
      code`${context.emitter.runtime("reportLength")}(out, ${context.path}, ${context.subject}, ${size(context)}, ${literal(name)}, ${Number(context.keywordValue)}, ${context.source})`,
  });
}

function tooFew(context: KeywordContext, size: Size): Code | undefined {
  return context.keywordValue === 0 ? undefined : code`${size(context)} < ${Number(context.keywordValue)}`;
}

function tooMany(context: KeywordContext, size: Size): Code {
  return code`${size(context)} > ${Number(context.keywordValue)}`;
}

function codePoints({ emitter, value }: KeywordContext): Code {
  return code`${emitter.runtime("codePoints")}(${value})`;
}

function ownProperties({ emitter, value }: KeywordContext): Code {
  return code`${emitter.runtime("keysOf")}(${value}).length`;
}
