import { isJsonObject, type Json } from "../../lib/paths.js";
import { ROOT_COMPONENT, targetOf } from "../schema.js";

/** Returns a module that defines the components with valibot, following its documentation. */
export function valibotSource(components: ReadonlyMap<string, Json>): string {
  const definitions = [...components].map(([name, schema]) => `const ${name} = ${expression(schema)};`);
  return `import * as v from "valibot";
${definitions.join("\n")}
export const test = (value) => v.is(${ROOT_COMPONENT}, value);
export const collect = (value) => v.safeParse(${ROOT_COMPONENT}, value).issues ?? [];
`;
}

function expression(schema: Json): string {
  const target = targetOf(schema);
  if (target !== undefined) return target;
  if (Array.isArray(schema.oneOf)) return `v.union([${schema.oneOf.filter(isJsonObject).map(expression).join(", ")}])`;
  if (Array.isArray(schema.type)) return `v.union([${schema.type.map((type) => expression({ ...schema, type })).join(", ")}])`;
  if (Array.isArray(schema.enum)) return `v.picklist(${JSON.stringify(schema.enum)})`;
  if (isJsonObject(schema.items)) return piped(`v.array(${expression(schema.items)})`, [limit("maxLength", schema.maxItems)]);
  if (isJsonObject(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const fields = Object.entries(schema.properties).map(([name, item]) => {
      const inner = expression(isJsonObject(item) ? item : {});
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
  const present = actions.filter((action) => action !== "");
  return present.length === 0 ? base : `v.pipe(${[base, ...present].join(", ")})`;
}

function limit(action: string, value: unknown): string {
  return value === undefined ? "" : `v.${action}(${String(value)})`;
}
