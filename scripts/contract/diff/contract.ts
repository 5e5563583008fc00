import { equal, isObject, type Obj } from "../../../src/core/json-equal.js";
import { parsePointer } from "../../../src/core/pointer.js";
import { serversOf } from "../../codegen/model/servers.js";
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
  contract(collector, "", was, is);
  return changes;
}

/** The value at a JSON Pointer, with or without `#`. */
export const valueAt = (root: unknown, pointer: string): unknown =>
  parsePointer(pointer.replace(/^#/, "")).reduce<unknown>(
    (value, key) => (isObject(value) || Array.isArray(value) ? (value as Obj)[key] : undefined),
    root,
  );

/** Compares two versions of a part; undefined stands for a missing one. */
type Compare = (collector: Collector, pointer: string, was: unknown, is: unknown) => void;

/** Reports any difference as one kind. */
const report =
  (kind: KindName): Compare =>
  (collector, pointer, was, is) =>
    collector.add(kind, pointer, was, is);

/** Reports a difference of one key as a kind, and of other keys as documentation. */
const reportKey =
  (key: string, kind: KindName): Compare =>
  (collector, pointer, was, is) =>
    collector.add(equal(objectOf(was)[key], objectOf(is)[key]) ? "documentation" : kind, pointer, was, is);

/** A list without order. */
const set =
  (added: KindName, removed: KindName): Compare =>
  (collector, pointer, was, is) =>
    compareSets(collector, pointer, { was, is, added, removed });

/** An object of OpenAPI, each member with its own function. */
const members =
  (comparers: Readonly<Record<string, Compare>>): Compare =>
  (collector, pointer, was, is) => {
    const [old, now] = [objectOf(was), objectOf(is)];
    for (const key of new Set([...Object.keys(now), ...Object.keys(old)])) {
      if (equal(old[key], now[key])) continue;
      const compare = Object.hasOwn(comparers, key) ? comparers[key] : report(DOCUMENTATION.has(key) ? "documentation" : "other");
      compare?.(collector, at(pointer, key), old[key], now[key]);
    }
  };

/** A map whose keys are names. */
const named =
  (addedKind: KindName, removedKind: KindName | ((name: string) => KindName), compare: Compare): Compare =>
  (collector, pointer, was, is) =>
    compareEntries(was, is, {
      added: (name, value) => collector.add(addedKind, at(pointer, name), undefined, value),
      removed: (name, value) =>
        collector.add(typeof removedKind === "string" ? removedKind : removedKind(name), at(pointer, name), value, undefined),
      both: (name, old, now) => compare(collector, at(pointer, name), old, now),
    });

const security = set("security added", "security removed");

const required: Compare = (collector, pointer, was, is) => {
  if ((is === true) !== (was === true)) collector.add(is === true ? "made required" : "made optional", pointer, was, is);
};

const content = named("body added", "body removed", members({ schema: compareSchemas }));

const body: Compare = (collector, pointer, was, is) => {
  if (was === undefined || is === undefined) collector.add(is === undefined ? "body removed" : "body added", pointer, was, is);
  else members({ required, content })(collector, pointer, was, is);
};

const response = members({
  $ref: report("schema replaced"),
  headers: named("header added", "header removed", compareSchemas),
  content,
});

const states = set("waiter state added", "waiter state removed");
const waiter: Compare = (collector, pointer, was, is) => {
  const member: Compare = (collector, pointer, was, is) =>
    (Array.isArray(was) && Array.isArray(is) ? states : report("other"))(collector, pointer, was, is);
  const keys = Object.keys({ ...objectOf(was), ...objectOf(is) });
  members(Object.fromEntries(keys.map((key) => [key, member])))(collector, pointer, was, is);
};

const parameters: Compare = (collector, pointer, was, is) => {
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
};

const operation = members({
  operationId: report("operation renamed"),
  "x-role": report("role changed"),
  "x-repeatable": report("repeatable changed"),
  "x-rate-limit": report("rate limit changed"),
  deprecated: report("deprecated"),
  security,
  "x-waiter": waiter,
  parameters,
  requestBody: body,
  callbacks: named("operation added", "operation removed", (...parts) => operations(...parts)),
  responses: named("status added", (status) => (/^2/.test(status) ? "success status removed" : "status removed"), response),
});

const operations: Compare = (collector, pointer, was, is) => {
  const byPlace = (paths: unknown): Obj =>
    Object.fromEntries(
      Object.entries(objectOf(paths)).flatMap(([path, item]) =>
        Object.entries(objectOf(item)).map(([method, value]) => [JSON.stringify([path, method]), value]),
      ),
    );
  const place = (key: string): string => (JSON.parse(key) as string[]).reduce(at, pointer);
  compareEntries(byPlace(was), byPlace(is), {
    added: (key, value) => collector.add("operation added", place(key), undefined, value),
    removed: (key, value) => collector.add("operation removed", place(key), value, undefined),
    both: (key, old, now) => operation(collector, place(key), old, now),
  });
};

/** Operations report parameters, responses and headers that they gain or lose. */
const unused = (compare: Compare): Compare => named("documentation", "documentation", compare);

const components = members({
  schemas: named("schema added", "schema removed", compareSchemas),
  parameters: unused(
    members({
      required,
      schema: compareSchemas,
      name: report("parameter changed"),
      in: report("parameter changed"),
      deprecated: report("deprecated"),
    }),
  ),
  responses: unused(response),
  headers: unused(members({ schema: compareSchemas })),
  securitySchemes: named("security added", "security removed", members({ "x-pattern": report("constraint changed") })),
  examples: unused(report("documentation")),
});

const contract = members({
  info: (collector, pointer, was, is) => {
    // A new version alone is no change.
    if (!equal({ ...objectOf(was), version: "" }, { ...objectOf(is), version: "" })) collector.add("documentation", pointer, was, is);
  },
  servers: (collector, pointer, was, is) => {
    const [old, now] = [was, is].map((servers) => Object.values(serversOf({ servers })).map(({ url }) => url));
    set("server added", "server removed")(collector, pointer, old, now);
    if (equal(old, now)) collector.add("documentation", pointer, was, is);
  },
  security,
  paths: operations,
  webhooks: operations,
  components,
  "x-constants": named("constant added", "constant changed", reportKey("value", "constant changed")),
  "x-error-codes": named("error code added", "error code removed", reportKey("status", "error code changed")),
});
