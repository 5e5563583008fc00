import { expect, test } from "vitest";
import { getObject, readGolden, schemas } from "../helpers/contract.js";

/** One row of the golden list of rules. */
interface Row {
  readonly id: string;
  readonly component: string;
  readonly severity: string;
  readonly reason: string;
  readonly source: string;
  readonly facts: readonly string[];
  readonly message: string;
}

const rows = readGolden("rules") as readonly Row[];
const actual = Object.entries(schemas).flatMap(([component, schema]) =>
  ((getObject(schema)["x-validations"] ?? []) as readonly Readonly<Record<string, unknown>>[]).map((rule) => ({ component, ...rule })),
);

test("the rules are those of the golden list, in the same order", () => {
  expect(actual.map((rule) => (rule as unknown as Row).id)).toEqual(rows.map(({ id }) => id));
});

test.each(rows)("rule $id matches the golden list and has a hint", (row) => {
  expect(actual.find((rule) => (rule as unknown as Row).id === row.id)).toMatchObject({ ...row, hint: expect.stringMatching(/\S/) });
});
