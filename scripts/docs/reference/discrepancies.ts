import { existsSync, readFileSync } from "node:fs";
import { isObject, type Json } from "../contract.js";
import { paragraphs } from "../markdown.js";
import { anchor } from "./sections.js";

const DISCREPANCIES = "Discrepancies";

/** One entry of docs/discrepancies.md. */
export interface Discrepancy {
  /** For example `G-2`. */
  readonly id: string;
  readonly title: string;
  /** What is said, what is done, why that is safe; Markdown. */
  readonly text: string;
}

/** Reads the entries: a heading `### <id> <title>` and what follows it. No file, no entries. */
export function readDiscrepancies(file: string): Discrepancy[] {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return text.split(/^(?=#{1,3} )/m).flatMap((part) => {
    const heading = /^### ([A-Z]-\d+) (.+)\n/.exec(part);
    if (heading === null) return [];
    const [whole, id = "", title = ""] = heading;
    const body = part
      .slice(whole.length)
      .replace(/^<a id="[^"]*"><\/a>\n?/gm, "")
      .replace(/^- \*\*Test:\*\*.*$/gm, "");
    return [{ id, title, text: body.trim() }];
  });
}

/** The chapter of the reference, with an anchor per entry. */
export function discrepanciesChapter(entries: readonly Discrepancy[]): string {
  if (entries.length === 0) return "";
  const sections = entries.map(({ id, title, text }) => paragraphs(`## ${id}`, `**${title}**`, text));
  return paragraphs(
    `# ${DISCREPANCIES}`,
    "Where the service's page contradicts itself, its Chinese twin or the SDKs, and what was decided.",
    ...sections,
  );
}

/** What is no running text: code, links, headings. */
const APART = /(```[\s\S]*?```|`[^`\n]*`|\[[^\]\n]*\]\([^)\n]*\)|^#.*$)/m;

/** What the renderer shows as it is: instances, and the descriptions of servers. */
const PLAIN = new Set(["example", "examples", "servers"]);

/** Makes every id that has an entry a link to it, in all descriptions of the document; changes it in place. */
export function linkDiscrepancies(document: Json, entries: readonly Discrepancy[]): void {
  const known = new Set(entries.map(({ id }) => id));
  const link = (text: string): string =>
    text
      .split(new RegExp(APART, "gm"))
      .map((part, index) =>
        index % 2 === 1 ? part : part.replace(/\b[A-Z]-\d+\b/g, (id) => (known.has(id) ? `[${id}](${anchor(DISCREPANCIES, id)})` : id)),
      )
      .join("");
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    if (!isObject(value)) return;
    if (typeof value.description === "string") value.description = link(value.description);
    for (const [key, child] of Object.entries(value)) if (!PLAIN.has(key)) walk(child);
  };
  walk(document);
}
