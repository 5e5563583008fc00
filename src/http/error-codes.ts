import { abortable } from "../core/abort.js";
import type { ErrorCodes } from "./response.js";

/**
 * What the contract knows of error codes, in a file of its own: whoever meets no error does not pay for the hints. A file that
 * cannot be loaded costs the hint alone; the error stays the one that it is.
 */
export function loadErrorCodes(signal: AbortSignal | undefined, load: () => Promise<ErrorCodes> = generated): Promise<ErrorCodes> {
  return abortable(
    load().catch(() => ({})),
    signal,
  );
}

async function generated(): Promise<ErrorCodes> {
  return (await import("../../generated/error-codes.js")).errorCodes;
}
