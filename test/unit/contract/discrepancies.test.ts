import { describe, expect, test } from "vitest";
import { validateShow2DDigitalHumanVideoParameters } from "../../../generated/parameters.js";
import {
  contract,
  exampleTask,
  getObject,
  getPath,
  issueLines,
  operation,
  readGolden,
  readText,
  SCENE,
  schemas,
  VIDEO,
} from "../helpers/contract.js";

const BODY = "Show2DDigitalHumanVideoResponse";
const document = readText("docs/discrepancies.md");
const entries = document.split(/^<a id=/m).slice(1);

describe("docs/discrepancies.md", () => {
  const titles = ["discrepancies", "discrepancies-tables", "discrepancies-lifecycle"].flatMap((file) =>
    [...readText(`test/unit/contract/${file}.test.ts`).matchAll(/^test\("([^"]+)"/gm)].map((match) => String(match[1])),
  );

  test("has G-1 to G-17, T-1 to T-4 and P-1 onwards, each once and with an anchor", () => {
    const ids = entries.map((entry) => /^### ([GTP]-\d+) /m.exec(entry)?.[1]);
    const tables = ids.filter((id) => id?.startsWith("P")).length;
    const upTo = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}-${i + 1}`);
    expect(ids).toEqual([...upTo("G", 17), ...upTo("T", 4), ...upTo("P", tables)]);
    expect(entries.map((entry) => /^"([^"]+)"/.exec(entry)?.[1])).toEqual(ids.map((id) => id?.toLowerCase()));
  });

  test.each(entries.map((entry) => [/^### (\S+)/m.exec(entry)?.[1], entry]))(
    "%s has four labels and names an existing test",
    (_, entry) => {
      for (const label of ["Documented", "Implemented", "Why it is safe", "Test"])
        expect(entry).toMatch(new RegExp(`^- \\*\\*${label}:\\*\\* \\S`, "m"));
      expect(titles).toContain(/^- \*\*Test:\*\* `([^`]+)`$/m.exec(String(entry))?.[1]);
    },
  );

  test("names every discrepancy test", () => {
    expect(titles.filter((title) => /^[GTP]-\d+: /.test(title) && !document.includes(`\`${title}\``))).toEqual([]);
  });

  test("has an entry for every id in the contract", () => {
    const referenced = [...readText("openapi.yaml").matchAll(/\b[GTP]-\d+\b/g)].map(([id]) => id);
    expect([...new Set(referenced)].filter((id) => !document.includes(`\n### ${id} `))).toEqual([]);
  });

  test("lists unverified facts", () => {
    expect(document).toMatch(/^## Not verified against the real service$/m);
  });
});

test("G-1: required properties are those of the SDKs, except properties with a default", () => {
  const required = Object.entries(schemas).flatMap(([name, schema]) => {
    const names = getObject(schema).required;
    return names === undefined ? [] : [[name, names]];
  });
  expect(Object.fromEntries(required)).toEqual({
    VideoTask: ["job_id", "state"],
    OutputAssetInfo: ["asset_id", "asset_name"],
    VoiceConfig: ["voice_asset_id"],
    VideoConfig: ["bitrate", "width", "height"],
    TextConfig: ["text"],
    AudioDriveActionConfig: ["action_tag", "action_start_time"],
    BackgroundConfigInfo: ["background_type"],
    BackgroundImageConfig: ["width", "height"],
    LayerConfig: ["layer_type"],
    OutputAssetConfig: ["asset_name"],
    CallBackConfig: ["callback_url"],
    ActionTagInfo: ["action_name_zh", "action_name_en"],
    CreateDigitalAssetRequestBody: ["asset_name", "asset_type"],
    FilesCreateReq: ["file_name", "file_md5", "file_size", "file_type", "asset_id", "asset_file_category"],
    ConfirmFileUploadRequestBody: ["state"],
    ShootScriptAudioFileItem: ["sequence_no"],
    VideoScriptBaseInfo: ["script_id", "script_name"],
    VideoRequestWithAssets: ["request"],
  });
});

test("G-2: accepts SUCCESS as an alias of SUCCEED and reports drift", () => {
  expect(getPath(schemas, "VideoTask", "properties", "state", "x-aliases")).toEqual({ SUCCESS: "SUCCEED" });
  expect(issueLines(BODY, exampleTask({ state: "SUCCESS" }), "response")).toEqual(["drift alias /state"]);
});

test("G-3: accepts frame_rate as string or integer and warns unless it is 25", () => {
  const rate = (frame_rate: unknown) => issueLines("VideoConfig", { ...VIDEO, frame_rate }, "request");
  expect([rate("25"), rate(25)]).toEqual([[], []]);
  expect([rate("30"), rate(30)]).toEqual([["warning frame-rate-fixed /frame_rate"], ["warning frame-rate-fixed /frame_rate"]]);
  expect(rate(25.5)).toEqual(["error type /frame_rate", "skipped frame-rate-fixed"]);
});

test("G-4: accepts null as error_info", () => {
  expect(issueLines(BODY, exampleTask({ error_info: null }), "response")).toEqual([]);
  expect(issueLines(BODY, exampleTask({ voice_config: null }), "response")).toEqual(["drift null /voice_config"]);
});

test("G-5: accepts times in an impossible order", () => {
  const times = { create_time: "2022-11-30T06:59:56Z", start_time: "2022-01-18T16:29:36Z", end_time: "2022-01-18T16:28:36Z" };
  expect(issueLines(BODY, exampleTask(times), "response")).toEqual([]);
});

test("G-6: accepts responses with and without the script", () => {
  expect(issueLines(BODY, exampleTask(), "response")).toEqual([]);
  expect(issueLines(BODY, { job_id: "1", state: "WAITING" }, "response")).toEqual([]);
});

test("G-7: reports the avatar layer of the documented example", () => {
  const example = readGolden("page-example");
  const path = "/shoot_scripts/0/shoot_script/layer_config/0/position/dx";
  const expected = ["drift alias /state", "drift frame-rate-fixed /video_config/frame_rate", `drift layer-overflow-x ${path}`];
  expect(issueLines(BODY, example, "response")).toEqual(expected);
});

test("G-8: job_type and the size of a background are optional", () => {
  const background = { background_type: "IMAGE", background_config: "https://example.com/a.jpg" };
  const scenes = [{ shoot_script: { ...SCENE, background_config: [background] } }];
  expect(issueLines(BODY, exampleTask({ job_type: undefined, shoot_scripts: scenes }), "response")).toEqual([]);
});

test("G-9: accepts times in any format", () => {
  for (const start_time of ["2022-01-18T16:29:36Z", "2022-01-18T16:29:36.123+08:00", "2022-01-18 16:29:36", ""]) {
    expect(issueLines(BODY, exampleTask({ start_time }), "response")).toEqual([]);
  }
});

test("G-10: accepts Float values with and without a fraction", () => {
  for (const duration of [60, 60.5]) expect(issueLines(BODY, exampleTask({ duration }), "response")).toEqual([]);
  const action = { action_tag: "wave", action_start_time: 2_592_000 };
  expect(issueLines("AudioDriveActionConfig", action, "request")).toEqual([]);
  expect(issueLines("AudioDriveActionConfig", { ...action, action_start_time: 2_592_000.5 }, "request")).toEqual([
    "error range /action_start_time",
  ]);
  expect(getPath(schemas, "AudioDriveActionConfig", "properties", "action_start_time")).not.toHaveProperty("x-unit");
});

test("G-11: properties with the same name have separate types and ranges", () => {
  expect(issueLines("VoiceConfig", { voice_asset_id: "v", volume: 240 }, "request")).toEqual([]);
  expect(issueLines("BackgroundMusicConfig", { music_asset_id: "m", volume: 101 }, "request")).toEqual(["error range /volume"]);
  expect(issueLines("VoiceConfig", { voice_asset_id: "v", volume: 89 }, "request")).toEqual(["error range /volume"]);
  const refOf = (schema: string, name: string) => getPath(schemas, schema, "properties", name, "$ref");
  expect([refOf(BODY, "video_config"), refOf("LayerConfig", "video_config")]).toEqual([
    "#/components/schemas/VideoConfig",
    "#/components/schemas/VideoLayerConfig",
  ]);
  expect([refOf("ShootScript", "text_config"), refOf("LayerConfig", "text_config")]).toEqual([
    "#/components/schemas/TextConfig",
    "#/components/schemas/TextLayerConfig",
  ]);
});

test("G-12: conditions of the create request never reject a response", () => {
  const model = { video_making_type: "MODEL", model_asset_id: undefined };
  expect(issueLines(BODY, exampleTask(model), "response")).toEqual(["drift model-video-needs-model /model_asset_id"]);
  expect(issueLines(BODY, exampleTask({ video_making_type: "PICTURE" }), "response")).toEqual([
    "drift picture-video-needs-image /human_image",
  ]);
  expect(["video_making_type", "human_image"].map((name) => getPath(schemas, BODY, "properties", name, "deprecated"))).toEqual([
    true,
    true,
  ]);
});

test("G-13: any other status is documented as a gateway error", () => {
  expect(getPath(operation, "responses", "default", "$ref")).toBe("#/components/responses/Unexpected");
  const throttled = getPath(contract, "components", "examples", "Throttled", "value");
  expect(issueLines("GatewayErrorResponse", throttled, "response")).toEqual([]);
  expect(Object.keys(getObject(contract, "x-error-codes")).filter((code) => code.startsWith("APIGW."))).toHaveLength(35);
});

test("G-14: OutputAssetInfo has no URL of the video", () => {
  const asset = { asset_id: "1", asset_name: "One Day" };
  expect(issueLines("OutputAssetInfo", asset, "response")).toEqual([]);
  expect(Object.keys(getObject(schemas, "OutputAssetInfo", "properties"))).toEqual([
    "asset_id",
    "asset_name",
    "cover_url",
    "preview_video_url",
  ]);
  expect(getPath(operation, "description")).toContain("no download URL of the finished video");
});

test("G-15: accepts IDs in any format", () => {
  for (const id of ["0d697589d98091f12f92c0073501cd79", "26f06524-4f75-4b3a-a853-b649a21aaf66", "7"]) {
    expect(validateShow2DDigitalHumanVideoParameters({ project_id: id, job_id: id })).toEqual([]);
  }
});

test("G-16: X-App-UserId has no maximum length and rejects Chinese characters", () => {
  const issues = (user: string) => validateShow2DDigitalHumanVideoParameters({ project_id: "p", job_id: "j", "X-App-UserId": user });
  for (const user of ["u".repeat(5000), "user-7@example.com", "пользователь", "ユーザー", ""]) expect(issues(user)).toEqual([]);
  for (const user of ["用户", "user 用", "𠀀", "〇"])
    expect(issues(user).map(({ code, path }) => `${code} ${path}`)).toEqual(["pattern /X-App-UserId"]);
});

test("G-17: authentication requires a token or a complete signature", () => {
  const [token, signature, temporary] = getPath(contract, "security") as object[];
  expect(Object.keys(token ?? {})).toEqual(["Token"]);
  expect(Object.keys(signature ?? {})).toEqual(["Signature", "SignatureDate", "SignatureProject"]);
  expect(Object.keys(temporary ?? {})).toEqual(["Signature", "SignatureDate", "SignatureProject", "SecurityToken"]);
});
