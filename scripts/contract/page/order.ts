/** The fewest names whose move explains the order of a list: all except the longest run of names in the order of the other list. */
export function movedNames(names: readonly string[], expected: readonly string[]): string[] {
  const positions = names.map((name) => expected.indexOf(name));
  // best[i]: the longest increasing sequence of positions that ends at i
  const best: number[][] = [];
  for (const [index, position] of positions.entries()) {
    const previous = best.slice(0, index).filter((run) => (positions[run.at(-1) ?? 0] ?? 0) < position);
    best.push([...(previous.sort((a, b) => b.length - a.length)[0] ?? []), index]);
  }
  const kept = new Set(best.sort((a, b) => b.length - a.length)[0]);
  return names.filter((_, index) => !kept.has(index));
}
