import { transformSync } from "esbuild";
import type { GeneratedFile } from "../../scripts/codegen/emit/file.js";
import { assemble } from "../../scripts/codegen/generate.js";
import { ContractError, type Diagnostic } from "../../scripts/codegen/parse/diagnostic.js";
import { readDocument } from "../../scripts/codegen/parse/document.js";
import type { Issue } from "../../src/core/issue.js";
import * as equal from "../../src/core/json-equal.js";
import * as pointer from "../../src/core/pointer.js";
import * as text from "../../src/core/strings.js";
import * as cel from "../../src/validation/cel-functions.js";
import * as formats from "../../src/validation/formats.js";
import * as issues from "../../src/validation/issues.js";
import * as rules from "../../src/validation/rule-issues.js";
import * as run from "../../src/validation/run-checks.js";
import * as standard from "../../src/validation/standard-schema.js";

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
