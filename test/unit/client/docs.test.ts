import { readdirSync, readFileSync } from "node:fs";
import { inspect } from "node:util";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import * as functions from "../../../src/functions.js";
import * as main from "../../../src/index.js";
import * as node from "../../../src/node/index.js";
import * as sandboxModule from "../../../src/sandbox/index.js";
import * as serverModule from "../../../src/sandbox/server.js";

/** A code block, its section, and its documented output. */
interface Block {
  readonly section: string;
  readonly line: number;
  readonly code: string;
  readonly output: string;
}

const guide = readFileSync(new URL("../../../docs/client.md", import.meta.url), "utf8");
const blocks = parseBlocks(guide);
const GUIDES = new URL("../../../docs/guides/", import.meta.url);
const guideBlocks = readdirSync(GUIDES).flatMap((file) =>
  parseBlocks(readFileSync(new URL(file, GUIDES), "utf8")).map((block) => ({ file, ...block })),
);

describe("docs/client.md", () => {
  test("has a code block in every section about calls", () => {
    const sections = new Set(blocks.map(({ section }) => section));
    expect([...sections]).toEqual([
      "Getting started",
      "Credentials",
      "Errors",
      "Retries",
      "Timeouts",
      "Creating tasks",
      "Rules of your own",
      "Waiting",
      "Waiting for many tasks",
      "Listing tasks",
      "Canceling tasks",
      "Downloading",
      "Create, wait and download",
      "Drift",
      "Logging",
      "Bundles",
      "Testing",
      "Sandbox for other programs",
    ]);
  });

  test("names an existing test for every known failure of other clients", () => {
    const section = /## Known failures of other clients\n(.*?)\n## /s.exec(guide)?.[1] ?? "";
    const rows = section.split("\n").filter((line) => line.startsWith("| ") && !/^\| (failure|---)/.test(line));
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      const [, title = "", path = ""] = /\[([^\]]+)\]\(\.\.\/([^)]+)\) \|$/.exec(row) ?? [];
      expect(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8"), row).toContain(`"${title}"`);
    }
  });

  test.each(blocks)("$section (line $line) prints the documented output", async ({ code, output }) => {
    expect(await run(code)).toBe(output);
  });
});

describe("docs/guides", () => {
  test("have code in TypeScript in each guide", () => {
    expect([...new Set(guideBlocks.map(({ file }) => file))]).toEqual(readdirSync(GUIDES));
  });

  test.each(guideBlocks)("$file (line $line) prints the documented output", async ({ code, output }) => {
    expect(await run(code)).toBe(output);
  });
});

/** Parses the `ts` blocks, each with the `text` block that follows it. */
function parseBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  const pattern = /^## (?<section>.+)$|^```ts(?: vitest)?\n(?<code>[\s\S]*?)^```\n(?:\n```text\n(?<output>[\s\S]*?)^```\n)?/gm;
  let section = "";
  for (const match of markdown.matchAll(pattern)) {
    const { code, output = "" } = match.groups ?? {};
    section = match.groups?.["section"] ?? section;
    if (code !== undefined)
      blocks.push({ section, line: markdown.slice(0, match.index).split("\n").length, code, output: output.trimEnd() });
  }
  return blocks;
}

/** Runs a block with the sandbox as its network, and returns its output. */
async function run(code: string): Promise<string> {
  const sandbox = sandboxModule.createSandbox();
  const { clientOptions, clock, credentials, user, token } = sandbox;
  const { fetch, random, projectId } = clientOptions;
  const createClient = (options: main.ClientOptions): main.Client =>
    main.createClient(options.baseUrl?.startsWith("http://127.0.0.1:") ? options : { fetch, clock, random, ...options });
  const tests: (() => Promise<void>)[] = [];
  const vitest = { expect, test: (_name: string, body: () => Promise<void>) => tests.push(body) };
  const modules: Record<string, Record<string, unknown>> = {
    "metastudio-video": { ...main, createClient },
    "metastudio-video/functions": {
      ...functions,
      createContext: (options: main.ClientOptions, parts: functions.ClientParts) =>
        functions.createContext({ fetch, clock, random, ...options }, parts),
    },
    "metastudio-video/node": node,
    "metastudio-video/sandbox": sandboxModule,
    "metastudio-video/sandbox/server": serverModule,
    vitest,
  };
  const printed: string[] = [];
  const print = (...values: unknown[]): void => {
    printed.push(values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" "));
  };
  const scope: Record<string, unknown> = {
    modules,
    console: { log: print, warn: print },
    projectId,
    token,
    ...credentials,
    ...user,
    jobId: "26f06524-4f75-4b3a-a853-b649a21aaf66",
    ...(!/const client =/.test(code) && { client: createClient({ region: "ap-southeast-3", projectId, credentials }) }),
  };
  const withoutImports = code.replace(/^import (\{[^}]*\}) from ("[^"]+");$/gm, "const $1 = modules[$2];");
  const { code: javascript } = transformSync(`async () => {\n${withoutImports}\n}`, { loader: "ts", target: "es2022" });
  const block: () => Promise<void> = new Function(...Object.keys(scope), `return ${javascript}`)(...Object.values(scope));
  await clock.run(block());
  expect(tests.length > 0).toBe(code.includes('from "vitest"'));
  for (const body of tests) await body();
  return printed.join("\n");
}
