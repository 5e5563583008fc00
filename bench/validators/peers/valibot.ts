import { isJson, type Json } from "../../lib/paths.js";
import { ROOT, targetOf } from "../schema.js";

/** The components as a module that uses valibot, written as its documentation would have it. */
export function valibotSource(components: ReadonlyMap<string, Json>): string {
  const definitions = [...components].map(([name, schema]) => `const ${name} = ${expression(schema)};`);
  return `import * as v from "valibot";
${definitions.join("\n")}
export const test = (value) => v.is(${ROOT}, value);
export const collect = (value) => v.safeParse(${ROOT}, value).issues ?? [];
`;
}

function expression(schema: Json): string {
  const target = targetOf(schema);
  if (target !== undefined) return target;
  if (Array.isArray(schema.oneOf)) return `v.union([${schema.oneOf.filter(isJson).map(expression).join(", ")}])`;
  if (Array.isArray(schema.type)) return `v.union([${schema.type.map((type) => expression({ ...schema, type })).join(", ")}])`;
  if (Array.isArray(schema.enum)) return `v.picklist(${JSON.stringify(schema.enum)})`;
  if (isJson(schema.items)) return piped(`v.array(${expression(schema.items)})`, [limit("maxLength", schema.maxItems)]);
  if (isJson(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const fields = Object.entries(schema.properties).map(([name, item]) => {
      const inner = expression(isJson(item) ? item : {});
      return `${name}: ${required.includes(name) ? inner : `v.optional(${inner})`}`;
    });
    return `v.object({ ${fields.join(", ")} })`;
  }
  const range = [limit("minValue", schema.minimum), limit("maxValue", schema.maximum)];
  if (schema.type === "integer") return piped("v.number()", ["v.integer()", ...range]);
  if (schema.type === "number") return piped("v.number()", range);
  if (schema.type === "string") return piped("v.string()", [limit("minLength", schema.minLength), limit("maxLength", schema.maxLength)]);
  return schema.type === "null" ? "v.null()" : `v.${String(schema.type)}()`;
}

function piped(base: string, actions: readonly string[]): string {
  const asked = actions.filter((action) => action !== "");
  return asked.length === 0 ? base : `v.pipe(${[base, ...asked].join(", ")})`;
}

function limit(action: string, value: unknown): string {
  return value === undefined ? "" : `v.${action}(${String(value)})`;
}
