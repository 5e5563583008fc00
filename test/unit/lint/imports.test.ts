import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { checkImports } from "../../../scripts/lint/imports.js";
import { MODULES } from "../../../scripts/lint/modules.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Checks a repository with these files. */
function check(files: Readonly<Record<string, string>>): ReturnType<typeof checkImports> {
  const folder = mkdtempSync(join(tmpdir(), "imports-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return checkImports(folder);
}

test("reports the imports that the list does not allow, with file and line", async () => {
  const target = { "src/http/b.ts": "export const b = 1;", "src/errors.ts": "export class E {}" };
  const { violations } = await check({
    ...target,
    "src/core/a.ts": '// first line\nimport { b } from "../http/b.js";\nexport const a = b;',
    "src/core/package.ts": 'import { x } from "openapi-fetch"; export const y = x;',
    "src/validation/a.ts": 'import type { E } from "../errors.js"; export type F = E;',
    "generated/a.ts": 'export * from "../src/http/b.js";',
    "generated/node.ts": 'import fs from "node:fs"; export const x = fs;',
    "src/http/script.ts": 'import type { X } from "../../scripts/codegen/x.js"; export type Y = X;',
    "src/http/node.ts": 'import { createHash } from "crypto"; export const x = createHash;',
    "src/http/dynamic.ts": 'export const x = () => import("left-pad");',
    "src/tasks/a.ts": 'export * from "../assets/b.js";',
    "src/assets/b.ts": "export const x = 1;",
    "src/sandbox/b.ts": 'export * from "./server.js";',
    "src/sandbox/server.ts": "export const x = 1;",
    "scripts/codegen/x.ts": 'export * from "../docs/x.js"; export interface X {}',
    "scripts/codegen/model/a.ts": 'export * from "../emit/b.js";',
    "scripts/codegen/emit/b.ts": "export const x = 1;",
    "scripts/docs/x.ts": 'export * from "../../src/tasks/a.js";',
    "examples/a.ts": 'export * from "../src/core/a.js";',
    "bench/a.ts": 'export * from "../src/cli/a.js";',
    "src/cli/a.ts": "export const x = 1;",
  });
  expect(violations.map((line) => line.replace(/;.*/, ""))).toEqual([
    "bench/a.ts:1 imports ../src/cli/a.js",
    "examples/a.ts:1 imports ../src/core/a.js",
    "generated/a.ts:1 imports ../src/http/b.js",
    "generated/node.ts:1 imports fs",
    "scripts/codegen/model/a.ts:1 imports ../emit/b.js",
    "scripts/codegen/x.ts:1 imports ../docs/x.js",
    "scripts/docs/x.ts:1 imports ../../src/tasks/a.js",
    "src/core/a.ts:2 imports ../http/b.js",
    "src/core/package.ts:1 imports openapi-fetch",
    "src/http/dynamic.ts:1 imports left-pad",
    "src/http/node.ts:1 imports crypto",
    "src/http/script.ts:1 imports ../../scripts/codegen/x.js",
    "src/sandbox/b.ts:1 imports ./server.js",
    "src/tasks/a.ts:1 imports ../assets/b.js",
    "src/validation/a.ts:1 imports ../errors.js",
  ]);
  expect(violations[2]).toBe(
    "generated/a.ts:1 imports ../src/http/b.js; generated may import src/core, src/validation, package openapi-fetch",
  );
});

describe("reports cycles", () => {
  test("of files, type-only imports included", async () => {
    const { violations } = await check({
      "src/core/a.ts": 'import type { B } from "./b.js"; export interface A { b: B }',
      "src/core/b.ts": 'import type { A } from "./a.js"; export interface B { a: A }',
    });
    expect(violations).toEqual(["src/core/a.ts: import cycle src/core/a.ts → src/core/b.ts → src/core/a.ts"]);
  });

  test("of folders whose files have no cycle", async () => {
    const { violations } = await check({
      "src/sandbox/files/a.ts": 'export * from "../tasks/a.js";',
      "src/sandbox/tasks/a.ts": "export const a = 1;",
      "src/sandbox/tasks/b.ts": 'export * from "../files/b.js";',
      "src/sandbox/files/b.ts": "export const b = 1;",
    });
    expect(violations).toEqual(["src/sandbox/files: import cycle src/sandbox/files → src/sandbox/tasks → src/sandbox/files"]);
  });
});

test("reports Node modules that src/index.ts reaches", async () => {
  const { violations } = await check({
    "src/index.ts": 'export * from "./client.js";',
    "src/client.ts": 'export * from "./tasks/a.js";',
    "src/tasks/a.ts": 'export * from "../node/profile.js";',
    "src/node/profile.ts": 'import fs from "node:fs"; export const x = fs;',
  });
  expect(violations).toContain(
    "src/index.ts: reaches src/node/profile.ts through src/client.ts → src/tasks/a.ts → src/node/profile.ts; src/index.ts must run without Node built-ins",
  );
});

test("reports files that no module contains", async () => {
  const { violations } = await check({ "src/other/a.ts": "export const a = 1;", "src/core/b.ts": "export const b = 1;" });
  expect(violations).toEqual(["src/other/a.ts: in no module of scripts/lint/modules.ts"]);
});

test("accepts allowed imports", async () => {
  const { files, violations } = await check({
    "src/core/a.ts": "export const a = 1;",
    "generated/a.ts": 'export * from "../src/core/a.js"; import type { X } from "openapi-fetch"; export type Y = X;',
    "src/node/a.ts": 'import "node:fs/promises"; import "../../generated/a.js";',
    "src/sandbox/index.ts": "export const x = 1;",
    "src/sandbox/server.ts": 'import "node:http"; import "./index.js";',
    "scripts/codegen/emit/a.ts": 'import "ts-morph"; import "../model/a.js"; import "../../../src/core/a.js";',
    "scripts/codegen/model/a.ts": 'import "yaml";',
    "examples/a.ts": 'import "metastudio-video/validators";',
  });
  expect({ files, violations }).toEqual({ files: 8, violations: [] });
});

describe("the list", () => {
  test("is in import order", () => {
    const seen: string[] = [];
    for (const { path, imports } of MODULES) {
      expect(imports.filter((other) => !seen.includes(other))).toEqual([]);
      seen.push(path);
    }
    expect(new Set(seen).size).toBe(MODULES.length);
  });

  test("names existing files and folders only", () => {
    expect(MODULES.filter(({ path }) => !existsSync(root + path))).toEqual([]);
  });
});
