import { describe, expect, test } from "vitest";
import { contract, getObject, getPath, type Json, rules, schemas } from "../helpers/contract.js";
import { issueLines, VIDEO } from "../helpers/contract-issues.js";

/** Documented constraints by id. */
const facts: readonly [string, Json][] = Object.entries(getObject(contract, "x-facts")).map(([id, fact]) => [id, getObject(fact)]);
const upTo = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}-${String(i + 1).padStart(2, "0")}`);

test("has an entry for every documented constraint", () => {
  expect(facts.map(([id]) => id)).toEqual([...upTo("R", 50), ...upTo("C", 18), ...upTo("X", 11), ...upTo("A", 14)]);
});

test("every entry has a text, and is enforced or has a reason why not", () => {
  const ruled = new Set(rules.flatMap(({ facts }) => facts));
  for (const [id, { says, held, open, ...rest }] of facts) {
    expect({ id, says, rest }).toEqual({ id, says: expect.stringMatching(/\S/), rest: {} });
    expect({ id, covered: held !== undefined || open !== undefined || ruled.has(id) }).toEqual({ id, covered: true });
  }
});

test.each(facts.flatMap(([id, { held = [] }]) => (held as string[]).map((path) => ({ id, path }))))(
  "$id is enforced by $path",
  ({ path }) => {
    const [component = "", property] = path.split(".");
    const held = property === undefined ? parameterOrScheme(component) : getPath(schemas, component, "properties", property);
    const keywords = ["minimum", "maximum", "minLength", "maxLength", "enum", "default", "pattern", "x-pattern", "required", "in"];
    expect(keywords.filter((keyword) => getObject(held)[keyword] !== undefined)).not.toEqual([]);
  },
);

test("rules refer to documented constraint ids only", () => {
  const known = new Set(facts.map(([id]) => id));
  const unknown = rules.flatMap(({ id, facts }) =>
    facts.filter((fact) => !known.has(fact) && !/^[GTP]-\d+$/.test(fact)).map((fact) => `${id} ${fact}`),
  );
  expect(unknown).toEqual([]);
});

/** A parameter merged with its schema, or a security scheme. */
function parameterOrScheme(name: string): unknown {
  const parameter = getObject(contract, "components", "parameters")[name];
  return parameter === undefined
    ? getPath(contract, "components", "securitySchemes", name)
    : { ...getObject(parameter), ...getObject(parameter, "schema") };
}

describe("the table of facts", () => {
  const facts = Object.entries(getObject(contract, "x-facts")).map(
    ([id, fact]) => ({ id, ...getObject(fact) }) as { id: string; held?: string[]; open?: string },
  );
  const BOUNDS = ["minimum", "maximum", "minLength", "maxLength", "enum", "default"];

  test("every property with a bound, enum or default belongs to exactly one documented constraint", () => {
    const createSchemas = ["OutputAssetConfig", "ActionConfig"];
    const bounded = Object.entries(schemas)
      .filter(([name, schema]) => getObject(schema)["x-table"] !== "none" || createSchemas.includes(name))
      .flatMap(([component, schema]) =>
        Object.entries(getObject(getObject(schema).properties ?? {}))
          .filter(([, property]) => BOUNDS.some((keyword) => getObject(property)[keyword] !== undefined))
          .map(([property]) => `${component}.${property}`),
      );
    const held = facts.flatMap(({ held = [] }) => held).filter((path) => path.includes("."));
    expect(held.sort()).toEqual(bounded.sort());
  });

  test("constraints of parameters and headers name their component", () => {
    const named = facts.flatMap(({ id, held = [] }) => held.filter((path) => !path.includes(".")).map((path) => `${id} ${path}`));
    expect(named).toEqual([
      "R-01 ShowScript",
      "R-02 SignatureDate",
      "R-03 AppUserId",
      "R-50 ListOffset",
      "R-50 ListLimit",
      ...["Token", "Signature", "SignatureDate", "SignatureProject"].map((name) => `C-17 ${name}`),
    ]);
  });

  test("constraints that are not fully enforced have a reason", () => {
    const open = facts.filter(({ open }) => open !== undefined).map(({ id }) => id);
    const creation = ["X-08", "X-10", "X-11"];
    const account = ["C-05", "X-09", "A-05", "A-07", "A-10"];
    expect(open.sort()).toEqual([...creation, ...account].sort());
  });
});

describe("values of the SDKs", () => {
  test("accepts any file extension for a codec listed by the SDKs only", () => {
    const urlIssues = (output_external_url: string) =>
      issueLines("VideoConfig", { ...VIDEO, codec: "VP9", output_external_url }, "request");
    for (const name of ["video.mp4", "video.webm", "video.mov", "video"]) {
      expect(urlIssues(`https://example.com/${name}`)).toEqual([
        "note output-url-whitelist /output_external_url",
        "warning undocumented /codec",
      ]);
    }
  });
});
