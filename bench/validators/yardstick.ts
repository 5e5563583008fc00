import { isJsonObject, type Json } from "../lib/paths.js";
import { ROOT_COMPONENT, targetOf } from "./schema.js";

type Components = ReadonlyMap<string, Json>;

/**
 * Returns a module with the code that one would write by hand for speed: one function per object, property reads in declaration order,
 * no closures or allocations, and `.length` before code points.
 */
export function yardstickSource(components: Components): string {
  const functions = [...components].filter(([, { properties }]) => isJsonObject(properties));
  return `${EXCEEDS_LENGTH}
${functions.map(([name, schema]) => predicate(name, schema, components)).join("")}
export const test = is${ROOT_COMPONENT};
`;
}

/** Returns whether a string with more than `limit` code units also has more than `limit` code points. */
const EXCEEDS_LENGTH = `function exceedsLength(value, limit) {
  if (value.length > 2 * limit) return true;
  let count = value.length;
  for (let i = 1; i < value.length; i++) {
    if ((value.charCodeAt(i - 1) & 0xfc00) === 0xd800 && (value.charCodeAt(i) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count > limit;
}`;

const NOT_OBJECT = 'typeof v !== "object" || v === null || Array.isArray(v)';

function predicate(name: string, schema: Json, components: Components): string {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const lines = Object.entries(schema.properties as Readonly<Record<string, Json>>).map(([key, property]) => {
    const check = `${required.includes(key) ? "" : "x !== undefined && "}(${failure(property, components)})`;
    const { items } = property;
    const loop = isJsonObject(items) ? ` for (let i = 0; i < (x?.length ?? 0); i++) if (!is${targetOf(items)}(x[i])) return false;` : "";
    return `{ const x = v.${key}; if (${check}) return false;${loop} }`;
  });
  return `function is${name}(v) { if (${NOT_OBJECT}) return false; ${lines.join("\n")} return true; }\n`;
}

/** An expression that is true if `x` is invalid. */
function failure(schema: Json, components: Components): string {
  const { type, minimum, maximum, minLength, maxLength, maxItems, oneOf } = schema;
  const target = targetOf(schema);
  if (target !== undefined)
    return isJsonObject(components.get(target)?.properties) ? `!is${target}(x)` : failure(components.get(target) ?? {}, components);
  if (Array.isArray(oneOf)) return oneOf.map((item) => `(${failure(item as Json, components)})`).join(" && ");
  if (Array.isArray(type)) return type.map((one) => `(${failure({ ...schema, type: one }, components)})`).join(" && ");
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `x !== ${JSON.stringify(value)}`).join(" && ");
  const limits = [
    minimum !== undefined && `x < ${minimum}`,
    maximum !== undefined && `x > ${maximum}`,
    minLength === 1 && "x.length === 0",
    maxLength !== undefined && `(x.length > ${maxLength} && exceedsLength(x, ${maxLength}))`,
    maxItems !== undefined && `x.length > ${maxItems}`,
  ].filter((limit) => limit !== false);
  if (type === "null") return "x !== null";
  if (type === "array") return ["!Array.isArray(x)", ...limits].join(" || ");
  if (type !== "integer" && type !== "number") return [`typeof x !== "${type}"`, ...limits].join(" || ");
  // Within 32 bits, `x | 0` is the fastest test of an integer.
  const isSmall = minimum !== undefined && maximum !== undefined;
  const isInvalid = type === "number" ? "x - x !== 0" : isSmall ? "(x | 0) !== x" : "x % 1 !== 0";
  return ['typeof x !== "number"', isInvalid, ...limits].join(" || ");
}
