/** Returns why a pattern is not a regular expression with the `u` flag. */
export function patternError(pattern: unknown): string | undefined {
  if (typeof pattern !== "string") return "not a string";
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch (error) {
    return String(error);
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
