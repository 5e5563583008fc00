/** `npm run docs:site [-- --base /path/]`: writes the documentation site to docs-site/site, for any static server. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { root, runCommand } from "../../task-runner.js";
import { buildPlayground } from "../playground.js";
import { sitePages } from "./pages.js";

const { base } = parseArgs({ options: { base: { type: "string", default: "/" } } }).values;
const site = `${root}site/`;
const pages = `${site}pages/`;

rmSync(pages, { recursive: true, force: true });
for (const [path, text] of sitePages(root)) write(`${pages}${path}`, text);
for (const [name, text] of (await buildPlayground(root)).files) write(`${pages}public/playground/${name}`, text);
for (const name of readdirSync(`${root}docs/diagrams/rules`)) cpSync(`${root}docs/diagrams/rules/${name}`, `${pages}public/${name}`);
for (const file of ["docs/diagrams/gap-and-fix.svg", "docs/demo.svg", "openapi.yaml"])
  cpSync(`${root}${file}`, `${pages}public/${file.split("/").at(-1)}`);

if (!existsSync(`${site}node_modules`)) await run("npm", ["ci", "--no-audit", "--no-fund"]);
await run(`${site}node_modules/.bin/vitepress`, ["build"], { SITE_BASE: base });
console.log(
  `docs-site/site: ${readdirSync(`${root}docs-site/site`, { recursive: true }).filter((name) => String(name).endsWith(".html")).length} pages, base ${base}`,
);

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const { code, output } = await runCommand(program, args, { cwd: site, env });
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} failed:\n${output}`);
}
