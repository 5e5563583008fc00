import { type Code, code, literal } from "../code.js";
import { asStatements, type Keyword, type KeywordContext } from "../keyword.js";

/** `patternProperties` (Core 10.3.2.2): applies to properties with a matching name. */
export const patternProperties: Keyword = {
  name: "patternProperties",
  instanceType: "object",
  test: (context) => {
    const loops = patterns(context).map((pattern) =>
      forEachMatching(context, pattern, (child, property) => asStatements(context.emitter.test(child, property))),
    );
    return loops.filter((loop) => loop.text !== "").map((statement) => ({ statement }));
  },
  collect: (context) => {
    const escaped = context.emitter.runtime("escapeSegment");
    const loops = patterns(context).map((pattern) =>
      forEachMatching(context, pattern, (child, property, key) =>
        context.emitter.report(child, property, code`${context.path} + "/" + ${escaped}(${key})`),
      ),
    );
    return code`${loops.filter((loop) => loop.text !== "")}`;
  },
};

function forEachMatching(
  context: KeywordContext,
  pattern: string,
  body: (child: ReturnType<KeywordContext["node"]["child"]>, property: Code, key: Code) => Code,
): Code {
  const { emitter, node, value } = context;
  const [key, property] = [emitter.variable("k"), emitter.variable("x")];
  const statements = body(node.child("patternProperties", pattern), property, key);
  if (statements.text === "") return code``;
  const expression = emitter.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`);
  return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) {\nif (!${expression}.test(${key})) continue;\nconst ${property} = ${value}[${key}];\n${statements}\n}`;
}

function patterns({ keywordValue }: KeywordContext): string[] {
  return Object.keys(keywordValue as object);
}
