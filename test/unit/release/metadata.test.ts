import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { prepareForPublication, sourceFromEnvironment, withAbsoluteLinks, withRepository } from "../../../scripts/release/metadata.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const environment = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "someone/videos", GITHUB_REF_NAME: "v1.2.3" };
const source = sourceFromEnvironment(environment);

describe("the source of a release", () => {
  test("is the repository and tag of the workflow", () => {
    expect(source).toEqual({ url: "https://github.com/someone/videos", tag: "v1.2.3" });
  });

  test.each([
    ["GITHUB_SERVER_URL", undefined, "GITHUB_SERVER_URL is not set"],
    ["GITHUB_REPOSITORY", "videos", 'GITHUB_REPOSITORY is "videos"; expected a value such as owner/name'],
    ["GITHUB_REF_NAME", "main", 'GITHUB_REF_NAME is "main"; expected a value such as v1.2.3'],
  ])("%s = %j is refused by name", (name, value, message) => {
    expect(() => sourceFromEnvironment({ ...environment, [name]: value })).toThrow(message);
  });
});

test("package.json gets repository, homepage and bugs, and keeps everything else", () => {
  const manifest = readFileSync(`${root}package.json`, "utf8");
  expect(JSON.parse(withRepository(manifest, source))).toEqual({
    ...JSON.parse(manifest),
    repository: { type: "git", url: "git+https://github.com/someone/videos.git" },
    homepage: "https://github.com/someone/videos#readme",
    bugs: { url: "https://github.com/someone/videos/issues" },
  });
});

test("relative links and images become absolute; anchors, URLs and code stay", () => {
  const text = "[a](docs/a.md#b) ![c](d.svg) [e](#f) [g](https://h.example) \n```ts\n[i](j)\n```\n[k](l)";
  expect(withAbsoluteLinks(text, source)).toBe(
    "[a](https://github.com/someone/videos/blob/v1.2.3/docs/a.md#b) ![c](https://github.com/someone/videos/raw/v1.2.3/d.svg) [e](#f) [g](https://h.example) \n```ts\n[i](j)\n```\n[k](https://github.com/someone/videos/blob/v1.2.3/l)",
  );
});

test("a prepared checkout has no relative link left in its READMEs", () => {
  const folder = `${mkdtempSync(join(tmpdir(), "release-"))}/`;
  try {
    for (const file of ["package.json", "README.md", "README.zh-CN.md"]) cpSync(`${root}${file}`, `${folder}${file}`);
    expect(prepareForPublication(folder, source)).toEqual(["package.json", "README.md", "README.zh-CN.md"]);
    for (const file of ["README.md", "README.zh-CN.md"]) {
      const text = readFileSync(`${folder}${file}`, "utf8").replace(/^```[\s\S]*?^```$/gm, "");
      expect(text).toContain("https://github.com/someone/videos/raw/v1.2.3/docs/diagrams/");
      expect([...text.matchAll(/\]\((?![a-z]+:|#)[^)]+\)/g)].map(([link]) => link)).toEqual([]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
