import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operationsOf, readContract, resolve } from "../../../scripts/docs/contract.js";
import { anchor } from "../../../scripts/docs/markdown.js";
import { referencePage } from "../../../scripts/docs/reference-page.js";
import { codeSamples } from "../../../scripts/docs/samples.js";
import { createClient } from "../../../src/client.js";
import { requestCode } from "../../../src/playground/share.js";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.js";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { runInProcess } from "../helpers/cli-process.js";

const contract = readContract(fileURLToPath(new URL("../../fixtures/docs-films.yaml", import.meta.url)));
const films = referencePage(contract);
const sectionOf = (heading: string): string => films.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";

describe("the reference of a small contract", () => {
  test("lists operations before authentication and components", () => {
    expect([...films.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      "showFilm",
      "Authentication",
      "Components",
      "Film",
      "Poster",
    ]);
    expect(films).toContain("| [showFilm](#showfilm) | `GET /films/{film_id}` | One film |");
    expect(sectionOf("Authentication")).toContain("### X-Auth-Token\n\nAPI token.");
  });

  test("shows the source of a component, and links its own and shared rules", () => {
    expect(sectionOf("Film")).toContain("A film.\n\nTable 2 of the API documentation.");
    expect(sectionOf("Film")).toContain("- [film-size](rules.md#film-size) (error): unknown size");
    for (const host of ["Film", "Poster"]) expect(sectionOf(host)).toContain("- [has-title](rules.md#has-title) (warning): missing title");
    const problem = { ...contract.document, components: { schemas: { Problem: { properties: { a: {} }, "x-source": "the gateway" } } } };
    expect(referencePage({ ...contract, document: { ...problem, paths: {} } })).toContain(
      "Not in the API documentation. Source: the gateway.",
    );
  });

  test("shows type, unit, range, values, aliases, SDK values and the reason for a missing bound of each property", () => {
    expect(sectionOf("Film")).toContain("### `width`\n\n*integer, px*\n\nWidth.");
    expect(sectionOf("Film")).toContain("- `RUNNING`: in progress\n- `DONE`: finished");
    expect(sectionOf("Film")).toContain("`FINISHED` is an alias of `DONE`.");
    expect(sectionOf("Film")).toContain("Values known only to the SDKs:\n\n- `LOST`: defined in the SDK only");
    expect(sectionOf("Film")).toContain("No bound: not documented.");
    expect(sectionOf("Poster")).toContain("### `title`\n\n*string, at most 9 characters*\n\nTitle.");
  });

  test("shows parameters, meaning of states and idempotence of operations", () => {
    expect(sectionOf("showFilm")).toContain("### `film_id`\n\n*in path, required, string*\n\nFilm ID.");
    expect(sectionOf("showFilm")).toContain("### `X-Cinema`\n\n*in header, required, string*\n\nCinema ID.");
    expect(sectionOf("showFilm")).toContain(
      "Meaning of `state` when polling:\n\n| Outcome | States |\n| --- | --- |\n| pending | `RUNNING` |\n| succeeded | `DONE` |",
    );
    expect(sectionOf("showFilm")).toContain("Idempotent: the request can be repeated safely.");
    expect(sectionOf("showFilm")).toContain("| 200 | [Film](#film) | The film. |");
  });

  test("has code samples in TypeScript, for curl and for the command line", () => {
    const samples = [...sectionOf("showFilm").matchAll(/^(TypeScript|curl|CLI):\n\n```\w+\n([\s\S]*?)\n```$/gm)];
    expect(samples.map(([, label]) => label)).toEqual(["TypeScript", "curl", "CLI"]);
    expect(samples[0]?.[2]).toContain('region: "here",');
    expect(samples[0]?.[2]).toContain(
      'cinema: "odeon",\n  credentials: { token: process.env.METASTUDIO_TOKEN! },\n});\nconst task = await client.tasks.get("a/b");',
    );
    expect(samples[1]?.[2]).toBe('curl "https://films.example.org/films/a%2Fb" \\\n  --header "X-Auth-Token: $METASTUDIO_TOKEN"');
    expect(samples[2]?.[2]).toBe("npx metastudio-video get a/b");
  });

  test("escapes Markdown and HTML of contract texts, and leaves the contract unchanged", () => {
    const before = JSON.stringify(contract.document);
    const rules = contract.rules.map((rule) => ({ ...rule, message: "a | <b> *c* `d` [e](f) #g" }));
    expect(referencePage({ ...contract, rules })).toContain("a \\| \\<b\\> \\*c\\* \\`d\\` \\[e\\](f) \\#g");
    const document = structuredClone(contract.document) as { components: { schemas: { Film: Record<string, unknown> } } };
    document.components.schemas.Film.description = "A <b>bold</b> `<film>`.";
    expect(referencePage({ ...contract, document })).toContain("A &lt;b>bold&lt;/b> `<film>`.");
    expect(JSON.stringify(contract.document)).toBe(before);
  });
});

describe("docs/reference.md", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const { document, rules } = readContract(`${root}openapi.yaml`);
  const page = referencePage({ document, rules });
  const headings = [...page.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ `?(.+?)`?$/gm)].map(([, heading = ""]) => heading);

  test("is up to date (npm run docs)", () => {
    expect(readFileSync(`${root}docs/reference.md`, "utf8").split("\n")).toEqual(page.split("\n"));
  });

  test("has one heading per operation, before the components, and one first-level heading", () => {
    const ids = operationsOf(document).map(({ id }) => id);
    expect(headings.filter((heading) => ids.includes(heading))).toEqual(ids);
    expect(headings.indexOf(ids.at(-1) ?? "")).toBeLessThan(headings.indexOf("Components"));
    expect(page.match(/^# /gm)).toHaveLength(1);
  });

  test("has no broken links, and links lead to the first heading of their name", () => {
    const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => anchor(heading));
    expect(new Set(sections).size).toBe(sections.length);
    for (const [, target = ""] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(sections).toContain(target);
    const known = readFileSync(`${root}docs/rules.md`, "utf8");
    for (const [, id = ""] of page.matchAll(/\]\(rules\.md#([^)]*)\)/g)) expect(known).toContain(`\n## ${id}\n`);
  });
});

describe("samples", () => {
  const { document } = readContract(fileURLToPath(new URL("../../../openapi.yaml", import.meta.url)));
  const folder = mkdtempSync(join(tmpdir(), "samples-"));
  let server: SandboxServer;
  beforeAll(async () => {
    server = await startSandbox({ speed: 0, throttle: false });
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  /** All samples: those of the reference, and those that the playground makes for a request. */
  const request = resolve(document, { $ref: "#/components/examples/OneSceneVideo" }).value;
  const samples = [
    ...operationsOf(document).flatMap((operation) =>
      codeSamples(document, operation).flatMap((group, index) =>
        group.samples.map(({ label, source }) => [`${operation.id} ${index + 1}: ${label}`, label, source] as const),
      ),
    ),
    ...Object.entries(requestCode(request)).map(([label, source]) => [`playground: ${label}`, label, source] as const),
  ];

  /** The job ID of a sample belongs to a waiting task, so that it can be canceled, and the asset ID to a finished one. */
  function addSubjects({ tasks }: Pick<Sandbox, "tasks">, source: string): void {
    const ids = source.match(/\b[\da-f]{8}-[\da-f-]{27}\b/g) ?? [];
    if (source.includes("cancel")) for (const job_id of ids) tasks.add({ job_id, timeline: [["0s", "waiting"]] });
    const asset = /(?:digital-assets\/|assets\.get\("|download )([\da-f]{32})/.exec(source)?.[1];
    if (asset !== undefined) tasks.add({ job_id: `video-of-${asset}`, asset_id: asset, timeline: [["0s", "succeeded"]] });
  }

  const run: Readonly<Record<string, (source: string) => Promise<void>>> = {
    async TypeScript(source) {
      const sandbox = createSandbox();
      addSubjects(sandbox, source);
      const { code } = await transform(source.replace(/^import .*$/m, ""), { loader: "ts", format: "esm" });
      const create = (options: object) => createClient({ ...options, ...sandbox.clientOptions, region: undefined } as never);
      const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
      const printed: unknown[] = [];
      const program = new AsyncFunction("createClient", "process", "console", code);
      await sandbox.clock.run(program(create, { env: {} }, { log: (...values: unknown[]) => printed.push(...values) }));
      if (!/tasks\.cancel|confirmFileUpload/.test(source)) expect(printed.filter((value) => value !== undefined)).not.toEqual([]);
    },
    async curl(source) {
      const sandbox = createSandbox();
      addSubjects(sandbox, source);
      const [, method = "", url = ""] = /^curl (?:--request (\w+) )?"([^"]+)"/.exec(source) ?? [];
      const headers = Object.fromEntries([...source.matchAll(/--header "([^:]+): ([^"]+)"/g)].map(([, name, value]) => [name, value]));
      const body = /--json @- <<'JSON'\n([\s\S]*)\nJSON$/.exec(source)?.[1];
      expect(headers).toEqual({ "X-Auth-Token": "$METASTUDIO_TOKEN" });
      const response = await sandbox.fetch(url.replace("$HUAWEICLOUD_SDK_PROJECT_ID", sandbox.projectId), {
        method: method || (body === undefined ? "GET" : "POST"),
        headers: { "X-Auth-Token": sandbox.token, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body }),
      });
      expect(response.ok, await response.text()).toBe(true);
    },
    async CLI(source) {
      addSubjects(server, source);
      const command = source.split("\n").at(-1) ?? "";
      const text = /^cat > request\.json <<'JSON'\n([\s\S]*)\nJSON\n/.exec(source)?.[1];
      if (text !== undefined) writeFileSync(join(folder, "request.json"), text);
      const args = command
        .replace("npx metastudio-video ", "")
        .split(" ")
        .map((word) => (/\.(json|mp4)$/.test(word) ? join(folder, word) : word));
      // the video of a new task takes minutes, and its command is tested with the CLI
      const runnable = args.filter((word) => word !== "--download" && word !== ".");
      const env = { METASTUDIO_BASE_URL: server.url, HUAWEICLOUD_SDK_PROJECT_ID: server.projectId, METASTUDIO_TOKEN: server.token };
      const { code, stderr } = await runInProcess(runnable, { env });
      expect([code, stderr.replace(/^[^e].*\n/gm, "")]).toEqual([0, ""]);
    },
  };

  describe("the samples run against the sandbox", () => {
    test.each(samples)("%s", async (_name, label, source) => {
      const runSample = run[label];
      if (runSample === undefined) throw new Error(`no runner for ${label}`);
      await runSample(source);
    });
  });
});
