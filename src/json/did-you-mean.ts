import { findClosestName } from "../core/strings.js";

/** Returns `Did you mean a?` for the name most similar to a mistyped one, or the fallback when no name is similar. */
export function didYouMean(input: string, names: readonly string[], fallback: string): string {
  const isPart = (name: string): boolean => input.length >= 4 && name.toLowerCase().includes(input.toLowerCase());
  const name = findClosestName(input.slice(0, MAX_LENGTH), names) ?? names.find(isPart);
  return name === undefined ? fallback : `Did you mean ${name}?`;
}

/** Longer arguments are truncated. */
const MAX_LENGTH = 40;

/** Quotes an argument for an error message. The text after `=` and beyond 40 characters is omitted, in case a secret was pasted. */
export function quoteArgument(argument: string): string {
  const [start = ""] = argument.split("=");
  return JSON.stringify(start.length > MAX_LENGTH ? `${start.slice(0, MAX_LENGTH)}...` : start);
}
