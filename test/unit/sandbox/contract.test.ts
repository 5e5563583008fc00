import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { compileContract } from "../../../scripts/codegen/generate.js";
import { root } from "../../../scripts/task-runner.js";
import { createSandbox } from "../../../src/sandbox/index.js";
import { cakeContract } from "../helpers/cake-contract.js";
import { readText } from "../helpers/contract.js";

const setUp = (options = {}) => {
  const sandbox = createSandbox({ contract: cakeContract, token: "t", projectId: "p1", ...options });
  const call = async (path: string, init: RequestInit = {}) => {
    const headers = { "X-Auth-Token": "t", "Content-Type": "application/json", ...(init.headers as Record<string, string>) };
    const response = await sandbox.fetch(`https://bakery.example/v1/p1${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  return { ...sandbox, call };
};

describe("sandbox with a custom contract", () => {
  test("serves every operation with its documented response", async () => {
    const { call } = setUp();
    const created = await call("/cakes", { method: "POST", body: '{"flour":1}' });
    expect([created.status, created.body]).toEqual([201, { cake_id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    expect((await call(`/cakes/${created.body.cake_id}`)).body.stage).toBe("MIXED");
    const deleted = await call("/cakes/example-cake", { method: "DELETE" });
    expect([deleted.status, deleted.body]).toEqual([204, undefined]);
  });

  test("creates, cancels and shows a task by the roles of the operations", async () => {
    const { call, clock, tasks } = setUp();
    const { cake_id } = (await call("/cakes", { method: "POST", body: '{"flour":1}' })).body;
    const canceled = await call(`/cakes/${cake_id}/cancel`, { method: "POST" });
    expect([canceled.status, canceled.body, (await call(`/cakes/${cake_id}`)).body.stage]).toEqual([202, undefined, "SOLD_OUT"]);
    await clock.advance("30s");
    const rejected = await call("/cakes/example-cake/cancel", { method: "POST" });
    expect([rejected.status, rejected.body.error_msg]).toEqual([
      400,
      "Invalid request: the task is in state IN_OVEN; only tasks in state MIXED can be canceled",
    ]);
    expect(tasks.all().map(({ job_id, state }) => [job_id, state])).toEqual([
      ["example-cake", "IN_OVEN"],
      [cake_id, "SOLD_OUT"],
    ]);
  });

  test("prefers a literal path segment to a parameter", async () => {
    expect((await setUp().call("/cakes/best")).body).toEqual({ cake_id: "best" });
  });

  test("does not authenticate operations without security requirements", async () => {
    expect((await setUp().call("/cakes/best", { headers: { "X-Auth-Token": "wrong" } })).status).toBe(200);
  });

  test("maps the phases of a task to the states of the contract", async () => {
    const { call, clock } = setUp();
    const seen: unknown[] = [];
    for (const step of ["0s", "30s", "60s"]) {
      await clock.advance(step);
      seen.push((await call("/cakes/example-cake")).body);
    }
    expect(seen).toEqual([
      { cake_id: "example-cake", stage: "MIXED", create_time: "2025-12-08T00:00:00Z" },
      { cake_id: "example-cake", stage: "IN_OVEN", create_time: "2025-12-08T00:00:00Z" },
      { cake_id: "example-cake", stage: "DONE", create_time: "2025-12-08T00:00:00Z", plate: { at: "https://bakery.example/plate" } },
    ]);
  });

  test("includes optional properties on request, with the fixes of the contract's rules applied", async () => {
    const { call } = setUp();
    expect((await call("/cakes/example-cake?with_recipe=true")).body.recipe).toEqual({ eggs: 4 });
    expect((await call("/cakes/example-cake?with_recipe=false")).body).not.toHaveProperty("recipe");
  });

  test("returns the example without fixes in the scenario doc-example", async () => {
    expect((await setUp({ scenario: "doc-example" }).call("/cakes/example-cake")).body).toEqual(cakeContract.examples["showCake"]?.["200"]);
  });

  test("rejects invalid parameters with the documented error and the issues", async () => {
    const { status, body } = await setUp().call("/cakes/example-cake", { headers: { "X-Table": "seven" } });
    expect([status, body]).toEqual([400, { error_code: "CAKE.3", error_msg: "Invalid request: /X-Table: is not an integer" }]);
    expect((await setUp().call("/cakes/example-cake", { headers: { "X-Table": "7" } })).status).toBe(200);
  });

  test("rejects invalid bodies, and accepts a body that only has warnings", async () => {
    const { call } = setUp();
    const wrong = await call("/cakes", { method: "POST", body: '{"flour":2}' });
    expect([wrong.status, wrong.body.error_msg]).toEqual([400, "Invalid request: /flour: is not 1"]);
    const noJson = await call("/cakes", { method: "POST", body: "{flour" });
    expect([noJson.status, noJson.body.error_msg]).toEqual([400, expect.stringMatching(/^Invalid request: the body is not valid JSON/)]);
  });

  test("lists tasks by page, state and ID", async () => {
    const { call, tasks, clock } = setUp();
    await clock.advance("30s");
    for (const id of ["a", "b", "c"]) tasks.add({ job_id: id });
    const list = async (query: string) => {
      const { body } = await call(`/cakes${query}`);
      return { ids: body.cakes.map(({ cake_id }: { cake_id: string }) => cake_id), count: body.count ?? body.total };
    };
    expect(await list("")).toEqual({ ids: ["example-cake", "a"], count: 4 });
    expect(await list("?limit=10&offset=3")).toEqual({ ids: ["c"], count: 4 });
    expect(await list("?job_ids=c&job_ids=a&job_ids=unknown")).toEqual({ ids: ["a", "c"], count: 2 });
    expect(await list("?stage=IN_OVEN")).toEqual({ ids: ["example-cake"], count: 1 });
    expect(await list("?stage=IN_OVEN,MIXED&limit=9")).toEqual({ ids: ["example-cake", "a", "b", "c"], count: 4 });
    expect((await call("/cakes")).body.cakes[0]).not.toHaveProperty("recipe");
  });

  test("rejects a project that the credentials do not belong to", async () => {
    const { fetch } = setUp();
    const response = await fetch("https://bakery.example/v1/p2/cakes/example-cake", { headers: { "X-Auth-Token": "t" } });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error_code: "MSS.00010009", error_msg: expect.stringContaining("p2"), request_id: response.headers.get("X-Request-Id") },
    ]);
  });

  test("throws when adding a task if no operation shows tasks", () => {
    const { showCake: _, ...operations } = cakeContract.operations;
    const { tasks } = createSandbox({ contract: { ...cakeContract, operations } });
    expect(() => tasks.add()).toThrow(/x-role: show/);
  });
});

describe("new operation", async () => {
  let folder = "";

  /** An operation and a rule that exist in no other file of the repository. */
  const operation = {
    operationId: "bookStudio",
    tags: ["Virtual avatar videos"],
    summary: "Book a studio",
    description: "Books a studio for a range of hours.",
    "x-role": "none",
    "x-repeatable": false,
    parameters: [{ $ref: "#/components/parameters/ProjectId" }],
    requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Booking" } } } },
    responses: {
      "201": {
        description: "Booked.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Booking" }, example: { from: 9, until: 12 } } },
      },
      "400": { $ref: "#/components/responses/BadRequest" },
    },
  };
  const hour = { type: "integer", description: "An hour of the day.", minimum: 0, maximum: 24 };
  const booking = {
    type: "object",
    description: "Hours of a day.",
    "x-table": "none",
    "x-source": "fictional",
    required: ["from", "until"],
    properties: { from: hour, until: hour },
    "x-validations": [
      {
        id: "booking-order",
        rule: "self.from < self.until",
        message: "A booking must end after it starts.",
        fieldPath: ".until",
        reason: "FieldValueInvalid",
        severity: "error",
        source: "implied",
        facts: [],
      },
    ],
  };

  const program = `
import { createClient, ValidationError } from "./src/index.js";
import { createSandbox } from "./src/sandbox/index.js";
const { clientOptions } = createSandbox();
const client = createClient(clientOptions);
const { from, until }: { from: number; until: number } = await client.bookStudio({ body: { from: 9, until: 12 } });
const clientError = await client.bookStudio({ body: { from: 12, until: 9 } }).catch((error: unknown) => error);
const unchecked = createClient({ ...clientOptions, validate: { request: "off" } });
const sandboxMessage = await unchecked.bookStudio({ body: { from: 12, until: 25 } }).catch((error: Error) => error.message);
console.log(JSON.stringify({ from, until, rules: clientError instanceof ValidationError && clientError.issues.map(({ rule }) => rule), sandboxMessage }));
`;

  const typedProgram = `
import { createClient } from "./src/index.js";
const client = createClient({ region: "cn-north-4", credentials: { token: "t" } });
const { from, until }: { from: number; until: number } = await client.bookStudio({ body: { from: 9, until: 12 } });
console.log(from, until);
`;

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "new-operation-")));
    cpSync(join(root, "src"), join(folder, "src"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    cpSync(join(root, "package.json"), join(folder, "package.json"));
    const contract = parse(readText("openapi.yaml"));
    contract.paths["/v1/{project_id}/studio-bookings"] = { post: operation };
    contract.components.schemas.Booking = booking;
    mkdirSync(join(folder, "generated"));
    for (const [name, text] of await compileContract("openapi.yaml", stringify(contract)))
      writeFileSync(join(folder, "generated", name), text);
    writeFileSync(join(folder, "program.ts"), program);
    writeFileSync(join(folder, "typed.ts"), typedProgram);
    writeFileSync(join(folder, "wrong.ts"), typedProgram.replace("until: 12", "until: '12'"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe("an operation and a rule added to openapi.yaml", () => {
    test("adds a client method and a sandbox route, with validation in both", () => {
      const outfile = join(folder, "program.mjs");
      buildSync({
        entryPoints: [join(folder, "program.ts")],
        outfile,
        bundle: true,
        format: "esm",
        platform: "node",
        packages: "external",
      });
      const { sandboxMessage, ...rest } = JSON.parse(execFileSync(process.execPath, [outfile], { encoding: "utf8" }));
      expect(rest).toEqual({ from: 9, until: 12, rules: ["booking-order"] });
      expect(sandboxMessage).toMatch(/\/until: until .*25/);
    });

    test("adds types to the client", () => {
      expect(typeErrors(["typed.ts", "wrong.ts"].map((name) => join(folder, name)))).toEqual([
        expect.stringMatching(/^wrong\.ts\(.* error TS2322: Type 'string'/),
      ]);
    });
  });

  /** The compiler options of the project, without the types of Node, which only files use that are not checked here. */
  const options: ts.CompilerOptions = {
    ...ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile).config, ts.sys, root).options,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
  };

  /** Returns the errors in the files and in the generated types that they use, with paths relative to the folder. */
  function typeErrors(files: readonly string[]): string[] {
    const program = ts.createProgram(files, options);
    const generated = ["client.ts", "requests.ts", "types.ts"].map((name) => join(folder, "generated", name));
    const format = { getCanonicalFileName: (name: string) => name, getCurrentDirectory: () => folder, getNewLine: () => "\n" };
    return [...files, ...generated]
      .flatMap((name) => program.getSemanticDiagnostics(program.getSourceFile(name)))
      .map((diagnostic) => ts.formatDiagnostic(diagnostic, format).trim());
  }
});
