import { OPERATION_ROLES } from "../../../src/core/operation.js";
import type { ContractRule } from "./rule.js";
import { operations } from "./walk.js";

const ROLES: readonly unknown[] = OPERATION_ROLES;

/** Operations must declare what they do with tasks, and whether they can be repeated safely. */
export const requireOperationExtensions: ContractRule = {
  id: "require-operation-extensions",
  description:
    "the sandbox handles an operation by its x-role; the client retries operations with x-repeatable: true, and creating a task twice is billed twice",
  check: (document) =>
    [...operations(document)].flatMap(({ operation, path }) => [
      ...(typeof operation["x-repeatable"] === "boolean"
        ? []
        : [{ path, message: "operation has no x-repeatable; set it to true or false" }]),
      ...(ROLES.includes(operation["x-role"]) ? [] : [{ path, message: `operation has no x-role; set it to one of ${ROLES.join(", ")}` }]),
    ]),
};
