import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of the package that can be imported, and the source that it is made of. */
export interface EntryPoint {
  /** Subpath in `exports`, for example `./validators`. */
  readonly subpath: string;
  /** Source, from the root of the repository. */
  readonly source: string;
  /** Name in `dist/`, without extension. */
  readonly out: string;
}

/**
 * The entry points that package.json names: the declaration's place says what the source is
 * (`./dist/types/src/validators.d.ts` is made of `src/validators.ts`), `default` what becomes of it.
 *
 * @throws Error when an export has no source, or its paths are not of that form.
 */
export function entryPoints(folder: string): EntryPoint[] {
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
      missing.map(({ subpath, source }) => `package.json: exports["${subpath}"] is made of ${source}, which does not exist`).join("\n"),
    );
  }
  return entries;
}

/** A program that `bin` of package.json names. */
export interface Program {
  readonly source: string;
  readonly out: string;
}

/** The programs of the package: `./dist/cli.cjs` is made of `src/cli/index.ts`. */
export function programs(folder: string): Program[] {
  const { bin = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { bin?: Record<string, string> };
  return Object.entries(bin).map(([name, file]) => {
    const out = /^\.\/dist\/(.+)\.cjs$/.exec(file)?.[1];
    const source = `src/${out}/index.ts`;
    if (out === undefined || !existsSync(join(folder, source)))
      throw new Error(`package.json: bin["${name}"] is ${file}; expected ./dist/<name>.cjs, made of src/<name>/index.ts`);
    return { source, out };
  });
}
