import { transformSync } from "esbuild";
import { assemble } from "../../scripts/compile.js";
import type { GeneratedFile } from "../../scripts/emit/file.js";
import { ContractError, type Diagnostic } from "../../scripts/read/diagnostic.js";
import { readDocument } from "../../scripts/read/document.js";
import * as cel from "../../src/runtime/cel.js";
import * as equal from "../../src/runtime/equal.js";
import * as formats from "../../src/runtime/formats.js";
import type { Issue } from "../../src/runtime/issue.js";
import * as issues from "../../src/runtime/issues.js";
import * as pointer from "../../src/runtime/pointer.js";
import * as rules from "../../src/runtime/rules.js";
import * as run from "../../src/runtime/run.js";
import * as standard from "../../src/runtime/standard-schema.js";
import * as text from "../../src/runtime/text.js";

/** What a compiled contract answers, by the names of its components. */
export interface Compiled {
  readonly is: (component: string, value: unknown) => boolean;
  readonly validate: (component: string, value: unknown) => readonly Issue[];
  readonly check: (component: string, value: unknown) => readonly Issue[];
  /** The TypeScript of rules.ts, as it was emitted. */
  readonly checksText: string;
  readonly coverage: { readonly keywords: Record<string, string[]>; readonly rules: Record<string, string[]> };
}

/** A contract of these component schemas, with one operation; the parts may be replaced. */
export function documentOf(schemas: object, more: object = {}): object {
  return { openapi: "3.1.0", info: { title: "T", version: "1.0.0" }, paths: {}, components: { schemas }, ...more };
}

/** Compiles a contract with the generators of this checkout and evaluates what they emit. Throws a `ContractError`. */
export function compile(document: object | string): Compiled {
  const source = typeof document === "string" ? document : JSON.stringify(document, null, 2);
  const { files, coverage } = assemble(readDocument("contract.yaml", source));
  const runtime = { ...cel, ...equal, ...formats, ...issues, ...pointer, ...rules, ...run, ...standard, ...text };
  // Components and parameters come in modules of their own, which know nothing of each other.
  const predicates = {
    ...evaluate(textOf(files, "predicates.ts"), runtime),
    ...evaluate(textOf(files, "parameter-predicates.ts"), runtime),
  };
  const validators = Object.assign(
    {},
    ...["validators.ts", "parameters.ts"].map((name) => evaluate(textOf(files, name), { ...runtime, ...predicates })),
  );
  const checksText = textOf(files, "rules.ts");
  const checks = evaluate(textOf(files, "checks.ts"), { ...runtime, ...validators, ...evaluate(checksText, runtime) });
  const call = (name: string, value: unknown): unknown => ({ ...predicates, ...validators, ...checks })[name]?.(value);
  return {
    is: (component, value) => call(`is${component}`, value) as boolean,
    validate: (component, value) => call(`validate${component}`, value) as readonly Issue[],
    check: (component, value) => call(`check${component}`, value) as readonly Issue[],
    checksText,
    coverage: JSON.parse(coverage),
  };
}

/** The faults that stop a contract; none if it compiles. */
export function faultsOf(document: object | string): readonly Diagnostic[] {
  try {
    compile(document);
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.diagnostics;
    throw error;
  }
}

/** Statements of one generated file, without its imports. */
export function textOf(files: readonly GeneratedFile[], name: string): string {
  return (
    files
      .find((file) => file.name === name)
      ?.statements.map((statement) => statement.text)
      .join("\n\n") ?? ""
  );
}

/** Evaluates a module whose imports are given by name; gives its exports. */
export function evaluate(module: string, given: object): Record<string, (value: unknown) => unknown> {
  const exported = [...module.matchAll(/^export (?:function|const) ([A-Za-z0-9_$]+)/gm)].map((match) => match[1]);
  const script = transformSync(`${module.replace(/^export [*].*$/gm, "").replace(/^export /gm, "")}\nreturn { ${exported.join(", ")} };`, {
    loader: "ts",
  }).code;
  return new Function(...Object.keys(given), script)(...Object.values(given));
}
