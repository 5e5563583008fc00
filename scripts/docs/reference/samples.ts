import { entries, isObject, type Json, texts } from "../contract.js";

/** One entry of `x-codeSamples`. */
export interface Sample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

/** How an operation is called, in TypeScript with this package and by curl, made of the contract's own examples. */
export function codeSamples(document: Json, operation: Json, path: string, method: string): Sample[] {
  const given = parameters(document, operation).filter((parameter) => parameter.required === true);
  return [
    { lang: "TypeScript", label: "TypeScript", source: typescript(document, operation, given) },
    { lang: "curl", label: "curl", source: curl(document, operation, given, path, method) },
  ];
}

function typescript(document: Json, operation: Json, given: readonly Json[]): string {
  const options = [
    `region: ${JSON.stringify(servers(document)[0]?.["x-region"] ?? "ap-southeast-3")}`,
    ...given.filter(clientOption).map((parameter) => `${parameter["x-client-option"]}: ${JSON.stringify(example(parameter))}`),
    "credentials: { token }",
  ];
  const names = given
    .filter((parameter) => !clientOption(parameter))
    .map((parameter) => `${property(String(parameter.name))}: ${JSON.stringify(example(parameter))}`);
  const call = [...names, ...(operation.requestBody === undefined ? [] : ["body"])];
  return [
    'import { createClient } from "metastudio-video";',
    "",
    "const client = createClient({",
    ...options.map((option) => `  ${option},`),
    "});",
    `const answer = await client.${operation.operationId}(${call.length === 0 ? "" : "{"}`,
    ...call.map((argument) => `  ${argument},`),
    call.length === 0 ? ");" : "});",
  ].join("\n");
}

function curl(document: Json, operation: Json, given: readonly Json[], path: string, method: string): string {
  const url = given
    .filter((parameter) => parameter.in === "path")
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, encodeURIComponent(String(example(parameter)))), path);
  const lines = [
    `curl ${method === "get" ? "" : `--request ${method.toUpperCase()} `}"${servers(document)[0]?.url ?? ""}${url}"`,
    ...headers(document, operation).map((name) => `--header "${name}: $${name.replace(/^X-/, "").replaceAll("-", "_").toUpperCase()}"`),
    ...(operation.requestBody === undefined ? [] : ["--json @request.json"]),
  ];
  return lines.join(" \\\n  ");
}

/** Headers of the first way to authenticate. */
function headers(document: Json, operation: Json): string[] {
  const ways = Array.isArray(operation.security) ? operation.security : document.security;
  const first: unknown = Array.isArray(ways) ? ways[0] : {};
  const schemes = isObject(document.components) && isObject(document.components.securitySchemes) ? document.components.securitySchemes : {};
  return entries(Object.fromEntries(Object.keys(isObject(first) ? first : {}).map((name) => [name, schemes[name]])))
    .filter(([, scheme]) => scheme.type === "apiKey" && scheme.in === "header")
    .map(([, scheme]) => String(scheme.name));
}

const servers = (document: Json): Json[] => (Array.isArray(document.servers) ? document.servers.filter(isObject) : []);

const clientOption = (parameter: Json): boolean => typeof parameter["x-client-option"] === "string";

const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function example(parameter: Json): unknown {
  if (parameter.example !== undefined) return parameter.example;
  const schema = isObject(parameter.schema) ? parameter.schema : {};
  return (
    (Array.isArray(schema.examples) ? schema.examples[0] : undefined) ?? schema.default ?? texts(schema.enum)[0] ?? `<${parameter.name}>`
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
