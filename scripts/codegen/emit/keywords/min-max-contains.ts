import { code } from "../code.js";
import type { Keyword } from "../keyword.js";

/** `minContains` and `maxContains` (Validation 6.4.5, 6.4.4) are enforced with `contains`; without one they say nothing. */
export const [minContains, maxContains] = (["minContains", "maxContains"] as const).map(
  (name): Keyword => ({
    name,
    applies: "array",
    test: () => [],
    collect: () => code``,
  }),
) as [Keyword, Keyword];
