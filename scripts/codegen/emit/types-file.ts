import openapiTS, { astToString, type SchemaObject } from "openapi-typescript";
import ts from "typescript";
import { literal } from "../code.js";
import { GENERATED_BY } from "./file.js";

/**
 * Emits `generated/types.ts` with openapi-typescript. Enum types include `Unrecognized`, because the service may add values.
 * Properties with a default stay optional, because the service may omit them.
 */
export async function emitTypes(document: unknown, runtime: string): Promise<string> {
  const nodes = await openapiTS(structuredClone(document) as never, {
    alphabetize: false,
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    silent: true,
    transform: openEnum,
  });
  const text = astToString(nodes).replace(/[ \t]+$/gm, "");
  return `${GENERATED_BY}\n// Types of all schemas, parameters and responses (openapi-typescript).\nimport type { Unrecognized } from ${literal(`${runtime}/validation/unknown-enum-value.js`).text};\n\n${text.trim()}\n`;
}

function openEnum(schema: SchemaObject): ts.TypeNode | undefined {
  const values: unknown = "enum" in schema ? schema.enum : undefined;
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) return undefined;
  const literals = values.map((value: string) => ts.factory.createLiteralTypeNode(ts.factory.createStringLiteral(value)));
  return ts.factory.createUnionTypeNode([...literals, ts.factory.createTypeReferenceNode("Unrecognized")]);
}
