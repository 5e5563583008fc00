import { describe, expect, test } from "vitest";
import { validateShow2DDigitalHumanVideoParameters } from "../../../generated/parameters.js";
import { contract, golden, object, operation, part, schemas, text } from "../../helpers/contract.js";
import { findings, SCENE, task, VIDEO } from "../../helpers/contract-issues.js";

const BODY = "Show2DDigitalHumanVideoResponse";
const document = text("docs/discrepancies.md");
const entries = document.split(/^<a id=/m).slice(1);

describe("docs/discrepancies.md", () => {
  const titles = ["discrepancies", "discrepancies-tables", "discrepancies-lifecycle"].flatMap((file) =>
    [...text(`test/unit/contract/${file}.test.ts`).matchAll(/^test\("([^"]+)"/gm)].map((match) => String(match[1])),
  );

  test("has G-1 to G-17, T-1 to T-4 and P-1 onwards, each once, with an anchor of its own", () => {
    const ids = entries.map((entry) => /^### ([GTP]-\d+) /m.exec(entry)?.[1]);
    const tables = ids.filter((id) => id?.startsWith("P")).length;
    const upTo = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}-${i + 1}`);
    expect(ids).toEqual([...upTo("G", 17), ...upTo("T", 4), ...upTo("P", tables)]);
    expect(entries.map((entry) => /^"([^"]+)"/.exec(entry)?.[1])).toEqual(ids.map((id) => id?.toLowerCase()));
  });

  test.each(entries.map((entry) => [/^### (\S+)/m.exec(entry)?.[1], entry]))(
    "%s says what is said, done, why it is safe, and names a test",
    (_, entry) => {
      for (const label of ["Said", "Done", "Safe", "Test"]) expect(entry).toMatch(new RegExp(`^- \\*\\*${label}:\\*\\* \\S`, "m"));
      expect(titles).toContain(/^- \*\*Test:\*\* `([^`]+)`$/m.exec(String(entry))?.[1]);
    },
  );

  test("names every test of a discrepancy", () => {
    expect(titles.filter((title) => /^[GTP]-\d+: /.test(title) && !document.includes(`\`${title}\``))).toEqual([]);
  });

  test("has every id that the contract refers to", () => {
    const named = [...text("openapi.yaml").matchAll(/\b[GTP]-\d+\b/g)].map(([id]) => id);
    expect([...new Set(named)].filter((id) => !document.includes(`\n### ${id} `))).toEqual([]);
  });

  test("lists what was not verified", () => {
    expect(document).toMatch(/^## Not verified against the real service$/m);
  });
});

test("G-1: required is what the SDKs agree on, but for what has a default", () => {
  const required = Object.entries(schemas).flatMap(([name, schema]) => {
    const names = object(schema).required;
    return names === undefined ? [] : [[name, names]];
  });
  expect(Object.fromEntries(required)).toEqual({
    Show2DDigitalHumanVideoResponse: ["job_id", "state"],
    DigitalHumanVideo: ["job_id", "state"],
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
  });
});

test("G-2: SUCCESS is an alias of SUCCEED, and drift", () => {
  expect(part(schemas, BODY, "properties", "state", "x-aliases")).toEqual({ SUCCESS: "SUCCEED" });
  expect(findings(BODY, task({ state: "SUCCESS" }), "response")).toEqual(["drift alias /state"]);
});

test("G-3: frame_rate is a string or an integer, and only 25 goes without a warning", () => {
  const rate = (frame_rate: unknown) => findings("VideoConfig", { ...VIDEO, frame_rate }, "request");
  expect([rate("25"), rate(25)]).toEqual([[], []]);
  expect([rate("30"), rate(30)]).toEqual([["warning frame-rate-fixed /frame_rate"], ["warning frame-rate-fixed /frame_rate"]]);
  expect(rate(25.5)).toEqual(["error type /frame_rate", "skipped frame-rate-fixed"]);
});

test("G-4: error_info may be null", () => {
  expect(findings(BODY, task({ error_info: null }), "response")).toEqual([]);
  expect(findings(BODY, task({ voice_config: null }), "response")).toEqual(["drift null /voice_config"]);
});

test("G-5: times in an impossible order are let through", () => {
  const times = { create_time: "2022-11-30T06:59:56Z", start_time: "2022-01-18T16:29:36Z", end_time: "2022-01-18T16:28:36Z" };
  expect(findings(BODY, task(times), "response")).toEqual([]);
});

test("G-6: an answer is right with the script and without it", () => {
  expect(findings(BODY, task(), "response")).toEqual([]);
  expect(findings(BODY, { job_id: "1", state: "WAITING" }, "response")).toEqual([]);
});

test("G-7: the example's layer is reported, with the canvas that it fits", () => {
  const example = golden("page-example");
  const at = "/shoot_scripts/0/shoot_script/layer_config/0/position/dx";
  const expected = ["drift alias /state", "drift frame-rate-fixed /video_config/frame_rate", `drift layer-overflow-x ${at}`];
  expect(findings(BODY, example, "response")).toEqual(expected);
});

test("G-8: an answer needs neither job_type nor the size of a background", () => {
  const background = { background_type: "IMAGE", background_config: "https://example.com/a.jpg" };
  const scenes = [{ shoot_script: { ...SCENE, background_config: [background] } }];
  expect(findings(BODY, task({ job_type: undefined, shoot_scripts: scenes }), "response")).toEqual([]);
});

test("G-9: a time may be written in any way", () => {
  for (const start_time of ["2022-01-18T16:29:36Z", "2022-01-18T16:29:36.123+08:00", "2022-01-18 16:29:36", ""]) {
    expect(findings(BODY, task({ start_time }), "response")).toEqual([]);
  }
});

test("G-10: a Float may be whole or broken", () => {
  for (const duration of [60, 60.5]) expect(findings(BODY, task({ duration }), "response")).toEqual([]);
  const action = { action_tag: "wave", action_start_time: 2_592_000 };
  expect(findings("AudioDriveActionConfig", action, "request")).toEqual([]);
  expect(findings("AudioDriveActionConfig", { ...action, action_start_time: 2_592_000.5 }, "request")).toEqual([
    "error range /action_start_time",
  ]);
  expect(part(schemas, "AudioDriveActionConfig", "properties", "action_start_time")).not.toHaveProperty("x-unit");
});

test("G-11: one name has the shape and range of its place", () => {
  expect(findings("VoiceConfig", { voice_asset_id: "v", volume: 240 }, "request")).toEqual([]);
  expect(findings("BackgroundMusicConfig", { volume: 101 }, "request")).toEqual(["error range /volume"]);
  expect(findings("VoiceConfig", { voice_asset_id: "v", volume: 89 }, "request")).toEqual(["error range /volume"]);
  const referred = (schema: string, name: string) => part(schemas, schema, "properties", name, "$ref");
  expect([referred(BODY, "video_config"), referred("LayerConfig", "video_config")]).toEqual([
    "#/components/schemas/VideoConfig",
    "#/components/schemas/VideoLayerConfig",
  ]);
  expect([referred("ShootScript", "text_config"), referred("LayerConfig", "text_config")]).toEqual([
    "#/components/schemas/TextConfig",
    "#/components/schemas/TextLayerConfig",
  ]);
});

test("G-12: a condition of creation refuses no answer", () => {
  const model = { video_making_type: "MODEL", model_asset_id: undefined };
  expect(findings(BODY, task(model), "response")).toEqual(["drift model-video-needs-model /model_asset_id"]);
  expect(findings(BODY, task({ video_making_type: "PICTURE" }), "response")).toEqual(["drift picture-video-needs-image /human_image"]);
  expect(["video_making_type", "human_image"].map((name) => part(schemas, BODY, "properties", name, "deprecated"))).toEqual([true, true]);
});

test("G-13: any other status is an error that the gateway may have sent", () => {
  expect(part(operation, "responses", "default", "$ref")).toBe("#/components/responses/Unexpected");
  const throttled = part(contract, "components", "examples", "Throttled", "value");
  expect(findings("GatewayErrorResponse", throttled, "response")).toEqual([]);
  expect(Object.keys(object(contract, "x-error-codes")).filter((code) => code.startsWith("APIGW."))).toHaveLength(14);
});

test("G-14: the output asset has no link to the video", () => {
  const asset = { asset_id: "1", asset_name: "One Day" };
  expect(findings("OutputAssetInfo", asset, "response")).toEqual([]);
  expect(Object.keys(object(schemas, "OutputAssetInfo", "properties"))).toEqual([
    "asset_id",
    "asset_name",
    "cover_url",
    "preview_video_url",
  ]);
  expect(part(operation, "description")).toContain("no link to the finished video");
});

test("G-15: an id may have any form", () => {
  for (const id of ["0d697589d98091f12f92c0073501cd79", "26f06524-4f75-4b3a-a853-b649a21aaf66", "7"]) {
    expect(validateShow2DDigitalHumanVideoParameters({ project_id: id, job_id: id })).toEqual([]);
  }
});

test("G-16: X-App-UserId may be long, but not Chinese", () => {
  const issues = (user: string) => validateShow2DDigitalHumanVideoParameters({ project_id: "p", job_id: "j", "X-App-UserId": user });
  for (const user of ["u".repeat(5000), "user-7@example.com", "пользователь", "ユーザー", ""]) expect(issues(user)).toEqual([]);
  for (const user of ["用户", "user 用", "𠀀", "〇"])
    expect(issues(user).map(({ code, path }) => `${code} ${path}`)).toEqual(["pattern /X-App-UserId"]);
});

test("G-17: a token alone or a whole signature authenticates", () => {
  const [token, signature, temporary] = part(contract, "security") as object[];
  expect(Object.keys(token ?? {})).toEqual(["Token"]);
  expect(Object.keys(signature ?? {})).toEqual(["Signature", "SignatureDate", "SignatureProject"]);
  expect(Object.keys(temporary ?? {})).toEqual(["Signature", "SignatureDate", "SignatureProject", "SecurityToken"]);
});
