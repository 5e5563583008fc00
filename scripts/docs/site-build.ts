/**
 * `npm run docs:site [-- --base /path/]`: writes the documentation site to docs-site/site, for any static server, and the reference
 * as one file without scripts to docs-site/reference.html.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { root, runCommand } from "../task-runner.js";
import { buildPlayground } from "./playground.js";
import { sitePages } from "./site-pages.js";

const { base } = parseArgs({ options: { base: { type: "string", default: "/" } } }).values;
const site = `${root}site/`;
const pages = `${site}pages/`;
const output = `${root}docs-site/site/`;

rmSync(pages, { recursive: true, force: true });
for (const [path, text] of sitePages(root)) write(`${pages}${path}`, text);
for (const [name, text] of (await buildPlayground(root)).files) write(`${pages}public/playground/${name}`, text);
cpSync(`${root}docs/diagrams`, `${pages}diagrams`, { recursive: true });
cpSync(`${root}openapi.yaml`, `${pages}public/openapi.yaml`);

if (!existsSync(`${site}node_modules`)) await run("npm", ["ci", "--no-audit", "--no-fund"]);
await run(`${site}node_modules/.bin/vitepress`, ["build"], { SITE_BASE: base });
write(`${root}docs-site/reference.html`, singleFile(readFileSync(`${output}reference.html`, "utf8")));
const files = readdirSync(output, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
console.log(`docs-site/site: ${files.length} pages, base ${base}; docs-site/reference.html`);

/** Returns a page with its styles, without its scripts and the navigation, which needs the other pages. */
function singleFile(html: string): string {
  const style = readdirSync(`${output}assets`).find((name) => /^style\..*\.css$/.test(name));
  const css = readFileSync(`${output}assets/${style}`, "utf8").replace(/@font-face\s*\{[^}]*\}/g, "");
  const own =
    ".VPNav, .VPLocalNav, .VPSidebar, .VPDocAside, .VPDocFooter { display: none !important } .VPContent { padding: 0 !important }";
  return html.replace(/<script[^>]*>[\s\S]*?<\/script>|<link[^>]*>/g, "").replace("</head>", () => `<style>${css}\n${own}</style></head>`);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const { code, output } = await runCommand(program, args, { cwd: site, env });
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} failed:\n${output}`);
}
