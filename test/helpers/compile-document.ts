import { join, resolve } from "node:path";
import ts from "typescript";
import { compileContract } from "../../scripts/codegen/generate.js";
import { ContractError, type Diagnostic } from "../../scripts/codegen/parse/diagnostic.js";

/** A folder that exists in memory only. Emitted modules import `../../src`. */
const VIRTUAL = resolve(import.meta.dirname, "../../virtual");

/** The generated files of a document, or the diagnostics of an invalid one. */
export interface Outcome {
  readonly files: ReadonlyMap<string, string> | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Compiles a document like `npm run generate`, in process. Throws for every error that is not a `ContractError`. */
export async function compileDocument(text: string, file = "contract.yaml"): Promise<Outcome> {
  const warnings: Diagnostic[] = [];
  try {
    return { files: await compileContract(file, text, "../../src", (warning) => warnings.push(warning)), diagnostics: [], warnings };
  } catch (error) {
    if (error instanceof ContractError) return { files: undefined, diagnostics: error.diagnostics, warnings };
    throw error;
  }
}

/** Files of the repository and of TypeScript, which all programs share. */
const sourceFiles = new Map<string, ts.SourceFile | undefined>();

/**
 * Type-checks generated files by folder with one TypeScript program. They are two folders below the root of the repository. Returns the
 * errors, as `folder/file(line): message`.
 */
export function typeCheck(folders: ReadonlyMap<string, ReadonlyMap<string, string>>, more: ts.CompilerOptions = {}): string[] {
  const base = VIRTUAL;
  const texts = new Map<string, string>();
  for (const [folder, files] of folders)
    for (const [name, text] of files) if (name.endsWith(".ts")) texts.set(join(base, folder, name), text);
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ["lib.es2022.d.ts"],
    types: [],
    skipLibCheck: true,
    ...more,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.directoryExists = () => true;
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, version) => {
    const text = texts.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, version, true);
    if (!sourceFiles.has(path)) sourceFiles.set(path, getSourceFile(path, version));
    return sourceFiles.get(path);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  const errors = [...texts.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return source ? [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)] : [];
  });
  return errors.map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName.slice(base.length + 1)}(${line}): ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
