import { dirname, join } from "node:path";
import ts from "typescript";
import { root } from "../../../scripts/task-runner.js";

/** The compiler options of the project, for code that may use the types of Node. */
const options: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile).config, ts.sys, root).options,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: ["node"],
};

/** Declarations of packages and of the language, which all programs of a test process share. */
const declarations = new Map<string, ts.SourceFile | undefined>();

/** Compiles files with all files that they import, and returns the errors in TypeScript's format, with paths relative to the first file. */
export function typeErrors(files: readonly string[]): string[] {
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    if (!file.endsWith(".d.ts")) return getSourceFile(file, ...rest);
    if (!declarations.has(file)) declarations.set(file, getSourceFile(file, ...rest));
    return declarations.get(file);
  };
  const program = ts.createProgram(files, options, host);
  const folder = dirname(files[0] ?? root);
  return ts
    .getPreEmitDiagnostics(program)
    .map((diagnostic) =>
      ts
        .formatDiagnostic(diagnostic, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => "\n" })
        .trim(),
    );
}
