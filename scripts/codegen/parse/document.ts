import { createHash } from "node:crypto";
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { segmentsOf } from "../../../src/core/pointer.js";
import { ContractError, type Diagnostic } from "./diagnostic.js";
import { odditiesOf, oddKeysOf } from "./json-compatibility.js";

/** A place in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A contract as it was read: plain data, and where each part of it stands. */
export interface Document {
  readonly file: string;
  /** The text with line feeds only, so that a checkout on another system is the same contract. */
  readonly text: string;
  readonly value: unknown;
  /** SHA-256 of `text`, in hexadecimal. */
  readonly hash: string;
  /** Where the value at a JSON Pointer stands; of its nearest ancestor if there is no such value. */
  at(pointer: string): Position;
  /** Where the key of that value stands. */
  keyAt(pointer: string): Position;
}

/** Reads an OpenAPI document in YAML or JSON. Throws a `ContractError` for text that is not well formed, or not JSON's data. */
export function readDocument(file: string, source: string): Document {
  const text = source.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const lines = new LineCounter();
  const tree = attempt(file, () => parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: "1.2" }));
  const faults = [...tree.errors, ...tree.warnings];
  if (faults.length > 0) throw new ContractError(faults.map((error) => syntaxFault(file, lines, error)));
  const root = tree.contents;
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const keys = oddKeysOf(root).map((offset) => ({ file, ...place(offset), ...KEY }));
  if (keys.length > 0) throw new ContractError(keys);
  const value: unknown = attempt(file, () => tree.toJS({ maxAliasCount: 100 }));
  const oddities = odditiesOf(value).map(({ pointer, ...rest }) => ({ file, ...place(find(root, pointer).value), ...rest }));
  if (oddities.length > 0) throw new ContractError(oddities);
  return {
    file,
    text,
    value,
    hash: createHash("sha256").update(text).digest("hex"),
    at: (pointer) => place(find(root, pointer).value),
    keyAt: (pointer) => place(find(root, pointer).key),
  };
}

const KEY = { message: "this cannot be a key", fix: "write the key as a text" };

/** A document that exhausts its reader, by nesting or by aliases of aliases, is a fault of the document. */
function attempt<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // A full stack shows itself as a RangeError, or as whatever the function that was called last makes of it.
    const deep = error instanceof RangeError || (error instanceof Error && error.message.includes("call stack"));
    if (!deep && !(error instanceof ReferenceError)) throw error;
    if (error.message.startsWith("Unresolved alias"))
      throw new ContractError([{ file, line: 1, column: 1, message: error.message, fix: "set the anchor before its alias" }]);
    const message = deep ? "the document is nested too deeply to be read" : "the aliases of the document expand without end";
    const fix = deep ? "move parts to components and refer to them" : "write the parts out, or refer to them with $ref";
    throw new ContractError([{ file, line: 1, column: 1, message, fix }]);
  }
}

function syntaxFault(file: string, lines: LineCounter, error: { pos: [number, number]; code: string; message: string }): Diagnostic {
  const { line, col } = lines.linePos(error.pos[0]);
  const fix =
    error.code === "DUPLICATE_KEY" ? "keep one of the two keys" : "write well-formed YAML 1.2 (check the indentation and the quotes)";
  return { file, line, column: col, message: `the document is not well-formed YAML: ${error.message}`, fix };
}

function find(root: Node | null, pointer: string): { key: number; value: number } {
  let node: unknown = root;
  let key = root?.range?.[0] ?? 0;
  let value = key;
  for (const segment of segmentsOf(pointer.replace(/^#/, ""))) {
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
