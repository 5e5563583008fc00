/** One segment of a JSON Pointer, escaped by RFC 6901: `~` first, then `/`. */
export function escapeSegment(segment: string): string {
  return segment.includes("~") || segment.includes("/") ? segment.replaceAll("~", "~0").replaceAll("/", "~1") : segment;
}

/** The segments of a JSON Pointer, unescaped; the pointer `""` has none. */
export function segmentsOf(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * Whether a failed place makes another one unreadable: it is that place, lies above it or lies below it.
 * Segments of `place` may be `*`, which stands for every element of a list.
 */
export function touches(failed: string, place: string): boolean {
  const a = segmentsOf(failed);
  const b = segmentsOf(place);
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i] && b[i] !== "*") return false;
  return true;
}
