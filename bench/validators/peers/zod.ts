import { isJsonObject, type Json } from "../../lib/paths.js";
import { ROOT_COMPONENT, targetOf } from "../schema.js";

/** Returns a module that defines the components with zod, following its documentation. */
export function zodSource(components: ReadonlyMap<string, Json>): string {
  const definitions = [...components].map(([name, schema]) => `const ${name} = ${expression(schema)};`);
  return `import * as z from "zod";
${definitions.join("\n")}
export const test = (value) => ${ROOT_COMPONENT}.safeParse(value).success;
export const collect = (value) => ${ROOT_COMPONENT}.safeParse(value).error?.issues ?? [];
`;
}

function expression(schema: Json): string {
  const target = targetOf(schema);
  if (target !== undefined) return target;
  if (Array.isArray(schema.oneOf)) return `z.union([${schema.oneOf.filter(isJsonObject).map(expression).join(", ")}])`;
  if (Array.isArray(schema.type)) return `z.union([${schema.type.map((type) => expression({ ...schema, type })).join(", ")}])`;
  if (Array.isArray(schema.enum)) return `z.enum(${JSON.stringify(schema.enum)})`;
  if (isJsonObject(schema.items)) return `z.array(${expression(schema.items)})${limit("max", schema.maxItems)}`;
  if (isJsonObject(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const fields = Object.entries(schema.properties).map(([name, item]) => {
      const inner = expression(isJsonObject(item) ? item : {});
      return `${name}: ${inner}${required.includes(name) ? "" : ".optional()"}`;
    });
    return `z.object({ ${fields.join(", ")} })`;
  }
  if (schema.type === "integer") return `z.int()${limit("min", schema.minimum)}${limit("max", schema.maximum)}`;
  if (schema.type === "number") return `z.number()${limit("min", schema.minimum)}${limit("max", schema.maximum)}`;
  if (schema.type === "string") return `z.string()${limit("min", schema.minLength)}${limit("max", schema.maxLength)}`;
  return `z.${String(schema.type)}()`;
}

function limit(method: "min" | "max", value: unknown): string {
  return value === undefined ? "" : `.${method}(${String(value)})`;
}
