import { checks } from "../../generated/checks.js";
import * as constraints from "../../generated/constraints.js";
import { operations } from "../../generated/operations.js";
import { isObject } from "../core/json-equal.js";
import type { Operation } from "../core/operation.js";
import type { Direction, Issue } from "../validators.js";
import { didYouMean } from "./did-you-mean.js";
import { UsageError } from "./exit-codes.js";
import type { JsonInput } from "./input.js";
import { shown } from "./quote-argument.js";
import { unknownProperties } from "./unknown-properties.js";

/** What a JSON value is to the contract. */
export interface Subject {
  /** Name of the component. */
  readonly name: string;
  readonly direction: Direction;
  /** Everything that is found in a value that travels this way, properties of a request that nobody knows included. */
  readonly find: (value: unknown, direction: Direction) => readonly Issue[];
}

/**
 * What a file is: the named component; else the request or answer of an operation that knows most of its properties. One whose
 * required properties are all there comes before the others. Throws `UsageError` when nothing is known of it.
 */
export function subjectOf({ value, name: file }: JsonInput, schema: string | undefined): Subject {
  if (schema !== undefined) return named(schema);
  const keys = isObject(value) ? Object.keys(value) : [];
  const [best] = bodies
    .map((name) => ({ name, ...fitOf(name, keys) }))
    .filter(({ known }) => known > 0)
    .sort((one, other) => other.complete - one.complete || other.known - one.known || one.strange - other.strange);
  if (best !== undefined) return named(best.name);
  const near = nearest(keys);
  throw new UsageError(
    `${file} is neither a request nor an answer of the service.`,
    near === undefined
      ? "Say what it is with --schema NAME; metastudio-video schema lists the names."
      : `Say what it is: --schema ${near}?`,
  );
}

/** Names of all components that can be checked. */
const schemaNames: readonly string[] = Object.keys(checks);

const known: Readonly<Record<string, (value: unknown) => readonly Issue[]>> = checks;
const all: readonly Operation[] = Object.values(operations);

/** Bodies that are sent to the service, each once. */
const requests: readonly string[] = [...new Set(all.flatMap(({ body }) => body ?? []))];

/** Bodies that the service answers with, each once. */
const answers: readonly string[] = [
  ...new Set(all.flatMap(({ responses }) => Object.values(responses).flatMap(({ schema }) => schema ?? []))),
];

const bodies: readonly string[] = [...requests, ...answers];

function named(name: string): Subject {
  const check = Object.hasOwn(known, name) ? known[name] : undefined;
  if (check === undefined) {
    throw new UsageError(`There is no schema ${shown(name)}.`, didYouMean(name, schemaNames, "metastudio-video schema lists the names."));
  }
  return {
    name,
    direction: answers.includes(name) ? "response" : "request",
    find: (value, direction) => (direction === "response" ? check(value) : [...check(value), ...unknownProperties(name, value)]),
  };
}

const facts: Readonly<Record<string, unknown>> = constraints;

/** How well an object with these names is this component. */
function fitOf(name: string, keys: readonly string[]): { readonly complete: number; readonly known: number; readonly strange: number } {
  const required = requiredOf(name);
  const properties = propertiesOf(name);
  const known = keys.filter((key) => Object.hasOwn(properties, key)).length;
  const complete = required.length > 0 && required.every((key) => keys.includes(key)) ? 1 : 0;
  // of two that know as much, the one that has less besides
  return { complete, known, strange: Object.keys(properties).length - known };
}

function requiredOf(name: string): string[] {
  return Object.entries(propertiesOf(name))
    .filter(([, property]) => isObject(property) && property["required"] === true)
    .map(([key]) => key);
}

function propertiesOf(name: string): Readonly<Record<string, unknown>> {
  const found = Object.hasOwn(facts, name) ? facts[name] : undefined;
  return isObject(found) && isObject(found["properties"]) ? found["properties"] : {};
}

/** The component that knows most of these names. */
function nearest(keys: readonly string[]): string | undefined {
  const scored = schemaNames.map((name) => ({ name, score: keys.filter((key) => Object.hasOwn(propertiesOf(name), key)).length }));
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best !== undefined && best.score > 0 ? best.name : undefined;
}
