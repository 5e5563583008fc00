import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { readContract } from "../../../scripts/docs/contract.js";
import { acceptedInstances, corpusOf } from "../../../scripts/docs/corpus.js";
import { picturesOf, rulesPage, stale } from "../../../scripts/docs/rules-page.js";

const contract = readContract(fileURLToPath(new URL("../../fixtures/docs-films.yaml", import.meta.url)));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function temporary(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "rules-page-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

describe("docs/rules.md", () => {
  test("has one heading, and so one anchor, per rule, and links to it", () => {
    const page = rulesPage(contract, new Map());
    for (const { id } of contract.rules) {
      expect(page.match(new RegExp(`^## ${id}$`, "gm"))).toHaveLength(1);
      expect(page).toContain(`[${id}](#${id})`);
    }
  });

  test("says what, how bad, where, from where, and how to fix it", () => {
    const page = rulesPage(contract, new Map());
    expect(page).toContain(
      "the size is none of the known ones\n\n**Error** at `Film.width`. Source: Table 2, C-01.\n\nTo fix it: Take one of these.\n\n```cel\n",
    );
    expect(page).toContain("**Warning** at `Film`, `Poster`. Source: implied.");
  });

  test("says of an element where its list stands, as seen from the component", () => {
    const rule = "!has(self.acts) || self.acts.all(act, act.scenes.all(scene, scene.length > act.pause))";
    const at = (fieldPath: string) =>
      rulesPage({ ...contract, rules: contract.rules.slice(-1).map((last) => ({ ...last, rule, fieldPath })) }, new Map());
    expect(at("scene.length")).toContain("at `Film.acts[].scenes[].length`.");
    expect(at("act")).toContain("at `Film.acts[]`.");
    expect(at(".acts")).toContain("at `Film.acts`.");
  });

  test("leads from a source id to its rules", () => expect(rulesPage(contract, new Map())).toContain("| C-01 | [film-size](#film-size) |"));

  test("shows the first accepted and the first refused instance of the corpus", () => {
    const folder = temporary({
      "film-size/accepted-b.json": '{"value":{"width":1}}',
      "film-size/accepted-a.json": '{"value":{"width":1920}}',
      "film-size/refused-a.json": '{"width":1919}',
      "film-size/notes.txt": "not an instance",
    });
    const page = rulesPage(contract, corpusOf(folder));
    expect(page).toContain('Accepted:\n\n```json\n{\n  "width": 1920\n}\n```');
    expect(page).toContain('Refused:\n\n```json\n{\n  "width": 1919\n}\n```');
    expect(page).not.toContain('"width": 1\n');
  });

  test("shows long texts and lists by their beginning", () => {
    const long = JSON.stringify({ value: { text: "a".repeat(201), scenes: [1, 2, 3, 4, 5], short: "b".repeat(200), few: [1, 2, 3, 4] } });
    const page = rulesPage(contract, corpusOf(temporary({ "film-size/accepted-a.json": long })));
    expect(page).toContain(`"text": "${"a".repeat(40)}… (201 characters)"`);
    expect(page).toContain('"scenes": [\n    1,\n    2,\n    "… (5 in all)"\n  ]');
    expect(page).toContain(`"short": "${"b".repeat(200)}"`);
    expect(page).toContain("3,\n    4\n");
  });

  test("tells of every documented constraint who holds it, or why nobody does", () => {
    const facts = {
      "C-01": { says: "sizes are known" },
      "R-1": { says: "titles are short", held: ["Film.title"] },
      "A-1": { says: "be kind", open: "not seen" },
    };
    const page = rulesPage({ ...contract, document: { "x-facts": facts } }, new Map());
    expect(page).toContain("| C-01 | [film-size](#film-size) | sizes are known |");
    expect(page).toContain("| R-1 | `Film.title` | titles are short |");
    expect(page).toContain("| A-1 | not held: not seen | be kind |");
    const rules = contract.rules.map((rule) => ({ ...rule, facts: ["G-2"] }));
    expect(rulesPage({ rules, document: {} }, new Map())).toMatch(/^\| G-2 \| .* \| see \[G-2\]\(discrepancies\.md#g-2\) \|$/m);
  });

  test("tells where and in which words an instance is refused, and nothing of other rules", () => {
    const findings = [
      { rule: "film-size", path: "/width", message: "1919 is none." },
      { rule: "has-title", path: "", message: "No title." },
    ];
    const folder = temporary({ "film-size/refused-a.json": JSON.stringify({ schema: "Film", value: { width: 1919 }, findings }) });
    const page = rulesPage(contract, corpusOf(folder));
    expect(page).toContain('  "width": 1919\n}\n```\n\n`/width`: 1919 is none.');
    expect(page).not.toContain("No title.");
    const whole = JSON.stringify({ schema: "Film", value: {}, findings: [{ rule: "film-size", path: "", message: "None." }] });
    expect(rulesPage(contract, corpusOf(temporary({ "film-size/refused-a.json": whole })))).toContain("The whole: None.");
  });

  test("shows the picture of a rule under the instance that it was drawn from, and says what is seen", () => {
    const folder = temporary({
      "corpus/film-size/refused-a.json": "1",
      "corpus/film-size/refused-pictured-z.json": "2",
      "pictures/film-size.svg": "<svg>\n<title>1 px [off] &amp; &quot;out&quot;</title><title>no</title></svg>",
      "pictures/notes.txt": "none",
    });
    const page = rulesPage(contract, corpusOf(join(folder, "corpus")), picturesOf(join(folder, "pictures")));
    expect(page).toContain('```json\n2\n```\n\n![1 px \\[off\\] & "out"](diagrams/rules/film-size.svg)\n');
    expect(page.match(/!\[/g)).toHaveLength(1);
    expect(picturesOf(join(folder, "nowhere")).size).toBe(0);
  });

  test("an instance that nothing is found in stands for its component", () => {
    const of = (value: unknown, findings: unknown[]) => JSON.stringify({ schema: "Film", value, findings });
    const folder = temporary({
      "has-title/accepted-1.json": of(1, []),
      "film-size/accepted-1.json": of(2, [{ rule: "b" }]),
      "film-size/accepted-2.json": of("x".repeat(3000), []),
      "film-size/refused-1.json": of(3, []),
      "film-size/accepted-3.json": of(4, []),
    });
    const order = [...contract.rules].sort((a, b) => a.id.localeCompare(b.id));
    expect([...acceptedInstances(order, corpusOf(folder))]).toEqual([["Film", 4]]);
  });

  test("does without a corpus", () => expect(corpusOf("/nowhere/at/all").size).toBe(0));
});

describe("drift", () => {
  test.each([
    ["the same", "a\nb\n", undefined],
    ["a changed line", "a\nc\n", 2],
    ["a missing end", "a\n", 2],
    ["more than there should be", "a\nb\nc\n", 3],
  ])("%s", (_name, found, line) => expect(stale(join(temporary({ "page.md": found }), "page.md"), "a\nb\n")).toBe(line));

  test("no file at all", () => expect(stale(join(temporary({}), "page.md"), "a\n")).toBe(1));
});
