import { createHash } from "node:crypto";
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { parsePointer } from "../../../src/core/pointer.js";
import { ContractError, type Diagnostic } from "./diagnostic.js";
import { findNonJson, findNonStringKeys } from "./json-compatibility.js";

/** A position in a file. Line and column are 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed contract: JSON data and the source position of every value. */
export interface Document {
  readonly file: string;
  /** The text with line endings normalized to LF, so that the hash does not depend on the checkout. */
  readonly text: string;
  readonly value: unknown;
  /** SHA-256 of `text`, in hexadecimal. */
  readonly hash: string;
  /** Position of the value at a JSON Pointer, or of its nearest existing ancestor. */
  at(pointer: string): Position;
  /** Position of the key of that value. */
  keyAt(pointer: string): Position;
}

/** Parses an OpenAPI document in YAML or JSON. Throws a `ContractError` if the text is malformed or contains values that JSON cannot represent. */
export function readDocument(file: string, source: string): Document {
  const text = source.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const lines = new LineCounter();
  const tree = parseOrThrow(file, () => parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: "1.2" }));
  const syntaxErrors = [...tree.errors, ...tree.warnings];
  if (syntaxErrors.length > 0) throw new ContractError(syntaxErrors.map((error) => syntaxDiagnostic(file, lines, error)));
  const root = tree.contents;
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const invalidKeys = findNonStringKeys(root).map((offset) => ({ file, ...positionAt(offset), ...INVALID_KEY }));
  if (invalidKeys.length > 0) throw new ContractError(invalidKeys);
  const value: unknown = parseOrThrow(file, () => tree.toJS({ maxAliasCount: 100 }));
  const nonJson = findNonJson(value).map(({ pointer, ...rest }) => ({ file, ...positionAt(locate(root, pointer).value), ...rest }));
  if (nonJson.length > 0) throw new ContractError(nonJson);
  return {
    file,
    text,
    value,
    hash: createHash("sha256").update(text).digest("hex"),
    at: (pointer) => positionAt(locate(root, pointer).value),
    keyAt: (pointer) => positionAt(locate(root, pointer).key),
  };
}

const INVALID_KEY = { message: "mapping keys must be strings", fix: "write the key as a string" };

/** Runs a parser step and converts stack overflows and alias errors into a `ContractError`. */
function parseOrThrow<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // A stack overflow is a RangeError, unless the innermost callee wraps it in another error.
    const deep = error instanceof RangeError || (error instanceof Error && error.message.includes("call stack"));
    if (!deep && !(error instanceof ReferenceError)) throw error;
    if (error.message.startsWith("Unresolved alias"))
      throw new ContractError([{ file, line: 1, column: 1, message: error.message, fix: "define the anchor before the alias" }]);
    const message = deep ? "the document is nested too deeply" : "the document expands too many aliases";
    const fix = deep ? "move parts to components and reference them with $ref" : "replace the aliases with $ref";
    throw new ContractError([{ file, line: 1, column: 1, message, fix }]);
  }
}

function syntaxDiagnostic(file: string, lines: LineCounter, error: { pos: [number, number]; code: string; message: string }): Diagnostic {
  const { line, col } = lines.linePos(error.pos[0]);
  const fix = error.code === "DUPLICATE_KEY" ? "keep one of the two keys" : "write well-formed YAML 1.2 (check indentation and quotes)";
  return { file, line, column: col, message: `malformed YAML: ${error.message}`, fix };
}

function locate(root: Node | null, pointer: string): { key: number; value: number } {
  let node: unknown = root;
  let key = root?.range?.[0] ?? 0;
  let value = key;
  for (const segment of parsePointer(pointer.replace(/^#/, ""))) {
    if (isAlias(node)) break;
    const pair: Pair | undefined = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === segment)
      : undefined;
    const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(segment)] : undefined;
    if (next === undefined) break;
    const start: number = (next as Node | null)?.range?.[0] ?? value;
    key = pair && isScalar(pair.key) ? (pair.key.range?.[0] ?? start) : start;
    value = start;
    node = next;
  }
  return { key, value };
}
