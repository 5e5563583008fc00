import { typesOf } from "../../../scripts/codegen/keywords/type.js";
import type { SchemaNode } from "../../../scripts/codegen/model/schema.js";
import { bound, errorRulesOf, type Location, locationsIn, ruleCase } from "./draw-request.js";
import type { Random } from "./instances.js";
import type { Obj } from "./rule-cases.js";

/** A change that makes a valid request invalid. */
export interface Mutation {
  /** Violated keyword or rule ID. */
  readonly violates: string;
  /** Pointer of the violated schema. */
  readonly schema: string;
  /** Changes the request. Returns the pointer of the expected issue, or undefined if the change does not apply. */
  readonly apply: () => string | undefined;
}

/** Returns all mutations of a request. Each changes the request in location, so only one can be applied. */
export function mutationsOf(node: SchemaNode, request: unknown, random: Random): Mutation[] {
  return locationsIn(node, request).flatMap((location) => [
    ...valueMutations(location),
    ...requiredMutations(location),
    ...ruleMutations(location, random),
  ]);
}

function valueMutations({ node, holder, key, pointer }: Location): Mutation[] {
  if (holder === undefined) return [];
  const types: readonly string[] = typesOf(node) ?? [];
  // Values are created lazily because some are long.
  const replace = (violates: string, create: () => unknown): Mutation => ({
    violates,
    schema: node.pointer,
    apply: () => {
      holder[key] = create();
      return pointer;
    },
  });
  const exceed = (keyword: string, create: (limit: number) => unknown): Mutation[] => {
    const limit = bound(node, keyword);
    return limit === undefined ? [] : [replace(keyword, () => create(limit))];
  };
  return [
    ...REPLACEMENTS.filter(({ is }) => !is.some((type) => types.includes(type))).map(({ value }) => replace("type", () => value)),
    ...(node.keywords.has("enum") ? [replace("enum", () => "no such value")] : []),
    ...exceed("minimum", (limit) => limit - 1),
    ...exceed("maximum", (limit) => limit + 1),
    ...(bound(node, "minLength") === 0 ? [] : exceed("minLength", (limit) => "a".repeat(limit - 1))),
    ...exceed("maxLength", (limit) => "\u{1f3ac}".repeat(limit + 1)),
    ...exceed("maxItems", (limit) => Array.from({ length: limit + 1 }, () => (key === "layer_config" ? { layer_type: "HUMAN" } : {}))),
  ];
}

const REPLACEMENTS: readonly { is: readonly string[]; value: unknown }[] = [
  { is: ["string"], value: "text" },
  { is: ["integer", "number"], value: 7 },
  { is: ["boolean"], value: true },
  { is: ["array"], value: [[]] },
  { is: ["object"], value: {} },
];

function requiredMutations({ node, value, pointer }: Location): Mutation[] {
  const required = (node.keywords.get("required") as readonly string[] | undefined) ?? [];
  return required.map((name) => ({
    violates: "required",
    schema: `${node.pointer}/properties/${name}`,
    apply: () => {
      delete (value as Obj)[name];
      return `${pointer}/${name}`;
    },
  }));
}

function ruleMutations({ node, value, pointer }: Location, random: Random): Mutation[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return errorRulesOf(node).map((id) => ({
    violates: id,
    schema: node.pointer,
    apply: () => {
      const path = ruleCase(id).violate(value as Obj, random);
      return path === undefined ? undefined : `${pointer}${path}`;
    },
  }));
}
