import type { SchemaNode } from "../../../scripts/codegen/model/schema.js";
import { typesOf } from "../../../scripts/codegen/model/schema-children.js";
import type { Dice } from "./instances.js";
import { bound, errorRulesOf, type Place, placesOf, ruleOf } from "./requests-draw.js";
import type { Obj } from "./requests-rules.js";

/** One fault that a right request can be given. */
export interface Fault {
  /** The keyword or the rule that it breaks. */
  readonly breaks: string;
  /** The schema that is broken there. */
  readonly schema: string;
  /** Gives the request the fault; the pointer of the place that is to blame, undefined where it cannot be given. */
  readonly apply: () => string | undefined;
}

/** Every fault that can be given to a request; each changes it in place, so only one may be. */
export function faultsOf(node: SchemaNode, request: unknown, dice: Dice): Fault[] {
  return placesOf(node, request).flatMap((place) => [...ownFaults(place), ...requiredFaults(place), ...ruleFaults(place, dice)]);
}

function ownFaults({ node, holder, key, pointer }: Place): Fault[] {
  if (holder === undefined) return [];
  const types: readonly string[] = typesOf(node) ?? [];
  // Made when it is expected: some are long.
  const put = (breaks: string, make: () => unknown): Fault => ({
    breaks,
    schema: node.pointer,
    apply: () => {
      holder[key] = make();
      return pointer;
    },
  });
  const beyond = (keyword: string, make: (limit: number) => unknown): Fault[] => {
    const limit = bound(node, keyword);
    return limit === undefined ? [] : [put(keyword, () => make(limit))];
  };
  return [
    ...OTHERS.filter(({ is }) => !is.some((type) => types.includes(type))).map(({ value }) => put("type", () => value)),
    ...(node.keywords.has("enum") ? [put("enum", () => "no such value")] : []),
    ...beyond("minimum", (limit) => limit - 1),
    ...beyond("maximum", (limit) => limit + 1),
    ...(bound(node, "minLength") === 0 ? [] : beyond("minLength", (limit) => "a".repeat(limit - 1))),
    ...beyond("maxLength", (limit) => "\u{1f3ac}".repeat(limit + 1)),
    ...beyond("maxItems", (limit) => Array.from({ length: limit + 1 }, () => (key === "layer_config" ? { layer_type: "HUMAN" } : {}))),
  ];
}

const OTHERS: readonly { is: readonly string[]; value: unknown }[] = [
  { is: ["string"], value: "text" },
  { is: ["integer", "number"], value: 7 },
  { is: ["boolean"], value: true },
  { is: ["array"], value: [[]] },
  { is: ["object"], value: {} },
];

function requiredFaults({ node, value, pointer }: Place): Fault[] {
  const required = (node.keywords.get("required") as readonly string[] | undefined) ?? [];
  return required.map((name) => ({
    breaks: "required",
    schema: `${node.pointer}/properties/${name}`,
    apply: () => {
      delete (value as Obj)[name];
      return `${pointer}/${name}`;
    },
  }));
}

function ruleFaults({ node, value, pointer }: Place, dice: Dice): Fault[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return errorRulesOf(node).map((id) => ({
    breaks: id,
    schema: node.pointer,
    apply: () => {
      const blamed = ruleOf(id).spoil(value as Obj, dice);
      return blamed === undefined ? undefined : `${pointer}${blamed}`;
    },
  }));
}
