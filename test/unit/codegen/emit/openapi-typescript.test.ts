import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { compileContract } from "../../../../scripts/codegen/generate.js";
import { FILMS, ROOT } from "../../helpers/pipeline.js";

/** Stands for openapi-typescript: every schema has the type `Converted`, and the document has no declarations. `received` is its input. */
const LIBRARY = `
import { createRequire } from "node:module";
const ts = createRequire(import.meta.url)("typescript");
export * from "openapi-typescript";
export const received = [];
export const transformSchemaObject = (schema) => (received.push(schema), ts.factory.createTypeReferenceNode("Converted"));
export const transformSchema = (document) => (received.push(document), []);
`;

async function compileWith(library: string): Promise<{ types: string; received: readonly unknown[] }> {
  const outfile = join(ROOT, ".verify/openapi-typescript.mjs");
  await build({
    stdin: {
      contents: 'export { compileContract } from "./scripts/codegen/generate.js"; export { received } from "library";',
      resolveDir: ROOT,
    },
    ...{ bundle: true, format: "esm", platform: "node", packages: "external", outfile },
    plugins: [
      {
        name: "library",
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^(?:library|openapi-typescript)$/ }, ({ namespace }) =>
            namespace === "library" ? { external: true } : { path: "library", namespace: "library" },
          );
          onLoad({ filter: /./, namespace: "library" }, () => ({ contents: library, resolveDir: ROOT }));
        },
      },
    ],
  });
  const generator = await import(`${pathToFileURL(outfile).href}?${Math.random()}`);
  const files: ReadonlyMap<string, string> = await generator.compileContract("films.yaml", FILMS);
  return { types: files.get("types.ts") ?? "", received: generator.received };
}

test("every declaration of types.ts comes from openapi-typescript, which reads nothing but the schemas of the document", async () => {
  const original = (await compileContract("films.yaml", FILMS)).get("types.ts") ?? "";
  const names = [...original.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name);
  expect(names).toEqual(expect.arrayContaining(["Film", "Scene", "ShowFilmParameters", "components", "operations", "paths", "webhooks"]));

  const { types, received } = await compileWith(LIBRARY);
  const declared = [...types.matchAll(/^export (?:type|interface) (\w+)(.*)$/gm)];
  expect(declared.map(([, name]) => name)).toEqual(names.filter((name) => /^[A-Z]/.test(name ?? "")));
  expect(new Set(declared.map(([, , type]) => type))).toEqual(new Set([" = Converted;"]));

  const text = JSON.stringify(received);
  const references = [...text.matchAll(/"\$ref":"#\/(\w+)"/g)].map(([, name]) => name);
  expect(references.length).toBeGreaterThan(5);
  expect(references.length).toBe(text.split('"$ref"').length - 1);
  expect([...names, "Unrecognized", "undefined"]).toEqual(expect.arrayContaining([...new Set(references)]));
});
