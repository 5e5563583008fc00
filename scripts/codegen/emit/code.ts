let trusted: (text: string) => Code;

/**
 * TypeScript text that is known to be code. The only ways to make it are the template below, whose fixed parts are written by
 * hand, and the helpers that turn a name or a value from the contract into a literal. A plain string cannot be put into a
 * template: a name, a pattern or a message from the document can never become code.
 */
export class Code {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  static {
    trusted = (text) => new Code(text);
  }
}

/** Code with other code put in; a list is put in one below the other. */
export function code(fixed: TemplateStringsArray, ...parts: readonly (Code | readonly Code[] | number)[]): Code {
  let text = fixed[0] ?? "";
  parts.forEach((part, i) => {
    text += typeof part === "number" ? numeral(part) : part instanceof Code ? part.text : join(part, "\n").text;
    text += fixed[i + 1] ?? "";
  });
  return trusted(text);
}

/** Pieces of code with a fixed separator between them. */
export function join(parts: readonly Code[], separator: ", " | " : " | " || " | " && " | " | " | "\n" | "\n\n" | ""): Code {
  return trusted(parts.map((part) => part.text).join(separator));
}

/** A JSON value as a literal. Strings hold no line separator that a parser could trip over; `__proto__` stays an own key. */
export function literal(value: unknown): Code {
  return trusted(render(value));
}

/** A name as an identifier. Throws for what is none: such a name belongs into a literal. */
export function identifier(name: string): Code {
  if (!isIdentifier(name)) throw new Error(`not an identifier: ${JSON.stringify(name)}`);
  return trusted(name);
}

/** Whether a name can stand in code as it is. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name) && !RESERVED.has(name);
}

/** A property of an expression, by name: `o.width`, `o["X-Auth-Token"]`. */
export function member(object: Code, name: string): Code {
  return IDENTIFIER.test(name) ? code`${object}.${trusted(name)}` : code`${object}[${literal(name)}]`;
}

/** The same where the object may be absent: `o?.width`. */
export function optionalMember(object: Code, name: string): Code {
  return IDENTIFIER.test(name) ? code`${object}?.${trusted(name)}` : code`${object}?.[${literal(name)}]`;
}

/** A name as the key of a property: bare where it can be, else in quotes. */
export function propertyName(name: string): Code {
  return trusted(renderKey(name));
}

/** A comment before a declaration; nothing in the text can end it early. */
export function comment(lines: readonly string[]): Code {
  const safe = lines.flatMap((line) => line.split(/[\n\r\u2028\u2029]/)).map((line) => line.replaceAll("*/", "*\\/").trimEnd());
  if (safe.length === 1) return trusted(`/** ${safe[0]} */`);
  return trusted(`/**\n${safe.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */`);
}

/** A string as part of an identifier: what no identifier can hold becomes `_`. */
export function nameFrom(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "") || "_";
}

const IDENTIFIER = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const RESERVED = new Set(
  "break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await async of implements interface package private protected public arguments eval undefined NaN Infinity".split(
    " ",
  ),
);

function render(value: unknown): string {
  if (typeof value === "string")
    return JSON.stringify(value).replace(/[\u2028\u2029\u007f-\u009f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  if (typeof value === "number") return numeral(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return enclosed("[", value.map(render), "]", "");
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return enclosed(
      "{",
      entries.map(([key, item]) => `${renderKey(key)}: ${render(item)}`),
      "}",
      " ",
    );
  }
  throw new Error(`not a JSON value: ${typeof value}`);
}

/** On one line where it fits; otherwise each part on its own, so that a change of the contract is a change of few lines. */
function enclosed(open: string, parts: readonly string[], close: string, space: string): string {
  const line = parts.join(", ");
  if (parts.length === 0) return open + close;
  return line.length <= 110 && !line.includes("\n") ? `${open}${space}${line}${space}${close}` : `${open}\n${parts.join(",\n")},\n${close}`;
}

function renderKey(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return IDENTIFIER.test(key) ? key : render(key);
}

function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`not a JSON number: ${value}`);
  return Object.is(value, -0) ? "0" : String(value);
}
