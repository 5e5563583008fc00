import { redactLinks } from "../http/redact.js";
import { UsageError } from "./exit.js";

/** Data, for programs: standard output. When its reader has left, nothing is written any more. */
export function print(text: string): void {
  if (!closed) process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** One JSON value, indented. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** One JSON value on one line. */
export function printLine(value: unknown): void {
  print(JSON.stringify(value));
}

/** Words for people: standard error, signed parts of links taken out. */
export function tell(text: string): void {
  clearProgress();
  write(`${redactLinks(visible(text))}\n`);
}

/** One line that is rewritten on a terminal, and elsewhere written once per change of `key`. */
export function progress(key: string, text: string): void {
  const line = redactLinks(visible(text));
  if (process.stderr.isTTY) {
    write(`\r\u001b[2K${line.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1))}`);
    pending = true;
  } else if (key !== lastKey) write(`${line}\n`);
  lastKey = key;
}

/** Survives a reader who has left (`| head`); other faults of standard output end the program with 2. */
export function watchOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") fault = new UsageError(`Standard output cannot be written (${error.code ?? error.message}).`);
    closed = true;
    for (const listener of listeners.splice(0)) listener();
  });
  process.stderr.on("error", () => undefined);
}

/** Hears when nobody reads standard output any more. */
export function onClosed(listener: () => void): void {
  if (closed) listener();
  else listeners.push(listener);
}

/** What went wrong with standard output, a reader who left excepted. */
export const outputFault = (): UsageError | undefined => fault;

/** Colours of one stream: `NO_COLOR` and `FORCE_COLOR` before whether it is a terminal. */
export function paint(stream: NodeJS.WriteStream): Record<"bold" | "dim" | "red" | "yellow" | "green", (text: string) => string> {
  const on = coloured(stream, process.env);
  const style = (code: number) => (text: string) => (on ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: style(1), dim: style(2), red: style(31), yellow: style(33), green: style(32) };
}

function coloured(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (env["NO_COLOR"]) return false;
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

/** Control characters of somebody else's text cannot steer the terminal. Our own colours and line breaks stay. */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
  return text.replace(/\u001b(?!\[\d{1,2}m)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g, "\ufffd");
}

function clearProgress(): void {
  if (pending) write("\n");
  pending = false;
}

function write(text: string): void {
  process.stderr.write(text);
}

let closed = false;
let fault: UsageError | undefined;
let pending = false;
let lastKey = "";
const listeners: (() => void)[] = [];
