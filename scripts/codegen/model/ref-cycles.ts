import { escapeSegment } from "../../../src/core/pointer.js";
import { KEYWORDS } from "../keywords/index.js";
import type { SchemaNode, SchemaReader } from "./schema.js";
import { subschemasOf, withDescendants } from "./schema-children.js";

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
