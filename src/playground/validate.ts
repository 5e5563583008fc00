import { jsonLanguage } from "@codemirror/lang-json";
import { escapeSegment } from "../core/pointer.js";
import { applyFixes } from "../json/apply-fixes.js";
import { JsonSyntaxError, parseJson } from "../json/json-text.js";
import { unknownProperties } from "../json/unknown-properties.js";
import { checkCreate2DDigitalHumanVideoReq, type Issue, type Severity } from "../validators.js";
import { REQUEST } from "./complete.js";

export interface TextIssue extends Pick<Issue, "message" | "path" | "hint" | "rule" | "fixes"> {
  readonly severity: Severity;
  readonly source?: string;
  readonly from: number;
  readonly to: number;
}

export interface Validation {
  /** Undefined while the text is not JSON. */
  readonly value: unknown;
  readonly issues: readonly TextIssue[];
}

/** Validates the text of a create request. `tree` is the syntax tree of the text, if it exists. */
export function validateText(text: string, tree?: SyntaxTree): Validation {
  try {
    const value = parseValue(text);
    const { find, duplicates } = locate(text, tree);
    const repeated = duplicates.map((path) => ({
      severity: "warning" as const,
      path,
      message: "This key appears more than once; the last value is used.",
    }));
    const issues = [...checkRequest(value), ...repeated].map((issue) => {
      const { from, to } = find(issue.path);
      // at most the first line, so that not every line is underlined
      const line = text.indexOf("\n", from);
      return { ...issue, from, to: line < 0 ? to : Math.min(to, line) };
    });
    return { value, issues: issues.sort((a, b) => a.from - b.from || ORDER[a.severity] - ORDER[b.severity]) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const from = Math.min(error.offset, Math.max(0, text.length - 1));
    const message = `Not JSON: ${error.message}`;
    return { value: undefined, issues: [{ severity: "error", message, path: "", from, to: Math.min(from + 1, text.length) }] };
  }
}

/** Parses the text. The slower parser, which also has positions, is only used for its message. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    parseJson(text);
    throw new JsonSyntaxError(text, 0, "expected a value");
  }
}

export const fixText = (text: string): string => applyFixes(text, checkRequest).text;

const checkRequest = (value: unknown): Issue[] =>
  [...checkCreate2DDigitalHumanVideoReq(value), ...unknownProperties(REQUEST, value)].filter(({ code }) => code !== "skipped");

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** A syntax tree of the editor, which updates it with each change. */
export type SyntaxTree = ReturnType<typeof jsonLanguage.parser.parse>;

/** A range of a text: a property with its key, or the first character of an object or a list that is not a property. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Locations {
  /** Returns the range of the value at a JSON Pointer, or of its nearest parent in the text. */
  find(pointer: string): Range;
  /** JSON Pointers of the keys that appear more than once in their object. */
  readonly duplicates: readonly string[];
}

/** Like `parseJson`, which reports deeper values. */
const MAX_DEPTH = 500;

const CONTAINERS = new Set(["Object", "Array"]);

/** Locates the values of a valid JSON text. Throws `JsonSyntaxError` when the nesting is too deep. */
export function locate(text: string, tree: SyntaxTree = jsonLanguage.parser.parse(text)): Locations {
  const ranges = new Map<string, Range>();
  const duplicates: string[] = [];
  const cursor = tree.cursor();

  const visit = (pointer: string, depth: number, property?: Range): void => {
    const isContainer = CONTAINERS.has(cursor.name);
    if (ranges.has(pointer)) duplicates.push(pointer);
    ranges.set(pointer, property ?? { from: cursor.from, to: isContainer ? cursor.from + 1 : cursor.to });
    if (depth > MAX_DEPTH) parseJson(text);
    if (!isContainer || !cursor.firstChild()) return;
    let index = 0;
    do {
      if (cursor.name === "Property") {
        const { from, to } = cursor;
        cursor.firstChild();
        const key: unknown = JSON.parse(text.slice(cursor.from, cursor.to));
        cursor.parent();
        // the value is after the name and the colon
        cursor.lastChild();
        visit(`${pointer}/${escapeSegment(String(key))}`, depth + 1, { from, to });
        cursor.parent();
      } else if (/^[A-Z]/.test(cursor.name)) {
        visit(`${pointer}/${index}`, depth + 1);
        index += 1;
      }
    } while (cursor.nextSibling());
    cursor.parent();
  };

  cursor.firstChild();
  visit("", 0);
  return {
    duplicates,
    find(pointer) {
      for (let end = pointer.length; end > 0; end = pointer.lastIndexOf("/", end - 1)) {
        const range = ranges.get(pointer.slice(0, end));
        if (range !== undefined) return range;
      }
      return ranges.get("") ?? { from: 0, to: 0 };
    },
  };
}
