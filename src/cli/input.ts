import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { UsageError } from "./exit.js";
import { type JsonNode, JsonTextError, locate } from "./json-text.js";

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
  const name = file === "-" ? "standard input" : file;
  const bytes = await collect(await open(file, name), name);
  if (bytes.length === 0) throw new UsageError(`${name} is empty.`, "Give a JSON file, or - to read from a pipe.");
  const whole = decode(bytes, name);
  const mark = whole.startsWith("\ufeff") ? "\ufeff" : "";
  const text = whole.slice(mark.length);
  try {
    const node = locate(text);
    return { name, text, value: JSON.parse(text) as unknown, node, mark };
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new UsageError(`${name}:${error.line}:${error.column}: not JSON: ${error.message}.`);
  }
}

async function open(file: string, name: string): Promise<Readable> {
  if (file === "-") {
    if (process.stdin.isTTY) process.stderr.write("Reading JSON from the keyboard; end it with Ctrl-D.\n");
    return process.stdin;
  }
  try {
    const { size, isDirectory } = await stat(file).then((found) => ({ size: found.size, isDirectory: found.isDirectory() }));
    if (isDirectory) throw new UsageError(`${name} is a directory.`, "Give one JSON file.");
    if (size > LARGEST) throw tooLarge(name);
  } catch (error) {
    throw unreadable(error, name);
  }
  return createReadStream(file);
}

async function collect(stream: Readable, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
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
  if (bytes.includes(0)) throw new UsageError(`${name} is a binary file, not JSON.`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name} is not UTF-8.`, "Save it as UTF-8.");
  }
}

const tooLarge = (name: string): UsageError =>
  new UsageError(`${name} is larger than ${LARGEST / 1024 / 1024} MiB; no request of the contract is.`);

/** A failure of the file system, in words. */
export function unreadable(error: unknown, name: string, what = "read"): UsageError {
  if (error instanceof UsageError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT") return new UsageError(what === "read" ? `There is no file ${name}.` : `${name}: there is no such folder.`);
  return new UsageError(`${name} cannot be ${what === "read" ? "read" : "written"} (${code}).`);
}
