import { settingsSchema } from "../../../src/cli/settings-schema.js";
import { entries, isObject, type Json, toStrings } from "../contract.js";

/** One entry of `x-codeSamples`. */
export interface Sample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
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

/** Creates complete code samples of an operation in TypeScript, for curl and for the command line, from the examples of the contract. */
export function codeSamples(document: Json, operation: Json, path: string, method: string): Sample[] {
  const required = parameters(document, operation).filter((parameter) => parameter.required === true);
  const usage = USAGE[String(operation["x-role"])];
  const body = exampleBody(document, operation);
  const id = String(example(required.find((parameter) => parameter.in === "path" && !isClientOption(parameter)) ?? {}));
  return [
    { lang: "TypeScript", label: "TypeScript", source: typescriptSample({ document, operation, required, usage, id, body }) },
    { lang: "curl", label: "curl", source: curlSample({ document, operation, required, path, method, body }) },
    ...(usage === undefined ? [] : [{ lang: "sh", label: "CLI", source: cliSample(usage.cli(id), body) }]),
  ];
}

interface TypescriptInput {
  readonly document: Json;
  readonly operation: Json;
  readonly required: readonly Json[];
  readonly usage: Usage | undefined;
  readonly id: string;
  readonly body: string | undefined;
}

function typescriptSample({ document, operation, required, usage, id, body }: TypescriptInput): string {
  const options = [
    `region: ${JSON.stringify(servers(document)[0]?.["x-region"] ?? "ap-southeast-3")}`,
    ...required.filter(isClientOption).map((parameter) => `${parameter["x-client-option"]}: ${JSON.stringify(example(parameter))}`),
    `credentials: { token: process.env.${settingsSchema.token.variable}! }`,
  ];
  const names = required
    .filter((parameter) => !isClientOption(parameter))
    .map((parameter) => `  ${propertyName(String(parameter.name))}: ${JSON.stringify(example(parameter))},\n`);
  const values = [...names, ...(body === undefined ? [] : [`  body: ${body},\n`])].join("");
  const call = `const response = await client.${operation.operationId}(${values === "" ? "" : `{\n${values}}`});\nconsole.log(response);`;
  return [
    'import { createClient } from "metastudio-video";',
    "",
    "const client = createClient({",
    ...options.map((option) => `  ${option},`),
    "});",
    usage?.typescript(JSON.stringify(id), body ?? "") ?? call,
  ].join("\n");
}

interface CurlInput {
  readonly document: Json;
  readonly operation: Json;
  readonly required: readonly Json[];
  readonly path: string;
  readonly method: string;
  readonly body: string | undefined;
}

function curlSample({ document, operation, required, path, method, body }: CurlInput): string {
  const url = required
    .filter((parameter) => parameter.in === "path")
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, encodeURIComponent(String(example(parameter)))), path);
  const lines = [
    `curl ${method === "get" ? "" : `--request ${method.toUpperCase()} `}"${servers(document)[0]?.url ?? ""}${url}"`,
    ...authHeaders(document, operation).map((name) => `--header "${name}: $${settingsSchema.token.variable}"`),
    ...(body === undefined ? [] : [`--json @- <<'JSON'\n${body}\nJSON`]),
  ];
  return lines.join(" \\\n  ");
}

const cliSample = (command: string, body: string | undefined): string =>
  `${body === undefined ? "" : `cat > request.json <<'JSON'\n${body}\nJSON\n`}npx metastudio-video ${command}`;

/** Returns the first example of the request body. */
function exampleBody(document: Json, operation: Json): string | undefined {
  const content = isObject(operation.requestBody) ? operation.requestBody.content : undefined;
  const [media] = entries(content).map(([, value]) => value);
  const [entry] = entries(media?.examples).map(([, value]) => value);
  const components = isObject(document.components) && isObject(document.components.examples) ? document.components.examples : {};
  const target = typeof entry?.$ref === "string" ? components[entry.$ref.replace("#/components/examples/", "")] : entry;
  const value = isObject(target) ? target.value : media?.example;
  return value === undefined ? undefined : JSON.stringify(value, null, 2);
}

/** Returns the header names of the first security requirement. */
function authHeaders(document: Json, operation: Json): string[] {
  const requirements = Array.isArray(operation.security) ? operation.security : document.security;
  const first: unknown = Array.isArray(requirements) ? requirements[0] : {};
  const schemes = isObject(document.components) && isObject(document.components.securitySchemes) ? document.components.securitySchemes : {};
  return entries(Object.fromEntries(Object.keys(isObject(first) ? first : {}).map((name) => [name, schemes[name]])))
    .filter(([, scheme]) => scheme.type === "apiKey" && scheme.in === "header")
    .map(([, scheme]) => String(scheme.name));
}

const servers = (document: Json): Json[] => (Array.isArray(document.servers) ? document.servers.filter(isObject) : []);

const isClientOption = (parameter: Json): boolean => typeof parameter["x-client-option"] === "string";

const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function example(parameter: Json): unknown {
  if (parameter.example !== undefined) return parameter.example;
  const schema = isObject(parameter.schema) ? parameter.schema : {};
  return (
    (Array.isArray(schema.examples) ? schema.examples[0] : undefined) ??
    schema.default ??
    toStrings(schema.enum)[0] ??
    `<${parameter.name}>`
  );
}

function parameters(document: Json, operation: Json): Json[] {
  const components = isObject(document.components) && isObject(document.components.parameters) ? document.components.parameters : {};
  const list = Array.isArray(operation.parameters) ? operation.parameters.filter(isObject) : [];
  return list
    .map((parameter) =>
      typeof parameter.$ref === "string" ? components[parameter.$ref.replace("#/components/parameters/", "")] : parameter,
    )
    .filter(isObject);
}
