import type { Issue } from "../../../src/core/issue.js";
import { type CompiledContract, createDocument, diagnosticsOf, evaluateContract } from "./rules.js";

/** A schema with one property of every type that rules can use. */
export const HOST = {
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
export function hostValue(more: object = {}): object {
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
