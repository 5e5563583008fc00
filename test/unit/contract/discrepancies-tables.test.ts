import { expect, test } from "vitest";
import { contract, exampleTask, getObject, getPath, issueLines, type Json, operation, SCENE, schemas, VIDEO } from "../helpers/contract.js";

const BODY = "Show2DDigitalHumanVideoResponse";
const videoIssues = (changes: object) => issueLines("VideoConfig", { ...VIDEO, ...changes }, "request");
const requestIssues = (changes: object) => issueLines(BODY, exampleTask({ state: "WAITING", ...changes }), "request");

test("T-1: accepts bitrates outside the livestreaming range", () => {
  for (const bitrate of [40, 500, 20_000, 30_000]) expect(videoIssues({ bitrate })).toEqual([]);
  for (const bitrate of [39, 30_001]) expect(videoIssues({ bitrate })).toEqual(["error range /bitrate"]);
});

test("T-3: layers are numbered from the bottom and duplicate numbers are reported", () => {
  const layers = (...indexes: number[]) => ({
    ...SCENE,
    layer_config: indexes.map((layer_index) => ({
      layer_type: "TEXT",
      text_config: { text_context: "SGVsbG8=" },
      position: { layer_index },
    })),
  });
  expect(issueLines("ShootScript", layers(2, 1), "request")).toEqual([]);
  const duplicates = [0, 2].map((i) => `warning layer-index-unique /layer_config/${i}/position/layer_index`);
  expect(issueLines("ShootScript", layers(1, 2, 1), "request")).toEqual(duplicates);
  expect(getPath(schemas, "LayerPositionConfig", "properties", "layer_index", "description")).toContain("1 is the bottom");
});

test("T-4: accepts every loop_count in the range", () => {
  for (const loop_count of [-1, 0, 1, 3, 100]) expect(issueLines("VideoLayerConfig", { loop_count }, "request")).toEqual([]);
  for (const loop_count of [-2, 101])
    expect(issueLines("VideoLayerConfig", { loop_count }, "request")).toEqual(["error range /loop_count"]);
});

test("P-2: X-Sdk-Date contains no quotation marks", () => {
  const pattern = new RegExp(String(getPath(contract, "components", "securitySchemes", "SignatureDate", "x-pattern")), "u");
  expect(pattern.test("20191115T033655Z")).toBe(true);
  for (const date of ["20191115'T'033655'Z'", "2019-11-15T03:36:55Z", "20191115T033655", "20191115t033655z"])
    expect(pattern.test(date)).toBe(false);
});

test("P-4: BLOCK is neither final nor a success, and unknown states are drift", () => {
  const { pending, succeeded, failed, canceled, blocked, property, result } = getObject(operation, "x-waiter");
  expect({ property, pending, succeeded, failed, canceled, blocked, result }).toEqual({
    property: "state",
    pending: ["WAITING", "PROCESSING"],
    succeeded: ["SUCCEED"],
    failed: ["FAILED"],
    canceled: ["CANCELED"],
    blocked: ["BLOCK"],
    result: "output_asset_config",
  });
  expect(issueLines(BODY, exampleTask({ state: "BLOCK" }), "response")).toEqual([]);
  expect(issueLines(BODY, exampleTask({ state: "REVIEWING" }), "response")).toEqual(["drift enum /state"]);
});

test("P-5: accepts both spellings of the photo video type", () => {
  expect(issueLines(BODY, exampleTask({ job_type: "DIGITAL_HUMAN_PHOTO_VIDEO" }), "response")).toEqual([]);
  expect(issueLines(BODY, exampleTask({ job_type: "PHOTO_DIGITAL_HUMAN_VIDEO" }), "response")).toEqual(["drift alias /job_type"]);
});

test("P-8: accepts any string as error code and documents the contradiction", () => {
  for (const error_code of ["MSS.00000002", "MSS.000000004", "APIG.0301", ""])
    expect(issueLines("ErrorResponse", { error_code }, "response")).toEqual([]);
  const { status, meaning } = getObject(contract, "x-error-codes", "MSS.00000002");
  expect(status).toBe(404);
  expect(meaning).toContain("400");
});

test("P-9: rejects a scene beyond the QTRLE limits and warns about the total", () => {
  const scenes = (...lengths: number[]) => ({
    video_config: { ...VIDEO, codec: "QTRLE" },
    shoot_scripts: lengths.map((length) => ({ shoot_script: { text_config: { text: "a".repeat(length) } } })),
  });
  const whitelist = "note qtrle-whitelist /video_config/codec";
  expect(requestIssues(scenes(1499))).toEqual([whitelist]);
  expect(requestIssues(scenes(1500))).toEqual(["error qtrle-text-length /shoot_scripts/0/shoot_script/text_config/text", whitelist]);
  expect(requestIssues(scenes(750, 750))).toEqual(["warning qtrle-total-text /shoot_scripts", whitelist].sort());
});

test("P-10: VP9 is a warning in requests and not reported in responses", () => {
  expect(videoIssues({ codec: "VP9" })).toEqual(["warning undocumented /codec"]);
  expect(issueLines("VideoConfig", { ...VIDEO, codec: "VP9" }, "response")).toEqual([]);
});

test("P-11: rejects 1920 x 1920 although it is within the ranges", () => {
  expect(videoIssues({ height: 1920 })).toEqual(["error resize-resolution /width"]);
  expect(issueLines("VideoConfig", { ...VIDEO, height: 1920 }, "response")).toEqual(["drift resize-resolution /width"]);
  expect(videoIssues({ width: 3840, height: 2160 })).toEqual(["note four-k-model /width"]);
});

test("P-12: warns about a crop origin outside the frame or without effect", () => {
  const cropIssues = (changes: object) => videoIssues({ clip_mode: "CROP", width: 607, dx: 656, dy: 0, ...changes });
  expect(cropIssues({})).toEqual([]);
  expect(cropIssues({ dx: -1 })).toEqual(["warning crop-origin-x /dx"]);
  expect(cropIssues({ dx: 3234 })).toEqual(["warning crop-window "]);
  expect(videoIssues({ dx: 0 })).toEqual([]);
  expect(videoIssues({ dx: 1 })).toEqual(["warning crop-origin-x-unused /dx"]);
});

test("P-13: warns about a subtitle box width other than 80 %", () => {
  const box = (w: number, size: object) => videoIssues({ is_subtitle_enable: true, subtitle_config: { w }, ...size });
  expect([box(1536, {}), box(864, { width: 1080, height: 1920 })]).toEqual([[], []]);
  expect(box(1535, {})).toEqual(["note subtitle-width /subtitle_config/w"]);
});

test("P-14: warns about a subtitle box beyond the canvas", () => {
  const box = (dx: number, dy: number) => videoIssues({ is_subtitle_enable: true, subtitle_config: { dx, dy } });
  expect(box(384, 1080)).toEqual([]);
  expect(box(385, 1081)).toEqual(["warning subtitle-bottom-edge /subtitle_config/dy", "warning subtitle-right-edge /subtitle_config/dx"]);
});

test("P-15: warns about a font size below the effective range", () => {
  const sizeIssues = (schema: "SubtitleConfig" | "TextLayerConfig", font_size: number) => issueLines(schema, { font_size }, "request");
  expect([sizeIssues("SubtitleConfig", 24), sizeIssues("TextLayerConfig", 4)]).toEqual([[], []]);
  expect(sizeIssues("SubtitleConfig", 23)).toEqual(["warning subtitle-font-size /font_size"]);
  expect(sizeIssues("TextLayerConfig", 3)).toEqual(["warning text-layer-font-size /font_size"]);
  expect(sizeIssues("SubtitleConfig", 121)).toEqual(["error range /font_size", "skipped subtitle-font-size"]);
});

test("P-16: warns about a color that is not #RRGGBB", () => {
  expect(issueLines("SubtitleConfig", { font_color: "#12ABef", stroke_color: "#000000" }, "request")).toEqual([]);
  expect(issueLines("SubtitleConfig", { font_color: "", stroke_color: "red" }, "request")).toEqual([
    "warning subtitle-font-color /font_color",
    "warning subtitle-stroke-color /stroke_color",
  ]);
  expect(issueLines("TextLayerConfig", { font_color: "#FFFFFF80" }, "request")).toEqual(["warning text-layer-font-color /font_color"]);
});

test("P-17: enforces both text limits and warns about an empty text", () => {
  const textIssues = (text: string) => issueLines("ShootScript", { text_config: { text } }, "request");
  expect(textIssues("a".repeat(10_000))).toEqual([]);
  expect(textIssues(`<speak>${"a".repeat(10_000)}<break time="1s"/></speak>`)).toEqual([]);
  expect(textIssues("a".repeat(10_001))).toEqual(["error text-length /text_config/text"]);
  expect(textIssues(`<speak>${'<break time="200ms"/>'.repeat(6553)}</speak>`)).toContain("error length /text_config/text");
  expect(textIssues("")).toEqual(["warning text-scene-empty /text_config/text"]);
  const path = "/shoot_scripts/0/shoot_script";
  const sceneIssues = (shoot_script: object) => requestIssues({ script_id: undefined, shoot_scripts: [{ shoot_script }] });
  expect(sceneIssues({})).toEqual([`error text-scene-needs-text ${path}/text_config`]);
  expect(sceneIssues({ script_type: "AUDIO" })).toEqual([`error audio-scene-needs-audio ${path}/audio_config`]);
});

test("P-18: IMAGE_2D is a warning in requests and not reported in responses", () => {
  for (const background_type of ["IMAGE_2D", "VIDEO", "AUDIO"]) {
    expect(issueLines("BackgroundConfigInfo", { background_type }, "request")).toEqual(["warning undocumented /background_type"]);
    expect(issueLines("BackgroundConfigInfo", { background_type }, "response")).toEqual([]);
  }
});

test("P-19: an image background requires a URL or an asset ID", () => {
  const imageIssues = (source: object) => issueLines("BackgroundConfigInfo", { background_type: "IMAGE", ...source }, "request");
  expect([imageIssues({ background_config: "https://example.com/a.jpg" }), imageIssues({ background_asset_id: "7" })]).toEqual([[], []]);
  for (const source of [{}, { background_asset_id: "" }])
    expect(imageIssues(source)).toEqual(["error background-image-source /background_config"]);
});

test("P-20: warns about a missing background color", () => {
  expect(issueLines("BackgroundConfigInfo", { background_type: "COLOR", background_color_config: "#00FF00" }, "request")).toEqual([]);
  expect(issueLines("BackgroundConfigInfo", { background_type: "COLOR" }, "request")).toEqual([
    "warning background-color-missing /background_color_config",
  ]);
});

test("P-21: accepts an exact fit and rejects one pixel less", () => {
  const image = (width: number, height: number) => ({
    background_type: "IMAGE",
    background_asset_id: "7",
    background_image_config: { width, height },
  });
  const imageIssues = (width: number, height: number) => issueLines("BackgroundConfigInfo", image(width, height), "request");
  expect([imageIssues(1920, 1080), imageIssues(1080, 1920)]).toEqual([[], []]);
  expect(imageIssues(1919, 1080)).toEqual(["error background-covers-width /background_image_config/width"]);
  expect(imageIssues(1080, 1919)).toEqual(["error background-covers-height /background_image_config/height"]);
  const background = image(1920, 1080);
  const sceneIssues = (video_config: object) =>
    requestIssues({ video_config, shoot_scripts: [{ shoot_script: { ...SCENE, background_config: [background] } }] });
  expect(sceneIssues(VIDEO)).toEqual([]);
  const path = "/shoot_scripts/0/shoot_script/background_config/0/background_image_config";
  expect(sceneIssues({ ...VIDEO, width: 1080, height: 1920 })).toEqual([`warning background-orientation ${path}`]);
  expect(sceneIssues({ ...VIDEO, clip_mode: "CROP", dx: 656, dy: 0, width: 607 })).toEqual([]);
});

test("P-22: a layer requires its settings and should have an asset ID", () => {
  const layer = (changes: object) => issueLines("LayerConfig", changes, "request");
  expect(layer({ layer_type: "IMAGE", asset_id: "7", image_config: { image_url: "https://example.com/a.png" } })).toEqual([]);
  expect(layer({ layer_type: "IMAGE", asset_id: "7" })).toEqual([]);
  expect(layer({ layer_type: "IMAGE", image_config: { image_url: "https://example.com/a.png" } })).toEqual([
    "warning layer-asset-id /asset_id",
  ]);
  expect(layer({ layer_type: "IMAGE" })).toEqual(["error image-layer-config /asset_id"]);
  expect(layer({ layer_type: "VIDEO", video_config: {} })).toEqual(["error video-layer-config /asset_id"]);
  expect(layer({ layer_type: "TEXT" })).toEqual(["error text-layer-config /text_config"]);
  expect(layer({ layer_type: "HUMAN" })).toEqual([]);
});

test("P-23: warns about sequence_no of a layer and does not require it to be unique", () => {
  const layers = [1, 2].map((layer_index) => ({
    layer_type: "TEXT",
    text_config: { text_context: "SGVsbG8=" },
    position: { layer_index },
    sequence_no: 0,
  }));
  const expected = [0, 1].map((i) => `note layer-sequence-livestream /layer_config/${i}/sequence_no`);
  expect(issueLines("ShootScript", { ...SCENE, layer_config: layers }, "request")).toEqual(expected);
});

test("P-24: a missing layer_index counts as 100", () => {
  const layers = [{ dx: 0 }, { layer_index: 100 }].map((position) => ({
    layer_type: "TEXT",
    text_config: { text_context: "SGVsbG8=" },
    position,
  }));
  expect(issueLines("ShootScript", { ...SCENE, layer_config: layers }, "request")).toHaveLength(2);
  expect(issueLines("ShootScript", { ...SCENE, layer_config: layers.slice(0, 1) }, "request")).toEqual([]);
});

test("P-25: a layer is at least one pixel wide and high", () => {
  expect(issueLines("LayerSizeConfig", { width: 1, height: 1 }, "request")).toEqual([]);
  expect(issueLines("LayerSizeConfig", { width: -1 }, "request")).toEqual(["error range /width"]);
});

test("P-26: defaults documented in the text are defaults in the contract", () => {
  const defaultOf = (schema: string, name: string) => getPath(schemas, schema, "properties", name, "default");
  expect(defaultOf("LayerRotationConfig", "angle")).toBe(0);
  expect(defaultOf("VideoLayerConfig", "video_sound")).toBe(0);
  expect(defaultOf("VideoLayerConfig", "is_play_the_entire_video")).toBe(false);
});

test("P-27: a text layer has at most 1,024 characters of Base64", () => {
  const layer = (text_context: string) => issueLines("TextLayerConfig", { text_context }, "request");
  expect([layer("5rWL6K+V5paH5a2X5rC05Y2w"), layer("AAAA".repeat(256))]).toEqual([[], []]);
  expect(layer("AAAA".repeat(257))).toEqual(["error length /text_context", "skipped text-layer-base64"]);
  expect(layer("VGVzdA==")).toEqual([]);
  expect(layer("Test")).toEqual(["error text-layer-base64 /text_context"]);
  expect(layer("Test text")).toEqual(["error text-layer-base64 /text_context"]);
});

test("P-28: warns about more than 100 scenes", () => {
  const scenes = (count: number) => ({ shoot_scripts: Array.from({ length: count }, (_, i) => ({ sequence_no: i, shoot_script: SCENE })) });
  expect(requestIssues(scenes(100))).toEqual([]);
  expect(requestIssues(scenes(101))).toEqual(["warning scene-count /shoot_scripts"]);
  expect(issueLines(BODY, exampleTask(scenes(1001)), "response")).toContain("drift items /shoot_scripts");
});

test("P-29: lists three regions, each with its source", () => {
  const [server] = getPath(contract, "servers") as readonly Json[];
  expect(server?.url).toBe("https://metastudio.{region}.myhuaweicloud.com");
  const region = getObject(server, "variables", "region");
  const regions = ["ap-southeast-3", "cn-north-4", "cn-east-3"];
  expect(region).toEqual({ description: expect.stringContaining("documented on the"), default: regions[0], enum: regions });
  for (const id of regions) expect(region.description).toContain(id);
});
