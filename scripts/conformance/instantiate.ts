import { transformSync } from "esbuild";
import * as equal from "../../src/runtime/equal.js";
import * as formats from "../../src/runtime/formats.js";
import type { Issue } from "../../src/runtime/issue.js";
import * as issues from "../../src/runtime/issues.js";
import * as pointer from "../../src/runtime/pointer.js";
import { type Collect, issuesOf, NONE } from "../../src/runtime/run.js";
import * as text from "../../src/runtime/text.js";
import { code, identifier, join } from "../emit/code.js";
import { Emitter } from "../emit/emitter.js";
import { noteEndless } from "../model/endless.js";
import { SchemaReader } from "../model/schema.js";
import { ContractError } from "../read/diagnostic.js";
import { readDocument } from "../read/document.js";

/** A schema as functions of this process, made by the same emitters as generated/validators.ts. */
export interface Instance {
  readonly is: (value: unknown) => boolean;
  readonly validate: (value: unknown) => readonly Issue[];
  /** The TypeScript that was emitted. */
  readonly text: string;
}

const RUNTIME: Readonly<Record<string, object>> = { equal, formats, issues, pointer, text };

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
