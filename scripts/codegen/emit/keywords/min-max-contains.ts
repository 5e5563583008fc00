import { code } from "../code.js";
import type { Keyword } from "../keyword.js";

/** `minContains` and `maxContains` (Validation 6.4.5, 6.4.4): enforced by `contains`; no effect without it. */
export const [minContains, maxContains] = (["minContains", "maxContains"] as const).map(
  (name): Keyword => ({
    name,
    instanceType: "array",
    test: () => [],
    collect: () => code``,
  }),
) as [Keyword, Keyword];
