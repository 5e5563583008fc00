import { applyFixes } from "../json/apply-fixes.js";
import { duplicateKeys, findNearest, JsonSyntaxError, parseJson } from "../json/json-text.js";
import { unknownProperties } from "../json/unknown-properties.js";
import { checkCreate2DDigitalHumanVideoReq, type Issue, type Severity } from "../validators.js";
import { REQUEST } from "./contract-info.js";

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

/** Validates the text of a create request. */
export function validateText(text: string): Validation {
  try {
    const root = parseJson(text);
    const value: unknown = JSON.parse(text);
    const duplicates = duplicateKeys(root).map((path) => ({
      severity: "warning" as const,
      path,
      message: "This key appears more than once; the last value is used.",
    }));
    const issues = [...checkRequest(value), ...duplicates].map((issue) => {
      const { node } = findNearest(root, issue.path);
      // an object or a list is marked at its first character, so that not every line is underlined
      const isContainer = node.children !== undefined && node.type !== "property";
      return { ...issue, from: node.offset, to: isContainer ? node.offset + 1 : endOf(text, node) };
    });
    return { value, issues: issues.sort((a, b) => a.from - b.from || ORDER[a.severity] - ORDER[b.severity]) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const from = Math.min(error.offset, Math.max(0, text.length - 1));
    const message = `Not JSON: ${error.message}`;
    return { value: undefined, issues: [{ severity: "error", message, path: "", from, to: Math.min(from + 1, text.length) }] };
  }
}

/** Returns the text with all computed fixes applied. */
export const fixText = (text: string): string => applyFixes(text, checkRequest).text;

const checkRequest = (value: unknown): Issue[] =>
  [...checkCreate2DDigitalHumanVideoReq(value), ...unknownProperties(REQUEST, value)].filter(({ code }) => code !== "skipped");

/** The end of a property's line, at most. */
function endOf(text: string, { offset, length }: { readonly offset: number; readonly length: number }): number {
  const line = text.indexOf("\n", offset);
  return Math.min(offset + length, line < 0 ? text.length : line);
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };
