import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Bundles a program as a user does: minified, for browsers, with or without splitting at `import()`. */
async function bundle(source: string, splitting: boolean) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: source, resolveDir: root, loader: "ts" },
    ...{ bundle: true, format: "esm", target: "es2022", platform: "browser", minify: true, write: false, metafile: true },
    ...{ splitting, outdir: "out", external: ["node:*"], logLevel: "error" },
  });
  const sizes = new Map(outputFiles.map(({ path, contents }) => [path.split(/[\\/]/).at(-1), gzipSync(contents, { level: 9 }).length]));
  const entry = Object.keys(metafile.outputs).find((name) => metafile.outputs[name]?.entryPoint === "<stdin>") ?? "";
  const loaded = staticImports(metafile, entry);
  return [...loaded].reduce((sum, name) => sum + (sizes.get(name.split("/").at(-1)) ?? Number.NaN), 0);
}

/** Returns an output and all outputs that it imports before it runs. */
function staticImports({ outputs }: Metafile, name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const { path, kind } of outputs[name]?.imports ?? [])
    if (kind === "import-statement" && path in outputs) staticImports({ inputs: {}, outputs }, path, seen);
  return seen;
}

const INDEX = "./src/index.ts";
const FUNCTIONS = "./src/functions.ts";

/** Limits in bytes, minified and compressed by gzip: the size when it was last measured, and a little more. */
test.each([
  ["first load of createClient", `export { createClient } from "${INDEX}";`, true, 12_900],
  ["one file: get and wait", `export { createContext, getTask, waitForTask } from "${FUNCTIONS}";`, false, 19_400],
  ["one file: get and wait, validated", `export { createContext, getTask, waitForTask, validation } from "${FUNCTIONS}";`, false, 52_700],
  ["one file: everything of the client", `export * from "${INDEX}";`, false, 80_000],
  ["one error class", `export { NotFoundError } from "${INDEX}";`, false, 650],
  ["isMetaStudioError", `export { isMetaStudioError } from "${INDEX}";`, false, 1_100],
  ["estimate", `export { estimate } from "${INDEX}";`, false, 1_100],
  ["iamToken", `export { iamToken } from "${INDEX}";`, false, 3_400],
  ["one constant", 'export { constants } from "./src/constraints.ts";', false, 300],
  [
    "one property of a component",
    'import { VoiceConfig } from "./src/constraints.ts"; export const { speed } = VoiceConfig.properties;',
    false,
    500,
  ],
  ["one predicate", 'export { isCreate2DDigitalHumanVideoReq } from "./src/validators.ts";', false, 2_400],
] as const)("%s", async (_name, source, splitting, limit) => {
  expect(await bundle(source, splitting)).toBeLessThanOrEqual(limit);
});
