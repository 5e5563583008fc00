import { checks } from "../../generated/checks.js";
import * as constraints from "../../generated/constraints.js";
import { operations } from "../../generated/operations.js";
import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import type { ComponentFacts } from "../constraints.js";
import { isObject } from "../core/json-equal.js";
import type { Operation } from "../core/operation.js";
import { unknownProperties } from "../json/unknown-properties.js";
import { checkVideoRequest, type Direction, type Issue, type VideoRequestOptions } from "../validators.js";
import { UsageError, unknownName } from "./exit-codes.js";
import type { JsonInput } from "./input.js";

export interface DetectedSchema {
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
  const matches = matchesOf([...requestBodies, ...responseBodies], value);
  const [best] = matches.sort((a, b) => Number(b.isComplete) - Number(a.isComplete) || b.shared - a.shared || a.absent - b.absent);
  const videoRequest = matches.find(({ name }) => name === videoRequestBody);
  if (best !== undefined) return schemaByName((videoRequest?.shared ?? 0) >= best.shared ? videoRequestBody : best.name);
  const [similar] = matchesOf(schemaNames, value).sort((a, b) => b.shared - a.shared);
  throw new UsageError(
    `${file} is neither a request nor a response of the service.`,
    similar === undefined ? `Pass --schema NAME. ${SCHEMA_HINT}` : `Did you mean --schema ${similar.name}?`,
  );
}

const SCHEMA_HINT = "Run metastudio-video schema to list the names.";

const checkByName: Readonly<Record<string, (value: unknown) => readonly Issue[]>> = checks;
const schemaNames: readonly string[] = Object.keys(checks);
const allOperations: readonly Operation[] = Object.values(operations);

const videoRequestBody = allOperations.find(({ role }) => role === "create")?.body ?? "";

const requestBodies: readonly string[] = [...new Set(allOperations.flatMap(({ body }) => body ?? []))];

const responseBodies: readonly string[] = [
  ...new Set(allOperations.flatMap(({ responses }) => Object.values(responses).flatMap(({ schema }) => schema ?? []))),
];

function schemaByName(name: string): DetectedSchema {
  const check = Object.hasOwn(checkByName, name) ? checkByName[name] : undefined;
  if (check === undefined) throw unknownName("schema", name, schemaNames, SCHEMA_HINT);
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

const components = constraints as unknown as Readonly<Record<string, Partial<ComponentFacts> | undefined>>;

/** Returns the schemas that define a property of the value, with how well they match it. */
function matchesOf(names: readonly string[], value: unknown) {
  const keys = isObject(value) ? Object.keys(value) : [];
  return names
    .map((name) => {
      const properties = Object.entries((Object.hasOwn(components, name) && components[name]?.properties) || {});
      const required = properties.filter(([, property]) => property.required === true);
      const shared = properties.filter(([key]) => keys.includes(key)).length;
      // whether the schema has required properties and all of them are present
      const isComplete = required.length > 0 && required.every(([key]) => keys.includes(key));
      return { name, isComplete, shared, absent: properties.length - shared };
    })
    .filter(({ shared }) => shared > 0);
}
