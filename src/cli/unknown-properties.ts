import * as constraints from "../../generated/constraints.js";
import type { ComponentFacts } from "../constraints.js";
import type { Issue } from "../core/issue.js";
import { isObject } from "../core/json-equal.js";
import { escapeSegment } from "../core/pointer.js";
import { similar } from "./did-you-mean.js";

const components: Readonly<Record<string, unknown>> = constraints;

/**
 * Properties that the contract does not know, below a component too: a warning each, with the nearest name that it knows. The
 * schemas let them pass, since an answer may grow; in a request they are most often slips.
 */
export function unknownProperties(name: string, value: unknown, path = ""): Issue[] {
  const facts = factsOf(name);
  if (facts === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownProperties(name, item, `${path}/${index}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = `${path}/${escapeSegment(key)}`;
    if (!Object.hasOwn(facts.properties, key)) return unknown(name, facts, key, here);
    const below = facts.properties[key]?.component ?? componentOf(key);
    return below === undefined ? [] : unknownProperties(below, item, here);
  });
}

function unknown(name: string, { properties, source }: ComponentFacts, key: string, path: string): Issue {
  const names = Object.keys(properties);
  const near = similar(key, names);
  return {
    code: "unknown-property",
    path,
    keyword: "properties",
    message: `${name} has no property ${JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}...` : key)}; it has no effect`,
    received: "a property",
    expected: `one of ${names.join(", ")}`,
    hint: near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `It has ${names.join(", ")}.`,
    severity: "warning",
    source,
  };
}

/** What a property of this name holds wherever it is told, when that is one thing. */
function componentOf(key: string): string | undefined {
  const told = Object.keys(components).flatMap((name) => factsOf(name)?.properties[key]?.component ?? []);
  return new Set(told).size === 1 ? told[0] : undefined;
}

function factsOf(name: string): ComponentFacts | undefined {
  const found = Object.hasOwn(components, name) ? components[name] : undefined;
  return isObject(found) && isObject(found["properties"]) ? (found as unknown as ComponentFacts) : undefined;
}
