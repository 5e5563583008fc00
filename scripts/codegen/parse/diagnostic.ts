/** An error in the contract: its location, a description and a suggested fix. Lines and columns are 1-based. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
  /** The line of the expression with a caret under the error, for errors inside CEL expressions. */
  readonly excerpt?: string;
}

/** Thrown when a contract cannot be compiled. Contains every diagnostic. */
export class ContractError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join("\n"));
    this.name = "ContractError";
    this.diagnostics = diagnostics;
  }
}

/** Formats a diagnostic as `file:line:column: message`, followed by the excerpt and the fix. Editors link this format to the source. */
export function formatDiagnostic({ file, line, column, message, fix, excerpt }: Diagnostic): string {
  const indented = excerpt === undefined ? "" : `\n${excerpt.replace(/^/gm, "    ")}`;
  return `${file}:${line}:${column}: ${message}${indented}\n    fix: ${fix}`;
}

/** Returns a value of the document as text. `String` would call its own `toString`. */
export function toText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
}

/** Returns the line that contains `offset`, with a caret under that character. */
export function underline(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = text.slice(start, end === -1 ? undefined : end);
  return `${line}\n${" ".repeat(offset - start)}^`;
}
