import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transform } from "esbuild";
import * as yaml from "yaml";
import type { Issue } from "../../src/core/issue.js";
import { type GeneratedFile, importsOf, modulePath } from "../codegen/emit/file.js";
import { emitAll } from "../codegen/generate.js";
import type { Document } from "../codegen/parse/document.js";
import { root } from "../task-runner.js";

const CONTRACT = "openapi.yaml";

/** Replacements for files of the project, as seen by the modules of one run. */
export interface ModuleContext {
  /** The parsed contract. It is frozen, because all modules share it. */
  readonly contract: unknown;
  readonly vitest: object;
  /** Generates the code on first use. Throws a `ContractError` if the contract has errors. */
  readonly generated: () => readonly GeneratedFile[];
  /** The compiled modules, and the exports of those that are loaded. All test files share them, as in vitest without isolation. */
  readonly compiled: Map<string, CompiledModule>;
  readonly loaded: Map<string, object>;
}

/** A module compiled to JavaScript. */
interface CompiledModule {
  readonly imports: readonly string[];
  readonly run: (require: (name: string) => unknown, exports: object, url: string) => void;
}

/** Compiled modules by source text. Generated modules are kept apart, because almost every contract has different ones. */
const compiledTexts = { ofFiles: new Map<string, CompiledModule>(), generated: new Map<string, CompiledModule>() };
const sharedModules = new Map<string, object>();

const requireExternal = createRequire(import.meta.url);

/** Returns the context of a contract. */
export function createContext(document: Document, value: unknown, vitest: object): ModuleContext {
  let files: readonly GeneratedFile[] | undefined;
  const generated = (): readonly GeneratedFile[] => {
    files ??= emitAll({ ...document, value }).files;
    return files;
  };
  return { contract: value, vitest, generated, compiled: new Map(), loaded: new Map() };
}

/**
 * Loads a module of the project and its imports with another contract: `openapi.yaml` and `generated/` come from the context, all
 * other files from disk. Modules that do not depend on the contract (`src/core`, `src/validation`, packages) are loaded once.
 */
export async function loadModule(path: string, context: ModuleContext): Promise<object> {
  await prepareModule(path, context);
  const load = (file: string): object => {
    const cache = isContractIndependent(file) ? sharedModules : context.loaded;
    const loaded = cache.get(file);
    if (loaded) return loaded;
    const exports = {};
    cache.set(file, exports);
    context.compiled.get(file)?.run((name) => resolveImport(file, name), exports, pathToFileURL(join(root, file)).href);
    return exports;
  };
  const parse = (text: string, options?: yaml.ParseOptions): unknown =>
    text === CONTRACT ? context.contract : structuredClone(parseYaml(text, options));
  const replaced: Readonly<Record<string, object>> = {
    vitest: context.vitest,
    yaml: { ...yaml, parse },
    "node:fs": {
      readFileSync: (file: string | URL) => readText(toPath(file)),
      readdirSync: (file: string | URL) => readFolder(toPath(file)),
    },
  };
  const resolveImport = (from: string, name: string): unknown =>
    name.startsWith(".") ? load(resolvePath(from, name)) : (replaced[name] ?? requireExternal(name));
  return load(path);
}

/** The generated checks of a contract, by component. */
export type Checks = Readonly<Record<string, (value: unknown) => readonly Issue[]>>;

/** Compiles a contract in memory and loads its checks. Throws a `ContractError` if the contract has errors. */
export async function loadChecks(document: Document, value: unknown = document.value): Promise<Checks> {
  const { checks } = (await loadModule("generated/checks.ts", createContext(document, value, {}))) as { checks: Checks };
  return checks;
}

/** Whether a module imports from `generated/`, directly or transitively. */
export function importsGenerated(file: string): boolean {
  const imports = [...readText(join(root, file)).matchAll(/^(?:import (?!type)|\} from).*"(\..*)";$/gm)].map((match) =>
    resolvePath(file, String(match[1])),
  );
  return imports.some((name) => name.startsWith("generated/") || (!isContractIndependent(name) && importsGenerated(name)));
}

const isContractIndependent = (file: string): boolean => file.startsWith("src/core/") || file.startsWith("src/validation/");

const resolvePath = (from: string, name: string): string => relative(root, resolve(root, dirname(from), name)).replace(/\.js$/, ".ts");

/** Compiles a module and its imports. */
async function prepareModule(file: string, context: ModuleContext): Promise<void> {
  if (context.compiled.has(file)) return;
  const isGenerated = file.startsWith("generated/");
  const text = isGenerated ? generatedText(context.generated(), file) : readText(join(root, file));
  const cached = isGenerated ? compiledTexts.generated : compiledTexts.ofFiles;
  const module = cached.get(text) ?? (await compile(text));
  if (cached.size > 100) cached.clear();
  cached.set(text, module);
  context.compiled.set(file, module);
  for (const name of module.imports) if (name.startsWith(".")) await prepareModule(resolvePath(file, name), context);
}

/**
 * Compiles TypeScript to a function. esbuild replaces `module.exports`; its getters are copied to the original object, which
 * modules of an import cycle already reference.
 */
async function compile(text: string): Promise<CompiledModule> {
  const { code } = await transform(text, { loader: "ts", format: "cjs", target: "node20", define: { "import.meta.url": "__url" } });
  const body = new Function("require", "module", "exports", "__url", code);
  return {
    imports: [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => String(match[1])),
    run: (require, exports, url) => {
      const module = { exports };
      body(require, module, exports, url);
      if (module.exports !== exports) Object.defineProperties(exports, Object.getOwnPropertyDescriptors(module.exports));
    },
  };
}

const toPath = (file: string | URL): string => (file instanceof URL ? fileURLToPath(file) : file);

/** Text of a file. For the contract, its name instead, which the replaced YAML parser recognizes. Later edits of a file have no effect. */
const readText = memoize((file) => (relative(root, file) === CONTRACT ? CONTRACT : readFileSync(file, "utf8")));
const readFolder = memoize((folder) => readdirSync(folder));

/** Parses a text once, since every context reads the same corpus. */
const parseYaml = memoize((text, options?: yaml.ParseOptions): unknown => yaml.parse(text, options));

/** Returns a function that calculates a result once for each first argument. */
function memoize<Rest extends readonly unknown[], Result>(calculate: (key: string, ...rest: Rest) => Result) {
  const results = new Map<string, { readonly value: Result }>();
  return (key: string, ...rest: Rest): Result => {
    const known = results.get(key) ?? { value: calculate(key, ...rest) };
    results.set(key, known);
    return known.value;
  };
}

/** Text of a generated file without types and formatting. */
function generatedText(files: readonly GeneratedFile[], path: string): string {
  const file = files.find(({ name }) => `generated/${name}` === path);
  if (!file) throw new Error(`${path} is not generated`);
  const imports = importsOf(file)
    .filter(({ typeOnly }) => !typeOnly)
    .map(({ from, names }) => `import { ${names.join(", ")} } from "${modulePath(from, "../src")}";`);
  return [...imports, ...file.declarations.map((declaration) => declaration.text)].join("\n");
}
