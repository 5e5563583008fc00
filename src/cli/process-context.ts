import type { Clock } from "../core/clock.js";

/** The part of a standard stream that the CLI uses. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

type Signal = "SIGINT" | "SIGTERM";

/** The subset of `process` used by the CLI; replaced in tests. */
export interface ProcessContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** The clock of the client. Default: the system clock. */
  readonly clock?: Clock;
  /** Exit code of the process. */
  exitCode?: number | string | null | undefined;
  once(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
}
