import { equal, isObject, type Obj } from "../../../src/core/json-equal.js";
import { escapeSegment, parsePointer } from "../../../src/core/pointer.js";
import type { KindName } from "./kinds.js";

/** One change of the contract, where it is written. */
export interface RawChange {
  readonly kind: KindName;
  /** JSON Pointer in the new contract; in the old one if the part was removed. */
  readonly pointer: string;
  readonly was?: unknown;
  readonly is?: unknown;
}

/** Two versions of a part of the contract; undefined stands for a missing one. */
export interface Part {
  readonly pointer: string;
  readonly was: unknown;
  readonly is: unknown;
  /** The contracts, to follow references. */
  readonly roots: { readonly was: unknown; readonly is: unknown };
}

/** Lists the changes of a part whose versions differ. */
export type Compare = (part: Part) => readonly RawChange[];

/** Text and data that no generated validator, type or request depends on. */
const DOCUMENTATION = new Set([
  ..."description summary title example examples externalDocs tags links $comment".split(" "),
  ..."x-codeSamples x-enumDescriptions x-facts x-page x-sdk-values x-source x-table x-unbounded x-unit".split(" "),
]);

/** Any difference is one change. */
export const report =
  (kind: KindName): Compare =>
  ({ pointer, was, is }) => [{ kind, pointer, was, is }];

/** A part that can be missing. */
export const optional =
  (added: KindName, removed: KindName, both: Compare): Compare =>
  (part) => {
    if (part.was === undefined) return report(added)(part);
    return part.is === undefined ? report(removed)(part) : both(part);
  };

/** A map whose keys are names. */
export const named =
  (added: KindName, removed: KindName, both: Compare): Compare =>
  (part) =>
    changedChildren(part).flatMap(optional(added, removed, both));

/** An object whose keys have a meaning. */
export const members =
  (comparers: Readonly<Record<string, Compare>>): Compare =>
  (part) =>
    changedChildren(part).flatMap((child) => {
      const compare = Object.hasOwn(comparers, child.key) ? comparers[child.key] : undefined;
      return (compare ?? report(DOCUMENTATION.has(child.key) ? "documentation" : "other"))(child);
    });

/** A list without order. */
export const set =
  (added: KindName, removed: KindName): Compare =>
  ({ pointer, ...part }) => {
    const missing = (list: unknown, other: unknown): readonly unknown[] =>
      arrayOf(list).filter((item) => !arrayOf(other).some((candidate) => equal(candidate, item)));
    return [
      ...missing(part.is, part.was).map((is) => ({ kind: added, pointer, is })),
      ...missing(part.was, part.is).map((was) => ({ kind: removed, pointer, was })),
    ];
  };

/** The members of two objects that differ. */
export function changedChildren(part: Part): (Part & { readonly key: string })[] {
  const [old, now] = [objectOf(part.was), objectOf(part.is)];
  const own = (object: Obj, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);
  return [...new Set([...Object.keys(now), ...Object.keys(old)])]
    .map((key) => ({ ...part, key, pointer: at(part.pointer, key), was: own(old, key), is: own(now, key) }))
    .filter(({ was, is }) => !equal(was, is));
}

/** The items of two lists that differ, paired by an identifier. */
export function changedItems(part: Part, identify: (item: Obj, root: unknown) => string): Part[] {
  const read = (side: "was" | "is") =>
    new Map(
      arrayOf(part[side]).map((value, index) => [identify(objectOf(value), part.roots[side]), { value, pointer: at(part.pointer, index) }]),
    );
  const [old, now] = [read("was"), read("is")];
  return [...new Map([...now, ...old]).keys()]
    .map((id) => ({
      ...part,
      pointer: (now.get(id) ?? old.get(id))?.pointer ?? part.pointer,
      was: old.get(id)?.value,
      is: now.get(id)?.value,
    }))
    .filter(({ was, is }) => !equal(was, is));
}

export const objectOf = (value: unknown): Obj => (isObject(value) ? value : {});
export const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const at = (pointer: string, key: string | number): string => `${pointer}/${escapeSegment(String(key))}`;

/** The value at a JSON Pointer, with or without `#`. */
export const valueAt = (root: unknown, pointer: string): unknown =>
  parsePointer(pointer.replace(/^#/, "")).reduce<unknown>(
    (value, key) => (isObject(value) || Array.isArray(value) ? (value as Obj)[key] : undefined),
    root,
  );

/** The operations of a map of Path Item Objects, with their pointers. */
export const operationsIn = (pointer: string, items: unknown): { pointer: string; operation: Obj }[] =>
  Object.entries(objectOf(items)).flatMap(([path, item]) =>
    Object.entries(objectOf(item)).map(([method, value]) => ({ pointer: at(at(pointer, path), method), operation: objectOf(value) })),
  );
