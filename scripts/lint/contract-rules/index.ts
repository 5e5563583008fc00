import { extensionKnown } from "./known-extensions.js";
import { formatKnown } from "./known-formats.js";
import { noAnyOfRequired } from "./no-any-of-required.js";
import { noNullable } from "./no-nullable.js";
import { bounded } from "./require-bounds.js";
import { described } from "./require-description.js";
import { enumExplained } from "./require-enum-descriptions.js";
import { operationMarked } from "./require-operation-extensions.js";
import { requestId } from "./require-request-id.js";
import { tableNamed } from "./require-x-table.js";
import type { HouseRule } from "./rule.js";
import { patternSafe } from "./safe-patterns.js";
import { ruleIds } from "./unique-rule-ids.js";
import { ruleComplete } from "./valid-x-validations.js";

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
