import { expect, test } from "vitest";
import { contract, getObject, getPath, operation, readGolden, readText, rules, schemas } from "../helpers/contract.js";

/** Width and height in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

const page = getObject(contract, "info", "x-page");

test("has the version of the package", () => {
  expect(getPath(contract, "info", "version")).toBe(getPath(JSON.parse(readText("package.json")), "version"));
});

test("names the title, URL and date of the API documentation, and the introduction has the same date", () => {
  expect(page).toEqual({
    title: "Querying Virtual Avatar Video Production Task Details",
    url: "https://support.huaweicloud.com/intl/en-us/api-metastudio/Show2DDigitalHumanVideo.html",
    updated: "2025-12-08",
  });
  expect(getPath(contract, "info", "description")).toContain(`dated ${page.updated}`);
  expect(getPath(operation, "externalDocs", "url")).toBe(page.url);
});

test("contains the documented example bodies unchanged", () => {
  const exampleValue = (name: string) => getPath(contract, "components", "examples", name, "value");
  expect(JSON.stringify(exampleValue("FinishedTask"))).toBe(JSON.stringify(readGolden("page-example")));
  const errors = {
    400: exampleValue("InvalidParameter"),
    401: exampleValue("Unauthorized"),
    404: exampleValue("NotFound"),
    500: exampleValue("InternalError"),
  };
  expect(errors).toEqual(readGolden("page-errors"));
});

test("every response has the documented example", () => {
  const examples = Object.entries(getObject(operation, "responses")).map(([status, response]) => {
    const reference = getObject(response).$ref;
    const resolved = reference === undefined ? response : getPath(contract, ...String(reference).slice(2).split("/"));
    const [example] = Object.values(getObject(resolved, "content", "application/json", "examples"));
    return [status, String(getObject(example).$ref).replace("#/components/examples/", "")];
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

test("contains the documented example request", () => {
  const [sample] = getPath(operation, "x-codeSamples") as Readonly<Record<string, string>>[];
  expect(sample?.source).toBe(
    "GET https://{endpoint}/v1/0d697589d98091f12f92c0073501cd79/2d-digital-human-videos/26f06524-4f75-4b3a-a853-b649a21aaf66",
  );
  const examples = ["ProjectId", "JobId"].map((name) => String(getPath(contract, "components", "parameters", name, "example")));
  for (const example of examples) expect(sample?.source).toContain(`/${example}`);
});

test("units are documented, except two that follow from the examples", () => {
  const pixels = (...names: string[]) => Object.fromEntries(names.map((name) => [name, "px"]));
  const actual = Object.entries(schemas)
    .filter(([, schema]) => getObject(schema)["x-table"] !== "none")
    .flatMap(([name, schema]) => {
      const properties = Object.entries(getObject(getObject(schema).properties ?? {}));
      const units = properties.flatMap(([property, value]) =>
        getObject(value)["x-unit"] === undefined ? [] : [[property, getObject(value)["x-unit"]]],
      );
      return units.length === 0 ? [] : [[name, Object.fromEntries(units)]];
    });
  expect(Object.fromEntries(actual)).toEqual({
    VideoTask: { duration: "s" },
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

test("constants of the rules have the documented values", () => {
  const sizes = (name: string) =>
    (getPath(contract, "x-constants", name, "value") as Size[]).map(({ width, height }) => `${width} x ${height}`);
  expect(sizes("resolutions")).toEqual(["1920 x 1080", "1080 x 1920", "1280 x 720", "720 x 1280", "3840 x 2160", "2160 x 3840"]);
  expect(sizes("fourK")).toEqual(["3840 x 2160", "2160 x 3840"]);
  expect(sizes("modelSizes")).toEqual(["1920 x 1080", "1080 x 1920", "3840 x 2160", "2160 x 3840"]);
  expect(getPath(contract, "x-constants", "landscape", "value")).toEqual({ width: 1920, height: 1080 });
  expect(getPath(contract, "x-constants", "portrait", "value")).toEqual({ width: 1080, height: 1920 });
  expect(sizes("canvases")).toEqual(["1920 x 1080", "1080 x 1920"]);
  expect(getPath(contract, "x-constants", "subtitleWidthPercent", "value")).toBe(80);
});

test("descriptions state the validity of 24 hours", () => {
  expect(getPath(schemas, "OutputAssetInfo", "properties", "preview_video_url", "description")).toContain("24 hours");
  expect(getPath(schemas, "AssetFileInfo", "properties", "download_url", "description")).toContain("24 hours");
  expect(getPath(contract, "components", "examples", "FinishedVideo", "description")).toContain("24 hours");
  expect(getPath(contract, "components", "securitySchemes", "Token", "description")).toContain("24");
});

test("only withdrawn properties are deprecated", () => {
  const deprecated = Object.entries(schemas).flatMap(([name, schema]) =>
    Object.entries(getObject(getObject(schema).properties ?? {}))
      .filter(([, property]) => getObject(property).deprecated === true)
      .map(([property]) => `${name}.${property}`),
  );
  expect(deprecated).toEqual(["Show2DDigitalHumanVideoResponse.video_making_type", "Show2DDigitalHumanVideoResponse.human_image"]);
});

test("the signature header has its documented format", () => {
  const pattern = new RegExp(String(getPath(contract, "components", "securitySchemes", "Signature", "x-pattern")), "u");
  const header = `SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=host;x-sdk-date, Signature=${"0a".repeat(32)}`;
  expect(pattern.test(header)).toBe(true);
  for (const invalid of [header.slice(0, -1), header.replace(", ", ","), header.replace("HMAC", "hmac")])
    expect(pattern.test(invalid)).toBe(false);
});

test("these rules are errors, all others are warnings or notes", () => {
  const errors = rules.filter(({ severity }) => severity === "error").map(({ id }) => id);
  expect(errors.sort()).toEqual([
    "audio-scene-needs-audio",
    "avatar-resolution",
    "avatar-usable",
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
    "qtrle-audio-length",
    "qtrle-text-length",
    "resize-resolution",
    "scene-needs-content",
    "scene-sequence-unique",
    "text-layer-base64",
    "text-layer-config",
    "text-length",
    "text-scene-needs-text",
    "video-layer-config",
    "voice-usable",
  ]);
});

test("parameters set by client options are marked, and the query is repeatable", () => {
  const options = Object.entries(getObject(contract, "components", "parameters")).flatMap(([name, parameter]) => {
    const option = getObject(parameter)["x-client-option"];
    return option === undefined ? [] : [[name, option]];
  });
  expect(Object.fromEntries(options)).toEqual({ ProjectId: "projectId", AppUserId: "appUserId" });
  expect(operation["x-repeatable"]).toBe(true);
});

test("values listed by the SDKs only are in x-sdk-values", () => {
  const listed = Object.entries(schemas).flatMap(([name, schema]) =>
    Object.entries(getObject(getObject(schema).properties ?? {})).flatMap(([property, value]) => {
      const values = getObject(value)["x-sdk-values"];
      return values === undefined ? [] : [[`${name}.${property}`, Object.keys(getObject(values))]];
    }),
  );
  expect(Object.fromEntries(listed)).toEqual({
    "VideoConfig.codec": ["VP9"],
    "BackgroundConfigInfo.background_type": ["IMAGE_2D", "VIDEO", "AUDIO"],
  });
});
