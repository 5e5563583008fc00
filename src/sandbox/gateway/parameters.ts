import type { Parameter } from "../../core/operation.js";
import type { Route } from "./routes.js";

/** The parameters of a request under their own names, as the generated checks want them; what was not sent is absent. */
export function readParameters({ operation, path }: Route, url: URL, headers: Headers): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const parameter of operation.parameters) {
    const texts = readTexts(parameter, path, url, headers);
    const [first] = texts;
    if (first === undefined) continue;
    values[parameter.name] = parameter.type === "array" ? texts : readValue(parameter.type, first);
  }
  return values;
}

/** The texts that were sent for a parameter; an array comes as repeated keys. */
function readTexts(parameter: Parameter, path: Route["path"], url: URL, headers: Headers): readonly string[] {
  if (parameter.in === "query") return url.searchParams.getAll(parameter.name);
  const text = parameter.in === "path" ? path[parameter.name] : headers.get(parameter.name);
  return text === undefined || text === null ? [] : [text];
}

/** A text as a value of the expected type; one that is not of that type stays text, so that the check can say so. */
function readValue(type: Parameter["type"], text: string): unknown {
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  const isNumber = type === "integer" || type === "number";
  return isNumber && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text;
}
