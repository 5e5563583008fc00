import { inspect } from "node:util";
import type { Logger } from "../../src/index.js";

/** Scans logs, errors and process output for secrets. Keeps only the position of a match, never the secret. */
export interface LeakDetector {
  /** Number of scanned texts. */
  scannedCount(): number;
  /** Descriptions of the first leaks. */
  readonly leaks: readonly string[];
  scan(source: string, text: string): void;
  /** Scans every textual form of a value: inspected, as a string, as JSON, and for errors the stack and the cause. */
  scanValue(source: string, value: unknown): void;
  readonly logger: Logger;
  /** Scans standard output and standard error until the returned function is called. */
  watchOutput(): () => void;
}

/** Prefix of every secret of a soak run, except those that the sandbox generates. */
export const CANARY = "canary-";

const SECRETS: Readonly<Record<string, RegExp>> = {
  "key, password or callback": new RegExp(CANARY),
  token: /sandbox-[0-9a-f]{16}/,
  signature: /\b(?:Signature|AccessKeyId)=(?!\*\*\*)[^&\s"'<>,;]/i,
};

const MAX_REPORTED_LEAKS = 20;

export function createLeakDetector(): LeakDetector {
  const leaks: string[] = [];
  let count = 0;
  const scan = (source: string, text: string): void => {
    count += 1;
    for (const [kind, pattern] of Object.entries(SECRETS)) {
      const at = text.search(pattern);
      if (at >= 0 && leaks.length < MAX_REPORTED_LEAKS)
        leaks.push(`${kind} in ${source}, after ${JSON.stringify(text.slice(Math.max(0, at - 60), at))}`);
    }
  };
  const scanValue = (source: string, value: unknown): void => {
    scan(source, inspect(value, { depth: 12, showHidden: true }));
    scan(source, `${String(value)} ${JSON.stringify(value) ?? ""}`);
    if (!(value instanceof Error)) return;
    scan(source, `${value.stack} ${JSON.stringify({ ...value })}`);
    if (value.cause !== undefined) scanValue(`the cause of ${source}`, value.cause);
  };
  const warn = (message: string, fields: Readonly<Record<string, unknown>>): void => {
    scan("a warning", message);
    scanValue("a warning", fields);
  };
  // Debug messages are frequent and their fields are plain data, so JSON is enough.
  const debug = (message: string, fields: Readonly<Record<string, unknown>>): void =>
    scan("a debug message", `${message} ${JSON.stringify(fields)}`);
  return {
    scannedCount: () => count,
    leaks,
    scan,
    scanValue,
    logger: { debug, warn },
    watchOutput() {
      const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
      for (const { stream, write } of streams) {
        stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
          scan("the output", String(chunk));
          return write.call(stream, chunk, ...rest);
        }) as typeof stream.write;
      }
      return () => {
        for (const { stream, write } of streams) stream.write = write;
      };
    },
  };
}
