import { type Code, code, literal } from "../code.js";
import { assertion, type Keyword, type KeywordContext, type Report } from "./keyword.js";
import type { RuntimeName } from "./runtime.js";
import type { InstanceType } from "./value-types.js";

/** `minLength` and `maxLength` (Validation 6.3.1, 6.3.2): in code points, which are counted only if `.length` is inconclusive. */
export const stringLengths = [
  countLimit("minLength", "6.3.2", "string", "reportMinLength", ({ emitter, keywordValue, value }) => {
    const minimum = Number(keywordValue);
    if (minimum === 0) return undefined;
    if (minimum === 1) return code`${value}.length === 0`;
    return code`(${value}.length < ${minimum} || ${value}.length < ${minimum * 2} && ${emitter.runtime("codePoints")}(${value}) < ${minimum})`;
  }),
  countLimit("maxLength", "6.3.1", "string", "reportMaxLength", ({ emitter, keywordValue, value }) => {
    const maximum = Number(keywordValue);
    if (maximum === 0) return code`${value}.length > 0`;
    return code`(${value}.length > ${maximum} && (${value}.length > ${maximum * 2} || ${emitter.runtime("codePoints")}(${value}) > ${maximum}))`;
  }),
];

/** `minItems` and `maxItems` (Validation 6.4.1, 6.4.2). */
export const itemCounts = [
  countLimit("minItems", "6.4.2", "array", "reportMinItems", (context) => tooFew(itemCount(context), context.keywordValue)),
  countLimit("maxItems", "6.4.1", "array", "reportMaxItems", (context) => tooMany(itemCount(context), context.keywordValue)),
];

/** `minProperties` and `maxProperties` (Validation 6.5.1, 6.5.2): count own properties that JSON serializes. */
export const propertyCounts = [
  countLimit("minProperties", "6.5.2", "object", "reportMinProperties", (context) => tooFew(propertyCount(context), context.keywordValue)),
  countLimit("maxProperties", "6.5.1", "object", "reportMaxProperties", (context) => tooMany(propertyCount(context), context.keywordValue)),
];

function countLimit(
  name: string,
  section: string,
  instanceType: InstanceType,
  report: RuntimeName,
  violation: (context: KeywordContext) => Code | undefined,
): Keyword {
  const reportUnlessZero = ({ keywordValue }: KeywordContext): Report | undefined =>
    name.startsWith("min") && keywordValue === 0 ? undefined : { name: report, expected: literal(keywordValue) };
  return assertion({ name, section, valueType: "count", instanceType, violation, report: reportUnlessZero });
}

function itemCount({ value }: KeywordContext): Code {
  return code`${value}.length`;
}

function propertyCount({ emitter, value }: KeywordContext): Code {
  return code`${emitter.runtime("keysOf")}(${value}).length`;
}

function tooFew(size: Code, limit: unknown): Code | undefined {
  return limit === 0 ? undefined : code`${size} < ${Number(limit)}`;
}

function tooMany(size: Code, limit: unknown): Code {
  return code`${size} > ${Number(limit)}`;
}
