import { type DefaultTreeAdapterTypes, parse } from "parse5";

/** One line of text of a page. */
export interface Line {
  readonly text: string;
  /** First line of a table row or of another cell. Known for HTML only. */
  readonly starts?: "row" | "cell";
}

/** The lines of a page, from HTML or from text as a browser copies it. Lines have no markup, no bullets and no surrounding spaces. */
export function readLines(source: string): Line[] {
  const isHtml = /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype|html|head|body|div|main|h1|table)\b/i.test(source);
  const lines = isHtml ? htmlLines(source) : source.split(/\r\n?|[\n\t]/).map((text) => ({ text }));
  return lines.map(({ text, ...rest }) => ({ text: cleanText(text), ...rest })).filter(({ text, starts }) => text !== "" || starts);
}

const cleanText = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Cc}]/gu, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^[•·▪*-] +/, "");

const SKIPPED = new Set(["head", "script", "style", "noscript", "template", "nav", "header", "footer", "svg", "button", "select"]);
const INLINE = new Set("a abbr b code em font i kbd samp small span strong sub sup tt u var".split(" "));

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** One line for each block of text; `pre` keeps its own line ends. */
function htmlLines(source: string): Line[] {
  const lines: { text: string; starts?: "row" | "cell" }[] = [];
  let current: (typeof lines)[number] | undefined;
  let starts: "row" | "cell" | undefined;
  const append = (text: string): void => {
    if (!current) {
      current = starts === undefined ? { text: "" } : { text: "", starts };
      lines.push(current);
      starts = undefined;
    }
    current.text += text;
  };
  const endLine = (): void => {
    current = undefined;
  };
  const visit = (node: Node, tableDepth: number, isPre: boolean): void => {
    if (node.nodeName === "#text") {
      const { value } = node as DefaultTreeAdapterTypes.TextNode;
      for (const [index, part] of (isPre ? value.split("\n") : [value.replace(/\s+/g, " ")]).entries()) {
        if (index > 0) endLine();
        if (part.trim() !== "" || current) append(part);
      }
      return;
    }
    if (!("tagName" in node) || SKIPPED.has(node.tagName)) return;
    const { tagName } = node;
    const isInline = INLINE.has(tagName);
    const isCell = (tagName === "td" || tagName === "th") && tableDepth === 1;
    if (!isInline) endLine();
    if (isCell) starts = isFirstCell(node) ? "row" : "cell";
    for (const child of node.childNodes) visit(child, tableDepth + Number(tagName === "table"), isPre || tagName === "pre");
    // An empty cell is a line, so that the next cell is not taken for it.
    if (isCell && starts) append("");
    if (!isInline) endLine();
  };
  for (const child of parse(source).childNodes) visit(child, 0, false);
  return lines;
}

function isFirstCell(cell: Element): boolean {
  const siblings = cell.parentNode?.childNodes ?? [];
  return siblings.find((node) => node.nodeName === "td" || node.nodeName === "th") === cell;
}
