import type { Direction } from "../../../src/validation/classify-issues.js";
import type { Document } from "../../codegen/parse/document.js";
import { compareContracts } from "./contract.js";
import { type ChangeClass, CLASSES, KINDS } from "./kinds.js";
import { at, objectOf, operationsIn, type RawChange, valueAt } from "./walk.js";

/** One change, and what it means for callers. */
export interface Change extends RawChange {
  /** Whether callers send or receive the changed part; `both` for parts without a direction, such as an operation. */
  readonly direction: Direction | "both";
  readonly class: ChangeClass;
  /** Line in the new contract, or in the old one if the part was removed. */
  readonly line: number;
  readonly why: string;
  /** The smallest value found whose verdict the change turns around. */
  readonly witness?: Witness;
}

/** A value that one version of the contract accepts and the other rejects. */
export interface Witness {
  /** Component schema that the value was validated with. */
  readonly schema: string;
  readonly value: unknown;
  readonly was: "accepted" | "rejected";
  readonly is: "accepted" | "rejected";
  /** The first error of the version that rejects the value. */
  readonly error: string;
}

/** The part of a version that a change requires. */
export type Bump = "major" | "minor" | "patch" | "none";

/** Classifies all changes. A part that callers send and receive has one entry for each direction if their classes differ. */
export function classifyChanges(base: Document, revision: Document): Change[] {
  let directionsOf: ReturnType<typeof findDirections> | undefined;
  return compareContracts(base.value, revision.value).flatMap((change): Change[] => {
    const { request, response, why } = KINDS[change.kind];
    const document = change.is === undefined && change.was !== undefined ? base : revision;
    const shared = { ...change, line: document.keyAt(change.pointer).line };
    if (request === response) return [{ ...shared, direction: "both", class: request, why: why.request }];
    directionsOf ??= findDirections([base.value, revision.value]);
    return directionsOf(change.pointer).map((direction) => ({
      ...shared,
      direction,
      class: KINDS[change.kind][direction],
      why: why[direction],
    }));
  });
}

const BUMPS = { breaking: "major", feature: "minor", fix: "patch" } as const;

/** The version part that some changes require, by meaning; before 1.0 the version step turns `major` into `minor`. */
export const requiredBump = (changes: readonly Change[]): Bump => {
  const strongest = CLASSES.find((name) => changes.some((change) => change.class === name));
  return strongest === undefined ? "none" : BUMPS[strongest];
};

const DIRECTIONS = ["request", "response"] as const;

/**
 * Finds which parts of contracts are sent by callers, and which are received. The result returns the directions of the nearest part at or
 * above a pointer that an operation reaches; both if there is none.
 */
export function findDirections(contracts: readonly unknown[]): (pointer: string) => readonly Direction[] {
  const reached: Readonly<Record<Direction, Set<string>>> = { request: new Set(), response: new Set() };
  const reach = (contract: unknown, pointer: string, value: unknown, direction: Direction): void => {
    if (typeof value !== "object" || value === null || reached[direction].has(pointer)) return;
    reached[direction].add(pointer);
    for (const [key, child] of Object.entries(value)) {
      if (key === "example" || key === "examples" || key === "links" || key.startsWith("x-")) continue;
      if (key === "$ref" && typeof child === "string") reach(contract, child.slice(1), valueAt(contract, child), direction);
      else reach(contract, at(pointer, key), child, direction);
    }
  };
  /** Reaches the operations of a map of Path Item Objects; `sent` is the direction of their requests. */
  const reachOperations = (contract: unknown, place: string, items: unknown, sent: Direction): void => {
    const received = sent === "request" ? "response" : "request";
    for (const { pointer, operation } of operationsIn(place, items)) {
      for (const [key, direction] of [["parameters", sent] as const, ["requestBody", sent] as const, ["responses", received] as const])
        reach(contract, at(pointer, key), operation[key], direction);
      for (const [name, callback] of Object.entries(objectOf(operation.callbacks)))
        reachOperations(contract, at(`${pointer}/callbacks`, name), callback, "response");
    }
  };
  for (const contract of contracts) {
    reachOperations(contract, "/paths", objectOf(contract).paths, "request");
    reachOperations(contract, "/webhooks", objectOf(contract).webhooks, "response");
  }
  return (pointer) => {
    for (let place = pointer; place !== ""; place = place.slice(0, place.lastIndexOf("/"))) {
      const found = DIRECTIONS.filter((direction) => reached[direction].has(place));
      if (found.length > 0) return found;
    }
    return DIRECTIONS;
  };
}
