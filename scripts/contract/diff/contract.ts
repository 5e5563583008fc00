import { equal, type Obj } from "../../../src/core/json-equal.js";
import { serversOf } from "../../codegen/model/structure.js";
import type { KindName } from "./kinds.js";
import { compareSchemas } from "./schema.js";
import {
  type Compare,
  changedChildren,
  changedItems,
  members,
  named,
  objectOf,
  optional,
  type RawChange,
  report,
  set,
  valueAt,
} from "./walk.js";

/** All differences of two contracts, each at the place where it is written. */
export const compareContracts = (was: unknown, is: unknown): readonly RawChange[] => contract({ pointer: "", was, is, roots: { was, is } });

/** A difference of one key is of a kind, and of other keys documentation. */
const reportKey =
  (key: string, kind: KindName): Compare =>
  (part) =>
    report(equal(objectOf(part.was)[key], objectOf(part.is)[key]) ? "documentation" : kind)(part);

const security = set("security added", "security removed");

const required: Compare = (part) => {
  if ((part.is === true) === (part.was === true)) return [];
  return report(part.is === true ? "made required" : "made optional")(part);
};

const content = named("body added", "body removed", members({ schema: compareSchemas }));

const response = members({
  $ref: report("schema replaced"),
  headers: named("header added", "header removed", compareSchemas),
  content,
});

const states = set("waiter state added", "waiter state removed");

const parameterOf = (item: unknown, root: unknown): Obj => {
  const { $ref } = objectOf(item);
  return objectOf(typeof $ref === "string" ? valueAt(root, $ref) : item);
};

/** Parameters that an operation gains or loses. Changes of a parameter are reported at its component. */
const parameters: Compare = (part) =>
  changedItems(part, (item, root) => {
    const parameter = parameterOf(item, root);
    return `${parameter.in} ${parameter.name}`;
  }).flatMap((change) => {
    const isRequired = parameterOf(change.is, change.roots.is).required === true;
    return optional(isRequired ? "required parameter added" : "parameter added", "parameter removed", () => [])(change);
  });

const operation = members({
  operationId: report("operation renamed"),
  "x-role": report("role changed"),
  "x-repeatable": report("repeatable changed"),
  "x-rate-limit": report("rate limit changed"),
  deprecated: report("deprecated"),
  security,
  "x-waiter": (part) =>
    changedChildren(part).flatMap((child) => {
      const isList = Array.isArray(child.was) && Array.isArray(child.is);
      return (isList ? states : report("other"))(child);
    }),
  parameters,
  requestBody: optional("body added", "body removed", members({ required, content })),
  callbacks: named("operation added", "operation removed", (part) => operations(part)),
  responses: (part) =>
    changedChildren(part).flatMap((child) => {
      const removed = child.key.startsWith("2") ? "success status removed" : "status removed";
      return optional("status added", removed, response)(child);
    }),
});

/** The operations of all paths. */
const operations: Compare = (part) =>
  changedChildren(part)
    .flatMap(changedChildren)
    .flatMap(optional("operation added", "operation removed", operation));

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
  // A new version alone is no change.
  info: (part) => {
    const [old, now] = [part.was, part.is].map((info) => ({ ...objectOf(info), version: "" }));
    return equal(old, now) ? [] : report("documentation")(part);
  },
  servers: (part) => {
    const [was, is] = [part.was, part.is].map((servers) => Object.values(serversOf({ servers })).map(({ url }) => url));
    return equal(was, is) ? report("documentation")(part) : set("server added", "server removed")({ ...part, was, is });
  },
  security,
  paths: operations,
  webhooks: operations,
  components,
  "x-constants": named("constant added", "constant changed", reportKey("value", "constant changed")),
  "x-error-codes": named("error code added", "error code removed", reportKey("status", "error code changed")),
});
