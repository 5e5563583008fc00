import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import * as main from "../../../src/index.js";
import * as node from "../../../src/node/index.js";
import * as sandboxModule from "../../../src/sandbox/index.js";

/** A block of code, the section it stands in, and the output that is said to come of it. */
interface Block {
  readonly section: string;
  readonly line: number;
  readonly code: string;
  readonly output: string;
}

const blocks = read(readFileSync(new URL("../../../docs/client.md", import.meta.url), "utf8"));

describe("docs/client.md", () => {
  test("has a block of code in every section that is about calls", () => {
    const sections = new Set(blocks.map(({ section }) => section));
    expect([...sections]).toEqual([
      "Start",
      "Credentials",
      "Errors",
      "Retries",
      "Timeouts",
      "Create",
      "Waiting",
      "Many tasks",
      "List",
      "Cancel",
      "Fetch the file",
      "The whole life in one call",
      "Drift",
      "Logging",
      "Testing",
    ]);
  });

  test.each(blocks)("$section (line $line) runs and prints what is said", async ({ code, output }) => {
    expect(await run(code)).toBe(output);
  });
});

/** Blocks marked `ts`, each with the `text` block that follows it at once. */
function read(markdown: string): Block[] {
  const found: Block[] = [];
  const pattern = /^## (?<section>.+)$|^```ts\n(?<code>[\s\S]*?)^```\n(?:\n```text\n(?<output>[\s\S]*?)^```\n)?/gm;
  let section = "";
  for (const match of markdown.matchAll(pattern)) {
    const { code, output = "" } = match.groups ?? {};
    section = match.groups?.["section"] ?? section;
    if (code !== undefined)
      found.push({ section, line: markdown.slice(0, match.index).split("\n").length, code, output: output.trimEnd() });
  }
  return found;
}

/** Runs a block in a world whose network is the sandbox; gives what it printed. */
async function run(code: string): Promise<string> {
  const sandbox = sandboxModule.createSandbox();
  const { clientOptions, clock, credentials, user, token } = sandbox;
  const { fetch, random, projectId } = clientOptions;
  const createClient = (options: main.ClientOptions): main.Client => main.createClient({ fetch, clock, random, ...options });
  const modules: Record<string, Record<string, unknown>> = {
    "metastudio-video": { ...main, createClient },
    "metastudio-video/node": node,
    "metastudio-video/sandbox": sandboxModule,
  };
  const printed: string[] = [];
  const print = (...words: unknown[]): void => {
    printed.push(words.map((word) => (typeof word === "string" ? word : inspect(word))).join(" "));
  };
  const world: Record<string, unknown> = {
    modules,
    console: { log: print, warn: print },
    projectId,
    token,
    ...credentials,
    ...user,
    jobId: "26f06524-4f75-4b3a-a853-b649a21aaf66",
    ...(!/const client =/.test(code) && { client: createClient({ region: "ap-southeast-3", projectId, credentials }) }),
  };
  const linked = code.replace(/^import (\{[^}]*\}) from ("[^"]+");$/gm, "const $1 = modules[$2];");
  const { code: javascript } = transformSync(`async () => {\n${linked}\n}`, { loader: "ts", target: "es2022" });
  const block: () => Promise<void> = new Function(...Object.keys(world), `return ${javascript}`)(...Object.values(world));
  await clock.run(block());
  return printed.join("\n");
}
