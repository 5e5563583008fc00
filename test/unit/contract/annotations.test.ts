import { expect, test } from "vitest";
import { contract, golden, type Json, object, operation, part, schemas } from "../../helpers/contract.js";

const properties = Object.entries(schemas).flatMap(([component, schema]) =>
  Object.entries(object(object(schema).properties ?? {})).map(([name, property]) => ({
    place: `${component}.${name}`,
    table: object(schema)["x-table"],
    property: object(property),
  })),
);

/** What stands at a keyword of the properties, by place. */
const told = (keyword: string): Json =>
  Object.fromEntries(
    properties.filter(({ property }) => property[keyword] !== undefined).map(({ place, property }) => [place, property[keyword]]),
  );

test("every component is an object; one that only carries rules is joined to its hosts", () => {
  const others = Object.entries(schemas).filter(([, schema]) => object(schema).type !== "object");
  expect(others.map(([name]) => name)).toEqual(["VideoScriptRules"]);
  const joined = Object.entries(schemas).filter(([, schema]) => object(schema).allOf !== undefined);
  const shared = [{ $ref: "#/components/schemas/VideoScriptRules" }];
  expect(joined.map(([name, schema]) => [name, object(schema).allOf])).toEqual([
    ["Show2DDigitalHumanVideoResponse", shared],
    ["Create2DDigitalHumanVideoReq", shared],
  ]);
});

test("every row of the page is described where it stands, not only in what it refers to", () => {
  const silent = properties.filter(({ table, property }) => table !== "none" && !/\S/.test(String(property.description ?? "")));
  expect(silent).toEqual([]);
});

test("what stands in a list of a parameter is described, and so is every example", () => {
  const parameters = Object.values(object(contract, "components", "parameters")).map((parameter) => object(parameter, "schema"));
  const elements = parameters.filter(({ type }) => type === "array").map((schema) => object(schema, "items"));
  const examples = Object.values(object(contract, "components", "examples")).map((example) => object(example));
  expect(elements.map(({ description }) => description)).toEqual(elements.map(() => expect.stringMatching(/\S/)));
  expect(examples.map(({ summary }) => summary)).toEqual(examples.map(() => expect.stringMatching(/\S/)));
  for (const id of ["G-2", "G-3", "G-7"]) expect(part(contract, "components", "examples", "FinishedTask", "description")).toContain(id);
});

test("examples of properties are those of the page; those of assets are told elsewhere", () => {
  const task = object(golden("page-example"));
  const times = ["start_time", "end_time", "create_time", "lastupdate_time"].map((name) => [
    `Show2DDigitalHumanVideoResponse.${name}`,
    [task[name]],
  ]);
  const error = object(golden("page-errors"), "400");
  const ofThePage = Object.fromEntries(
    Object.entries(told("examples")).filter(([place]) => !/^(ShowAssetResponse|AutoOperationConfig)\./.test(place)),
  );
  expect(ofThePage).toEqual({
    ...Object.fromEntries(times),
    "ErrorResponse.error_code": [error.error_code],
    "ErrorResponse.error_msg": [error.error_msg],
    "GatewayErrorResponse.error_code": ["APIGW.0308"],
    "TextLayerConfig.text_context": [Buffer.from("测试文字水印").toString("base64")],
  });
});

test("three texts are Base64", () => {
  expect(told("contentEncoding")).toEqual({
    "Show2DDigitalHumanVideoResponse.human_image": "base64",
    "TextLayerConfig.text_context": "base64",
    "AssetFileInfo.file_md5": "base64",
  });
});

test("bounds that the page does not have say where they come from", () => {
  expect(Object.keys(told("x-source"))).toEqual([
    "Show2DDigitalHumanVideoResponse.shoot_scripts",
    "ShootScript.layer_config",
    "ListDigitalHumanVideoResponse.jobs",
  ]);
  for (const source of Object.values(told("x-source"))) expect(source).toMatch(/^implied: \S/);
});

test("constants come from the tables that name them", () => {
  const sources = Object.entries(object(contract, "x-constants")).map(([name, constant]) => [name, object(constant).source]);
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
  expect(part(contract, "x-constants", "subtitleWidthPercent", "value")).toBe(80);
  expect(part(contract, "x-constants", "fileNameCharacters", "value")).toBe(240);
  expect(part(contract, "x-constants", "signedBodyBytes", "value")).toBe(12 * 1024 * 1024);
});

test("the document names itself, its licence, its page and its tag", () => {
  const { title, summary, license } = object(contract, "info");
  expect([title, summary, license]).toEqual([
    "Huawei Cloud MetaStudio, virtual avatar videos",
    expect.stringMatching(/\S/),
    { name: "Apache-2.0", identifier: "Apache-2.0" },
  ]);
  expect([part(contract, "openapi"), part(contract, "externalDocs", "description")]).toEqual(["3.1.0", expect.stringMatching(/\S/)]);
  const described = { description: expect.stringMatching(/\S/) };
  expect(part(contract, "tags")).toEqual([
    { name: "Virtual avatar videos", ...described },
    { name: "Assets", ...described },
  ]);
  expect(part(operation, "x-codeSamples")).toEqual([
    { lang: "http", label: expect.stringMatching(/\S/), source: expect.stringMatching(/^GET /) },
  ]);
});

test("security asks for schemes, and for nothing within them", () => {
  const signature = { Signature: [], SignatureDate: [], SignatureProject: [] };
  expect(part(contract, "security")).toEqual([{ Token: [] }, signature, { ...signature, SecurityToken: [] }]);
  expect(part(contract, "components", "securitySchemes", "SecurityToken", "x-source")).toMatch(/\S/);
});

test("the headers of a signature have one form each", () => {
  const form = (scheme: string) => new RegExp(String(part(contract, "components", "securitySchemes", scheme, "x-pattern")), "u");
  const header = `SDK-HMAC-SHA256 Access=k,SignedHeaders=h,Signature=${"0123456789abcdef".repeat(4)}`.replaceAll(",", ", ");
  const date = "20191115T033655Z";
  for (const right of [header, header.replace("=k", "=sS-9"), header.replace("=h", "=host;x-sdk-date")])
    expect(right).toMatch(form("Signature"));
  const wrong = [
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
  for (const text of wrong) expect(text).not.toMatch(form("Signature"));
  expect(date).toMatch(form("SignatureDate"));
  for (const text of [`1${date}`, `${date}Z`, date.slice(1), date.toLowerCase()]) expect(text).not.toMatch(form("SignatureDate"));
});
