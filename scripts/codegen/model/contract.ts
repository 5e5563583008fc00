import { isObject, type Obj } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { ContractError } from "../parse/diagnostic.js";
import type { Document } from "../parse/document.js";
import { type OperationModel, readOperations } from "./operations.js";
import { reportRefCycles } from "./ref-cycles.js";
import { reportDanglingReferences } from "./references.js";
import { type SchemaNode, SchemaReader } from "./schema.js";

/** The parsed contract: schemas, operations and constants. */
export interface Contract {
  readonly document: Document;
  readonly reader: SchemaReader;
  /** Component schemas by name, in document order. */
  readonly components: ReadonlyMap<string, SchemaNode>;
  readonly operations: readonly OperationModel[];
  /** `x-constants`: literal values that rules can reference by name. */
  readonly constants: ReadonlyMap<string, { readonly description: string; readonly source: string; readonly value: unknown }>;
}

/** Builds the model of a contract. Throws a `ContractError` with all diagnostics. */
export function readContract(document: Document): Contract {
  const reader = new SchemaReader(document);
  const root = document.value;
  if (!isObject(root)) {
    reader.report("", "an OpenAPI document must be an object", "start with openapi: 3.1.0");
    throw new ContractError(reader.diagnostics);
  }
  if (!/^3\.1\.\d+$/.test(String(root.openapi)))
    reader.report("/openapi", `unsupported OpenAPI version ${root.openapi}`, "write openapi: 3.1.0");
  reportDanglingReferences(root, reader);
  if (reader.diagnostics.length > 0) throw new ContractError(sortedDiagnostics(reader));
  const components = new Map<string, SchemaNode>();
  for (const [name, schema] of Object.entries(objectAt(root, "components", "schemas"))) {
    const pointer = `/components/schemas/${escapeSegment(name)}`;
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name))
      reader.report(
        pointer,
        `the component name ${JSON.stringify(name)} is not an identifier`,
        "use letters and digits, starting with a letter",
      );
    else components.set(name, reader.read(pointer, schema));
  }
  const operations = readOperations(root, reader);
  if (reader.diagnostics.length === 0) reportRefCycles([...components.values(), ...operations.map(({ parameters }) => parameters)], reader);
  const constants = readConstants(objectAt(root, "x-constants"), reader);
  if (reader.diagnostics.length > 0) throw new ContractError(sortedDiagnostics(reader));
  return { document, reader, components, operations, constants };
}

/** Returns the diagnostics in document order, without duplicates. */
export function sortedDiagnostics(reader: SchemaReader): SchemaReader["diagnostics"] {
  const unique = new Map(
    reader.diagnostics.map((diagnostic) => [`${diagnostic.line}:${diagnostic.column}:${diagnostic.message}`, diagnostic]),
  );
  return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Returns the object at a path of property names, or an empty object. */
export function objectAt(root: unknown, ...path: readonly string[]): Obj {
  let value: unknown = root;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return isObject(value) ? value : {};
}

function readConstants(entries: Obj, reader: SchemaReader): Contract["constants"] {
  const constants = new Map<string, { description: string; source: string; value: unknown }>();
  for (const [name, entry] of Object.entries(entries)) {
    const pointer = `/x-constants/${escapeSegment(name)}`;
    if (!/^[a-z][A-Za-z0-9]*$/.test(name) || name === "self")
      reader.report(
        pointer,
        `rules cannot reference the constant name ${name}`,
        "use letters and digits, starting with a lowercase letter",
      );
    else if (!isObject(entry) || typeof entry.description !== "string" || typeof entry.source !== "string" || !("value" in entry)) {
      reader.report(pointer, "a constant needs description, source and value", "add the missing fields");
    } else constants.set(name, { description: entry.description, source: entry.source, value: entry.value });
  }
  return constants;
}
