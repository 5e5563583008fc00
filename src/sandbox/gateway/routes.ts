import type { Operation, Parameter } from "../../core/operation.js";

/** An operation and the path parameters of a request to it. */
export interface Route {
  readonly operation: Operation;
  /** Path parameters as decoded text. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the operation of a request; if two path templates match, the one with fewer parameters is selected. */
export function findRoute(operations: readonly Operation[], method: string, pathname: string): Route | undefined {
  const segments = pathname.split("/");
  const routes = operations.flatMap((operation): Route | [] => {
    const pathParameters = operation.method === method ? matchPath(operation.path, segments) : undefined;
    return pathParameters === undefined ? [] : { operation, pathParameters };
  });
  const countOf = ({ pathParameters }: Route): number => Object.keys(pathParameters).length;
  return routes.sort((one, other) => countOf(one) - countOf(other))[0];
}

function matchPath(template: string, segments: readonly string[]): Record<string, string> | undefined {
  const templateSegments = template.split("/");
  if (templateSegments.length !== segments.length) return undefined;
  const pathParameters: Record<string, string> = Object.create(null);
  for (const [index, expected] of templateSegments.entries()) {
    const received = segments[index] ?? "";
    const name = /^\{(.+)\}$/.exec(expected)?.[1];
    if (name === undefined ? expected !== received : received === "") return undefined;
    if (name !== undefined) pathParameters[name] = decode(received);
  }
  return pathParameters;
}

/** Decodes percent-encoding; a malformed segment is returned unchanged. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Reads the parameters of a request by name, in the form that the generated validators expect; parameters that were not sent are absent. */
export function readParameters({ operation, pathParameters }: Route, url: URL, headers: Headers): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const parameter of operation.parameters) {
    const texts = readTexts(parameter, pathParameters, url, headers);
    const [first] = texts;
    if (first === undefined) continue;
    values[parameter.name] = parameter.type === "array" ? texts : parseValue(parameter.type, first);
  }
  return values;
}

/** Reads the values of a parameter as text. Arrays are sent as repeated keys, or separated by commas. */
function readTexts(parameter: Parameter, pathParameters: Route["pathParameters"], url: URL, headers: Headers): readonly string[] {
  if (parameter.in === "query" && parameter.explode !== false) return url.searchParams.getAll(parameter.name);
  const { name } = parameter;
  const text = parameter.in === "query" ? url.searchParams.get(name) : parameter.in === "path" ? pathParameters[name] : headers.get(name);
  if (text === undefined || text === null) return [];
  return parameter.type === "array" ? text.split(",") : [text];
}

/** Converts text to the type of the parameter; text of another type is kept, so that the validator reports it. */
function parseValue(type: Parameter["type"], text: string): unknown {
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  const isNumber = type === "integer" || type === "number";
  return isNumber && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}
