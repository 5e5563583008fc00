import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** An importable file of the package and its source. */
export interface EntryPoint {
  /** Subpath in `exports`, for example `./validators`. */
  readonly subpath: string;
  /** Path of the source, relative to the repository root. */
  readonly source: string;
  /** Name of the output in `dist/`, without extension. */
  readonly out: string;
}

/**
 * Reads the entry points from `exports` in package.json. The path in `types` determines the source
 * (`./dist/types/src/validators.d.ts` → `src/validators.ts`), and `default` the output.
 *
 * @throws Error when a path has another form or its source does not exist.
 */
export function readEntryPoints(folder: string): EntryPoint[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { exports?: Record<string, unknown> };
  const entries = Object.entries(manifest.exports ?? {})
    .filter((entry): entry is [string, { types: string; default: string }] => typeof entry[1] === "object")
    .map(([subpath, { types, default: file }]) => {
      const source = /^\.\/dist\/types\/(.+)\.d\.ts$/.exec(types)?.[1];
      const out = /^\.\/dist\/(.+)\.js$/.exec(file)?.[1];
      if (source === undefined || out === undefined) {
        throw new Error(
          `package.json: exports["${subpath}"] has types ${types} and default ${file}; expected ./dist/types/<source>.d.ts and ./dist/<name>.js`,
        );
      }
      return { subpath, source: `${source}.ts`, out };
    });
  const missing = entries.filter(({ source }) => !existsSync(join(folder, source)));
  if (missing.length > 0) {
    throw new Error(
      missing.map(({ subpath, source }) => `package.json: exports["${subpath}"] is built from ${source}, which does not exist`).join("\n"),
    );
  }
  return entries;
}

/** A program listed in `bin` of package.json. */
export interface Program {
  readonly source: string;
  readonly out: string;
}

/** Reads the programs from `bin` in package.json: `./dist/cli.cjs` is built from `src/cli/index.ts`. */
export function readPrograms(folder: string): Program[] {
  const { bin = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { bin?: Record<string, string> };
  return Object.entries(bin).map(([name, file]) => {
    const out = /^\.\/dist\/(.+)\.cjs$/.exec(file)?.[1];
    const source = `src/${out}/index.ts`;
    if (out === undefined || !existsSync(join(folder, source)))
      throw new Error(`package.json: bin["${name}"] is ${file}; expected ./dist/<name>.cjs, built from src/<name>/index.ts`);
    return { source, out };
  });
}
