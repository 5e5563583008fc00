import { code } from "../code.js";
import type { Keyword } from "../keyword.js";

/** `then` and `else` (Core 10.2.2.2, 10.2.2.3): enforced by `if`; no effect without it. */
export const [thenBranch, elseBranch] = (["then", "else"] as const).map(
  (name): Keyword => ({
    name,
    instanceType: "any",
    test: () => [],
    collect: () => code``,
  }),
) as [Keyword, Keyword];
