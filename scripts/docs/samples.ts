import { settingsSchema } from "../../src/cli/settings-schema.js";
import { isObject } from "../../src/core/json-equal.js";
import { serversOf } from "../codegen/model/structure.js";
import { entries, type Json, type Operation, objects, resolve, toStrings } from "./contract.js";

/** A complete program that calls an operation. */
export interface Sample {
  readonly label: "TypeScript" | "curl" | "CLI";
  readonly source: string;
}

/** Programs that send the same request. */
export interface RequestSamples {
  /** Summary of the example of the contract that is sent; undefined for an operation without a body. */
  readonly summary: string | undefined;
  readonly samples: readonly Sample[];
}

/** What a caller writes for an operation instead of its generated method. `id` is the ID in the path, and `body` the request. */
interface Usage {
  readonly typescript: (id: string, body: string) => string;
  readonly cli: (id: string) => string;
}

/** Usage by the role of the operation in the contract. */
const USAGE: Readonly<Record<string, Usage>> = {
  create: {
    typescript: (_, body) => `const task = await client.tasks.create(${body});\nconsole.log(task.job_id);`,
    cli: () => "create request.json",
  },
  show: { typescript: (id) => `const task = await client.tasks.get(${id});\nconsole.log(task.state);`, cli: (id) => `get ${id}` },
  list: {
    typescript: () => "for await (const task of client.tasks.list()) {\n  console.log(task.job_id, task.state);\n}",
    cli: () => "list",
  },
  cancel: { typescript: (id) => `await client.tasks.cancel(${id});`, cli: (id) => `cancel ${id}` },
  asset: {
    typescript: (id) => `const asset = await client.assets.get(${id});\nconsole.log(asset.asset_state);`,
    cli: (id) => `download ${id} -o video.mp4`,
  },
};

/** Creates the samples of an operation in TypeScript, for curl and for the command line, for each example of its request. */
export function codeSamples(document: Json, operation: Operation): RequestSamples[] {
  const content = isObject(operation.operation.requestBody) ? operation.operation.requestBody.content : undefined;
  const examples = entries(content).flatMap(([, media]) => entries(media.examples).map(([, value]) => resolve(document, value)));
  if (examples.length === 0) return [{ summary: undefined, samples: samplesOf(document, operation, undefined) }];
  return examples.map(({ summary, value }) => ({
    summary: typeof summary === "string" ? summary : undefined,
    samples: samplesOf(document, operation, JSON.stringify(value, null, 2)),
  }));
}

function samplesOf(document: Json, { id, operation, path, method }: Operation, body: string | undefined): Sample[] {
  const required = objects(operation.parameters)
    .map((parameter) => resolve(document, parameter))
    .filter((parameter) => parameter.required === true);
  const options = required.filter((parameter) => typeof parameter["x-client-option"] === "string");
  const parameters = required.filter((parameter) => !options.includes(parameter));
  const [[region, server] = ["", { url: "" }]] = Object.entries(serversOf(document));
  const usage = USAGE[String(operation["x-role"])];
  const subject = String(example(parameters.find((parameter) => parameter.in === "path") ?? {}));
  const token = settingsSchema.token.variable;
  const values = [
    ...parameters.map((parameter) => `  ${propertyName(String(parameter.name))}: ${JSON.stringify(example(parameter))},\n`),
    ...(body === undefined ? [] : [`  body: ${body},\n`]),
  ].join("");
  const typescript = [
    'import { createClient } from "metastudio-video";',
    "",
    "const client = createClient({",
    `  region: ${JSON.stringify(region)},`,
    ...options.map((parameter) => `  ${parameter["x-client-option"]}: ${JSON.stringify(example(parameter))},`),
    `  credentials: { token: process.env.${token}! },`,
    "});",
    usage?.typescript(JSON.stringify(subject), body ?? "") ??
      `const response = await client.${id}(${values === "" ? "" : `{\n${values}}`});\nconsole.log(response);`,
  ].join("\n");
  const url = required
    .filter((parameter) => parameter.in === "path")
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, encodeURIComponent(String(example(parameter)))), path);
  const curl = [
    `curl ${method === "get" ? "" : `--request ${method.toUpperCase()} `}"${server.url}${url}"`,
    ...authHeaders(document, operation).map((name) => `--header "${name}: $${token}"`),
    ...(body === undefined ? [] : [`--json @- <<'JSON'\n${body}\nJSON`]),
  ].join(" \\\n  ");
  const file = body === undefined ? "" : `cat > request.json <<'JSON'\n${body}\nJSON\n`;
  return [
    { label: "TypeScript", source: typescript },
    { label: "curl", source: curl },
    ...(usage === undefined ? [] : [{ label: "CLI" as const, source: `${file}npx metastudio-video ${usage.cli(subject)}` }]),
  ];
}

/** Returns the header names of the first security requirement. */
function authHeaders(document: Json, operation: Json): string[] {
  const [requirement = {}] = objects(operation.security ?? document.security);
  return Object.keys(requirement)
    .map((name) => resolve(document, { $ref: `#/components/securitySchemes/${name}` }))
    .filter((scheme) => scheme.type === "apiKey" && scheme.in === "header")
    .map((scheme) => String(scheme.name));
}

const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** Returns an example of a parameter. */
function example({ example, schema, name }: Json): unknown {
  const { examples, default: preset, enum: values } = isObject(schema) ? schema : {};
  return example ?? (Array.isArray(examples) ? examples[0] : undefined) ?? preset ?? toStrings(values)[0] ?? `<${name}>`;
}
