import { VOCABULARY } from "../../model/keywords.js";
import type { SchemaNode } from "../../model/schema.js";
import { code } from "../code.js";
import type { Keyword, Use } from "../keyword.js";

/** `$ref` (Core 8.2.3.1): the target's own function is asked, unless it asks nothing; what stands beside it counts as well. */
export const ref: Keyword = {
  name: "$ref",
  applies: "any",
  test: (use) => (asksNothing(target(use)) ? [] : [{ fault: code`!${use.emitter.holds(target(use))}(${use.value})` }]),
  collect: (use) => (asksNothing(target(use)) ? code`` : code`${use.emitter.collector(target(use))}(${use.value}, ${use.path}, out);`),
};

/** Whether a schema holds for every value, as one that only carries rules does. */
function asksNothing(node: SchemaNode): boolean {
  return (
    node.always ?? [...node.keywords.keys()].every((keyword) => keyword === "x-validations" || VOCABULARY[keyword]?.role === "annotation")
  );
}

function target({ node }: Use): SchemaNode {
  if (!node.target) throw new Error(`unresolved $ref at ${node.pointer}`);
  return node.target;
}
