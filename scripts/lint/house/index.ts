import { bounded } from "./bounded.js";
import { described } from "./described.js";
import { enumExplained } from "./enum-explained.js";
import { extensionKnown } from "./extension-known.js";
import { formatKnown } from "./format-known.js";
import { noAnyOfRequired } from "./no-any-of-required.js";
import { noNullable } from "./no-nullable.js";
import { operationMarked } from "./operation-marked.js";
import { patternSafe } from "./pattern-safe.js";
import { requestId } from "./request-id.js";
import type { HouseRule } from "./rule.js";
import { ruleComplete } from "./rule-complete.js";
import { ruleIds } from "./rule-ids.js";
import { tableNamed } from "./table-named.js";

/** The house rules for the contract, in the order in which one meets them. */
export const houseRules: readonly HouseRule[] = [
  described,
  bounded,
  tableNamed,
  enumExplained,
  ruleIds,
  ruleComplete,
  noNullable,
  noAnyOfRequired,
  patternSafe,
  formatKnown,
  extensionKnown,
  operationMarked,
  requestId,
];
