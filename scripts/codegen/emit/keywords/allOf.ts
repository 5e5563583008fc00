import type { SchemaNode } from "../../model/schema.js";
import { code } from "../code.js";
import type { Keyword, Use } from "../keyword.js";

/** `allOf` (Core 10.2.1.1): every part reports at its own place. */
export const allOf: Keyword = {
  name: "allOf",
  applies: "any",
  test: (use) => parts(use).flatMap((part) => use.emitter.test(part, use.value)),
  collect: (use) => code`${parts(use).map((part) => use.emitter.report(part, use.value, use.path))}`,
};

function parts({ node, parameter }: Use): SchemaNode[] {
  return (parameter as unknown[]).map((_, i) => node.child("allOf", i));
}
