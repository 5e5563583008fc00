// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code injection attempts
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileContract } from "../../../../../scripts/codegen/generate.js";
import { diagnosticsOf, evaluateModule } from "../../../helpers/rules.js";

/** Terminators of strings, templates, comments, regular expressions and lines in JavaScript. */
const TERMINATORS = ['"', "'", "`", "\\", "*/", "//", "-->", "</script>", "\n", "\r", "\u2028", "\u2029", "\u0085", "\u0000"];
const CANARY = "globalThis.canary=1";
const EVIL = [...TERMINATORS.map((terminator) => `${terminator};${CANARY};${terminator}`), `\${${CANARY}} $& $1 /* `].join(" ");
const withOwnProperty = (name: string, value: unknown): object => Object.defineProperty({}, name, { value, enumerable: true });

/** The same text, escaped for use in a regular expression. */
const ESCAPED = EVIL.replace(/[\\^$.*+?()[\]{}|/]/g, (sign) => `\\${sign}`);

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
  servers: [{ url: "https://example.org", description: EVIL, variables: { [EVIL]: { default: EVIL, description: EVIL } } }],
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
          { name: EVIL, in: "query", description: EVIL, schema: { type: "string", pattern: ESCAPED } },
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
          list: { type: "array", default: [], items: { type: "string", pattern: ESCAPED, ...documented } },
          [EVIL]: { const: withOwnProperty(EVIL, [EVIL]), ...documented },
          kept: { type: "string", format: EVIL, contentEncoding: EVIL, example: EVIL },
          inner: {
            type: "object",
            ...documented,
            properties: { [EVIL]: { type: "object", required: [EVIL], properties: { [EVIL]: { type: "integer" } } } },
          },
        },
        patternProperties: { [ESCAPED]: { const: withOwnProperty(EVIL, [EVIL]) } },
        propertyNames: { not: { enum: [`${EVIL}4`] } },
        dependentRequired: { [EVIL]: ["text"] },
        dependentSchemas: { [EVIL]: { required: [EVIL] } },
        "x-validations": [rule],
      },
    },
  },
};

const directory = mkdtempSync(join(tmpdir(), "hostile-"));
let files: ReadonlyMap<string, string>;
let exported: Record<string, Record<string, unknown>>;

beforeAll(async () => {
  files = await compileContract("evil.yaml", JSON.stringify(DOCUMENT));
  mkdirSync(join(directory, "generated"));
  for (const [name, text] of files) writeFileSync(join(directory, "generated", name), text);
  symlinkSync(resolve(import.meta.dirname, "../../../../../src"), join(directory, "src"));
  const modules = [...files.keys()].filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -3));
  const entry = modules
    .map((name, i) => `import * as m${i} from "./generated/${name}.js"; export { m${i} as ${name.replace(/\W/g, "_")} };`)
    .join("\n");
  const bundle = await build({
    stdin: { contents: entry, resolveDir: directory },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "modules",
    logLevel: "silent",
  });
  exported = evaluateModule(`${bundle.outputFiles[0]?.text}\nexport const all = modules;`, {}).all as never;
}, 60_000);
afterAll(() => {
  rmSync(directory, { recursive: true });
  expect(globalThis).not.toHaveProperty("canary");
});

const call = (module: string, name: string, value: unknown): unknown => {
  const called = exported[module]?.[name];
  return typeof called === "function" ? called(value) : expect.fail(`${module} has no ${name}`);
};
const valid = { ...withOwnProperty(EVIL, withOwnProperty(EVIL, [EVIL])), text: "ok" };

describe("text of the contract is never executed", () => {
  test("files are valid TypeScript and contain the text only in strings and comments", () => {
    for (const [name, text] of files) {
      if (!name.endsWith(".ts")) continue;
      const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
      expect((source as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics).toEqual([]);
      const visit = (node: ts.Node): void => {
        if (ts.isIdentifier(node)) expect(node.text).not.toMatch(/^(?:canary|globalThis)$/);
        if (ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) throw new Error(`template literal in ${name}`);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  });

  test("evaluation has no side effects and preserves the data", () => {
    expect(globalThis).not.toHaveProperty("canary");
    expect(exported.operations?.contract).toMatchObject({ title: EVIL, version: EVIL });
    expect(JSON.stringify(exported.operations?.evil)).toContain(JSON.stringify(EVIL).slice(1, -1));
    expect(Object.keys(exported.examples?.examples as object)).toEqual(["evil"]);
  });

  test("validators and rules compare with the exact text", () => {
    expect(call("validators", "isEvil", valid)).toBe(true);
    expect(call("validators", "isEvil", { ...valid, text: `${EVIL} ` })).toBe(false);
    expect(call("validators", "validateEvil", { ...valid, ...withOwnProperty(EVIL, 5) })).toMatchObject([
      { code: "const", path: `/${EVIL.replaceAll("~", "~0").replaceAll("/", "~1")}`, source: EVIL },
      { code: "const" },
    ]);
    expect(call("checks", "checkEvil", { ...valid, list: [EVIL] })).toMatchObject([
      { code: "rule", rule: "evil-rule", hint: EVIL, path: "/list/0" },
    ]);
    expect(globalThis).not.toHaveProperty("canary");
  });

  test("messages contain it as text", () => {
    const issues = call("checks", "checkEvil", { ...valid, text: "ok", list: [EVIL] }) as { message: string; fixes: unknown }[];
    expect(issues[0]?.message.endsWith("ok")).toBe(true);
    expect(issues[0]?.fixes).toEqual([{ path: "/text", value: CANARY }]);
    expect(globalThis).not.toHaveProperty("canary");
  });
});

describe("rejects names that are not identifiers", () => {
  const schema = { type: "object" };
  const operation = (operationId: string): object => ({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    paths: { "/a": { get: { operationId, responses: { "204": { description: "d" } } } } },
  });
  const components = (name: string): object => ({
    openapi: "3.1.0",
    info: { title: "T", version: "1" },
    components: { schemas: withOwnProperty(name, schema) },
  });
  const constants = (name: string): object => ({
    ...components("T"),
    "x-constants": withOwnProperty(name, { description: "d", source: "s", value: 1 }),
  });
  const names = [EVIL, "a b", "a-b", "a;b", "", "1a", "__proto__", "a\u2028b", "ä", "$", "class", "a.b"];
  test.each(names)("operationId %j", (name) => expect(diagnosticsOf(operation(name))).not.toEqual([]));
  test.each(names)("component name %j", (name) => expect(diagnosticsOf(components(name))).not.toEqual([]));
  test.each(names.filter((name) => name !== "class"))("constant name %j", (name) => expect(diagnosticsOf(constants(name))).not.toEqual([]));
  test.each(["constructor", "toString", "hasOwnProperty"])("accepts the component name %s", (name) =>
    expect(diagnosticsOf(components(name))).toEqual([]),
  );
});
