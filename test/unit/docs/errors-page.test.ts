import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { errorCodes } from "../../../generated/error-codes.js";
import { readContract } from "../../../scripts/docs/contract.js";
import { errorClasses } from "../../../scripts/docs/error-classes.js";
import { fateOf } from "../../../scripts/docs/error-mapping.js";
import { anchor, errorsPage } from "../../../scripts/docs/errors-page.js";
import * as everything from "../../../src/index.js";
import { createTestClock } from "../../helpers/clock.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = errorsPage(readContract(`${root}openapi.yaml`), root);
const { codes, classes } = errorClasses(root);
const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);

describe("docs/errors.md", () => {
  test("has one heading per stable code and per code of the service", () => {
    for (const code of [...codes, ...Object.keys(errorCodes)]) expect(headings.filter((heading) => heading === code)).toHaveLength(1);
  });

  test("has no anchor twice, and no link without an anchor", () => {
    const anchors = headings.map(anchor);
    expect(new Set(anchors).size).toBe(anchors.length);
    for (const [, target] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(target);
  });

  test("has every class of error that the package exports, and no other", () => {
    const isError = (value: unknown): boolean =>
      value === everything.MetaStudioError || (typeof value === "function" && value.prototype instanceof everything.MetaStudioError);
    const exported = Object.entries(everything).flatMap(([name, value]) => (isError(value) ? [name] : []));
    expect(classes.map(({ name }) => name).sort()).toEqual(exported.sort());
  });

  test("tells what the docstrings say, as they say it", () => {
    for (const { description } of classes) {
      expect(description).not.toBe("");
      expect(page).toContain(description);
    }
    expect(page).toContain("| `ambiguous?` | `boolean` | True when ");
    expect(page).toContain("| `excerpt?` | `string` | The first characters of the body, redacted. |");
  });

  test("tells status, meaning, hint and source of a code, which error it is, and whether it is sent again", () => {
    const { meaning, hint, source } = errorCodes["APIGW.0308"];
    expect(page).toContain(
      `### APIGW.0308\n\n${meaning}\n\nTo fix it: ${hint}\n\nHTTP 429, \`RateLimitError\` ([rate-limit](#rate-limit)). Sent again: always. Source: ${source}.`,
    );
  });

  test("tells of an answer what the client makes of it", async () => {
    for (const [code, { status }] of Object.entries(errorCodes)) {
      const clock = createTestClock();
      const fetch = async (): Promise<Response> => new Response(JSON.stringify({ error_code: code }), { status });
      const client = everything.createClient({ baseUrl: "https://x.invalid", projectId: "p", credentials: { token: "t" }, fetch, clock });
      const error: unknown = await client.tasks.get("j").catch((thrown: unknown) => thrown);
      const { error: name, code: stable, again } = fateOf(status, code);
      expect(error, code).toMatchObject({ name, code: stable, attempts: again === "never" ? 1 : 3 });
    }
  });
});

describe("the classes of errors", () => {
  const made = (errors: string): (() => unknown) => {
    const folder = mkdtempSync(join(tmpdir(), "errors-"));
    for (const part of ["src/http", "src/tasks", "src/auth"]) mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, "src/tasks/errors.ts"), "export {};");
    writeFileSync(join(folder, "src/errors.ts"), errors);
    return () => {
      try {
        return errorClasses(folder);
      } finally {
        rmSync(folder, { recursive: true });
      }
    };
  };

  test("are found with their codes however they are made", () => {
    const text = `export type ErrorCode = "a" | "b" | "c" | "d";
      /** The root. */ export class Root extends Error {}
      /** One | two. */ export class One extends Root { declare readonly x?: string; constructor() { super("a"); } }
      export class Two extends Root {}
      export interface Details {
/** An x. */
readonly x?: string }
      const pair = (n: number) => n > 1 ? ["b", Two] : new Two("c");
      new One("d"); new Map("a");`;
    expect(made(text)()).toMatchObject({
      codes: ["a", "b", "c", "d"],
      classes: [
        { name: "Root", base: "Error", description: "The root.", codes: [] },
        { name: "One", base: "Root", codes: ["d", "a"], properties: [{ name: "x", optional: true, type: "string", description: "An x." }] },
        { name: "Two", codes: ["c", "b"] },
      ],
    });
  });

  test("a code without a class, or a class that nobody makes, is told", () => {
    expect(made('type ErrorCode = "a" | "b"; class A extends Error { constructor() { super("a"); } }')).toThrow("code b");
    expect(made('type ErrorCode = "a"; class A extends Error { constructor() { super("a"); } } class B extends A {}')).toThrow("B is made");
  });
});
