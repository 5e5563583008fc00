import { expect, test } from "vitest";
import { contract, getObject, getPath, type Json, operation, readGolden, schemas } from "../helpers/contract.js";

const properties = Object.entries(schemas).flatMap(([component, schema]) =>
  Object.entries(getObject(getObject(schema).properties ?? {})).map(([name, property]) => ({
    path: `${component}.${name}`,
    table: getObject(schema)["x-table"],
    property: getObject(property),
  })),
);

/** Values of a keyword by property, for example `ErrorResponse.error_code`. */
const valuesOf = (keyword: string): Json =>
  Object.fromEntries(
    properties.filter(({ property }) => property[keyword] !== undefined).map(({ path, property }) => [path, property[keyword]]),
  );

test("every component is an object, except shared rules and enums, and these objects include others by allOf", () => {
  const nonObjects = Object.entries(schemas).filter(([, schema]) => getObject(schema).type !== "object");
  expect(nonObjects.map(([name]) => name)).toEqual([
    "VideoScriptRules",
    "VideoContentRules",
    "VideoRequestRules",
    "AssetType",
    "SupportedServiceEnum",
    "TranscodingStatus",
    "VoiceLanguage",
  ]);
  const [, , , ...enums] = nonObjects.map(([, schema]) => getObject(schema).type);
  expect(new Set(enums)).toEqual(new Set(["string"]));
  const hosts = Object.entries(schemas).filter(([, schema]) => getObject(schema).allOf !== undefined);
  const all = (...names: string[]) => names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
  expect(hosts.map(([name, schema]) => [name, getObject(schema).allOf])).toEqual([
    ["Show2DDigitalHumanVideoResponse", all("VideoTask", "VideoScriptRules", "VideoContentRules")],
    ["Create2DDigitalHumanVideoReq", all("VideoScriptRules", "VideoContentRules", "VideoRequestRules")],
    ["CreateVideoScriptsReq", all("VideoScriptsSimpleInfo", "VideoScriptRules", "VideoRequestRules")],
    ["ShowVideoScriptResponse", all("VideoScriptsSimpleInfo")],
    ["ShootScriptShowItem", all("ShootScriptItem")],
  ]);
});

test("every documented property has its own description, even beside a $ref", () => {
  const undescribed = properties.filter(
    ({ path, table, property }) =>
      (table !== "none" || path.startsWith("VideoRequestWithAssets.")) && !/\S/.test(String(property.description ?? "")),
  );
  expect(undescribed).toEqual([]);
});

test("every list parameter and example is described", () => {
  const parameters = Object.values(getObject(contract, "components", "parameters")).map((parameter) => getObject(parameter, "schema"));
  const elements = parameters.filter(({ type }) => type === "array").map((schema) => getObject(schema, "items"));
  const examples = Object.values(getObject(contract, "components", "examples")).map((example) => getObject(example));
  expect(elements.map(({ description }) => description)).toEqual(elements.map(() => expect.stringMatching(/\S/)));
  expect(examples.map(({ summary }) => summary)).toEqual(examples.map(() => expect.stringMatching(/\S/)));
  for (const fact of ["SUCCESS", "30", "landscape"])
    expect(getPath(contract, "components", "examples", "FinishedTask", "description")).toContain(fact);
});

test("examples of parameters are values that the examples of responses have", () => {
  const example = (parameter: string) => getPath(contract, "components", "parameters", parameter, "example");
  const body = (name: string) => getObject(getPath(contract, "components", "examples", name, "value"));
  expect([example("ScriptId"), example("FileId")]).toEqual([body("SavedScript").script_id, body("CreatedFile").file_id]);
  expect([example("ListAssetsType"), example("ListAssetsSystemProperty")]).toEqual(["HUMAN_MODEL_2D", "BACKGROUND_IMG:Yes"]);
});

test("example values of task properties are those of the API documentation", () => {
  const task = getObject(readGolden("page-example"));
  const times = ["start_time", "end_time", "create_time", "lastupdate_time"].map((name) => [`VideoTask.${name}`, [task[name]]]);
  const error = getObject(readGolden("page-errors"), "400");
  const documented = Object.fromEntries(
    Object.entries(valuesOf("examples")).filter(
      ([path]) => !/^(ShowAssetResponse|AutoOperationConfig|ShowVideoScriptResponse|VideoScriptBaseInfo)\./.test(path),
    ),
  );
  expect(documented).toEqual({
    ...Object.fromEntries(times),
    "ErrorResponse.error_code": [error.error_code],
    "ErrorResponse.error_msg": [error.error_msg],
    "GatewayErrorResponse.error_code": ["APIGW.0308"],
    "TextLayerConfig.text_context": [Buffer.from("测试文字水印").toString("base64")],
  });
});

test("four strings are Base64", () => {
  expect(valuesOf("contentEncoding")).toEqual({
    "Show2DDigitalHumanVideoResponse.human_image": "base64",
    "TextLayerConfig.text_context": "base64",
    "AssetFileInfo.file_md5": "base64",
    "FilesCreateReq.file_md5": "base64",
  });
});

test("undocumented bounds name their source", () => {
  expect(Object.keys(valuesOf("x-source"))).toEqual([
    "Show2DDigitalHumanVideoResponse.shoot_scripts",
    "ShootScript.layer_config",
    "ListDigitalHumanVideoResponse.jobs",
    "Create2DDigitalHumanVideoReq.shoot_scripts",
    "ListAssetsResponse.assets",
    "CreateVideoScriptsReq.shoot_scripts",
    "ShowVideoScriptResponse.shoot_scripts",
    "ListVideoScriptsResponse.video_scripts",
  ]);
  for (const source of Object.values(valuesOf("x-source"))) expect(source).toMatch(/^implied: \S/);
});

test("constants name their source", () => {
  const sources = Object.entries(getObject(contract, "x-constants")).map(([name, constant]) => [name, getObject(constant).source]);
  expect(Object.fromEntries(sources)).toEqual({
    resolutions: "Table 9",
    fourK: "Table 9",
    modelSizes: "implied",
    landscape: "Table 16",
    portrait: "Table 16",
    canvases: "Table 16",
    subtitleWidthPercent: "Table 10",
    fileNameCharacters: "sdk",
    signedBodyBytes: "authentication pages of sibling services",
  });
  expect(getPath(contract, "x-constants", "subtitleWidthPercent", "value")).toBe(80);
  expect(getPath(contract, "x-constants", "fileNameCharacters", "value")).toBe(240);
  expect(getPath(contract, "x-constants", "signedBodyBytes", "value")).toBe(12 * 1024 * 1024);
});

test("has title, summary, license, external documentation, tags and a code sample", () => {
  const { title, summary, license } = getObject(contract, "info");
  expect([title, summary, license]).toEqual([
    "Huawei Cloud MetaStudio, virtual avatar videos",
    expect.stringMatching(/\S/),
    { name: "Apache-2.0", identifier: "Apache-2.0" },
  ]);
  expect([getPath(contract, "openapi"), getPath(contract, "externalDocs", "description")]).toEqual(["3.1.0", expect.stringMatching(/\S/)]);
  const described = { description: expect.stringMatching(/\S/) };
  expect((getPath(contract, "tags") as Json[]).map(({ externalDocs: _, ...tag }) => tag)).toEqual([
    { name: "Virtual avatar videos", ...described },
    { name: "Assets", ...described },
    { name: "Scripts", ...described },
  ]);
  expect(getPath(operation, "x-codeSamples")).toEqual([
    { lang: "http", label: expect.stringMatching(/\S/), source: expect.stringMatching(/^GET /) },
  ]);
});

test("security requires schemes without scopes", () => {
  const signature = { Signature: [], SignatureDate: [], SignatureProject: [] };
  expect(getPath(contract, "security")).toEqual([{ Token: [] }, signature, { ...signature, SecurityToken: [] }]);
  expect(getPath(contract, "components", "securitySchemes", "SecurityToken", "x-source")).toMatch(/\S/);
});

test("signature headers have exactly one format each", () => {
  const pattern = (scheme: string) => new RegExp(String(getPath(contract, "components", "securitySchemes", scheme, "x-pattern")), "u");
  const header = `SDK-HMAC-SHA256 Access=k,SignedHeaders=h,Signature=${"0123456789abcdef".repeat(4)}`.replaceAll(",", ", ");
  const date = "20191115T033655Z";
  for (const valid of [header, header.replace("=k", "=sS-9"), header.replace("=h", "=host;x-sdk-date")])
    expect(valid).toMatch(pattern("Signature"));
  const invalid = [
    `X${header}`,
    `${header}0`,
    header.slice(0, -1),
    header.toUpperCase(),
    header.replace("Access=", "Access"),
    header.replace("=k", "="),
    header.replace("=k", "=k,k"),
    header.replace("=k", "=k k"),
    header.replace("SignedHeaders=", "SignedHeaders"),
    header.replace("=h", "="),
    header.replace("=h", "=h,h"),
    header.replace("=h", "=h h"),
    header.replace(/.$/, "-"),
    header.replace(/.$/, "F"),
  ];
  for (const text of invalid) expect(text).not.toMatch(pattern("Signature"));
  expect(date).toMatch(pattern("SignatureDate"));
  for (const text of [`1${date}`, `${date}Z`, date.slice(1), date.toLowerCase()]) expect(text).not.toMatch(pattern("SignatureDate"));
});

test("the links of the page to its guides are where they stand", () => {
  const guides: string[] = [];
  const visit = (value: unknown, place: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      const url = key === "externalDocs" ? String(getObject(child).url) : "";
      const [, guide] = /metastudio_02_(\d+)\.html$/.exec(url) ?? [];
      if (guide !== undefined) guides.push(`${guide} ${place}`);
      visit(child, key);
    }
  };
  visit(contract, "");
  expect(guides.sort()).toEqual(["0006 schema", "0038 text", "0041 font_name", "0041 font_name", "0054 voice_asset_id", "0071 0"]);
  expect(getPath(contract, "components", "securitySchemes", "Token", "description")).toContain("metastudio_02_0002.html");
});
