import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { isJson, type Json, SCRATCH } from "../../lib/paths.js";
import { ROOT, targetOf } from "../schema.js";

type Transform = (
  program: ts.Program,
  options: undefined,
  extras: { addDiagnostic: (fault: ts.Diagnostic) => number },
) => ts.TransformerFactory<ts.SourceFile>;
const { default: transform } = createRequire(import.meta.url)("typia/lib/transform") as { default: Transform };

/** The components as typia has them: tagged types that its transformer turns into a validator. Gives the text of the module. */
export function typiaSource(components: ReadonlyMap<string, Json>): string {
  mkdirSync(SCRATCH, { recursive: true });
  const file = join(SCRATCH, "typia-types.ts");
  const definitions = [...components].map(([name, schema]) => `type ${name} = ${type(schema)};`);
  writeFileSync(
    file,
    `import typia, { tags } from "typia";
${definitions.join("\n")}
export const test = typia.createIs<${ROOT}>();
const validate = typia.createValidate<${ROOT}>();
export const collect = (value: unknown) => { const found = validate(value); return found.success ? [] : found.errors; };
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
  const extras = { addDiagnostic: (fault: ts.Diagnostic) => reject(fault) };
  program.emit(
    program.getSourceFile(file),
    (_, content) => {
      text = content;
    },
    undefined,
    false,
    { before: [transform(program, undefined, extras)] },
  );
  if (!text.includes("typia/lib/internal")) throw new Error("typia's transformer left the types as they were");
  return text;
}

function reject(fault: ts.Diagnostic): number {
  throw new Error(`typia: ${ts.flattenDiagnosticMessageText(fault.messageText, " ")}`);
}

function type(schema: Json): string {
  const target = targetOf(schema);
  if (target !== undefined) return target;
  if (Array.isArray(schema.oneOf)) return schema.oneOf.filter(isJson).map(type).join(" | ");
  if (Array.isArray(schema.type)) return schema.type.map((one) => type({ ...schema, type: one })).join(" | ");
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (isJson(schema.items)) return `${type(schema.items)}[]${tag("MaxItems", schema.maxItems)}`.replace(/^(.*)$/, "($1)");
  if (isJson(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const fields = Object.entries(schema.properties).map(
      ([name, item]) => `${name}${required.includes(name) ? "" : "?"}: ${type(isJson(item) ? item : {})}`,
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
