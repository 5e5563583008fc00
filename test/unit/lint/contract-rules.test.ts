import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { parse, stringify } from "yaml";
import { hasNestedQuantifier } from "../../../scripts/codegen/parse/pattern.js";
import { contractRules } from "../../../scripts/lint/contract-rules.js";
import { readIgnoredExamples } from "../../../scripts/lint/redocly.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const valid = readFileSync(new URL("../../fixtures/lint-valid.yaml", import.meta.url), "utf8");

/** The rule that must report an invalid document, a name, the expected path, and the changes to the valid document. */
type InvalidDocument = readonly [rule: string, name: string, where: string, changes: Readonly<Record<string, unknown>>];

const FILM = "components.schemas.Film";
const GET = "paths./films/{film_id}.get";

const invalid: readonly InvalidDocument[] = [
  [
    "require-description",
    "property without description",
    `${FILM}.properties.width`,
    { [`${FILM}.properties.width.description`]: undefined },
  ],
  [
    "require-description",
    "property with a blank description",
    `${FILM}.properties.width`,
    { [`${FILM}.properties.width.description`]: " " },
  ],
  [
    "require-description",
    "component without description",
    "components.schemas.Problem",
    { "components.schemas.Problem.description": undefined },
  ],
  ["require-description", "parameter without description", `${GET}.parameters.0`, { [`${GET}.parameters.0.description`]: undefined }],
  [
    "require-description",
    "header without description",
    "components.headers.RequestId",
    { "components.headers.RequestId.description": undefined },
  ],
  [
    "require-description",
    "default response without description",
    `${GET}.responses.default`,
    { [`${GET}.responses.default`]: { "x-table": 1 } },
  ],
  ["require-description", "operation without description", GET, { [`${GET}.description`]: undefined }],
  ["require-description", "server without description", "servers.0", { "servers.0.description": undefined }],
  [
    "no-property-refs",
    "reference to a property",
    `${FILM}.properties.color.$ref`,
    { [`${FILM}.properties.color`]: { $ref: "#/components/schemas/Film/properties/title", description: "d" } },
  ],
  [
    "require-bounds",
    "string without maxLength",
    `${FILM}.properties.color`,
    { [`${FILM}.properties.color`]: { type: "string", description: "d" } },
  ],
  ["require-bounds", "integer without maximum", `${FILM}.properties.width`, { [`${FILM}.properties.width.maximum`]: undefined }],
  ["require-bounds", "array without maxItems", `${FILM}.properties.notes`, { [`${FILM}.properties.notes.x-unbounded`]: undefined }],
  [
    "require-bounds",
    "one of two types without bounds",
    `${FILM}.properties.width`,
    { [`${FILM}.properties.width.type`]: ["integer", "string"] },
  ],
  ["require-bounds", "boolean x-unbounded", `${FILM}.properties.notes.x-unbounded`, { [`${FILM}.properties.notes.x-unbounded`]: true }],
  [
    "require-bounds",
    "x-unbounded with bounds",
    `${FILM}.properties.width.x-unbounded`,
    { [`${FILM}.properties.width.x-unbounded`]: "why not" },
  ],
  ["require-bounds", "parameter without maxLength", `${GET}.parameters.0.schema`, { [`${GET}.parameters.0.schema.maxLength`]: undefined }],
  ["require-x-table", "component without x-table", FILM, { [`${FILM}.x-table`]: undefined }],
  ["require-x-table", "parameter without x-table", `${GET}.parameters.0`, { [`${GET}.parameters.0.x-table`]: undefined }],
  ["require-x-table", "header without x-table", "components.headers.RequestId", { "components.headers.RequestId.x-table": undefined }],
  ["require-x-table", "response without x-table", `${GET}.responses.200`, { [`${GET}.responses.200.x-table`]: undefined }],
  ["require-x-table", "x-table: none without x-source", "components.schemas.Problem", { "components.schemas.Problem.x-source": undefined }],
  ["require-x-table", "string as x-table", `${FILM}.x-table`, { [`${FILM}.x-table`]: "Table 2" }],
  [
    "require-enum-descriptions",
    "value without description",
    `${FILM}.properties.state.enum`,
    { [`${FILM}.properties.state.x-enumDescriptions.DONE`]: undefined },
  ],
  [
    "require-enum-descriptions",
    "description without value",
    `${FILM}.properties.state.x-enumDescriptions.GONE`,
    { [`${FILM}.properties.state.x-enumDescriptions.GONE`]: "removed" },
  ],
  [
    "require-enum-descriptions",
    "alias of an unknown value",
    `${FILM}.properties.state.x-aliases.FINISHED`,
    { [`${FILM}.properties.state.x-aliases.FINISHED`]: "OVER" },
  ],
  [
    "require-enum-descriptions",
    "alias that is an enum value",
    `${FILM}.properties.state.x-aliases.DONE`,
    { [`${FILM}.properties.state.x-aliases.DONE`]: "RUNNING" },
  ],
  [
    "require-enum-descriptions",
    "SDK value that is an enum value",
    `${FILM}.properties.state.x-sdk-values.DONE`,
    { [`${FILM}.properties.state.x-sdk-values.DONE`]: "known" },
  ],
  ["no-any-of-required", "anyOf", `${FILM}.anyOf.0`, { [`${FILM}.anyOf`]: [{ required: ["width"] }, { properties: { width: {} } }] }],
  ["no-any-of-required", "oneOf", `${FILM}.oneOf.1`, { [`${FILM}.oneOf`]: [{ properties: {} }, { required: ["width"] }] }],
  ["safe-patterns", "nested quantifier", `${FILM}.properties.color.pattern`, { [`${FILM}.properties.color.pattern`]: "^([a-z]+)*$" }],
  ["known-formats", "unknown format", `${FILM}.properties.color.format`, { [`${FILM}.properties.color.format`]: "color" }],
  [
    "known-extensions",
    "misspelled extension",
    `${FILM}.properties.state.x-enumDescription`,
    { [`${FILM}.properties.state.x-enumDescription`]: {} },
  ],
  ["known-extensions", "misspelled extension of an operation", `${GET}.x-repeatble`, { [`${GET}.x-repeatble`]: true }],
  ["require-operation-extensions", "operation without x-role", GET, { [`${GET}.x-role`]: undefined }],
  ["require-operation-extensions", "operation with an unknown x-role", GET, { [`${GET}.x-role`]: "shows" }],
  ["require-operation-extensions", "operation without x-repeatable", GET, { [`${GET}.x-repeatable`]: undefined }],
  [
    "require-request-id",
    "successful response without X-Request-Id",
    `${GET}.responses.200`,
    { [`${GET}.responses.200.headers`]: undefined },
  ],
];

describe("contract rules", () => {
  test.each(invalid.map(([rule, name, where, changes]) => ({ rule, name, where, changes })))("$rule: $name", ({ rule, where, changes }) => {
    const document: unknown = parse(changed(changes));
    const check = contractRules.find(({ id }) => id === rule)?.check;
    expect(check?.(document).map(({ path }) => path.join("."))).toContain(where);
  });

  test("run in Spectral, with the rules for all OpenAPI documents", async () => {
    const folder = mkdtempSync(join(tmpdir(), "contract-rules-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [rule, , where, changes] = invalid[0] as InvalidDocument;
    writeFileSync(join(folder, "valid.yaml"), valid);
    writeFileSync(join(folder, "invalid.yaml"), changed(changes));
    const args = ["lint", join(folder, "*.yaml"), "--ruleset", ".spectral.mjs", "--format", "json", "--quiet"];
    const run = await promisify(execFile)(join(root, "node_modules/.bin/spectral"), args, { cwd: root }).catch((error) => error);
    const diagnostics = (JSON.parse(run.stdout) as { source: string; code: string; path: string[] }[]).map(
      ({ source, code, path }) => `${basename(source)} ${code} ${path.join(".")}`,
    );
    expect(diagnostics).toContain(`invalid.yaml ${rule} ${where}`);
    expect(diagnostics.filter((line) => line.startsWith("valid.yaml"))).toEqual([]);
  });

  test("every rule has an invalid document", () => {
    expect(contractRules.map((rule) => rule.id).filter((id) => !invalid.some(([rule]) => rule === id))).toEqual([]);
  });
});

describe("malformed documents", () => {
  test.each([null, 1, "text", [], { paths: null }, { components: { schemas: { A: null, B: true, C: { properties: 1, allOf: {} } } } }])(
    "accepts %j",
    (document) => {
      for (const { check } of contractRules) expect(Array.isArray(check(document))).toBe(true);
    },
  );

  test("terminates for circular references", () => {
    const document = {
      components: { schemas: { A: { properties: { a: { $ref: "#/components/schemas/B" } } }, B: { $ref: "#/components/schemas/B" } } },
    };
    expect(contractRules.flatMap(({ check }) => check(document)).length).toBeGreaterThan(0);
  });
});

describe("nested quantifiers", () => {
  test.each(["(a+)+", "(a*)*", "(?:x|a+){2,}", "((a+)b)*", "(a{2,})+", "([()]+)*"])("rejects %s", (pattern) =>
    expect(hasNestedQuantifier(pattern)).toBe(true),
  );
  test.each(["^#[0-9A-F]{6}$", "^\\d{8}T\\d{6}Z$", "(a+)?", "(ab)+", "[(+)]*x", "\\(a+\\)+", "(a+)(b+)", "(?:\\d{4}-)+", "(a+){1}"])(
    "accepts %s",
    (pattern) => expect(hasNestedQuantifier(pattern)).toBe(false),
  );
});

/** Applies changes to the valid document. Keys are dotted paths; `undefined` removes the property. */
function changed(changes: Readonly<Record<string, unknown>>): string {
  const document: unknown = parse(valid);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const holder = keys.reduce<Record<string, unknown>>(
      (here, key) => here[key] as Record<string, unknown>,
      document as Record<string, unknown>,
    );
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
  return stringify(document);
}

describe("ignored examples", () => {
  const folder = mkdtempSync(join(tmpdir(), "ignored-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const list = join(folder, "list.yaml");
  const page = join(folder, "discrepancies.md");
  writeFileSync(
    list,
    "openapi.yaml:\n  no-invalid-media-type-examples:\n    - '#/paths/~1x/get/responses/200/content/j/examples/page/value/state'\n    - '#/a/value/video_config/frame_rate'\n",
  );

  test("finds documented pointers", () => {
    writeFileSync(page, "The example has `/state` and `/video_config/frame_rate`.");
    expect(readIgnoredExamples(list, page)).toEqual({ count: 2, undocumented: [] });
  });

  test("reports undocumented pointers", () => {
    writeFileSync(page, "The example has `/state`; /video_config/frame_rate without backticks does not count.");
    expect(readIgnoredExamples(list, page)).toEqual({ count: 2, undocumented: ["/video_config/frame_rate"] });
  });

  test("handles missing files", () => {
    expect(readIgnoredExamples(join(folder, "none.yaml"), join(folder, "none.md"))).toEqual({ count: 0, undocumented: [] });
    expect(readIgnoredExamples(list, join(folder, "none.md")).undocumented).toEqual(["/state", "/video_config/frame_rate"]);
  });
});
