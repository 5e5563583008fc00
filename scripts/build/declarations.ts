import { rmSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import ts from "typescript";
import type { EntryPoint } from "./entry-points.js";

/**
 * Writes one declaration file per entry point to a folder, by default `dist/`. Declarations that several entry points share are written
 * to its `chunks/`.
 *
 * @throws Error with the TypeScript diagnostics when a source does not compile, and when an exported type refers to one that no entry
 * point exports.
 */
export async function writeDeclarations(folder: string, entries: readonly EntryPoint[], dir = join(folder, "dist")): Promise<void> {
  const modules = join(dir, "modules");
  try {
    writeModules(folder, modules, entries);
    const bundle = await rollup({
      input: Object.fromEntries(entries.map(({ source, out }) => [out, join(modules, source.replace(/\.ts$/, ".d.ts"))])),
      plugins: [dts()],
      external: (id) => !id.startsWith(".") && !isAbsolute(id),
      onwarn: ({ message }) => {
        throw new Error(message);
      },
    });
    await bundle.write({
      dir,
      format: "es",
      entryFileNames: "[name].d.ts",
      chunkFileNames: ({ name }) => `chunks/${name.replace(/\.d$/, "")}.d.ts`,
      hoistTransitiveImports: false,
    });
  } finally {
    rmSync(modules, { recursive: true, force: true });
  }
}

/** Writes the declarations of all modules that the entry points import, with the folder structure of the sources. */
function writeModules(folder: string, outDir: string, entries: readonly EntryPoint[]): void {
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
      outDir,
    },
  );
  const diagnostics = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  if (diagnostics.length > 0) throw new Error(formatDiagnostics(diagnostics, folder));
}

const formatDiagnostics = (diagnostics: readonly ts.Diagnostic[], folder: string): string =>
  ts
    .formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => "\n" })
    .trim();
