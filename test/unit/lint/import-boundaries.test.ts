import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { findViolations } from "../../../scripts/lint/import-boundaries.js";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Returns the violations in a repository with these files. */
function found(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "import-boundaries-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return findViolations(folder).map(({ file, line, imports }) => `${file}:${line} ${imports}`);
}

describe("reports imports that the layer does not allow", () => {
  test.each([
    ["src/core/a.ts", 'import "../http/b.js";', "../http/b.js"],
    ["src/core/a.ts", 'import { x } from "openapi-fetch";', "openapi-fetch"],
    ["generated/a.ts", 'export * from "../src/http/b.js";', "../src/http/b.js"],
    ["generated/a.ts", 'import fs from "node:fs";', "node:fs"],
    ["src/http/a.ts", 'import type { X } from "../../scripts/codegen/x.js";', "../../scripts/codegen/x.js"],
    ["src/http/a.ts", 'import { createHash } from "crypto";', "crypto"],
    ["src/http/a.ts", 'const x = await import("left-pad");', "left-pad"],
    ["scripts/codegen/a.ts", 'import { x } from "../docs/x.js";', "../docs/x.js"],
    ["scripts/codegen/a.ts", 'import { x } from "../../generated/x.js";', "../../generated/x.js"],
    ["scripts/lint/a.ts", 'import { x } from "../rules/x.js";', "../rules/x.js"],
    ["scripts/docs/a.ts", 'import { x } from "../../src/x.js";', "../../src/x.js"],
    ["examples/a.ts", 'import { x } from "../src/index.js";', "../src/index.js"],
    ["bench/a.ts", 'import { x } from "../generated/x.js";', "../generated/x.js"],
  ])("%s: %s", (file, text, to) => expect(found({ [file]: `// first line\n${text}\n` })).toEqual([`${file}:2 ${to}`]));

  test("with file, line and allowed imports", () => {
    const folder = mkdtempSync(join(tmpdir(), "import-boundaries-"));
    folders.push(folder);
    mkdirSync(join(folder, "generated"));
    writeFileSync(join(folder, "generated/a.ts"), '\n\nimport "./b.js";\nimport "../src/c.js";\n');
    expect(findViolations(folder)).toEqual([
      { file: "generated/a.ts", line: 4, imports: "../src/c.js", allowed: "generated/, src/core/, src/validation/, openapi-fetch" },
    ]);
  });
});

test("reports Node layers that src/index.ts imports transitively", () => {
  const files = {
    "src/index.ts": 'export * from "./client.js";',
    "src/client.ts": 'import "./deep/a.js";',
    "src/deep/a.ts": '\nimport "../node/profile.js";',
    "src/node/profile.ts": 'import "node:fs";',
  };
  expect(found(files)).toEqual(["src/deep/a.ts:2 ../node/profile.js"]);
});

test("accepts allowed imports", () => {
  const files = {
    "src/core/a.ts": 'import "./b.js";',
    "generated/a.ts": 'import "../src/core/a.js"; import type { X } from "openapi-fetch";',
    "src/node/a.ts": 'import "node:fs"; import "../../generated/a.js";',
    "src/sandbox/server.ts": 'import "node:http"; import "./index.js";',
    "scripts/codegen/emit/a.ts": 'import "ts-morph"; import "../model/a.js"; import "../../../src/core/a.js";',
    "examples/a.ts": 'import "metastudio-video/validators";',
  };
  expect(found(files)).toEqual([]);
});

test("this repository has no violations", () => expect(findViolations(fileURLToPath(new URL("../../../", import.meta.url)))).toEqual([]));
