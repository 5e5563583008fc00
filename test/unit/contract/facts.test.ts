import { expect, test } from "vitest";
import { contract, type Json, object, part, rules, schemas } from "../../helpers/contract.js";

/** What the contract says of each documented constraint. */
const facts: readonly [string, Json][] = Object.entries(object(contract, "x-facts")).map(([id, fact]) => [id, object(fact)]);
const upTo = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}-${String(i + 1).padStart(2, "0")}`);

test("every documented constraint has its entry", () => {
  expect(facts.map(([id]) => id)).toEqual([...upTo("R", 50), ...upTo("C", 18), ...upTo("X", 11), ...upTo("A", 11)]);
});

test("every entry says what is expected, and who holds it or why nobody does", () => {
  const ruled = new Set(rules.flatMap(({ facts }) => facts));
  for (const [id, { says, held, open, ...rest }] of facts) {
    expect({ id, says, rest }).toEqual({ id, says: expect.stringMatching(/\S/), rest: {} });
    expect({ id, told: held !== undefined || open !== undefined || ruled.has(id) }).toEqual({ id, told: true });
  }
});

test.each(facts.flatMap(([id, { held = [] }]) => (held as string[]).map((place) => ({ id, place }))))(
  "$id is held by $place",
  ({ place }) => {
    const [component = "", property] = place.split(".");
    const held = property === undefined ? named(component) : part(schemas, component, "properties", property);
    const keywords = ["minimum", "maximum", "minLength", "maxLength", "enum", "default", "pattern", "x-pattern", "required", "in"];
    expect(keywords.filter((keyword) => object(held)[keyword] !== undefined)).not.toEqual([]);
  },
);

test("rules name no source id that is told nowhere", () => {
  const told = new Set(facts.map(([id]) => id));
  const unknown = rules.flatMap(({ id, facts }) =>
    facts.filter((fact) => !told.has(fact) && !/^[GTP]-\d+$/.test(fact)).map((fact) => `${id} ${fact}`),
  );
  expect(unknown).toEqual([]);
});

/** A parameter or a security scheme. */
function named(name: string): unknown {
  const parameter = object(contract, "components", "parameters")[name];
  return parameter === undefined
    ? part(contract, "components", "securitySchemes", name)
    : { ...object(parameter), ...object(parameter, "schema") };
}
