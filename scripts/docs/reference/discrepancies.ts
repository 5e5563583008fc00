import { existsSync, readFileSync } from "node:fs";
import { isObject, type Json } from "../contract.js";
import { paragraphs } from "../markdown.js";
import { type Chapter, sectionAnchor } from "./sections.js";

const DISCREPANCIES = "Discrepancies";

/** One entry of docs/discrepancies.md. */
export interface Discrepancy {
  /** For example `G-2`. */
  readonly id: string;
  readonly title: string;
  /** Markdown: the conflicting sources, the decision, and why it is safe. */
  readonly text: string;
}

/** Reads the entries, each with a heading `### <id> <title>`. Returns an empty list when the file does not exist. */
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

/** Returns the Discrepancies chapter of the reference, with an anchor per entry. */
export function discrepanciesChapter(entries: readonly Discrepancy[]): Chapter[] {
  if (entries.length === 0) return [];
  const sections = entries.map(({ id, title, text }) => paragraphs(`## ${id}`, `**${title}**`, text));
  const description = paragraphs(
    "Contradictions in the API documentation, or between it, its Chinese version and the SDKs, with the decision for each.",
    ...sections,
  );
  return [{ name: DISCREPANCIES, description }];
}

/** Code, links and headings, in which ids are not linked. */
const NON_PROSE = /(```[\s\S]*?```|`[^`\n]*`|\[[^\]\n]*\]\([^)\n]*\)|^#.*$)/m;

/** Keywords whose descriptions the renderer does not treat as Markdown. */
const NO_MARKDOWN = new Set(["example", "examples", "servers"]);

/** Links every id that has an entry, in all descriptions of the document. Modifies the document. */
export function linkDiscrepancies(document: Json, entries: readonly Discrepancy[]): void {
  const known = new Set(entries.map(({ id }) => id));
  const link = (text: string): string =>
    text
      .split(new RegExp(NON_PROSE, "gm"))
      .map((part, index) =>
        index % 2 === 1
          ? part
          : part.replace(/\b[A-Z]-\d+\b/g, (id) => (known.has(id) ? `[${id}](${sectionAnchor(DISCREPANCIES, id)})` : id)),
      )
      .join("");
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    if (!isObject(value)) return;
    if (typeof value.description === "string") value.description = link(value.description);
    for (const [key, child] of Object.entries(value)) if (!NO_MARKDOWN.has(key)) walk(child);
  };
  walk(document);
}
