/** A word of the command line, told again in quotes: not all of it, since it may be a secret in the wrong place. */
export function shown(word: string): string {
  const [start = ""] = word.split("=");
  return JSON.stringify(start.length > 40 ? `${start.slice(0, 40)}...` : start);
}
