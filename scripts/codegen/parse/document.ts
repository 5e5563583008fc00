import { createHash } from "node:crypto";
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type Document as YamlDocument,
} from "yaml";
import { isObject } from "../../../src/core/json-equal.js";
import { parsePointer } from "../../../src/core/pointer.js";
import { ContractError, type Diagnostic } from "./diagnostic.js";
import { findNonJson, findYamlFaults, isMergeKey } from "./json-compatibility.js";

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
  /** Faults that do not prevent reading the rest: duplicate keys, keys that are no strings, values that JSON cannot represent. */
  readonly diagnostics: readonly Diagnostic[];
  /** SHA-256 of `text`, in hexadecimal. */
  readonly hash: string;
  /** Position of the value at a JSON Pointer, or of its nearest existing ancestor. */
  at(pointer: string): Position;
  /** Position of the key of that value. */
  keyAt(pointer: string): Position;
}

/**
 * Parses an OpenAPI document in YAML or JSON. Throws a `ContractError` if the text is malformed. Values that JSON cannot represent are
 * in `diagnostics`.
 */
export function readDocument(file: string, source: string): Document {
  const text = source.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const hash = createHash("sha256").update(text).digest("hex");
  const json = parseJson(text);
  if (!json || findNonJson(json.value).length > 0) return { file, text, hash, ...readYaml(file, text) };
  let yaml: YamlContent | undefined;
  const positions = (): YamlContent => {
    yaml ??= readYaml(file, text);
    return yaml;
  };
  const at = (pointer: string): Position => positions().at(pointer);
  return { file, text, hash, value: json.value, diagnostics: [], at, keyAt: (pointer) => positions().keyAt(pointer) };
}

type YamlContent = Pick<Document, "value" | "diagnostics" | "at" | "keyAt">;

function readYaml(file: string, text: string): YamlContent {
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, merge: true, version: "1.2", logLevel: "error" } as const;
  const tree = parseOrThrow(file, () => parseDocument(text, options));
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const syntaxErrors = [...tree.errors, ...tree.warnings];
  const yamlFaults = findYamlFaults(tree);
  const diagnostics: Diagnostic[] = [
    ...syntaxErrors.map(({ pos, message }) => ({ file, ...positionAt(pos[0]), message: `malformed YAML: ${message}`, fix: SYNTAX_FIX })),
    ...yamlFaults.map(({ offset, fault }) => ({ file, ...positionAt(offset), ...fault })),
  ];
  if (syntaxErrors.length > 0 || yamlFaults.some(({ isFatal }) => isFatal)) throw new ContractError(diagnostics);
  const data: unknown = parseOrThrow(file, () => tree.toJS({ maxAliasCount: -1 }));
  const nonJson = findNonJson(data);
  for (const { pointer, fault } of nonJson) diagnostics.push({ file, ...positionAt(locate(tree, pointer).value), ...fault });
  if (nonJson.some(({ isFatal }) => isFatal)) throw new ContractError(diagnostics);
  return {
    // Replaces the values that JSON cannot represent, so that the rest can be read.
    value: nonJson.length === 0 ? data : JSON.parse(JSON.stringify(data)),
    diagnostics,
    at: (pointer) => positionAt(locate(tree, pointer).value),
    keyAt: (pointer) => positionAt(locate(tree, pointer).key),
  };
}

const SYNTAX_FIX = "write well-formed YAML 1.2 (check indentation and quotes)";

/** Runs a parser step and converts stack overflows into a `ContractError`. */
function parseOrThrow<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // A stack overflow is a RangeError, unless the innermost callee wraps it in another error.
    const deep = error instanceof RangeError || (error instanceof Error && error.message.includes("call stack"));
    if (!deep) throw error;
    const fix = "move parts to components and reference them with $ref";
    throw new ContractError([{ file, line: 1, column: 1, message: "the document is nested too deeply", fix }]);
  }
}

function locate(tree: YamlDocument, pointer: string): { key: number; value: number } {
  let node: unknown = tree.contents;
  let key = tree.contents?.range?.[0] ?? 0;
  let value = key;
  for (const segment of parsePointer(pointer)) {
    const pair = isMap(node) ? findPair(tree, node, segment) : undefined;
    const next: unknown = pair ? (pair.value ?? pair.key) : isSeq(node) ? node.items[Number(segment)] : undefined;
    if (next === undefined) break;
    const start: number = (next as Node | null)?.range?.[0] ?? value;
    key = (pair?.key as Node | undefined)?.range?.[0] ?? start;
    value = start;
    node = next;
  }
  return { key, value };
}

/** Finds a key of a mapping, or of the mappings that it merges. */
function findPair(tree: YamlDocument, map: YAMLMap, name: string): Pair | undefined {
  const own = map.items.find((pair) => !isMergeKey(pair) && isScalar(pair.key) && String(pair.key.value) === name);
  if (own) return own;
  for (const { value } of map.items.filter(isMergeKey)) {
    const merged = isAlias(value) ? value.resolve(tree) : value;
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const resolved = isAlias(source) ? source.resolve(tree) : source;
      const found = isMap(resolved) ? findPair(tree, resolved, name) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

/** Parses a JSON text in a fraction of the time of the YAML parser. Returns undefined for other texts, and if a key may be duplicate. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    // Duplicate keys are lost in the value. Strings that contain `":` count as well, which is rare.
    return (text.match(/"\s*:/g)?.length ?? 0) === countKeys(value) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

function countKeys(value: unknown): number {
  const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  let count = isObject(value) ? items.length : 0;
  for (const item of items) if (typeof item === "object" && item !== null) count += countKeys(item);
  return count;
}
