/** An SVG fragment. Only `element` and the style sheet create one, so text is always escaped. */
export interface Markup {
  readonly xml: string;
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;
export type Child = Markup | string | undefined | false;

/** Creates an element. String children are escaped text, numeric attributes are rounded to hundredths, `undefined` and `false` are omitted. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  const attributeTexts = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escapeXml(value ?? "")}"`);
  const present = children.filter((child) => child !== undefined && child !== false);
  const start = `<${name}${attributeTexts.join("")}`;
  if (present.length === 0) return { xml: `${start}/>` };
  const hasOnlyElements = present.every((child) => typeof child !== "string");
  const text = present.map((child) => (typeof child === "string" ? escapeXml(child) : child.xml));
  return { xml: hasOnlyElements ? `${start}>\n${text.join("\n")}\n</${name}>` : `${start}>${text.join("")}</${name}>` };
}

/** Creates a `g` element. */
export function group(attributes: Attributes, ...children: readonly Child[]): Markup {
  return element("g", attributes, ...children);
}

/** Formats a number rounded to hundredths. */
export function round(value: number): string {
  return String(Math.round(value * 100) / 100 || 0);
}

/**
 * Escapes text for element content and attribute values. Characters that XML forbids and bidirectional control characters are replaced
 * by U+FFFD. Right-to-left text is isolated, so that the numbers and symbols around it keep their order.
 */
function escapeXml(text: string): string {
  return text
    .replace(/\s/g, " ")
    .replace(DISALLOWED_CHARACTERS, "\u{fffd}")
    .replace(RIGHT_TO_LEFT, "\u{2068}$&\u{2069}")
    .replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Control characters, lone surrogates, noncharacters and Unicode bidirectional controls. */
const DISALLOWED_CHARACTERS = /[\p{Cc}\p{Cs}\u{fffe}\u{ffff}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;

const RTL = "\\u{590}-\\u{8ff}\\u{fb1d}-\\u{fdff}\\u{fe70}-\\u{fefc}\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}";

/** From a right-to-left character to the last one before a letter of another script. */
const RIGHT_TO_LEFT = new RegExp(`[${RTL}](?:[${RTL}\\P{L}]*[${RTL}])?`, "gu");
