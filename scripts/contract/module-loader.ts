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

const ROOT = root;
const CONTRACT = "openapi.yaml";

/** Replacements for files of the project, as seen by the modules of one run. */
export interface ModuleContext {
  /** The parsed contract. It is frozen, because all modules share it. */
  readonly contract: unknown;
  /** Returns the TypeScript of a generated module. */
  readonly generated: (file: string) => string;
  readonly vitest: object;
}

/** A module compiled to JavaScript. */
interface CompiledModule {
  readonly imports: readonly string[];
  readonly run: (require: (name: string) => unknown, exports: object, url: string) => void;
}

/** Compiled modules by source text. Generated modules are kept apart, because almost every contract has different ones. */
const compiledModules = { ofFiles: new Map<string, CompiledModule>(), generated: new Map<string, CompiledModule>() };
const sharedModules = new Map<string, object>();
const contexts = new WeakMap<ModuleContext, ContextModules>();
const files = new Map<string, string>();
const parsedTexts = new Map<string, unknown>();
const folders = new Map<string, readonly string[]>();

/** Modules loaded in a context. All test files of the context share them, as in vitest without isolation. */
interface ContextModules {
  readonly ready: Map<string, CompiledModule>;
  readonly modules: Map<string, object>;
}

const requireExternal = createRequire(import.meta.url);

/**
 * Loads a module of the project and its imports with another contract: `openapi.yaml` and `generated/` come from the context, all
 * other files from disk. Modules that do not depend on the contract (`src/core`, `src/validation`, packages) are loaded once.
 */
export async function loadModule(path: string, context: ModuleContext): Promise<object> {
  const cached: ContextModules = contexts.get(context) ?? { ready: new Map(), modules: new Map() };
  const { ready, modules } = cached;
  contexts.set(context, cached);
  await prepareModule(path, context, ready);
  const load = (file: string): object => {
    const cache = isContractIndependent(file) ? sharedModules : modules;
    const loaded = cache.get(file);
    if (loaded) return loaded;
    const exports = {};
    cache.set(file, exports);
    ready.get(file)?.run((name) => resolveImport(file, name), exports, pathToFileURL(join(ROOT, file)).href);
    return exports;
  };
  const resolveImport = (from: string, name: string): unknown => {
    if (name.startsWith(".")) return load(resolvePath(from, name));
    if (name === "vitest") return context.vitest;
    if (name === "yaml")
      return {
        ...yaml,
        parse: (text: string, options?: yaml.ParseOptions) => (text === CONTRACT ? context.contract : parseYaml(text, options)),
      };
    if (name === "node:fs") return { readFileSync: readText, readdirSync: readFolder };
    return requireExternal(name);
  };
  return load(path);
}

/** Module context of a contract. Code is generated on first use; `generated` throws the errors of code generation. */
export function createContext(
  document: Document,
  value: unknown,
  vitest: object,
): { generated: () => readonly GeneratedFile[]; context: ModuleContext } {
  const generated = memoize(() => emitAll({ ...document, value }).files);
  return { generated, context: { contract: value, vitest, generated: (name) => generatedText(generated(), name) } };
}

/** The generated checks of a contract, by component. */
export type Checks = Readonly<Record<string, (value: unknown) => readonly Issue[]>>;

/** Compiles a contract in memory and loads its checks. Throws a `ContractError` if the contract has errors. */
export async function loadChecks(document: Document, value: unknown = document.value): Promise<Checks> {
  const { checks } = (await loadModule("generated/checks.ts", createContext(document, value, {}).context)) as { checks: Checks };
  return checks;
}

/** Whether a module imports from `generated/`, directly or transitively. */
export function importsGenerated(file: string): boolean {
  const imports = [...readText(join(ROOT, file)).matchAll(/^(?:import (?!type)|\} from).*"(\..*)";$/gm)].map((match) =>
    resolvePath(file, String(match[1])),
  );
  return imports.some((name) => name.startsWith("generated/") || (!isContractIndependent(name) && importsGenerated(name)));
}

const isContractIndependent = (file: string): boolean => file.startsWith("src/core/") || file.startsWith("src/validation/");

const resolvePath = (from: string, name: string): string => relative(ROOT, resolve(ROOT, dirname(from), name)).replace(/\.js$/, ".ts");

/** Compiles a module and its imports. */
async function prepareModule(file: string, context: ModuleContext, ready: Map<string, CompiledModule>): Promise<void> {
  if (ready.has(file)) return;
  const generated = file.startsWith("generated/");
  const text = generated ? context.generated(file.slice("generated/".length)) : readText(join(ROOT, file));
  const cached = generated ? compiledModules.generated : compiledModules.ofFiles;
  const module = cached.get(text) ?? (await compile(text));
  if (cached.size > 100) cached.clear();
  cached.set(text, module);
  ready.set(file, module);
  for (const name of module.imports) if (name.startsWith(".")) await prepareModule(resolvePath(file, name), context, ready);
}

/**
 * Compiles TypeScript to a function. esbuild replaces `module.exports`; its getters are copied to the original object, which
 * modules of an import cycle already reference.
 */
async function compile(text: string): Promise<CompiledModule> {
  const { code } = await transform(text, { loader: "ts", format: "cjs", target: "node20", define: { "import.meta.url": "__url" } });
  const body = new Function("require", "module", "exports", "__url", code) as (
    require: unknown,
    module: { exports: object },
    exports: object,
    url: string,
  ) => void;
  return {
    imports: [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => String(match[1])),
    run: (require, exports, url) => {
      const module = { exports };
      body(require, module, exports, url);
      if (module.exports !== exports) Object.defineProperties(exports, Object.getOwnPropertyDescriptors(module.exports));
    },
  };
}

/** Text of a file. For the contract, its name instead, which the replaced YAML parser recognizes. */
function readText(path: string | URL): string {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  if (relative(ROOT, file) === CONTRACT) return CONTRACT;
  const cached = files.get(file);
  if (cached !== undefined) return cached;
  const text = readFileSync(file, "utf8");
  files.set(file, text);
  return text;
}

/** Parses a text once, since every context reads the same corpus; each caller gets a copy. */
function parseYaml(text: string, options?: yaml.ParseOptions): unknown {
  if (!parsedTexts.has(text)) parsedTexts.set(text, yaml.parse(text, options));
  return structuredClone(parsedTexts.get(text));
}

/** File names of a folder, cached like file texts, so that edits during a run have no effect. */
function readFolder(path: string | URL): readonly string[] {
  const folder = path instanceof URL ? fileURLToPath(path) : path;
  const names = folders.get(folder) ?? readdirSync(folder);
  folders.set(folder, names);
  return names;
}

function memoize<T>(make: () => T): () => T {
  let cached: { readonly value: T } | undefined;
  return () => {
    cached ??= { value: make() };
    return cached.value;
  };
}

/** Text of a generated file without types and formatting. */
function generatedText(files: readonly GeneratedFile[], name: string): string {
  const file = files.find((candidate) => candidate.name === name);
  if (!file) throw new Error(`${name} is not generated`);
  const imports = importsOf(file)
    .filter(({ typeOnly }) => !typeOnly)
    .map(({ from, names }) => `import { ${names.join(", ")} } from "${modulePath(from, "../src")}";`);
  return [...imports, ...file.declarations.map((declaration) => declaration.text)].join("\n");
}
