import { expect, test } from "vitest";
import { contract, object, operation, part, schemas } from "../../helpers/contract.js";
import { findings, SCENE, task, VIDEO } from "../../helpers/contract-issues.js";

const BODY = "Show2DDigitalHumanVideoResponse";
const video = (changes: object) => findings("VideoConfig", { ...VIDEO, ...changes }, "request");
const request = (changes: object) => findings(BODY, task({ state: "WAITING", ...changes }), "request");

test("T-1: a bitrate outside the livestreaming range is right", () => {
  for (const bitrate of [40, 500, 20_000, 30_000]) expect(video({ bitrate })).toEqual([]);
  for (const bitrate of [39, 30_001]) expect(video({ bitrate })).toEqual(["error range /bitrate"]);
});

test("T-3: layers count from the bottom, and equal numbers are reported", () => {
  const layers = (...indexes: number[]) => ({
    ...SCENE,
    layer_config: indexes.map((layer_index) => ({ layer_type: "TEXT", text_config: {}, position: { layer_index } })),
  });
  expect(findings("ShootScript", layers(2, 1), "request")).toEqual([]);
  const equal = [0, 2].map((i) => `warning layer-index-unique /layer_config/${i}/position/layer_index`);
  expect(findings("ShootScript", layers(1, 2, 1), "request")).toEqual(equal);
  expect(part(schemas, "LayerPositionConfig", "properties", "layer_index", "description")).toContain("1 is the bottom");
});

test("T-4: every loop_count of the range is right", () => {
  for (const loop_count of [-1, 0, 1, 3, 100]) expect(findings("VideoLayerConfig", { loop_count }, "request")).toEqual([]);
  for (const loop_count of [-2, 101]) expect(findings("VideoLayerConfig", { loop_count }, "request")).toEqual(["error range /loop_count"]);
});

test("P-2: X-Sdk-Date has no quotation marks", () => {
  const pattern = new RegExp(String(part(contract, "components", "securitySchemes", "SignatureDate", "x-pattern")), "u");
  expect(pattern.test("20191115T033655Z")).toBe(true);
  for (const date of ["20191115'T'033655'Z'", "2019-11-15T03:36:55Z", "20191115T033655", "20191115t033655z"])
    expect(pattern.test(date)).toBe(false);
});

test("P-4: BLOCK is neither an end nor a success, and an unknown state is drift", () => {
  const { pending, succeeded, failed, canceled, blocked, property, result } = object(operation, "x-waiter");
  expect({ property, pending, succeeded, failed, canceled, blocked, result }).toEqual({
    property: "state",
    pending: ["WAITING", "PROCESSING"],
    succeeded: ["SUCCEED"],
    failed: ["FAILED"],
    canceled: ["CANCELED"],
    blocked: ["BLOCK"],
    result: "output_asset_config",
  });
  expect(findings(BODY, task({ state: "BLOCK" }), "response")).toEqual([]);
  expect(findings(BODY, task({ state: "REVIEWING" }), "response")).toEqual(["drift enum /state"]);
});

test("P-5: both spellings of a photo video are known", () => {
  expect(findings(BODY, task({ job_type: "DIGITAL_HUMAN_PHOTO_VIDEO" }), "response")).toEqual([]);
  expect(findings(BODY, task({ job_type: "PHOTO_DIGITAL_HUMAN_VIDEO" }), "response")).toEqual(["drift alias /job_type"]);
});

test("P-8: an error code is any string, and the contradiction is told", () => {
  for (const error_code of ["MSS.00000002", "MSS.000000004", "APIG.0301", ""])
    expect(findings("ErrorResponse", { error_code }, "response")).toEqual([]);
  const { status, meaning } = object(contract, "x-error-codes", "MSS.00000002");
  expect(status).toBe(404);
  expect(meaning).toContain("400");
});

test("P-9: QTRLE limits refuse a scene and warn of the sum", () => {
  const scenes = (...lengths: number[]) => ({
    video_config: { ...VIDEO, codec: "QTRLE" },
    shoot_scripts: lengths.map((length) => ({ shoot_script: { text_config: { text: "a".repeat(length) } } })),
  });
  const whitelist = "warning qtrle-whitelist /video_config/codec";
  expect(request(scenes(1499))).toEqual([whitelist]);
  expect(request(scenes(1500))).toEqual(["error qtrle-text-length /shoot_scripts/0/shoot_script/text_config/text", whitelist]);
  expect(request(scenes(750, 750))).toEqual(["warning qtrle-total-text /shoot_scripts", whitelist].sort());
});

test("P-10: VP9 is a warning in a request and nothing in an answer", () => {
  expect(video({ codec: "VP9" })).toEqual(["warning undocumented /codec"]);
  expect(findings("VideoConfig", { ...VIDEO, codec: "VP9" }, "response")).toEqual([]);
});

test("P-11: 1920 x 1920 is within the ranges and refused all the same", () => {
  expect(video({ height: 1920 })).toEqual(["error resize-resolution /width"]);
  expect(findings("VideoConfig", { ...VIDEO, height: 1920 }, "response")).toEqual(["drift resize-resolution /width"]);
  expect(video({ width: 3840, height: 2160 })).toEqual(["warning four-k-model /width"]);
});

test("P-12: an origin outside the picture or without effect is a warning", () => {
  const crop = (changes: object) => video({ clip_mode: "CROP", width: 607, dx: 656, dy: 0, ...changes });
  expect(crop({})).toEqual([]);
  expect(crop({ dx: -1 })).toEqual(["warning crop-origin-x /dx"]);
  expect(crop({ dx: 3234 })).toEqual(["warning crop-window "]);
  expect(video({ dx: 0 })).toEqual(["warning crop-origin-x-unused /dx"]);
});

test("P-13: another width of the subtitle box than 80 % is a warning", () => {
  const box = (w: number, size: object) => video({ is_subtitle_enable: true, subtitle_config: { w }, ...size });
  expect([box(1536, {}), box(864, { width: 1080, height: 1920 })]).toEqual([[], []]);
  expect(box(1535, {})).toEqual(["warning subtitle-width /subtitle_config/w"]);
});

test("P-14: a subtitle box beyond the canvas is a warning", () => {
  const box = (dx: number, dy: number) => video({ is_subtitle_enable: true, subtitle_config: { dx, dy } });
  expect(box(384, 1080)).toEqual([]);
  expect(box(385, 1081)).toEqual(["warning subtitle-bottom-edge /subtitle_config/dy", "warning subtitle-right-edge /subtitle_config/dx"]);
});

test("P-15: a font size below the effective range is a warning", () => {
  const sizes = (schema: "SubtitleConfig" | "TextLayerConfig", font_size: number) => findings(schema, { font_size }, "request");
  expect([sizes("SubtitleConfig", 24), sizes("TextLayerConfig", 4)]).toEqual([[], []]);
  expect(sizes("SubtitleConfig", 23)).toEqual(["warning subtitle-font-size /font_size"]);
  expect(sizes("TextLayerConfig", 3)).toEqual(["warning text-layer-font-size /font_size"]);
  expect(sizes("SubtitleConfig", 121)).toEqual(["error range /font_size", "skipped subtitle-font-size"]);
});

test("P-16: a colour in another form than #RRGGBB is a warning", () => {
  expect(findings("SubtitleConfig", { font_color: "#12ABef", stroke_color: "#000000" }, "request")).toEqual([]);
  expect(findings("SubtitleConfig", { font_color: "", stroke_color: "red" }, "request")).toEqual([
    "warning subtitle-font-color /font_color",
    "warning subtitle-stroke-color /stroke_color",
  ]);
  expect(findings("TextLayerConfig", { font_color: "#FFFFFF80" }, "request")).toEqual(["warning text-layer-font-color /font_color"]);
});

test("P-17: both limits of a text hold, and an empty one is a warning", () => {
  const lengths = (text: string) => findings("ShootScript", { text_config: { text } }, "request");
  expect(lengths("a".repeat(10_000))).toEqual([]);
  expect(lengths(`<speak>${"a".repeat(10_000)}<break time="1s"/></speak>`)).toEqual([]);
  expect(lengths("a".repeat(10_001))).toEqual(["error text-length /text_config/text"]);
  expect(lengths(`<speak>${'<break time="200ms"/>'.repeat(6553)}</speak>`)).toContain("error length /text_config/text");
  expect(lengths("")).toEqual(["warning text-scene-empty /text_config/text"]);
  expect(findings("ShootScript", {}, "request")).toEqual(["error text-scene-needs-text /text_config"]);
  expect(findings("ShootScript", { script_type: "AUDIO" }, "request")).toEqual(["error audio-scene-needs-audio /audio_config"]);
});

test("P-18: IMAGE_2D is a warning in a request and nothing in an answer", () => {
  for (const background_type of ["IMAGE_2D", "VIDEO", "AUDIO"]) {
    expect(findings("BackgroundConfigInfo", { background_type }, "request")).toEqual(["warning undocumented /background_type"]);
    expect(findings("BackgroundConfigInfo", { background_type }, "response")).toEqual([]);
  }
});

test("P-19: a picture needs an address or an asset", () => {
  const image = (source: object) => findings("BackgroundConfigInfo", { background_type: "IMAGE", ...source }, "request");
  expect([image({ background_config: "https://example.com/a.jpg" }), image({ background_asset_id: "7" })]).toEqual([[], []]);
  for (const source of [{}, { background_asset_id: "" }])
    expect(image(source)).toEqual(["error background-image-source /background_config"]);
});

test("P-20: a missing colour is a warning", () => {
  expect(findings("BackgroundConfigInfo", { background_type: "COLOR", background_color_config: "#00FF00" }, "request")).toEqual([]);
  expect(findings("BackgroundConfigInfo", { background_type: "COLOR" }, "request")).toEqual([
    "warning background-color-missing /background_color_config",
  ]);
});

test("P-21: an exact fit covers, one pixel less does not", () => {
  const picture = (width: number, height: number) => findings("BackgroundImageConfig", { width, height }, "request");
  expect([picture(1920, 1080), picture(1080, 1920)]).toEqual([[], []]);
  expect(picture(1919, 1080)).toEqual(["error background-covers-width /width"]);
  expect(picture(1080, 1919)).toEqual(["error background-covers-height /height"]);
  const background = { background_type: "IMAGE", background_asset_id: "7", background_image_config: { width: 1920, height: 1080 } };
  const shown = (video_config: object) =>
    request({ video_config, shoot_scripts: [{ shoot_script: { ...SCENE, background_config: [background] } }] });
  expect(shown(VIDEO)).toEqual([]);
  const at = "/shoot_scripts/0/shoot_script/background_config/0/background_image_config";
  expect(shown({ ...VIDEO, width: 1080, height: 1920 })).toEqual([`warning background-orientation ${at}`]);
  expect(shown({ ...VIDEO, clip_mode: "CROP", dx: 656, dy: 0, width: 607 })).toEqual([]);
});

test("P-22: a layer needs its settings, and should name its asset", () => {
  const layer = (changes: object) => findings("LayerConfig", changes, "request");
  expect(layer({ layer_type: "IMAGE", asset_id: "7", image_config: { image_url: "https://example.com/a.png" } })).toEqual([]);
  expect(layer({ layer_type: "IMAGE", asset_id: "7" })).toEqual(["error image-layer-config /image_config"]);
  expect(layer({ layer_type: "VIDEO", video_config: {} })).toEqual(["warning layer-asset-id /asset_id"]);
  expect(layer({ layer_type: "TEXT" })).toEqual(["error text-layer-config /text_config"]);
  expect(layer({ layer_type: "HUMAN" })).toEqual([]);
});

test("P-23: the number of a layer is a warning and need not be unique", () => {
  const layers = [1, 2].map((layer_index) => ({ layer_type: "TEXT", text_config: {}, position: { layer_index }, sequence_no: 0 }));
  const expected = [0, 1].map((i) => `warning layer-sequence-livestream /layer_config/${i}/sequence_no`);
  expect(findings("ShootScript", { ...SCENE, layer_config: layers }, "request")).toEqual(expected);
});

test("P-24: a missing layer_index counts as 100", () => {
  const layers = [{ dx: 0 }, { layer_index: 100 }].map((position) => ({ layer_type: "TEXT", text_config: {}, position }));
  expect(findings("ShootScript", { ...SCENE, layer_config: layers }, "request")).toHaveLength(2);
  expect(findings("ShootScript", { ...SCENE, layer_config: layers.slice(0, 1) }, "request")).toEqual([]);
});

test("P-25: the size of a layer is at least one pixel", () => {
  expect(findings("LayerSizeConfig", { width: 1, height: 1 }, "request")).toEqual([]);
  expect(findings("LayerSizeConfig", { width: -1 }, "request")).toEqual(["error range /width"]);
});

test("P-26: defaults in prose are defaults", () => {
  const fallback = (schema: string, name: string) => part(schemas, schema, "properties", name, "default");
  expect(fallback("LayerRotationConfig", "angle")).toBe(0);
  expect(fallback("VideoLayerConfig", "video_sound")).toBe(0);
  expect(fallback("VideoLayerConfig", "is_play_the_entire_video")).toBe(false);
});

test("P-27: a text layer holds at most 1,024 characters of Base64", () => {
  const layer = (text_context: string) => findings("TextLayerConfig", { text_context }, "request");
  expect([layer("5rWL6K+V5paH5a2X5rC05Y2w"), layer("AAAA".repeat(256))]).toEqual([[], []]);
  expect(layer("AAAA".repeat(257))).toEqual(["error length /text_context", "skipped text-layer-base64"]);
  expect(layer("Test")).toEqual([]);
  expect(layer("Test text")).toEqual(["error text-layer-base64 /text_context"]);
});

test("P-28: more than 100 scenes are a warning", () => {
  const scenes = (count: number) => ({ shoot_scripts: Array.from({ length: count }, (_, i) => ({ sequence_no: i, shoot_script: SCENE })) });
  expect(request(scenes(100))).toEqual([]);
  expect(request(scenes(101))).toEqual(["warning scene-count /shoot_scripts"]);
  expect(findings(BODY, task(scenes(1001)), "response")).toContain("drift items /shoot_scripts");
});

test("P-29: three regions, each with its source", () => {
  const servers = part(contract, "servers") as Readonly<Record<string, string>>[];
  expect(servers.map((server) => server["x-region"])).toEqual(["ap-southeast-3", "cn-north-4", "cn-east-3"]);
  for (const server of servers) {
    expect(server.url).toBe(`https://metastudio.${server["x-region"]}.myhuaweicloud.com`);
    expect(server.description).toContain("Documented on the");
  }
});
