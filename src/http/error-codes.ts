import { abortable } from "../core/abort.js";
import type { ErrorCodes } from "./response.js";

/**
 * Loads the error codes of the contract. They are lazily imported, because only error responses need them. If the import fails,
 * the error is reported without a hint.
 */
export function loadErrorCodes(signal: AbortSignal | undefined, load: () => Promise<ErrorCodes> = importErrorCodes): Promise<ErrorCodes> {
  return abortable(
    load().catch(() => ({})),
    signal,
  );
}

async function importErrorCodes(): Promise<ErrorCodes> {
  return (await import("../../generated/error-codes.js")).errorCodes;
}
