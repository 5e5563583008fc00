import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { StepResult } from "../../scripts/task-runner.js";

export type Json = Record<string, unknown>;

/** The client, with one method per operation. */
export type Client = Readonly<Record<string, (parameters: Json, options?: Json) => Promise<unknown>>>;

/** The properties of the sandbox server that the checks use. */
export interface Sandbox {
  readonly url: string;
  readonly projectId: string;
  readonly token: string;
  readonly credentials: { readonly accessKey: string; readonly secretKey: string };
  readonly clock: { advance(duration: string): Promise<unknown> };
  readonly tasks: { add(task?: Json): string };
  close(): Promise<void>;
}

/** The installed package. The checks use the shipped files, not the sources. */
export interface ShippedPackage {
  createClient(options: Json): Client;
  startSandbox(options: Json): Promise<Sandbox>;
  /** Path of the shipped `openapi.yaml`. */
  readonly contractFile: string;
  /** The shipped `openapi.json`. */
  readonly contract: Json;
}

/** Loads the package that is installed in a folder. */
export async function loadPackage(folder: string): Promise<ShippedPackage> {
  const home = join(folder, "node_modules/metastudio-video");
  const load = async <T>(file: string): Promise<T> => (await import(pathToFileURL(join(home, "dist", file)).href)) as T;
  const { createClient } = await load<Pick<ShippedPackage, "createClient">>("index.js");
  const { startSandbox } = await load<Pick<ShippedPackage, "startSandbox">>("sandbox-server.js");
  const contract = JSON.parse(readFileSync(join(home, "dist/openapi.json"), "utf8")) as Json;
  return { createClient, startSandbox, contractFile: join(home, "dist/openapi.yaml"), contract };
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Documented statuses, including `default`. */
  readonly statuses: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Request bodies of the documented examples; one `undefined` if the operation has no request body. */
  readonly bodies: readonly (Json | undefined)[];
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Json;
  readonly example?: unknown;
}

/** Reads all operations from the contract, so that a new operation is checked without further changes. */
export function readOperations(contract: Json): Operation[] {
  const resolve = (value: unknown): Json => {
    const reference = (value as { $ref?: string }).$ref;
    if (reference === undefined) return value as Json;
    const names = reference.slice(2).split("/");
    return resolve(names.reduce<unknown>((parent, name) => (parent as Json)[name], contract));
  };
  const get = (value: unknown, ...names: readonly string[]): Json =>
    names.reduce<Json>((parent, name) => resolve(parent[name] ?? {}), resolve(value));
  return Object.entries(contract.paths as Json).flatMap(([path, item]) =>
    Object.entries(item as Json).map(([method, operation]) => {
      const { operationId, responses, parameters = [], requestBody } = operation as Json;
      const examples = Object.values(get(requestBody ?? {}, "content", "application/json", "examples"));
      return {
        id: String(operationId),
        method: method.toUpperCase(),
        path,
        statuses: Object.keys(responses as Json),
        parameters: (parameters as unknown[]).map((parameter) => resolve(parameter) as unknown as Parameter),
        bodies: requestBody === undefined ? [undefined] : examples.map((example) => repeatable(resolve(example).value as Json)),
      };
    }),
  );
}

/** An asset has one main file, and the checks send a body several times. */
const repeatable = (body: Json): Json => (body.asset_file_category === "MAIN" ? { ...body, asset_file_category: "OTHER" } : body);

/** Example values of the required parameters. */
export function requiredParameters({ parameters }: Operation): Json {
  return Object.fromEntries(parameters.filter(({ required }) => required).map(({ name, example }) => [name, example]));
}

/** Values of all parameters. Strings contain non-ASCII characters, except in headers. */
export function allParameters(operation: Operation): Json {
  const optional = operation.parameters
    .filter(({ required }) => !required)
    .map((parameter) => [parameter.name, exampleValue(parameter)] as const);
  return { ...requiredParameters(operation), ...Object.fromEntries(optional) };
}

function exampleValue({ schema, in: location }: Parameter): unknown {
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (schema.type === "array") return ["one", "数字人 & é"];
  if (schema.type === "boolean") return true;
  if (schema.type === "integer") return schema.default ?? schema.minimum;
  return location === "header" ? "user-1" : "数字人 & é";
}

/** Number of failures that are printed. */
const MAX_REPORTED = 12;

/** Passes if there are no failures; otherwise lists the first of them. */
export function resultOf(failures: readonly string[], note: string): StepResult {
  if (failures.length === 0) return { ok: true, note };
  const more = failures.length > MAX_REPORTED ? [`and ${failures.length - MAX_REPORTED} more`] : [];
  return { ok: false, note: `${failures.length} failures`, output: [...failures.slice(0, MAX_REPORTED), ...more].join("\n") };
}
