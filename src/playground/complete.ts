import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Tooltip } from "@codemirror/view";
import { getLocation } from "jsonc-parser";
import { h } from "./dom.js";

/** Completes property names and values from the contract. */
export function complete(context: CompletionContext): CompletionResult | null {
  const text = context.state.doc.toString();
  const { path, isAtPropertyKey, previousNode } = getLocation(text, context.pos);
  const word = context.matchBefore(/"?[\w-]*/);
  if (word === null || (word.from === word.to && !context.explicit)) return null;
  const isQuoted = text.charAt(context.pos) === '"' && word.text.startsWith('"');
  const to = isQuoted ? context.pos + 1 : context.pos;
  const options = isAtPropertyKey
    ? Object.entries(propertiesAt(path.slice(0, -1))).map(([name, info]) => nameOption(name, info, /^"?\s*:/.test(text.slice(context.pos))))
    : valueOptions(propertyAt(path));
  if (options.length === 0 || (isAtPropertyKey && previousNode?.type === "property" && !word.text.startsWith('"') && !context.explicit))
    return null;
  return { from: word.from, to, options, filter: true };
}

function nameOption(name: string, info: PropertyInfo, hasValue: boolean): Completion {
  const value = info.isList ? "[]" : info.component ? "{}" : info.facts.startsWith("string") ? '""' : "";
  return {
    label: `"${name}"`,
    detail: info.facts,
    info: info.description,
    apply: hasValue ? `"${name}"` : `"${name}": ${value}`,
    type: "property",
  };
}

function valueOptions(info: PropertyInfo | undefined): Completion[] {
  if (info === undefined) return [];
  const values: readonly (readonly [unknown, string])[] = info.facts.startsWith("boolean")
    ? [true, false].map((value) => [value, ""] as const)
    : Object.entries(info.values ?? {});
  const known = values.length > 0 ? values : info.default === undefined ? [] : [[info.default, "default"] as const];
  return known.map(([value, meaning]) => ({ label: JSON.stringify(value), info: meaning, type: "constant" }));
}

/** Describes the property under the pointer. */
export function describe(text: string, position: number): Tooltip | null {
  const { path, previousNode } = getLocation(text, position);
  const info = propertyAt(path);
  if (info === undefined || previousNode === undefined) return null;
  const name = String(path.filter((segment) => typeof segment === "string").at(-1));
  const values = Object.entries(info.values ?? {}).map(([value, meaning]) => h("li", {}, h("code", {}, value), meaning && ` ${meaning}`));
  return {
    pos: previousNode.offset,
    end: previousNode.offset + previousNode.length,
    above: true,
    create: () => ({
      dom: h(
        "div",
        { class: "hover" },
        h("strong", {}, name),
        ` ${info.facts}${info.default === undefined ? "" : `, default ${JSON.stringify(info.default)}`}`,
        h("p", {}, info.description),
        values.length > 0 && h("ul", {}, ...values),
      ),
    }),
  };
}

export interface PropertyInfo {
  readonly description: string;
  /** Type, range and length, for example `integer, 0 to 100`. */
  readonly facts: string;
  /** Allowed values with their meaning. */
  readonly values?: Readonly<Record<string, string>>;
  readonly default?: unknown;
  /** Component of the value, or of each element of a list. */
  readonly component?: string;
  readonly isList?: true;
}

export type ContractInfo = Readonly<Record<string, Readonly<Record<string, PropertyInfo>>>>;

/** Set by the build from openapi.yaml. */
declare const CONTRACT_INFO: ContractInfo;

export const REQUEST = "Create2DDigitalHumanVideoReq";

export function propertiesAt(path: readonly (string | number)[]): Readonly<Record<string, PropertyInfo>> {
  const named = path.filter((segment) => typeof segment === "string");
  let component: string | undefined = REQUEST;
  for (const name of named) component = component && CONTRACT_INFO[component]?.[name]?.component;
  return (component && CONTRACT_INFO[component]) || {};
}

export function propertyAt(path: readonly (string | number)[]): PropertyInfo | undefined {
  const named = path.filter((segment) => typeof segment === "string");
  return propertiesAt(named.slice(0, -1))[named.at(-1) ?? ""];
}
