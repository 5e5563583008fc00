import { type Contract, entries, isObject, type Json, schemasOf } from "../contract.js";
import { paragraphs } from "../markdown.js";
import { type Discrepancy, discrepanciesChapter, linkDiscrepancies } from "./discrepancies.js";
import { codeSamples } from "./samples.js";
import { chapters, componentNotes, operationNotes, propertyNotes } from "./sections.js";

/** Extensions supported by Redoc; all others are added to descriptions and removed. */
const RENDERED_EXTENSIONS = new Set(["x-enumDescriptions", "x-codeSamples", "x-displayName", "x-tagGroups", "x-traitTag"]);

/** Keywords whose values are instances, not schemas; their keys are kept unchanged. */
const INSTANCE_KEYWORDS = new Set(["example", "examples", "value", "default", "const", "enum"]);

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

const SCHEMAS_TAG = "Schemas";

/** Content of the reference that is not part of the contract. */
export interface Extras {
  readonly discrepancies?: readonly Discrepancy[];
  /** A valid instance per component, shown as its example. */
  readonly instances?: ReadonlyMap<string, unknown>;
}

/** Returns a copy of the contract with its extensions rendered into the descriptions. */
export function addExtensions(contract: Contract, { discrepancies = [], instances = new Map() }: Extras = {}): Json {
  const document = structuredClone(contract.document);
  for (const [name, schema] of schemasOf(document)) {
    appendDescription(schema, componentNotes(name, schema, contract.rules));
    const instance = instances.get(name);
    if (instance !== undefined && schema.examples === undefined) schema.examples = [instance];
  }
  for (const { operation, path, method } of listOperations(document)) {
    appendDescription(operation, operationNotes(operation));
    operation["x-codeSamples"] = [...codeSamples(document, operation, path, method), ...list(operation["x-codeSamples"])];
  }
  document.tags = [
    ...list(document.tags),
    ...[...chapters(contract), ...discrepanciesChapter(discrepancies)].map((chapter) => ({ ...chapter, "x-traitTag": true })),
    { name: SCHEMAS_TAG, description: "The tables of the API documentation, by component name." },
  ];
  annotateProperties(document);
  linkDiscrepancies(document, discrepancies);
  return withoutExtensions(document) as Json;
}

function appendDescription(holder: Json, notes: string): void {
  const text = paragraphs(typeof holder.description === "string" ? holder.description.trim() : undefined, notes);
  if (text !== "") holder.description = text;
}

/** Adds unit, aliases and the reason for a missing bound to the description of every property and parameter. */
function annotateProperties(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) annotateProperties(item);
  if (!isObject(value)) return;
  for (const [, property] of entries(value.properties)) appendDescription(property, propertyNotes(property));
  if (typeof value.in === "string" && isObject(value.schema)) appendDescription(value, propertyNotes(value.schema));
  for (const [key, child] of Object.entries(value)) if (key !== "example" && key !== "examples") annotateProperties(child);
}

/** Lists the operations in the order of the contract. */
export function* listOperations(document: Json): Generator<{ operation: Json; path: string; method: string }> {
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
      .filter(([key]) => !key.startsWith("x-") || RENDERED_EXTENSIONS.has(key))
      .map(([key, child]) => [key, INSTANCE_KEYWORDS.has(key) ? child : withoutExtensions(child)]),
  );
}
