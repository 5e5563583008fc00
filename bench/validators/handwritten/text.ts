/** Returns whether a string with more than `limit` code units also has more than `limit` code points. */
export function exceedsLength(text: string, limit: number): boolean {
  return text.length > 2 * limit || codePoints(text) > limit;
}

/** Returns the number of code points of a string; a lone surrogate counts as one. */
function codePoints(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    if ((text.charCodeAt(i - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(i) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}
