import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { versionFaults } from "../../package/versions.js";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const agreeing = {
  "package.json": '{ "version": "1.2.3" }',
  "package-lock.json": '{ "version": "1.2.3" }',
  "openapi.yaml": 'info:\n  version: 1.2.3\n  description: The page of 2025-12-08.\n  x-page: { updated: "2025-12-08" }\n',
  "CHANGELOG.md": "# Changes\n\n## 1.2.3\n\nThe page of 2025-12-08.\n\n## 1.2.2\n\nThe page of 2024-01-01.\n",
};

/** What is found when some of the files that agree are replaced; an empty text is an absent file. */
function found(files: Partial<typeof agreeing>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "versions-"));
  folders.push(folder);
  for (const [file, text] of Object.entries({ ...agreeing, ...files })) if (text !== "") writeFileSync(join(folder, file), text);
  return versionFaults(folder);
}

describe("package, contract, change log and page", () => {
  test("agree", () => expect(found({})).toEqual([]));

  test.each([
    [{ "package.json": '{ "version": "1.2.4" }' }, "openapi.yaml: info.version is 1.2.3, package.json: version is 1.2.4"],
    [{ "package-lock.json": '{ "version": "1.2.2" }' }, "package-lock.json: version is 1.2.2, package.json: version is 1.2.3"],
    [{ "CHANGELOG.md": "## 1.2.2\n\n2025-12-08\n" }, "CHANGELOG.md: first version is 1.2.2, package.json: version is 1.2.3"],
    [
      { "CHANGELOG.md": "## 1.2.3\n\nNo date.\n\n## 1.2.2\n2025-12-08\n" },
      "CHANGELOG.md: the first section does not name the page's date 2025-12-08",
    ],
    [{ "CHANGELOG.md": "" }, "CHANGELOG.md: first version is missing, package.json: version is 1.2.3"],
    [
      { "openapi.yaml": "info: { version: 1.2.3, description: d }\n" },
      "openapi.yaml: info.x-page.updated is undefined; expected the date of the service's page, YYYY-MM-DD",
    ],
    [
      { "openapi.yaml": 'info: { version: 1.2.3, description: The page of 2024-01-01., x-page: { updated: "2025-12-08" } }\n' },
      "openapi.yaml: info.description does not name the page's date 2025-12-08",
    ],
  ])("%j is told", (files, fault) => expect(found(files)).toContain(fault));
});
