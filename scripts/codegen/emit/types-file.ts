import openapiTS, { astToString, type SchemaObject } from "openapi-typescript";
import ts from "typescript";
import { literal } from "./code.js";
import { headerLines } from "./file.js";

/**
 * `generated/types.ts`: openapi-typescript's types of the contract. Enum types also hold `Unrecognized`, because the
 * service may add values; a property with a default stays optional, because the service leaves it out.
 */
export async function emitTypes(document: unknown, version: string, hash: string, runtime: string): Promise<string> {
  const nodes = await openapiTS(structuredClone(document) as never, {
    alphabetize: false,
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    silent: true,
    transform: openEnum,
  });
  const text = astToString(nodes).replace(/[ \t]+$/gm, "");
  const header = headerLines("Types of every schema, parameter and answer, by openapi-typescript.", version, hash);
  return `${header.join("\n")}\nimport type { Unrecognized } from ${literal(`${runtime}/validation/unknown-keys.js`).text};\n\n${text.trim()}\n`;
}

function openEnum(schema: SchemaObject): ts.TypeNode | undefined {
  const values: unknown = "enum" in schema ? schema.enum : undefined;
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) return undefined;
  const literals = values.map((value: string) => ts.factory.createLiteralTypeNode(ts.factory.createStringLiteral(value)));
  return ts.factory.createUnionTypeNode([...literals, ts.factory.createTypeReferenceNode("Unrecognized")]);
}
