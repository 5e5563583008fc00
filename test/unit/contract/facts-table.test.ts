import { expect, test } from "vitest";
import { contract, object, schemas } from "../../helpers/contract.js";

const facts = Object.entries(object(contract, "x-facts")).map(
  ([id, fact]) => ({ id, ...object(fact) }) as { id: string; held?: string[]; open?: string },
);
const BOUNDS = ["minimum", "maximum", "minLength", "maxLength", "enum", "default"];

test("every property with a bound, values or a default is the matter of exactly one documented constraint", () => {
  const created = ["OutputAssetConfig", "ActionConfig"];
  const bounded = Object.entries(schemas)
    .filter(([name, schema]) => object(schema)["x-table"] !== "none" || created.includes(name))
    .flatMap(([component, schema]) =>
      Object.entries(object(object(schema).properties ?? {}))
        .filter(([, property]) => BOUNDS.some((keyword) => object(property)[keyword] !== undefined))
        .map(([property]) => `${component}.${property}`),
    );
  const held = facts.flatMap(({ held = [] }) => held).filter((place) => place.includes("."));
  expect(held.sort()).toEqual(bounded.sort());
});

test("parameters and headers are held where the page gives them a form", () => {
  const named = facts.flatMap(({ id, held = [] }) => held.filter((place) => !place.includes(".")).map((place) => `${id} ${place}`));
  expect(named).toEqual([
    "R-01 ShowScript",
    "R-02 SignatureDate",
    "R-03 AppUserId",
    "R-50 ListOffset",
    "R-50 ListLimit",
    ...["Token", "Signature", "SignatureDate", "SignatureProject"].map((name) => `C-17 ${name}`),
  ]);
});

test("these constraints are not held, or not in full, and say why", () => {
  const open = facts.filter(({ open }) => open !== undefined).map(({ id }) => id);
  const creation = ["X-08", "X-10", "X-11"];
  const account = ["C-05", "X-09", "A-05", "A-07", "A-09", "A-10"];
  expect(open.sort()).toEqual([...creation, ...account].sort());
});
