import { transformSync } from "esbuild";
import type { CoverageReport } from "../../../scripts/codegen/emit/coverage.js";
import type { GeneratedFile } from "../../../scripts/codegen/emit/file.js";
import { emitAll } from "../../../scripts/codegen/generate.js";
import { RUNTIME } from "../../../scripts/codegen/keywords/runtime.js";
import { ContractError, type Diagnostic } from "../../../scripts/codegen/parse/diagnostic.js";
import { readDocument } from "../../../scripts/codegen/parse/document.js";
import type { Issue } from "../../../src/core/issue.js";
import { collectIssues } from "../../../src/validation/collect-issues.js";
import * as standard from "../../../src/validation/standard-schema.js";

/** The validators of a compiled contract, by component name. */
export interface CompiledContract {
  readonly is: (component: string, value: unknown) => boolean;
  readonly validate: (component: string, value: unknown) => readonly Issue[];
  readonly check: (component: string, value: unknown) => readonly Issue[];
  /** Emitted TypeScript of rules.ts. */
  readonly rulesText: string;
  readonly coverage: CoverageReport;
}

/** Creates a contract with these component schemas. `more` adds or replaces top-level fields. */
export function createDocument(schemas: object, more: object = {}): object {
  return { openapi: "3.1.0", info: { title: "T", version: "1.0.0" }, paths: {}, components: { schemas }, ...more };
}

/** Compiles a contract and evaluates the emitted code. Throws a `ContractError`. */
export function evaluateContract(document: object | string): CompiledContract {
  const source = typeof document === "string" ? document : JSON.stringify(document, null, 2);
  const { files, coverage } = emitAll(readDocument("contract.yaml", source));
  const runtime = { ...RUNTIME, collectIssues, ...standard };
  // Components and parameters are in separate modules that do not import each other.
  const predicates = {
    ...evaluateModule(fileText(files, "predicates.ts"), runtime),
    ...evaluateModule(fileText(files, "parameter-predicates.ts"), runtime),
  };
  const validators = Object.assign(
    {},
    ...["validators.ts", "parameters.ts"].map((name) => evaluateModule(fileText(files, name), { ...runtime, ...predicates })),
  );
  const checksText = fileText(files, "rules.ts");
  const checks = evaluateModule(fileText(files, "checks.ts"), { ...runtime, ...validators, ...evaluateModule(checksText, runtime) });
  const call = (name: string, value: unknown): unknown => ({ ...predicates, ...validators, ...checks })[name]?.(value);
  return {
    is: (component, value) => call(`is${component}`, value) as boolean,
    validate: (component, value) => call(`validate${component}`, value) as readonly Issue[],
    check: (component, value) => call(`check${component}`, value) as readonly Issue[],
    rulesText: checksText,
    coverage: JSON.parse(coverage),
  };
}

/** Returns the diagnostics of a contract; empty if it compiles. */
export function diagnosticsOf(document: object | string): readonly Diagnostic[] {
  try {
    evaluateContract(document);
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.diagnostics;
    throw error;
  }
}

/** Returns the declarations of a generated file without its imports. */
export function fileText(files: readonly GeneratedFile[], name: string): string {
  return (
    files
      .find((file) => file.name === name)
      ?.declarations.map((declaration) => declaration.text)
      .join("\n\n") ?? ""
  );
}

/** Evaluates a module with imports given by name, and returns its exports. */
export function evaluateModule(module: string, imports: object): Record<string, (value: unknown) => unknown> {
  const exported = [...module.matchAll(/^export (?:function|const) ([A-Za-z0-9_$]+)/gm)].map((match) => match[1]);
  const script = transformSync(`${module.replace(/^export [*].*$/gm, "").replace(/^export /gm, "")}\nreturn { ${exported.join(", ")} };`, {
    loader: "ts",
  }).code;
  return new Function(...Object.keys(imports), script)(...Object.values(imports));
}
