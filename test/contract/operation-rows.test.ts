import { expect, test } from "vitest";
import { contract, golden, type Json, object, part, schemas } from "./contract.js";

const paths = object(contract, "paths");
const parameters = object(contract, "components", "parameters");
const lastPart = (reference: unknown): string => String(object(reference).$ref).replace(/^.*\//, "");

/** The mapping without its words for people. */
function plain(value: Json, ...without: readonly string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !["description", "summary", "x-unbounded", ...without].includes(key)));
}

test("two operations, each a query that may be repeated, at its documented path", () => {
  const found = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(object(item)).map(([method, operation]) => {
      const { operationId, tags, externalDocs, "x-repeatable": repeatable } = object(operation);
      return { at: `${method} ${path}`, operationId, tags, url: object(externalDocs).url, repeatable };
    }),
  );
  const page = "https://support.huaweicloud.com";
  const common = { tags: ["Virtual avatar videos"], repeatable: true };
  expect(found).toEqual([
    {
      at: "get /v1/{project_id}/2d-digital-human-videos/{job_id}",
      operationId: "show2DDigitalHumanVideo",
      url: `${page}/intl/en-us/api-metastudio/Show2DDigitalHumanVideo.html`,
      ...common,
    },
    {
      at: "get /v1/{project_id}/digital-human-videos",
      operationId: "listDigitalHumanVideo",
      url: `${page}/api-metastudio/ListDigitalHumanVideo.html`,
      ...common,
    },
  ]);
  expect(part(contract, "externalDocs", "url")).toBe(`${page}/intl/en-us/api-metastudio/Show2DDigitalHumanVideo.html`);
});

test("every parameter is sent where its page says, and only what the path needs is mandatory", () => {
  const found = Object.values(parameters).map((parameter) => {
    const { name, in: place, required } = object(parameter);
    return `${name} ${place}${required === true ? " mandatory" : ""}`;
  });
  const listed = (golden("list-rows") as readonly Json[]).map(({ name }) => `${name} query`);
  const named = ["project_id path mandatory", "job_id path mandatory", "show_script query", "X-App-UserId header"];
  expect(found).toEqual([...named, ...listed]);
  for (const parameter of Object.values(parameters)) expect(object(parameter).required).toEqual(expect.any(Boolean));
});

test("the list takes the parameters of its page, as they are", () => {
  const sent = part(paths, "/v1/{project_id}/digital-human-videos", "get", "parameters") as unknown[];
  const rows = sent.map(lastPart).map((name) => {
    const { name: wire, schema } = object(parameters, name);
    const { items, ...facts } = plain(object(schema), "x-enumDescriptions");
    return { name: wire, ...facts, ...(items === undefined ? {} : { items: object(items).type }) };
  });
  expect(rows.slice(1, -1)).toEqual(golden("list-rows"));
  expect([rows.at(0)?.name, rows.at(-1)?.name]).toEqual(["project_id", "X-App-UserId"]);
});

test("the parameters of the list and its answers name no table, for the page has none of them", () => {
  const entries = [
    ...Object.entries(parameters),
    ...Object.entries(schemas),
    ...Object.entries(object(contract, "components", "responses")),
  ];
  const others = entries.filter(([, value]) => object(value)["x-table"] === "none").map(([name]) => name);
  expect(others.filter((name) => !/^List[A-Z]/.test(name))).toEqual([
    "GatewayErrorResponse",
    "VideoScriptRules",
    "DigitalHumanVideo",
    "Unexpected",
  ]);
  expect(others.filter((name) => /^List[A-Z]/.test(name))).toHaveLength(14);
});

test("show_script stands for every property from script_id on", () => {
  const names = Object.keys(object(schemas, "Show2DDigitalHumanVideoResponse", "properties"));
  expect(part(parameters, "ShowScript", "x-includes")).toEqual(names.slice(names.indexOf("script_id")));
});

test("every way to authenticate is a header of its own", () => {
  const schemes = Object.values(object(contract, "components", "securitySchemes")).map((scheme) =>
    plain(object(scheme), "x-pattern", "x-source"),
  );
  const header = (name: string, table: number | "none") => ({ type: "apiKey", in: "header", name, "x-table": table });
  expect(schemes).toEqual([
    ...["X-Auth-Token", "Authorization", "X-Sdk-Date", "X-Project-Id"].map((name) => header(name, 3)),
    header("X-Security-Token", "none"),
  ]);
});

test("each operation has the answers of its page, each a JSON body of its own schema", () => {
  const errors = { 400: "BadRequest", 401: "Unauthorized", 404: "NotFound", 500: "InternalServerError", default: "Unexpected" };
  const bodies = [
    ["/v1/{project_id}/2d-digital-human-videos/{job_id}", "Show2DDigitalHumanVideoResponse", "page FinishedTask", 5],
    ["/v1/{project_id}/digital-human-videos", "ListDigitalHumanVideoResponse", "finished ListedTasks", "none"],
  ] as const;
  for (const [path, schema, example, table] of bodies) {
    const { 200: found, ...others } = object(paths, path, "get", "responses");
    expect(answer(found)).toEqual({ headers: ["X-Request-Id"], schema, example, table });
    expect(Object.fromEntries(Object.entries(others).map(([status, response]) => [status, lastPart(response)]))).toEqual(errors);
  }
});

test("every error has the body of its table", () => {
  const responses = Object.entries(object(contract, "components", "responses")).map(([name, response]) => [name, answer(response)]);
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
    Unexpected: error("none", "throttled Throttled", "GatewayErrorResponse"),
  });
  expect(plain(object(contract, "components", "headers", "X-Request-Id", "schema"))).toEqual({ type: "string" });
});

test("a list holds what tells of a task, each as the task itself has it, and how many there are", () => {
  const { count, jobs } = object(schemas, "ListDigitalHumanVideoResponse", "properties");
  expect(plain(object(count))).toEqual({ type: "integer", minimum: 0, maximum: 2147483647 });
  expect(plain(object(jobs), "x-source")).toEqual({
    type: "array",
    items: { $ref: "#/components/schemas/DigitalHumanVideo" },
    maxItems: 100,
  });
  const whole = Object.keys(object(schemas, "Show2DDigitalHumanVideoResponse", "properties"));
  const names = whole.slice(0, whole.indexOf("script_id"));
  const task = object(schemas, "DigitalHumanVideo");
  expect([task.type, task.required, part(schemas, "ListDigitalHumanVideoResponse", "type")]).toEqual([
    "object",
    ["job_id", "state"],
    "object",
  ]);
  expect(task.properties).toEqual(
    Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/Show2DDigitalHumanVideoResponse/properties/${name}` }])),
  );
});

test("the gateway's own error is that of the service and the number of the request", () => {
  const text = { type: "string" };
  const error = object(schemas, "GatewayErrorResponse", "properties");
  expect(Object.entries(error).map(([name, schema]) => [name, plain(object(schema), "examples")])).toEqual(
    ["error_code", "error_msg", "request_id"].map((name) => [name, text]),
  );
});

test("error codes are those of the lists, with the status of each; every one says what it means and what to do", () => {
  const codes = Object.entries(object(contract, "x-error-codes")).map(([code, entry]) => ({ code, ...object(entry) }));
  const words = { meaning: expect.stringMatching(/\S/), hint: expect.stringMatching(/\S/) };
  expect(codes).toEqual((golden("error-codes") as readonly Json[]).map((row) => ({ ...row, ...words })));
});

/** What a response carries, by name. */
function answer(response: unknown): Json {
  const media = object(response, "content", "application/json");
  const [[name, example] = []] = Object.entries(object(media, "examples"));
  return {
    headers: Object.entries(object(response, "headers")).map(([name, header]) =>
      lastPart(header) === name ? name : `${name} as ${lastPart(header)}`,
    ),
    schema: lastPart(media.schema),
    example: `${name} ${lastPart(example)}`,
    table: object(response)["x-table"],
  };
}
