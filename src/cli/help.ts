/** Examples, which stand above everything else in a help. */
export function examples(lines: readonly string[]): string {
  return `Examples:\n${lines.map((line) => `  metastudio-video ${line}`).join("\n")}\n`;
}
