import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { errorCodes } from "../../../generated/error-codes.js";
import { KEYWORDS } from "../../../scripts/codegen/keywords/index.js";
import { type Handling, OPENAPI_OBJECTS } from "../../../scripts/codegen/model/openapi-objects.js";
import { cliPage } from "../../../scripts/docs/cli-page.js";
import { readContract } from "../../../scripts/docs/contract.js";
import { readErrorClasses } from "../../../scripts/docs/declarations.js";
import { DEMO_RECORDING, demoRecording } from "../../../scripts/docs/demo-recording.js";
import { errorsPage, mapStatus } from "../../../scripts/docs/errors-page.js";
import { anchor } from "../../../scripts/docs/markdown.js";
import { traceabilityPage, traceRows } from "../../../scripts/docs/traceability.js";
import { exitCodesFor } from "../../../src/cli/command.js";
import { runDemo } from "../../../src/cli/demo.js";
import { buildProgram } from "../../../src/cli/program.js";
import * as api from "../../../src/index.js";
import * as validators from "../../../src/validators.js";
import { blocksOf, runBlock } from "../helpers/checkout.js";
import { runInProcess } from "../helpers/cli-process.js";
import { createTestClock } from "../helpers/clock.js";

describe("docs/cli.md", () => {
  const page = cliPage();

  test("docs/cli.md is up to date (npm run docs)", () => {
    expect(readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8")).toBe(page);
  });

  test("lists every command once, with all its flags", () => {
    const commands = buildProgram().commands.flatMap((command) => [
      { name: command.name(), command },
      ...command.commands.map((child) => ({ name: `${command.name()} ${child.name()}`, command: child })),
    ]);
    expect([...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name)).toEqual(commands.map(({ name }) => name));
    for (const { name, command } of commands) {
      const [, section = ""] = page.split(`\n### ${name}\n`);
      for (const { flags } of command.options) expect(section.split("\n### ")[0]).toContain(`| \`${flags.replaceAll("|", "\\|")}\` |`);
    }
  });

  test("lists every exit code, and for each command the exit codes of its help", async () => {
    for (const [code, meaning] of exitCodesFor(buildProgram())) expect(page).toContain(`| ${code} | ${meaning} |`);
    for (const command of buildProgram().commands) {
      const { stdout } = await runInProcess([command.name(), "--help"]);
      const expected = [...(stdout.split("Exit codes:")[1] ?? "").matchAll(/^ +(\d+) /gm)].map(([, code]) => code);
      const listed = new RegExp(`### ${command.name()}\\n[\\s\\S]*?\\nExit codes: (.*)\\.`).exec(page)?.[1] ?? "";
      expect([command.name(), [...listed.matchAll(/(\d+) \(/g)].map(([, code]) => code)]).toEqual([command.name(), expected]);
    }
  });

  test("uses only existing commands and flags in its examples", async () => {
    const lines = blocksOf(page).flatMap(({ text }) => text.trim().split("\n"));
    const calls = lines.flatMap((line) =>
      [...line.replace(/#.*| [>].*/, "").matchAll(/metastudio-video ([^|]*)/g)].map(([, call = ""]) => call.trim().split(/ +/)),
    );
    expect(calls.length).toBeGreaterThan(buildProgram().commands.length);
    for (const call of calls) expect([call, (await runInProcess([...call, "--help"])).code]).toEqual([call, 0]);
  });

  test("has no broken links", () => {
    const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replaceAll(" ", "-"));
    for (const [, target] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(target);
  });
});

describe("docs/errors.md", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const page = errorsPage(readContract(`${root}openapi.yaml`), root);
  const classes = readErrorClasses(root);
  const codes = classes.flatMap(({ code }) => code ?? []);
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);

  describe("docs/errors.md", () => {
    test("has one heading per stable code and per service error code", () => {
      for (const code of [...codes, ...Object.keys(errorCodes)]) expect(headings.filter((heading) => heading === code)).toHaveLength(1);
    });

    test("has unique anchors and no broken links", () => {
      const anchors = headings.map(anchor);
      expect(new Set(anchors).size).toBe(anchors.length);
      for (const [, target] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(target);
    });

    test("lists exactly the error classes that the package exports", () => {
      const isError = (value: unknown): boolean =>
        value === api.MetaStudioError || (typeof value === "function" && value.prototype instanceof api.MetaStudioError);
      const exported = Object.entries(api).flatMap(([name, value]) => (isError(value) ? [name] : []));
      expect(classes.map(({ name }) => name).sort()).toEqual(exported.sort());
    });

    test("includes the docstrings of classes and properties", () => {
      for (const { description } of classes) {
        expect(description).not.toBe("");
        expect(page).toContain(description);
      }
      expect(page).toContain("| `ambiguous?` | `boolean` | True if ");
      expect(page).toContain('| `step?` | `"created" \\| "waiting" \\| "asset"` |');
      expect(page).toContain("| `excerpt?` | `string` | The first characters of the response body, redacted. |");
    });

    test("lists meaning, hint, status, error class, retry policy and source of a service error code", () => {
      const { meaning, hint, source } = errorCodes["APIGW.0308"];
      expect(page).toContain(
        `### APIGW.0308\n\n${meaning}\n\nFix: ${hint}\n\nHTTP 429, \`RateLimitError\` ([rate-limit](#rate-limit)). Retried: always. Source: ${source}.`,
      );
    });

    test("agrees with the errors and retries of the client", async () => {
      for (const [code, { status }] of Object.entries(errorCodes)) {
        const clock = createTestClock();
        const fetch = async (): Promise<Response> => new Response(JSON.stringify({ error_code: code }), { status });
        const client = api.createClient({ baseUrl: "https://x.invalid", projectId: "p", credentials: { token: "t" }, fetch, clock });
        const error: unknown = await client.tasks.get("j").catch((thrown: unknown) => thrown);
        const { error: name, code: stable, retry } = mapStatus(status, code);
        expect(error, code).toMatchObject({ name, code: stable });
        const { attempts } = error as { attempts: number };
        // retries after a 429 are limited by time, not by number
        if (stable === "rate-limit") expect(attempts).toBeGreaterThan(3);
        else expect(attempts, code).toBe(retry === "never" ? 1 : 3);
      }
    });
  });

  describe("readErrorClasses", () => {
    const readFrom = (errors: string): (() => unknown) => {
      const folder = `${mkdtempSync(join(tmpdir(), "errors-"))}/`;
      mkdirSync(`${folder}src/tasks`, { recursive: true });
      writeFileSync(`${folder}src/tasks/errors.ts`, "export {};");
      writeFileSync(`${folder}src/errors.ts`, errors);
      return () => {
        try {
          return readErrorClasses(folder);
        } finally {
          rmSync(folder, { recursive: true });
        }
      };
    };

    test("finds the declared codes, own properties and their docstrings", () => {
      const text = `export type ErrorCode = "a" | "c";
      /** The root. */ export class Root extends Error { readonly code: ErrorCode; }
      /** One | two. */ export class One extends Root { declare readonly code: "a"; declare readonly x?: string; readonly #y = 1; }
      export class Two extends Root { declare readonly code: "c"; }
      export interface Details {
/** An x. */
readonly x?: string }`;
      expect(readFrom(text)()).toEqual([
        {
          name: "Root",
          base: "Error",
          description: "The root.",
          code: undefined,
          properties: [{ name: "code", type: "ErrorCode", description: "" }],
        },
        {
          name: "One",
          base: "Root",
          description: "One | two.",
          code: "a",
          properties: [{ name: "x?", type: "string", description: "An x." }],
        },
        { name: "Two", base: "Root", description: "", code: "c", properties: [] },
      ]);
    });

    test("rejects a code without a class and a class without a code", () => {
      expect(readFrom('type ErrorCode = "a" | "b"; class A extends Error { declare code: "a"; }')).toThrow("code b");
      expect(
        readFrom('type ErrorCode = "a"; class A extends Error { declare code: "a"; } class B extends A { declare code: string; }'),
      ).toThrow("B declares no code");
    });
  });
});

describe("the table of OpenAPI", () => {
  const page = readFileSync(new URL("../../../docs/validators.md", import.meta.url), "utf8");

  const ROLES: Readonly<Record<string, Handling>> = {
    assertion: "enforced",
    applicator: "enforced",
    annotation: "documentation",
    unsupported: "refused",
  };

  /** The fields of every object of OpenAPI 3.1 by handling, from the lists that the generator uses. */
  function renderTable(): string {
    const keywords = [...KEYWORDS.values()].map(({ name, role }) => [name, ROLES[role]] as const);
    const objects = Object.entries(OPENAPI_OBJECTS).map(([name, { fields, patterned }]) => {
      const listed = Object.entries(fields).map(([field, { handling }]) => [field, handling] as const);
      return [name, [...listed, ...(patterned ? [[patterned.expected, patterned.field.handling] as const] : [])]] as const;
    });
    const rows = [...objects, ["Schema", keywords] as const].map(([name, fields]) => {
      const cells = (["enforced", "refused", "documentation"] as const).map((handling) =>
        fields
          .filter(([, each]) => each === handling)
          .map(([field]) => (field.includes(" ") ? field : `\`${field}\``))
          .join(", "),
      );
      return `| ${[name, ...cells].join(" | ")} |`;
    });
    return ["| Object | Enforced | Refused | Documentation only |", "| --- | --- | --- | --- |", ...rows].join("\n");
  }

  test("docs/validators.md lists how every field of OpenAPI 3.1 is handled", () => {
    expect(page).toContain(renderTable());
  });

  test("every field of a specification object that is an object is listed", () => {
    const types = Object.values(OPENAPI_OBJECTS).flatMap(({ fields, patterned }) =>
      [...Object.values(fields), ...(patterned ? [patterned.field] : [])].map(({ type }) => type.replace(/^[[{](.+)[\]}]$/, "$1")),
    );
    const known = new Set(["string", "boolean", "any", "Schema", ...Object.keys(OPENAPI_OBJECTS)]);
    expect(types.filter((type) => !known.has(type))).toEqual([]);
  });
});

describe("docs/validators.md", () => {
  const page = readFileSync(new URL("../../../docs/validators.md", import.meta.url), "utf8");

  test("docs/validators.md shows the actual output of its example", async () => {
    const [code, output] = blocksOf(page);
    expect(await runBlock(code?.text ?? "", { "metastudio-video/validators": validators })).toEqual(output?.text.trimEnd().split("\n"));
  });
});

describe("the recording of the demo", async () => {
  const svg = await demoRecording();
  const rows = [...svg.matchAll(/<text [^>]*style="animation-duration:([\d.]+)s">([^<]*)<\/text>/g)].map(([, seconds, text = ""]) => ({
    seconds: Number(seconds),
    text: text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
  }));

  test("docs/demo.svg is up to date and deterministic", async () => {
    expect(readFileSync(new URL(`../../../${DEMO_RECORDING}`, import.meta.url), "utf8")).toBe(svg);
    expect(await demoRecording()).toBe(svg);
  });

  test("each line is a line of the demo, in order", async () => {
    const lines = (await runDemo(".")).text.split("\n");
    let last = -1;
    for (const { text } of rows.slice(1)) {
      const index = lines.findIndex(
        (line, at) => at > last && (line === text || (text.endsWith("…") && line.startsWith(text.slice(0, -1)))),
      );
      expect([text, index > last]).toEqual([text, true]);
      last = index;
    }
    expect(rows[0]?.text).toBe("$ npx metastudio-video demo");
    expect(rows.at(-1)?.text).toContain("size and MD5 verified");
  });

  test("lines appear one after the other, within 20 seconds", () => {
    const times = rows.map(({ seconds }) => seconds);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(20);
  });

  test("it needs no script and no network", () => {
    expect(svg).not.toMatch(/<script|<image|href=|url\(|@import/);
  });
});

describe("sources of the contract", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const INPUTS = ["openapi.yaml", "generated/coverage.json", "generated/operations.ts", "generated/types.ts", "test/golden/page-rows.json"];

  /** Traces the rows of a copy of the repository in which one file is edited. */
  function traceEdited<T>(file: string, edit: (text: string) => string, trace: (folder: string) => T): T {
    const folder = `${mkdtempSync(join(tmpdir(), "trace-"))}/`;
    try {
      for (const name of ["generated", "test/golden"]) mkdirSync(`${folder}${name}`, { recursive: true });
      for (const name of INPUTS) cpSync(`${root}${name}`, `${folder}${name}`);
      const text = readFileSync(`${folder}${file}`, "utf8");
      const edited = edit(text);
      expect(edited).not.toBe(text);
      writeFileSync(`${folder}${file}`, edited);
      return trace(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test("every row of the page has its line in the contract and a check", () => {
    const rows = traceRows(root);
    const lines = readFileSync(`${root}openapi.yaml`, "utf8").split("\n");
    expect(rows).toHaveLength(128);
    expect(rows.filter(({ checks }) => checks.length === 0)).toEqual([]);
    for (const { pointer, line } of rows) expect(lines[line - 1]?.trim()).toMatch(new RegExp(`^"?${pointer.split("/").at(-1)}"?:`));
    expect(traceabilityPage(root)).toContain("128 of 128 rows enforced");
  });

  test("a rule is listed with each row that it reads", () => {
    const bitrate = traceRows(root).find(({ table, name }) => table === 9 && name === "width");
    expect(bitrate?.rules).toEqual(expect.arrayContaining(["resize-resolution"]));
  });

  test("a row without a check is counted as not enforced", () => {
    const removeBitrate = (text: string): string => text.replace('#/components/schemas/VideoConfig/properties/bitrate"', '#/elsewhere"');
    const page = traceEdited("generated/coverage.json", removeBitrate, traceabilityPage);
    expect(page).toContain("127 of 128 rows enforced");
  });

  test("a row that the contract does not have is an error with its table", () => {
    const rename = (text: string): string => text.replace('"name": "bitrate"', '"name": "bit_rate"');
    expect(() => traceEdited("test/golden/page-rows.json", rename, traceRows)).toThrow("Table 9 VideoConfig: openapi.yaml has no bit_rate");
  });
});
