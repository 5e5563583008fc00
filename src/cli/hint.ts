/** How to mend it, in the words of the command line: options of the client are named as flags. */
export function hintOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("hint" in error) || typeof error.hint !== "string") return undefined;
  return error.hint.replace('onBlock: "keep"', "--on-block keep");
}
