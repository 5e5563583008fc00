import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { escapeSegment, parsePointer } from "../core/pointer.js";

/** A value in a JSON text, with its offset and length. */
export type JsonNode = Node;

/** A location in a text. Both numbers start at 1; the column counts UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A syntax error. The message never contains the text itself, which may hold secrets. */
export class JsonSyntaxError extends Error {
  readonly offset: number;
  readonly position: Position;

  constructor(text: string, offset: number, message: string) {
    super(offset >= text.length ? `unexpected end of input: ${message}` : message);
    this.name = "JsonSyntaxError";
    this.offset = offset;
    this.position = positionAt(text, offset);
  }
}

/** Maximum nesting depth, because the parser is recursive. */
const MAX_DEPTH = 500;

/** Parses a JSON text (RFC 8259) into nodes. Throws `JsonSyntaxError`. */
export function parseJson(text: string): JsonNode {
  checkDepth(text);
  const { root, errors } = parseStrict(text);
  if (root !== undefined && errors.length === 0) return root;
  const offset = errors[0]?.offset ?? text.length;
  const isTrailing = /[}\]]/.test(text.charAt(offset)) && /,\s*$/.test(text.slice(0, offset));
  throw new JsonSyntaxError(text, offset, `${isTrailing ? "trailing comma: " : ""}${expectedText(text, errors[0])}`);
}

function parseStrict(text: string) {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  return { root, errors };
}

function checkDepth(text: string): void {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const token = text.charAt(offset);
    if (token === "}" || token === "]") depth -= 1;
    else if (token === "{" || token === "[") depth += 1;
    if (depth > MAX_DEPTH) throw new JsonSyntaxError(text, offset, `expected at most ${MAX_DEPTH} levels of nesting`);
  }
}

/** Describes what the parser expected. Where it found an unexpected token, the error of the text before it tells what was missing. */
function expectedText(text: string, error: ParseError | undefined): string {
  const name = error && printParseErrorCode(error.error);
  if (error === undefined || (name !== "InvalidSymbol" && name !== "CommaExpected"))
    return EXPECTED[name ?? "EndOfFileExpected"] ?? "expected a string that is closed on the same line and has only valid escapes";
  const before = text.slice(0, error.offset).trimEnd();
  if (before.endsWith("{")) return EXPECTED.PropertyNameExpected;
  return before.endsWith("[") ? EXPECTED.ValueExpected : expectedText("", parseStrict(before).errors[0]);
}

const EXPECTED: Readonly<Record<string, string>> & { readonly PropertyNameExpected: string; readonly ValueExpected: string } = {
  PropertyNameExpected: "expected a quoted property name",
  ValueExpected: "expected a value",
  ColonExpected: "expected a colon",
  CloseBraceExpected: "expected a comma or }",
  CloseBracketExpected: "expected a comma or ]",
  EndOfFileExpected: "expected the end of the input",
  InvalidCommentToken: "comments are not allowed",
  UnexpectedEndOfComment: "comments are not allowed",
  UnexpectedEndOfNumber: "expected a number",
  InvalidNumberFormat: "expected a number",
};

/** Returns the JSON Pointers of duplicate keys. `JSON.parse` uses the last value, which is easily overlooked. */
export function duplicateKeys(node: JsonNode, path = ""): string[] {
  const seen = new Set<string>();
  return membersOf(node).flatMap(({ key, value }) => {
    const memberPath = `${path}/${escapeSegment(key)}`;
    const duplicate = seen.has(key) ? [memberPath] : [];
    seen.add(key);
    return [...duplicate, ...duplicateKeys(value, memberPath)];
  });
}

/** A member of an object, or an element of an array keyed by its index. */
export interface JsonMember {
  readonly key: string;
  /** The property with its key; the element of an array. */
  readonly node: JsonNode;
  readonly value: JsonNode;
}

/** Returns the members of an object or the elements of an array; an empty list for other values. */
export function membersOf({ type, children = [] }: JsonNode): JsonMember[] {
  if (type === "array") return children.map((node, index) => ({ key: String(index), node, value: node }));
  return children.flatMap((node) => {
    const [key, value] = node.children ?? [];
    return key === undefined || value === undefined ? [] : [{ key: String(key.value), node, value }];
  });
}

/** Finds the last member with this key, like `JSON.parse`. */
export function findMember(node: JsonNode, key: string): JsonMember | undefined {
  return membersOf(node)
    .filter((member) => member.key === key)
    .at(-1);
}

/** Returns the position of the property at a JSON Pointer, or of its nearest parent in the text. */
export function positionOf(text: string, root: JsonNode, pointer: string): Position {
  return positionAt(text, findNearest(root, pointer).node.offset);
}

/** Returns the property at a JSON Pointer, or its nearest parent in the text. */
export function findNearest(root: JsonNode, pointer: string): JsonMember {
  let found: JsonMember = { key: "", node: root, value: root };
  for (const segment of parsePointer(pointer)) {
    const member = findMember(found.value, segment);
    if (member === undefined) break;
    found = member;
  }
  return found;
}

function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
