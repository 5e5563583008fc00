import type { Direction } from "../../../src/validation/classify-issues.js";
import type { Document } from "../../codegen/parse/document.js";
import { compareContracts } from "./contract.js";
import { Directions } from "./directions.js";
import { type ChangeClass, CLASSES, KINDS } from "./kinds.js";
import type { RawChange } from "./walk.js";

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
  let directions: Directions | undefined;
  return compareContracts(base.value, revision.value).flatMap((change): Change[] => {
    const { request, response, why } = KINDS[change.kind];
    const document = change.is === undefined && change.was !== undefined ? base : revision;
    const shared = { ...change, line: document.keyAt(change.pointer).line };
    if (request === response) return [{ ...shared, direction: "both", class: request, why: why.request }];
    directions ??= new Directions([base.value, revision.value]);
    return directions
      .of(change.pointer)
      .map((direction) => ({ ...shared, direction, class: KINDS[change.kind][direction], why: why[direction] }));
  });
}

/** The strongest class of some changes. */
export function strongestClass(changes: readonly { readonly class: ChangeClass }[]): ChangeClass | undefined {
  return CLASSES.filter((name) => changes.some((change) => change.class === name)).at(-1);
}

const BUMPS = { breaking: "major", feature: "minor", fix: "patch" } as const;

/** The version part that some changes require, by meaning; before 1.0 the version step turns `major` into `minor`. */
export const requiredBump = (changes: readonly Change[]): Bump => {
  const strongest = strongestClass(changes);
  return strongest === undefined ? "none" : BUMPS[strongest];
};
