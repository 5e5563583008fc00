import type { Issue } from "../core/issue.js";
import type { LazyCheck } from "../core/operation-call.js";

/** Every issue of a value. What tells of faults is loaded only for a value that has some. */
export async function issuesBy(check: LazyCheck, value: unknown): Promise<readonly Issue[]> {
  const [holds, rules] = await Promise.all([check.holds(), check.rules?.()]);
  const found = holds(value) ? [] : (await check.issues())(value);
  return rules === undefined ? found : rules(value, found);
}

/** Loads all that checking a value may need. */
export async function loadCheck(check: LazyCheck | undefined): Promise<void> {
  await Promise.all([check?.holds(), check?.issues(), check?.rules?.()]);
}
