import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleForNode } from "../lib/bundle.js";
import { type Json, SCRATCH } from "../lib/paths.js";
import type { Bundles } from "./contenders.js";
import { typiaSource } from "./peers/typia.js";
import { valibotSource } from "./peers/valibot.js";
import { zodSource } from "./peers/zod.js";
import { ROOT } from "./schema.js";

/** Each contender that is code of its own as one module, as a user's bundler would make it; the limit first. */
export async function bundleContenders(components: ReadonlyMap<string, Json>): Promise<Bundles> {
  const sources = {
    limit: `export { is${ROOT} as test } from "./validators/limit/predicate.js"; export { collect } from "./validators/limit/collector.js";`,
    ours: `export { is${ROOT} as test, validate${ROOT} as collect } from "../generated/validators.js";`,
    zod: zodSource(components),
    valibot: valibotSource(components),
    typia: typiaSource(components),
  };
  const made = await Promise.all(Object.entries(sources).map(async ([name, source]) => [name, await bundleForNode(name, source)]));
  return Object.fromEntries(made);
}

/** The worker, bundled so that plain Node runs it without a compiler of its own in the process. */
export async function bundleWorker(suite: string, orders: unknown): Promise<{ script: string; file: string }> {
  const script = await bundleForNode(`${suite}-worker`, `import "./${suite}/worker.js";`);
  const file = join(SCRATCH, `${suite}-orders.json`);
  writeFileSync(file, JSON.stringify(orders));
  return { script, file };
}
