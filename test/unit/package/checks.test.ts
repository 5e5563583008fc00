import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { checkLastRelease } from "../../package/last-release.js";
import { findMissingTerminal } from "../../package/pseudo-terminal.js";
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
