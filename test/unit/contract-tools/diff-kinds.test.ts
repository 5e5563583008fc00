import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Document, readDocument } from "../../../scripts/codegen/parse/document.js";
import { addWitnesses } from "../../../scripts/contract/diff/behavior.js";
import { classifyChanges, requiredBump } from "../../../scripts/contract/diff/diff.js";
import { KINDS } from "../../../scripts/contract/diff/kinds.js";
import { binPath, runCommand } from "../../../scripts/task-runner.js";
import { applyEdits, type Edit, type Path } from "../../mutation/contract/mutant.js";
import { contract, getPath, readText } from "../helpers/contract.js";

const document = readDocument("openapi.yaml", readText("openapi.yaml"));
const edited = (...edits: Edit[]): Document => ({ ...document, value: applyEdits(document.value, edits) });
const list = (base: Document, revision: Document): string[] =>
  classifyChanges(base, revision).map(({ kind, direction, class: name }) => `${kind}: ${direction} ${name}`);

const set = (path: Path, value: unknown): Edit => ({ path, action: "set", value });
const drop = (path: Path): Edit => ({ path, action: "drop" });
const append = (path: Path, value: unknown): Edit => ({ path, action: "append", value });
const valueAt = (path: Path): unknown => getPath(contract, ...path.map(String));

const schema = (name: string, ...rest: Path): Path => ["components", "schemas", name, ...rest];
const property = (name: string, property: string, ...rest: Path): Path => schema(name, "properties", property, ...rest);
const SHOW: Path = ["paths", "/v1/{project_id}/2d-digital-human-videos/{job_id}", "get"];
const CREATE: Path = ["paths", "/v1/{project_id}/2d-digital-human-videos", "post"];
/** Sent and received, only sent, and only received. */
const SHARED = "VoiceConfig";
const SENT = "OutputAssetConfig";
const RECEIVED = "OutputAssetInfo";
const rule = { id: "voice-slow", rule: "self.speed >= 60", message: "Slow.", severity: "error", source: "implied" };
const rules = schema("VideoConfig", "x-validations");
const ruleIndex = (severity: string): number =>
  (valueAt(rules) as readonly { severity: string }[]).findIndex((candidate) => candidate.severity === severity);

/** For each kind: edits, and all changes that they are. */
const CASES: readonly [kind: string, edits: readonly Edit[], changes: readonly string[]][] = [
  ["operation added", [set(["paths", "/v1/new"], { get: { operationId: "x" } })], ["operation added: both feature"]],
  ["operation removed", [drop(SHOW)], ["operation removed: both breaking"]],
  ["operation renamed", [set([...SHOW, "operationId"], "getVideo")], ["operation renamed: both breaking"]],
  ["role changed", [set([...CREATE, "x-role"], "none")], ["role changed: both feature"]],
  ["repeatable changed", [set([...CREATE, "x-repeatable"], true)], ["repeatable changed: both feature"]],
  ["rate limit changed", [set([...CREATE, "x-rate-limit", "perSecond"], 2)], ["rate limit changed: both feature"]],
  ["waiter state added", [append([...SHOW, "x-waiter", "failed"], "LOST")], ["waiter state added: both feature"]],
  ["waiter state removed", [drop([...SHOW, "x-waiter", "failed", 0])], ["waiter state removed: both breaking"]],
  ["security added", [append(["security"], { SecurityToken: [] })], ["security added: both feature"]],
  ["security removed", [drop(["security", 0])], ["security removed: both breaking"]],
  ["server added", [append(["servers"], { url: "https://other.example" })], ["server added: both feature"]],
  ["server removed", [drop(["servers", 0, "variables", "region", "enum", 2])], ["server removed: both breaking"]],
  ["error code added", [set(["x-error-codes", "MSS.1"], { status: 400 })], ["error code added: both feature"]],
  ["error code removed", [drop(["x-error-codes", "MSS.00000001"])], ["error code removed: both feature"]],
  ["error code changed", [set(["x-error-codes", "MSS.00000001", "status"], 403)], ["error code changed: both feature"]],
  ["parameter added", [append([...SHOW, "parameters"], { $ref: "#/components/parameters/ListLimit" })], ["parameter added: both feature"]],
  [
    "required parameter added",
    [append([...CREATE, "parameters"], { $ref: "#/components/parameters/JobId" })],
    ["required parameter added: request breaking"],
  ],
  ["parameter removed", [drop([...SHOW, "parameters", 2])], ["parameter removed: both breaking"]],
  ["parameter changed", [set(["components", "parameters", "ShowScript", "name"], "with_script")], ["parameter changed: both breaking"]],
  ["made required", [append(schema(SHARED, "required"), "speed")], ["made required: request breaking", "made required: response feature"]],
  ["made required", [set(["components", "parameters", "ShowScript", "required"], true)], ["made required: request breaking"]],
  ["made optional", [drop(schema(SHARED, "required", 0))], ["made optional: request feature", "made optional: response breaking"]],
  ["status added", [set([...SHOW, "responses", "403"], { description: "x" })], ["status added: both feature"]],
  ["status removed", [drop([...SHOW, "responses", "404"])], ["status removed: both feature"]],
  ["success status removed", [drop([...SHOW, "responses", "200"])], ["success status removed: both breaking"]],
  ["body added", [set([...SHOW, "requestBody"], { content: {} })], ["body added: request breaking"]],
  ["body removed", [drop([...CREATE, "requestBody"])], ["body removed: both breaking"]],
  ["header added", [set([...SHOW, "responses", "200", "headers", "ETag"], { schema: {} })], ["header added: both feature"]],
  ["header removed", [drop([...SHOW, "responses", "200", "headers", "X-Request-Id"])], ["header removed: both breaking"]],
  ["schema added", [set(schema("New"), { type: "object" })], ["schema added: both feature"]],
  ["schema removed", [drop(schema("TextConfig"))], ["schema removed: both breaking"]],
  [
    "schema replaced",
    [set(property("VideoConfig", "subtitle_config", "$ref"), "#/components/schemas/TextConfig")],
    ["schema replaced: both breaking"],
  ],
  ["property added", [set(property(SHARED, "emotion"), { type: "string" })], ["property added: both feature"]],
  ["property removed", [drop(property(SHARED, "speed"))], ["property removed: both breaking"]],
  [
    "type widened",
    [set(property(SHARED, "pitch", "type"), "number")],
    ["type widened: request feature", "type widened: response breaking"],
  ],
  [
    "type narrowed",
    [set(property("VideoConfig", "frame_rate", "type"), "string")],
    ["type narrowed: request breaking", "type narrowed: response fix"],
  ],
  ["range widened", [set(property(SHARED, "speed", "maximum"), 250)], ["range widened: both feature"]],
  ["range widened", [drop(property(SHARED, "voice_asset_id", "minLength"))], ["range widened: both feature"]],
  ["range narrowed", [set(property(SHARED, "speed", "minimum"), 60)], ["range narrowed: request breaking", "range narrowed: response fix"]],
  ["range narrowed", [set(property(SENT, "asset_name", "maxLength"), 200)], ["range narrowed: request breaking"]],
  ["range narrowed", [set(property(RECEIVED, "asset_name", "maxLength"), 200)], ["range narrowed: response fix"]],
  ["enum value added", [append(property("VideoConfig", "codec", "enum"), "AV1")], ["enum value added: both feature"]],
  [
    "enum value removed",
    [drop(property("VideoConfig", "codec", "enum", 1))],
    ["enum value removed: request breaking", "enum value removed: response fix"],
  ],
  ["constraint added", [set(property(SENT, "asset_name", "pattern"), "^a")], ["constraint added: request breaking"]],
  ["constraint removed", [drop(property("VideoConfig", "codec", "enum"))], ["constraint removed: both feature"]],
  [
    "default changed",
    [set(property(SHARED, "speed", "default"), 90)],
    ["default changed: request breaking", "default changed: response feature"],
  ],
  ["deprecated", [set(property(SHARED, "speed", "deprecated"), true)], ["deprecated: both feature"]],
  [
    "rule added as error",
    [set(schema(SHARED, "x-validations"), [rule])],
    ["rule added as error: request breaking", "rule added as error: response fix"],
  ],
  [
    "rule added as warning",
    [set(schema(SHARED, "x-validations"), [{ ...rule, severity: "warning" }])],
    ["rule added as warning: both feature"],
  ],
  ["rule removed", [drop([...rules, 0])], ["rule removed: both feature"]],
  [
    "rule raised to error",
    [set([...rules, ruleIndex("warning"), "severity"], "error")],
    ["rule raised to error: request breaking", "rule raised to error: response fix"],
  ],
  ["rule lowered to warning", [set([...rules, ruleIndex("error"), "severity"], "warning")], ["rule lowered to warning: both feature"]],
  [
    "error rule changed",
    [set([...rules, ruleIndex("error"), "rule"], "true")],
    ["error rule changed: request breaking", "error rule changed: response fix"],
  ],
  ["warning rule changed", [set([...rules, ruleIndex("warning"), "rule"], "true")], ["warning rule changed: both feature"]],
  [
    "warning rule changed through a variable",
    [set([...schema("CreateVideoScriptsReq", "x-variables"), 0, "expression"], "self.video_config.width == self.video_config.height")],
    ["warning rule changed: both feature", "fix changed: both fix"],
  ],
  ["fix changed", [set([...rules, ruleIndex("error"), "fixes"], [])], ["fix changed: both fix"]],
  [
    "constant changed",
    [set(["x-constants", "subtitleWidthPercent", "value"], 90)],
    ["constant changed: request breaking", "constant changed: response fix"],
  ],
  ["constant added", [set(["x-constants", "other"], { value: 1 })], ["constant added: both fix"]],
  ["documentation", [set(property(SHARED, "speed", "description"), "Other words.")], ["documentation: both fix"]],
  ["other", [set(schema(SHARED, "x-other"), 1)], ["other: both breaking"]],
];

describe("each kind of change has its classes", () => {
  test.each(CASES)("%s", (_kind, edits, changes) => {
    expect(list(document, edited(...edits))).toEqual(changes);
  });
});

test("an alias that is added is a feature, and one that is removed breaks", () => {
  const [path] = Object.entries(getPath(contract, "components", "schemas") as object).flatMap(([name, value]) =>
    Object.entries((value as { properties?: Record<string, object> }).properties ?? {}).flatMap(([key, item]) =>
      "x-aliases" in item ? [property(name, key, "x-aliases")] : [],
    ),
  );
  if (path === undefined) throw new Error("the contract has no alias");
  expect(list(document, edited(set([...path, "DONE"], "SUCCEED")))).toEqual(["alias added: both feature"]);
  expect(list(edited(set([...path, "DONE"], "SUCCEED")), document)).toEqual(["alias removed: both breaking"]);
});

test("a pattern that changes is narrower for what callers send", () => {
  const pattern = (value: string) => edited(set(property(SENT, "asset_name", "pattern"), value));
  expect(list(pattern("^a"), pattern("^b"))).toEqual(["constraint changed: request breaking"]);
});

test("a value of the corpus that is rejected without a breaking change is reported with the value", () => {
  const accept = () => [];
  const reject = () => [{ path: "", code: "type", severity: "error", message: "no" }] as never;
  const versions = { base: document, revision: document, was: { [SENT]: accept }, is: { [SENT]: reject } };
  const [change] = addWitnesses([], { ...versions, instances: [{ schema: SENT, value: { a: 1 } }] });
  expect(change).toMatchObject({
    kind: "behavior changed",
    class: "breaking",
    witness: { schema: SENT, was: "accepted", is: "rejected", error: "no" },
  });
});

test("every kind of the table has a case", () => {
  const tested = [...CASES.map(([kind]) => kind), "alias added", "alias removed", "constraint changed", "behavior changed"];
  expect(Object.keys(KINDS).filter((kind) => !tested.includes(kind))).toEqual([]);
});

test("the same contract, and another version or order of keys, is no change", () => {
  const info = Object.entries(valueAt(["info"]) as object).reverse();
  expect(list(document, document)).toEqual([]);
  expect(list(document, edited(set(["info", "version"], "9.9.9")))).toEqual([]);
  expect(list(document, edited(set(["info"], Object.fromEntries(info))))).toEqual([]);
});

test("a schema that moves to another component stays the same", () => {
  const copy = set(schema("Copy"), valueAt(schema("SubtitleConfig")));
  const revision = edited(copy, set(property("VideoConfig", "subtitle_config", "$ref"), "#/components/schemas/Copy"));
  expect(list(document, revision).sort()).toEqual(["documentation: both fix", "schema added: both feature"]);
});

test("the strongest class decides about the version", () => {
  const bump = (...edits: Edit[]) => requiredBump(classifyChanges(document, edited(...edits)));
  const description = set(property(SHARED, "speed", "description"), "Other words.");
  const wider = set(property(SHARED, "speed", "maximum"), 250);
  const narrower = set(property(SHARED, "pitch", "maximum"), 150);
  expect([bump(), bump(description), bump(description, wider), bump(description, wider, narrower)]).toEqual([
    "none",
    "patch",
    "minor",
    "major",
  ]);
});

test("finds every change that `redocly diff` finds", async () => {
  const edits: readonly Edit[] = [
    set(property(SHARED, "speed", "maximum"), 250),
    append(property("VideoConfig", "codec", "enum"), "AV1"),
    append(schema(SHARED, "required"), "speed"),
    drop(property(RECEIVED, "cover_url")),
    set(property(SHARED, "pitch", "type"), "number"),
    drop([...SHOW, "parameters", 2]),
    drop(["paths", "/v1/{project_id}/digital-human-videos"]),
  ];
  const folder = mkdtempSync(join(tmpdir(), "diff-"));
  try {
    writeFileSync(join(folder, "base.json"), JSON.stringify(document.value));
    writeFileSync(join(folder, "revision.json"), JSON.stringify(edited(...edits).value));
    const { stdout } = await runCommand(binPath("redocly"), ["diff", "base.json", "revision.json", "--format=json", "--fail-on=none"], {
      cwd: folder,
    });
    interface Side {
      readonly pointer: string;
    }
    const { changes } = JSON.parse(stdout) as { changes: readonly { readonly base?: Side; readonly revision?: Side }[] };
    const theirs = changes.map(({ base, revision }) => String((revision ?? base)?.pointer).slice(1));
    const ours = classifyChanges(document, edited(...edits)).map(({ pointer }) => pointer);
    expect(theirs.length).toBeGreaterThanOrEqual(edits.length);
    expect(theirs.filter((place) => !ours.some((pointer) => pointer.startsWith(place) || place.startsWith(pointer)))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a callback is received: the service sends its body, and the caller its response", () => {
  const callback = ["callbacks", "videoProductionEnded", "{$request.body#/callback_config/callback_url}", "post"];
  const edits = [set([...CREATE, ...callback, "requestBody", "required"], false), drop([...CREATE, "callbacks"])];
  expect(edits.map((edit) => list(document, edited(edit)))).toEqual([
    ["made optional: response breaking"],
    ["operation removed: both breaking"],
  ]);
});
