import { code } from "../code.js";
import { applicator, type SchemaNode } from "./keyword.js";

/** `$ref` (Core 8.2.3.1): calls the function of the target, unless the target accepts every value. Adjacent keywords also apply. */
export const reference = applicator({
  name: "$ref",
  section: "8.2.3.1",
  valueType: "reference",
  instanceType: "any",
  subschemas: { applyTo: "value", issues: "own" },
  test: ({ emitter, node, value }) => {
    const target = targetOf(node);
    return emitter.acceptsEverything(target) ? [] : [{ violation: code`!${emitter.predicate(target)}(${value})` }];
  },
  report: ({ emitter, node }) => {
    const target = targetOf(node);
    return emitter.acceptsEverything(target) ? undefined : { name: "reportReference", expected: code`() => ${emitter.table(target)}` };
  },
});

function targetOf(node: SchemaNode): SchemaNode {
  if (!node.target) throw new Error(`unresolved $ref at ${node.pointer}`);
  return node.target;
}
