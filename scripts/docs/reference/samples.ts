import { entries, isObject, type Json, toStrings } from "../contract.js";

/** One entry of `x-codeSamples`. */
export interface Sample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

/** Creates code samples of an operation in TypeScript and curl from the examples of the contract. */
export function codeSamples(document: Json, operation: Json, path: string, method: string): Sample[] {
  const required = parameters(document, operation).filter((parameter) => parameter.required === true);
  return [
    { lang: "TypeScript", label: "TypeScript", source: typescriptSample(document, operation, required) },
    { lang: "curl", label: "curl", source: curlSample(document, operation, required, path, method) },
  ];
}

function typescriptSample(document: Json, operation: Json, required: readonly Json[]): string {
  const options = [
    `region: ${JSON.stringify(servers(document)[0]?.["x-region"] ?? "ap-southeast-3")}`,
    ...required.filter(isClientOption).map((parameter) => `${parameter["x-client-option"]}: ${JSON.stringify(example(parameter))}`),
    "credentials: { token }",
  ];
  const names = required
    .filter((parameter) => !isClientOption(parameter))
    .map((parameter) => `${propertyName(String(parameter.name))}: ${JSON.stringify(example(parameter))}`);
  const call = [...names, ...(operation.requestBody === undefined ? [] : ["body"])];
  return [
    'import { createClient } from "metastudio-video";',
    "",
    "const client = createClient({",
    ...options.map((option) => `  ${option},`),
    "});",
    `const response = await client.${operation.operationId}(${call.length === 0 ? "" : "{"}`,
    ...call.map((argument) => `  ${argument},`),
    call.length === 0 ? ");" : "});",
  ].join("\n");
}

function curlSample(document: Json, operation: Json, required: readonly Json[], path: string, method: string): string {
  const url = required
    .filter((parameter) => parameter.in === "path")
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, encodeURIComponent(String(example(parameter)))), path);
  const lines = [
    `curl ${method === "get" ? "" : `--request ${method.toUpperCase()} `}"${servers(document)[0]?.url ?? ""}${url}"`,
    ...authHeaders(document, operation).map((name) => `--header "${name}: $${name.replace(/^X-/, "").replaceAll("-", "_").toUpperCase()}"`),
    ...(operation.requestBody === undefined ? [] : ["--json @request.json"]),
  ];
  return lines.join(" \\\n  ");
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
