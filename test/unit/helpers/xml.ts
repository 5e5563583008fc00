/** A parsed XML element. */
export interface Xml {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Xml | string)[];
}

/** Parses the XML subset used by diagrams: one root, no declarations, comments or CDATA. Throws when it is not well-formed. */
export function parseXml(text: string): Xml {
  const bad = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(text);
  if (bad) throw new Error(`invalid XML character at ${bad.index}`);
  const root: { name: string; attributes: Record<string, string>; children: (Xml | string)[] } = { name: "", attributes: {}, children: [] };
  const open = [root];
  let at = 0;
  while (at < text.length) {
    const parent = open.at(-1);
    if (parent === undefined) throw new Error("unexpected end tag");
    if (text[at] !== "<") {
      const end = text.indexOf("<", at);
      const upTo = end === -1 ? text.length : end;
      parent.children.push(unescapeXml(text.slice(at, upTo)));
      at = upTo;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(text);
    if (tag === null) throw new Error(`expected a tag at ${at}: ${text.slice(at, at + 60)}`);
    const [whole, isEnd, name = "", attributes = "", isSelfClosing] = tag;
    at += whole.length;
    if (isEnd) {
      if (parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
      open.pop();
      continue;
    }
    const element = { name, attributes: attributesOf(attributes), children: [] };
    parent.children.push(element);
    if (!isSelfClosing) open.push(element);
  }
  const [only, ...more] = root.children.filter((child) => typeof child !== "string" || child.trim() !== "");
  if (open.length !== 1 || only === undefined || typeof only === "string" || more.length > 0)
    throw new Error("expected exactly one root element");
  return only;
}

const TAG = /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;

/** Returns an element and all its descendants. */
export function elements(xml: Xml): Xml[] {
  return [xml, ...xml.children.flatMap((child) => (typeof child === "string" ? [] : elements(child)))];
}

/** Returns the text content of an element. */
export function textOf(xml: Xml): string {
  return xml.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`duplicate attribute ${name}`);
    attributes[name] = unescapeXml(value);
  }
  return attributes;
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:(amp|lt|gt|quot|#39);)?/g, (_, name: string | undefined) => {
    if (name === undefined) throw new Error(`unescaped & in ${text}`);
    return { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" }[name] ?? "";
  });
}
