import { chmodSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { isAbsolute, join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { rollup } from "rollup";
import { type EntryPoint, type Program, readEntryPoints } from "./entry-points.js";

/** Summary of the written bundles. */
export interface BundleResult {
  readonly files: number;
  readonly bytes: number;
  /** Source paths of all bundled modules, including those of dependencies. */
  readonly inputs: readonly string[];
}

/** Writes one ES module per entry point; shared code is written to `chunks/`. */
export async function bundle(folder: string, entries: readonly EntryPoint[], outdir = "dist"): Promise<BundleResult> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: entries.map(({ source, out }) => ({ in: source, out })),
    outdir,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    charset: "utf8",
    external: ["node:*", ...dependencies(folder)],
    mainFields: ["module", "main"],
    plugins: [builtinModulesPlugin],
    legalComments: "none",
    metafile: true,
    logLevel: "error",
  });
  const files = await mergeFirstLoad(
    join(folder, outdir),
    entries.map(({ out }) => out),
  );
  return { ...summarize(metafile), ...files };
}

/**
 * Merges the chunks that the entry point `index` imports statically into one, because each file costs time to import. esbuild makes a
 * chunk for every set of entry points that share code.
 */
async function mergeFirstLoad(outdir: string, entries: readonly string[]): Promise<Pick<BundleResult, "files" | "bytes">> {
  const index = join(outdir, "index.js");
  const isExternal = (id: string): boolean => !/^[./]/.test(id) && !isAbsolute(id);
  const bundle = await rollup({ input: entries.map((out) => join(outdir, `${out}.js`)), external: isExternal, treeshake: false });
  const firstLoad = new Set<string>();
  const addImports = (id: string, { getModuleInfo }: ManualChunkMeta): void => {
    if (firstLoad.has(id) || isExternal(id)) return;
    firstLoad.add(id);
    for (const imported of getModuleInfo(id)?.importedIds ?? []) addImports(imported, { getModuleInfo });
  };
  const { output } = await bundle.generate({
    format: "es",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    minifyInternalExports: false,
    hoistTransitiveImports: false,
    manualChunks(id, meta) {
      addImports(index, meta);
      return id !== index && firstLoad.has(id) ? "client" : undefined;
    },
  });
  // the folder also contains declarations
  for (const name of readdirSync(join(outdir, "chunks"))) if (name.endsWith(".js")) rmSync(join(outdir, "chunks", name));
  const chunks = output.filter((file) => file.type === "chunk");
  for (const { fileName, code } of chunks) writeFileSync(join(outdir, fileName), code);
  return { files: chunks.length, bytes: chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0) };
}

interface ManualChunkMeta {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * Writes one executable file per program. CommonJS starts faster than ES modules in Node: modules that only one command needs are
 * evaluated when that command runs.
 */
export async function bundlePrograms(folder: string, programs: readonly Program[]): Promise<BundleResult> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: programs.map(({ source, out }) => ({ in: source, out })),
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    // Some packages can only be bundled as ES modules.
    mainFields: ["module", "main"],
    charset: "utf8",
    // Minified code starts about 25 % faster.
    minify: true,
    // Node prints the source line of an uncaught error, so lines must be short.
    lineLimit: 160,
    logOverride: { "import-is-undefined": "error" },
    define: { "import.meta.url": "moduleUrl" },
    banner: {
      js: `#!/usr/bin/env node\n${nodeVersionCheck(folder)}\nconst moduleUrl = require("node:url").pathToFileURL(__filename).href;`,
    },
    legalComments: "none",
    plugins: [noChildProcessPlugin, externalEntryPointsPlugin(folder)],
    metafile: true,
    logLevel: "error",
  });
  for (const file of Object.keys(metafile.outputs)) chmodSync(join(folder, file), 0o755);
  return summarize(metafile);
}

/** Returns code that exits with 2 on a Node version older than `engines` in package.json, before any module is evaluated. */
function nodeVersionCheck(folder: string): string {
  const { name, engines } = readManifest(folder);
  const [, major = "0", minor = "0"] = /^>=(\d+)\.?(\d+)?$/.exec(engines?.node ?? "") ?? [];
  const message = `error: ${name} requires Node ${major}.${minor} or newer; this is Node `;
  // a function, because the names of the minified bundle are unknown
  return `(function (v) { if (v[0] < ${major} || (v[0] === ${major} && v[1] < ${minor})) { console.error(${JSON.stringify(message)} + process.versions.node + ".\\nhint: Update Node: https://nodejs.org"); process.exit(2); } })(process.versions.node.split(".").map(Number));`;
}

/** Lets bundled CommonJS packages require Node built-ins, which an ES module cannot do. */
const builtinModulesPlugin: Plugin = {
  name: "builtin-modules",
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ kind, path }) =>
      kind === "require-call" && isBuiltin(path) ? { path, namespace: "builtin-modules" } : undefined,
    );
    build.onLoad({ filter: /./, namespace: "builtin-modules" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** Replaces `node:child_process` in commander, which uses it only for executable subcommands, to reduce the start time. */
const noChildProcessPlugin: Plugin = {
  name: "no-child-process",
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes("node_modules/commander/") ? { path: "empty", namespace: "no-child-process" } : undefined,
    );
    build.onLoad({ filter: /./, namespace: "no-child-process" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Keeps dynamic imports of exported entry points external, so that programs load the files of the package instead of a second copy. */
function externalEntryPointsPlugin(folder: string): Plugin {
  const files = new Map(readEntryPoints(folder).map(({ source, out }) => [realpathSync(join(folder, source)), `./${out}.js`]));
  return {
    name: "external-entry-points",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const file = kind === "dynamic-import" ? files.get(join(resolveDir, path).replace(/\.js$/, ".ts")) : undefined;
        return file === undefined ? undefined : { path: file, external: true };
      });
    },
  };
}

/** Returns the packages that users install; everything else is bundled. */
function dependencies(folder: string): string[] {
  const { dependencies = {}, peerDependencies = {} } = readManifest(folder);
  return Object.keys({ ...dependencies, ...peerDependencies });
}

interface Manifest {
  readonly name?: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

function summarize(metafile: Metafile): BundleResult {
  const outputs = Object.values(metafile.outputs);
  return {
    files: outputs.length,
    bytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0),
    inputs: outputs.flatMap(({ inputs }) => Object.keys(inputs)),
  };
}

/**
 * Writes the licenses of all bundled packages to `dist/third-party.txt` and returns the package paths.
 *
 * @throws Error when a bundled package has no license file.
 */
export function writeLicenses(folder: string, inputs: readonly string[]): readonly string[] {
  const paths = [...new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []))].sort();
  const texts = paths.map((path) => `${path.replace(/^.*node_modules\//, "")}\n\n${readLicense(join(folder, path))}\n`);
  writeFileSync(
    join(folder, "dist/third-party.txt"),
    `This package contains code of the following packages.\n\n${texts.join("\n----\n\n")}`,
  );
  return paths;
}

function readLicense(path: string): string {
  const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${path} is bundled but has no license file`);
  return readFileSync(join(path, file), "utf8").trim();
}
