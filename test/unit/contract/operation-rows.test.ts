import { expect, test } from "vitest";
import { contract, golden, type Json, object, part, schemas } from "../../helpers/contract.js";

const paths = object(contract, "paths");
const parameters = object(contract, "components", "parameters");
const lastPart = (reference: unknown): string => String(object(reference).$ref).replace(/^.*\//, "");

/** The mapping without its words for people. */
function plain(value: Json, ...without: readonly string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !["description", "summary", "x-unbounded", ...without].includes(key)));
}

test("the operations and the webhook are those of the list: paths, pages, rates, parameters, bodies, answers", () => {
  const found = [
    ...Object.entries(paths).map(([path, item]) => [path, object(item)] as const),
    ...Object.entries(object(contract, "webhooks")).map(([name, item]) => [`webhook ${name}`, object(item)] as const),
  ].flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => row(`${method} ${path}`, object(operation))));
  expect(found).toEqual(golden("operations"));
  expect(found.find(({ operationId }) => operationId === "show2DDigitalHumanVideo")?.page).toBe(part(contract, "externalDocs", "url"));
});

test("what belongs to an operation says what it is: its page, its body, its samples and where its answers lead", () => {
  const operations = [...Object.values(paths), ...Object.values(object(contract, "webhooks"))].flatMap((item) =>
    Object.values(object(item)),
  );
  const words = operations.flatMap((operation) => {
    const { externalDocs, requestBody, responses, "x-codeSamples": samples = [] } = object(operation);
    const links = Object.values(object(responses)).flatMap((answer) => Object.values(object(object(answer).links ?? {})));
    return [
      ...[externalDocs, requestBody, ...links].filter((holder) => holder !== undefined).map((holder) => object(holder).description),
      ...(samples as Json[]).map(({ label }) => label),
    ];
  });
  expect(words).toEqual(words.map(() => expect.stringMatching(/\S/)));
  expect(words).toHaveLength(14);
});

test("every parameter is sent where its page says, and only what the path needs is mandatory", () => {
  const found = Object.values(parameters).map((parameter) => {
    const { name, in: place, required } = object(parameter);
    return `${name} ${place}${required === true ? " mandatory" : ""}`;
  });
  const listed = (golden("list-rows") as readonly Json[]).map(({ name }) => `${name} query`);
  const named = [
    "project_id path mandatory",
    "job_id path mandatory",
    "asset_id path mandatory",
    "show_script query",
    "X-App-UserId header",
  ];
  expect(found).toEqual([...named, ...listed, "secret query", "time_stamp query"]);
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

test("what the page does not have names no table, but where else it comes from", () => {
  const entries = [
    ...Object.entries(parameters),
    ...Object.entries(schemas),
    ...Object.entries(object(contract, "components", "responses")),
  ];
  const others = entries.filter(([, value]) => object(value)["x-table"] === "none").map(([name]) => name);
  const life = (golden("life-rows") as readonly Json[]).map(({ component }) => component);
  expect(others.filter((name) => !/^List[A-Z]/.test(name))).toEqual([
    "AssetId",
    "CallbackSecret",
    "CallbackTime",
    "GatewayErrorResponse",
    "VideoScriptRules",
    "DigitalHumanVideo",
    ...life,
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
    Unexpected: error("none", "throttled Throttled, unavailable Unavailable", "GatewayErrorResponse"),
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

/** An operation as the list has it: names and figures, no words. */
function row(at: string, operation: Json): Json {
  const { operationId, tags, externalDocs, requestBody, security, "x-rate-limit": rate, "x-repeatable": repeatable } = operation;
  const samples = (operation["x-codeSamples"] as Json[] | undefined)?.map((sample) => plain(sample, "label"));
  return {
    at,
    operationId,
    tags,
    ...(externalDocs === undefined ? {} : { page: object(externalDocs).url }),
    repeatable,
    ...(rate === undefined ? {} : { rate }),
    ...(samples === undefined ? {} : { samples }),
    ...(security === undefined ? {} : { security }),
    parameters: (operation.parameters as unknown[]).map(lastPart),
    ...(requestBody === undefined ? {} : { body: { required: object(requestBody).required, ...body(requestBody) } }),
    answers: Object.fromEntries(
      Object.entries(object(operation, "responses")).map(([status, response]) => [
        status,
        object(response).$ref === undefined ? answerRow(object(response)) : lastPart(response),
      ]),
    ),
  };
}

function answerRow(response: Json): Json {
  const { headers, content, links, "x-table": table } = response;
  const followed = Object.entries(object(links ?? {})).map(([name, link]) => [name, plain(object(link))]);
  return {
    table,
    ...(headers === undefined ? {} : { headers: byName(headers) }),
    ...(content === undefined ? {} : body(response)),
    ...(links === undefined ? {} : { links: Object.fromEntries(followed) }),
  };
}

/** Schema and examples of a JSON body. */
function body(holder: unknown): Json {
  const { schema, examples } = object(holder, "content", "application/json");
  return { schema: lastPart(schema), examples: byName(examples) };
}

const byName = (references: unknown): Json =>
  Object.fromEntries(Object.entries(object(references)).map(([name, reference]) => [name, lastPart(reference)]));

/** What a response carries, by name. */
function answer(response: unknown): Json {
  const media = object(response, "content", "application/json");
  const examples = Object.entries(object(media, "examples")).map(([name, example]) => `${name} ${lastPart(example)}`);
  return {
    headers: Object.entries(object(response, "headers")).map(([name, header]) =>
      lastPart(header) === name ? name : `${name} as ${lastPart(header)}`,
    ),
    schema: lastPart(media.schema),
    example: examples.join(", "),
    table: object(response)["x-table"],
  };
}
