import { type Contract, entries, isObject, type Json, schemasOf } from "../contract.js";
import { paragraphs } from "../markdown.js";
import { type Discrepancy, discrepanciesChapter, linkDiscrepancies } from "./discrepancies.js";
import { codeSamples } from "./samples.js";
import { chapters, componentNotes, operationNotes, propertyNotes } from "./sections.js";

/** Extensions that the renderer understands; all others have been written into descriptions by then. */
const RENDERED = new Set(["x-enumDescriptions", "x-codeSamples", "x-displayName", "x-tagGroups"]);

/** What stands there is an instance, whatever its names. */
const DATA = new Set(["example", "examples", "value", "default", "const", "enum"]);

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

const SCHEMAS_TAG = "Schemas";

/** What the reference takes from beside the contract. */
export interface Extras {
  readonly discrepancies?: readonly Discrepancy[];
  /** A valid instance per component, shown as its example. */
  readonly instances?: ReadonlyMap<string, unknown>;
}

/** A copy of the contract whose descriptions say what its extensions say. */
export function enrich(contract: Contract, { discrepancies = [], instances = new Map() }: Extras = {}): Json {
  const document = structuredClone(contract.document);
  const info = isObject(document.info) ? document.info : {};
  document.info = info;
  describe(info, paragraphs(chapters(contract), discrepanciesChapter(discrepancies)));
  for (const [name, schema] of schemasOf(document)) {
    describe(schema, componentNotes(name, schema, contract.rules));
    const instance = instances.get(name);
    if (instance !== undefined && schema.examples === undefined) schema.examples = [instance];
  }
  for (const { operation, path, method } of operations(document)) {
    describe(operation, operationNotes(operation));
    operation["x-codeSamples"] = [...codeSamples(document, operation, path, method), ...list(operation["x-codeSamples"])];
  }
  document.tags = [...list(document.tags), { name: SCHEMAS_TAG, description: "Each table of the page, under its own name." }];
  annotate(document);
  linkDiscrepancies(document, discrepancies);
  return withoutExtensions(document) as Json;
}

function describe(holder: Json, notes: string): void {
  const text = paragraphs(typeof holder.description === "string" ? holder.description.trim() : undefined, notes);
  if (text !== "") holder.description = text;
}

/** Every property and parameter tells its unit, its aliases and why it has no bound. */
function annotate(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) annotate(item);
  if (!isObject(value)) return;
  for (const [, property] of entries(value.properties)) describe(property, propertyNotes(property));
  if (typeof value.in === "string" && isObject(value.schema)) describe(value, propertyNotes(value.schema));
  for (const [key, child] of Object.entries(value)) if (key !== "example" && key !== "examples") annotate(child);
}

function* operations(document: Json): Generator<{ operation: Json; path: string; method: string }> {
  for (const [path, item] of entries(document.paths)) {
    for (const [method, operation] of entries(item)) if (METHODS.has(method)) yield { operation, path, method };
  }
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function withoutExtensions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtensions);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("x-") || RENDERED.has(key))
      .map(([key, child]) => [key, DATA.has(key) ? child : withoutExtensions(child)]),
  );
}
