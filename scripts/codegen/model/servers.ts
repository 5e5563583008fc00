import { isObject } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { toText } from "../parse/diagnostic.js";
import type { SchemaReader } from "./schema.js";

/** Returns the URLs of the servers by the values of their variables, or by URL for a server without variables. */
export function serversOf(document: unknown): Record<string, { url: string }> {
  const servers = isObject(document) && Array.isArray(document.servers) ? document.servers.filter(isObject) : [];
  const choices = servers.flatMap(({ url, variables }) => {
    const start = [{ key: "", url: toText(url) }];
    return Object.entries(isObject(variables) ? variables : {}).reduce(
      (all, [name, variable]) =>
        all.flatMap(({ key, url }) =>
          valuesOf(variable).map((value) => ({ key: `${key} ${value}`.trim(), url: url.replaceAll(`{${name}}`, value) })),
        ),
      start,
    );
  });
  return Object.fromEntries(choices.map(({ key, url }) => [key || url, { url }]));
}

/** The values of a server variable, the default first. */
function valuesOf(variable: unknown): string[] {
  const { default: first, enum: values } = isObject(variable) ? variable : {};
  return [...new Set([first, ...(Array.isArray(values) ? values : [])].map(toText))];
}

/** Reports variables in the URL of a server that are not declared, and defaults that are not among the values. */
export function checkServer({ url, variables }: Readonly<Record<string, unknown>>, pointer: string, reader: SchemaReader): void {
  const declared = isObject(variables) ? variables : {};
  for (const [, name = ""] of toText(url).matchAll(/\{([^{}]*)\}/g))
    if (!Object.hasOwn(declared, name))
      reader.report(`${pointer}/url`, `undeclared server variable ${name}`, `add variables: { ${name}: { default: … } }`);
  for (const [name, variable] of Object.entries(declared)) {
    if (isObject(variable) && Array.isArray(variable.enum) && !variable.enum.includes(variable.default))
      reader.report(
        `${pointer}/variables/${escapeSegment(name)}/default`,
        "the default is not in enum",
        "use a value of enum as the default",
      );
  }
}
