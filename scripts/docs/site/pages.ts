import { readFileSync } from "node:fs";
import { readExports } from "../declarations.js";
import { cell, code, paragraphs, table } from "../markdown.js";
import { CHINESE_QUICK_START, guides } from "./guides.js";

/** Pages of docs/ that the site has under the same name, with their titles. */
const DOCUMENTS = {
  "reference.md": "API reference",
  "rules.md": "Rules",
  "errors.md": "Errors",
  "discrepancies.md": "Discrepancies",
  "traceability.md": "Traceability",
  "sources.md": "Sources",
  "cli.md": "Command line",
  "client.md": "Client guide",
  "exports.md": "Exports",
  "validators.md": "Validators",
} as const;

/** Returns the pages of the site by path, and llms.txt. */
export function sitePages(folder: string): Map<string, string> {
  const read = (file: string): string => readFileSync(`${folder}${file}`, "utf8");
  const documents = Object.keys(DOCUMENTS)
    .filter((name) => name !== "exports.md")
    .map((name) => [name, read(`docs/${name === "traceability.md" ? "generated/" : ""}${name}`)] as const);
  const guidePages = guides.map(
    ({ name, title, intro, sections }) =>
      [
        `guide/${name}.md`,
        paragraphs(`# ${title}`, intro, ...sections.map(([file, heading]) => sectionOf(file, read(file), heading))),
      ] as const,
  );
  const pages = [...guidePages, ...documents, ["exports.md", exportsPage(folder)] as const].map(
    ([path, text]) => [path, rewriteLinks(text, path)] as const,
  );
  const zh = read("README.zh-CN.md");
  const full = pages.map(([, text]) => text).join("\n\n");
  return new Map<string, string>([
    ["index.md", homePage(read("README.md"), ENGLISH)],
    ["zh/index.md", homePage(zh, CHINESE)],
    ["zh/quick-start.md", `${CHINESE_QUICK_START}\n\n${rewriteLinks(sectionOf("README.zh-CN.md", zh, "沙箱"), "zh/quick-start.md")}\n`],
    ...pages,
    ["navigation.json", JSON.stringify(navigation(), null, 2)],
    ["public/llms.txt", llmsText()],
    ["public/llms-full.txt", full],
  ]);
}

interface HomeTexts {
  readonly title: string;
  readonly lead: string;
  readonly unofficial: string;
  readonly playground: string;
  readonly quickStart: readonly [text: string, path: string];
  readonly figure: readonly [caption: string, alt: string];
  readonly code: string;
  readonly request: string;
  readonly comparison: string;
}

const ENGLISH: HomeTexts = {
  title: "Make Huawei Cloud MetaStudio avatar videos from TypeScript, without paying for mistakes",
  lead: "Every request is checked against the documented rules before it is sent, a dropped connection never buys a second video, and an offline sandbox lets you build and test without an account.",
  unofficial: "For developers who produce talking-avatar videos. Unofficial: not made or supported by Huawei.",
  playground: "Try it in the playground",
  quickStart: ["Quick start", "guide/quick-start"],
  figure: [
    "A mistake, found before it costs anything",
    "A background image that leaves 220 px of the canvas uncovered, and the same scene after the automatic fix",
  ],
  code: "In code",
  request: "The request",
  comparison: "Compared with the official SDK",
};

const CHINESE: HomeTexts = {
  title: "用 TypeScript 制作华为云 MetaStudio 数字人视频，不为错误买单",
  lead: "每个请求在发送前都按文档规则校验；连接中断不会重复创建、重复扣费；没有账号也能用离线沙箱完成开发和测试。",
  unofficial: "面向制作数字人播报视频的开发者。非官方项目，并非由华为开发或提供支持。",
  playground: "打开演练场",
  quickStart: ["快速开始", "quick-start"],
  figure: ["在产生费用之前发现的错误", "背景图片有 220 px 的画布没有覆盖，以及自动修复后的同一场景"],
  code: "几行代码",
  request: "请求",
  comparison: "与官方 SDK 对比",
};

/** Returns the home page. Code, request and comparison are those of the README, which the tests run. */
function homePage(readme: string, texts: HomeTexts): string {
  const [code = ""] = /^```ts\n[\s\S]*?^```$/m.exec(readme) ?? [];
  const [request = ""] = /^```json\n[\s\S]*?^```$/m.exec(readme) ?? [];
  const depth = texts === CHINESE ? "../" : "./";
  return `---
layout: page
sidebar: false
---

<main class="home vp-doc">

# ${texts.title}

<p class="lead">${texts.lead}</p>
<p class="unofficial">${texts.unofficial}</p>
<p class="buttons"><a class="button primary" href="${depth}playground/index.html" target="_self">${texts.playground}</a><a class="button" href="./${texts.quickStart[1]}.html">${texts.quickStart[0]}</a></p>
<figure><figcaption>${texts.figure[0]}</figcaption>

![${texts.figure[1]}](/gap-and-fix.svg)

</figure>

## ${texts.code}

${code}

## ${texts.request}

${request}

## ${texts.comparison}

${rewriteLinks(tableIn(sectionOf("README", readme, texts.comparison)), texts === CHINESE ? "zh/index.md" : "index.md")}

</main>
`;
}

const tableIn = (text: string): string =>
  text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .join("\n");

/** Returns a section of a Markdown text with its heading. */
function sectionOf(file: string, text: string, heading: string): string {
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`${file} has no section "${heading}", which scripts/docs/site uses`);
  const end = text.indexOf("\n## ", start + 4);
  return text.slice(start + 1, end < 0 ? undefined : end).trim();
}

/** Points links to pages of the site; a link to another file of the repository becomes text. */
function rewriteLinks(text: string, path: string): string {
  const depth = path.split("/").length - 1;
  const own = text.replace(/<a id="[^"]*"><\/a>\n?/g, "");
  const parts = own.split(/(^```[\s\S]*?^```$)/m);
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (all, image: string, label: string, target: string) => {
            if (/^(https?:|#|\/)/.test(target)) return all;
            const [file = "", hash] = target.split("#");
            const name = file.split("/").at(-1) ?? "";
            if (image !== "") return `![${label}](/${name})`;
            return Object.hasOwn(DOCUMENTS, name)
              ? `[${label}](${"../".repeat(depth)}${name}${hash === undefined ? "" : `#${hash}`})`
              : label;
          }),
    )
    .join("");
}

function navigation(): unknown {
  const link = (text: string, path: string) => ({ text, link: `/${path}` });
  const guideLinks = guides.map(({ name, title }) => link(title, `guide/${name}`));
  const documentLinks = Object.entries(DOCUMENTS).map(([file, title]) => link(title, file.replace(".md", "")));
  const playground = (text: string) => ({ text, link: "/playground/index.html", target: "_self" });
  return {
    en: {
      nav: [link("Guides", "guide/quick-start"), link("Reference", "reference"), link("Rules", "rules"), playground("Playground")],
      sidebar: [
        { text: "Guides", items: guideLinks },
        { text: "Reference", items: [...documentLinks] },
      ],
    },
    zh: {
      nav: [link("快速开始", "zh/quick-start"), link("API 参考（英文）", "reference"), playground("演练场")],
      sidebar: [{ text: "指南", items: [link("快速开始", "zh/quick-start"), ...guideLinks] }],
    },
  };
}

/** The index for language models. */
function llmsText(): string {
  const rows = [
    ...guides.map(({ name, title }) => [`guide/${name}`, title]),
    ...Object.entries(DOCUMENTS).map(([file, title]) => [file.replace(".md", ""), title]),
  ];
  return paragraphs(
    "# metastudio-video",
    `> ${ENGLISH.title}. ${ENGLISH.lead}`,
    rows.map(([path, title]) => `- [${title}](${path}.html)`).join("\n"),
    "The full text of all pages is in [llms-full.txt](llms-full.txt), the contract in [openapi.yaml](openapi.yaml).\n",
  );
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
