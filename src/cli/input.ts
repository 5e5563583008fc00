import { closeSync, fstatSync, openSync, readSync, writeFileSync } from "node:fs";
import { UsageError } from "./exit-codes.js";
import { type JsonNode, JsonTextError, locate } from "./json-ast.js";
import { tell, visible } from "./output.js";
import { host } from "./process-context.js";

/** A JSON file as it was read. */
export interface JsonInput {
  /** How to speak of it: the path, or `standard input`. */
  readonly name: string;
  /** Without byte order mark. */
  readonly text: string;
  readonly value: unknown;
  readonly node: JsonNode;
  /** The byte order mark, if there was one. */
  readonly mark: string;
}

/** Far more than the largest script that the contract allows. */
const LARGEST = 32 * 1024 * 1024;

/**
 * Reads a JSON file; `-` is standard input. Throws `UsageError` for what is missing, no file, too large, not UTF-8 or not
 * JSON, and says where. Never shows what stood there.
 */
export async function readJson(file: string): Promise<JsonInput> {
  const name = file === "-" ? "standard input" : visible(file);
  const bytes = file === "-" ? await readStdin(name) : readFile(file, name);
  if (bytes.length === 0) throw new UsageError(`${name} is empty.`, "Give a JSON file, or - to read from a pipe.");
  const whole = decode(bytes, name);
  const mark = whole.startsWith("\ufeff") ? "\ufeff" : "";
  const text = whole.slice(mark.length);
  try {
    const node = locate(text);
    return { name, text, value: JSON.parse(text) as unknown, node, mark };
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new UsageError(`${name}:${error.line}:${error.column}: not JSON: ${error.message}.`, "Fix it there; nothing was checked.");
  }
}

/** Reads a file to its end, or until it is too large, whatever it says of its size: it may be a pipe. */
function readFile(file: string, name: string): Buffer {
  let handle: number | undefined;
  try {
    handle = openSync(file, "r");
    const found = fstatSync(handle);
    if (found.isDirectory()) throw new UsageError(`${name} is a directory.`, "Give one JSON file.");
    if (found.size > LARGEST) throw tooLarge(name);
    const chunks: Buffer[] = [];
    for (let size = 0; ; ) {
      const chunk = Buffer.allocUnsafe(Math.max(65_536, found.size - size + 1));
      const length = readSync(handle, chunk);
      if (length === 0) return Buffer.concat(chunks);
      size += length;
      if (size > LARGEST) throw tooLarge(name);
      chunks.push(chunk.subarray(0, length));
    }
  } catch (error) {
    throw unreadable(error, name);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

async function readStdin(name: string): Promise<Buffer> {
  const { stdin } = host();
  if (stdin.isTTY) tell("Reading JSON from the keyboard; end it with Ctrl-D.");
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size > LARGEST) throw tooLarge(name);
      chunks.push(bytes);
    }
  } catch (error) {
    throw unreadable(error, name);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer, name: string): string {
  if (bytes.length > 1 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)))
    throw new UsageError(`${name} is UTF-16.`, "Save it as UTF-8.");
  if (bytes.includes(0)) throw new UsageError(`${name} is a binary file, not JSON.`, "Give a text file in UTF-8 that holds JSON.");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name} is not UTF-8.`, "Save it as UTF-8.");
  }
}

const tooLarge = (name: string): UsageError =>
  new UsageError(`${name} is larger than ${LARGEST / 1024 / 1024} MiB; no request of the contract is.`, "Give the request alone, as JSON.");

/** Writes a whole file. Throws `UsageError` when it cannot be had. */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw unreadable(error, visible(file), "written");
  }
}

/** A failure of the file system, in words. */
export function unreadable(error: unknown, name: string, what = "read"): UsageError {
  if (error instanceof UsageError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT" && what === "read")
    return new UsageError(`There is no file ${name}.`, "Give the path of a JSON file, or - for standard input.");
  return new UsageError(`${name} cannot be ${what} (${code}).`, FAILURES[code] ?? "Look at the path, and at what it leads to.");
}

const FAILURES: Readonly<Record<string, string>> = {
  ENOENT: "There is no such folder.",
  ENOTDIR: "A part of the path is a file, not a folder.",
  EACCES: "Its permissions do not allow it.",
  EPERM: "Its permissions do not allow it.",
  EROFS: "The file system is read-only.",
  EISDIR: "It is a directory; give a file.",
  ENOSPC: "The disk is full.",
  EFBIG: "Files may not be that large here.",
  EDQUOT: "Your share of the disk is full.",
  ENAMETOOLONG: "The path is too long.",
  ERR_INVALID_ARG_VALUE: "A path holds no NUL character.",
  ELOOP: "A symbolic link leads to itself.",
};
