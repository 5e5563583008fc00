import { readFileSync } from "node:fs";
import { defineConfig } from "vitepress";

/** Written by `npm run docs:site` with the pages. */
const nav = JSON.parse(readFileSync(new URL("../pages/navigation.json", import.meta.url), "utf8"));

/** Finds whole names such as resize-resolution or MSS.00000003, and the words of Chinese text. */
function tokenize(text: string): string[] {
  const words = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)].filter(({ isWordLike }) => isWordLike);
  const names = text.split(/[\s,;:()[\]{}"'`|/]+/).filter((name) => /[-._]/.test(name));
  return [...words.map(({ segment }) => segment), ...names].map((word) => word.toLowerCase());
}

export default defineConfig({
  base: process.env.SITE_BASE ?? "/",
  srcDir: "pages",
  outDir: process.env.SITE_OUT ?? "../docs-site/site",
  title: "metastudio-video",
  description: "Huawei Cloud MetaStudio avatar videos from TypeScript: checked requests, an offline sandbox, layout diagrams. Unofficial.",
  cleanUrls: false,
  // the playground and the contract are files beside the pages
  ignoreDeadLinks: [/^\/?(\.\.\/|\.\/)*playground\//, /openapi\.(yaml|json)$/],
  head: [["link", { rel: "icon", href: "data:," }]],
  markdown: {
    // text with braces is no expression of Vue
    config(md) {
      for (const name of ["text", "code_inline"] as const) {
        const render = md.renderer.rules[name];
        md.renderer.rules[name] = (...args) => render?.(...args).replaceAll("{{", "&#123;&#123;") ?? "";
      }
    },
    // like GitHub, so that links work in both places
    anchor: {
      slugify: (text) =>
        text
          .trim()
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, "")
          .replace(/\s/g, "-"),
    },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    search: {
      provider: "local",
      options: { miniSearch: { options: { tokenize }, searchOptions: { combineWith: "AND", prefix: true, boost: { title: 16 } } } },
    },
    outline: { level: [2, 3] },
  },
  locales: {
    root: { label: "English", lang: "en", themeConfig: nav.en },
    zh: {
      label: "简体中文",
      lang: "zh-CN",
      description: "用 TypeScript 制作华为云 MetaStudio 数字人视频：请求校验、离线沙箱、布局图。非官方。",
      themeConfig: { ...nav.zh, outline: { level: [2, 3], label: "本页内容" }, docFooter: { prev: "上一页", next: "下一页" } },
    },
  },
});
