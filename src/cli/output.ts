import { redactLinks } from "../core/redact.js";
import { UsageError } from "./exit-codes.js";
import { host, type Sink } from "./process-context.js";

/** Data, for programs: standard output. When its reader has left, nothing is written any more. */
export function print(text: string): void {
  const out = stdout();
  if (!closed) out.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** One JSON value, indented. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** One JSON value on one line. */
export function printLine(value: unknown): void {
  print(JSON.stringify(value));
}

/** Bytes for programs; resolves when they are taken, or nobody takes them any more. */
export async function printBytes(bytes: Uint8Array): Promise<void> {
  const out = stdout();
  if (!closed) await new Promise<void>((resolve) => out.write(bytes, () => resolve()));
}

/** Words for people: standard error, signed parts of links taken out. */
export function tell(text: string): void {
  clearProgress();
  write(`${redactLinks(visible(text))}\n`);
}

/** One line that is rewritten on a terminal, and elsewhere written once per change of `key`. */
export function progress(key: string, text: string): void {
  const line = redactLinks(visible(text));
  const { isTTY, columns } = host().stderr;
  if (isTTY) {
    // a terminal that does not know its width says 0
    write(`\r\u001b[2K${line.slice(0, Math.max(20, (columns || 80) - 1))}`);
    pending = true;
  } else if (key !== lastKey) write(`${line}\n`);
  lastKey = key;
}

/** Begins a run: nothing has been written yet. */
export function openOutput(): void {
  closed = false;
  fault = undefined;
  pending = false;
  lastKey = "";
  listeners = [];
  heard = new WeakSet();
}

/** Ends a run, when everything is written; gives what went wrong with standard output, a reader who left excepted. */
export async function closeOutput(): Promise<UsageError | undefined> {
  clearProgress();
  const { stdout } = host();
  if (heard.has(stdout) && !closed) await new Promise<void>((resolve) => stdout.write("", () => resolve()));
  return fault;
}

/** Hears when nobody reads standard output any more. */
export function onClosed(listener: () => void): void {
  stdout();
  if (closed) listener();
  else listeners.push(listener);
}

/** Standard output. It survives a reader who has left (`| head`); other faults of it end the program with 2. */
function stdout(): Sink {
  return listened(host().stdout, (error) => {
    if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED")
      fault = new UsageError(
        `Standard output cannot be written (${error.code ?? error.message}).`,
        WRITABLE[error.code ?? ""] ?? "Look at where it is sent to.",
      );
    closed = true;
    for (const listener of listeners.splice(0)) listener();
  });
}

const WRITABLE: Readonly<Record<string, string>> = { ENOSPC: "The disk is full.", EBADF: "It is closed; the shell wrote >&-." };

function write(text: string): void {
  listened(host().stderr, () => undefined).write(text);
}

/** A stream whose errors are heard; asked for only when it is used, since making it takes time. */
function listened(stream: Sink, listener: (error: NodeJS.ErrnoException) => void): Sink {
  if (!heard.has(stream)) {
    heard.add(stream);
    stream.on("error", listener);
  }
  return stream;
}

/** Colours of one stream: `NO_COLOR` and `FORCE_COLOR` before whether it is a terminal. */
export function paint(stream: Sink): Record<"bold" | "dim" | "red" | "yellow" | "green", (text: string) => string> {
  const on = coloured(stream);
  const style = (code: number) => (text: string) => (on ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { bold: style(1), dim: style(2), red: style(31), yellow: style(33), green: style(32) };
}

function coloured({ isTTY }: Sink): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = host().env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return isTTY === true && TERM !== "dumb";
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

let closed = false;
let fault: UsageError | undefined;
let pending = false;
let lastKey = "";
let listeners: (() => void)[] = [];
let heard = new WeakSet<Sink>();
