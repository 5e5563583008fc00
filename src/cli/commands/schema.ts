import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { isObject, type Obj } from "../../core/json-equal.js";
import { didYouMean } from "../did-you-mean.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { print, printJson } from "../output.js";
import { shown } from "../quote-argument.js";

/** `schema NAME`: a component of the contract as JSON Schema. */
export function addSchema(program: Command): void {
  const command = program
    .command("schema")
    .argument("[name]", "a component of the contract; without it the names are listed")
    .description("print the JSON Schema of a request or an answer, with everything it refers to")
    .action(schema);
  withHelp(command, { examples: ["schema", "schema VideoConfig > video-config.schema.json"] });
}

function schema(name: string | undefined): void {
  const components = read();
  const names = Object.keys(components);
  if (name === undefined) return print(names.join("\n"));
  if (!Object.hasOwn(components, name))
    throw new UsageError(`There is no schema ${shown(name)}.`, didYouMean(name, names, "metastudio-video schema lists the names."));
  printJson(standalone(name, components));
}

/** The contract that lies beside this program in the package. */
function read(): Obj {
  const document: unknown = JSON.parse(readFileSync(new URL("./openapi.json", import.meta.url), "utf8"));
  const components = isObject(document) ? document["components"] : undefined;
  return isObject(components) && isObject(components["schemas"]) ? components["schemas"] : {};
}

/** One component with all that it refers to, in JSON Schema 2020-12; extensions of OpenAPI are left out. */
function standalone(name: string, components: Obj): Obj {
  const definitions: Record<string, unknown> = {};
  const visit = (value: unknown, keyword = ""): unknown => {
    if (Array.isArray(value)) return value.map((item) => visit(item));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).filter(([key]) => NAMES.has(keyword) || !(key.startsWith("x-") || OPENAPI.has(key)));
    return Object.fromEntries(entries.map(([key, item]) => [key, keep(key, item, keyword)]));
  };
  const keep = (key: string, item: unknown, keyword: string): unknown => {
    if (NAMES.has(keyword)) return visit(item);
    if (DATA.has(key)) return item;
    if (key !== "$ref" || typeof item !== "string") return visit(item, key);
    const target = item.replace("#/components/schemas/", "");
    if (!Object.hasOwn(definitions, target)) {
      definitions[target] = true; // takes the place of what refers to itself while it is visited
      definitions[target] = visit(components[target]);
    }
    return `#/$defs/${target}`;
  };
  const root = visit(components[name]);
  const defs = Object.keys(definitions).length > 0 && { $defs: definitions };
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: name, ...(isObject(root) ? root : {}), ...defs };
}

/** Keywords whose members are names, not keywords. */
const NAMES: ReadonlySet<string> = new Set(["properties", "patternProperties", "$defs", "dependentSchemas"]);
/** Keywords that hold plain values. */
const DATA: ReadonlySet<string> = new Set(["enum", "const", "default", "examples", "required"]);
/** Keywords that only OpenAPI knows. */
const OPENAPI: ReadonlySet<string> = new Set(["example", "xml", "externalDocs", "discriminator"]);
