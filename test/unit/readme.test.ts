import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkCreate2DDigitalHumanVideoReq } from "../../generated/checks.js";
import * as constraints from "../../generated/constraints.js";
import { createVideos } from "../../src/batch/index.js";
import { writeDemo } from "../../src/cli/demo.js";
import * as main from "../../src/index.js";
import * as layout from "../../src/layout/index.js";
import * as sandboxModule from "../../src/sandbox/index.js";
import * as validators from "../../src/validators.js";
import { type Block, blocksOf, runBlock } from "./helpers/checkout.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const blocks = blocksOf(readme);
const scripts = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).scripts as Record<string, string>;

/** The package as a reader has it, with the sandbox in the place of the network. */
function modules(): Record<string, object> {
  const sandbox = sandboxModule.createSandbox();
  const { fetch, clock } = sandbox.clientOptions;
  const createClient = (options: main.ClientOptions): main.Client =>
    main.createClient(
      "region" in options ? { ...options, projectId: sandbox.projectId, credentials: sandbox.credentials, fetch, clock } : options,
    );
  return {
    "metastudio-video": { ...main, createClient },
    "metastudio-video/layout": layout,
    "metastudio-video/sandbox": sandboxModule,
    "metastudio-video/validators": validators,
    sandbox: { sandbox },
  };
}

function blockWith(word: string): Block {
  const found = blocks.find(({ language, text }) => language === "ts" && text.includes(word));
  if (!found) throw new Error(`no block with ${word}`);
  return found;
}

/** The text block that follows another one. */
function outputAfter(block: Block): string[] {
  return (blocks[blocks.indexOf(block) + 1]?.text ?? "").trimEnd().split("\n");
}

describe("the README", () => {
  test("the first program produces a video from the JSON beside it", async () => {
    const known = modules();
    const { sandbox } = known.sandbox as { sandbox: sandboxModule.Sandbox };
    const program = blockWith("videos.createAndWait(request");
    const request = blocks[blocks.indexOf(program) + 1]?.text ?? "";
    expect(checkCreate2DDigitalHumanVideoReq(JSON.parse(request))).toEqual([]);
    const written = new Map<string, number>();
    const fileSystem = {
      readFile: async (path: string) => (path === "video.json" ? request : ""),
      writeFile: async (path: string, body: ReadableStream) => written.set(path, (await new Response(body).arrayBuffer()).byteLength),
    };
    await sandbox.clock.run(runBlock(program.text, { ...known, "node:fs/promises": fileSystem }));
    expect([...written.keys()]).toEqual(["good-morning.mp4"]);
    expect(written.get("good-morning.mp4")).toBeGreaterThan(5_000);
    expect(sandbox.tasks.createCount().get("Good morning")).toBe(1);
  });

  test("the program for many videos saves one file per row, here and in its guide", async () => {
    const known = modules();
    const { sandbox } = known.sandbox as { sandbox: sandboxModule.Sandbox };
    const folder = mkdtempSync(join(tmpdir(), "readme-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files: Record<string, string> = {
      "video.json": blocks.find(({ language }) => language === "json")?.text ?? "",
      "guests.csv": '\ufeffid,name\nguest-1,Ada\nguest-2,"Grace, Rear Admiral"\n',
    };
    const { text } = blockWith("createVideos(items");
    expect(readFileSync(new URL("../../docs/batches.md", import.meta.url), "utf8")).toContain(text);
    expect(text.match(/^.+$/gm)?.length).toBeLessThanOrEqual(15);
    const program = `const { projectId, credentials } = modules.sandbox.sandbox;\n${text}`;
    const inFolder: typeof createVideos = (items, options) =>
      createVideos(items, { ...options, journal: join(folder, String(options.journal)), saveTo: folder });
    const lines = await sandbox.clock.run(
      runBlock(program, {
        ...known,
        "node:fs/promises": { readFile: async (path: string) => files[path] },
        "csv-parse/sync": { parse },
        "metastudio-video/batch": { createVideos: inFolder },
      }),
    );
    expect(lines.sort()).toEqual(["guest-1", "guest-2"].map((key) => `${key} saved ${folder}/${key}.mp4`));
    expect(readdirSync(folder).sort()).toEqual(["guest-1.mp4", "guest-2.mp4", "guests.journal.jsonl"]);
  });

  test.each(["checkVideoConfig", "createSandbox", "renderLayout"])("shows what its block with %s prints", async (word) => {
    const block = blockWith(word);
    expect(await runBlock(block.text, modules())).toEqual(outputAfter(block));
  });

  // That npm run demo prints this text is a test of the demo.
  test("shows what npm run demo prints", async () => {
    const shown = blocks.find(({ text }) => text.includes("Validate before you pay"));
    const folder = mkdtempSync(join(tmpdir(), "readme-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(shown?.text.trim()).toBe((await writeDemo(folder, "demo/")).trim());
  });

  test("names rules and sources as the contract has them", () => {
    const known = new Map(
      Object.values(constraints).flatMap((item) => ("rules" in item ? item.rules.map((rule) => [rule.id as string, rule] as const) : [])),
    );
    const rows = [...readme.matchAll(/^\| \[([a-z0-9-]+)\]\(docs\/rules\.md#\1\) \| (\w+) \|.*\| ([^|]+) \|$/gm)];
    expect(rows.length).toBeGreaterThan(5);
    for (const [, id = "", severity, source] of rows)
      expect({ id, severity, source }).toMatchObject({
        id: known.get(id)?.id,
        severity: known.get(id)?.severity,
        source: known.get(id)?.source,
      });
  });

  test("names only scripts and files that exist", () => {
    for (const [, name = ""] of readme.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(name);
    for (const [, path = ""] of readme.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g))
      expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8").length).toBeGreaterThan(0);
  });
});

describe("the Chinese README", () => {
  const english = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const chinese = readFileSync(new URL("../../README.zh-CN.md", import.meta.url), "utf8");

  /** What a block says to a machine: its comments are for readers, and translated. */
  const code = (text: string): string => text.replace(/\s+(?:\/\/|#) .*$/gm, "");

  const codeOf = (readme: string) => blocksOf(readme).map(({ language, text }) => ({ language, text: code(text) }));
  const linksOf = (readme: string) =>
    [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link).filter((link) => !link?.startsWith("README"));
  const rowsOf = (readme: string) =>
    [...readme.matchAll(/^\| (\[[^\]]+\]|\d+)[^|]*\|(?: (error|warning) \|)?/gm)].map(([, first, weight]) => [first, weight]);

  test("the Chinese README shows the same code, commands and output as the English one", () => {
    expect(codeOf(chinese)).toEqual(codeOf(english));
  });

  test("it has as many sections, the same rules and exit codes, and leads to the same pages", () => {
    const sections = (readme: string) => readme.match(/^## /gm)?.length;
    expect(sections(chinese)).toBe(sections(english));
    expect(rowsOf(chinese)).toEqual(rowsOf(english));
    expect(rowsOf(chinese).length).toBeGreaterThan(20);
    expect(new Set(linksOf(chinese))).toEqual(new Set(linksOf(english)));
  });

  test("no comment in its code is left in English", () => {
    const left = blocksOf(chinese)
      .filter(({ language }) => language === "ts" || language === "sh")
      .flatMap(({ text }) => [...text.matchAll(/\s(?:\/\/|#) (.*)$/gm)].map(([, words = ""]) => words))
      .filter((words) => !/\p{Script=Han}/u.test(words) && words !== "JSON Schema");
    expect(left).toEqual([]);
  });
});
