import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transform } from "esbuild";
import * as yaml from "yaml";

/** Folder of the repository. */
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const CONTRACT = "openapi.yaml";

/** What the modules of one run see in place of the files of the project. */
export interface World {
  /** The contract, as the parser would give it. All modules share it, so none may change it: what is frozen stays sound. */
  readonly contract: unknown;
  /** TypeScript of the generated modules, by file name. */
  readonly generated: (file: string) => string;
  readonly vitest: object;
}

/** A module that is ready to run: what it imports, and its code. */
interface Loader {
  readonly imports: readonly string[];
  readonly run: (require: (name: string) => unknown, exports: object, url: string) => void;
}

/** By text: those of files, and those of generated modules, of which nearly every contract has its own. */
const loaders = { ofFiles: new Map<string, Loader>(), generated: new Map<string, Loader>() };
const runtime = new Map<string, object>();
const worlds = new WeakMap<World, Loaded>();
const files = new Map<string, string>();
const folders = new Map<string, readonly string[]>();

/** What has been loaded for a world: the files that share it share these modules too, as they do in vitest. */
interface Loaded {
  readonly ready: Map<string, Loader>;
  readonly modules: Map<string, object>;
}

const builtin = createRequire(import.meta.url);

/**
 * Loads a module of the project, and all that it imports, against another contract: `openapi.yaml` and `generated/` are those
 * of the world, everything else is the file. What does not depend on the contract (`src/core`, `src/validation`, packages) is loaded once.
 */
export async function loadModule(path: string, world: World): Promise<object> {
  const known: Loaded = worlds.get(world) ?? { ready: new Map(), modules: new Map() };
  const { ready, modules } = known;
  worlds.set(world, known);
  await gather(path, world, ready);
  const load = (file: string): object => {
    const below = isShared(file) ? runtime : modules;
    const made = below.get(file);
    if (made) return made;
    const exports = {};
    below.set(file, exports);
    ready.get(file)?.run((name) => imported(file, name), exports, pathToFileURL(join(ROOT, file)).href);
    return exports;
  };
  const imported = (from: string, name: string): unknown => {
    if (name.startsWith(".")) return load(resolved(from, name));
    if (name === "vitest") return world.vitest;
    if (name === "yaml") return { ...yaml, parse: (text: string) => (text === CONTRACT ? world.contract : yaml.parse(text)) };
    if (name === "node:fs") return { readFileSync: readText, readdirSync: readNames };
    return builtin(name);
  };
  return load(path);
}

/** Whether a module imports from `generated/`, itself or through another one. */
export function asksGenerated(file: string): boolean {
  const imports = [...readText(join(ROOT, file)).matchAll(/^(?:import (?!type)|\} from).*"(\..*)";$/gm)].map((match) =>
    resolved(file, String(match[1])),
  );
  return imports.some((name) => name.startsWith("generated/") || (!isShared(name) && asksGenerated(name)));
}

const isShared = (file: string): boolean => file.startsWith("src/core/") || file.startsWith("src/validation/");

const resolved = (from: string, name: string): string => relative(ROOT, resolve(ROOT, dirname(from), name)).replace(/\.js$/, ".ts");

/** Makes a module ready, and all that it leads to. */
async function gather(file: string, world: World, ready: Map<string, Loader>): Promise<void> {
  if (ready.has(file)) return;
  const generated = file.startsWith("generated/");
  const text = generated ? world.generated(file.slice("generated/".length)) : readText(join(ROOT, file));
  const known = generated ? loaders.generated : loaders.ofFiles;
  const loader = known.get(text) ?? (await compiled(text));
  if (known.size > 100) known.clear();
  known.set(text, loader);
  ready.set(file, loader);
  for (const name of loader.imports) if (name.startsWith(".")) await gather(resolved(file, name), world, ready);
}

/** TypeScript as a function. esbuild assigns `module.exports` once; its getters are copied to the object that importers hold already. */
async function compiled(text: string): Promise<Loader> {
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

/** The text of a file; for the contract its own name, by which the parser knows to give the mutant. */
function readText(path: string | URL): string {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  if (relative(ROOT, file) === CONTRACT) return CONTRACT;
  const known = files.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, "utf8");
  files.set(file, text);
  return text;
}

/** The names in a folder, read once: whoever edits the project while it is judged changes nothing. */
function readNames(path: string | URL): readonly string[] {
  const folder = path instanceof URL ? fileURLToPath(path) : path;
  const names = folders.get(folder) ?? readdirSync(folder);
  folders.set(folder, names);
  return names;
}
