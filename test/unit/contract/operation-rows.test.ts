import { expect, test } from "vitest";
import { contract, getObject, getPath, type Json, readGolden, schemas } from "../helpers/contract.js";

const paths = getObject(contract, "paths");
const callback = getObject(paths, "/v1/{project_id}/2d-digital-human-videos", "post", "callbacks", "videoProductionEnded");
const parameters = getObject(contract, "components", "parameters");
const lastSegment = (reference: unknown): string => String(getObject(reference).$ref).replace(/^.*\//, "");

/** Copy of an object without descriptions and the given keys. */
function omitTexts(value: Json, ...without: readonly string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !["description", "summary", "x-unbounded", ...without].includes(key)));
}

test("operations and the callback match the golden list", () => {
  const actual = [
    ...Object.entries(paths).map(([path, item]) => [path, getObject(item)] as const),
    ...Object.entries(callback).map(([url, item]) => [`callback ${url}`, getObject(item)] as const),
  ].flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => row(`${method} ${path}`, getObject(operation))));
  expect(actual).toEqual(readGolden("operations"));
  expect(actual.find(({ operationId }) => operationId === "show2DDigitalHumanVideo")?.page).toBe(getPath(contract, "externalDocs", "url"));
});

test("external documentation, request bodies, links and code samples of operations are described", () => {
  const operations = [...Object.values(paths), ...Object.values(callback)].flatMap((item) => Object.values(getObject(item)));
  const texts = operations.flatMap((operation) => {
    const { externalDocs, requestBody, responses, "x-codeSamples": samples = [] } = getObject(operation);
    const links = Object.values(getObject(responses)).flatMap((response) => Object.values(getObject(getObject(response).links ?? {})));
    return [
      ...[externalDocs, requestBody, ...links].filter((value) => value !== undefined).map((value) => getObject(value).description),
      ...(samples as Json[]).map(({ label }) => label),
    ];
  });
  expect(texts).toEqual(texts.map(() => expect.stringMatching(/\S/)));
  expect(texts).toHaveLength(30);
});

test("parameters have their documented location, and only path parameters are required", () => {
  const actual = Object.values(parameters).map((parameter) => {
    const { name, in: location, required } = getObject(parameter);
    return `${name} ${location}${required === true ? " required" : ""}`;
  });
  const queries = (golden: string) => (readGolden(golden) as readonly Json[]).map(({ name }) => `${name} query`);
  const listed = queries("list-rows");
  const assets = queries("asset-list-rows").filter((query) => !/^(offset|limit|sort_key|sort_dir) /.test(query));
  const resources = ["file_id path required", "script_id path required", ...assets, "name query", "script_catalog query"];
  const named = ["project_id path required", "job_id path required", "asset_id path required", "show_script query", "X-App-UserId header"];
  expect(actual).toEqual([...named, ...listed, "secret query", "time_stamp query", ...resources]);
  for (const parameter of Object.values(parameters)) expect(getObject(parameter).required).toEqual(expect.any(Boolean));
});

test.each([
  ["digital-human-videos", "list-rows"],
  ["digital-assets", "asset-list-rows"],
])("the list operation of %s has its documented parameters", (path, golden) => {
  const references = getPath(paths, `/v1/{project_id}/${path}`, "get", "parameters") as unknown[];
  const rows = references.map(lastSegment).map((name) => {
    const { name: wireName, schema } = getObject(parameters, name);
    const { items, ...facts } = omitTexts(getObject(schema), "x-enumDescriptions");
    return { name: wireName, ...facts, ...(items === undefined ? {} : { items: getObject(items).type }) };
  });
  expect(rows.slice(1, -1)).toEqual(readGolden(golden));
  expect([rows.at(0)?.name, rows.at(-1)?.name]).toEqual(["project_id", "X-App-UserId"]);
});

test("components without a table are those from other sources", () => {
  const entries = [
    ...Object.entries(parameters),
    ...Object.entries(schemas),
    ...Object.entries(getObject(contract, "components", "responses")),
  ];
  const others = entries.filter(([, value]) => getObject(value)["x-table"] === "none").map(([name]) => name);
  const lifecycle = (readGolden("life-rows") as readonly Json[]).map(({ component }) => String(component));
  const unlisted = lifecycle.filter((name) => !/^List[A-Z]/.test(name));
  expect(others.filter((name) => !/^List[A-Z]/.test(name))).toEqual([
    "AssetId",
    "CallbackSecret",
    "CallbackTime",
    "FileId",
    "ScriptId",
    "GatewayErrorResponse",
    "VideoScriptRules",
    "VideoContentRules",
    "VideoRequestRules",
    ...unlisted.slice(0, unlisted.indexOf("AssetExtraMeta")),
    "AssetType",
    "SupportedServiceEnum",
    ...unlisted.slice(unlisted.indexOf("AssetExtraMeta"), unlisted.indexOf("HumanModel2DAssetMeta")),
    "TranscodingStatus",
    ...unlisted.slice(unlisted.indexOf("HumanModel2DAssetMeta"), unlisted.indexOf("VoiceModelAssetMeta")),
    "VoiceLanguage",
    ...unlisted.slice(unlisted.indexOf("VoiceModelAssetMeta")),
    "VideoRequestWithAssets",
    "Unexpected",
  ]);
  expect(others.filter((name) => /^List[A-Z]/.test(name))).toHaveLength(43);
});

test("show_script includes every property from script_id on", () => {
  const names = Object.keys(getObject(schemas, "Show2DDigitalHumanVideoResponse", "properties"));
  expect([names[0], getPath(parameters, "ShowScript", "x-includes")]).toEqual(["script_id", names]);
});

test("the kind of the listed scripts defaults to drafts", () => {
  const { type, default: kind } = getObject(parameters, "ListScriptsCatalog", "schema");
  expect([type, kind]).toEqual(["string", "VIDEO_DRAFT"]);
});

test("every security scheme is a header", () => {
  const schemes = Object.values(getObject(contract, "components", "securitySchemes")).map((scheme) =>
    omitTexts(getObject(scheme), "x-pattern", "x-source"),
  );
  const header = (name: string, table: number | "none") => ({ type: "apiKey", in: "header", name, "x-table": table });
  expect(schemes).toEqual([
    ...["X-Auth-Token", "Authorization", "X-Sdk-Date", "X-Project-Id"].map((name) => header(name, 3)),
    header("X-Security-Token", "none"),
  ]);
});

test("error responses have the documented body", () => {
  const responses = Object.entries(getObject(contract, "components", "responses")).map(([name, response]) => [name, errorRow(response)]);
  const error = (table: number | "none", example: string, schema = "ErrorResponse") => ({
    headers: ["X-Request-Id"],
    schema,
    example,
    table,
  });
  expect(Object.fromEntries(responses)).toEqual({
    BadRequest: error(28, "page InvalidParameter"),
    Unauthorized: error(29, "page Unauthorized"),
    NotFound: error(30, "page NotFound"),
    InternalServerError: error(31, "page InternalError"),
    Unexpected: error("none", "throttled Throttled, unavailable Unavailable", "GatewayErrorResponse"),
  });
  expect(omitTexts(getObject(contract, "components", "headers", "X-Request-Id", "schema"))).toEqual({ type: "string" });
});

test("list entries are tasks without their script", () => {
  const { count, jobs } = getObject(schemas, "ListDigitalHumanVideoResponse", "properties");
  expect(omitTexts(getObject(count))).toEqual({ type: "integer", minimum: 0, maximum: 2147483647 });
  expect(omitTexts(getObject(jobs), "x-source")).toEqual({
    type: "array",
    items: { $ref: "#/components/schemas/VideoTask" },
    maxItems: 100,
  });
  expect([getPath(schemas, "VideoTask", "type"), getPath(schemas, "ListDigitalHumanVideoResponse", "type")]).toEqual(["object", "object"]);
});

test("gateway errors have the properties of service errors and a request ID", () => {
  const stringSchema = { type: "string" };
  const error = getObject(schemas, "GatewayErrorResponse", "properties");
  expect(Object.entries(error).map(([name, schema]) => [name, omitTexts(getObject(schema), "examples")])).toEqual(
    ["error_code", "error_msg", "request_id"].map((name) => [name, stringSchema]),
  );
});

test("error codes match the golden list, each with a meaning and a hint", () => {
  const codes = Object.entries(getObject(contract, "x-error-codes")).map(([code, entry]) => ({ code, ...getObject(entry) }));
  const texts = { meaning: expect.stringMatching(/\S/), hint: expect.stringMatching(/\S/) };
  expect(codes).toEqual((readGolden("error-codes") as readonly Json[]).map((row) => ({ ...row, ...texts })));
});

/** An operation without its texts, as in the golden list. */
function row(at: string, operation: Json): Json {
  const {
    operationId,
    tags,
    externalDocs,
    requestBody,
    security,
    "x-rate-limit": rate,
    "x-role": role,
    "x-repeatable": repeatable,
  } = operation;
  const samples = (operation["x-codeSamples"] as Json[] | undefined)?.map((sample) => omitTexts(sample, "label"));
  return {
    at,
    operationId,
    tags,
    ...(externalDocs === undefined ? {} : { page: getObject(externalDocs).url }),
    ...(role === undefined ? {} : { role }),
    repeatable,
    ...(rate === undefined ? {} : { rate }),
    ...(samples === undefined ? {} : { samples }),
    ...(security === undefined ? {} : { security }),
    parameters: (operation.parameters as unknown[]).map(lastSegment),
    ...(requestBody === undefined ? {} : { body: { required: getObject(requestBody).required, ...body(requestBody) } }),
    responses: Object.fromEntries(
      Object.entries(getObject(operation, "responses")).map(([status, response]) => [
        status,
        getObject(response).$ref === undefined ? responseRow(getObject(response)) : lastSegment(response),
      ]),
    ),
  };
}

function responseRow(response: Json): Json {
  const { headers, content, links, "x-table": table } = response;
  const linkRows = Object.entries(getObject(links ?? {})).map(([name, link]) => [name, omitTexts(getObject(link))]);
  return {
    table,
    ...(headers === undefined ? {} : { headers: byName(headers) }),
    ...(content === undefined ? {} : body(response)),
    ...(links === undefined ? {} : { links: Object.fromEntries(linkRows) }),
  };
}

/** Schema and examples of a JSON body. */
function body(container: unknown): Json {
  const { schema, examples } = getObject(container, "content", "application/json");
  return { schema: lastSegment(schema), examples: byName(examples) };
}

const byName = (references: unknown): Json =>
  Object.fromEntries(Object.entries(getObject(references)).map(([name, reference]) => [name, lastSegment(reference)]));

/** Headers, schema, examples and table of an error response. */
function errorRow(response: unknown): Json {
  const media = getObject(response, "content", "application/json");
  const examples = Object.entries(getObject(media, "examples")).map(([name, example]) => `${name} ${lastSegment(example)}`);
  return {
    headers: Object.entries(getObject(response, "headers")).map(([name, header]) =>
      lastSegment(header) === name ? name : `${name} as ${lastSegment(header)}`,
    ),
    schema: lastSegment(media.schema),
    example: examples.join(", "),
    table: getObject(response)["x-table"],
  };
}
