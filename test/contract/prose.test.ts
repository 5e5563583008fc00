import { expect, test } from "vitest";
import { contract, golden, object, operation, part, rules, schemas, text } from "./contract.js";

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

test("units that the page gives are in the contract", () => {
  const unit = (schema: string, name: string) => part(schemas, schema, "properties", name, "x-unit");
  expect(unit("VideoConfig", "bitrate")).toBe("kbit/s");
  expect(unit("VideoConfig", "width")).toBe("px");
  expect(unit("VideoConfig", "frame_rate")).toBe("FPS");
  expect(unit("ShootScript", "audio_duration")).toBe("s");
  expect(unit("LayerRotationConfig", "angle")).toBe("degree");
  expect(unit("BackgroundMusicConfig", "volume")).toBe("%");
  expect(unit("TextLayerConfig", "font_size")).toBe("px");
});

test("the links that live 24 hours say so", () => {
  expect(part(schemas, "OutputAssetInfo", "properties", "preview_video_url", "description")).toContain("24 hours");
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
    "human-image-base64",
    "image-layer-config",
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

test("every constraint between fields of this page is the fact of a rule", () => {
  const told = new Set(rules.flatMap(({ facts }) => facts));
  const between = ["C-01", "C-02", "C-03", "C-04", "C-06", "C-07", "C-08", "C-09", "C-10", "C-11", "C-12", "C-13", "C-14", "C-15", "C-16"];
  const across = ["X-01", "X-02", "X-03", "X-04", "X-05", "X-06", "X-07", "X-09"];
  const advice = ["A-01", "A-02", "A-03", "A-04", "A-05", "A-08", "A-11"];
  expect([...between, ...across, ...advice, "R-14", "R-20", "R-21", "R-27", "R-32", "R-43", "R-44"].filter((id) => !told.has(id))).toEqual(
    [],
  );
});

test("error codes have a status, a meaning, a hint and a source", () => {
  for (const code of Object.values(object(contract, "x-error-codes"))) {
    expect(code).toEqual({ status: expect.any(Number), meaning: expect.any(String), hint: expect.any(String), source: expect.any(String) });
  }
});
