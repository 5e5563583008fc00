import { transformSync } from "esbuild";
import { code, join } from "../../scripts/codegen/code.js";
import { Emitter } from "../../scripts/codegen/emit/emitter.js";
import { RUNTIME } from "../../scripts/codegen/keywords/runtime.js";
import { reportRefCycles } from "../../scripts/codegen/model/contract.js";
import { SchemaReader } from "../../scripts/codegen/model/schema.js";
import { ContractError } from "../../scripts/codegen/parse/diagnostic.js";
import { readDocument } from "../../scripts/codegen/parse/document.js";
import type { Issue } from "../../src/core/issue.js";
import { accepts, collectIssues, type Keywords } from "../../src/validation/collect-issues.js";
import { NO_ISSUES } from "../../src/validation/rule-issues.js";

/** Functions compiled from a schema with the emitters of generated/validators.ts. */
export interface CompiledSchema {
  readonly is: (value: unknown) => boolean;
  readonly validate: (value: unknown) => readonly Issue[];
  /** Whether the table of keywords accepts a value; the predicate must agree. Throws if a property of the value throws. */
  readonly accepts: (value: unknown) => boolean;
  /** Emitted TypeScript. */
  readonly text: string;
}

/** Compiles a standalone schema. Throws a `ContractError` for unsupported or invalid schemas. */
export function compileSchema(schema: unknown): CompiledSchema {
  const reader = new SchemaReader(readDocument("schema.json", JSON.stringify(schema, null, 2) ?? "null"));
  const root = reader.read("", reader.document.value);
  if (reader.diagnostics.length === 0) reportRefCycles([root], reader);
  if (reader.diagnostics.length > 0) throw new ContractError(reader.diagnostics);
  const emitter = new Emitter();
  emitter.name(root, "Root");
  const result = code`return { matches: ${emitter.predicate(root)}, keywords: ${emitter.table(root)} };`;
  const emitted = join([...emitter.declarations(), result], "\n");
  const used = [...emitted.symbols].filter(({ typeOnly }) => !typeOnly);
  const parameters = used.map(({ name }) => name).join(", ");
  const script = transformSync(`function create(${parameters}) {\n${emitted.text}\n}`, { loader: "ts" }).code;
  const create = new Function(`${script}\nreturn create;`)() as (...values: unknown[]) => {
    matches: (value: unknown) => boolean;
    keywords: Keywords;
  };
  const { matches, keywords } = create(...used.map(({ name }) => (RUNTIME as Readonly<Record<string, unknown>>)[name]));
  const is = (value: unknown): boolean => {
    try {
      return matches(value);
    } catch {
      return false;
    }
  };
  return {
    is,
    validate: (value) => (is(value) ? NO_ISSUES : collectIssues(value, keywords)),
    accepts: (value) => accepts(keywords, value),
    text: emitted.text,
  };
}
