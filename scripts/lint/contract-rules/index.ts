import { knownExtensions } from "./known-extensions.js";
import { knownFormats } from "./known-formats.js";
import { noAnyOfRequired } from "./no-any-of-required.js";
import { noNullable } from "./no-nullable.js";
import { requireBounds } from "./require-bounds.js";
import { requireDescription } from "./require-description.js";
import { requireEnumDescriptions } from "./require-enum-descriptions.js";
import { requireOperationExtensions } from "./require-operation-extensions.js";
import { requireRequestId } from "./require-request-id.js";
import { requireXTable } from "./require-x-table.js";
import type { ContractRule } from "./rule.js";
import { safePatterns } from "./safe-patterns.js";
import { uniqueRuleIds } from "./unique-rule-ids.js";
import { validXValidations } from "./valid-x-validations.js";

/** All contract rules. */
export const contractRules: readonly ContractRule[] = [
  requireDescription,
  requireBounds,
  requireXTable,
  requireEnumDescriptions,
  uniqueRuleIds,
  validXValidations,
  noNullable,
  noAnyOfRequired,
  safePatterns,
  knownFormats,
  knownExtensions,
  requireOperationExtensions,
  requireRequestId,
];
