import { type ContractRule, isNonBlank, type LintDiagnostic } from "./rule.js";
import { schemas } from "./walk.js";

/** Patterns must be valid with the `u` flag, have no nested quantifiers, and be combined with `maxLength`. */
export const safePatterns: ContractRule = {
  id: "safe-patterns",
  description: "nested quantifiers can take exponential time on malicious input",
  check: (document) => [...findProblems(document)],
};

function* findProblems(document: unknown): Generator<LintDiagnostic> {
  for (const { schema, path, conditional } of schemas(document)) {
    const location = [...path, "pattern"];
    const { pattern } = schema;
    if (pattern === undefined) continue;
    const error = typeof pattern === "string" ? patternError(pattern) : "not a string";
    if (error !== undefined) yield { path: location, message: `invalid pattern: ${error}` };
    else if (hasNestedQuantifier(String(pattern)))
      yield { path: location, message: "the pattern has nested quantifiers; remove the inner or the outer quantifier" };
    if (!conditional && schema.maxLength === undefined && !isNonBlank(schema["x-unbounded"])) {
      yield { path: location, message: "pattern without maxLength; add maxLength, or x-unbounded with the reason" };
    }
  }
}

function patternError(pattern: string): string | undefined {
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Returns true if a group that contains an unbounded quantifier is itself repeated. */
export function hasNestedQuantifier(pattern: string): boolean {
  const groups: boolean[] = [];
  let inside = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at];
    if (char === "\\") at += 1;
    else if (char === "[") at = endOfClass(pattern, at);
    else if (char === "(") {
      groups.push(inside);
      inside = false;
    } else if (char === ")") {
      if (inside && isRepeatingQuantifier(pattern.slice(at + 1))) return true;
      inside = inside || (groups.pop() ?? false);
    } else if (isUnboundedQuantifier(pattern.slice(at)) && pattern[at - 1] !== "(") inside = true;
  }
  return false;
}

const isUnboundedQuantifier = (rest: string): boolean => /^(?:[*+]|\{\d+,\})/.test(rest);

/** Returns false for `?`, `{1}` and `{0,1}`. */
const isRepeatingQuantifier = (rest: string): boolean => /^(?:[*+]|\{\d+,?\d*\})/.test(rest) && !/^\{(?:0,)?1\}/.test(rest);

function endOfClass(pattern: string, start: number): number {
  let at = start + 1;
  while (at < pattern.length && pattern[at] !== "]") at += pattern[at] === "\\" ? 2 : 1;
  return at;
}
