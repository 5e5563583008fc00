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
import { readText } from "../helpers/contract.js";

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
    buildSync({ entryPoints: [join(folder, "program.ts")], outfile, bundle: true, format: "esm", platform: "node", packages: "external" });
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
