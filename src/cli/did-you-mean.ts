/** Maximum number of suggestions. */
const MAX_SUGGESTIONS = 3;

/** Inputs longer than this have no suggestions. */
const MAX_COMPARED_LENGTH = 100;

/** Returns the names most similar to a mistyped one, best match first. */
export function findSimilar(input: string, names: readonly string[]): string[] {
  const lowerInput = input.toLowerCase();
  return names
    .map((name) => ({ name, distance: editDistance(lowerInput, name.toLowerCase()) }))
    .filter(
      ({ name, distance }) =>
        distance <= Math.max(2, Math.floor(name.length / 4)) || (lowerInput.length >= 4 && name.toLowerCase().includes(lowerInput)),
    )
    .sort((a, b) => a.distance - b.distance)
    .filter(({ distance }, _, [best]) => distance <= (best?.distance ?? distance) + 1)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}

/** Returns `Did you mean a or b?`, or the fallback when no name is similar. */
export function didYouMean(input: string, names: readonly string[], fallback: string): string {
  const suggestions = findSimilar(input, names);
  return suggestions.length > 0 ? `Did you mean ${suggestions.join(" or ")}?` : fallback;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  if (a.length > MAX_COMPARED_LENGTH) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
