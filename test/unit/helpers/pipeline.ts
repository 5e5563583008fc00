import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";
import { afterEach } from "vitest";
import { compileContract } from "../../../scripts/codegen/generate.js";
import { ContractError, type Diagnostic } from "../../../scripts/codegen/parse/diagnostic.js";

export const ROOT = resolve(import.meta.dirname, "../../..");
/** A small contract that uses every feature. */
export const FILMS = readFileSync(join(ROOT, "test/fixtures/films.yaml"), "utf8");

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** Creates an empty directory that is removed after the test. */
export function createTempDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "generate "));
  directories.push(directory);
  return directory;
}

/** Runs the generator like `npm run generate` and returns its exit code and output. */
export function runGenerator(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/codegen/start.mjs"), ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

/** Reads all files of a directory, by name. */
export function readFiles(directory: string): Record<string, string> {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

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

/** Type-checks generated files by folder with one TypeScript program. Returns the errors, as `folder/file(line): message`. */
export function typeCheck(folders: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  const base = join(ROOT, "virtual");
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
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.directoryExists = () => true;
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, version) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, text, version, true);
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
