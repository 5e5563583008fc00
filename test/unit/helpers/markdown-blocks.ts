import { transformSync } from "esbuild";

/** A fenced code block of a Markdown document. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** 1-based line of the opening fence. */
  readonly line: number;
}

/** Returns all fenced code blocks in document order. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? "",
    text: match[2] ?? "",
    line: markdown.slice(0, match.index).split("\n").length,
  }));
}

/** Runs a TypeScript block as a module, resolves its imports from `modules`, and returns the logged lines. */
export async function runBlock(text: string, modules: Readonly<Record<string, object>>): Promise<string[]> {
  const lines: string[] = [];
  const log = (...parts: unknown[]): void =>
    void lines.push(parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" "));
  const console = { log, warn: log, error: log };
  const inlined = text.replace(/^import (?:type )?(\{[^}]*\}|\* as \w+) from "([^"]+)";$/gm, (_, names: string, from: string) => {
    if (!Object.hasOwn(modules, from)) throw new Error(`the block imports ${from}, which the test does not provide`);
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
