import { abortable } from "./abort.js";
import type { ErrorCodes } from "./answer.js";

/**
 * What the contract knows of error codes, in a file of its own: whoever meets no error does not pay for the hints. A file that
 * cannot be loaded costs the hint alone; the error stays the one that it is.
 */
export function loadErrorCodes(signal: AbortSignal | undefined): Promise<ErrorCodes> {
  const codes: Promise<ErrorCodes> = import("../../generated/error-codes.js").then(
    ({ errorCodes }) => errorCodes,
    () => ({}),
  );
  return abortable(codes, signal);
}
