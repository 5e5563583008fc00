/** A standard stream, as far as the program needs to know it. */
export type Sink = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

type Signal = "SIGINT" | "SIGTERM";

/** The part of `process` that the program stands on; tests give one of their own. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** What the program ends with. */
  exitCode?: number | string | null | undefined;
  once(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
}

/** What this run stands on. */
export const host = (): Host => current;

/** Chooses what the next run stands on. */
export function standOn(next: Host): void {
  current = next;
}

let current: Host = process;
