import type { ContractRule } from "./rule.js";
import { operations } from "./walk.js";

/** Operations must declare whether they can be repeated safely. */
export const requireOperationExtensions: ContractRule = {
  id: "require-operation-extensions",
  description: "the client retries operations with x-repeatable: true, and creating a task twice is billed twice",
  check: (document) =>
    [...operations(document)]
      .filter(({ operation }) => typeof operation["x-repeatable"] !== "boolean")
      .map(({ path }) => ({ path, message: "operation has no x-repeatable; set it to true or false" })),
};
