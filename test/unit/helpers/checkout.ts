import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";
import { root } from "../../../scripts/task-runner.js";

/** A copy of the checkout with a git repository and the same installed packages. */
export interface Checkout {
  readonly folder: string;
  /** Runs git in the copy, and returns its output. */
  readonly git: (...args: readonly string[]) => string;
  readonly remove: () => void;
}

/** Copies all files that git knows or would add, or those below some paths, and commits them. */
export function copyCheckout(...paths: readonly string[]): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "checkout-"));
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", ...paths], {
    cwd: root,
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter((name) => name !== "")) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    try {
      copyFileSync(join(root, file), join(folder, file));
    } catch (error) {
      // A file that was deleted and not committed.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  const git = (...args: readonly string[]): string => execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" }).trim();
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all", "--", ":!node_modules");
  git("commit", "--quiet", "--message=Start");
  return { folder, git, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

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
