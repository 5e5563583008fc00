/** A folder or file of the repository with the imports that it may have. A file belongs to the module with the longest matching path. */
export interface SourceModule {
  readonly path: string;
  readonly purpose: string;
  /** Paths of modules that it may import; all of them precede it in `MODULES`. */
  readonly imports: readonly string[];
  /** Packages that it may import; `*` stands for all. */
  readonly packages?: readonly string[];
  /** Whether it may import Node built-ins. */
  readonly node?: true;
}

const BASE = ["src/core", "src/errors.ts", "src/validation", "generated"];
const CUSTOM_RULES = [...BASE, "src/custom-rules.ts"];
const SERVICE = [...CUSTOM_RULES, "src/custom-rule-issues.ts", "src/http", "src/auth"];
const WORKFLOWS = [...SERVICE, "src/tasks", "src/assets"];
const CONTEXT = [...WORKFLOWS, "src/options.ts", "src/sender.ts", "src/context.ts"];
const CLIENT = [...CONTEXT, "src/scripts", "src/videos", "src/client.ts"];
const PARSE = ["src/core", "src/validation", "scripts/codegen/code.ts", "scripts/codegen/keywords"];
const MODEL = [...PARSE, "scripts/codegen/parse"];
const CEL = [...MODEL, "scripts/codegen/model"];
const EMIT = [...CEL, "scripts/codegen/cel"];
const CODEGEN = [...EMIT, "scripts/codegen/emit", "scripts/codegen"];

/** A module that runs on the machine of a developer only. */
const tool = (path: string, purpose: string, imports: readonly string[]): SourceModule => ({
  path,
  purpose,
  imports,
  packages: ["*"],
  node: true,
});

/** All modules in import order. `npm run lint` enforces the list, and `npm run docs` writes it to docs/architecture.md. */
export const MODULES: readonly SourceModule[] = [
  { path: "src/core", purpose: "JSON pointers, equality, abort signals, clock, redaction, strings, shared types", imports: [] },
  { path: "src/errors.ts", purpose: "Error classes", imports: ["src/core"] },
  {
    path: "src/validation",
    purpose: "Issues, rule evaluation, formats, CEL functions, Standard Schema; called by generated code",
    imports: ["src/core"],
  },
  {
    path: "generated",
    purpose: "Types, operations, examples, predicates, validators, rules, constraints, client methods, `coverage.json`",
    imports: ["src/core", "src/validation"],
    packages: ["openapi-fetch"],
  },
  { path: "src/custom-rules.ts", purpose: "Rules of the user for create requests", imports: BASE },
  { path: "src/custom-rule-issues.ts", purpose: "Evaluates the rules of the user", imports: CUSTOM_RULES },
  {
    path: "src/http",
    purpose: "Transport, attempts, retries, rate limiter, response classification, lazy validation",
    imports: [...CUSTOM_RULES, "src/custom-rule-issues.ts"],
    packages: ["openapi-fetch"],
  },
  {
    path: "src/auth",
    purpose: "Authenticator, SDK-HMAC-SHA256 signer, IAM tokens, credential cache",
    imports: [...CUSTOM_RULES, "src/http"],
  },
  { path: "src/tasks", purpose: "Create, query, list, find, watch, wait for and cancel tasks", imports: SERVICE },
  {
    path: "src/assets",
    purpose: "Lists and uploads; resumable downloads with verification of size and MD5; lazily imported",
    imports: SERVICE,
    packages: ["@noble/hashes"],
  },
  { path: "src/scripts", purpose: "Saved scripts and the upload of recordings", imports: [...SERVICE, "src/assets"] },
  { path: "src/videos", purpose: "The complete workflow of one video: create, wait, asset; resumable at each step", imports: WORKFLOWS },
  { path: "src/options.ts", purpose: "Options of the client, validated", imports: SERVICE },
  { path: "src/sender.ts", purpose: "What sending a request needs; lazily imported", imports: SERVICE },
  {
    path: "src/context.ts",
    purpose: "What the functions of a client share; imports `sender.ts` with the first request",
    imports: [...WORKFLOWS, "src/options.ts", "src/sender.ts"],
  },
  {
    path: "src/client.ts",
    purpose: "`createClient`: connects the modules above",
    imports: [...CONTEXT, "src/scripts", "src/videos"],
    packages: ["openapi-fetch"],
  },
  {
    path: "src/functions.ts",
    purpose: "Entry point: the client as functions, so that a bundle contains only those that a program calls",
    imports: CONTEXT,
  },
  { path: "src/index.ts", purpose: "Entry point of the package", imports: CLIENT },
  { path: "src/constraints.ts", purpose: "Entry point: limits and enum values as data", imports: ["src/core", "generated"] },
  { path: "src/validators.ts", purpose: "Entry point: validators and issues", imports: [...CUSTOM_RULES, "src/custom-rule-issues.ts"] },
  { path: "src/layout", purpose: "Scene → geometry → SVG, with validation issues marked", imports: [...BASE, "src/constraints.ts"] },
  { path: "src/callbacks", purpose: "Fetch handler for the callbacks of the service", imports: CLIENT },
  {
    path: "src/batch",
    purpose: "Many videos on one machine: journal, scheduler, progress",
    imports: CLIENT,
    packages: ["proper-lockfile"],
    node: true,
  },
  {
    path: "src/bullmq",
    purpose: "Many videos on many machines: a queue and its workers on BullMQ",
    imports: [...CLIENT, "src/batch"],
    packages: ["bullmq"],
    node: true,
  },
  { path: "src/node", purpose: "Environment variables and profile file", imports: CLIENT, node: true },
  {
    path: "src/sandbox",
    purpose:
      "In-process simulation of the service: `Request` → `Response` on a virtual clock. `gateway` authenticates requests, `tasks` runs task lifecycles, `files` creates and serves results, `resources` holds assets, uploads and saved scripts, `callbacks.ts` sends notifications",
    imports: [...SERVICE, "src/videos"],
    packages: ["@noble/hashes"],
  },
  { path: "src/sandbox/server.ts", purpose: "The sandbox behind a loopback port", imports: ["src/core", "src/sandbox"], node: true },
  {
    path: "src/json",
    purpose: "JSON text with positions, applied fixes, unknown properties; used by the command line and the playground",
    imports: [...BASE, "src/constraints.ts", "src/validators.ts"],
    packages: ["jsonc-parser"],
  },
  {
    path: "src/playground",
    purpose: "Page that checks, draws and runs a request in the browser; built by `scripts/docs/playground.ts`",
    imports: [...CLIENT, "src/validators.ts", "src/layout", "src/sandbox", "src/json"],
    packages: ["*"],
  },
  {
    path: "src/cli",
    purpose: "Command line; `commands` defines its commands",
    imports: [
      ...CLIENT,
      "src/batch",
      "src/constraints.ts",
      "src/validators.ts",
      "src/layout",
      "src/node",
      "src/sandbox",
      "src/sandbox/server.ts",
      "src/json",
    ],
    packages: ["cli-progress", "commander", "csv-parse"],
    node: true,
  },
  { path: "scripts/codegen/code.ts", purpose: "Templates of TypeScript code that escape all inserted values", imports: ["src/core"] },
  tool("scripts/codegen/keywords", "One record per JSON Schema keyword: value shape, subschemas, emit functions", [
    "src/core",
    "src/validation",
    "scripts/codegen/code.ts",
  ]),
  tool("scripts/codegen/parse", "YAML → document with source positions; diagnostics", PARSE),
  tool("scripts/codegen/model", "Document → schemas, operations, rules", MODEL),
  tool("scripts/codegen/cel", "CEL text → syntax tree, type-checked against the schema", CEL),
  tool("scripts/codegen/emit", "Model → TypeScript. `emitter.ts` emits predicates and tables of keywords, `rules/` emits rules", EMIT),
  tool("scripts/codegen", "`npm run generate`: reads the contract, runs the stages and writes the files", [
    ...EMIT,
    "scripts/codegen/emit",
  ]),
  tool("scripts/task-runner.ts", "Runs the steps of a checking script and prints their results", []),
  tool("scripts/lint", "Contract rules, this list of modules, word check", [...CODEGEN, "scripts/task-runner.ts"]),
  tool("scripts/docs", "Generated pages, diagrams and the site; runs the error mapping, the commands and the layout of `src`", [
    "src/core",
    "src/errors.ts",
    "generated",
    "src/http",
    "src/layout",
    "src/json",
    "src/playground",
    "src/cli",
    "scripts/task-runner.ts",
    "scripts/codegen/parse",
    "scripts/codegen/model",
    "scripts/codegen",
    "scripts/lint",
  ]),
  tool("scripts", "`build` bundles and declarations, `contract` compares versions of the contract, `release` metadata", [
    ...CODEGEN,
    "scripts/task-runner.ts",
    "scripts/docs",
  ]),
  // The demo runs from source in a fresh clone, before the first build.
  tool("scripts/demo", "`npm start` and the demos", ["src/cli", ...CODEGEN, "scripts/task-runner.ts", "scripts/docs", "scripts"]),
  tool("examples", "Programs that use the installed package; each runs in CI", []),
  tool("bench", "Benchmarks that print ratios; bundles the sources, has its own lockfile", [
    ...CLIENT,
    "src/batch",
    "scripts/codegen/model",
    "scripts",
    "scripts/docs",
  ]),
];
