import { type Finding, type HouseRule, isText } from "./rule.js";
import { schemas } from "./walk.js";

/** A pattern compiles with the `u` flag, has a length beside it, and cannot run away. */
export const patternSafe: HouseRule = {
  id: "pattern-safe",
  why: "a repeated group that repeats inside takes exponential time on hostile text",
  check: (document) => [...found(document)],
};

function* found(document: unknown): Generator<Finding> {
  for (const { schema, path, conditional } of schemas(document)) {
    const place = [...path, "pattern"];
    const { pattern } = schema;
    if (pattern === undefined) continue;
    const fault = typeof pattern === "string" ? broken(pattern) : "it is no text";
    if (fault !== undefined) yield { path: place, message: `pattern cannot be used: ${fault}` };
    else if (repeatsInside(String(pattern)))
      yield { path: place, message: "a repeated group of this pattern repeats inside; write it without the inner or the outer one" };
    if (!conditional && schema.maxLength === undefined && !isText(schema["x-unbounded"])) {
      yield { path: place, message: "a pattern needs maxLength beside it, or x-unbounded with the reason" };
    }
  }
}

function broken(pattern: string): string | undefined {
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a quantifier that can repeat stands behind a group that holds an unbounded quantifier. */
export function repeatsInside(pattern: string): boolean {
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
      if (inside && repeats(pattern.slice(at + 1))) return true;
      inside = inside || (groups.pop() ?? false);
    } else if (unbounded(pattern.slice(at)) && pattern[at - 1] !== "(") inside = true;
  }
  return false;
}

const unbounded = (rest: string): boolean => /^(?:[*+]|\{\d+,\})/.test(rest);

/** `?`, `{1}` and `{0,1}` do not repeat. */
const repeats = (rest: string): boolean => /^(?:[*+]|\{\d+,?\d*\})/.test(rest) && !/^\{(?:0,)?1\}/.test(rest);

function endOfClass(pattern: string, start: number): number {
  let at = start + 1;
  while (at < pattern.length && pattern[at] !== "]") at += pattern[at] === "\\" ? 2 : 1;
  return at;
}
