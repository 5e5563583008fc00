import { transformSync } from "esbuild";
import { code, identifier, join } from "../../scripts/codegen/emit/code.js";
import { Emitter } from "../../scripts/codegen/emit/emitter.js";
import { noteEndless } from "../../scripts/codegen/model/ref-cycles.js";
import { SchemaReader } from "../../scripts/codegen/model/schema.js";
import { ContractError } from "../../scripts/codegen/parse/diagnostic.js";
import { readDocument } from "../../scripts/codegen/parse/document.js";
import type { Issue } from "../../src/core/issue.js";
import * as equal from "../../src/core/json-equal.js";
import * as pointer from "../../src/core/pointer.js";
import * as text from "../../src/core/strings.js";
import * as formats from "../../src/validation/formats.js";
import * as issues from "../../src/validation/issues.js";
import { type Collect, issuesOf, NONE } from "../../src/validation/run-checks.js";

/** A schema as functions of this process, made by the same emitters as generated/validators.ts. */
export interface Instance {
  readonly is: (value: unknown) => boolean;
  readonly validate: (value: unknown) => readonly Issue[];
  /** The TypeScript that was emitted. */
  readonly text: string;
}

const RUNTIME: Readonly<Record<string, object>> = {
  "core/json-equal": equal,
  "core/pointer": pointer,
  "core/strings": text,
  "validation/formats": formats,
  "validation/issues": issues,
};

/** Compiles one schema that stands for itself. Throws a `ContractError` for what is refused, by name and with its position. */
export function instantiate(schema: unknown): Instance {
  const reader = new SchemaReader(readDocument("schema.json", JSON.stringify(schema, null, 2) ?? "null"));
  const root = reader.read("", reader.document.value);
  if (reader.faults.length === 0) noteEndless([root], reader);
  if (reader.faults.length > 0) throw new ContractError(reader.faults);
  const emitter = new Emitter();
  emitter.name(root, "Root");
  const result = code`return { holds: ${emitter.holds(root)}, collect: ${emitter.collector(root)} };`;
  const emitted = join([...emitter.statements(), result], "\n").text;
  const names = [...emitter.imports()].flatMap(([module, used]) =>
    used.map((name) => [name, (RUNTIME[module] as Record<string, unknown>)[name]] as const),
  );
  const script = transformSync(`function make(${names.map(([name]) => identifier(name).text).join(", ")}) {\n${emitted}\n}`, {
    loader: "ts",
  }).code;
  const make = new Function(`${script}\nreturn make;`)() as (...values: unknown[]) => {
    holds: (value: unknown) => boolean;
    collect: Collect;
  };
  const { holds, collect } = make(...names.map(([, value]) => value));
  const is = (value: unknown): boolean => {
    try {
      return holds(value);
    } catch {
      return false;
    }
  };
  return { is, validate: (value) => (is(value) ? NONE : issuesOf(value, collect)), text: emitted };
}
