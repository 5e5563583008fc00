/** Counts Unicode code points, as `minLength` and `maxLength` of JSON Schema do. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}

/** Finds the known name closest to a misspelled one. Returns undefined if none is close enough. */
export function findClosestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Edit distance that also counts a swap of adjacent letters as one edit (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let [before, previous] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? i) + 1 : substituted;
      current[j] = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substituted, swapped);
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}

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
