import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../../scripts/codegen/parse/diagnostic.js";
import { FILMS } from "../../helpers/pipeline.js";
import { faultsOf } from "../../helpers/rules.js";

/** What is changed in the contract, and what is said of it: the place is where `where` stands in the broken text. */
type Row = readonly [name: string, from: string | RegExp, to: string, where: string, message: RegExp, fix: RegExp];

const FORMAT = '"[self.width, self.height] in formats"';

const ROWS: readonly Row[] = [
  ["bad YAML", "openapi: 3.1.0", "openapi: [3.1.0", "info:", /not well-formed YAML/, /indentation and the quotes/],
  ["a tab", "  schemas:", "\tschemas:", "\tschemas:", /not well-formed YAML: Tabs/, /indentation/],
  ["a duplicate key", "x-table: 2", "x-table: 2\n      x-table: 3", "x-table: 3", /Map keys must be unique/, /keep one of the two keys/],
  ["a tag", "description: A film.", "description: !secret A film.", "!secret", /Unresolved tag/, /YAML/],
  ["a number that is none", "default: 1080", "default: .nan", ".nan", /NaN is not a JSON number/, /finite/],
  ["a key that is a list", "maxLength: 9", "[a]: 9", "[a]", /this cannot be a key/, /as a text/],
  ["another OpenAPI", "openapi: 3.1.0", "openapi: 3.0.3", "3.0.3", /not OpenAPI 3\.1: 3\.0\.3/, /openapi: 3\.1\.0/],
  [
    "a dangling $ref",
    'schemas/Scene" }',
    'schemas/Sceen" }',
    '"#/components/schemas/Sceen"',
    /\$ref leads nowhere: #\/components\/schemas\/Sceen/,
    /^write #\/components\/schemas\/Scene$/,
  ],
  [
    "a $ref out of the document",
    '"#/components/schemas/Scene"',
    '"other.yaml#/Scene"',
    '"other.yaml',
    /leads out of this document/,
    /components/,
  ],
  ["an unknown keyword", "maxLength: 9", "longest: 9", "longest", /unknown keyword "longest"/, /remove it, or name it x-/],
  ["a misspelled keyword", "maxLength: 9", "maxLenght: 9", "maxLenght", /unknown keyword "maxLenght"/, /^write maxLength$/],
  ["a misspelled extension", "x-unit: px", "x-untis: px", "x-untis", /unknown keyword "x-untis"/, /^write x-unit$/],
  ["a refused keyword", "maxLength: 9", "nullable: true", "nullable", /nullable is not supported/, /type: \[string, 'null'\]/],
  [
    "another refused keyword",
    "maxLength: 9",
    "unevaluatedProperties: false",
    "unevaluatedProperties",
    /not supported \(Core 11\.3\)/,
    /additionalProperties: false/,
  ],
  ["a length that is a text", "maxLength: 9", 'maxLength: "9"', '"9"', /maxLength must be a whole number/, /for example 64/],
  [
    "a type that is none",
    "type: string, description: Title.",
    "type: text, description: Title.",
    "text",
    /type must be a type/,
    /type: string/,
  ],
  ["a pattern that is none", "maxLength: 9", "pattern: '('", "'('", /pattern is not a regular expression/, /u flag/],
  [
    "a format nobody checks",
    "maxLength: 9",
    "format: colour, x-format-assertion: true",
    "true }\n",
    /nobody checks the format colour/,
    /date-time/,
  ],
  ["required that is no list", "required: [width]", "required: width", "width\n", /required must be a list/, /for example/],
  [
    "a schema that is a text",
    "Scene:\n      type: object",
    "Scene:\n      items: string\n      type: object",
    "string\n",
    /items must be a schema/,
    /\{ type: string \}/,
  ],
  [
    "a component name",
    /Scene/g,
    "Scène",
    "type: object\n      description: A scene.",
    /component name "Scène" is no identifier/,
    /letters and digits/,
  ],
  [
    "a component name of TypeScript's",
    /Scene/g,
    "Record",
    "type: object\n      description: A scene.",
    /name Record cannot be used/,
    /another name/,
  ],
  [
    "a schema that asks itself",
    "description: A scene.",
    'description: A scene.\n      allOf: [{ $ref: "#/components/schemas/Scene" }]',
    '"#/components/schemas/Scene" }]',
    /refers to itself about the same value/,
    /below properties/,
  ],
  ["a misspelled field in a rule", FORMAT, '"[self.widht, self.height] in formats"', '"[self.widht', /no property widht/, /^write width$/],
  ["a syntax fault in a rule", FORMAT, '"self.width >"', '"self.width >"', /not a CEL expression/, /Common Expression Language/],
  [
    "an optional without a guard",
    FORMAT,
    "self.state == 'DONE'",
    "self.state == 'DONE'",
    /self\.state may be absent/,
    /!has\(self\.state\)/,
  ],
  ["wrong types in a rule", FORMAT, "self.width > 5.0", "self.width > 5.0", /cannot join int and double/, /same type/],
  [
    "a duplicate rule id",
    "      description: A scene.",
    "      description: A scene.\n      x-validations: [{ id: film-format, rule: 'true', message: m, severity: error, source: s }]",
    "film-format, rule",
    /rule id film-format is taken by \/components\/schemas\/Film/,
    /id of its own/,
  ],
  [
    "a constant without a source",
    "description: Sizes of a film., source: Table 2,",
    "description: Sizes of a film.,",
    "{ description: Sizes",
    /needs description, source and value/,
    /all three/,
  ],
  ["no operationId", "      operationId: showFilm\n", "", "summary: One film", /no usable operationId/, /camelCase/],
  [
    "an operationId of JavaScript's",
    "operationId: showFilm",
    "operationId: delete",
    "delete",
    /name delete cannot be used/,
    /another name/,
  ],
  [
    "a duplicate operationId",
    "components:\n",
    "  /other:\n    get: { operationId: showFilm, responses: { '204': { description: d } } }\ncomponents:\n",
    "showFilm, responses",
    /operationId showFilm is taken/,
    /name of its own/,
  ],
  [
    "a missing path parameter",
    "name: film_id, in: path",
    "name: id, in: path",
    "operationId: showFilm",
    /path parameter film_id is not described/,
    /parameters/,
  ],
  [
    "a parameter without a type",
    "schema: { type: string, maxLength: 8 }",
    "schema: { maxLength: 8 }",
    "{ maxLength: 8 }",
    /no single type that can travel/,
    /type: string/,
  ],
  [
    "a nameless body",
    '{ schema: { $ref: "#/components/schemas/Film" },',
    "{ schema: { type: object },",
    "{ type: object }",
    /schema of a body has no name/,
    /components\/schemas/,
  ],
  ["no responses", /responses:[\s\S]*(?=components:)/, "\n", "operationId", /has no responses/, /at least one/],
  [
    "a constraint that nothing asks",
    "maxLength: 9",
    "then: { maxLength: 9 }",
    "9 }",
    /nothing enforces maxLength/,
    /remove the constraint/,
  ],
];

describe("a broken contract tells where, what and how to fix it", () => {
  test.each(ROWS)("%s", (_, from, to, where, message, fix) => {
    const text = FILMS.replace(from, () => to);
    expect(text).not.toBe(FILMS);
    const faults = faultsOf(text);
    const fault = faults.find((each) => message.test(each.message));
    expect(fault, faults.map(formatDiagnostic).join("\n")).toBeDefined();
    if (!fault) return;
    expect(fault.fix).toMatch(fix);
    const before = text.slice(0, text.indexOf(where) + (where.startsWith("\n") ? 1 : 0)).split("\n");
    expect(`${fault.line}`).toBe(`${before.length}`);
    expect(formatDiagnostic(fault)).toMatch(/^contract\.yaml:\d+:\d+: .+\n(?: {4}.*\n {4} *\^\n)? {4}fix: .+$/);
  });

  test("the films as they stand have none", () => {
    expect(faultsOf(FILMS)).toEqual([]);
  });

  test("columns point at the value, or at the key that is at fault", () => {
    const [fault] = faultsOf(FILMS.replace("maxLength: 9", "maxLenght: 9"));
    const line = FILMS.split("\n")[(fault?.line ?? 0) - 1] ?? "";
    expect(line.indexOf("maxLength") + 1).toBe(fault?.column);
    const [value] = faultsOf(FILMS.replace("maxLength: 9", "maxLength: nine"));
    expect(line.indexOf("maxLength: ") + "maxLength: ".length + 1).toBe(value?.column);
  });

  test("a caret stands under the fault of a rule, also in a text of several lines", () => {
    const rule = "|\n            self.width > 5 &&\n            self.hieght > 5";
    const [fault] = faultsOf(FILMS.replace(FORMAT, rule));
    expect(fault?.excerpt).toBe("self.hieght > 5\n     ^");
  });

  test("every fault is told, in the order of the document, each once", () => {
    const text = FILMS.replace("minimum: 1,", "minimun: 1,")
      .replace("maxLength: 9", "maxLenght: 9")
      .replace("default: 1080", "default: 1080, minLenght: 5");
    expect(faultsOf(text).map(({ fix }) => fix)).toEqual(["write minimum", "write minLength", "write maxLength"]);
  });
});

describe("documents that are none", () => {
  const TEXTS: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    ["nothing", "", /an OpenAPI document is an object/],
    ["a text", "hello", /an OpenAPI document is an object/],
    ["a list", "- 1", /an OpenAPI document is an object/],
    ["two documents", "a: 1\n---\nb: 2", /multiple documents/],
    ["an alias of nothing", "a: *b", /Unresolved alias/],
    ["an alias inside of what it names", "openapi: 3.1.0\na: &a [*a]", /inside of what it names/],
    [
      "aliases without end",
      ["a: &a [x,x,x,x,x,x,x,x,x,x]", ..."bcdefgh".split("").map((k, i) => `${k}: &${k} [${`*${"abcdefgh"[i]},`.repeat(9)}]`)].join("\n"),
      /expand without end/,
    ],
    ["endless lists", `a: ${"[".repeat(50_000)}`, /nested too deeply|well-formed/],
    ["endless objects", `a: ${"{ not: ".repeat(1000)}1${"}".repeat(1000)}`, /nested/],
    ["binary data", "openapi: 3.1.0\na: !!binary aGVsbG8=", /JSON does not have/],
    ["a set", "openapi: 3.1.0\na: !!set { b, c }", /JSON does not have/],
    ["control characters", "\u0000\u0001", /./],
  ];
  test.each(TEXTS)("%s", (_, text, message) => {
    const [fault] = faultsOf(text);
    expect(fault?.message).toMatch(message);
    expect(fault?.line).toBeGreaterThan(0);
    expect(fault?.column).toBeGreaterThan(0);
    expect(fault?.fix).not.toBe("");
  });
});
