import { expect, test } from "vitest";
import { contract, getObject, schemas } from "../helpers/contract.js";

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
