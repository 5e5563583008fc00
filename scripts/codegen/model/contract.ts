import { isObject, type Obj } from "../../../src/core/json-equal.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { isIdentifier } from "../code.js";
import { KEYWORDS } from "../keywords/index.js";
import { jsonTypesOf } from "../keywords/type.js";
import { ContractError, toText } from "../parse/diagnostic.js";
import type { Document } from "../parse/document.js";
import { hasNestedQuantifier } from "../parse/pattern.js";
import { type OperationModel, readOperations } from "./operations.js";
import { checkDialect, type SchemaNode, SchemaReader } from "./schema.js";
import { isInert, subschemasOf, withDescendants } from "./schema-children.js";
import { readStructure } from "./structure.js";

/** The parsed contract: schemas, operations and constants. */
export interface Contract {
  readonly document: Document;
  readonly reader: SchemaReader;
  /** Component schemas by name, in document order, followed by the bodies that have keywords beside `$ref`. */
  readonly components: ReadonlyMap<string, SchemaNode>;
  readonly operations: readonly OperationModel[];
  readonly webhooks: readonly OperationModel[];
  /** `x-constants`: literal values that rules can reference by name. */
  readonly constants: ReadonlyMap<string, { readonly description: string; readonly source: string; readonly value: unknown }>;
}

/** Builds the model of a contract. Throws a `ContractError` with all diagnostics. */
export function readContract(document: Document): Contract {
  const contract = buildContract(document);
  throwIfInvalid(contract);
  return contract;
}

/** Builds the model of a contract. Errors are in the diagnostics of its reader. Throws a `ContractError` if nothing can be read. */
export function buildContract(document: Document): Contract {
  const reader = new SchemaReader(document);
  const root = document.value;
  const version = toText(isObject(root) ? root.openapi : undefined);
  if (!isObject(root)) reader.report("", "an OpenAPI document must be an object", "start with openapi: 3.1.0");
  else if (!/^3\.1\.\d+$/.test(version)) reader.report("/openapi", `unsupported OpenAPI version ${version}`, VERSION_FIX);
  if (!isObject(root) || !/^3\./.test(version)) throw new ContractError(sortedDiagnostics(reader));
  readStructure(root, reader);
  if (typeof root.jsonSchemaDialect === "string") checkDialect("/jsonSchemaDialect", root.jsonSchemaDialect, reader);
  const components = new Map<string, SchemaNode>();
  for (const [name, schema] of Object.entries(objectAt(root, "components", "schemas"))) {
    const pointer = `/components/schemas/${escapeSegment(name)}`;
    if (!/^(?!__)[A-Za-z_][A-Za-z0-9_]*$/.test(name) || !isIdentifier(name))
      reader.report(
        pointer,
        `the component name ${JSON.stringify(name)} is not an identifier`,
        "use letters and digits, starting with a letter, and no reserved word",
      );
    else components.set(name, reader.read(pointer, schema));
  }
  const { operations, webhooks, bodies } = readOperations(root, reader);
  reportRefCycles([...components.values(), ...bodies.values(), ...operations.map(({ parameters }) => parameters)], reader);
  for (const node of withDescendants([...components.values(), ...bodies.values(), ...operations.map(({ parameters }) => parameters)]))
    checkEffect(node, reader);
  const constants = readConstants(objectAt(root, "x-constants"), reader);
  return { document, reader, components: new Map([...components, ...bodies]), operations, webhooks, constants };
}

const VERSION_FIX =
  "convert the document to OpenAPI 3.1, where nullable, boolean exclusiveMinimum and keywords beside $ref differ, then write openapi: 3.1.0";

/** Reports branches without a condition. Warns about schemas without a valid value, keywords that cannot apply and slow patterns. */
function checkEffect(node: SchemaNode, reader: SchemaReader): void {
  const { keywords, pointer } = node;
  if (node.always === undefined && jsonTypesOf(node).size === 0)
    reader.warn(
      keywords.has("enum") ? `${pointer}/enum` : pointer,
      "no value is valid",
      "use values of the type, or combine schemas with a common type",
    );
  for (const [keyword, value] of keywords) {
    const at = `${pointer}/${escapeSegment(keyword)}`;
    if ((keyword === "then" || keyword === "else") && !keywords.has("if"))
      reader.reportAtKey(at, `${keyword} is not enforced without if`, "add if, or remove the constraint");
    if (isInert(node, keyword)) {
      reader.ignored.push(at);
      reader.warn(at, `${keyword} has no effect here`, "remove it, or change type");
    }
    if (
      (keyword === "pattern" && hasNestedQuantifier(String(value))) ||
      (keyword === "patternProperties" && Object.keys(value as object).some(hasNestedQuantifier))
    )
      reader.warn(at, "the pattern has nested quantifiers, which can take exponential time", "remove the inner or the outer quantifier");
  }
}

/** Throws a `ContractError` with all diagnostics if there are any. */
export function throwIfInvalid({ reader }: Contract): void {
  if (reader.diagnostics.length > 0) throw new ContractError(sortedDiagnostics(reader));
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

/**
 * Reports schemas that apply themselves to the same value through `$ref` and in-place applicators, because their validation never
 * terminates, and chains that would overflow the stack. Removes the references of a cycle, so that the rest of the document can be checked.
 */
export function reportRefCycles(roots: Iterable<SchemaNode>, reader: SchemaReader): void {
  const visited = new Set<SchemaNode>();
  const ancestors = new Set<SchemaNode>();
  const visit = (node: SchemaNode): void => {
    if (visited.has(node)) return;
    ancestors.add(node);
    for (const { keyword, key, child } of subschemasOf(node)) {
      const pointer = `${node.pointer}/${escapeSegment(keyword)}${key === undefined ? "" : `/${escapeSegment(String(key))}`}`;
      if (KEYWORDS.get(keyword)?.subschemas?.applyTo !== "value") continue;
      if (ancestors.has(child)) reader.report(pointer, "the schema applies itself to the same value", REF_CYCLE_FIX);
      else if (ancestors.size < MAX_CHAIN) {
        visit(child);
        continue;
      } else reader.report(pointer, `more than ${MAX_CHAIN} schemas apply to the same value`, "reference the last schema of the chain");
      for (const ancestor of ancestors) ancestor.removeTarget?.();
    }
    ancestors.delete(node);
    visited.add(node);
  };
  for (const node of withDescendants(roots)) visit(node);
}

/** Longest chain of schemas that apply to one value: well above real documents and well below the stack limit. */
const MAX_CHAIN = 2200;

const REF_CYCLE_FIX = "reference the schema only below properties, items or another keyword that applies to a child value";
