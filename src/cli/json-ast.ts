import { escapeSegment } from "../core/pointer.js";

/** A value of a JSON text, with where it stands. */
export interface JsonNode {
  readonly start: number;
  readonly end: number;
  /** Members of an object or elements of a list (their index is the key); absent for everything else. */
  readonly members?: readonly JsonMember[];
  readonly list: boolean;
}

export interface JsonMember {
  readonly key: string;
  /** Where the key begins; for an element, where its value does. */
  readonly start: number;
  readonly value: JsonNode;
}

/** A text that is not JSON: where, and what was expected there. Never shows the text itself, which may hold secrets. */
export class JsonTextError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(text: string, at: number, expected: string) {
    const before = text.slice(0, at).split(/\r\n|\n|\r/);
    super(at >= text.length ? `the text ends where ${expected} was expected` : `expected ${expected}`);
    this.name = "JsonTextError";
    this.line = before.length;
    this.column = (before.at(-1)?.length ?? 0) + 1;
  }
}

/** As deep as anybody nests by hand; the parser calls itself. */
const DEEPEST = 500;

/** Reads where everything stands in a JSON text (RFC 8259). Throws `JsonTextError`. */
export function locate(text: string): JsonNode {
  let at = 0;
  const fail = (expected: string, place = at): never => {
    throw new JsonTextError(text, place, expected);
  };
  const space = (): void => {
    while (at < text.length && " \t\n\r".includes(text.charAt(at))) at += 1;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const string = (expected: string): string => {
    const start = at;
    const found = text[at] === '"' ? match(STRING) : undefined;
    if (found === undefined) return fail(text[at] === '"' ? "a string that is closed on its line, with known escapes" : expected, start);
    return JSON.parse(found) as string;
  };
  const value = (depth: number): JsonNode => {
    const start = at;
    if (depth > DEEPEST) fail(`no more than ${DEEPEST} levels`);
    const open = text[at];
    if (open === '"') string("a value");
    else if (open === "{" || open === "[") {
      const members = inside(open === "[", depth);
      return { start, end: at, members, list: open === "[" };
    } else if (match(SCALAR) === undefined) fail("a value");
    return { start, end: at, list: false };
  };
  const inside = (list: boolean, depth: number): JsonMember[] => {
    const close = list ? "]" : "}";
    const members: JsonMember[] = [];
    at += 1;
    space();
    if (text[at] === close) at += 1;
    else
      for (;;) {
        const start = at;
        const key = list
          ? String(members.length)
          : string(members.length > 0 ? "a name in quotes (no comma before the end)" : "a name in quotes");
        if (!list) {
          space();
          if (text[at] !== ":") fail("a colon");
          at += 1;
          space();
        }
        members.push({ key, start, value: value(depth + 1) });
        space();
        if (text[at] === close) break;
        if (text[at] !== ",") fail(`a comma or ${close}`);
        at += 1;
        space();
      }
    if (members.length > 0) at += 1;
    return members;
  };
  space();
  const root = value(0);
  space();
  if (at < text.length) fail("nothing more");
  return root;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** The JSON Pointers of names that stand twice in one object: JSON keeps the last, a reader sees the first. */
export function repeatedNames(node: JsonNode, path = ""): string[] {
  const seen = new Set<string>();
  return (node.members ?? []).flatMap(({ key, value }) => {
    const here = `${path}/${escapeSegment(key)}`;
    const again = seen.has(key) ? [here] : [];
    seen.add(key);
    return [...again, ...repeatedNames(value, here)];
  });
}
