import type { Json } from "./package.js";

/** One operation of the contract, with what is needed to call it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Documented statuses, `default` among them. */
  readonly responses: readonly string[];
  readonly parameters: readonly Parameter[];
  /** The documented bodies; one `undefined` where the operation takes none. */
  readonly bodies: readonly (Json | undefined)[];
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Json;
  readonly example?: unknown;
}

/** Every operation, read from the contract: one that is added there is put before the strangers too. */
export function operationsOf(contract: Json): Operation[] {
  const resolve = (value: unknown): Json => {
    const reference = (value as { $ref?: string }).$ref;
    if (reference === undefined) return value as Json;
    const names = reference.slice(2).split("/");
    return resolve(names.reduce<unknown>((place, name) => (place as Json)[name], contract));
  };
  const below = (value: unknown, ...names: readonly string[]): Json =>
    names.reduce<Json>((place, name) => resolve(place[name] ?? {}), resolve(value));
  return Object.entries(contract.paths as Json).flatMap(([path, item]) =>
    Object.entries(item as Json).map(([method, operation]) => {
      const { operationId, responses, parameters = [], requestBody } = operation as Json;
      const examples = Object.values(below(requestBody ?? {}, "content", "application/json", "examples"));
      return {
        id: String(operationId),
        method: method.toUpperCase(),
        path,
        responses: Object.keys(responses as Json),
        parameters: (parameters as unknown[]).map((parameter) => resolve(parameter) as unknown as Parameter),
        bodies: requestBody === undefined ? [undefined] : examples.map((example) => resolve(example).value as Json),
      };
    }),
  );
}

/** Values for the parameters that must come. */
export function required({ parameters }: Operation): Json {
  return Object.fromEntries(parameters.filter((each) => each.required).map(({ name, example }) => [name, example]));
}

/** Values for all that may come: what the contract offers, else a text, whose characters a header must be able to carry. */
export function complete(operation: Operation): Json {
  const optional = operation.parameters.filter((each) => !each.required).map((each) => [each.name, valueFor(each)]);
  return { ...required(operation), ...Object.fromEntries(optional) };
}

function valueFor(parameter: Parameter): unknown {
  const { schema, in: place } = parameter;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (schema.type === "array") return ["one", "数字人 & é"];
  if (schema.type === "boolean") return true;
  if (schema.type === "integer") return schema.default ?? schema.minimum;
  return place === "header" ? "user-1" : "数字人 & é";
}
