import * as constraints from "../../generated/constraints.js";
import type { ComponentFacts } from "../constraints.js";
import type { Issue } from "../core/issue.js";
import { isObject } from "../core/json-equal.js";
import { escapeSegment } from "../core/pointer.js";
import { didYouMean } from "../core/strings.js";

const components: Readonly<Record<string, unknown>> = constraints;

/** Longer property names are truncated in messages. */
const MAX_PRINTED_NAME_LENGTH = 60;

/**
 * Returns a warning for each property that is not in the contract, at any depth. Schemas allow unknown properties because
 * responses can gain new ones; in a request they are usually typos.
 */
export function unknownProperties(component: string, value: unknown, path = ""): Issue[] {
  const facts = factsOf(component);
  if (facts === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownProperties(component, item, `${path}/${index}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const propertyPath = `${path}/${escapeSegment(key)}`;
    if (!Object.hasOwn(facts.properties, key)) return unknownPropertyIssue(component, facts, key, propertyPath);
    const nested = facts.properties[key]?.component ?? componentOf(key);
    return nested === undefined ? [] : unknownProperties(nested, item, propertyPath);
  });
}

function unknownPropertyIssue(component: string, { properties, source }: ComponentFacts, key: string, path: string): Issue {
  const names = Object.keys(properties);
  const name = key.length > MAX_PRINTED_NAME_LENGTH ? `${key.slice(0, MAX_PRINTED_NAME_LENGTH)}...` : key;
  return {
    code: "unknown-property",
    path,
    keyword: "properties",
    message: `${component} has no documented property ${JSON.stringify(name)}`,
    received: "a property",
    expected: `one of ${names.join(", ")}`,
    hint: didYouMean(key, names, `Known properties: ${names.join(", ")}.`),
    severity: "warning",
    source,
  };
}

/** Returns the component of properties with this name, if it is the same in all components. */
function componentOf(key: string): string | undefined {
  const cached = componentByKey.get(key);
  if (cached !== undefined || componentByKey.has(key)) return cached;
  const candidates = Object.keys(components).flatMap((name) => factsOf(name)?.properties[key]?.component ?? []);
  const component = new Set(candidates).size === 1 ? candidates[0] : undefined;
  componentByKey.set(key, component);
  return component;
}

const componentByKey = new Map<string, string | undefined>();

function factsOf(name: string): ComponentFacts | undefined {
  const facts = Object.hasOwn(components, name) ? components[name] : undefined;
  return isObject(facts) && isObject(facts["properties"]) ? (facts as unknown as ComponentFacts) : undefined;
}
