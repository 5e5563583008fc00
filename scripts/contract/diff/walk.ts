import { equal, isObject, type Obj } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import type { KindName } from "./kinds.js";

/** One change of the contract, where it is written. */
export interface RawChange {
  readonly kind: KindName;
  /** JSON Pointer in the new contract; in the old one if the part was removed. */
  readonly pointer: string;
  readonly was?: unknown;
  readonly is?: unknown;
}

/** Collects the changes of one comparison. */
export interface Collector {
  add(kind: KindName, pointer: string, was: unknown, is: unknown): void;
  /** The target of a local reference in the old and in the new contract. */
  resolve(side: "was" | "is", reference: string): unknown;
}

/** Text and data that no generated validator, type or request depends on. */
export const DOCUMENTATION = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "tags",
  "links",
  "$comment",
  "x-codeSamples",
  "x-enumDescriptions",
  "x-facts",
  "x-page",
  "x-sdk-values",
  "x-source",
  "x-table",
  "x-unbounded",
  "x-unit",
]);

export const objectOf = (value: unknown): Obj => (isObject(value) ? value : {});
export const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const at = (pointer: string, key: string | number): string => `${pointer}/${escapeSegment(String(key))}`;

/** How to treat the keys of an object: added, removed, or in both. */
export interface EntryHandlers {
  readonly added: (key: string, is: unknown) => void;
  readonly removed: (key: string, was: unknown) => void;
  readonly both: (key: string, was: unknown, is: unknown) => void;
}

/** Calls a handler for each key of two objects. Equal values are not compared further. */
export function compareEntries(was: unknown, is: unknown, { added, removed, both }: EntryHandlers): void {
  const [old, now] = [objectOf(was), objectOf(is)];
  for (const [key, value] of Object.entries(now)) {
    if (!Object.hasOwn(old, key)) added(key, value);
    else if (!equal(old[key], value)) both(key, old[key], value);
  }
  for (const [key, value] of Object.entries(old)) if (!Object.hasOwn(now, key)) removed(key, value);
}

/** Reports the items of two lists that are in one of them only. */
export function compareSets(
  collector: Collector,
  pointer: string,
  { was, is, added, removed }: { was: unknown; is: unknown; added: KindName; removed: KindName },
): void {
  const [old, now] = [arrayOf(was), arrayOf(is)];
  for (const item of now) if (!old.some((other) => equal(other, item))) collector.add(added, pointer, undefined, item);
  for (const item of old) if (!now.some((other) => equal(other, item))) collector.add(removed, pointer, item, undefined);
}
