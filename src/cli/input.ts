import { createReadStream, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { type JsonNode, JsonSyntaxError, parseJson } from "../json/json-text.js";
import type { CliContext } from "./context.js";
import { UsageError } from "./exit-codes.js";

export interface TextInput {
  /** Display name: the path, or `standard input`. */
  readonly name: string;
  /** The text, without byte order mark. */
  readonly text: string;
  /** The byte order mark, or an empty string. */
  readonly byteOrderMark: string;
}

export interface JsonInput extends TextInput {
  readonly value: unknown;
  readonly node: JsonNode;
}

export interface TextFormat {
  readonly label: string;
  readonly maxMiB: number;
}

/** The limit is larger than any request that the contract accepts. */
const JSON_FORMAT: TextFormat = { label: "JSON", maxMiB: 32 };

/**
 * Reads a JSON file; `-` is standard input. Throws `UsageError` when the file is missing, empty, too large, not UTF-8 or not
 * JSON. Errors give the location but never the content.
 */
export async function readJson(file: string, context: CliContext): Promise<JsonInput> {
  const input = await readText(file, JSON_FORMAT, context);
  const { name, text } = input;
  try {
    const node = parseJson(text);
    return { ...input, value: JSON.parse(text) as unknown, node };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { line, column } = error.position;
    throw new UsageError(`${name}:${line}:${column}: invalid JSON: ${error.message}.`, "Fix the syntax error and try again.");
  }
}

/** Reads a text file; `-` is standard input. Throws `UsageError` when the file is missing, empty, too large or not UTF-8. */
export async function readText(file: string, format: TextFormat, { process, output }: CliContext): Promise<TextInput> {
  const isStdin = file === "-";
  const name = isStdin ? "standard input" : file;
  const { label, maxMiB } = format;
  if (isStdin && process.stdin.isTTY) output.printMessage(`Reading ${label} from the terminal. Press Ctrl-D to end the input.`);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // the size is checked while reading, because pipes and devices report none
    for await (const chunk of isStdin ? process.stdin : createReadStream(file)) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size > maxMiB * 1024 * 1024)
        throw new UsageError(
          `${name} is larger than ${maxMiB} MiB, the size limit.`,
          format === JSON_FORMAT ? "Pass a file that contains only the request." : "Split it into several files.",
        );
      chunks.push(bytes);
    }
  } catch (error) {
    throw fileError(error, name);
  }
  if (size === 0) throw new UsageError(`${name} is empty.`, `Pass a ${label} file, or - to read from standard input.`);
  const content = decode(Buffer.concat(chunks), name, format);
  const byteOrderMark = content.startsWith("\ufeff") ? "\ufeff" : "";
  return { name, text: content.slice(byteOrderMark.length), byteOrderMark };
}

function decode(bytes: Buffer, name: string, { label }: TextFormat): string {
  if (bytes.length > 1 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)))
    throw new UsageError(`${name} is UTF-16.`, "Save it as UTF-8.");
  if (bytes.includes(0)) throw new UsageError(`${name} is a binary file, not ${label}.`, `Pass a UTF-8 text file that contains ${label}.`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name} is not UTF-8.`, "Save it as UTF-8.");
  }
}

export const writeText = (file: string, text: string): void => withFileErrors(file, () => writeFileSync(file, text));

export const createDirectory = (path: string): void => void withFileErrors(path, () => mkdirSync(path, { recursive: true }));

/** Runs `work`, which writes to a path, and converts the errors of the file system. */
export function withFileErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileError(error, path, "write");
  }
}

/** Converts a file system error to a `UsageError`; returns a `UsageError` unchanged. */
export function fileError(error: unknown, name: string, action: "read" | "write" = "read"): UsageError {
  if (error instanceof UsageError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT" && action === "read")
    return new UsageError(`File not found: ${name}.`, "Pass the path of a JSON file, or - for standard input.");
  if (code === "EISDIR")
    return new UsageError(`${name} is a directory.`, action === "read" ? "Pass a JSON file." : "Pass the path of a file.");
  return new UsageError(`Cannot ${action} ${name} (${code}).`, FILE_ERROR_HINTS[code] ?? "Check the path.");
}

const FILE_ERROR_HINTS: Readonly<Record<string, string>> = {
  ENOENT: "The directory does not exist.",
  ENOTDIR: "Part of the path is a file, not a directory.",
  EACCES: "Check the permissions.",
  EPERM: "Check the permissions.",
  EROFS: "The file system is read-only.",
  ENOSPC: "The disk is full.",
  EFBIG: "The file exceeds the maximum file size.",
  EDQUOT: "The disk quota is exceeded.",
  ENAMETOOLONG: "The path is too long.",
  ERR_INVALID_ARG_VALUE: "A path cannot contain NUL characters.",
  ELOOP: "The path contains a symbolic link loop.",
};

/**
 * Expands the patterns among file arguments, for shells that do not: `*` and `?` match within one name, `**` matches any number of
 * directories. Hidden files and `node_modules` are skipped. Throws `UsageError` when a pattern matches no file.
 */
export function expandFiles(args: readonly string[]): string[] {
  return [...new Set(args.flatMap((argument) => (isPattern(argument) ? matchingFiles(argument) : argument)))];
}

export const isPattern = (argument: string): boolean => /[*?]/.test(argument);

function matchingFiles(pattern: string): string[] {
  const segments = pattern.split(/[/\\]/);
  const first = segments.findIndex(isPattern);
  const root = segments
    .slice(0, first)
    .map((segment) => `${segment}/`)
    .join("");
  const depth = segments.includes("**") ? Number.POSITIVE_INFINITY : segments.length - first;
  const expression = toRegExp(segments.slice(first).join("/"));
  const files = listFiles(root, "", depth).filter((file) => expression.test(file));
  if (files.length === 0) throw new UsageError(`No file matches ${pattern}.`, "Check the pattern and the current directory.");
  return files.sort().map((file) => root + file);
}

const TOKENS: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };

const toRegExp = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/\*\*\/|\*\*|[*?.+^${}()|[\]]/g, (token) => TOKENS[token] ?? `\\${token}`)}$`);

function listFiles(root: string, directory: string, depth: number): string[] {
  try {
    return readdirSync(`${root}${directory}` || ".", { withFileTypes: true })
      .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
      .flatMap((entry) => {
        if (!entry.isDirectory()) return [directory + entry.name];
        return depth > 1 ? listFiles(root, `${directory}${entry.name}/`, depth - 1) : [];
      });
  } catch {
    // an unreadable directory has no matching file
    return [];
  }
}
