/** Maximum length of a quoted argument. */
const MAX_LENGTH = 40;

/** Quotes an argument for an error message. The text after `=` and beyond 40 characters is omitted, in case a secret was pasted. */
export function quoteArgument(argument: string): string {
  const [start = ""] = argument.split("=");
  return JSON.stringify(start.length > MAX_LENGTH ? `${start.slice(0, MAX_LENGTH)}...` : start);
}
