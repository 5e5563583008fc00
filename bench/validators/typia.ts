import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { isJsonObject, type Json, SCRATCH } from "../lib/paths.js";
import { ROOT_COMPONENT, targetOf } from "./schema.js";

type Transform = (
  program: ts.Program,
  options: undefined,
  extras: { addDiagnostic: (diagnostic: ts.Diagnostic) => number },
) => ts.TransformerFactory<ts.SourceFile>;
const { default: transform } = createRequire(import.meta.url)("typia/lib/transform") as { default: Transform };

/** Returns a module with validators that the typia transformer generates from tagged types of the components. */
export function typiaSource(components: ReadonlyMap<string, Json>): string {
  mkdirSync(SCRATCH, { recursive: true });
  const file = join(SCRATCH, "typia-types.ts");
  const definitions = [...components].map(([name, schema]) => `type ${name} = ${type(schema)};`);
  writeFileSync(
    file,
    `import typia, { tags } from "typia";
${definitions.join("\n")}
export const test = typia.createIs<${ROOT_COMPONENT}>();
const validate = typia.createValidate<${ROOT_COMPONENT}>();
export const collect = (value: unknown) => { const result = validate(value); return result.success ? [] : result.errors; };
`,
  );
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
    types: [],
  };
  const program = ts.createProgram([file], options);
  let text = "";
  const extras = { addDiagnostic: (diagnostic: ts.Diagnostic) => reject(diagnostic) };
  program.emit(
    program.getSourceFile(file),
    (_, content) => {
      text = content;
    },
    undefined,
    false,
    { before: [transform(program, undefined, extras)] },
  );
  if (!text.includes("typia/lib/internal")) throw new Error("the typia transformer did not transform the types");
  return text;
}

function reject(diagnostic: ts.Diagnostic): number {
  throw new Error(`typia: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, " ")}`);
}

function type(schema: Json): string {
  const target = targetOf(schema);
  if (target !== undefined) return target;
  if (Array.isArray(schema.oneOf)) return schema.oneOf.filter(isJsonObject).map(type).join(" | ");
  if (Array.isArray(schema.type)) return schema.type.map((one) => type({ ...schema, type: one })).join(" | ");
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (isJsonObject(schema.items)) return `${type(schema.items)}[]${tag("MaxItems", schema.maxItems)}`.replace(/^(.*)$/, "($1)");
  if (isJsonObject(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const fields = Object.entries(schema.properties).map(
      ([name, item]) => `${name}${required.includes(name) ? "" : "?"}: ${type(isJsonObject(item) ? item : {})}`,
    );
    return `{ ${fields.join("; ")} }`;
  }
  if (schema.type === "integer") return `(number & tags.Type<"int64">${tag("Minimum", schema.minimum)}${tag("Maximum", schema.maximum)})`;
  if (schema.type === "number") return `(number${tag("Minimum", schema.minimum)}${tag("Maximum", schema.maximum)})`;
  if (schema.type === "string") return `(string${tag("MinLength", schema.minLength)}${tag("MaxLength", schema.maxLength)})`;
  return String(schema.type);
}

function tag(name: string, value: unknown): string {
  return value === undefined ? "" : ` & tags.${name}<${String(value)}>`;
}
