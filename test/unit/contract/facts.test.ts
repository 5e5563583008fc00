import { expect, test } from "vitest";
import { contract, getObject, getPath, type Json, rules, schemas } from "../helpers/contract.js";

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
