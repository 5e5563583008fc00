import { checks } from "../../generated/checks.js";
import * as constraints from "../../generated/constraints.js";
import { operations } from "../../generated/operations.js";
import { isObject } from "../runtime/equal.js";
import type { Operation } from "../runtime/operation.js";
import { segmentsOf } from "../runtime/pointer.js";
import type { Direction, Issue } from "../validators.js";
import { UsageError } from "./exit.js";
import type { JsonInput } from "./input.js";
import { didYouMean } from "./similar.js";

/** What a JSON value is to the contract. */
export interface Subject {
  /** Name of the component, or `script`. */
  readonly name: string;
  readonly direction: Direction;
  readonly check: (value: unknown) => readonly Issue[];
}

/**
 * What a file is: the named component; else the answer of an operation that it has the properties of; else a
 * script, which has what a task shows only with its script. Throws `UsageError` when it is none of them.
 */
export function subjectOf({ value, name: file }: JsonInput, schema: string | undefined): Subject {
  if (schema !== undefined) return named(schema);
  const keys = isObject(value) ? Object.keys(value) : [];
  const answer = answers.find((name) => fits(name, keys));
  if (answer !== undefined) return named(answer);
  const host = scriptHost();
  if (host !== undefined && keys.some((key) => host.script.includes(key))) return script(host.name);
  const task = answers.find((name) => requiredOf(name).some((key) => keys.includes(key)));
  if (task !== undefined) return named(task);
  const near = nearest(keys);
  throw new UsageError(
    `${file} is neither an answer of the service nor a script.`,
    near === undefined
      ? "Say what it is with --schema NAME; metastudio-video schema lists the names."
      : `Say what it is: --schema ${near}?`,
  );
}

/** Names of all components that can be checked. */
export const schemaNames: readonly string[] = Object.keys(checks);

const known: Readonly<Record<string, (value: unknown) => readonly Issue[]>> = checks;
const all: readonly Operation[] = Object.values(operations);

/** Bodies that the service answers with, each once. */
const answers: readonly string[] = [
  ...new Set(all.flatMap(({ responses }) => Object.values(responses).flatMap(({ schema }) => (schema === undefined ? [] : [schema])))),
];

function named(name: string): Subject {
  const check = Object.hasOwn(known, name) ? known[name] : undefined;
  if (check === undefined) {
    throw new UsageError(
      `There is no schema ${JSON.stringify(name)}.`,
      didYouMean(name, schemaNames, "metastudio-video schema lists the names."),
    );
  }
  return { name, direction: answers.includes(name) ? "response" : "request", check };
}

/** A script is checked as the task that it would be part of; what only a task has is not missed. */
function script(name: string): Subject {
  const { check } = named(name);
  const withoutTask = ({ code, path }: Issue): boolean => code !== "required" || segmentsOf(path).length !== 1;
  return { name: "script", direction: "request", check: (value) => check(value).filter(withoutTask) };
}

/** The answer that can show a script, and the properties that it then has. */
function scriptHost(): { readonly name: string; readonly script: readonly string[] } | undefined {
  for (const { parameters, responses } of all) {
    const script = parameters.flatMap(({ includes = [] }) => includes);
    const name = responses["200"]?.schema;
    if (name !== undefined && script.length > 0) return { name, script };
  }
  return undefined;
}

const facts: Readonly<Record<string, unknown>> = constraints;

/** All required properties are there; where none is required, at least half of what is there is known. */
function fits(name: string, keys: readonly string[]): boolean {
  const required = requiredOf(name);
  if (required.length > 0) return required.every((key) => keys.includes(key));
  return keys.length > 0 && keys.filter((key) => Object.hasOwn(propertiesOf(name), key)).length * 2 >= keys.length;
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
