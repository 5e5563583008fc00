import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { runMutants } from "../../mutation/documents/run.js";

/** DOCUMENTS_SEED overrides the seed, which the name of the test contains. */
const SEED = Number(process.env.DOCUMENTS_SEED ?? 20251208);

test(`12 mutants of the contract compile, or have located diagnostics (seed ${SEED})`, async () => {
  const document = parse(readFileSync(new URL("../../../openapi.yaml", import.meta.url), "utf8")) as Record<string, unknown>;
  const { compiled, refused, failures } = await runMutants([{ name: "openapi", document, count: 12 }], SEED);
  expect(failures).toEqual([]);
  expect(compiled + refused).toBe(12);
});
