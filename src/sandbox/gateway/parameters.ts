import type { Parameter } from "../../core/operation.js";
import type { Route } from "./routes.js";

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
