import { readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, test } from "vitest";
import { typeCheck } from "../../../helpers/compile-document.js";
import { schemas } from "../../helpers/contract.js";

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");

test("the types of the contract are those of openapi-typescript, and only Unrecognized is added to them", async () => {
  const theirs = astToString(await openapiTS(read("openapi.yaml"), { defaultNonNullable: false }));
  const ours = read("generated/types.ts");
  const closed = ours.replace(/^import .*Unrecognized.*$/m, "type Unrecognized = never;");
  expect(closed).not.toBe(ours);
  const judge = (conversion: (name: string) => string): string =>
    [
      'import type * as Ours from "./types.js";',
      'import type { components as Theirs } from "./theirs.js";',
      ...Object.keys(schemas).map((name) => `export const ${name} = ${conversion(name)} => value;`),
    ].join("\n");
  const files = new Map([
    ["types.ts", closed],
    ["theirs.ts", theirs],
    ["to-ours.ts", judge((name) => `(value: Theirs["schemas"]["${name}"]): Ours.${name}`)],
    ["to-theirs.ts", judge((name) => `(value: Ours.${name}): Theirs["schemas"]["${name}"]`)],
  ]);
  expect(typeCheck(new Map([["types", files]]))).toEqual([]);
});
