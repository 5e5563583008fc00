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
 * Reads the entry points from `exports` in package.json: `./sandbox/server` is built from `src/sandbox/server.ts` or
 * `src/sandbox/server/index.ts` to `dist/sandbox-server.js` and `dist/sandbox-server.d.ts`.
 *
 * @throws Error when a path has another form or its source does not exist.
 */
export function readEntryPoints(folder: string): EntryPoint[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { exports?: Record<string, unknown> };
  return Object.entries(manifest.exports ?? {})
    .filter((entry): entry is [string, { types: string; default: string }] => typeof entry[1] === "object")
    .map(([subpath, { types, default: file }]) => {
      const path = subpath === "." ? "index" : subpath.slice(2);
      const out = path.replaceAll("/", "-");
      if (types !== `./dist/${out}.d.ts` || file !== `./dist/${out}.js`)
        throw new Error(
          `package.json: exports["${subpath}"] has types ${types} and default ${file}; expected ./dist/${out}.d.ts and ./dist/${out}.js`,
        );
      const source = [`src/${path}.ts`, `src/${path}/index.ts`].find((candidate) => existsSync(join(folder, candidate)));
      if (source === undefined)
        throw new Error(`package.json: exports["${subpath}"] has no source; expected src/${path}.ts or src/${path}/index.ts`);
      return { subpath, source, out };
    });
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
