import { equal, isObject, type Obj } from "../../../src/core/json-equal.js";
import { parsePointer } from "../../../src/core/pointer.js";
import type { KindName } from "./kinds.js";
import { compareSchemas } from "./schema.js";
import { arrayOf, at, type Collector, compareEntries, compareSets, DOCUMENTATION, objectOf, type RawChange } from "./walk.js";

/** All differences of two contracts, each at the place where it is written. */
export function compareContracts(was: unknown, is: unknown): RawChange[] {
  const changes: RawChange[] = [];
  const collector: Collector = {
    add: (kind, pointer, was, is) =>
      changes.push({ kind, pointer, ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) }),
    resolve: (side, reference) => valueAt(side === "was" ? was : is, reference),
  };
  compareMembers(collector, "", was, is, {
    info: (pointer, was, is) => {
      // A new version alone is no change.
      if (!equal({ ...objectOf(was), version: "" }, { ...objectOf(is), version: "" })) collector.add("documentation", pointer, was, is);
    },
    servers: (pointer, was, is) => {
      const urls = (list: unknown): unknown[] => arrayOf(list).map((server) => objectOf(server).url);
      compareSets(collector, pointer, { was: urls(was), is: urls(is), added: "server added", removed: "server removed" });
      if (equal(urls(was), urls(is))) collector.add("documentation", pointer, was, is);
    },
    security: (pointer, was, is) => compareSets(collector, pointer, { was, is, added: "security added", removed: "security removed" }),
    paths: (pointer, was, is) => compareOperations(collector, pointer, was, is),
    webhooks: (pointer, was, is) => compareOperations(collector, pointer, was, is),
    components: (pointer, was, is) => compareComponents(collector, pointer, was, is),
    "x-constants": (pointer, was, is) =>
      compareNamed(collector, pointer, was, is, { added: "constant added", removed: "constant changed" }, (place, old, now) =>
        collector.add(equal(objectOf(old).value, objectOf(now).value) ? "documentation" : "constant changed", place, old, now),
      ),
    "x-error-codes": (pointer, was, is) =>
      compareNamed(collector, pointer, was, is, { added: "error code added", removed: "error code removed" }, (place, old, now) =>
        collector.add(equal(objectOf(old).status, objectOf(now).status) ? "documentation" : "error code changed", place, old, now),
      ),
  });
  return changes;
}

/** The value at a JSON Pointer, with or without `#`. */
export const valueAt = (root: unknown, pointer: string): unknown =>
  parsePointer(pointer.replace(/^#/, "")).reduce<unknown>(
    (value, key) => (isObject(value) || Array.isArray(value) ? (value as Obj)[key] : undefined),
    root,
  );

type Compare = (pointer: string, was: unknown, is: unknown) => void;

/** Compares the members of an object of OpenAPI, each with its own function; undefined stands for a missing member. */
function compareMembers(
  collector: Collector,
  pointer: string,
  was: unknown,
  is: unknown,
  comparers: Readonly<Record<string, Compare>>,
): void {
  const [old, now] = [objectOf(was), objectOf(is)];
  for (const key of new Set([...Object.keys(now), ...Object.keys(old)])) {
    if (equal(old[key], now[key])) continue;
    const compare = Object.hasOwn(comparers, key) ? comparers[key] : undefined;
    if (compare) compare(at(pointer, key), old[key], now[key]);
    else collector.add(DOCUMENTATION.has(key) ? "documentation" : "other", at(pointer, key), old[key], now[key]);
  }
}

/** Compares maps whose keys are names. */
function compareNamed(
  collector: Collector,
  pointer: string,
  was: unknown,
  is: unknown,
  kinds: { readonly added: KindName; readonly removed: KindName },
  both: Compare,
): void {
  compareEntries(was, is, {
    added: (name, value) => collector.add(kinds.added, at(pointer, name), undefined, value),
    removed: (name, value) => collector.add(kinds.removed, at(pointer, name), value, undefined),
    both: (name, old, now) => both(at(pointer, name), old, now),
  });
}

function compareOperations(collector: Collector, pointer: string, was: unknown, is: unknown): void {
  const operations = (paths: unknown): Obj =>
    Object.fromEntries(
      Object.entries(objectOf(paths)).flatMap(([path, item]) =>
        Object.entries(objectOf(item)).map(([method, operation]) => [JSON.stringify([path, method]), operation]),
      ),
    );
  const place = (key: string): string => (JSON.parse(key) as string[]).reduce(at, pointer);
  compareEntries(operations(was), operations(is), {
    added: (key, value) => collector.add("operation added", place(key), undefined, value),
    removed: (key, value) => collector.add("operation removed", place(key), value, undefined),
    both: (key, old, now) => compareOperation(collector, place(key), old, now),
  });
}

function compareOperation(collector: Collector, pointer: string, was: unknown, is: unknown): void {
  const report =
    (kind: KindName): Compare =>
    (pointer, was, is) =>
      collector.add(kind, pointer, was, is);
  compareMembers(collector, pointer, was, is, {
    operationId: report("operation renamed"),
    "x-role": report("role changed"),
    "x-repeatable": report("repeatable changed"),
    "x-rate-limit": report("rate limit changed"),
    deprecated: report("deprecated"),
    security: (pointer, was, is) => compareSets(collector, pointer, { was, is, added: "security added", removed: "security removed" }),
    "x-waiter": (pointer, was, is) => compareWaiters(collector, pointer, was, is),
    parameters: (pointer, was, is) => compareParameterLists(collector, pointer, was, is),
    requestBody: (pointer, was, is) => compareBodies(collector, pointer, was, is),
    responses: (pointer, was, is) =>
      compareEntries(was, is, {
        added: (status, value) => collector.add("status added", at(pointer, status), undefined, value),
        removed: (status, value) =>
          collector.add(/^2/.test(status) ? "success status removed" : "status removed", at(pointer, status), value, undefined),
        both: (status, old, now) => compareResponses(collector, at(pointer, status), old, now),
      }),
  });
}

function compareWaiters(collector: Collector, pointer: string, was: unknown, is: unknown): void {
  compareMembers(
    collector,
    pointer,
    was,
    is,
    Object.fromEntries(
      Object.keys({ ...objectOf(was), ...objectOf(is) }).map((key): [string, Compare] => [
        key,
        (place, old, now) =>
          Array.isArray(old) && Array.isArray(now)
            ? compareSets(collector, place, { was: old, is: now, added: "waiter state added", removed: "waiter state removed" })
            : collector.add("other", place, old, now),
      ]),
    ),
  );
}

function compareParameterLists(collector: Collector, pointer: string, was: unknown, is: unknown): void {
  const byName = (side: "was" | "is", list: unknown): Map<string, { readonly parameter: Obj; readonly index: number }> =>
    new Map(
      arrayOf(list).map((item, index) => {
        const { $ref } = objectOf(item);
        const parameter = objectOf(typeof $ref === "string" ? collector.resolve(side, $ref) : item);
        return [`${parameter.in} ${parameter.name}`, { parameter, index }];
      }),
    );
  const [old, now] = [byName("was", was), byName("is", is)];
  for (const [name, { parameter, index }] of now) {
    const kind = parameter.required === true ? "required parameter added" : "parameter added";
    if (!old.has(name)) collector.add(kind, at(pointer, index), undefined, arrayOf(is)[index]);
  }
  for (const [name, { index }] of old)
    if (!now.has(name)) collector.add("parameter removed", at(pointer, index), arrayOf(was)[index], undefined);
}

/** A request body: `required`, and a schema for each media type. */
function compareBodies(collector: Collector, pointer: string, was: unknown, is: unknown): void {
  if (was === undefined || is === undefined) return collector.add(is === undefined ? "body removed" : "body added", pointer, was, is);
  compareMembers(collector, pointer, was, is, {
    required: requiredFlag(collector),
    content: (pointer, was, is) => compareContent(collector, pointer, was, is),
  });
}

const requiredFlag =
  (collector: Collector): Compare =>
  (pointer, was, is) => {
    if ((is === true) !== (was === true)) collector.add(is === true ? "made required" : "made optional", pointer, was, is);
  };

function compareContent(collector: Collector, pointer: string, was: unknown, is: unknown): void {
  compareNamed(collector, pointer, was, is, { added: "body added", removed: "body removed" }, (place, old, now) =>
    compareMembers(collector, place, old, now, { schema: (pointer, was, is) => compareSchemas(collector, pointer, was, is) }),
  );
}

function compareResponses(collector: Collector, pointer: string, was: unknown, is: unknown): void {
  compareMembers(collector, pointer, was, is, {
    $ref: (pointer, was, is) => collector.add("schema replaced", pointer, was, is),
    headers: (pointer, was, is) =>
      compareNamed(collector, pointer, was, is, { added: "header added", removed: "header removed" }, (place, old, now) =>
        compareSchemas(collector, place, old, now),
      ),
    content: (pointer, was, is) => compareContent(collector, pointer, was, is),
  });
}

function compareComponents(collector: Collector, pointer: string, was: unknown, is: unknown): void {
  const section =
    (kinds: { readonly added: KindName; readonly removed: KindName }, both: Compare): Compare =>
    (pointer, was, is) =>
      compareNamed(collector, pointer, was, is, kinds, both);
  const unused = { added: "documentation", removed: "documentation" } as const;
  compareMembers(collector, pointer, was, is, {
    schemas: section({ added: "schema added", removed: "schema removed" }, (pointer, was, is) =>
      compareSchemas(collector, pointer, was, is),
    ),
    // Operations report parameters, responses and headers that they gain or lose.
    parameters: section(unused, (pointer, was, is) =>
      compareMembers(collector, pointer, was, is, {
        required: requiredFlag(collector),
        schema: (pointer, was, is) => compareSchemas(collector, pointer, was, is),
        name: (pointer, was, is) => collector.add("parameter changed", pointer, was, is),
        in: (pointer, was, is) => collector.add("parameter changed", pointer, was, is),
        deprecated: (pointer, was, is) => collector.add("deprecated", pointer, was, is),
      }),
    ),
    responses: section(unused, (pointer, was, is) => compareResponses(collector, pointer, was, is)),
    headers: section(unused, (pointer, was, is) =>
      compareMembers(collector, pointer, was, is, { schema: (pointer, was, is) => compareSchemas(collector, pointer, was, is) }),
    ),
    securitySchemes: section({ added: "security added", removed: "security removed" }, (pointer, was, is) =>
      compareMembers(collector, pointer, was, is, {
        "x-pattern": (pointer, was, is) => collector.add("constraint changed", pointer, was, is),
      }),
    ),
    examples: section(unused, (pointer, was, is) => collector.add("documentation", pointer, was, is)),
  });
}
