import { type Code, code, literal } from "../code.js";
import type { Keyword, KeywordContext } from "../keyword.js";

/** `contains` with `minContains` and `maxContains` (Core 10.3.1.3, Validation 6.4.4 and 6.4.5). */
export const contains: Keyword = {
  name: "contains",
  instanceType: "array",
  test: (context) => {
    const [count, loop] = countMatches(context);
    const bounds = boundsOf(context).map(({ violation }) => code`if (${violation(count)}) return false;`);
    return bounds.length === 0 ? [] : [{ statement: code`${loop}\n${bounds}` }];
  },
  collect: (context) => {
    const [count, loop] = countMatches(context);
    const report = context.emitter.runtime("reportContains");
    const bounds = boundsOf(context).map(
      ({ keyword, limit, violation }) =>
        code`if (${violation(count)}) ${report}(out, ${context.path}, ${count}, ${literal(keyword)}, ${limit}, ${context.source});`,
    );
    return bounds.length === 0 ? code`` : code`${loop}\n${bounds}`;
  },
};

function countMatches({ emitter, node, value }: KeywordContext): [Code, Code] {
  const [count, item] = [emitter.variable("n"), emitter.variable("e")];
  const violation = emitter.violation(node.child("contains"), item);
  return [count, code`let ${count} = 0;\nfor (const ${item} of ${value}) if (!${violation}) ${count}++;`];
}

function boundsOf({ node }: KeywordContext): { keyword: string; limit: number; violation: (count: Code) => Code }[] {
  const minimum = node.keywords.get("minContains") as number | undefined;
  const maximum = node.keywords.get("maxContains") as number | undefined;
  const lower = {
    keyword: minimum === undefined ? "contains" : "minContains",
    limit: minimum ?? 1,
    violation: (n: Code) => code`${n} < ${minimum ?? 1}`,
  };
  const upper = { keyword: "maxContains", limit: maximum ?? 0, violation: (n: Code) => code`${n} > ${maximum ?? 0}` };
  return [...(minimum === 0 ? [] : [lower]), ...(maximum === undefined ? [] : [upper])];
}
