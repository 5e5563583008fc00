import { abortable } from "../core/abort.js";
import type { ErrorCodes } from "./response.js";

/** Loads the error codes of the contract. If the import fails, an error is reported without a hint. */
export function loadErrorCodes(load: (() => Promise<ErrorCodes>) | undefined, signal: AbortSignal | undefined): Promise<ErrorCodes> {
  return abortable(load === undefined ? Promise.resolve({}) : load().catch(() => ({})), signal);
}
