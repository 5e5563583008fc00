import { readdirSync, readFileSync } from "node:fs";
import { readExports } from "./declarations.js";
import { cell, code, paragraphs, table } from "./markdown.js";

/** Guides in the order of the navigation. */
const GUIDES = [
  "guides/quick-start.md",
  "guides/first-video.md",
  "batches.md",
  "guides/testing.md",
  "guides/errors.md",
  "guides/official-sdk.md",
  "workflow.md",
];

/** Other pages in the order of the navigation. */
const DOCUMENTS = [
  "reference.md",
  "rules.md",
  "errors.md",
  "discrepancies.md",
  "generated/traceability.md",
  "cli.md",
  "client.md",
  "validators.md",
  "exports.md",
  "sources.md",
];

/** Returns the pages of the site by path: those of docs/ under the same path, home pages, navigation and llms.txt. */
export function sitePages(folder: string): Map<string, string> {
  const read = (file: string): string => readFileSync(`${folder}${file}`, "utf8");
  const documents = new Map(
    [...GUIDES, ...DOCUMENTS].map((path) => [path, withLinks(path === "exports.md" ? exportsPage(folder) : read(`docs/${path}`))]),
  );
  const missing = readdirSync(`${folder}docs/guides`).filter((name) => !documents.has(`guides/${name}`));
  if (missing.length > 0) throw new Error(`GUIDES in scripts/docs/site-pages.ts lacks docs/guides/${missing.join(", ")}`);
  const titles = new Map([...documents].map(([path, text]) => [path, /^# (.+)$/m.exec(text)?.[1] ?? path]));
  const lead = /<p class="lead">(.*)<\/p>/.exec(read("site/home.md"))?.[1];
  return new Map([
    ["index.md", homePage(read("site/home.md"), read("README.md"))],
    ["zh/index.md", homePage(read("site/home.zh.md"), read("README.zh-CN.md"))],
    ["zh/quick-start.md", withLinks(read("docs/zh/quick-start.md"))],
    ...documents,
    // the properties are headings, which would fill the outline
    ["reference.md", `---\noutline: 2\n---\n\n${documents.get("reference.md")}`],
    ["navigation.json", JSON.stringify(navigation(titles), null, 2)],
    [
      "public/llms.txt",
      paragraphs(
        "# metastudio-video",
        `> ${lead}`,
        [...titles].map(([path, title]) => `- [${title}](${path.replace(/md$/, "html")})`).join("\n"),
        "The full text of all pages is in [llms-full.txt](llms-full.txt), the contract in [openapi.yaml](openapi.yaml).\n",
      ),
    ],
    ["public/llms-full.txt", [...documents.values()].join("\n\n")],
  ]);
}

/** Inserts code, request and comparison of the README, which the tests run. */
function homePage(template: string, readme: string): string {
  const first = (pattern: RegExp): string => {
    const [match] = pattern.exec(readme) ?? [];
    if (match === undefined) throw new Error(`the README has nothing that matches ${pattern}`);
    return match;
  };
  const parts: Readonly<Record<string, string>> = {
    ts: first(/^```ts\n[\s\S]*?^```$/m),
    json: first(/^```json\n[\s\S]*?^```$/m),
    table: withLinks(first(/^\| \| .*\n(\|.*\n)+/m)),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? "");
}

/** Leads links to the contract to its copy; a link to another file outside of docs/ becomes text. */
function withLinks(text: string): string {
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(/\[([^\]]*)\]\((?:\.\.\/)+openapi\.yaml(?:#[^)]*)?\)/g, "[$1](/openapi.yaml)")
            .replace(/\[([^\]]*)\]\((?:\.\.\/)+(?!(?:guides|generated)\/|\w+\.md)[^)]*\)/g, "$1"),
    )
    .join("");
}

function navigation(titles: ReadonlyMap<string, string>): unknown {
  const link = (text: string, path: string) => ({ text, link: `/${path.replace(/\.md$/, "")}` });
  const links = (paths: readonly string[]) => paths.map((path) => link(titles.get(path) ?? path, path));
  const playground = (text: string) => ({ text, link: "/playground/index.html", target: "_self" });
  return {
    en: {
      nav: [link("Guides", "guides/quick-start"), link("Reference", "reference"), link("Rules", "rules"), playground("Playground")],
      sidebar: [
        { text: "Guides", items: links(GUIDES) },
        { text: "Reference", items: links(DOCUMENTS) },
      ],
    },
    zh: {
      nav: [link("快速开始", "zh/quick-start"), link("API 参考（英文）", "reference"), playground("演练场")],
      sidebar: [{ text: "指南", items: [link("快速开始", "zh/quick-start"), ...links(GUIDES.slice(1))] }],
    },
  };
}

/** Returns the page with the exports of every entry point. The validators and constraints of components are described as groups. */
function exportsPage(folder: string): string {
  const sections = [...readExports(folder)].map(([subpath, list]) =>
    paragraphs(
      `## metastudio-video${subpath.slice(1)}`,
      table(
        ["Name", "Kind", "Description"],
        list.map(({ name, kind, description }) => [code(name), kind, cell(description)]),
      ),
    ),
  );
  return `${paragraphs(
    "# Exports",
    "Everything that the package exports, by entry point. `metastudio-video/validators` also has `isX`, `validateX`, `checkX` and `xSchema` for every component `X` of the [reference](reference.md), and `metastudio-video/constraints` the limits of every component as data.",
    ...sections,
  )}\n`;
}
