import type { Issue } from "../../src/core/issue.js";
import { type Compiled, compile, documentOf, faultsOf } from "./rules.js";

/** A schema with one property of every kind that a rule can meet. */
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

export interface RuleParts {
  readonly id?: string;
  readonly fieldPath?: string;
  readonly hint?: string;
  readonly messageExpression?: string;
  readonly fixes?: readonly { fieldPath: string; value: string }[];
}

/** A contract whose one component T is HOST with one rule. */
export function ruled(rule: string, parts: RuleParts = {}): object {
  const entry = { id: "r", rule, message: "m", severity: "error", source: "s", ...parts };
  return documentOf({ T: { ...HOST, "x-validations": [entry] }, Size: SIZE, Scene: SCENE }, { "x-constants": CONSTANTS });
}

/** A value that HOST accepts. */
export function value(more: object = {}): object {
  return { name: "n", kind: "IMAGE", scenes: [], mixed: 5, ...more };
}

/** The findings of the rule on a value. */
export function findings(rule: string, more: object, parts: RuleParts = {}): readonly Issue[] {
  return compiled(rule, parts).check("T", value(more));
}

/** Where the rule finds something; nothing where it holds. */
export function places(rule: string, more: object, parts: RuleParts = {}): string[] {
  return findings(rule, more, parts).map((issue) => issue.path);
}

/** The first fault of a rule that cannot be compiled: what, the fix, and the text from the caret on. */
export function fault(rule: string, parts: RuleParts = {}): { message: string; fix: string; at: string } {
  const found = faultsOf(ruled(rule, parts))[0];
  if (!found) throw new Error(`no fault in ${rule}`);
  const [line = "", caret = ""] = (found.excerpt ?? "").split("\n");
  return { message: found.message, fix: found.fix, at: line.slice(caret.indexOf("^")) };
}

const known = new Map<string, Compiled>();

function compiled(rule: string, parts: RuleParts): Compiled {
  const key = JSON.stringify([rule, parts]);
  const found = known.get(key) ?? compile(ruled(rule, parts));
  known.set(key, found);
  return found;
}
