import { realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ContractError } from "../../../../scripts/codegen/parse/diagnostic.js";
import { HOSTILE_POOL, schemaArbitrary, valueArbitrary } from "../../../fuzz/arbitrary.js";
import { compileDocument, typeCheck } from "../../../helpers/compile-document.js";
import { compileSchema } from "../../../helpers/compile-schema.js";
import { createTempDirectory, ROOT, runGenerator } from "../../helpers/pipeline.js";

const SEED = 20251208;
/** Schemas whose type has been wrong. */
const SCHEMAS: readonly Record<string, unknown>[] = [
  { type: "object", properties: { n: { type: "integer" } }, additionalProperties: { type: "string" } },
  { required: ["x"], properties: { x: { type: "string" } } },
  { type: "object" },
  { type: "object", properties: { toString: { type: "string" }, a: { type: "number" } } },
  { prefixItems: [{ type: "string" }], items: { type: "integer" } },
  { anyOf: [{ required: ["a"] }, { type: "array", minItems: 1 }], not: { const: 1 } },
  { enum: ["a", 1, null, [1], { a: 1 }], type: ["string", "null", "object"] },
  { type: "array", items: { type: "array", prefixItems: [{ type: "integer" }], items: { type: "string" } } },
  { type: "array", items: { const: [] } },
  { enum: [{}, [{}], { a: [] }, null, [1, null]] },
  { type: ["array", "null"], items: { type: ["array", "null"], items: { type: ["array", "string"] } } },
  { patternProperties: { "^a": { type: "integer" } }, properties: { b: { type: "string" } }, type: "object" },
];
const VALUES = [
  {},
  { n: 1, a: "x" },
  { x: "a" },
  { x: 1 },
  { a: 1 },
  { ab: 2, b: "b" },
  ["a"],
  ["a", 1],
  [],
  [[1, "a"], []],
  [[]],
  [{}],
  { a: [] },
  [1, null],
  [["a", [1]], null],
  "a",
  1,
  null,
  true,
  [1],
];

test("every value that isX accepts has the type X", { timeout: 120_000 }, async () => {
  const drawn = fc.sample(
    fc.tuple(schemaArbitrary(HOSTILE_POOL), fc.array(valueArbitrary(HOSTILE_POOL), { minLength: 12, maxLength: 12 })),
    {
      numRuns: 120,
      seed: SEED,
    },
  );
  const cases = [...SCHEMAS.map((schema) => [schema, VALUES] as const), ...drawn].flatMap(([original, values]) => {
    const schema = adapt(original);
    const isValid = tryCompile(schema);
    return isValid ? [{ schema, accepted: values.map(withProperty).filter(isValid) }] : [];
  });
  const components = Object.fromEntries(
    cases.map(({ schema }, i) => [`S${i}`, JSON.parse(JSON.stringify(schema).replaceAll("#/$defs/", `#/components/schemas/S${i}/$defs/`))]),
  );
  const { files, diagnostics } = await compileDocument(JSON.stringify({ openapi: "3.1.0", components: { schemas: components } }));
  expect(diagnostics).toEqual([]);
  const lines = cases.flatMap(({ accepted }, i) =>
    accepted.map((value, j) => `declare const s${i}_${j}: ${typeOf(value)}; export const t${i}_${j}: Types.S${i} = s${i}_${j};`),
  );
  expect(lines.length).toBeGreaterThan(300);
  const judged = ['import type * as Types from "./types.js";', ...lines].join("\n");
  const errors = typeCheck(new Map([["guards", new Map([...(files ?? []), ["judged.ts", judged]])]]));
  expect(errors).toEqual([]);
});

/**
 * Removes `then` and `else` without `if`, which the generator refuses. Lists the property `a` in every schema with properties and adds it
 * to every object, because TypeScript also rejects an object that shares no property with a type of optional properties.
 */
function adapt(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (_, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const { then: _then, else: _else, ...rest } = value;
    const kept = Object.hasOwn(value, "if") ? value : rest;
    return Object.hasOwn(kept, "properties") ? { ...kept, properties: { a: true, ...kept.properties } } : kept;
  });
}

const withProperty = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json), (_, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0 ? { a: 1, ...value } : value,
  );

function tryCompile(schema: unknown): ((value: unknown) => boolean) | undefined {
  try {
    return compileSchema(schema).is;
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

/** The exact type of a JSON value, which is no fresh literal, so that further properties are allowed. */
function typeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(typeOf).join(", ")}]`;
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "0" : JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}: ${typeOf(item)}`)
    .join("; ")} }`;
}

describe("isolation", () => {
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
});
