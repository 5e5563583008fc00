/** An element of a parsed picture. */
export interface Xml {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Xml | string)[];
}

/** Parses the XML that a picture may be made of: one root, no declarations, comments or CDATA. Throws where it is not well-formed. */
export function parseXml(text: string): Xml {
  const bad = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(text);
  if (bad) throw new Error(`a character that XML forbids at ${bad.index}`);
  const root: { name: string; attributes: Record<string, string>; children: (Xml | string)[] } = { name: "", attributes: {}, children: [] };
  const open = [root];
  let at = 0;
  while (at < text.length) {
    const parent = open.at(-1);
    if (parent === undefined) throw new Error("more ends than starts");
    if (text[at] !== "<") {
      const end = text.indexOf("<", at);
      const upTo = end === -1 ? text.length : end;
      parent.children.push(unescaped(text.slice(at, upTo)));
      at = upTo;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(text);
    if (tag === null) throw new Error(`no tag at ${at}: ${text.slice(at, at + 60)}`);
    const [whole, ending, name = "", attributes = "", alone] = tag;
    at += whole.length;
    if (ending) {
      if (parent.name !== name) throw new Error(`</${name}> ends <${parent.name}>`);
      open.pop();
      continue;
    }
    const element = { name, attributes: attributesOf(attributes), children: [] };
    parent.children.push(element);
    if (!alone) open.push(element);
  }
  const [only, ...more] = root.children.filter((child) => typeof child !== "string" || child.trim() !== "");
  if (open.length !== 1 || only === undefined || typeof only === "string" || more.length > 0) throw new Error("not one root element");
  return only;
}

const TAG = /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;

/** Every element below and with this one. */
export function elements(xml: Xml): Xml[] {
  return [xml, ...xml.children.flatMap((child) => (typeof child === "string" ? [] : elements(child)))];
}

/** All text below an element. */
export function textOf(xml: Xml): string {
  return xml.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name in found) throw new Error(`two attributes ${name}`);
    found[name] = unescaped(value);
  }
  return found;
}

function unescaped(text: string): string {
  return text.replace(/&(?:(amp|lt|gt|quot|#39);)?/g, (_, name: string | undefined) => {
    if (name === undefined) throw new Error(`a bare & in ${text}`);
    return { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }[name] ?? "";
  });
}
