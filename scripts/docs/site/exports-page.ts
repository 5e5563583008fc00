import { existsSync, readdirSync, readFileSync } from "node:fs";
import { code, oneLine, paragraphs, table } from "../markdown.js";

/** An exported name with the first sentences of its comment. */
export interface DocumentedExport {
  readonly name: string;
  readonly kind: string;
  readonly comment: string | undefined;
}

/** Returns the page with the exports of every entry point. The validators and constraints of components are described as groups. */
export function exportsPage(folder: string): string {
  const sections = [...readExports(folder)].map(([subpath, list]) =>
    paragraphs(
      `## metastudio-video${subpath.slice(1)}`,
      table(
        ["Name", "Kind", "Description"],
        list.map(({ name, kind, comment = "" }) => [code(name), kind, comment.replaceAll("<", "&lt;").replaceAll("|", "\\|")]),
      ),
    ),
  );
  return `${paragraphs(
    "# Exports",
    "Everything that the package exports, by entry point. `metastudio-video/validators` also has `isX`, `validateX`, `checkX` and `xSchema` for every component `X` of the [reference](reference.md), and `metastudio-video/constraints` the limits of every component as data.",
    ...sections,
  )}\n`;
}

/** Reads the exports of the entry points with their comments in the sources. */
export function readExports(folder: string): Map<string, DocumentedExport[]> {
  const declarations = readDeclarations(folder);
  const { exports } = JSON.parse(readFileSync(`${folder}package.json`, "utf8")) as { readonly exports: Readonly<Record<string, unknown>> };
  const subpaths = Object.keys(exports).filter((subpath) => typeof exports[subpath] === "object");
  const entries = subpaths.map((subpath) => {
    const path = subpath === "." ? "src/index" : `src/${subpath.slice(2)}`;
    const source = existsSync(`${folder}${path}.ts`) ? `${path}.ts` : `${path}/index.ts`;
    const names = exportedNames(readFileSync(`${folder}${source}`, "utf8"));
    const list = names.map((name): DocumentedExport => declarations.get(name) ?? { name, kind: "", comment: undefined });
    return [subpath, list.sort((a, b) => a.name.localeCompare(b.name, "en"))] as const;
  });
  return new Map(entries.filter(([, list]) => list.length > 0));
}

/** Returns the names that a module exports by its own declarations and by export lists; not those of `export *`. */
function exportedNames(text: string): string[] {
  const lists = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = ""]) => list.split(","));
  const listed = lists.map(
    (item) =>
      item
        .replace(/^\s*type\s+|\s+$/g, "")
        .trim()
        .split(/\s+as\s+/)
        .at(-1) ?? "",
  );
  const own = [...text.matchAll(DECLARATION)].map(([, , , name = ""]) => name);
  return [...new Set([...listed, ...own])].filter((name) => name !== "");
}

/** An exported declaration with its comment. */
const DECLARATION =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export (?:async |abstract |declare )?(function|const|class|interface|type|enum) (\w+)/gm;

function readDeclarations(folder: string): Map<string, DocumentedExport> {
  const files = ["src", "generated"].flatMap((name) =>
    readdirSync(`${folder}${name}`, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${folder}${name}/${file}`),
  );
  const found = new Map<string, DocumentedExport>();
  for (const file of files) {
    for (const [, comment, kind = "", name = ""] of readFileSync(file, "utf8").matchAll(DECLARATION)) {
      if (found.get(name)?.comment !== undefined) continue;
      found.set(name, { name, kind: kind === "const" ? "value" : kind, comment: comment === undefined ? undefined : summaryOf(comment) });
    }
  }
  return found;
}

/** Returns the first paragraph of a comment. */
const summaryOf = (comment: string): string =>
  oneLine(
    (
      comment
        .replace(/^ *\* ?/gm, "")
        .trim()
        .split(/\n\s*\n|\n@/)[0] ?? ""
    ).replace(/^@.*$/gm, ""),
  );
