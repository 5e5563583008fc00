import { checks } from "../../generated/checks.js";
import * as constraints from "../../generated/constraints.js";
import { operations } from "../../generated/operations.js";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { isObject } from "../core/json-equal.js";
import type { Operation } from "../core/operation.js";
import { didYouMean, quoteArgument } from "../core/strings.js";
import { unknownProperties } from "../json/unknown-properties.js";
import { checkVideoRequest, type Direction, type Issue, type VideoRequestOptions } from "../validators.js";
import { UsageError } from "./exit-codes.js";
import type { JsonInput } from "./input.js";

/** The schema that a JSON value is validated against. */
export interface DetectedSchema {
  /** Name of the component. */
  readonly name: string;
  readonly direction: Direction;
  /** Returns all issues; for requests, unknown properties are issues as well. The options apply to the request of a video. */
  readonly validate: (value: unknown, direction: Direction, options?: VideoRequestOptions) => readonly Issue[];
}

/**
 * Returns the named schema. Without a name, returns the request or response body that shares the most properties with the
 * value; bodies whose required properties are all present are preferred. The request of a video is preferred to a body that shares
 * no more properties with the value. Throws `UsageError` when no schema matches.
 */
export function detectSchema({ value, name: file }: JsonInput, schema: string | undefined): DetectedSchema {
  if (schema !== undefined) return schemaByName(schema);
  const keys = isObject(value) ? Object.keys(value) : [];
  const matches = bodies.map((name) => ({ name, ...schemaMatchScore(name, keys) })).filter(({ shared }) => shared > 0);
  const [best] = matches.sort((a, b) => b.complete - a.complete || b.shared - a.shared || a.absent - b.absent);
  const videoRequest = matches.find(({ name }) => name === videoRequestBody);
  if (best !== undefined) return schemaByName((videoRequest?.shared ?? 0) >= best.shared ? videoRequestBody : best.name);
  const suggestion = mostSimilarSchema(keys);
  throw new UsageError(
    `${file} is neither a request nor a response of the service.`,
    suggestion === undefined
      ? "Pass --schema NAME. Run metastudio-video schema to list the names."
      : `Did you mean --schema ${suggestion}?`,
  );
}

const checkByName: Readonly<Record<string, (value: unknown) => readonly Issue[]>> = checks;
const schemaNames: readonly string[] = Object.keys(checks);
const allOperations: readonly Operation[] = Object.values(operations);

const videoRequestBody = allOperations.find(({ role }) => role === "create")?.body ?? "";

const requestBodies: readonly string[] = [...new Set(allOperations.flatMap(({ body }) => body ?? []))];

const responseBodies: readonly string[] = [
  ...new Set(allOperations.flatMap(({ responses }) => Object.values(responses).flatMap(({ schema }) => schema ?? []))),
];

const bodies: readonly string[] = [...requestBodies, ...responseBodies];

function schemaByName(name: string): DetectedSchema {
  const check = Object.hasOwn(checkByName, name) ? checkByName[name] : undefined;
  if (check === undefined) {
    throw new UsageError(
      `Unknown schema ${quoteArgument(name)}.`,
      didYouMean(name, schemaNames, "Run metastudio-video schema to list the names."),
    );
  }
  return {
    name,
    direction: responseBodies.includes(name) ? "response" : "request",
    validate: (value, direction, options) => {
      if (direction === "response") return check(value);
      // safe cast: the value is validated
      const issues = name === videoRequestBody ? checkVideoRequest(value as Create2DDigitalHumanVideoReq, options) : check(value);
      return [...issues, ...unknownProperties(name, value)];
    },
  };
}

interface MatchScore {
  /** 1 when the schema has required properties and all of them are present. */
  readonly complete: 0 | 1;
  /** Number of keys that the schema defines. */
  readonly shared: number;
  /** Number of the schema's properties that are absent; breaks ties. */
  readonly absent: number;
}

function schemaMatchScore(name: string, keys: readonly string[]): MatchScore {
  const required = requiredProperties(name);
  const properties = propertiesOf(name);
  const shared = keys.filter((key) => Object.hasOwn(properties, key)).length;
  const complete = required.length > 0 && required.every((key) => keys.includes(key)) ? 1 : 0;
  return { complete, shared, absent: Object.keys(properties).length - shared };
}

function requiredProperties(name: string): string[] {
  return Object.entries(propertiesOf(name))
    .filter(([, property]) => isObject(property) && property["required"] === true)
    .map(([key]) => key);
}

const components: Readonly<Record<string, unknown>> = constraints;

function propertiesOf(name: string): Readonly<Record<string, unknown>> {
  const component = Object.hasOwn(components, name) ? components[name] : undefined;
  return isObject(component) && isObject(component["properties"]) ? component["properties"] : {};
}

/** Returns the component that shares the most properties with the keys. */
function mostSimilarSchema(keys: readonly string[]): string | undefined {
  const scored = schemaNames.map((name) => ({ name, score: schemaMatchScore(name, keys).shared }));
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best !== undefined && best.score > 0 ? best.name : undefined;
}
