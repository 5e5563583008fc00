import { code } from "../code.js";
import type { Keyword } from "../keyword.js";

/** `propertyNames` (Core 10.3.2.4): each name, as a string, follows a schema. */
export const propertyNames: Keyword = {
  name: "propertyNames",
  applies: "object",
  test: ({ emitter, node, value }) => {
    const key = emitter.variable("k");
    return [
      {
        statement: code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) if (${emitter.fault(node.child("propertyNames"), key)}) return false;`,
      },
    ];
  },
  collect: ({ emitter, node, value, path, source }) => {
    const key = emitter.variable("k");
    const report = code`${emitter.runtime("wrongName")}(out, ${path}, ${key}, ${source})`;
    return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) if (${emitter.fault(node.child("propertyNames"), key)}) ${report};`;
  },
};
