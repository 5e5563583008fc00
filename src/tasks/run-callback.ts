import { abortable } from "../core/abort.js";

/** Properties that let the caller resume after its own callback has failed. */
export interface CallbackDetails {
  readonly jobId?: string;
  readonly step?: string;
}

/** Calls a callback of the caller and awaits its promise. An error that it throws gets the details as properties. */
export async function runCallback(callback: () => unknown, details: CallbackDetails, signal: AbortSignal | undefined): Promise<void> {
  try {
    const pending = callback();
    if (pending !== undefined) await abortable(Promise.resolve(pending), signal);
  } catch (error) {
    if (signal?.aborted && error === signal.reason) throw error;
    if (error instanceof Error && Object.isExtensible(error)) throw Object.assign(error, details);
    // a thrown string or a frozen error cannot carry the details
    throw Object.assign(new Error("A callback failed.", { cause: error }), details);
  }
}
