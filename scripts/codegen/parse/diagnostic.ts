/** A fault of the contract: where it stands, what is wrong and how to fix it. Lines and columns count from 1. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
  /** Text with a caret under the faulty place, for faults inside an expression. */
  readonly excerpt?: string;
}

/** Thrown when a contract cannot be compiled; carries every fault that was found. */
export class ContractError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join("\n"));
    this.name = "ContractError";
    this.diagnostics = diagnostics;
  }
}

/** `file:line:column`, the reason, the fix, each where an editor or a reader looks for it. */
export function formatDiagnostic({ file, line, column, message, fix, excerpt }: Diagnostic): string {
  const shown = excerpt === undefined ? "" : `\n${excerpt.replace(/^/gm, "    ")}`;
  return `${file}:${line}:${column}: ${message}${shown}\n    fix: ${fix}`;
}

/** An expression with a caret under the character at `offset`. */
export function underline(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  const line = text.slice(start, end === -1 ? undefined : end);
  return `${line}\n${" ".repeat(offset - start)}^`;
}
