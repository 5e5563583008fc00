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

/** A schema with one property of every type that rules can use. */
const HOST = {
  type: "object",
  required: ["name", "kind", "scenes", "mixed"],
  properties: {
    name: { type: "string" },
    kind: { type: "string", enum: ["IMAGE", "VIDEO"], "x-sdk-values": { AUDIO: "in one SDK" } },
    width: { type: "integer", default: 1920 },
    height: { type: "integer" },
    angle: { type: "number", default: 0 },
    ratio: { type: "number" },
    on: { type: "boolean", default: false },
    note: { type: ["string", "null"] },
    mixed: { type: ["string", "integer"] },
    size: { $ref: "#/components/schemas/Size" },
    scenes: { type: "array", items: { $ref: "#/components/schemas/Scene" } },
    numbers: { type: "array", items: { type: "integer" }, default: [] },
    tags: { type: "array", items: { type: "string" } },
    any: {},
    other: {},
    tagged: { type: "array", default: [], items: { type: "object", properties: { constructor: { type: "string" } } } },
    constructor: { type: "string" },
    secret: { type: "string", format: "password" },
  },
};

const SIZE = { type: "object", required: ["w"], properties: { w: { type: "integer" }, h: { type: "integer" } } };
const SCENE = {
  type: "object",
  required: ["no"],
  properties: {
    no: { type: "integer" },
    id: { type: "string" },
    size: { $ref: "#/components/schemas/Size" },
    layers: { type: "array", items: SIZE },
  },
};
const CONSTANTS = {
  sizes: {
    description: "d",
    source: "s",
    value: [
      [1920, 1080],
      [1080, 1920],
    ],
  },
  canvas: { description: "d", source: "s", value: { width: 1920, "left-top": 0 } },
  names: { description: "d", source: "s", value: ["a", "b"] },
};

export interface RuleFields {
  readonly id?: string;
  readonly fieldPath?: string;
  readonly hint?: string;
  readonly messageExpression?: string;
  readonly variables?: readonly { name: string; expression: string }[];
  readonly fixes?: readonly { fieldPath: string; value: string; when?: string }[];
}

/** Creates a contract whose component T is HOST with one rule. */
export function documentWithRule(rule: string, { variables = [], ...fields }: RuleFields = {}): object {
  const entry = { id: "r", rule, message: "m", severity: "error", source: "s", ...fields };
  return createDocument(
    { T: { ...HOST, "x-variables": variables, "x-validations": [entry] }, Size: SIZE, Scene: SCENE },
    { "x-constants": CONSTANTS },
  );
}

/** Returns a valid value of HOST. */
function hostValue(more: object = {}): object {
  return { name: "n", kind: "IMAGE", scenes: [], mixed: 5, ...more };
}

/** Evaluates a rule on a value and returns its issues. */
export function evaluateRule(rule: string, more: object, fields: RuleFields = {}): readonly Issue[] {
  return compiled(rule, fields).check("T", hostValue(more));
}

/** Returns the paths of the issues of a rule; empty if it passes. */
export function failingPaths(rule: string, more: object, fields: RuleFields = {}): string[] {
  return evaluateRule(rule, more, fields).map((issue) => issue.path);
}

/** Compiles an invalid rule. Returns the message and fix of the first diagnostic, and the text from the caret on. */
export function compileError(rule: string, fields: RuleFields = {}): { message: string; fix: string; at: string } {
  const diagnostic = diagnosticsOf(documentWithRule(rule, fields))[0];
  if (!diagnostic) throw new Error(`no diagnostic for ${rule}`);
  const [line = "", caret = ""] = (diagnostic.excerpt ?? "").split("\n");
  return { message: diagnostic.message, fix: diagnostic.fix, at: line.slice(caret.indexOf("^")) };
}

const cache = new Map<string, CompiledContract>();

function compiled(rule: string, fields: RuleFields): CompiledContract {
  const key = JSON.stringify([rule, fields]);
  const contract = cache.get(key) ?? evaluateContract(documentWithRule(rule, fields));
  cache.set(key, contract);
  return contract;
}
