import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { afterEach, describe, expect, test } from "vitest";
import { checkLastRelease } from "../../package/last-release.js";
import { findMissingTerminal } from "../../package/terminal.js";
import { findVersionMismatches } from "../../package/versions.js";
import { copyCheckout } from "../helpers/checkout.js";

describe("the terminal", () => {
  test("names the package to install when there is no pseudo-terminal", () => {
    const message = /not available \(Debian: apt-get install bsdutils\)/;
    expect(findMissingTerminal("no-such-program-anywhere")).toMatch(message);
    // an executable that is not `script` of util-linux
    expect(findMissingTerminal(process.execPath)).toMatch(message);
  });
});

describe("the last release", () => {
  test("the consumer of the last release may break only if a changeset says so", async () => {
    const { folder, git, remove } = copyCheckout(".changeset", "test/package/consumer");
    try {
      git("tag", "v0.1.0");
      const check = () => checkLastRelease(folder, join(folder, "missing.tgz"));
      expect(await check()).toMatchObject({ ok: false, note: "v0.1.0: the tarball cannot be read" });
      writeFileSync(join(folder, ".changeset/smaller-range.md"), '---\n"metastudio-video": major\n---\n\nA smaller range.\n');
      expect(await check()).toEqual({ ok: true, note: "a changeset says that the consumer of v0.1.0 breaks" });
    } finally {
      remove();
    }
  });
});

describe("versions", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  const matching = {
    "package.json": '{ "version": "1.2.3" }',
    "package-lock.json": '{ "version": "1.2.3" }',
    "openapi.yaml": 'info:\n  version: 1.2.3\n  description: API documentation of 2025-12-08.\n  x-page: { updated: "2025-12-08" }\n',
    "CHANGELOG.md": "# Changelog\n\n## 1.2.3\n\nAPI documentation of 2025-12-08.\n\n## 1.2.2\n\nAPI documentation of 2024-01-01.\n",
  };

  /** Mismatches after some files are replaced; an empty text deletes the file. */
  function mismatchesWith(files: Partial<typeof matching>): string[] {
    const folder = mkdtempSync(join(tmpdir(), "versions-"));
    folders.push(folder);
    for (const [file, text] of Object.entries({ ...matching, ...files })) if (text !== "") writeFileSync(join(folder, file), text);
    return findVersionMismatches(folder);
  }

  describe("findVersionMismatches", () => {
    test("accepts matching versions and dates", () => expect(mismatchesWith({})).toEqual([]));

    test.each([
      [{ "package.json": '{ "version": "1.2.4" }' }, "openapi.yaml: info.version is 1.2.3; version in package.json is 1.2.4"],
      [{ "package-lock.json": '{ "version": "1.2.2" }' }, "package-lock.json: version is 1.2.2; version in package.json is 1.2.3"],
      [{ "CHANGELOG.md": "## 1.2.2\n\n2025-12-08\n" }, "CHANGELOG.md: first version is 1.2.2; version in package.json is 1.2.3"],
      [
        { "CHANGELOG.md": "## 1.2.3\n\nNo date.\n\n## 1.2.2\n2025-12-08\n" },
        "CHANGELOG.md: the first section does not contain the date of the API documentation page, 2025-12-08",
      ],
      [{ "CHANGELOG.md": "" }, "CHANGELOG.md: first version is missing; version in package.json is 1.2.3"],
      [
        { "openapi.yaml": "info: { version: 1.2.3, description: d }\n" },
        "openapi.yaml: info.x-page.updated is undefined; expected the date of the API documentation page, YYYY-MM-DD",
      ],
      [
        { "openapi.yaml": 'info: { version: 1.2.3, description: Documentation of 2024-01-01., x-page: { updated: "2025-12-08" } }\n' },
        "openapi.yaml: info.description does not contain the date of the API documentation page, 2025-12-08",
      ],
    ])("reports %j", (files, mismatch) => expect(mismatchesWith(files)).toContain(mismatch));
  });
});

describe("size", () => {
  const root = fileURLToPath(new URL("../../..", import.meta.url));

  /** Bundles a program as a user does: minified, for browsers, with or without splitting at `import()`. */
  async function bundle(source: string, splitting: boolean) {
    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      stdin: { contents: source, resolveDir: root, loader: "ts" },
      ...{ bundle: true, format: "esm", target: "es2022", platform: "browser", minify: true, write: false, metafile: true },
      ...{ splitting, outdir: "out", external: ["node:*"], logLevel: "error" },
    });
    const sizes = new Map(outputFiles.map(({ path, contents }) => [path.split(/[\\/]/).at(-1), gzipSync(contents, { level: 9 }).length]));
    const entry = Object.keys(metafile.outputs).find((name) => metafile.outputs[name]?.entryPoint === "<stdin>") ?? "";
    const loaded = staticImports(metafile, entry);
    return [...loaded].reduce((sum, name) => sum + (sizes.get(name.split("/").at(-1)) ?? Number.NaN), 0);
  }

  /** Returns an output and all outputs that it imports before it runs. */
  function staticImports({ outputs }: Metafile, name: string, seen = new Set<string>()): Set<string> {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const { path, kind } of outputs[name]?.imports ?? [])
      if (kind === "import-statement" && path in outputs) staticImports({ inputs: {}, outputs }, path, seen);
    return seen;
  }

  const INDEX = "./src/index.ts";
  const FUNCTIONS = "./src/functions.ts";

  /** Limits in bytes, minified and compressed by gzip: the size when it was last measured, and a little more. */
  test.each([
    ["first load of createClient", `export { createClient } from "${INDEX}";`, true, 12_900],
    ["one file: get and wait", `export { createContext, getTask, waitForTask } from "${FUNCTIONS}";`, false, 19_400],
    ["one file: get and wait, validated", `export { createContext, getTask, waitForTask, validation } from "${FUNCTIONS}";`, false, 52_700],
    ["one file: everything of the client", `export * from "${INDEX}";`, false, 80_000],
    ["one error class", `export { NotFoundError } from "${INDEX}";`, false, 650],
    ["isMetaStudioError", `export { isMetaStudioError } from "${INDEX}";`, false, 1_100],
    ["estimate", `export { estimate } from "${INDEX}";`, false, 1_100],
    ["iamToken", `export { iamToken } from "${INDEX}";`, false, 3_400],
    ["one constant", 'export { constants } from "./src/constraints.ts";', false, 300],
    [
      "one property of a component",
      'import { VoiceConfig } from "./src/constraints.ts"; export const { speed } = VoiceConfig.properties;',
      false,
      500,
    ],
    ["one predicate", 'export { isCreate2DDigitalHumanVideoReq } from "./src/validators.ts";', false, 2_400],
  ] as const)("%s", async (_name, source, splitting, limit) => {
    expect(await bundle(source, splitting)).toBeLessThanOrEqual(limit);
  });
});
