import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { isObject, type Json, readContract } from "../../../scripts/docs/contract.js";
import { enrich } from "../../../scripts/docs/reference/add-extensions.js";
import { readDiscrepancies } from "../../../scripts/docs/reference/discrepancies.js";
import { render } from "../../../scripts/docs/reference/render.js";
import { anchor } from "../../../scripts/docs/reference/sections.js";

const contract = readContract(fileURLToPath(new URL("../../fixtures/docs-films.yaml", import.meta.url)));

/** What stands at a dotted place. */
const at = (document: unknown, place: string): unknown =>
  place.split(".").reduce((here, key) => (isObject(here) ? here[key] : undefined), document);

describe("the copy that is rendered", () => {
  const document = enrich(contract);
  const film = "components.schemas.Film";

  test("has a chapter with every rule: message, severity, place, source, hint, condition", () => {
    const text = String(at(document, "info.description"));
    for (const part of [
      "# Rules",
      "## film-size",
      "none of the known ones",
      "**Error** in `Film.width`",
      "Table 2, C-01",
      "Take one of these.",
      "```cel\n[self.width",
    ]) {
      expect(text).toContain(part);
    }
  });

  test("has a section per error code, and the constants", () => {
    expect(at(document, "info.description")).toMatch(/# Error codes[\s\S]*## F\.1\n\nHTTP 400: Wrong words\./);
    expect(at(document, "info.description")).toContain("| `resolutions` | Sizes of a film. | `[[1920,1080]]` | Table 2 |");
  });

  test("links each component to its rules and tells its table", () => {
    expect(at(document, `${film}.description`)).toContain("Table 2 of the service's page.");
    expect(at(document, `${film}.description`)).toContain(
      `- [film-size](${anchor("Rules", "film-size")}) (error): the size is none of the known ones`,
    );
    expect(at(document, "components.schemas.Problem.description")).toContain("Not on the service's page. Source: the gateway.");
  });

  test("a rule that several components share is listed at each of them, and once in the chapter", () => {
    for (const host of ["Film", "Poster"]) expect(at(document, `components.schemas.${host}.description`)).toContain("[has-title]");
    expect(String(at(document, "info.description")).match(/## has-title/g)).toHaveLength(1);
  });

  test("tells unit, alias, SDK values and why there is no bound", () => {
    expect(at(document, `${film}.properties.width.description`)).toBe("Width.\n\nUnit: px.");
    expect(at(document, `${film}.properties.state.description`)).toContain("`FINISHED` is read as `DONE`.");
    expect(at(document, `${film}.properties.state.description`)).toContain("- `LOST`: only the SDK knows it");
    expect(at(document, `${film}.properties.title.description`)).toContain("No bound: the page gives none.");
  });

  test("tells what states mean to those who wait, and whether to send it twice", () => {
    const text = at(document, "paths./films/{film_id}.get.description");
    expect(text).toContain("| pending | `RUNNING` |");
    expect(text).toContain("Sending it twice does no harm.");
  });

  test("shows the call in TypeScript and by curl, with the contract's own examples", () => {
    const samples = at(document, "paths./films/{film_id}.get.x-codeSamples") as Json[];
    expect(samples.map(({ label }) => label)).toEqual(["TypeScript", "curl"]);
    expect(samples[0]?.source).toContain('region: "here",');
    expect(samples[0]?.source).toContain(
      'cinema: "odeon",\n  credentials: { token },\n});\nconst answer = await client.showFilm({\n  film_id: "a/b",\n});',
    );
    expect(samples[1]?.source).toBe('curl "https://films.example.org/films/a%2Fb" \\\n  --header "X-Auth-Token: $AUTH_TOKEN"');
  });

  test("keeps meanings of enum values, and no extension that is read by nobody", () => {
    expect(at(document, `${film}.properties.state.x-enumDescriptions`)).toEqual({ RUNNING: "it runs", DONE: "it has ended" });
    expect(JSON.stringify(document)).not.toMatch(/"x-(table|validations|unit|aliases|waiter)"/);
    expect(at(document, "components.schemas.Film.examples.0.x-kept")).toBeUndefined();
    expect(JSON.stringify(document)).toContain('"x-kept":true');
  });

  test("shows an instance of a component as its example, where the contract gives none", () => {
    const instances = new Map<string, unknown>([
      ["Poster", { title: "M" }],
      ["Film", { title: "another" }],
    ]);
    const { components } = enrich(contract, { instances });
    expect(at(components, "schemas.Poster.examples")).toEqual([{ title: "M" }]);
    expect(at(components, "schemas.Film.examples")).toEqual([{ title: "Metropolis", "x-kept": true }]);
  });

  test("leaves the contract alone", () => expect(JSON.stringify(contract.document)).toContain('"x-table"'));
});

describe("discrepancies", () => {
  const folder = mkdtempSync(join(tmpdir(), "discrepancies-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "discrepancies.md");
  writeFileSync(
    file,
    '# D\n\nIntro G-2.\n\n## Whole\n\n<a id="g-2"></a>\n### G-2 A state\n\n- **Said:** one.\n- **Test:** `a test`\n\n<a id="t-1"></a>\n### T-1 A word\n\n- **Said:** two.\n',
  );
  const entries = readDiscrepancies(file);

  test("are read, without the names of tests", () => {
    expect(entries).toEqual([
      { id: "G-2", title: "A state", text: "- **Said:** one." },
      { id: "T-1", title: "A word", text: "- **Said:** two." },
    ]);
    expect(readDiscrepancies(join(folder, "none.md"))).toEqual([]);
  });

  test("are a chapter, and every mention of one is a link to it", () => {
    const document = structuredClone(contract.document);
    (document.info as Json).description = "See G-2, `T-1`, [T-1](x) and G-22.";
    const text = String(at(enrich({ ...contract, document }, { discrepancies: entries }), "info.description"));
    expect(text).toContain("See [G-2](#section/discrepancies/g-2), `T-1`, [T-1](x) and G-22.");
    expect(text).toContain("# Discrepancies");
    expect(text).toContain("## G-2\n\n**A state**\n\n- **Said:** one.");
  });

  test("stay as they are where the renderer shows no Markdown", () => {
    const document = { ...structuredClone(contract.document), servers: [{ url: "https://a.example", description: "Open, see G-2." }] };
    expect(enrich({ ...contract, document }, { discrepancies: entries }).servers).toMatchObject([{ description: "Open, see G-2." }]);
  });
});

test("text of the contract never becomes markup", () => {
  const hostile = structuredClone(contract.document);
  const rules = [{ ...contract.rules[0], message: "a | <b> *c* `d` [e](f) #g", id: "film-size" }] as typeof contract.rules;
  const text = String(at(enrich({ document: hostile, rules }), "info.description"));
  expect(text).toContain("a \\| \\<b\\> \\*c\\* \\`d\\` \\[e\\](f) \\#g");
});

test("the page is the same to the byte, loads nothing, and reports nothing", async () => {
  const [first, second] = await Promise.all([render(contract), render(contract)]);
  expect(second).toBe(first);
  expect(first).toContain("connect-src 'none'");
  expect(first).toContain('"disableTelemetry":true');
  expect(first).not.toMatch(/(?:src|href)="https?:\/\/[^"]*redoc[^"]*\.(?:js|svg|png|css)/);
  expect(first).not.toMatch(/cdn\.redoc\.?ly[^"'`\s]*\.(?:svg|png|js)["'`]/);
});
