import { isObject } from "../../src/core/json-equal.js";
import {
  type Contract,
  componentsIn,
  entries,
  type Json,
  type Operation,
  objects,
  operationsOf,
  propertiesOf,
  propertyInfo,
  type Rule,
  resolve,
  schemasOf,
  toStrings,
} from "./contract.js";
import { block, cell, code, generatedPage, link, oneLine, paragraphs, plain, table, withoutHtml } from "./markdown.js";
import { codeSamples } from "./samples.js";

/** Returns the text of docs/reference.md: operations with samples, then components. A property is a heading, so that the search finds it. */
export function referencePage({ document, rules }: Contract): string {
  const operations = operationsOf(document);
  const components = schemasOf(document)
    .map(([name, schema]) => [name, schema, propertiesOf(document, schema)] as const)
    .filter(([, , properties]) => properties.length > 0);
  return generatedPage(
    "openapi.yaml",
    "API reference",
    "Operations of the service with samples, then the components of their bodies. Each sample is complete, and runs in the tests against the sandbox. See also the [rules](rules.md) across properties, the [error codes](errors.md#service-error-codes) and the [discrepancies](discrepancies.md) of the documentation. Download the contract: [openapi.yaml](../openapi.yaml).",
    table(
      ["Operation", "Request", "Description"],
      operations.map(({ id, path, method, operation }) => [
        link(id),
        code(`${method.toUpperCase()} ${path}`),
        plain(String(operation.summary ?? "")),
      ]),
    ),
    ...operations.map((operation) => operationSection(document, operation)),
    "## Authentication",
    "A request has a token, or a signature with its headers. The client, the CLI and the sandbox support both.",
    ...entries(isObject(document.components) ? document.components.securitySchemes : undefined).map(([, { name, description }]) =>
      paragraphs(`### ${name}`, withoutHtml(description)),
    ),
    "## Components",
    "The objects in requests and responses, by the names that validators and types have.",
    ...components.map(([name, schema, properties]) =>
      paragraphs(
        `## ${name}`,
        withoutHtml(schema.description),
        sourceNote(schema),
        ruleLinks(rules.filter((rule) => rule.components.includes(name))),
        ...properties.map(([key, property]) =>
          propertySection(document, key, property, toStrings(schema.required).includes(key) ? ["required"] : []),
        ),
      ),
    ),
  );
}

function operationSection(document: Json, operation: Operation): string {
  const { id, path, method } = operation;
  const { description, parameters, requestBody, responses, callbacks } = operation.operation;
  const bodies = entries(responses).map(([status, value]) => ({ status, response: resolve(document, value) }));
  const media = bodies.flatMap(({ response }) => entries(response.content));
  const [example] = media.flatMap(([, { examples }]) => entries(examples));
  const request = isObject(requestBody) ? componentsIn(requestBody.content) : [];
  const groups = codeSamples(document, operation);
  return paragraphs(
    `## ${id}`,
    code(`${method.toUpperCase()} ${path}`),
    withoutHtml(description),
    operationNotes(operation.operation),
    ...objects(parameters).map((reference) => {
      const { name, in: place, required, schema, ...parameter } = resolve(document, reference);
      const target = isObject(schema) ? resolve(document, schema) : {};
      return propertySection(document, String(name), { ...target, ...parameter }, [
        `in ${place}`,
        ...(required === true ? ["required"] : []),
      ]);
    }),
    request.length === 0 ? undefined : `Request body: ${request.map(link).join(", ")}.`,
    ...groups.flatMap(({ summary, samples }) => [
      summary === undefined ? undefined : `**${plain(summary)}**`,
      ...samples.map(({ label, source }) => `${label}:\n\n${block(label === "TypeScript" ? "ts" : "sh", source)}`),
    ]),
    table(
      ["Status", "Body", "Description"],
      bodies.map(({ status, response }) => [status, componentsIn(response.content).map(link).join(", "), cell(response.description)]),
    ),
    ...entries(callbacks).flatMap(([name, callback]) => callbackSections(name, callback)),
    example && `Example of a response:\n\n${block("json", JSON.stringify(resolve(document, example[1]).value, null, 2))}`,
  );
}

/** Returns what the contract says about the requests that the service sends after an operation. */
function callbackSections(name: string, callback: Json): string[] {
  return entries(callback).flatMap(([url, item]) =>
    entries(item).map(([method, { description, requestBody }]) =>
      paragraphs(
        `### Callback ${code(name)}`,
        code(`${method.toUpperCase()} ${url}`),
        withoutHtml(description),
        `Request body: ${(isObject(requestBody) ? componentsIn(requestBody.content) : []).map(link).join(", ")}.`,
      ),
    ),
  );
}

/** Returns what the contract says about a property or a parameter. `facts` come before its type. */
function propertySection(document: Json, name: string, property: Json, facts: readonly string[]): string {
  const schema = resolve(document, property);
  const { description, facts: type, values = {}, default: preset, component, isList } = propertyInfo(document, property);
  const line = [
    ...facts,
    component === undefined ? type : `${link(component)}${isList ? `, ${type}` : ""}`,
    preset === undefined ? "" : `default ${code(JSON.stringify(preset))}`,
  ];
  return paragraphs(
    `### ${code(name)}`,
    sentenceOf(line.filter((part) => part !== "").join(", ")),
    withoutHtml(description),
    Object.entries(values)
      .map(([value, meaning]) => `- ${code(value)}${meaning === "" ? "" : `: ${oneLine(withoutHtml(meaning))}`}`)
      .join("\n"),
    propertyNotes(schema),
  );
}

const sentenceOf = (text: string): string => (text === "" ? "" : `*${text}*`);

function sourceNote(schema: Json): string | undefined {
  if (Number.isInteger(schema["x-table"])) return `Table ${schema["x-table"]} of the API documentation.`;
  return typeof schema["x-source"] === "string" ? `Not in the API documentation. Source: ${plain(schema["x-source"])}.` : undefined;
}

const ruleLinks = (rules: readonly Rule[]): string | undefined =>
  rules.length === 0
    ? undefined
    : `Rules:\n\n${rules.map(({ id, severity, message }) => `- [${id}](rules.md#${id}) (${severity}): ${plain(message)}`).join("\n")}`;

/** Returns the extensions of a property as text: aliases, values that only the SDKs have, its guide, and the reason for a missing bound. */
function propertyNotes(schema: Json): string {
  const named = (key: string): [string, unknown][] => (isObject(schema[key]) ? Object.entries(schema[key]) : []);
  const { description, url } = isObject(schema.externalDocs) ? schema.externalDocs : {};
  const sdk = named("x-sdk-values").map(([value, meaning]) => `- ${code(value)}: ${oneLine(String(meaning))}`);
  return paragraphs(
    named("x-aliases")
      .map(([alias, value]) => `${code(alias)} is an alias of ${code(String(value))}.`)
      .join(" "),
    sdk.length === 0 ? undefined : `Values known only to the SDKs:\n\n${sdk.join("\n")}`,
    url === undefined ? undefined : `See [${plain(String(description))}](${url}).`,
    typeof schema["x-unbounded"] === "string" ? `No bound: ${plain(schema["x-unbounded"])}.` : undefined,
  );
}

/** Returns the extensions of an operation as text: whether it can be repeated, and the meaning of task states. */
function operationNotes(operation: Json): string {
  const repeatable = operation["x-repeatable"];
  const waiter = isObject(operation["x-waiter"]) ? operation["x-waiter"] : {};
  const outcomes = ["pending", "succeeded", "failed", "canceled", "blocked"].flatMap((key) => {
    const states = toStrings(waiter[key]);
    return states.length === 0 ? [] : [[key, states.map(code).join(", ")]];
  });
  return paragraphs(
    repeatable === true ? "Idempotent: the request can be repeated safely." : undefined,
    repeatable === false ? "Not idempotent: each call is processed, and billed, separately." : undefined,
    outcomes.length === 0 ? undefined : `Meaning of \`${waiter.property}\` when polling:`,
    table(["Outcome", "States"], outcomes),
  );
}
