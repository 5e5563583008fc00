import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { errorCodes } from "../../../generated/error-codes.js";
import { readContract } from "../../../scripts/docs/contract.js";
import { readErrorClasses } from "../../../scripts/docs/declarations.js";
import { mapStatus } from "../../../scripts/docs/error-mapping.js";
import { errorsPage } from "../../../scripts/docs/errors-page.js";
import { anchor } from "../../../scripts/docs/markdown.js";
import * as api from "../../../src/index.js";
import { createTestClock } from "../helpers/clock.js";

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
