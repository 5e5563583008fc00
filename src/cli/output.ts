import type { Clock } from "../core/clock.js";
import { redactUrls } from "../core/redact.js";
import { UsageError } from "./exit-codes.js";
import { escapeControls, formatTable, truncate } from "./terminal-text.js";

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

/** Functions that color text, or return it unchanged when colors are disabled. */
export type Colors = Record<"bold" | "dim" | "red" | "yellow" | "green", (text: string) => string>;

/** Writes results to standard output, and messages and progress to standard error. Control characters in all texts are escaped. */
export class Output {
  readonly #process: ProcessContext;
  readonly #flags: { readonly quiet: boolean; readonly colors: boolean };
  /** Marks a color code in a text. It is random, so that text from files and the service cannot contain it. */
  readonly #colorMark = `\u0001${Math.random().toString(36)}:`;
  #stdoutClosed = false;
  #stdoutError: UsageError | undefined;
  #closeListeners: (() => void)[] = [];
  readonly #observed = new WeakSet<OutputStream>();
  #progressShown = false;
  #progressKey = "";

  constructor(process: ProcessContext, flags = { quiet: false, colors: true }) {
    this.#process = process;
    this.#flags = flags;
  }

  /** Whether standard output or standard error is a terminal that a person reads. */
  isTerminal(stream: "stdout" | "stderr"): boolean {
    return this.#process[stream].isTTY === true;
  }

  print(text: string): void {
    this.#writeToStdout(this.#render(text));
  }

  /** Writes the content of a file. Control characters are escaped only on a terminal. */
  printContent(text: string): void {
    this.#writeToStdout(this.isTerminal("stdout") ? escapeControls(text.replaceAll("\r\n", "\n")) : text);
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  printJsonLine(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** Writes rows with the same columns: a table on a terminal, tab-separated values elsewhere. URLs lose their signatures. */
  printTable(rows: readonly Readonly<Record<string, string | undefined>>[]): void {
    const cells = rows.map((row) => Object.values(row).map((cell) => (cell == null ? "-" : redactUrls(String(cell)).replace(/\s+/g, " "))));
    if (!this.isTerminal("stdout")) for (const row of cells) this.print(row.join("\t"));
    else if (cells.length > 0) this.print(formatTable([Object.keys(rows[0] ?? {}), ...cells]));
  }

  /** Writes bytes; resolves once they are flushed, or standard output is closed. */
  async printBytes(bytes: Uint8Array | string): Promise<void> {
    const stdout = this.#stdout();
    if (!this.#stdoutClosed) await new Promise<void>((resolve) => stdout.write(bytes, () => resolve()));
  }

  /** Writes a message to standard error, unless `--quiet` is set. The signatures of URLs are redacted. */
  printMessage(text: string): void {
    if (!this.#flags.quiet) this.printError(text);
  }

  /** Writes an error, or what is needed to continue after it, to standard error. */
  printError(text: string): void {
    this.#clearProgressLine();
    this.#writeToStderr(`${redactUrls(this.#render(text))}\n`);
  }

  /** Suggests the next command, on a terminal only. */
  printNext(command: string): void {
    if (this.isTerminal("stderr")) this.printMessage(`Next: ${command}`);
  }

  /** Updates the progress line: rewritten on a terminal, otherwise printed once per change of `key`. */
  progress(key: string, text: string): void {
    if (this.#flags.quiet) return;
    const line = redactUrls(escapeControls(text)).replaceAll("\n", " ");
    if (this.isTerminal("stderr") && this.#process.env["TERM"] !== "dumb") {
      // a terminal of unknown width reports 0 columns
      this.#writeToStderr(`${CLEAR_LINE}${truncate(line, Math.max(20, (this.#process.stderr.columns || 80) - 1))}`);
      this.#progressShown = true;
    } else if (key !== this.#progressKey) this.#writeToStderr(`${line}\n`);
    this.#progressKey = key;
  }

  /** Flushes standard output. Returns its write error, if any; a closed pipe (EPIPE) is not an error. */
  async close(): Promise<UsageError | undefined> {
    if (this.#progressShown) this.#writeToStderr("\n");
    this.#progressShown = false;
    if (this.#observed.has(this.#process.stdout)) await this.printBytes("");
    return this.#stdoutError;
  }

  onClosed(listener: () => void): void {
    this.#stdout();
    if (this.#stdoutClosed) listener();
    else this.#closeListeners.push(listener);
  }

  /** Colors for one stream: `NO_COLOR` and `FORCE_COLOR` take precedence over terminal detection. */
  colors(stream: "stdout" | "stderr"): Colors {
    const enabled = this.#hasColors(stream);
    const mark = this.#colorMark;
    const style = (code: number) => (text: string) => (enabled ? `${mark}${code}m${text}${mark}0m` : text);
    return { bold: style(1), dim: style(2), red: style(31), yellow: style(33), green: style(32) };
  }

  #hasColors(stream: "stdout" | "stderr"): boolean {
    const { NO_COLOR, FORCE_COLOR, TERM } = this.#process.env;
    if (NO_COLOR || !this.#flags.colors) return false;
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

  /** Escapes control characters, then replaces color marks by color codes. */
  #render(text: string): string {
    const [start = "", ...colored] = text.split(this.#colorMark);
    return escapeControls(start) + colored.map((part) => `\u001b[${escapeControls(part)}`).join("");
  }

  #writeToStdout(text: string): void {
    const stdout = this.#stdout();
    // on one terminal, the result must not be appended to the progress line
    if (this.isTerminal("stdout")) this.#clearProgressLine();
    if (!this.#stdoutClosed) stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  #clearProgressLine(): void {
    if (this.#progressShown) this.#writeToStderr(CLEAR_LINE);
    this.#progressShown = false;
  }
}

const CLEAR_LINE = "\r\u001b[2K";

const STDOUT_HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full.",
  EBADF: "Standard output is closed (>&-).",
};
