import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findUnplainWords } from "../../../scripts/lint/plain-words.js";

test("reports each listed word with its position, in any case, and no part of another word", () => {
  const folder = `${mkdtempSync(join(tmpdir(), "words-"))}/`;
  try {
    writeFileSync(`${folder}a.md`, "Fine.\nNobody mends it; kind, skinny and recommended are fine.\n");
    writeFileSync(`${folder}b.ts`, "// has a lock of its own\n");
    writeFileSync(`${folder}c.png`, "nobody");
    expect(findUnplainWords(folder, ["a.md", "b.ts", "c.png"])).toEqual([
      'a.md:2:1 "Nobody"',
      'a.md:2:8 "mends"',
      'b.ts:1:15 "of its own"',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
