import { expect, test } from "vitest";
import { contract, getObject, getPath, issueLines, type Json, SCENE, schemas, VIDEO } from "../helpers/contract.js";

const BODY = "Create2DDigitalHumanVideoReq";
const AVATAR = "cda7e9a469ee9cf3ffc1ad62794a12ff";
const COMPLETE_REQUEST = {
  model_asset_id: AVATAR,
  voice_config: { voice_asset_id: "f5e6a13eab4443fa85421191ad061780" },
  video_config: VIDEO,
  shoot_scripts: [{ shoot_script: SCENE }],
};
const requestIssues = (changes: object) => issueLines(BODY, { ...COMPLETE_REQUEST, ...changes }, "request");
const example = (name: string) => getPath(contract, "components", "examples", name, "value");
const operations = Object.values(getObject(contract, "paths")).flatMap((item) =>
  Object.values(getObject(item)).map((value) => getObject(value)),
);
const findOperation = (name: string): Json => operations.find(({ operationId }) => operationId === name) ?? {};

test("T-2: script_id can be combined with any other property", () => {
  const script_id = "4b5b6effcf3b4c72a0baccb265111765";
  expect(requestIssues({ script_id })).toEqual([]);
  expect(issueLines(BODY, { script_id }, "request")).toEqual([]);
  expect(issueLines(BODY, { script_id, shoot_scripts: COMPLETE_REQUEST.shoot_scripts }, "request")).toEqual([]);
  expect(
    issueLines("Show2DDigitalHumanVideoResponse", { job_id: "1", state: "WAITING", script_id, ...COMPLETE_REQUEST }, "request"),
  ).toEqual([]);
});

test("P-30: a video without a saved script requires avatar, voice, video settings and scenes", () => {
  expect(requestIssues({})).toEqual([]);
  expect(issueLines(BODY, {}, "request")).toEqual([
    "error new-video-needs-format /video_config",
    "error new-video-needs-model /model_asset_id",
    "error new-video-needs-scenes /shoot_scripts",
    "warning new-video-needs-voice /voice_config",
  ]);
  const audioScenes = { shoot_scripts: [{ shoot_script: { script_type: "AUDIO", audio_config: { audio_id: 1 } } }] };
  expect(requestIssues({ ...audioScenes, voice_config: undefined })).toEqual([]);
  for (const name of ["OneSceneVideo", "SavedScriptVideo"]) expect(issueLines(BODY, example(name), "request")).toEqual([]);
});

test("P-31: scene_asset_id is not defined, and a request with it is accepted", () => {
  const defined = Object.keys(getObject(schemas, BODY, "properties"));
  expect(defined).not.toContain("scene_asset_id");
  expect(requestIssues({ scene_asset_id: "1" })).toEqual([]);
});

test("P-32: accepts the whole range of action_interval", () => {
  for (const action_interval of [0, 0.5, 4, 255]) expect(requestIssues({ action_config: { action_interval } })).toEqual([]);
  for (const action_interval of [-1, 255.5]) {
    expect(requestIssues({ action_config: { action_interval } })).toEqual(["error range /action_config/action_interval"]);
  }
});

test("P-33: a callback requires an absolute URL, and a key exactly with MSS_A", () => {
  const callbackIssues = (changes: object) =>
    issueLines("CallBackConfig", { callback_url: "https://example.com/ended?for=1", ...changes }, "request");
  expect(callbackIssues({})).toEqual([]);
  expect(callbackIssues({ auth_type: "MSS_A", key: "not to be printed" })).toEqual([]);
  expect(callbackIssues({ auth_type: "MSS_A" })).toEqual(["error callback-needs-key /key"]);
  expect(callbackIssues({ key: "not to be printed" })).toEqual(["warning callback-key-unused /auth_type"]);
  for (const callback_url of ["example.com/ended", "/ended", "ftp://example.com", "https://", ""]) {
    expect(callbackIssues({ callback_url })).toEqual(["error callback-url-absolute /callback_url"]);
  }
  const create = getPath(contract, "paths", "/v1/{project_id}/2d-digital-human-videos", "post");
  expect(
    getPath(create, "callbacks", "videoProductionEnded", "{$request.body#/callback_config/callback_url}", "post", "description"),
  ).toContain("query the task");
  for (const name of ["SucceededCallback", "FailedCallback"])
    expect(issueLines("VideoProductionEnded", example(name), "request")).toEqual([]);
});

test("P-34: accepts names of up to 256 characters and warns above 240", () => {
  const nameIssues = (length: number) => issueLines("OutputAssetConfig", { asset_name: "🎬".repeat(length) }, "request");
  expect([nameIssues(0), nameIssues(240)]).toEqual([[], []]);
  expect([nameIssues(241), nameIssues(256)]).toEqual([["warning asset-name-cut /asset_name"], ["warning asset-name-cut /asset_name"]]);
  expect(nameIssues(257)).toEqual(["error length /asset_name", "skipped asset-name-cut"]);
});

test("P-35: each operation has the documented status codes and a default", () => {
  const statuses = Object.fromEntries(
    operations.map((operation) => [operation.operationId, Object.keys(getObject(operation, "responses"))]),
  );
  const query = ["200", "400", "401", "404", "500", "default"];
  const command = ["200", "400", "401", "500", "default"];
  expect(statuses).toEqual({
    create2DDigitalHumanVideo: command,
    show2DDigitalHumanVideo: query,
    cancel2DDigitalHumanVideo: command,
    listDigitalHumanVideo: query,
    listAssets: query,
    createDigitalAsset: command,
    showAsset: query,
    createFile: command,
    confirmFileUpload: command,
    createVideoScripts: command,
    listVideoScripts: command,
    showVideoScript: query,
    updateVideoScript: query,
  });
});

test("P-36: assets are requested with the same headers as tasks", () => {
  for (const operation of operations) expect(operation.security).toBeUndefined();
  const last = operations.map(({ parameters }) => getObject((parameters as unknown[]).at(-1)).$ref);
  expect(new Set(last)).toEqual(new Set(["#/components/parameters/AppUserId"]));
});

test("P-37: each property has its own spelling", () => {
  const responseIssues = (schema: "Show2DDigitalHumanVideoResponse" | "AssetFileInfo" | "FileExtraMeta", value: object) =>
    issueLines(schema, { job_id: "1", ...value }, "response");
  expect(responseIssues("Show2DDigitalHumanVideoResponse", { state: "CANCELED" })).toEqual([]);
  expect(responseIssues("Show2DDigitalHumanVideoResponse", { state: "CANCELLED" })).toEqual(["drift enum /state"]);
  expect(responseIssues("AssetFileInfo", { state: "CANCELLED" })).toEqual([]);
  expect(responseIssues("AssetFileInfo", { state: "CANCELED" })).toEqual(["drift enum /state"]);
  expect(responseIssues("FileExtraMeta", { video_transcoding_status: "SUCCEEDED" })).toEqual([]);
  expect(responseIssues("FileExtraMeta", { video_transcoding_status: "SUCCEED" })).toEqual(["drift enum /video_transcoding_status"]);
});

test("P-38: fail_type has no default", () => {
  expect(getPath(schemas, "ShowAssetResponse", "properties", "fail_type")).not.toHaveProperty("default");
});

test("P-39: no asset property is required", () => {
  for (const asset of [{}, { files: [] }, { files: [{}] }, example("FinishedVideo")]) {
    expect(issueLines("ShowAssetResponse", asset, "response")).toEqual([]);
  }
  const [main, cover] = getPath(example("FinishedVideo"), "files") as Json[];
  expect([main?.asset_file_category, cover?.asset_file_category]).toEqual(["MAIN", "COVER"]);
});

test("P-40: each rate limit has a source", () => {
  const rates = operations.map((operation) => getObject(operation, "x-rate-limit"));
  for (const { source } of rates) expect(source).toMatch(/table/);
  expect(findOperation("showAsset")).toMatchObject({ "x-rate-limit": { perSecond: 10, regions: { "cn-north-4": 20 } } });
});

test("P-41: names of assets and scripts can contain any characters", () => {
  for (const name of ["Studio 1", "早安", "naïve 🎬", "a/b"]) {
    expect(issueLines("CreateDigitalAssetRequestBody", { asset_name: name, asset_type: "IMAGE" }, "request")).toEqual([]);
    expect(issueLines("CreateVideoScriptsReq", { script_name: name }, "request")).toEqual([]);
  }
  expect(issueLines("CreateVideoScriptsReq", { script_name: "" }, "request")).toEqual(["error length /script_name"]);
});

test("P-42: the upload URL of an audio file has no documented headers", () => {
  const { description } = getObject(schemas, "ShootScriptAudioFileItem", "properties", "audio_file_upload_url");
  expect(description).toContain("headers are not documented");
});

test("P-43: the limit of a signed body is 12 MB", () => {
  expect(getPath(contract, "x-constants", "signedBodyBytes", "value")).toBe(12 * 1024 * 1024);
  expect(getPath(contract, "x-error-codes", "APIGW.0201", "meaning")).toContain("413 (body over 12 MB)");
});
