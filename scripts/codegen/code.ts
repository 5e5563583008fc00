/** A name that another module exports. `from` is a module of `src` (`core/pointer`) or a generated one (`./types`). */
export interface ImportedSymbol {
  readonly name: string;
  readonly from: string;
  /** True for a name that is used as a type only. */
  readonly typeOnly: boolean;
}

type Symbols = ReadonlySet<ImportedSymbol>;

let createCode: (text: string, symbols?: Symbols) => Code;
const NO_SYMBOLS: Symbols = new Set();

/**
 * Trusted TypeScript source text with the imported names in it. It can only be created by the `code` template and by helpers that
 * escape names and values. The template does not accept plain strings, so text from the contract can never be injected as code.
 */
export class Code {
  readonly text: string;
  readonly symbols: Symbols;

  private constructor(text: string, symbols: Symbols) {
    this.text = text;
    this.symbols = symbols;
  }

  static {
    createCode = (text, symbols = NO_SYMBOLS) => new Code(text, symbols);
  }
}

/** Template tag for code. Arrays are joined with newlines. */
export function code(fixed: TemplateStringsArray, ...parts: readonly (Code | readonly Code[] | number)[]): Code {
  let text = fixed[0] ?? "";
  let symbols = NO_SYMBOLS;
  parts.forEach((part, i) => {
    const inner = typeof part === "number" ? createCode(renderNumber(part)) : part instanceof Code ? part : join(part, "\n");
    text += inner.text + (fixed[i + 1] ?? "");
    symbols = union(symbols, inner.symbols);
  });
  return createCode(text, symbols);
}

/** Joins code with a separator. */
export function join(
  parts: readonly Code[],
  separator: ", " | "; " | " : " | " || " | " && " | " + " | " | " | " & " | "\n" | "\n\n" | "",
): Code {
  return createCode(parts.map((part) => part.text).join(separator), symbolsOf(parts));
}

/** Returns the imported names in the parts. */
export function symbolsOf(parts: readonly Code[]): Symbols {
  return parts.reduce((all, { symbols }) => union(all, symbols), NO_SYMBOLS);
}

/** Creates a set only if neither contains the other, which is rare: functions use the same few symbols again. */
function union(a: Symbols, b: Symbols): Symbols {
  return includesAll(a, b) ? a : includesAll(b, a) ? b : new Set([...a, ...b]);
}

function includesAll(a: Symbols, b: Symbols): boolean {
  if (a === b) return true;
  if (a.size < b.size) return false;
  for (const symbol of b) if (!a.has(symbol)) return false;
  return true;
}

/** Emits the name of a value that another module exports. The file that contains the code imports it. */
export function imported(name: string, from: string): Code {
  return symbolCode(name, from, false);
}

/** Emits the name of a type that another module exports. Types of the contract are in a namespace, so that any name is possible. */
export function importedType(name: string, from: string): Code {
  if (from !== "./types") return symbolCode(name, from, true);
  return createCode(`Types.${identifier(name).text}`, symbolCode("Types", from, true, "* as ").symbols);
}

/** One object per name and module, so that sets of symbols have no duplicates. */
const symbolTable = new Map<string, Code>();

function symbolCode(name: string, from: string, typeOnly: boolean, prefix = ""): Code {
  const key = `${from} ${name} ${typeOnly}`;
  const known = symbolTable.get(key) ?? createCode(identifier(name).text, new Set([{ name: `${prefix}${name}`, from, typeOnly }]));
  symbolTable.set(key, known);
  return known;
}

/** Emits a JSON value as a literal. Escapes line separators; `__proto__` remains an own key. */
export function literal(value: unknown): Code {
  return createCode(render(value));
}

/** Emits an array. */
export function list(parts: readonly Code[]): Code {
  const texts = parts.map((part) => part.text);
  return createCode(renderList("[", texts, "]", ""), symbolsOf(parts));
}

/** Emits an identifier. Throws if the name is not a valid identifier. */
export function identifier(name: string): Code {
  if (!isIdentifier(name)) throw new Error(`not an identifier: ${JSON.stringify(name)}`);
  return createCode(name);
}

/** Returns true if a name is a valid, unreserved identifier. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name) && !RESERVED.has(name);
}

/** Emits a property access: `o.width`, `o["X-Auth-Token"]`. */
export function member(object: Code, name: string): Code {
  return IDENTIFIER.test(name) ? code`${object}.${createCode(name)}` : code`${object}[${literal(name)}]`;
}

/** Emits a property read. Names inherited from `Object.prototype` are read only as own properties. */
export function readProperty(object: Code, name: string): Code {
  return isInheritedName(name)
    ? code`(Object.hasOwn(${object}, ${literal(name)}) ? ${member(object, name)} : undefined)`
    : member(object, name);
}

/** Returns true for the names of the properties that every object inherits. */
export function isInheritedName(name: string): boolean {
  return INHERITED.has(name);
}

const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Emits an optional property access: `o?.width`. */
export function optionalMember(object: Code, name: string): Code {
  return IDENTIFIER.test(name) ? code`${object}?.${createCode(name)}` : code`${object}?.[${literal(name)}]`;
}

/** Emits a property key, quoted if necessary. */
export function propertyName(name: string): Code {
  return createCode(renderKey(name));
}

/** Emits a doc comment. Escapes comment terminators in the text. */
export function comment(lines: readonly string[]): Code {
  const safe = lines.flatMap((line) => line.split(/[\n\r\u2028\u2029]/)).map((line) => line.replaceAll("*/", "*\\/").trimEnd());
  if (safe.length === 1) return createCode(`/** ${safe[0]} */`);
  return createCode(`/**\n${safe.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */`);
}

/** Converts a string to a part of an identifier. Invalid characters become `_`. */
export function toIdentifierPart(text: string): string {
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
  if (typeof value === "number") return renderNumber(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return renderList("[", value.map(render), "]", "");
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return renderList(
      "{",
      entries.map(([key, item]) => `${renderKey(key)}: ${render(item)}`),
      "}",
      " ",
    );
  }
  throw new Error(`not a JSON value: ${typeof value}`);
}

/** Renders on one line if it fits, otherwise one part per line, so that contract changes produce small diffs. */
function renderList(open: string, parts: readonly string[], close: string, space: string): string {
  const line = parts.join(", ");
  if (parts.length === 0) return open + close;
  return line.length <= 110 && !line.includes("\n") ? `${open}${space}${line}${space}${close}` : `${open}\n${parts.join(",\n")},\n${close}`;
}

function renderKey(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return IDENTIFIER.test(key) ? key : render(key);
}

function renderNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`not a JSON number: ${value}`);
  return Object.is(value, -0) ? "0" : String(value);
}
