import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../../scripts/codegen/parse/document.js";
import { comparePage, knownDifferences, pageTexts } from "../../../scripts/contract/page/compare.js";
import { readPage } from "../../../scripts/contract/page/read-page.js";
import { binPath, runCommand } from "../../../scripts/task-runner.js";
import { readText } from "../helpers/contract.js";
import { asHtml, asText, currentPage, type PageModel, type Row, type Table } from "./build-page.js";

const contract = readDocument("openapi.yaml", readText("openapi.yaml"));
const formats = { text: asText, HTML: asHtml };

/** Texts of the page that the contract was compared with. */
const recorded = pageTexts(readPage(asText(currentPage())));

const compare = (source: string) => comparePage(readPage(source), contract, recorded);
const list = (source: string): string[] => compare(source).differences.map(({ at, what }) => `${at}: ${what}`);

const tableOf = (page: PageModel, title: string): Table => {
  const table = page.tables.find((candidate) => candidate.title === title);
  if (!table) throw new Error(`no table ${title}`);
  return table;
};
const rowOf = (page: PageModel, title: string, name: string): Row => {
  const row = tableOf(page, title).rows.find((candidate) => candidate.name === name);
  if (!row) throw new Error(`no row ${title}.${name}`);
  return row;
};

/** Each kind of change of the page, with all differences that it causes. */
const CHANGES: readonly [name: string, change: (page: PageModel) => void, differences: readonly string[]][] = [
  ["nothing", () => undefined, []],
  [
    "a row added",
    (page) =>
      tableOf(page, "VoiceConfig").rows.push({ name: "emotion", type: "String", enum: ["CALM", "GLAD"], minLength: 0, maxLength: 64 }),
    ["Table 8 VoiceConfig, row emotion: the row is new: String, minLength 0, maxLength 64, enum CALM | GLAD"],
  ],
  [
    "a row removed",
    (page) => tableOf(page, "VoiceConfig").rows.splice(1, 1),
    ["Table 8 VoiceConfig, row speed: the row is not on the page"],
  ],
  [
    "a row renamed",
    (page) => (rowOf(page, "VoiceConfig", "speed").name = "rate"),
    ["Table 8 VoiceConfig, row rate: the row was speed", "Table 8 VoiceConfig, row rate: the text changed"],
  ],
  [
    "a row moved within its table",
    (page) => tableOf(page, "VoiceConfig").rows.unshift(...tableOf(page, "VoiceConfig").rows.splice(2, 1)),
    ["Table 8 VoiceConfig, row pitch: the row moved to the start"],
  ],
  [
    "a row moved to another table",
    (page) => tableOf(page, "VideoConfig").rows.push(...tableOf(page, "VoiceConfig").rows.splice(3, 1)),
    ["Table 9 VideoConfig, row volume: the row moved here from Table 8 VoiceConfig"],
  ],
  [
    "a range",
    (page) => (rowOf(page, "VoiceConfig", "speed").max = 250),
    ["Table 8 VoiceConfig, row speed: max is 250 on the page and 200 in the contract"],
  ],
  [
    "a negative range",
    (page) => (rowOf(page, "BackgroundImageConfig", "dx").min = -7680),
    ["Table 16 BackgroundImageConfig, row dx: min is -7680 on the page and -5760 in the contract"],
  ],
  [
    "a length",
    (page) => (rowOf(page, "TextConfig", "text").maxLength = 65536),
    ["Table 13 TextConfig, row text: maxLength is 65536 on the page and 131072 in the contract"],
  ],
  [
    "a range removed",
    (page) => Object.assign(rowOf(page, "AudioInfo", "audio_id"), { min: undefined, max: undefined }),
    [
      "Table 24 AudioInfo, row audio_id: min is none on the page and 0 in the contract",
      "Table 24 AudioInfo, row audio_id: max is none on the page and 10000 in the contract",
    ],
  ],
  [
    "a default",
    (page) => (rowOf(page, "SubtitleConfig", "font_size").default = "48"),
    ["Table 10 SubtitleConfig, row font_size: default is 48 on the page and 54 in the contract"],
  ],
  [
    "a default that was documented in the text",
    (page) => (rowOf(page, "VideoLayerConfig", "video_sound").default = "0"),
    [
      "Table 22 VideoLayerConfig, row video_sound: the known difference P-26 (default) is gone",
      "Table 22 VideoLayerConfig, row video_sound: the text changed",
    ],
  ],
  [
    "a type",
    (page) => (rowOf(page, "VoiceConfig", "pitch").type = "Float"),
    ["Table 8 VoiceConfig, row pitch: type is Float on the page and Integer in the contract"],
  ],
  [
    "the type of a known difference",
    (page) => (rowOf(page, "VideoConfig", "frame_rate").type = "Integer"),
    ["Table 9 VideoConfig, row frame_rate: type is Integer on the page and String or Integer in the contract"],
  ],
  [
    "an enum value added",
    (page) => rowOf(page, "VideoConfig", "codec").enum?.push("AV1"),
    ["Table 9 VideoConfig, row codec: the value AV1 is new"],
  ],
  [
    "an enum value removed",
    (page) => rowOf(page, "VideoConfig", "codec").enum?.splice(1, 1),
    ["Table 9 VideoConfig, row codec: the value VP8 is not on the page"],
  ],
  [
    "the order of enum values",
    (page) => rowOf(page, "VideoConfig", "codec").enum?.reverse(),
    ["Table 9 VideoConfig, row codec: the order of the values is QTRLE, VP8, H264"],
  ],
  [
    "a note",
    (page) => (rowOf(page, "LayerConfig", "group_id").note = "Deprecated."),
    ["Table 17 LayerConfig, row group_id: the text changed"],
  ],
  [
    "a mandatory flag",
    (page) => (rowOf(page, "Query Parameters", "show_script").required = true),
    ["Table 2 Query Parameters, row show_script: required is true on the page and false in the contract"],
  ],
  [
    "the mandatory flag of a header",
    (page) => (rowOf(page, "Request header parameters", "X-Sdk-Date").required = true),
    ["Table 3 Request header parameters, row X-Sdk-Date: required is true on the page and false in the contract"],
  ],
  ["the date", (page) => (page.updated = "2026-11-30"), ["date: 2026-11-30 on the page and 2025-12-08 in the contract"]],
  [
    "the title",
    (page) => (page.title = "Querying a Task"),
    ["page title: Querying a Task on the page and Querying Virtual Avatar Video Production Task Details in the contract"],
  ],
  ["a status code added", (page) => page.statusCodes.push("503"), ["Status Codes: 503 is new", "section Status Codes: the text changed"]],
  [
    "a status code removed",
    (page) => page.statusCodes.splice(3, 1),
    ["Status Codes: 404 is not on the page", "section Status Codes: the text changed"],
  ],
  [
    "two tables exchanged",
    (page) => {
      const [music] = page.tables.splice(26, 1);
      const [files] = page.tables.splice(25, 1);
      if (music && files) page.tables.splice(25, 0, { ...music, table: 26 }, { ...files, table: 27 });
    },
    ["Table 26 BackgroundMusicConfig: the table was Table 27", "Table 27 SubtitleFileInfo: the table was Table 26"],
  ],
  [
    "a table added at the end of the objects",
    (page) => page.tables.splice(27, 0, { table: 32, title: "SceneConfig", rows: [{ name: "scene_id", type: "String" }] }),
    ["Table 32 SceneConfig: the table is new, with 1 row: scene_id"],
  ],
  ["a table removed", (page) => page.tables.splice(23, 1), ["Table 24 AudioInfo: the table is not on the page; the contract has 1 row"]],
  ["a table renamed", (page) => (tableOf(page, "AudioInfo").title = "AudioFile"), ["Table 24 AudioFile: the table was AudioInfo"]],
];

describe.each(Object.entries(formats))("the page as %s", (_, print) => {
  test.each(CHANGES)("finds exactly %s", (_name, change, differences) => {
    const page = structuredClone(currentPage());
    change(page);
    expect(list(print(page))).toEqual(differences);
  });

  test("finds several changes at once, each at its place in the contract", () => {
    const page = structuredClone(currentPage());
    rowOf(page, "VoiceConfig", "speed").max = 250;
    rowOf(page, "ShootScript", "script_type").enum?.push("VIDEO");
    const { differences } = compare(print(page));
    const lines = contract.text.split("\n");
    expect(differences.map(({ pointer, line }) => [pointer, lines[line - 1]?.trim()])).toEqual([
      ["/components/schemas/VoiceConfig/properties/speed", "speed:"],
      ["/components/schemas/ShootScript/properties/script_type/enum", "enum: [TEXT, AUDIO]"],
    ]);
  });

  test("names the known discrepancies instead of repeating them", () => {
    const { known } = compare(print(currentPage()));
    expect(new Set(known)).toEqual(new Set(knownDifferences));
  });

  test("refuses the page of another operation", () => {
    const page = { ...currentPage(), title: "Creating a Task", uri: "POST /v1/{project_id}/2d-digital-human-videos" };
    expect(() => list(print(page))).toThrow(
      'expected the page "Querying Virtual Avatar Video Production Task Details"; received "Creating a Task" with POST /v1/{project_id}/2d-digital-human-videos',
    );
  });

  test("refuses a truncated page and names its last row", () => {
    const source = print(currentPage());
    const end = source.indexOf("What angle means.");
    expect(() => list(source.slice(0, end))).toThrow(
      "the page ends in Table 20 LayerRotationConfig, row angle; expected the section Status Codes",
    );
  });
});

test("text and HTML of the same page give the same tables", () => {
  expect(readPage(asHtml(currentPage()))).toEqual(readPage(asText(currentPage())));
});

test("a text with carriage returns or tabs between cells is read alike", () => {
  const text = asText(currentPage());
  expect(readPage(text.replaceAll("\n", "\r\n"))).toEqual(readPage(text));
  expect(readPage(text.replaceAll("\n\nString\n\n", "\tString\t"))).toEqual(readPage(text));
});

test.each([
  ["an empty file", ""],
  ["another document", "<html><body><h1>Sign in</h1></body></html>"],
  ["the contract", readText("openapi.yaml")],
])("refuses %s", (_, source) => {
  expect(() => readPage(source)).toThrow('expected the page of an operation, with a line such as "GET /v1/…" and tables "Table 1 …"');
});

test("known differences refer to entries of docs/discrepancies.md", () => {
  const ids = [...readText("docs/discrepancies.md").matchAll(/^### ([A-Z]-\d+)/gm)].map((match) => match[1]);
  for (const { id } of knownDifferences) expect(ids).toContain(id);
});

test("the recorded texts cover every row and enum value of the golden tables", () => {
  const texts = JSON.parse(readFileSync(new URL("../../../scripts/contract/page/texts.json", import.meta.url), "utf8")) as object;
  const shape = (value: object): unknown =>
    Object.entries(value)
      .filter(([key]) => key !== "sections")
      .map(([key, item]) => [key, Object.keys(item)]);
  expect(shape(texts)).toEqual(shape(recorded));
});

test("the command prints differences with file and line, and its exit code says whether there are any", async () => {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  const run = async (content: string) => {
    writeFileSync(join(folder, "page"), content);
    return runCommand(binPath("jiti"), ["scripts/contract/page/index.ts", join(folder, "page")]);
  };
  try {
    const page = structuredClone(currentPage());
    rowOf(page, "VoiceConfig", "speed").max = 250;
    const changed = await run(asText(page));
    expect(changed.code).toBe(1);
    expect(changed.stdout).toMatch(
      /^Table 8 VoiceConfig, row speed: max is 250 on the page and 200 in the contract \(openapi\.yaml:\d+\)$/m,
    );
    const other = await run("Sign in");
    expect([other.code, other.stdout]).toEqual([2, ""]);
    expect(other.output).toContain("usage: npm run contract:page -- PAGE");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
