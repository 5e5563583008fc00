import { inspect } from "node:util";
import type { Logger } from "../../src/index.js";

/** Listens to everything that is printed anywhere, and forgets it at once. */
export interface Ear {
  /** Texts heard so far. */
  heard(): number;
  /** Where a secret was heard, without the secret. */
  readonly leaks: readonly string[];
  hear(where: string, text: string): void;
  /** Hears everything that a person could see of a value. */
  look(where: string, value: unknown): void;
  readonly logger: Logger;
  /** Listens to standard output and error until the returned function is called. */
  listen(): () => void;
}

/** All secrets of a soak but those that the sandbox makes begin like this. */
export const CANARY = "canary-";

const SECRETS: Readonly<Record<string, RegExp>> = {
  "a key, password or callback": new RegExp(CANARY),
  "a token": /sandbox-[0-9a-f]{16}/,
  "a signature": /\b(?:Signature|AccessKeyId)=(?!\*\*\*)[^&\s"'<>,;]/i,
};

/** Leaks that are told; the others are only counted. */
const MOST = 20;

export function createEar(): Ear {
  const leaks: string[] = [];
  let count = 0;
  const hear = (where: string, text: string): void => {
    count += 1;
    for (const [kind, pattern] of Object.entries(SECRETS)) {
      const at = text.search(pattern);
      if (at >= 0 && leaks.length < MOST) leaks.push(`${kind} in ${where}, after ${JSON.stringify(text.slice(Math.max(0, at - 60), at))}`);
    }
  };
  const look = (where: string, value: unknown): void => {
    hear(where, inspect(value, { depth: 12, showHidden: true }));
    hear(where, `${String(value)} ${JSON.stringify(value) ?? ""}`);
    if (!(value instanceof Error)) return;
    hear(where, `${value.stack} ${JSON.stringify({ ...value })}`);
    if (value.cause !== undefined) look(`the cause of ${where}`, value.cause);
  };
  const warn = (message: string, fields: Readonly<Record<string, unknown>>): void => {
    hear("a warning", message);
    look("a warning", fields);
  };
  // there are very many of them, and their fields are plain data
  const debug = (message: string, fields: Readonly<Record<string, unknown>>): void =>
    hear("a debug line", `${message} ${JSON.stringify(fields)}`);
  return {
    heard: () => count,
    leaks,
    hear,
    look,
    logger: { debug, warn },
    listen() {
      const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
      for (const { stream, write } of streams) {
        stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
          hear("what was printed", String(chunk));
          return write.call(stream, chunk, ...rest);
        }) as typeof stream.write;
      }
      return () => {
        for (const { stream, write } of streams) stream.write = write;
      };
    },
  };
}
