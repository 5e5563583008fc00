/** The names that a mistyped one may have meant, the nearest first; at most three. */
export function similar(word: string, names: readonly string[]): string[] {
  const expected = word.toLowerCase();
  return names
    .map((name) => ({ name, far: distance(expected, name.toLowerCase()) }))
    .filter(
      ({ name, far }) => far <= Math.max(2, Math.floor(name.length / 4)) || (expected.length >= 4 && name.toLowerCase().includes(expected)),
    )
    .sort((a, b) => a.far - b.far)
    .filter(({ far }, _, [best]) => far <= (best?.far ?? far) + 1)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `Did you mean a or b?`, else where to look. */
export function didYouMean(word: string, names: readonly string[], otherwise: string): string {
  const near = similar(word, names);
  return near.length > 0 ? `Did you mean ${near.join(" or ")}?` : otherwise;
}

/** How many letters must be put in, left out or changed. */
function distance(a: string, b: string): number {
  if (a.length > 100) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
