import { readFileSync } from "node:fs";
import { MODULES, type SourceModule } from "../lint/modules.js";
import { code, table } from "./markdown.js";

/** Returns the hand-written docs/architecture.md with the table of modules between its markers replaced. */
export function architecturePage(folder: string): string {
  const page = readFileSync(`${folder}docs/architecture.md`, "utf8");
  const rows = MODULES.map((module) => [code(module.path), module.purpose, allowed(module)]);
  const marked = /(?<=<!-- modules -->\n).*(?=<!-- \/modules -->)/s;
  if (!marked.test(page)) throw new Error(`docs/architecture.md must contain the markers <!-- modules --> and <!-- /modules -->`);
  return page.replace(marked, () => `\n${table(["Module", "Purpose", "May import"], rows)}\n\n`);
}

function allowed({ imports, packages = [], node }: SourceModule): string {
  const names = packages.includes("*") ? ["packages"] : packages.map(code);
  return [...ranges(imports), ...names, ...(node ? ["Node built-ins"] : [])].join(", ") || "nothing";
}

/** Names modules in the order of the list, and three or more neighbors as a range. */
function ranges(imports: readonly string[]): string[] {
  const indexes = MODULES.flatMap(({ path }, index) => (imports.includes(path) ? [index] : []));
  const runs = indexes.filter((index) => !indexes.includes(index - 1));
  return runs.flatMap((first) => {
    const paths = MODULES.slice(first).map(({ path }) => path);
    const run = paths.slice(
      0,
      paths.findIndex((path) => !imports.includes(path)),
    );
    return run.length < 3 ? run.map(code) : [`${code(run[0] ?? "")} to ${code(run.at(-1) ?? "")}`];
  });
}
