import { type Code, code, literal } from "../code.js";
import type { Keyword, Use } from "../keyword.js";

/** `contains` with `minContains` and `maxContains` (Core 10.3.1.3, Validation 6.4.4 and 6.4.5). */
export const contains: Keyword = {
  name: "contains",
  applies: "array",
  test: (use) => {
    const [count, loop] = counted(use);
    const bounds = boundsOf(use).map(({ fault }) => code`if (${fault(count)}) return false;`);
    return bounds.length === 0 ? [] : [{ statement: code`${loop}\n${bounds}` }];
  },
  collect: (use) => {
    const [count, loop] = counted(use);
    const report = use.emitter.runtime("wrongCount");
    const bounds = boundsOf(use).map(
      ({ keyword, limit, fault }) =>
        code`if (${fault(count)}) ${report}(out, ${use.path}, ${count}, ${literal(keyword)}, ${limit}, ${use.source});`,
    );
    return bounds.length === 0 ? code`` : code`${loop}\n${bounds}`;
  },
};

function counted({ emitter, node, value }: Use): [Code, Code] {
  const [count, item] = [emitter.variable("n"), emitter.variable("e")];
  const fault = emitter.fault(node.child("contains"), item);
  return [count, code`let ${count} = 0;\nfor (const ${item} of ${value}) if (!${fault}) ${count}++;`];
}

function boundsOf({ node }: Use): { keyword: string; limit: number; fault: (count: Code) => Code }[] {
  const least = node.keywords.get("minContains") as number | undefined;
  const most = node.keywords.get("maxContains") as number | undefined;
  const lower = {
    keyword: least === undefined ? "contains" : "minContains",
    limit: least ?? 1,
    fault: (n: Code) => code`${n} < ${least ?? 1}`,
  };
  const upper = { keyword: "maxContains", limit: most ?? 0, fault: (n: Code) => code`${n} > ${most ?? 0}` };
  return [...(least === 0 ? [] : [lower]), ...(most === undefined ? [] : [upper])];
}
