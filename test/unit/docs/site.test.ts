import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readEntryPoints } from "../../../scripts/build/entry-points.js";
import { readExports } from "../../../scripts/docs/declarations.js";
import { sitePages } from "../../../scripts/docs/site-pages.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const pages = sitePages(root);
const markdown = [...pages].filter(([path]) => path.endsWith(".md"));

describe("the pages of the site", () => {
  test("are the home page, guides and documents, with Chinese home and quick start", () => {
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining([
        "index.md",
        "zh/index.md",
        "zh/quick-start.md",
        "guides/first-video.md",
        "reference.md",
        "rules.md",
        "public/llms.txt",
      ]),
    );
  });

  test.each(markdown)("%s links only to pages of the site", (path, text) => {
    const prose = text.replace(/^```[\s\S]*?^```$/gm, "");
    for (const [, target = ""] of prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
      if (/^(https?:|\/)/.test(target)) continue;
      const linked = new URL(target, `site:/${path}`).pathname.slice(1);
      // the build copies docs/diagrams
      if (linked.startsWith("diagrams/")) expect(existsSync(`${root}docs/${linked}`), `${path} shows ${target}`).toBe(true);
      else expect([...pages.keys()], `${path} links to ${target}`).toContain(linked);
    }
  });

  test("keep every block of code of the documents that they are made of", () => {
    const guide = readFileSync(`${root}docs/client.md`, "utf8");
    const blocks = guide.match(/^```[\s\S]*?^```$/gm) ?? [];
    expect(blocks.length).toBeGreaterThan(20);
    for (const block of blocks) expect(pages.get("client.md")).toContain(block);
  });

  test("have the same code in the Chinese and the English quick start", () => {
    const blocks = (path: string) => pages.get(path)?.match(/^```[\s\S]*?^```$/gm);
    expect(blocks("zh/quick-start.md")).toEqual(blocks("guides/quick-start.md"));
    expect(blocks("guides/quick-start.md")?.length).toBeGreaterThan(3);
  });

  test("are complete in llms-full.txt, and listed in llms.txt", () => {
    for (const [path, text] of markdown.filter(([name]) => !/^(zh\/|index)/.test(name))) {
      expect(pages.get("public/llms-full.txt")).toContain(text.replace(/^---\n[\s\S]*?\n---\n\n/, ""));
      expect(pages.get("public/llms.txt")).toContain(`(${path.replace(/md$/, "html")})`);
    }
  });
});

describe("every public export is documented", () => {
  const exported = readExports(root);

  test("at its declaration, and listed with its description", () => {
    const all = [...exported].flatMap(([subpath, list]) => list.map((one) => ({ subpath, ...one })));
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(({ description }) => description === "").map(({ subpath, name }) => `${subpath} ${name}`)).toEqual([]);
    for (const { name } of all) expect(pages.get("exports.md")).toContain(`| \`${name}\` |`);
  });

  test.each(readEntryPoints(root).map(({ subpath, source }) => [subpath, source] as const))(
    "%s: no export is missing",
    async (subpath, source) => {
      const listed = new Set(exported.get(subpath)?.map(({ name }) => name));
      const isGenerated = subpath === "./validators" || subpath === "./constraints";
      const names = Object.keys(await import(`${root}${source}`)).filter((name) => !listed.has(name));
      if (!isGenerated) expect(names).toEqual([]);
    },
  );
});
