import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as validators from "../../../src/validators.js";
import { blocksOf, runBlock } from "../helpers/markdown-blocks.js";

const page = readFileSync(new URL("../../../docs/validators.md", import.meta.url), "utf8");

test("docs/validators.md shows the actual output of its example", async () => {
  const [code, output] = blocksOf(page);
  expect(await runBlock(code?.text ?? "", { "metastudio-video/validators": validators })).toEqual(output?.text.trimEnd().split("\n"));
});
