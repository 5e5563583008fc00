import { isObject, type Obj } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { ContractError } from "../parse/diagnostic.js";
import type { Document } from "../parse/document.js";
import { type OperationModel, readOperations } from "./operations.js";
import { noteEndless } from "./ref-cycles.js";
import { noteDanglingReferences } from "./references.js";
import { type SchemaNode, SchemaReader } from "./schema.js";

/** A contract that was understood: every schema, every operation, and what stands beside them. */
export interface Contract {
  readonly document: Document;
  readonly reader: SchemaReader;
  /** The component schemas, by name, in the document's order. */
  readonly components: ReadonlyMap<string, SchemaNode>;
  readonly operations: readonly OperationModel[];
  /** `x-constants`: literal values that rules may read. */
  readonly constants: ReadonlyMap<string, { readonly description: string; readonly source: string; readonly value: unknown }>;
}

/** Reads a whole contract. Throws a `ContractError` with every fault found, each with file, line and column. */
export function readContract(document: Document): Contract {
  const reader = new SchemaReader(document);
  const root = document.value;
  if (!isObject(root)) {
    reader.fault("", "an OpenAPI document is an object", "begin with openapi: 3.1.0");
    throw new ContractError(reader.faults);
  }
  if (!/^3\.1\.\d+$/.test(String(root.openapi)))
    reader.fault("/openapi", `this is not OpenAPI 3.1: ${root.openapi}`, "write openapi: 3.1.0");
  noteDanglingReferences(root, reader);
  if (reader.faults.length > 0) throw new ContractError(sorted(reader));
  const components = new Map<string, SchemaNode>();
  for (const [name, schema] of Object.entries(objectAt(root, "components", "schemas"))) {
    const pointer = `/components/schemas/${escapeSegment(name)}`;
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name))
      reader.fault(pointer, `the component name ${JSON.stringify(name)} is no identifier`, "use letters and digits, a letter first");
    else components.set(name, reader.read(pointer, schema));
  }
  const operations = readOperations(root, reader);
  if (reader.faults.length === 0) noteEndless([...components.values(), ...operations.map(({ parameters }) => parameters)], reader);
  const constants = readConstants(objectAt(root, "x-constants"), reader);
  if (reader.faults.length > 0) throw new ContractError(sorted(reader));
  return { document, reader, components, operations, constants };
}

/** The faults in the order of the document, each once. */
export function sorted(reader: SchemaReader): SchemaReader["faults"] {
  const unique = new Map(reader.faults.map((fault) => [`${fault.line}:${fault.column}:${fault.message}`, fault]));
  return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** The object at a path of names, empty where there is none. */
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
      reader.fault(pointer, `${name} cannot be named in a rule`, "use letters and digits, a lower-case letter first");
    else if (!isObject(entry) || typeof entry.description !== "string" || typeof entry.source !== "string" || !("value" in entry)) {
      reader.fault(pointer, "a constant needs description, source and value", "write all three");
    } else constants.set(name, { description: entry.description, source: entry.source, value: entry.value });
  }
  return constants;
}
