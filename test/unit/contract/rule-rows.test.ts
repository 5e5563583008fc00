import { expect, test } from "vitest";
import { golden, object, schemas } from "../../helpers/contract.js";

/** One row of the golden list of rules: what users, pages and constraints show of a rule. */
interface Row {
  readonly id: string;
  readonly component: string;
  readonly severity: string;
  readonly reason: string;
  readonly source: string;
  readonly facts: readonly string[];
  readonly message: string;
}

const rows = golden("rules") as readonly Row[];
const found = Object.entries(schemas).flatMap(([component, schema]) =>
  ((object(schema)["x-validations"] ?? []) as readonly Readonly<Record<string, unknown>>[]).map((rule) => ({ component, ...rule })),
);

test("the rules are those of the list, in its order", () => {
  expect(found.map((rule) => (rule as unknown as Row).id)).toEqual(rows.map(({ id }) => id));
});

test.each(rows)("the rule $id says what the list says, and how to fix it", (row) => {
  expect(found.find((rule) => (rule as unknown as Row).id === row.id)).toMatchObject({ ...row, hint: expect.stringMatching(/\S/) });
});
