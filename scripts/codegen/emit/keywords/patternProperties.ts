import { type Code, code, literal } from "../code.js";
import { asStatements, type Keyword, type Use } from "../keyword.js";

/** `patternProperties` (Core 10.3.2.2): every property whose name matches follows the schema. */
export const patternProperties: Keyword = {
  name: "patternProperties",
  applies: "object",
  test: (use) => {
    const loops = patterns(use).map((pattern) => matching(use, pattern, (child, found) => asStatements(use.emitter.test(child, found))));
    return loops.filter((loop) => loop.text !== "").map((statement) => ({ statement }));
  },
  collect: (use) => {
    const escaped = use.emitter.runtime("escapeSegment");
    const loops = patterns(use).map((pattern) =>
      matching(use, pattern, (child, found, key) => use.emitter.report(child, found, code`${use.path} + "/" + ${escaped}(${key})`)),
    );
    return code`${loops.filter((loop) => loop.text !== "")}`;
  },
};

function matching(use: Use, pattern: string, body: (child: ReturnType<Use["node"]["child"]>, found: Code, key: Code) => Code): Code {
  const { emitter, node, value } = use;
  const [key, found] = [emitter.variable("k"), emitter.variable("x")];
  const statements = body(node.child("patternProperties", pattern), found, key);
  if (statements.text === "") return code``;
  const expression = emitter.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`);
  return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) {\nif (!${expression}.test(${key})) continue;\nconst ${found} = ${value}[${key}];\n${statements}\n}`;
}

function patterns({ parameter }: Use): string[] {
  return Object.keys(parameter as object);
}
