import { join } from "node:path";
import ts from "typescript";
import type { EntryPoint } from "./entry-points.js";

/**
 * Writes the declarations of all modules reachable from the entry points to `dist/types/`, with the folder structure of the sources.
 *
 * @throws Error with the TypeScript diagnostics when a source does not compile.
 */
export function writeDeclarations(folder: string, entries: readonly EntryPoint[]): void {
  const config = ts.getParsedCommandLineOfConfigFile(join(folder, "tsconfig.json"), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(formatDiagnostics([diagnostic], folder));
    },
  });
  // incremental builds belong to the type check; a build starts from nothing
  const { incremental: _, tsBuildInfoFile: __, ...options } = config?.options ?? {};
  const program = ts.createProgram(
    entries.map(({ source }) => join(folder, source)),
    {
      ...options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      rootDir: folder,
      outDir: join(folder, "dist/types"),
    },
  );
  const diagnostics = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  if (diagnostics.length > 0) throw new Error(formatDiagnostics(diagnostics, folder));
}

const formatDiagnostics = (diagnostics: readonly ts.Diagnostic[], folder: string): string =>
  ts
    .formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => "\n" })
    .trim();
