import { readdirSync } from "node:fs";
import { UsageError } from "./exit-codes.js";

/**
 * Expands the patterns among file arguments, for shells that do not: `*` and `?` match within one name, `**` matches any number of
 * directories. Hidden files and `node_modules` are skipped. Throws `UsageError` when a pattern matches no file.
 */
export function expandFiles(args: readonly string[]): string[] {
  return [...new Set(args.flatMap((argument) => (isPattern(argument) ? matchingFiles(argument) : argument)))];
}

export const isPattern = (argument: string): boolean => /[*?]/.test(argument);

function matchingFiles(pattern: string): string[] {
  const segments = pattern.split(/[/\\]/);
  const first = segments.findIndex(isPattern);
  const root = segments
    .slice(0, first)
    .map((segment) => `${segment}/`)
    .join("");
  const depth = segments.includes("**") ? Number.POSITIVE_INFINITY : segments.length - first;
  const expression = toRegExp(segments.slice(first).join("/"));
  const files = listFiles(root, "", depth).filter((file) => expression.test(file));
  if (files.length === 0) throw new UsageError(`No file matches ${pattern}.`, "Check the pattern and the current directory.");
  return files.sort().map((file) => root + file);
}

const TOKENS: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };

const toRegExp = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/\*\*\/|\*\*|[*?.+^${}()|[\]]/g, (token) => TOKENS[token] ?? `\\${token}`)}$`);

function listFiles(root: string, directory: string, depth: number): string[] {
  try {
    return readdirSync(`${root}${directory}` || ".", { withFileTypes: true })
      .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
      .flatMap((entry) => {
        if (!entry.isDirectory()) return [directory + entry.name];
        return depth > 1 ? listFiles(root, `${directory}${entry.name}/`, depth - 1) : [];
      });
  } catch {
    // an unreadable directory has no matching file
    return [];
  }
}
