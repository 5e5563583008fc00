import type { CSS } from "./theme.js";

/** A piece of SVG. Only `element` makes one, so that no text gets into a picture unescaped. */
export interface Markup {
  readonly xml: string;
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;
export type Child = Markup | string | undefined | false;

/** An element; strings among its children are text, numbers are rounded to hundredths, what is absent is left out. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escaped(value ?? "")}"`);
  const inside = children.filter((child) => child !== undefined && child !== false);
  const start = `<${name}${written.join("")}`;
  if (inside.length === 0) return { xml: `${start}/>` };
  const nested = inside.every((child) => typeof child !== "string");
  const text = inside.map((child) => (typeof child === "string" ? escaped(child) : child.xml));
  return { xml: nested ? `${start}>\n${text.join("\n")}\n</${name}>` : `${start}>${text.join("")}</${name}>` };
}

/** The style sheet: the only text that is not escaped, and by its type no other than ours. */
export function style(css: typeof CSS): Markup {
  return { xml: `<style>\n${css}\n</style>` };
}

/** Groups pieces without a name of their own. */
export function group(attributes: Attributes, ...children: readonly Child[]): Markup {
  return element("g", attributes, ...children);
}

/** A number as short as it can be written without being off by more than 0.005. */
export function round(value: number): string {
  return String(Math.round(value * 100) / 100 || 0);
}

/**
 * Text that is safe in an element and in an attribute. Characters that XML forbids, and those that turn the direction of writing
 * around, become U+FFFD.
 */
function escaped(text: string): string {
  return text
    .replace(/\s/g, " ")
    .replace(UNFIT, "\u{fffd}")
    .replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Controls, halves of surrogate pairs, noncharacters, and the marks of Unicode that turn text around. */
const UNFIT = /[\p{Cc}\p{Cs}\u{fffe}\u{ffff}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;
