import { type ASTNode, parse } from "@marcbachmann/cel-js";

/** A CEL text with one thing changed. */
export interface Altered {
  readonly change: string;
  readonly text: string;
}

/** What stands in for a name or an operator: its neighbour, which is wrong by one step. */
const SWAPPED: Readonly<Record<string, readonly string[]>> = {
  "<": ["<="],
  "<=": ["<"],
  ">": [">="],
  ">=": [">"],
  "==": ["!="],
  "!=": ["=="],
  "&&": ["||"],
  "||": ["&&"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  all: ["exists"],
  exists: ["all"],
  width: ["height"],
  height: ["width"],
  dx: ["dy"],
  dy: ["dx"],
  left: ["top"],
  right: ["bottom"],
  top: ["left"],
  bottom: ["right"],
};

/** Every text that differs from a CEL expression in one literal, operator, guard, operand, name or character of a pattern. */
export function alterCel(text: string, constants: Readonly<Record<string, unknown>>): Altered[] {
  const found: Altered[] = [];
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => "_".repeat(quoted.length));
  const put = ({ start, end }: Range, by: string): void => {
    const change = `${excerpt(text.slice(start, end))} → ${excerpt(by)} at ${start}-${end}`;
    found.push({ change, text: text.slice(0, start) + by + text.slice(end) });
  };
  const visit = (node: ASTNode, pattern = false): void => {
    const range = whole(bare, node);
    const own = text.slice(range.start, range.end);
    if (node.op === "value") for (const by of literals(node.args, own, pattern)) put(range, by);
    else if (node.op === "id") for (const by of siblings(node.args, constants)) put(range, by);
    else if (node.op === ".") {
      for (const by of SWAPPED[node.args[1]] ?? []) put({ start: node.end - node.args[1].length, end: node.end }, by);
    } else if (node.op === "!_" || node.op === "-_") put(range, `(${sliced(text, whole(bare, node.args))})`);
    else if (node.op === "?:") for (const by of ["true", "false"]) put(whole(bare, node.args[0]), by);
    else if (node.op === "call" && node.args[0] === "has") put(range, `!${own}`);
    else if (node.op === "rcall") {
      const [name, receiver] = node.args;
      const at = bare.indexOf(`.${name}(`, receiver.end) + 1;
      for (const by of SWAPPED[name] ?? []) put({ start: at, end: at + name.length }, by);
      if (name === "filter") put(range, sliced(text, whole(bare, receiver)));
    } else if (isBinary(node)) {
      const [left, right] = node.args;
      const at = behind(bare, left.end);
      if (!bare.startsWith(node.op, at)) throw new Error(`no ${node.op} at ${at} of ${text}`);
      for (const by of SWAPPED[node.op] ?? []) put({ start: at, end: at + node.op.length }, by);
      const neutral = { "&&": "true", "||": "false" }[node.op as string];
      if (neutral !== undefined) for (const part of [left, right]) put(whole(bare, part), neutral);
    }
    for (const { part, isPattern } of parts(node)) visit(part, isPattern);
  };
  visit(parse(text).ast);
  return found;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

type BinaryNode = Extract<ASTNode, { readonly args: [ASTNode, ASTNode] }>;

const isBinary = (node: ASTNode): node is BinaryNode => Object.hasOwn(SWAPPED, node.op) || node.op === "in";

/** The parts of a node that are expressions of their own; the variable of a macro and the place of a `has` are none. */
function parts(node: ASTNode): { part: ASTNode; isPattern: boolean }[] {
  const plain = (list: readonly ASTNode[]) => list.map((part) => ({ part, isPattern: false }));
  if (node.op === "call") return node.args[0] === "has" ? [] : plain(node.args[1]);
  if (node.op === "rcall") {
    const [name, receiver, given] = node.args;
    const listed = ["all", "exists", "filter", "map"].includes(name) ? given.slice(1) : given;
    return [...plain([receiver]), ...listed.map((part) => ({ part, isPattern: name === "matches" }))];
  }
  if (node.op === ".") return plain([node.args[0]]);
  if (node.op === "!_" || node.op === "-_") return plain([node.args]);
  if (node.op === "list" || node.op === "?:" || node.op === "[]") return plain(node.args);
  return isBinary(node) ? plain(node.args) : [];
}

/** The range of a node, widened to the brackets that it opens or closes: the parser leaves the outermost ones out. */
function whole(bare: string, { start, end }: Range): Range {
  let [from, to] = [start, end];
  for (;;) {
    const { open, closed } = unmatched(bare.slice(from, to));
    if (closed > 0) from = bare.lastIndexOf("(", from - 1);
    else if (open > 0) to = bare.indexOf(")", to) + 1;
    else return { start: from, end: to };
  }
}

function unmatched(text: string): { open: number; closed: number } {
  let [open, closed] = [0, 0];
  for (const char of text) {
    if (char === "(") open++;
    else if (char === ")" && open > 0) open--;
    else if (char === ")") closed++;
  }
  return { open, closed };
}

/** Where the brackets and spaces behind a node end. */
function behind(bare: string, end: number): number {
  let at = end;
  while (/[\s)]/.test(bare[at] ?? "")) at++;
  return at;
}

const sliced = (text: string, { start, end }: Range): string => text.slice(start, end);

/** Numbers one up and one down, patterns without each of their characters, texts emptied or, where they stand for an enum value, misspelled. */
function literals(value: unknown, own: string, pattern: boolean): string[] {
  if (typeof value === "bigint") return [String(value + 1n), value > 0n ? String(value - 1n) : "(-1)"];
  if (typeof value === "number") return [double(value + 1), value > 0 ? double(value - 1) : "(-1.0)"];
  if (typeof value === "boolean") return [String(!value)];
  if (typeof value !== "string") return [];
  const quote = own.slice(-1);
  if (pattern) return [...own.slice(1, -1)].map((_, i) => quote + own.slice(1, -1).slice(0, i) + own.slice(i + 2));
  return [value === "" ? '"x"' : quote + quote];
}

const double = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

/** Other constants of the same shape. */
function siblings(name: string, constants: Readonly<Record<string, unknown>>): string[] {
  if (!Object.hasOwn(constants, name)) return [];
  const list = Array.isArray(constants[name]);
  return Object.keys(constants).filter((other) => other !== name && Array.isArray(constants[other]) === list);
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return `\`${line.length > 60 ? `${line.slice(0, 57)}…` : line}\``;
}
