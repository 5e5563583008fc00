import { expect, test } from "vitest";
import { contract, golden, object, operation, part, rules, schemas, text } from "../../helpers/contract.js";

/** Width and height in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

const page = object(contract, "info", "x-page");

test("the contract has the version of the package", () => {
  expect(part(contract, "info", "version")).toBe(part(JSON.parse(text("package.json")), "version"));
});

test("the page is named with title, address and date, and the introduction tells the same date", () => {
  expect(page).toEqual({
    title: "Querying Virtual Avatar Video Production Task Details",
    url: "https://support.huaweicloud.com/intl/en-us/api-metastudio/Show2DDigitalHumanVideo.html",
    updated: "2025-12-08",
  });
  expect(part(contract, "info", "description")).toContain(`dated ${page.updated}`);
  expect(part(operation, "externalDocs", "url")).toBe(page.url);
});

test("the page's example bodies stand unchanged in the contract", () => {
  const shown = (name: string) => part(contract, "components", "examples", name, "value");
  expect(JSON.stringify(shown("FinishedTask"))).toBe(JSON.stringify(golden("page-example")));
  const errors = { 400: shown("InvalidParameter"), 401: shown("Unauthorized"), 404: shown("NotFound"), 500: shown("InternalError") };
  expect(errors).toEqual(golden("page-errors"));
});

test("every answer shows the page's example", () => {
  const examples = Object.entries(object(operation, "responses")).map(([status, response]) => {
    const reference = object(response).$ref;
    const found = reference === undefined ? response : part(contract, ...String(reference).slice(2).split("/"));
    const [example] = Object.values(object(found, "content", "application/json", "examples"));
    return [status, String(object(example).$ref).replace("#/components/examples/", "")];
  });
  expect(Object.fromEntries(examples)).toEqual({
    200: "FinishedTask",
    400: "InvalidParameter",
    401: "Unauthorized",
    404: "NotFound",
    500: "InternalError",
    default: "Throttled",
  });
});

test("the page's request stands in the contract", () => {
  const [sample] = part(operation, "x-codeSamples") as Readonly<Record<string, string>>[];
  expect(sample?.source).toBe(
    "GET https://{endpoint}/v1/0d697589d98091f12f92c0073501cd79/2d-digital-human-videos/26f06524-4f75-4b3a-a853-b649a21aaf66",
  );
  const examples = ["ProjectId", "JobId"].map((name) => String(part(contract, "components", "parameters", name, "example")));
  for (const example of examples) expect(sample?.source).toContain(`/${example}`);
});

test("units are those of the page, but for two that follow from its examples", () => {
  const pixels = (...names: string[]) => Object.fromEntries(names.map((name) => [name, "px"]));
  const told = Object.entries(schemas)
    .filter(([, schema]) => object(schema)["x-table"] !== "none")
    .flatMap(([name, schema]) => {
      const properties = Object.entries(object(object(schema).properties ?? {}));
      const units = properties.flatMap(([property, value]) =>
        object(value)["x-unit"] === undefined ? [] : [[property, object(value)["x-unit"]]],
      );
      return units.length === 0 ? [] : [[name, Object.fromEntries(units)]];
    });
  expect(Object.fromEntries(told)).toEqual({
    Show2DDigitalHumanVideoResponse: { duration: "s" },
    VoiceConfig: { speed: "%" },
    VideoConfig: { bitrate: "kbit/s", frame_rate: "FPS", ...pixels("width", "height", "dx", "dy") },
    SubtitleConfig: pixels("dx", "dy", "h", "w", "stroke_thickness"),
    ShootScript: { audio_duration: "s" },
    BackgroundImageConfig: pixels("dx", "dy", "width", "height"),
    LayerPositionConfig: pixels("dx", "dy"),
    LayerSizeConfig: pixels("width", "height"),
    LayerRotationConfig: { angle: "degree" },
    VideoLayerConfig: { video_sound: "%" },
    TextLayerConfig: pixels("font_size"),
    BackgroundMusicConfig: { volume: "%" },
  });
});

test("the constants that rules read are those of the page", () => {
  const sizes = (name: string) =>
    (part(contract, "x-constants", name, "value") as Size[]).map(({ width, height }) => `${width} x ${height}`);
  expect(sizes("resolutions")).toEqual(["1920 x 1080", "1080 x 1920", "1280 x 720", "720 x 1280", "3840 x 2160", "2160 x 3840"]);
  expect(sizes("fourK")).toEqual(["3840 x 2160", "2160 x 3840"]);
  expect(sizes("modelSizes")).toEqual(["1920 x 1080", "1080 x 1920", "3840 x 2160", "2160 x 3840"]);
  expect(part(contract, "x-constants", "landscape", "value")).toEqual({ width: 1920, height: 1080 });
  expect(part(contract, "x-constants", "portrait", "value")).toEqual({ width: 1080, height: 1920 });
  expect(sizes("canvases")).toEqual(["1920 x 1080", "1080 x 1920"]);
  expect(part(contract, "x-constants", "subtitleWidthPercent", "value")).toBe(80);
});

test("the links that live 24 hours say so", () => {
  expect(part(schemas, "OutputAssetInfo", "properties", "preview_video_url", "description")).toContain("24 hours");
  expect(part(schemas, "AssetFileInfo", "properties", "download_url", "description")).toContain("24 hours");
  expect(part(contract, "components", "examples", "FinishedVideo", "description")).toContain("24 hours");
  expect(part(contract, "components", "securitySchemes", "Token", "description")).toContain("24");
});

test("only withdrawn properties are deprecated", () => {
  const deprecated = Object.entries(schemas).flatMap(([name, schema]) =>
    Object.entries(object(object(schema).properties ?? {}))
      .filter(([, property]) => object(property).deprecated === true)
      .map(([property]) => `${name}.${property}`),
  );
  expect(deprecated).toEqual(["Show2DDigitalHumanVideoResponse.video_making_type", "Show2DDigitalHumanVideoResponse.human_image"]);
});

test("the signature header has its documented form", () => {
  const pattern = new RegExp(String(part(contract, "components", "securitySchemes", "Signature", "x-pattern")), "u");
  const header = `SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=host;x-sdk-date, Signature=${"0a".repeat(32)}`;
  expect(pattern.test(header)).toBe(true);
  for (const wrong of [header.slice(0, -1), header.replace(", ", ","), header.replace("HMAC", "hmac")])
    expect(pattern.test(wrong)).toBe(false);
});

test("errors are what the service refuses; every other rule is a warning", () => {
  const errors = rules.filter(({ severity }) => severity === "error").map(({ id }) => id);
  expect(errors.sort()).toEqual([
    "audio-scene-needs-audio",
    "background-covers-height",
    "background-covers-width",
    "background-image-source",
    "callback-needs-key",
    "callback-url-absolute",
    "human-image-base64",
    "image-layer-config",
    "new-video-needs-format",
    "new-video-needs-model",
    "new-video-needs-scenes",
    "new-video-needs-voice",
    "qtrle-audio-length",
    "qtrle-text-length",
    "resize-resolution",
    "scene-sequence-unique",
    "text-layer-base64",
    "text-layer-config",
    "text-length",
    "text-scene-needs-text",
    "video-layer-config",
  ]);
});

test("the parameters that the client's options fill are marked, and the query may be repeated", () => {
  const options = Object.entries(object(contract, "components", "parameters")).flatMap(([name, parameter]) => {
    const option = object(parameter)["x-client-option"];
    return option === undefined ? [] : [[name, option]];
  });
  expect(Object.fromEntries(options)).toEqual({ ProjectId: "projectId", AppUserId: "appUserId" });
  expect(operation["x-repeatable"]).toBe(true);
});

test("values that only SDKs list are named beside the enum, and nowhere else", () => {
  const listed = Object.entries(schemas).flatMap(([name, schema]) =>
    Object.entries(object(object(schema).properties ?? {})).flatMap(([property, value]) => {
      const values = object(value)["x-sdk-values"];
      return values === undefined ? [] : [[`${name}.${property}`, Object.keys(object(values))]];
    }),
  );
  expect(Object.fromEntries(listed)).toEqual({
    "VideoConfig.codec": ["VP9"],
    "BackgroundConfigInfo.background_type": ["IMAGE_2D", "VIDEO", "AUDIO"],
  });
});
