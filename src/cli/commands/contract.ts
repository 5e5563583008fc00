import { readFileSync } from "node:fs";
import { isObject, type Obj } from "../../core/json-equal.js";
import { defineCommand } from "../command.js";
import { unknownName } from "../exit-codes.js";
import { flag } from "../options.js";

export const explain = defineCommand({
  name: "explain",
  description: "Explain a rule, error code or task state, and how to fix it",
  arguments: { "<name>": "Rule ID, error code of the service or the client, HTTP status, or task state" },
  options: { json: flag("Explanation as JSON") },
  examples: ["explain layer-overflow-x", "explain MSS.00000003", "explain not-found", "explain BLOCK"],
  async run({ args, flags, output }) {
    const { name } = args;
    const { findExplanation, listExplanations } = await import("../explain-index.js");
    const explanations = listExplanations();
    const explanation = findExplanation(name, explanations);
    if (explanation === undefined) {
      const names = explanations.map((candidate) => candidate.name);
      const hint = "Rule IDs are printed by check; states and error codes are in responses of the service.";
      throw unknownName("rule, error code or task state", name, names, hint);
    }
    if (flags.json) return output.printJson(explanation);
    const { bold, dim } = output.colors("stdout");
    const { kind, name: title, description, ...facts } = explanation;
    const rows = Object.entries(facts).map(
      ([fact, value]) => `  ${dim(fact.padEnd(12))}${Array.isArray(value) ? value.join(", ") : String(value)}`,
    );
    output.print([`${bold(title)} (${kind.replace("-", " ")})`, `  ${description}`, ...rows].join("\n"));
  },
});

export const schema = defineCommand({
  name: "schema",
  description: "Print the JSON Schema of a request or response, including referenced schemas",
  arguments: { "[name]": "Component of the contract; without it, the names are listed" },
  examples: ["schema", "schema VideoConfig > video-config.schema.json"],
  run({ args, output }) {
    const { name } = args;
    const components = readComponents();
    const names = Object.keys(components);
    if (name === undefined) return output.print(names.join("\n"));
    if (!Object.hasOwn(components, name)) throw unknownName("schema", name, names, "Run metastudio-video schema to list the names.");
    output.printJson(bundleSchema(name, components));
  },
});

/** Reads the component schemas from the `openapi.json` of the package. */
function readComponents(): Obj {
  const document: unknown = JSON.parse(readFileSync(new URL("./openapi.json", import.meta.url), "utf8"));
  const components = isObject(document) ? document["components"] : undefined;
  return isObject(components) && isObject(components["schemas"]) ? components["schemas"] : {};
}

/** Bundles a component and all referenced components into one JSON Schema 2020-12 document, without OpenAPI extensions. */
function bundleSchema(name: string, components: Obj): Obj {
  const definitions: Record<string, unknown> = {};
  const visit = (value: unknown, parentKeyword = ""): unknown => {
    if (Array.isArray(value)) return value.map((item) => visit(item));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).filter(
      ([key]) => SCHEMA_MAP_KEYWORDS.has(parentKeyword) || !(key.startsWith("x-") || OPENAPI_KEYWORDS.has(key)),
    );
    return Object.fromEntries(entries.map(([key, item]) => [key, visitMember(key, item, parentKeyword)]));
  };
  const visitMember = (key: string, item: unknown, parentKeyword: string): unknown => {
    if (SCHEMA_MAP_KEYWORDS.has(parentKeyword)) return visit(item);
    if (VALUE_KEYWORDS.has(key)) return item;
    if (key !== "$ref" || typeof item !== "string") return visit(item, key);
    const target = item.replace("#/components/schemas/", "");
    if (!Object.hasOwn(definitions, target)) {
      definitions[target] = true; // ends the recursion of schemas that refer to themselves
      definitions[target] = visit(components[target]);
    }
    return `#/$defs/${target}`;
  };
  const root = visit(components[name]);
  const defs = Object.keys(definitions).length > 0 && { $defs: definitions };
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: name, ...(isObject(root) ? root : {}), ...defs };
}

/** Keywords whose members are named schemas. */
const SCHEMA_MAP_KEYWORDS: ReadonlySet<string> = new Set(["properties", "patternProperties", "$defs", "dependentSchemas"]);
/** Keywords whose values are not schemas. */
const VALUE_KEYWORDS: ReadonlySet<string> = new Set(["enum", "const", "default", "examples", "required"]);
/** Keywords of OpenAPI that JSON Schema does not define. */
const OPENAPI_KEYWORDS: ReadonlySet<string> = new Set(["example", "xml", "externalDocs", "discriminator"]);
