import { realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { createTempDirectory, ROOT, runGenerator } from "../../helpers/pipeline.js";

/** Makes every other file and every socket a failure that names it on stderr. */
const preload = (allowed: readonly string[]): string => `
import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
const require = createRequire(import.meta.url);
const allowed = ${JSON.stringify(allowed)};
const refuse = (what) => { process.stderr.write("FORBIDDEN " + what + "\\n"); process.exit(70); };
const check = (path) => {
  if (typeof path === "number") return;
  const text = path instanceof URL ? fileURLToPath(path) : resolve(String(path));
  if (!allowed.some((each) => text === each || text.startsWith(each + "/"))) refuse(text);
};
for (const owner of [fs, fs.promises])
  for (const name of ["open", "openSync", "readFile", "readFileSync", "createReadStream"]) {
    const original = owner[name];
    if (original) owner[name] = function (path, ...rest) { check(path); return original.call(this, path, ...rest); };
  }
require("node:net").Socket.prototype.connect = (...options) => refuse("socket " + JSON.stringify(options));
require("node:dns").lookup = (host) => refuse("host " + host);
globalThis.fetch = (url) => refuse("fetch " + url);
syncBuiltinESMExports();
`;

function generate(document: string): ReturnType<typeof runGenerator> {
  const directory = realpathSync(createTempDirectory());
  const files = { input: join(directory, "in.yaml"), hook: join(directory, "hook.mjs"), other: join(directory, "other.yaml") };
  writeFileSync(files.input, document);
  writeFileSync(files.other, "secret: TOP-SECRET\n");
  writeFileSync(files.hook, preload([ROOT, realpathSync(join(ROOT, "node_modules")), files.input, join(directory, "out")]));
  // A quoted path, because the directory contains a space.
  const env = { NODE_OPTIONS: `--import "${pathToFileURL(files.hook).href}"` };
  return runGenerator(["--input", "in.yaml", "--output", "out"], { cwd: directory, env });
}

const HEAD =
  'openapi: 3.1.0\ninfo: { title: T, version: "1", termsOfService: "http://127.0.0.1:9/" }\nexternalDocs: { url: "./other.yaml" }\n';

test("no reference, mapping, example or dialect is read or requested", () => {
  const run = generate(`${HEAD}jsonSchemaDialect: "http://127.0.0.1:9/dialect"
paths:
  /a:
    get:
      operationId: getA
      parameters: [{ $ref: "other.yaml#/p" }]
      responses: { "200": { description: d, content: { application/json: { schema: { $ref: "./other.yaml" }, examples: { a: { externalValue: "file:other.yaml" } } } }, links: { l: { operationRef: "http://127.0.0.1:9/" } } } }
  /b: { $ref: "http://127.0.0.1:9/path.yaml" }
components:
  schemas:
    A: { $schema: "http://127.0.0.1:9/schema", oneOf: [{ $ref: "http://127.0.0.1:9/b" }], discriminator: { propertyName: t, mapping: { b: other.yaml, c: "http://127.0.0.1:9/c" } } }
`);
  expect(run.err).not.toMatch(/FORBIDDEN|TOP-SECRET/);
  expect(run.code).toBe(1);
  expect(
    run.err.match(/^in\.yaml:\d+:\d+: (?:\$ref to another document|unsupported (?:dialect|field (?:externalValue|operationRef)))/gm),
  ).toHaveLength(10);
});

test("examples and extensions are data", () => {
  const run = generate(`${HEAD}x-data: { $ref: other.yaml }
components: { schemas: { A: { type: object, example: { $ref: other.yaml }, examples: [{ $ref: "http://127.0.0.1:9/" }], default: { $ref: "#/none" }, x-more: { $ref: "http://127.0.0.1:9/" } } } }
`);
  expect(run).toMatchObject({ code: 0, err: "" });
});

test("the checks of this test work", () => {
  const directory = realpathSync(createTempDirectory());
  writeFileSync(join(directory, "hook.mjs"), preload([ROOT, realpathSync(join(ROOT, "node_modules")), join(directory, "out")]));
  writeFileSync(join(directory, "in.yaml"), HEAD);
  const env = { NODE_OPTIONS: `--import "${pathToFileURL(join(directory, "hook.mjs")).href}"` };
  expect(runGenerator(["--input", "in.yaml", "--output", "out"], { cwd: directory, env })).toMatchObject({
    code: 70,
    err: expect.stringContaining(`FORBIDDEN ${join(directory, "in.yaml")}`),
  });
});
