import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { houseRules } from "../../../scripts/lint/contract-rules/index.js";
import { repeatsInside } from "../../../scripts/lint/contract-rules/safe-patterns.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const good = readFileSync(new URL("../../fixtures/lint-valid.yaml", import.meta.url), "utf8");

/** A document with one fault: the rule that must see it, where, and what to change in the good one. */
type Broken = readonly [rule: string, name: string, where: string, changes: Readonly<Record<string, unknown>>];

const FILM = "components.schemas.Film";
const RULE = `${FILM}.x-validations.0`;
const GET = "paths./films/{film_id}.get";

const broken: readonly Broken[] = [
  ["described", "a property without description", `${FILM}.properties.width`, { [`${FILM}.properties.width.description`]: undefined }],
  ["described", "a property with a blank one", `${FILM}.properties.width`, { [`${FILM}.properties.width.description`]: " " }],
  ["described", "a component", "components.schemas.Problem", { "components.schemas.Problem.description": undefined }],
  ["described", "a parameter", `${GET}.parameters.0`, { [`${GET}.parameters.0.description`]: undefined }],
  ["described", "a header", "components.headers.RequestId", { "components.headers.RequestId.description": undefined }],
  ["described", "an operation", GET, { [`${GET}.description`]: undefined }],
  ["described", "a server", "servers.0", { "servers.0.description": undefined }],
  [
    "bounded",
    "a string without length",
    `${FILM}.properties.colour`,
    { [`${FILM}.properties.colour`]: { type: "string", description: "d" } },
  ],
  ["bounded", "an integer without maximum", `${FILM}.properties.width`, { [`${FILM}.properties.width.maximum`]: undefined }],
  ["bounded", "an array", `${FILM}.properties.notes`, { [`${FILM}.properties.notes.x-unbounded`]: undefined }],
  ["bounded", "one of two types", `${FILM}.properties.width`, { [`${FILM}.properties.width.type`]: ["integer", "string"] }],
  ["bounded", "a reason that is a flag", `${FILM}.properties.notes.x-unbounded`, { [`${FILM}.properties.notes.x-unbounded`]: true }],
  ["bounded", "a reason beside bounds", `${FILM}.properties.width.x-unbounded`, { [`${FILM}.properties.width.x-unbounded`]: "why not" }],
  ["bounded", "a parameter", `${GET}.parameters.0.schema`, { [`${GET}.parameters.0.schema.maxLength`]: undefined }],
  ["table-named", "a component without table", FILM, { [`${FILM}.x-table`]: undefined }],
  ["table-named", "a parameter", `${GET}.parameters.0`, { [`${GET}.parameters.0.x-table`]: undefined }],
  ["table-named", "a header", "components.headers.RequestId", { "components.headers.RequestId.x-table": undefined }],
  ["table-named", "a response", `${GET}.responses.200`, { [`${GET}.responses.200.x-table`]: undefined }],
  ["table-named", "none without source", "components.schemas.Problem", { "components.schemas.Problem.x-source": undefined }],
  ["table-named", "a text", `${FILM}.x-table`, { [`${FILM}.x-table`]: "Table 2" }],
  [
    "enum-explained",
    "a value without meaning",
    `${FILM}.properties.state.enum`,
    { [`${FILM}.properties.state.x-enumDescriptions.DONE`]: undefined },
  ],
  [
    "enum-explained",
    "a meaning without value",
    `${FILM}.properties.state.x-enumDescriptions.GONE`,
    { [`${FILM}.properties.state.x-enumDescriptions.GONE`]: "it is gone" },
  ],
  [
    "enum-explained",
    "an alias to nowhere",
    `${FILM}.properties.state.x-aliases.FINISHED`,
    { [`${FILM}.properties.state.x-aliases.FINISHED`]: "OVER" },
  ],
  [
    "enum-explained",
    "an alias that is a value",
    `${FILM}.properties.state.x-aliases.DONE`,
    { [`${FILM}.properties.state.x-aliases.DONE`]: "RUNNING" },
  ],
  [
    "enum-explained",
    "an SDK value in the enum",
    `${FILM}.properties.state.x-sdk-values.DONE`,
    { [`${FILM}.properties.state.x-sdk-values.DONE`]: "known" },
  ],
  [
    "rule-ids",
    "an id twice",
    "components.schemas.Sound.x-validations.0.id",
    { "components.schemas.Sound.x-validations": [rule({ id: "film-size" })] },
  ],
  ["rule-ids", "an id in camelCase", `${RULE}.id`, { [`${RULE}.id`]: "filmSize" }],
  ["rule-complete", "no source", RULE, { [`${RULE}.source`]: undefined }],
  ["rule-complete", "no message", RULE, { [`${RULE}.message`]: undefined }],
  ["rule-complete", "a third severity", `${RULE}.severity`, { [`${RULE}.severity`]: "info" }],
  ["rule-complete", "a misspelled field", `${RULE}.fieldpath`, { [`${RULE}.fieldpath`]: ".width" }],
  ["rule-complete", "a fix without value", `${RULE}.fixes.0`, { [`${RULE}.fixes`]: [{ fieldPath: ".width" }] }],
  ["rule-complete", "an empty list", `${FILM}.x-validations`, { [`${FILM}.x-validations`]: [] }],
  ["no-nullable", "nullable", "components.schemas.Sound.nullable", { "components.schemas.Sound.nullable": true }],
  ["no-any-of-required", "anyOf", `${FILM}.anyOf.0`, { [`${FILM}.anyOf`]: [{ required: ["width"] }, { properties: { width: {} } }] }],
  ["no-any-of-required", "oneOf", `${FILM}.oneOf.1`, { [`${FILM}.oneOf`]: [{ properties: {} }, { required: ["width"] }] }],
  ["pattern-safe", "a nested quantifier", `${FILM}.properties.colour.pattern`, { [`${FILM}.properties.colour.pattern`]: "^([a-z]+)*$" }],
  ["pattern-safe", "no length beside it", `${FILM}.properties.colour.pattern`, { [`${FILM}.properties.colour.maxLength`]: undefined }],
  ["pattern-safe", "a broken pattern", `${FILM}.properties.colour.pattern`, { [`${FILM}.properties.colour.pattern`]: "(" }],
  ["format-known", "an unknown format", `${FILM}.properties.colour.format`, { [`${FILM}.properties.colour.format`]: "colour" }],
  [
    "extension-known",
    "a misspelled extension",
    `${FILM}.properties.state.x-enumDescription`,
    { [`${FILM}.properties.state.x-enumDescription`]: {} },
  ],
  ["extension-known", "on an operation", `${GET}.x-repeatble`, { [`${GET}.x-repeatble`]: true }],
  ["operation-marked", "an operation without the mark", GET, { [`${GET}.x-repeatable`]: undefined }],
  ["request-id", "a good answer without its number", `${GET}.responses.200`, { [`${GET}.responses.200.headers`]: undefined }],
];

describe("the house rules, run by Spectral", () => {
  const folder = mkdtempSync(join(tmpdir(), "house-rules-"));
  const findings = new Map<string, string[]>();
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(async () => {
    writeFileSync(join(folder, "good.yaml"), good);
    for (const [index, [, , , changes]] of broken.entries()) writeFileSync(join(folder, `${index}.yaml`), changed(changes));
    const files = ["good", ...broken.keys()].map((name) => join(folder, `${name}.yaml`));
    const args = ["lint", ...files, "--ruleset", ".spectral.mjs", "--format", "json", "--quiet"];
    const run = await promisify(execFile)(join(root, "node_modules/.bin/spectral"), args, { cwd: root, maxBuffer: 1e8 }).catch(
      (error) => error,
    );
    for (const { code, path, source } of JSON.parse(run.stdout)) {
      const name = String(source).slice(folder.length + 1, -".yaml".length);
      findings.set(name, [...(findings.get(name) ?? []), `${code} ${path.join(".")}`]);
    }
  });

  test("say nothing about a good document", () => expect(findings.get("good")).toBeUndefined());

  test.each(broken.map(([rule, name, where], index) => ({ rule, name, where, index })))("$rule sees $name", ({ rule, where, index }) => {
    expect(findings.get(String(index))).toContain(`${rule} ${where}`);
  });

  test("each has a document that breaks it", () => {
    expect(houseRules.map((rule) => rule.id).filter((id) => !broken.some(([rule]) => rule === id))).toEqual([]);
  });
});

describe("a document of any shape", () => {
  test.each([null, 1, "text", [], { paths: null }, { components: { schemas: { A: null, B: true, C: { properties: 1, allOf: {} } } } }])(
    "%j is borne",
    (document) => {
      for (const { check } of houseRules) expect(Array.isArray(check(document))).toBe(true);
    },
  );

  test("a $ref in a circle ends", () => {
    const document = {
      components: { schemas: { A: { properties: { a: { $ref: "#/components/schemas/B" } } }, B: { $ref: "#/components/schemas/B" } } },
    };
    expect(houseRules.flatMap(({ check }) => check(document)).length).toBeGreaterThan(0);
  });
});

describe("nested quantifiers", () => {
  test.each(["(a+)+", "(a*)*", "(?:x|a+){2,}", "((a+)b)*", "(a{2,})+", "([()]+)*"])("%s is refused", (pattern) =>
    expect(repeatsInside(pattern)).toBe(true),
  );
  test.each(["^#[0-9A-F]{6}$", "^\\d{8}T\\d{6}Z$", "(a+)?", "(ab)+", "[(+)]*x", "\\(a+\\)+", "(a+)(b+)", "(?:\\d{4}-)+", "(a+){1}"])(
    "%s is good",
    (pattern) => expect(repeatsInside(pattern)).toBe(false),
  );
});

function rule(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { id: "a-rule", rule: "true", message: "m", severity: "error", source: "Table 1", ...fields };
}

/** The good document with some places changed; `undefined` takes a place out. Places are dotted, as in the table above. */
function changed(changes: Readonly<Record<string, unknown>>): string {
  const document: unknown = parse(good);
  for (const [place, value] of Object.entries(changes)) {
    const keys = place.split(".");
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
