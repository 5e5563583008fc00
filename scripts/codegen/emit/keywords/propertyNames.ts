import { code } from "../code.js";
import type { Keyword } from "../keyword.js";

/** `propertyNames` (Core 10.3.2.4): applies a schema to each property name. */
export const propertyNames: Keyword = {
  name: "propertyNames",
  instanceType: "object",
  test: ({ emitter, node, value }) => {
    const key = emitter.variable("k");
    return [
      {
        statement: code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) if (${emitter.violation(node.child("propertyNames"), key)}) return false;`,
      },
    ];
  },
  collect: ({ emitter, node, value, path, source }) => {
    const key = emitter.variable("k");
    const report = code`${emitter.runtime("reportPropertyName")}(out, ${path}, ${key}, ${source})`;
    return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) if (${emitter.violation(node.child("propertyNames"), key)}) ${report};`;
  },
};
