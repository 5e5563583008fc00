import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { readContract } from "../../../scripts/docs/contract.js";
import { readCorpus } from "../../../scripts/docs/corpus.js";
import { rulesPage } from "../../../scripts/docs/rules-page.js";

const contract = readContract(fileURLToPath(new URL("../../fixtures/docs-films.yaml", import.meta.url)));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function createTempFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "rules-page-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

describe("docs/rules.md", () => {
  test("has one heading and one link per rule", () => {
    const page = rulesPage(contract, new Map());
    for (const { id } of contract.rules) {
      expect(page.match(new RegExp(`^## ${id}$`, "gm"))).toHaveLength(1);
      expect(page).toContain(`[${id}](#${id})`);
    }
  });

  test("shows message, severity, location, source and fix", () => {
    const page = rulesPage(contract, new Map());
    expect(page).toContain("unknown size\n\n**Error** at `Film.width`. Source: Table 2, C-01.\n\nFix: Use a supported size.\n\n```cel\n");
    expect(page).toContain("**Warning** at `Film`, `Poster`. Source: implied.");
  });

  test("shows list elements by their path relative to the component", () => {
    const expression = "!has(self.acts) || self.acts.all(act, act.scenes.all(scene, scene.length > act.pause))";
    const at = (fieldPath: string) =>
      rulesPage({ ...contract, rules: contract.rules.slice(-1).map((last) => ({ ...last, expression, fieldPath })) }, new Map());
    expect(at("scene.length")).toContain("at `Film.acts[].scenes[].length`.");
    expect(at("act")).toContain("at `Film.acts[]`.");
    expect(at(".acts")).toContain("at `Film.acts`.");
  });

  test("lists the constants that rules use", () =>
    expect(rulesPage(contract, new Map())).toContain("| `resolutions` | Sizes of a film. | `[[1920,1080]]` | Table 2 |"));

  test("links constraint ids to rules", () => expect(rulesPage(contract, new Map())).toContain("| C-01 | [film-size](#film-size) |"));

  test("shows the first accepted and the first rejected instance of the corpus", () => {
    const folder = createTempFolder({
      "film-size.yaml":
        "accepted: { a: { value: { width: 1920 } }, b: { value: { width: 1 } } }\nrefused: { a: { value: { width: 1919 } } }",
      "notes.txt": "not a corpus file",
    });
    const page = rulesPage(contract, readCorpus(folder));
    expect(page).toContain('Accepted:\n\n```json\n{\n  "width": 1920\n}\n```');
    expect(page).toContain('Rejected:\n\n```json\n{\n  "width": 1919\n}\n```');
    expect(page).not.toContain('"width": 1\n');
  });

  test("abbreviates long strings and lists", () => {
    const value = `{ text: !text [[a, 201]], scenes: [1, 2, 3, 4, 5], short: !text [[b, 199], c], few: [1, 2, 3, 4] }`;
    const page = rulesPage(contract, readCorpus(createTempFolder({ "film-size.yaml": `accepted: { a: { value: ${value} } }` })));
    expect(page).toContain(`"text": "${"a".repeat(40)}… (201 characters)"`);
    expect(page).toContain('"scenes": [\n    1,\n    2,\n    "… (5 elements)"\n  ]');
    expect(page).toContain(`"short": "${"b".repeat(199)}c"`);
    expect(page).toContain("3,\n    4\n");
  });

  test("lists every documented constraint with what enforces it or why it is not enforced", () => {
    const facts = {
      "C-01": { says: "sizes are known" },
      "R-1": { says: "titles are short", held: ["Film.title"] },
      "A-1": { says: "be kind", open: "not seen" },
    };
    const page = rulesPage({ ...contract, document: { "x-facts": facts } }, new Map());
    expect(page).toContain("| C-01 | [film-size](#film-size) | sizes are known |");
    expect(page).toContain("| R-1 | `Film.title` | titles are short |");
    expect(page).toContain("| A-1 | not enforced: not seen | be kind |");
    const rules = contract.rules.map((rule) => ({ ...rule, facts: ["G-2"] }));
    expect(rulesPage({ rules, document: {} }, new Map())).toMatch(/^\| G-2 \| .* \| see \[G-2\]\(discrepancies\.md#g-2\) \|$/m);
  });

  test("shows the path and message of a rejected instance, without issues of other rules", () => {
    const refused = (value: string, ...issues: string[]) =>
      readCorpus(createTempFolder({ "film-size.yaml": `refused: { a: { value: ${value}, issues: [${issues.join(", ")}] } }` }));
    const issues = ["{ path: /width, message: 1919 is none. }", '{ rule: has-title, path: "", message: No title. }'];
    const page = rulesPage(contract, refused("{ width: 1919 }", ...issues));
    expect(page).toContain('  "width": 1919\n}\n```\n\n`/width`: 1919 is none.');
    expect(page).not.toContain("No title.");
    expect(rulesPage(contract, refused("{}", '{ path: "", message: None. }'))).toContain("Root: None.");
  });

  test("shows the diagram of a rule below its instance, with alternative text", () => {
    const folder = createTempFolder({
      "film-size.yaml": "refused: { a: { value: 1 }, z: { diagram: true, value: 2 } }",
    });
    const diagrams = new Map([["film-size.svg", "<svg>\n<title>1 px [off] &amp; &quot;out&quot;</title><title>no</title></svg>"]]);
    const page = rulesPage(contract, readCorpus(folder), diagrams);
    expect(page).toContain('```json\n2\n```\n\n![1 px \\[off\\] & "out"](diagrams/rules/film-size.svg)\n');
    expect(page.match(/!\[/g)).toHaveLength(1);
  });
});
