import { escapeSegment } from "../../../src/core/pointer.js";
import type { SchemaNode, SchemaReader } from "./schema.js";
import { childrenOf, withAllBelow } from "./schema-children.js";

/** Notes every schema that asks itself about the same value, by `$ref` alone or through `allOf` and its like: it never comes to an answer. */
export function noteEndless(roots: Iterable<SchemaNode>, reader: SchemaReader): void {
  const done = new Set<SchemaNode>();
  const around = new Set<SchemaNode>();
  const visit = (node: SchemaNode): void => {
    if (done.has(node)) return;
    around.add(node);
    for (const { keyword, key, child } of childrenOf(node)) {
      const pointer = `${node.pointer}/${escapeSegment(keyword)}${key === undefined ? "" : `/${escapeSegment(String(key))}`}`;
      if (SAME_VALUE.has(keyword) && around.has(child)) reader.fault(pointer, "the schema refers to itself about the same value", MEND);
      else if (SAME_VALUE.has(keyword)) visit(child);
    }
    around.delete(node);
    done.add(node);
  };
  for (const node of withAllBelow(roots)) visit(node);
}

const MEND = "let it refer to itself only below properties, items and their like, where the value is another one";
const SAME_VALUE = new Set(["$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);
