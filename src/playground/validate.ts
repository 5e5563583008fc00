import { applyFixes } from "../json/apply-fixes.js";
import { JsonSyntaxError, parseJson } from "../json/json-text.js";
import { unknownProperties } from "../json/unknown-properties.js";
import { checkCreate2DDigitalHumanVideoReq, type Issue, type Severity } from "../validators.js";
import { REQUEST } from "./contract-info.js";
import { locate, type SyntaxTree } from "./locate.js";

/** An issue with its location in the text. */
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

/** Returns the text with all computed fixes applied. */
export const fixText = (text: string): string => applyFixes(text, checkRequest).text;

const checkRequest = (value: unknown): Issue[] =>
  [...checkCreate2DDigitalHumanVideoReq(value), ...unknownProperties(REQUEST, value)].filter(({ code }) => code !== "skipped");

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };
