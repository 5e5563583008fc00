import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { isObject, type Json, readContract } from "../../../scripts/docs/contract.js";
import { addExtensions } from "../../../scripts/docs/reference/add-extensions.js";
import { readDiscrepancies } from "../../../scripts/docs/reference/discrepancies.js";
import { renderReference } from "../../../scripts/docs/reference/render.js";
import { sectionAnchor } from "../../../scripts/docs/reference/sections.js";

const contract = readContract(fileURLToPath(new URL("../../fixtures/docs-films.yaml", import.meta.url)));

/** Returns the value at a dotted path. */
const at = (document: unknown, path: string): unknown =>
  path.split(".").reduce((value, key) => (isObject(value) ? value[key] : undefined), document);

/** Returns the text of a chapter, which is the description of a tag. */
const chapter = (document: Json, name: string): string => String((document.tags as Json[]).find((tag) => tag.name === name)?.description);

describe("addExtensions", () => {
  const document = addExtensions(contract);
  const film = "components.schemas.Film";

  test("adds a chapter with message, severity, location, source, hint and expression of every rule", () => {
    const text = chapter(document, "Rules");
    for (const part of [
      "## film-size",
      "unknown size",
      "**Error** in `Film.width`",
      "Table 2, C-01",
      "Use a supported size.",
      "```cel\n[self.width",
    ]) {
      expect(text).toContain(part);
    }
  });

  test("adds a section per error code and a table of constants", () => {
    expect(chapter(document, "Error codes")).toContain("## F.1\n\nHTTP 400: Invalid parameter.");
    expect(chapter(document, "Constants")).toContain("| `resolutions` | Sizes of a film. | `[[1920,1080]]` | Table 2 |");
  });

  test("adds the table and links to the rules to each component", () => {
    expect(at(document, `${film}.description`)).toContain("Table 2 of the API documentation.");
    expect(at(document, `${film}.description`)).toContain(`- [film-size](${sectionAnchor("Rules", "film-size")}) (error): unknown size`);
    expect(at(document, "components.schemas.Problem.description")).toContain("Not in the API documentation. Source: the gateway.");
  });

  test("lists a shared rule at each of its components and once in the chapter", () => {
    for (const host of ["Film", "Poster"]) expect(at(document, `components.schemas.${host}.description`)).toContain("[has-title]");
    expect(chapter(document, "Rules").match(/## has-title/g)).toHaveLength(1);
  });

  test("adds unit, aliases, SDK values and the reason for a missing bound to properties", () => {
    expect(at(document, `${film}.properties.width.description`)).toBe("Width.\n\nUnit: px.");
    expect(at(document, `${film}.properties.state.description`)).toContain("`FINISHED` is an alias of `DONE`.");
    expect(at(document, `${film}.properties.state.description`)).toContain("- `LOST`: defined in the SDK only");
    expect(at(document, `${film}.properties.title.description`)).toContain("No bound: not documented.");
  });

  test("adds task states and idempotency to operations", () => {
    const text = at(document, "paths./films/{film_id}.get.description");
    expect(text).toContain("| pending | `RUNNING` |");
    expect(text).toContain("Idempotent: the request can be repeated safely.");
  });

  test("places the chapters after the operations", () => {
    expect((document.tags as Json[]).map(({ name }) => name)).toEqual(["Films", "Rules", "Error codes", "Constants", "Schemas"]);
    expect(at(document, "info.description")).toBe("Shows films.");
  });

  test("adds code samples in TypeScript, for curl and for the command line", () => {
    const samples = at(document, "paths./films/{film_id}.get.x-codeSamples") as Json[];
    expect(samples.map(({ label }) => label)).toEqual(["TypeScript", "curl", "CLI"]);
    expect(samples[0]?.source).toContain('region: "here",');
    expect(samples[0]?.source).toContain(
      'cinema: "odeon",\n  credentials: { token: process.env.METASTUDIO_TOKEN! },\n});\nconst task = await client.tasks.get("a/b");',
    );
    expect(samples[1]?.source).toBe('curl "https://films.example.org/films/a%2Fb" \\\n  --header "X-Auth-Token: $METASTUDIO_TOKEN"');
    expect(samples[2]?.source).toBe("npx metastudio-video get a/b");
  });

  test("keeps enum descriptions and removes extensions without a renderer", () => {
    expect(at(document, `${film}.properties.state.x-enumDescriptions`)).toEqual({ RUNNING: "in progress", DONE: "finished" });
    expect(JSON.stringify(document)).not.toMatch(/"x-(table|validations|unit|aliases|waiter)"/);
    expect(at(document, "components.schemas.Film.examples.0.x-kept")).toBeUndefined();
    expect(JSON.stringify(document)).toContain('"x-kept":true');
  });

  test("uses an instance as the example of a component without examples", () => {
    const instances = new Map<string, unknown>([
      ["Poster", { title: "M" }],
      ["Film", { title: "another" }],
    ]);
    const { components } = addExtensions(contract, { instances });
    expect(at(components, "schemas.Poster.examples")).toEqual([{ title: "M" }]);
    expect(at(components, "schemas.Film.examples")).toEqual([{ title: "Metropolis", "x-kept": true }]);
  });

  test("does not modify the contract", () => expect(JSON.stringify(contract.document)).toContain('"x-table"'));
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

  test("are read without test names", () => {
    expect(entries).toEqual([
      { id: "G-2", title: "A state", text: "- **Said:** one." },
      { id: "T-1", title: "A word", text: "- **Said:** two." },
    ]);
    expect(readDiscrepancies(join(folder, "none.md"))).toEqual([]);
  });

  test("are rendered as a chapter and linked from every mention", () => {
    const document = structuredClone(contract.document);
    (document.info as Json).description = "See G-2, `T-1`, [T-1](x) and G-22.";
    const rendered = addExtensions({ ...contract, document }, { discrepancies: entries });
    expect(at(rendered, "info.description")).toBe("See [G-2](#/discrepancies/g-2), `T-1`, [T-1](x) and G-22.");
    expect(chapter(rendered, "Discrepancies")).toContain("## G-2\n\n**A state**\n\n- **Said:** one.");
  });

  test("are not linked where the renderer does not support Markdown", () => {
    const document = { ...structuredClone(contract.document), servers: [{ url: "https://a.example", description: "Open, see G-2." }] };
    expect(addExtensions({ ...contract, document }, { discrepancies: entries }).servers).toMatchObject([{ description: "Open, see G-2." }]);
  });
});

test("escapes Markdown and HTML in contract texts", () => {
  const hostile = structuredClone(contract.document);
  const rules = [{ ...contract.rules[0], message: "a | <b> *c* `d` [e](f) #g", id: "film-size" }] as typeof contract.rules;
  const text = chapter(addExtensions({ document: hostile, rules }), "Rules");
  expect(text).toContain("a \\| \\<b\\> \\*c\\* \\`d\\` \\[e\\](f) \\#g");
});

test("renders deterministically without external resources or telemetry", async () => {
  const [first, second] = await Promise.all([renderReference(contract), renderReference(contract)]);
  expect(second).toBe(first);
  expect(first).toContain("connect-src 'none'");
  expect(first).toContain('"disableTelemetry":true');
  expect(first).not.toMatch(/(?:src|href)="https?:\/\/[^"]*redoc[^"]*\.(?:js|svg|png|css)/);
  expect(first).not.toMatch(/cdn\.redoc\.?ly[^"'`\s]*\.(?:svg|png|js)["'`]/);
});
