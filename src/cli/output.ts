import { redactUrls } from "../core/redact.js";
import { UsageError } from "./exit-codes.js";
import type { OutputStream, ProcessContext } from "./process-context.js";

/** Functions that color text, or return it unchanged when colors are disabled. */
export type Colors = Record<"bold" | "dim" | "red" | "yellow" | "green", (text: string) => string>;

/** Writes results to standard output, and messages and progress to standard error. */
export class Output {
  readonly #process: ProcessContext;
  #stdoutClosed = false;
  #stdoutError: UsageError | undefined;
  #closeListeners: (() => void)[] = [];
  readonly #observed = new WeakSet<OutputStream>();
  #progressShown = false;
  #progressKey = "";

  constructor(process: ProcessContext) {
    this.#process = process;
  }

  /** Writes a result. Does nothing after standard output was closed by its reader. */
  print(text: string): void {
    const stdout = this.#stdout();
    if (!this.#stdoutClosed) stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** Writes one JSON value, indented. */
  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  /** Writes one JSON value on one line. */
  printJsonLine(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** Writes bytes; resolves once they are flushed, or standard output is closed. */
  async printBytes(bytes: Uint8Array): Promise<void> {
    const stdout = this.#stdout();
    if (!this.#stdoutClosed) await new Promise<void>((resolve) => stdout.write(bytes, () => resolve()));
  }

  /** Writes a message to standard error, with the signatures of URLs redacted. */
  printMessage(text: string): void {
    this.#endProgressLine();
    this.#writeToStderr(`${redactUrls(stripControlChars(text))}\n`);
  }

  /** Updates the progress line: rewritten on a terminal, otherwise printed once per change of `key`. */
  progress(key: string, text: string): void {
    const line = redactUrls(stripControlChars(text));
    const { isTTY, columns } = this.#process.stderr;
    if (isTTY) {
      // a terminal of unknown width reports 0 columns
      this.#writeToStderr(`\r\u001b[2K${line.slice(0, Math.max(20, (columns || 80) - 1))}`);
      this.#progressShown = true;
    } else if (key !== this.#progressKey) this.#writeToStderr(`${line}\n`);
    this.#progressKey = key;
  }

  /** Flushes standard output. Returns its write error, if any; a closed pipe (EPIPE) is not an error. */
  async close(): Promise<UsageError | undefined> {
    this.#endProgressLine();
    const { stdout } = this.#process;
    if (this.#observed.has(stdout) && !this.#stdoutClosed) await new Promise<void>((resolve) => stdout.write("", () => resolve()));
    return this.#stdoutError;
  }

  /** Calls the listener when standard output is closed. */
  onClosed(listener: () => void): void {
    this.#stdout();
    if (this.#stdoutClosed) listener();
    else this.#closeListeners.push(listener);
  }

  /** Colors for one stream: `NO_COLOR` and `FORCE_COLOR` take precedence over terminal detection. */
  colors(stream: "stdout" | "stderr"): Colors {
    const enabled = this.#hasColors(stream);
    const style = (code: number) => (text: string) => (enabled ? `\u001b[${code}m${text}\u001b[0m` : text);
    return { bold: style(1), dim: style(2), red: style(31), yellow: style(33), green: style(32) };
  }

  #hasColors(stream: "stdout" | "stderr"): boolean {
    const { NO_COLOR, FORCE_COLOR, TERM } = this.#process.env;
    if (NO_COLOR) return false;
    if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
    return this.#process[stream].isTTY === true && TERM !== "dumb";
  }

  #stdout(): OutputStream {
    return this.#observe(this.#process.stdout, (error) => {
      if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED")
        this.#stdoutError = new UsageError(
          `Cannot write to standard output (${error.code ?? error.message}).`,
          STDOUT_HINTS[error.code ?? ""] ?? "Check where standard output is redirected to.",
        );
      this.#stdoutClosed = true;
      for (const listener of this.#closeListeners.splice(0)) listener();
    });
  }

  #writeToStderr(text: string): void {
    this.#observe(this.#process.stderr, () => undefined).write(text);
  }

  /** Handles errors of a stream. Streams are read lazily, because `process.stdout` is slow to create. */
  #observe(stream: OutputStream, onError: (error: NodeJS.ErrnoException) => void): OutputStream {
    if (!this.#observed.has(stream)) {
      this.#observed.add(stream);
      stream.on("error", onError);
    }
    return stream;
  }

  #endProgressLine(): void {
    if (this.#progressShown) this.#writeToStderr("\n");
    this.#progressShown = false;
  }
}

const STDOUT_HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full.",
  EBADF: "Standard output is closed (>&-).",
};

/** Replaces control characters, so that untrusted text cannot control the terminal. Colors and line breaks are kept. */
export function stripControlChars(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  return text.replace(/\u001b(?!\[\d{1,2}m)|[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g, "\ufffd");
}
