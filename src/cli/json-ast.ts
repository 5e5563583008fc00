import { escapeSegment } from "../core/pointer.js";

/** A value in a JSON text, with its position. */
export interface JsonNode {
  readonly start: number;
  readonly end: number;
  /** Members of an object, or elements of an array keyed by index; absent for other values. */
  readonly members?: readonly JsonMember[];
  readonly isArray: boolean;
}

export interface JsonMember {
  readonly key: string;
  /** Start of the key; for an array element, start of the value. */
  readonly start: number;
  readonly value: JsonNode;
}

/** A syntax error with its position. The message never contains the text itself, which may hold secrets. */
export class JsonSyntaxError extends Error {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;

  constructor(text: string, offset: number, message: string) {
    const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
    super(offset >= text.length ? `unexpected end of input: ${message}` : message);
    this.name = "JsonSyntaxError";
    this.line = lines.length;
    this.column = (lines.at(-1)?.length ?? 0) + 1;
  }
}

/** Maximum nesting depth, because the parser is recursive. */
const MAX_DEPTH = 500;

/** Parses a JSON text (RFC 8259) into nodes with positions. Throws `JsonSyntaxError`. */
export function parseJson(text: string): JsonNode {
  let offset = 0;
  const fail = (message: string, at = offset): never => {
    throw new JsonSyntaxError(text, at, message);
  };
  const skipWhitespace = (): void => {
    while (offset < text.length && " \t\n\r".includes(text.charAt(offset))) offset += 1;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    const matched = pattern.exec(text)?.[0];
    if (matched !== undefined) offset += matched.length;
    return matched;
  };
  const parseString = (): string => {
    const literal = match(STRING);
    if (literal === undefined) return fail("expected a string that is closed on the same line and has only valid escapes");
    return JSON.parse(literal) as string;
  };
  const parseKey = (isFirst: boolean): string => {
    if (text[offset] === '"') return parseString();
    return fail(`${!isFirst && text[offset] === "}" ? "trailing comma: " : ""}expected a quoted property name`);
  };
  const parseValue = (depth: number): JsonNode => {
    const start = offset;
    if (depth > MAX_DEPTH) fail(`expected at most ${MAX_DEPTH} levels of nesting`);
    const first = text[offset];
    if (first === '"') parseString();
    else if (first === "{" || first === "[") {
      const members = parseMembers(first === "[", depth);
      return { start, end: offset, members, isArray: first === "[" };
    } else if (match(SCALAR) === undefined) fail("expected a value");
    return { start, end: offset, isArray: false };
  };
  const parseMembers = (isArray: boolean, depth: number): JsonMember[] => {
    const close = isArray ? "]" : "}";
    const members: JsonMember[] = [];
    offset += 1;
    skipWhitespace();
    if (text[offset] === close) offset += 1;
    else
      for (;;) {
        const start = offset;
        const key = isArray ? String(members.length) : parseKey(members.length === 0);
        if (!isArray) {
          skipWhitespace();
          if (text[offset] !== ":") fail("expected a colon");
          offset += 1;
          skipWhitespace();
        }
        members.push({ key, start, value: parseValue(depth + 1) });
        skipWhitespace();
        if (text[offset] === close) break;
        if (text[offset] !== ",") fail(`expected a comma or ${close}`);
        offset += 1;
        skipWhitespace();
      }
    if (members.length > 0) offset += 1;
    return members;
  };
  skipWhitespace();
  const root = parseValue(0);
  skipWhitespace();
  if (offset < text.length) fail("expected the end of the input");
  return root;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Returns the JSON Pointers of duplicate keys. `JSON.parse` uses the last value, which is easily overlooked. */
export function duplicateKeys(node: JsonNode, path = ""): string[] {
  const seen = new Set<string>();
  return (node.members ?? []).flatMap(({ key, value }) => {
    const memberPath = `${path}/${escapeSegment(key)}`;
    const duplicate = seen.has(key) ? [memberPath] : [];
    seen.add(key);
    return [...duplicate, ...duplicateKeys(value, memberPath)];
  });
}
