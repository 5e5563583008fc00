import { checks } from "../../generated/checks.js";
import { errorCodes } from "../../generated/error-codes.js";
import { examples } from "../../generated/examples.js";
import { contract as about, operations, securitySchemes } from "../../generated/operations.js";
import type { Contract } from "./contract.js";

/** The contract generated from this package's `openapi.yaml`. */
export const defaultContract: Contract & { readonly page: { readonly updated: string } } = {
  operations,
  examples,
  checks,
  securitySchemes,
  errorCodes,
  page: about.page,
};
