import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { SchemaReader } from "../../scripts/codegen/model/schema.js";
import { withDescendants } from "../../scripts/codegen/model/schema-children.js";
import { readDocument } from "../../scripts/codegen/parse/document.js";
import { root } from "../../scripts/task-runner.js";
import { parsePointer } from "../../src/core/pointer.js";
import { compileDocument, typeCheck } from "./compile-document.js";

/** A schema, and values with the verdict that its generated functions must give. */
export interface PipelineCase {
  readonly name: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
}

export interface PipelineResult {
  /** Tests whose verdict is right. */
  readonly passed: number;
  /** Schemas that a document refuses as a component. */
  readonly refused: number;
  readonly failed: readonly string[];
}

const FOLDER = `${root}.verify/pipeline/`;

/**
 * Generates all files of one document whose components are the schemas, as `npm run generate` does. The files must pass
 * `tsc --strict`, and `isX` and `validateX` must give the expected verdicts.
 */
export async function runPipeline(cases: readonly PipelineCase[]): Promise<PipelineResult> {
  const accepted: PipelineCase[] = [];
  for (const each of cases) if (await compiles(each)) accepted.push(each);
  const { files, diagnostics } = await compileDocument(documentOf(accepted), "schemas.json");
  if (files === undefined) return { passed: 0, refused: 0, failed: diagnostics.map(({ message }) => message) };
  const functions = await load(files);
  const failed = typeCheck(new Map([["schemas", files]])).map((line) => `tsc: ${line}`);
  let passed = 0;
  accepted.forEach(({ name, tests }, i) => {
    for (const { description, data, valid } of tests) {
      const verdicts = [functions[`isS${i}`]?.(data), (functions[`validateS${i}`]?.(data) as readonly unknown[] | undefined)?.length === 0];
      if (verdicts.every((verdict) => verdict === valid)) passed++;
      else failed.push(`${name}: ${description}: isX ${verdicts[0]}, no issues ${verdicts[1]}, expected ${valid}`);
    }
  });
  return { passed, refused: cases.length - accepted.length, failed };
}

async function compiles(each: PipelineCase): Promise<boolean> {
  return (await compileDocument(documentOf([each]), "schemas.json")).files !== undefined;
}

function documentOf(cases: readonly PipelineCase[]): string {
  const schemas = Object.fromEntries(cases.map(({ schema }, i) => [`S${i}`, atComponent(schema, `S${i}`)]));
  return JSON.stringify({ openapi: "3.1.0", components: { schemas } });
}

/** Returns a schema whose references point into its component. Names and values that only look like references are kept. */
function atComponent(schema: unknown, name: string): unknown {
  const reader = new SchemaReader(readDocument("schema.json", JSON.stringify(schema)));
  const copy = JSON.parse(JSON.stringify(schema)) as unknown;
  for (const { pointer, target } of withDescendants([reader.read("", reader.document.value)])) {
    if (target === undefined) continue;
    const node = parsePointer(pointer).reduce<unknown>((parent, key) => (parent as Record<string, unknown>)[key], copy);
    const reference = node as { $ref: string };
    reference.$ref = reference.$ref.replace("#", `#/components/schemas/${name}`);
  }
  return copy;
}

async function load(files: ReadonlyMap<string, string>): Promise<Record<string, (value: unknown) => unknown>> {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [name, text] of files) {
    mkdirSync(dirname(join(FOLDER, name)), { recursive: true });
    writeFileSync(join(FOLDER, name), text);
  }
  const contents = 'export * from "./predicates.js"; export * from "./validators.js";';
  const outfile = `${FOLDER}bundle.mjs`;
  await build({ stdin: { contents, resolveDir: FOLDER }, bundle: true, format: "esm", platform: "node", outfile });
  return import(pathToFileURL(outfile).href);
}
