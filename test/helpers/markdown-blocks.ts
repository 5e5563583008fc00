import { transformSync } from "esbuild";

/** A fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Line of its first fence, from 1. */
  readonly line: number;
}

/** Every fenced block, in order. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? "",
    text: match[2] ?? "",
    line: markdown.slice(0, match.index).split("\n").length,
  }));
}

/** Runs a block of TypeScript as a module, its imports answered from `modules`, and gives what it has logged, line by line. */
export async function runBlock(text: string, modules: Readonly<Record<string, object>>): Promise<string[]> {
  const lines: string[] = [];
  const log = (...parts: unknown[]): void =>
    void lines.push(parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" "));
  const console = { log, warn: log, error: log };
  const inlined = text.replace(/^import (?:type )?(\{[^}]*\}|\* as \w+) from "([^"]+)";$/gm, (_, names: string, from: string) => {
    if (!Object.hasOwn(modules, from)) throw new Error(`a block imports ${from}, which this test does not know`);
    const pattern = names
      .replace("* as ", "")
      .replace(/\btype \w+,?/g, "")
      .replaceAll(" as ", ": ");
    return `const ${pattern} = modules[${JSON.stringify(from)}];`;
  });
  const script = transformSync(`async function run(modules, console) {\n${inlined}\n}`, { loader: "ts" }).code;
  const run = new Function(`${script}\nreturn run;`)() as (modules: object, console: object) => Promise<void>;
  await run(modules, console);
  return lines;
}
