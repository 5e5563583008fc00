import { join } from "node:path";
import ts from "typescript";
import type { EntryPoint } from "./entry-points.js";

/**
 * Writes the declarations of all that the entry points reach to `dist/types/`, in the tree of the sources.
 *
 * @throws Error with TypeScript's own words when a source does not compile.
 */
export function declarations(folder: string, entries: readonly EntryPoint[]): void {
  const config = ts.getParsedCommandLineOfConfigFile(join(folder, "tsconfig.json"), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(text([diagnostic], folder));
    },
  });
  const program = ts.createProgram(
    entries.map(({ source }) => join(folder, source)),
    {
      ...config?.options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      rootDir: folder,
      outDir: join(folder, "dist/types"),
    },
  );
  const faults = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  if (faults.length > 0) throw new Error(text(faults, folder));
}

const text = (diagnostics: readonly ts.Diagnostic[], folder: string): string =>
  ts
    .formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => "\n" })
    .trim();
