import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../../scripts/codegen/parse/diagnostic.js";
import { FILMS } from "../helpers/pipeline.js";
import { diagnosticsOf } from "../helpers/rules.js";

/** A change of the contract and the expected diagnostic, reported on the line of `where` in the changed text. */
type Row = readonly [name: string, from: string | RegExp, to: string, where: string, message: RegExp, fix: RegExp];

const FORMAT = '"[self.width, self.height] in formats"';

const ROWS: readonly Row[] = [
  ["malformed YAML", "openapi: 3.1.0", "openapi: [3.1.0", "info:", /malformed YAML/, /indentation and quotes/],
  ["tab indentation", "  schemas:", "\tschemas:", "\tschemas:", /malformed YAML: Tabs/, /indentation/],
  ["duplicate key", "x-table: 2", "x-table: 2\n      x-table: 3", "x-table: 3", /Map keys must be unique/, /keep one of the two keys/],
  ["YAML tag", "description: A film.", "description: !secret A film.", "!secret", /Unresolved tag/, /YAML/],
  ["non-finite number", "default: 1080", "default: .nan", ".nan", /NaN is not a JSON number/, /finite/],
  ["non-string key", "maxLength: 9", "[a]: 9", "[a]", /keys must be strings/, /as a string/],
  ["unsupported OpenAPI version", "openapi: 3.1.0", "openapi: 3.0.3", "3.0.3", /unsupported OpenAPI version 3\.0\.3/, /openapi: 3\.1\.0/],
  [
    "dangling $ref",
    'schemas/Scene" }',
    'schemas/Sceen" }',
    '"#/components/schemas/Sceen"',
    /unresolved \$ref #\/components\/schemas\/Sceen/,
    /^write #\/components\/schemas\/Scene$/,
  ],
  ["external $ref", '"#/components/schemas/Scene"', '"other.yaml#/Scene"', '"other.yaml', /\$ref to another document/, /components/],
  ["unknown keyword", "maxLength: 9", "longest: 9", "longest", /unknown keyword "longest"/, /remove it, or prefix it with x-/],
  ["misspelled keyword", "maxLength: 9", "maxLenght: 9", "maxLenght", /unknown keyword "maxLenght"/, /^write maxLength$/],
  ["misspelled extension", "x-unit: px", "x-untis: px", "x-untis", /unknown keyword "x-untis"/, /^write x-unit$/],
  ["unsupported keyword", "maxLength: 9", "nullable: true", "nullable", /unsupported keyword nullable/, /type: \[string, 'null'\]/],
  [
    "unsupported keyword of JSON Schema",
    "maxLength: 9",
    "unevaluatedProperties: false",
    "unevaluatedProperties",
    /unsupported keyword unevaluatedProperties \(Core 11\.3\)/,
    /additionalProperties: false/,
  ],
  ["unknown role", "x-role: none", "x-role: shows", "shows", /unknown role "shows"/, /one of create, show/],
  ["string as length", "maxLength: 9", 'maxLength: "9"', '"9"', /maxLength must be a non-negative integer/, /such as 64/],
  ["unknown type", "type: string, description: Title.", "type: text, description: Title.", "text", /type must be a type/, /type: string/],
  ["invalid pattern", "maxLength: 9", "pattern: '('", "'('", /pattern is not a valid regular expression/, /u flag/],
  ["unsupported format", "maxLength: 9", "format: color, x-format-assertion: true", "true }\n", /unsupported format color/, /date-time/],
  ["required without an array", "required: [width]", "required: width", "width\n", /required must be an array/, /such as/],
  [
    "string as schema",
    "Scene:\n      type: object",
    "Scene:\n      items: string\n      type: object",
    "string\n",
    /items must be a schema/,
    /\{ type: string \}/,
  ],
  [
    "invalid component name",
    /Scene/g,
    "Scène",
    "type: object\n      description: A scene.",
    /component name "Scène" is not an identifier/,
    /letters and digits/,
  ],
  [
    "component name reserved by TypeScript",
    /Scene/g,
    "string",
    "type: object\n      description: A scene.",
    /name string is already used/,
    /another name/,
  ],
  [
    "schema that applies itself",
    "description: A scene.",
    'description: A scene.\n      allOf: [{ $ref: "#/components/schemas/Scene" }]',
    '"#/components/schemas/Scene" }]',
    /applies itself to the same value/,
    /below properties/,
  ],
  [
    "misspelled property in a rule",
    FORMAT,
    '"[self.widht, self.height] in formats"',
    '"[self.widht',
    /undefined property widht/,
    /^write width$/,
  ],
  ["syntax error in a rule", FORMAT, '"self.width >"', '"self.width >"', /invalid CEL expression/, /Common Expression Language/],
  [
    "optional property without a guard",
    FORMAT,
    "self.state == 'DONE'",
    "self.state == 'DONE'",
    /self\.state may be absent/,
    /!has\(self\.state\)/,
  ],
  ["type error in a rule", FORMAT, "self.width > 5.0", "self.width > 5.0", /> is not defined for int and double/, /same type/],
  [
    "duplicate rule id",
    "      description: A scene.",
    "      description: A scene.\n      x-validations: [{ id: film-format, rule: 'true', message: m, severity: error, source: s }]",
    "film-format, rule",
    /duplicate rule id film-format, first used at \/components\/schemas\/Film/,
    /unique id/,
  ],
  [
    "constant without a source",
    "description: Sizes of a film., source: Table 2,",
    "description: Sizes of a film.,",
    "{ description: Sizes",
    /needs description, source and value/,
    /missing fields/,
  ],
  ["missing operationId", "      operationId: showFilm\n", "", "summary: One film", /missing or invalid operationId/, /camelCase/],
  [
    "operationId reserved by JavaScript",
    "operationId: showFilm",
    "operationId: delete",
    "delete",
    /name delete is already used/,
    /another name/,
  ],
  [
    "duplicate operationId",
    "components:\n",
    "  /other:\n    get: { operationId: showFilm, responses: { '204': { description: d } } }\ncomponents:\n",
    "showFilm, responses",
    /duplicate operationId showFilm/,
    /unique operationId/,
  ],
  [
    "undeclared path parameter",
    "name: film_id, in: path",
    "name: id, in: path",
    "operationId: showFilm",
    /undeclared path parameter film_id/,
    /parameters/,
  ],
  [
    "parameter without a type",
    "schema: { type: string, maxLength: 8 }",
    "schema: { maxLength: 8 }",
    "{ maxLength: 8 }",
    /no single serializable type/,
    /type to string/,
  ],
  [
    "inline body schema",
    '{ schema: { $ref: "#/components/schemas/Film" },',
    "{ schema: { type: object },",
    "{ type: object }",
    /body schema is not a component/,
    /components\/schemas/,
  ],
  ["missing responses", /responses:[\s\S]*(?=components:)/, "\n", "operationId", /has no responses/, /at least one/],
  [
    "constraint without effect",
    "maxLength: 9",
    "then: { maxLength: 9 }",
    "9 }",
    /then is not enforced without if/,
    /remove the constraint/,
  ],
];

describe("diagnostics of an invalid contract: location, message and fix", () => {
  test.each(ROWS)("%s", (_, from, to, where, message, fix) => {
    const text = FILMS.replace(from, () => to);
    expect(text).not.toBe(FILMS);
    const diagnostics = diagnosticsOf(text);
    const diagnostic = diagnostics.find((each) => message.test(each.message));
    expect(diagnostic, diagnostics.map(formatDiagnostic).join("\n")).toBeDefined();
    if (!diagnostic) return;
    expect(diagnostic.fix).toMatch(fix);
    const before = text.slice(0, text.indexOf(where) + (where.startsWith("\n") ? 1 : 0)).split("\n");
    expect(`${diagnostic.line}`).toBe(`${before.length}`);
    expect(formatDiagnostic(diagnostic)).toMatch(/^contract\.yaml:\d+:\d+: .+\n(?: {4}.*\n {4} *\^\n)? {4}fix: .+$/);
  });

  test("reports nothing for a valid contract", () => {
    expect(diagnosticsOf(FILMS)).toEqual([]);
  });

  test("the column is that of the value, or of an invalid key", () => {
    const [key] = diagnosticsOf(FILMS.replace("maxLength: 9", "maxLenght: 9"));
    const line = FILMS.split("\n")[(key?.line ?? 0) - 1] ?? "";
    expect(line.indexOf("maxLength") + 1).toBe(key?.column);
    const [value] = diagnosticsOf(FILMS.replace("maxLength: 9", "maxLength: nine"));
    expect(line.indexOf("maxLength: ") + "maxLength: ".length + 1).toBe(value?.column);
  });

  test("the excerpt has a caret under the error, also for multi-line rules", () => {
    const rule = "|\n            self.width > 5 &&\n            self.hieght > 5";
    const [diagnostic] = diagnosticsOf(FILMS.replace(FORMAT, rule));
    expect(diagnostic?.excerpt).toBe("self.hieght > 5\n     ^");
  });

  test("reports all errors once, in document order", () => {
    const text = FILMS.replace("minimum: 1,", "minimun: 1,")
      .replace("maxLength: 9", "maxLenght: 9")
      .replace("default: 1080", "default: 1080, minLenght: 5");
    expect(diagnosticsOf(text).map(({ fix }) => fix)).toEqual(["write minimum", "write minLength", "write maxLength"]);
  });
});

describe("invalid documents", () => {
  const TEXTS: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    ["empty", "", /an OpenAPI document must be an object/],
    ["string", "hello", /an OpenAPI document must be an object/],
    ["list", "- 1", /an OpenAPI document must be an object/],
    ["two documents", "a: 1\n---\nb: 2", /multiple documents/],
    ["unresolved alias", "a: *b", /Unresolved alias/],
    ["circular alias", "openapi: 3.1.0\na: &a [*a]", /inside its own anchor/],
    [
      "exponential aliases",
      ["a: &a [x,x,x,x,x,x,x,x,x,x]", ..."bcdefgh".split("").map((k, i) => `${k}: &${k} [${`*${"abcdefgh"[i]},`.repeat(9)}]`)].join("\n"),
      /expands too many aliases/,
    ],
    ["deeply nested lists", `a: ${"[".repeat(50_000)}`, /nested too deeply|malformed/],
    ["deeply nested objects", `a: ${"{ not: ".repeat(1000)}1${"}".repeat(1000)}`, /nested/],
    ["binary data", "openapi: 3.1.0\nx-a: !!binary aGVsbG8=", /JSON has no such type/],
    ["set", "openapi: 3.1.0\nx-a: !!set { b, c }", /JSON has no such type/],
    ["control characters", "\u0000\u0001", /./],
  ];
  test.each(TEXTS)("%s", (_, text, message) => {
    const [diagnostic] = diagnosticsOf(text);
    expect(diagnostic?.message).toMatch(message);
    expect(diagnostic?.line).toBeGreaterThan(0);
    expect(diagnostic?.column).toBeGreaterThan(0);
    expect(diagnostic?.fix).not.toBe("");
  });
});
