// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text that tries to become code
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileContract } from "../../../../../scripts/codegen/generate.js";
import { evaluate, faultsOf } from "../../../../helpers/rules.js";

/** Every way out of a string, a template, a comment, a regular expression or a line that JavaScript knows. */
const WAYS_OUT = ['"', "'", "`", "\\", "*/", "//", "-->", "</script>", "\n", "\r", "\u2028", "\u2029", "\u0085", "\u0000"];
const CANARY = "globalThis.canary=1";
const EVIL = [...WAYS_OUT.map((way) => `${way};${CANARY};${way}`), `\${${CANARY}} $& $1 /* `].join(" ");
const own = (name: string, value: unknown): object => Object.defineProperty({}, name, { value, enumerable: true });

/** A name that is as evil, for places that a regular expression must read too. */
const QUOTED = EVIL.replace(/[\\^$.*+?()[\]{}|/]/g, (sign) => `\\${sign}`);

const documented = { description: EVIL, title: EVIL, $comment: EVIL, "x-source": EVIL, "x-evil": EVIL };
const rule = {
  id: "evil-rule",
  rule: `self.text != ${JSON.stringify(EVIL)} && self.list.all(new, new != evil)`,
  message: EVIL,
  messageExpression: `${JSON.stringify(EVIL)} + self.text`,
  severity: "error",
  source: EVIL,
  hint: EVIL,
  reason: "FieldValueInvalid",
  facts: [EVIL],
  fixes: [{ fieldPath: ".text", value: `'${CANARY}'` }],
};

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: EVIL, version: EVIL, description: EVIL, "x-page": { title: EVIL, url: EVIL, updated: EVIL } },
  servers: [{ url: "https://example.org", description: EVIL, "x-region": EVIL }],
  security: [{ [EVIL]: [] }],
  "x-constants": {
    evil: { description: EVIL, source: EVIL, value: EVIL },
    list: { description: EVIL, source: EVIL, value: [{ [EVIL]: EVIL }] },
  },
  "x-error-codes": { [EVIL]: { status: 400, meaning: EVIL, hint: EVIL, source: EVIL } },
  paths: {
    [`/evil/${EVIL.replace(/[{}]/g, "")}/{id}`]: {
      get: {
        operationId: "evil",
        summary: EVIL,
        description: EVIL,
        tags: [EVIL],
        "x-repeatable": true,
        "x-waiter": { property: EVIL, pending: [EVIL], succeeded: [], failed: [], canceled: [], blocked: [], result: EVIL },
        parameters: [
          { name: "id", in: "path", required: true, description: EVIL, schema: { type: "string", enum: [EVIL, "id"], default: EVIL } },
          { name: EVIL, in: "query", description: EVIL, schema: { type: "string", pattern: QUOTED } },
        ],
        responses: {
          "200": {
            description: EVIL,
            content: { "application/json": { schema: { $ref: "#/components/schemas/Evil" }, example: { [EVIL]: EVIL } } },
          },
        },
      },
    },
  },
  components: {
    securitySchemes: { [EVIL]: { type: "apiKey", in: "header", name: EVIL, description: EVIL } },
    schemas: {
      Evil: {
        type: "object",
        ...documented,
        required: ["text", EVIL],
        properties: {
          text: {
            type: "string",
            ...documented,
            default: EVIL,
            enum: [EVIL, CANARY, "ok"],
            "x-enumDescriptions": { [EVIL]: EVIL },
            "x-aliases": { [`${EVIL}2`]: EVIL },
            "x-sdk-values": { [`${EVIL}3`]: EVIL },
            "x-unit": EVIL,
          },
          list: { type: "array", default: [], items: { type: "string", pattern: QUOTED, ...documented } },
          [EVIL]: { const: own(EVIL, [EVIL]), ...documented },
          kept: { type: "string", format: EVIL, contentEncoding: EVIL, example: EVIL },
          inner: {
            type: "object",
            ...documented,
            properties: { [EVIL]: { type: "object", required: [EVIL], properties: { [EVIL]: { type: "integer" } } } },
          },
        },
        patternProperties: { [QUOTED]: { const: own(EVIL, [EVIL]) } },
        propertyNames: { not: { enum: [`${EVIL}4`] } },
        dependentRequired: { [EVIL]: ["text"] },
        dependentSchemas: { [EVIL]: { required: [EVIL] } },
        "x-validations": [rule],
      },
    },
  },
};

const place = mkdtempSync(join(tmpdir(), "hostile-"));
let products: ReadonlyMap<string, string>;
let exported: Record<string, Record<string, unknown>>;

beforeAll(async () => {
  products = await compileContract("evil.yaml", JSON.stringify(DOCUMENT));
  mkdirSync(join(place, "generated"));
  for (const [name, text] of products) writeFileSync(join(place, "generated", name), text);
  symlinkSync(resolve(import.meta.dirname, "../../../../../src"), join(place, "src"));
  const modules = [...products.keys()].filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -3));
  const entry = modules
    .map((name, i) => `import * as m${i} from "./generated/${name}.js"; export { m${i} as ${name.replace(/\W/g, "_")} };`)
    .join("\n");
  const bundle = await build({
    stdin: { contents: entry, resolveDir: place },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "made",
    logLevel: "silent",
  });
  exported = evaluate(
    `${bundle.outputFiles[0]?.text}\nexport const all = made;`.replace("export const all = made;", "export const all = made;"),
    {},
  ).all as never;
}, 60_000);
afterAll(() => {
  rmSync(place, { recursive: true });
  expect(globalThis).not.toHaveProperty("canary");
});

const call = (module: string, name: string, value: unknown): unknown => {
  const called = exported[module]?.[name];
  return typeof called === "function" ? called(value) : expect.fail(`${module} has no ${name}`);
};
const right = { ...own(EVIL, own(EVIL, [EVIL])), text: "ok" };

describe("text of a document never becomes code", () => {
  test("every file is well-formed TypeScript, its text only in strings and comments", () => {
    for (const [name, text] of products) {
      if (!name.endsWith(".ts")) continue;
      const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
      expect((source as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([]);
      const visit = (node: ts.Node): void => {
        if (ts.isIdentifier(node)) expect(node.text).not.toMatch(/^(?:canary|globalThis)$/);
        if (ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) throw new Error(`a template in ${name}`);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  });

  test("evaluating them sets no canary, and the data are as they were", () => {
    expect(globalThis).not.toHaveProperty("canary");
    expect(exported.operations?.contract).toMatchObject({ title: EVIL, version: EVIL });
    expect(JSON.stringify(exported.operations?.evil)).toContain(JSON.stringify(EVIL).slice(1, -1));
    expect(Object.keys(exported.examples?.examples as object)).toEqual(["evil"]);
  });

  test("validators and rules compare with the very text", () => {
    expect(call("validators", "isEvil", right)).toBe(true);
    expect(call("validators", "isEvil", { ...right, text: `${EVIL} ` })).toBe(false);
    expect(call("validators", "validateEvil", { ...right, ...own(EVIL, 5) })).toMatchObject([
      { code: "const", path: `/${EVIL.replaceAll("~", "~0").replaceAll("/", "~1")}`, source: EVIL },
      { code: "const" },
    ]);
    expect(call("checks", "checkEvil", { ...right, list: [EVIL] })).toMatchObject([
      { code: "rule", rule: "evil-rule", hint: EVIL, path: "/list/0" },
    ]);
    expect(globalThis).not.toHaveProperty("canary");
  });

  test("a message made of it is text", () => {
    const found = call("checks", "checkEvil", { ...right, text: "ok", list: [EVIL] }) as { message: string; fixes: unknown }[];
    expect(found[0]?.message.endsWith("ok")).toBe(true);
    expect(found[0]?.fixes).toEqual([{ path: "/text", value: CANARY }]);
    expect(globalThis).not.toHaveProperty("canary");
  });
});

describe("names that would be code are refused", () => {
  const schema = { type: "object" };
  const operation = (operationId: string): object => ({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: { "/a": { get: { operationId, responses: { "204": { description: "d" } } } } },
  });
  const components = (name: string): object => ({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    components: { schemas: own(name, schema) },
  });
  const constants = (name: string): object => ({
    ...components("T"),
    "x-constants": own(name, { description: "d", source: "s", value: 1 }),
  });
  const names = [EVIL, "a b", "a-b", "a;b", "", "1a", "__proto__", "a\u2028b", "ä", "$", "class", "a.b"];
  test.each(names)("an operation named %j", (name) => expect(faultsOf(operation(name))).not.toEqual([]));
  test.each(names)("a component named %j", (name) => expect(faultsOf(components(name))).not.toEqual([]));
  test.each(names.filter((name) => name !== "class"))("a constant named %j", (name) => expect(faultsOf(constants(name))).not.toEqual([]));
  test.each(["constructor", "toString", "hasOwnProperty"])("a component named %s is a name like any other", (name) =>
    expect(faultsOf(components(name))).toEqual([]),
  );
});
