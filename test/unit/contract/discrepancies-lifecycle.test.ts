import { expect, test } from "vitest";
import { contract, type Json, object, part, schemas } from "../../helpers/contract.js";
import { findings, SCENE, VIDEO } from "../../helpers/contract-issues.js";

const BODY = "Create2DDigitalHumanVideoReq";
const AVATAR = "cda7e9a469ee9cf3ffc1ad62794a12ff";
const WHOLE = {
  model_asset_id: AVATAR,
  voice_config: { voice_asset_id: "f5e6a13eab4443fa85421191ad061780" },
  video_config: VIDEO,
  shoot_scripts: [{ shoot_script: SCENE }],
};
const creation = (changes: object) => findings(BODY, { ...WHOLE, ...changes }, "request");
const example = (name: string) => part(contract, "components", "examples", name, "value");
const operations = Object.values(object(contract, "paths")).flatMap((item) => Object.values(object(item)).map((value) => object(value)));
const of = (name: string): Json => operations.find(({ operationId }) => operationId === name) ?? {};

test("T-2: a script id stands beside any other settings", () => {
  const script_id = "4b5b6effcf3b4c72a0baccb265111765";
  expect(creation({ script_id })).toEqual([]);
  expect(findings(BODY, { script_id }, "request")).toEqual([]);
  expect(findings(BODY, { script_id, shoot_scripts: WHOLE.shoot_scripts }, "request")).toEqual([]);
  expect(findings("Show2DDigitalHumanVideoResponse", { job_id: "1", state: "WAITING", script_id, ...WHOLE }, "request")).toEqual([]);
});

test("P-30: a video without a saved script brings avatar, voice, format and scenes", () => {
  expect(creation({})).toEqual([]);
  expect(findings(BODY, {}, "request")).toEqual([
    "error new-video-needs-format /video_config",
    "error new-video-needs-model /model_asset_id",
    "error new-video-needs-scenes /shoot_scripts",
    "error new-video-needs-voice /voice_config",
  ]);
  const recorded = { shoot_scripts: [{ shoot_script: { script_type: "AUDIO", audio_config: { audio_id: 1 } } }] };
  expect(creation({ ...recorded, voice_config: undefined })).toEqual([]);
  for (const name of ["OneSceneVideo", "SavedScriptVideo"]) expect(findings(BODY, example(name), "request")).toEqual([]);
});

test("P-31: there is no scene_asset_id, and a request with one is let through", () => {
  const known = Object.keys(object(schemas, BODY, "properties"));
  expect(known).not.toContain("scene_asset_id");
  expect(creation({ scene_asset_id: "1" })).toEqual([]);
});

test("P-32: action_interval takes its whole range", () => {
  for (const action_interval of [0, 0.5, 4, 255]) expect(creation({ action_config: { action_interval } })).toEqual([]);
  for (const action_interval of [-1, 255.5]) {
    expect(creation({ action_config: { action_interval } })).toEqual(["error range /action_config/action_interval"]);
  }
});

test("P-33: a callback has an absolute address, and a key exactly with MSS_A", () => {
  const callback = (changes: object) =>
    findings("CallBackConfig", { callback_url: "https://example.com/ended?for=1", ...changes }, "request");
  expect(callback({})).toEqual([]);
  expect(callback({ auth_type: "MSS_A", key: "not to be printed" })).toEqual([]);
  expect(callback({ auth_type: "MSS_A" })).toEqual(["error callback-needs-key /key"]);
  expect(callback({ key: "not to be printed" })).toEqual(["warning callback-key-unused /auth_type"]);
  for (const callback_url of ["example.com/ended", "/ended", "ftp://example.com", "https://", ""]) {
    expect(callback({ callback_url })).toEqual(["error callback-url-absolute /callback_url"]);
  }
  expect(part(contract, "webhooks", "videoProductionEnded", "post", "description")).toContain("ask for the task");
  for (const name of ["SucceededCallback", "FailedCallback"])
    expect(findings("VideoProductionEnded", example(name), "request")).toEqual([]);
});

test("P-34: a name may have 256 characters, and is warned of above 240", () => {
  const named = (length: number) => findings("OutputAssetConfig", { asset_name: "🎬".repeat(length) }, "request");
  expect([named(0), named(240)]).toEqual([[], []]);
  expect([named(241), named(256)]).toEqual([["warning asset-name-cut /asset_name"], ["warning asset-name-cut /asset_name"]]);
  expect(named(257)).toEqual(["error length /asset_name", "skipped asset-name-cut"]);
});

test("P-35: each operation answers with the statuses of its page, and a default", () => {
  const statuses = Object.fromEntries(operations.map((operation) => [operation.operationId, Object.keys(object(operation, "responses"))]));
  const query = ["200", "400", "401", "404", "500", "default"];
  const order = ["200", "400", "401", "500", "default"];
  expect(statuses).toEqual({
    create2DDigitalHumanVideo: order,
    show2DDigitalHumanVideo: query,
    cancel2DDigitalHumanVideo: order,
    listDigitalHumanVideo: query,
    showAsset: query,
  });
});

test("P-36: assets are asked for with the same headers as tasks", () => {
  for (const operation of operations) expect(operation.security).toBeUndefined();
  const last = operations.map(({ parameters }) => object((parameters as unknown[]).at(-1)).$ref);
  expect(new Set(last)).toEqual(new Set(["#/components/parameters/AppUserId"]));
});

test("P-37: each place has its own spelling", () => {
  const answer = (schema: "Show2DDigitalHumanVideoResponse" | "AssetFileInfo" | "FileExtraMeta", value: object) =>
    findings(schema, { job_id: "1", ...value }, "response");
  expect(answer("Show2DDigitalHumanVideoResponse", { state: "CANCELED" })).toEqual([]);
  expect(answer("Show2DDigitalHumanVideoResponse", { state: "CANCELLED" })).toEqual(["drift enum /state"]);
  expect(answer("AssetFileInfo", { state: "CANCELLED" })).toEqual([]);
  expect(answer("AssetFileInfo", { state: "CANCELED" })).toEqual(["drift enum /state"]);
  expect(answer("FileExtraMeta", { video_transcoding_status: "SUCCEEDED" })).toEqual([]);
  expect(answer("FileExtraMeta", { video_transcoding_status: "SUCCEED" })).toEqual(["drift enum /video_transcoding_status"]);
});

test("P-38: an asset without fail_type was not refused", () => {
  expect(part(schemas, "ShowAssetResponse", "properties", "fail_type")).not.toHaveProperty("default");
});

test("P-39: of an asset nothing is certain", () => {
  for (const asset of [{}, { files: [] }, { files: [{}] }, example("FinishedVideo")]) {
    expect(findings("ShowAssetResponse", asset, "response")).toEqual([]);
  }
  const [main, cover] = part(example("FinishedVideo"), "files") as Json[];
  expect([main?.asset_file_category, cover?.asset_file_category]).toEqual(["MAIN", "COVER"]);
});

test("P-40: each rate says where it comes from", () => {
  const rates = operations.map((operation) => object(operation, "x-rate-limit"));
  for (const { source } of rates) expect(source).toMatch(/table/);
  expect(of("showAsset")).toMatchObject({ "x-rate-limit": { perSecond: 10, regions: { "cn-north-4": 20 } } });
});
