import type { HouseRule } from "./rule.js";
import { operations } from "./walk.js";

/** Every operation says whether sending it twice does harm. */
export const operationMarked: HouseRule = {
  id: "operation-marked",
  why: "the client resends by this mark, and a task that is created twice is paid for twice",
  check: (document) =>
    [...operations(document)]
      .filter(({ operation }) => typeof operation["x-repeatable"] !== "boolean")
      .map(({ path }) => ({ path, message: "operation without x-repeatable: true or false" })),
};
