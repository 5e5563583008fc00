import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { bundle, bundlePrograms, writeLicenses } from "../../../scripts/build/bundle.js";
import { writeContract } from "../../../scripts/build/contract.js";
import { writeDeclarations } from "../../../scripts/build/declarations.js";
import { readEntryPoints, readPrograms } from "../../../scripts/build/entry-points.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const manifest = (exports: Record<string, unknown>) =>
  JSON.stringify({ name: "p", type: "module", sideEffects: false, dependencies: { dep: "1.0.0" }, exports });

const entryPoint = (name: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });

/** Creates a temporary repository with these files. */
function createRepository(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "build-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  cpSync(join(root, "tsconfig.base.json"), join(folder, "tsconfig.base.json"));
  // Without the types of browsers, which take most of the time of a small program.
  writeFileSync(join(folder, "tsconfig.json"), '{ "extends": "./tsconfig.base.json", "compilerOptions": { "types": ["node"] } }');
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

const twoEntryPoints = {
  "package.json": manifest({ ".": entryPoint("index"), "./other": entryPoint("other"), "./package.json": "./package.json" }),
  "src/index.ts": 'export { shared } from "./deep/shared.js";\nexport const one: number = 1;\n',
  "src/other.ts":
    'import { readFileSync } from "node:fs";\nexport { shared } from "./deep/shared.js";\nexport const read = (file: string): string => readFileSync(file, "utf8");\n',
  "src/deep/shared.ts": "/** Shared. */\nexport const shared = { kept: true } as const;\n",
  "src/unused.ts": "export const unused = 1;\n",
};

describe("entry points", () => {
  test("come from package.json, without data files", () => {
    expect(readEntryPoints(createRepository(twoEntryPoints))).toEqual([
      { subpath: ".", source: "src/index.ts", out: "index" },
      { subpath: "./other", source: "src/other.ts", out: "other" },
    ]);
  });

  test("of folders and nested paths have a flat name in dist/", () => {
    const exports = { "./a": entryPoint("a"), "./a/b": entryPoint("a-b") };
    expect(readEntryPoints(createRepository({ "package.json": manifest(exports), "src/a/index.ts": "", "src/a/b.ts": "" }))).toEqual([
      { subpath: "./a", source: "src/a/index.ts", out: "a" },
      { subpath: "./a/b", source: "src/a/b.ts", out: "a-b" },
    ]);
  });

  test.each([
    [entryPoint("gone"), 'exports["./gone"] has no source; expected src/gone.ts or src/gone/index.ts'],
    [{ types: "./lib/a.d.ts", default: "./dist/gone.js" }, 'exports["./gone"] has types ./lib/a.d.ts'],
  ])("must have a source and the expected paths: %j", (target, message) => {
    expect(() => readEntryPoints(createRepository({ "package.json": manifest({ "./gone": target }) }))).toThrow(message);
  });
});

test("bundles one file per entry point and one for shared code, and keeps Node modules external", async () => {
  const folder = createRepository(twoEntryPoints);
  const { files } = await bundle(folder, readEntryPoints(folder));
  expect(files).toBe(3);
  const [index, other] = await Promise.all(["index", "other"].map((name) => import(pathToFileURL(join(folder, `dist/${name}.js`)).href)));
  expect(index.shared).toBe(other.shared);
  expect(other.read(join(folder, "src/unused.ts"))).toBe(twoEntryPoints["src/unused.ts"]);
});

describe("programs", () => {
  const bin = (file: string): string => JSON.stringify({ name: "p", type: "module", bin: { p: file }, dependencies: { dep: "1.0.0" } });

  test("are bundled into one executable file each", async () => {
    const folder = createRepository({
      "package.json": bin("./dist/cli.cjs"),
      "src/cli/index.ts": 'import { word } from "./word.js";\nprocess.stdout.write(word);\n',
      "src/cli/word.ts": 'export const word: string = "hello";\n',
    });
    expect(readPrograms(folder)).toEqual([{ source: "src/cli/index.ts", out: "cli" }]);
    expect((await bundlePrograms(folder, readPrograms(folder))).files).toBe(1);
    expect(readFileSync(join(folder, "dist/cli.cjs"), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(execFileSync(process.execPath, [join(folder, "dist/cli.cjs")], { encoding: "utf8" })).toBe("hello");
  });

  test.each([
    ["18.20.8", 2, /^error: p requires Node 20\.19 or newer; this is Node 18\.20\.8\.\nhint: /],
    ["20.18.3", 2, /requires Node 20\.19/],
    ["9.11.2", 2, /requires Node 20\.19/],
    ["20.19.0", 0, /^$/],
    ["22.0.0", 0, /^$/],
    ["100.0.0", 0, /^$/],
  ])("on Node %s exit with %i, before a module is evaluated", async (version, code, message) => {
    const folder = createRepository({
      "package.json": JSON.stringify({ name: "p", type: "module", bin: { p: "./dist/cli.cjs" }, engines: { node: ">=20.19" } }),
      "src/cli/index.ts": 'import "./word.js";\n',
      "src/cli/word.ts": 'process.stdout.write("evaluated");\n',
    });
    await bundlePrograms(folder, readPrograms(folder));
    writeFileSync(
      join(folder, "old.cjs"),
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: ${JSON.stringify(version)} } });\n`,
    );
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-r", join(folder, "old.cjs"), join(folder, "dist/cli.cjs")], {
      encoding: "utf8",
    });
    expect([status, stdout, stderr]).toEqual([code, code === 0 ? "evaluated" : "", expect.stringMatching(message)]);
  });

  test.each(["./lib/cli.cjs", "./dist/gone.cjs", "./dist/cli.js"])("are rejected without a source file: %s", (file) => {
    expect(() => readPrograms(createRepository({ "package.json": bin(file) }))).toThrow(`bin["p"] is ${file}`);
  });
});

describe("declarations", () => {
  test("are written once: a file for each entry point and one for shared types, with comments", async () => {
    const folder = createRepository(twoEntryPoints);
    await writeDeclarations(folder, readEntryPoints(folder));
    const files = readdirSync(join(folder, "dist"), { recursive: true }).map(String).sort();
    expect(files.map((file) => file.replaceAll("\\", "/"))).toEqual(["chunks", "chunks/shared.d.ts", "index.d.ts", "other.d.ts"]);
    expect(readFileSync(join(folder, "dist/chunks/shared.d.ts"), "utf8")).toContain("/** Shared. */");
    expect(readFileSync(join(folder, "dist/other.d.ts"), "utf8")).toContain("declare const read: (file: string) => string;");
  });

  test("fail with the messages of TypeScript", async () => {
    const folder = createRepository({ ...twoEntryPoints, "src/index.ts": "export const one: string = 1;\n" });
    await expect(writeDeclarations(folder, readEntryPoints(folder))).rejects.toThrow(/src\/index\.ts\(1,14\): error TS2322/);
    expect(existsSync(join(folder, "dist/modules"))).toBe(false);
  });

  test("fail if a type that two entry points use is exported by none", async () => {
    const user = 'import type { Hidden } from "./hidden.js";\nexport const use = (value: Hidden): Hidden => value;\n';
    const folder = createRepository({
      ...twoEntryPoints,
      "src/index.ts": user,
      "src/other.ts": user,
      "src/hidden.ts": "export interface Hidden { readonly a: string }\n",
    });
    await expect(writeDeclarations(folder, readEntryPoints(folder))).rejects.toThrow("private shared type exports");
  });
});

test("writes the contract as equivalent JSON", () => {
  const folder = createRepository({ "openapi.yaml": 'openapi: 3.1.0\ninfo: { version: "0.10", on: yes }\n', "dist/index.js": "" });
  writeContract(folder);
  expect(JSON.parse(readFileSync(join(folder, "dist/openapi.json"), "utf8"))).toEqual({
    openapi: "3.1.0",
    info: { version: "0.10", on: "yes" },
  });
});

describe("licenses of bundled packages", () => {
  test("are listed once per package", () => {
    const folder = createRepository({ "dist/a.js": "" });
    const inputs = [
      "src/a.ts",
      "node_modules/@noble/hashes/legacy.js",
      "node_modules/@noble/hashes/utils.js",
      "node_modules/commander/index.js",
    ];
    expect(writeLicenses(folder, inputs)).toEqual(["node_modules/@noble/hashes", "node_modules/commander"]);
    expect(readFileSync(join(folder, "dist/third-party.txt"), "utf8")).toMatch(
      /^@noble\/hashes\n\n.*MIT[\s\S]*Paul Miller[\s\S]*^commander\n\n/m,
    );
  });

  test("are required", () => {
    const folder = createRepository({ "dist/a.js": "" });
    expect(() => writeLicenses(folder, ["node_modules/.bin/a.js"])).toThrow("is bundled but has no license file");
  });
});

describe("the shipped contract", () => {
  const folder = createRepository({ "openapi.yaml": readFileSync(`${root}openapi.yaml`, "utf8"), "dist/index.js": "" });
  writeContract(folder);
  const [yaml, json] = ["yaml", "json"].map((extension) => readFileSync(join(folder, `dist/openapi.${extension}`), "utf8"));

  test("has no bookkeeping of the maintainers", () => {
    expect(`${yaml}${json}`).not.toMatch(/x-facts|x-table|x-source|x-unbounded|\b[GTP]-\d+\b|facts:|"facts"/);
  });

  test("is the same in both formats, with every rule and enum", () => {
    const [contract, shipped] = [parse(readFileSync(`${root}openapi.yaml`, "utf8")), JSON.parse(json ?? "")];
    expect(parse(yaml ?? "")).toEqual(shipped);
    expect(Object.keys(shipped.components.schemas)).toEqual(Object.keys(contract.components.schemas));
    const { "x-validations": rules, properties } = shipped.components.schemas.VideoConfig;
    expect(rules[0]).toEqual({ ...contract.components.schemas.VideoConfig["x-validations"][0], facts: undefined });
    expect(properties.width).toEqual(contract.components.schemas.VideoConfig.properties.width);
  });

  test("lists the values that the service may extend, and no others", () => {
    const { components } = JSON.parse(json ?? "");
    const { state } = components.schemas.VideoTask.properties;
    expect(state["x-extensible-enum"]).toEqual(state.enum);
    expect(components.parameters.ListSortDir.schema).not.toHaveProperty("x-extensible-enum");
  });
});

test("generated types mention no ids of discrepancies", () => {
  for (const name of readdirSync(`${root}generated`).filter((file) => file.endsWith("types.ts")))
    expect(readFileSync(`${root}generated/${name}`, "utf8")).not.toMatch(/\b[GTP]-\d+\b/);
});
