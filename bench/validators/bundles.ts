import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleForNode } from "../lib/bundle.js";
import { type Json, SCRATCH } from "../lib/paths.js";
import type { Bundles } from "./contenders.js";
import { typiaSource } from "./peers/typia.js";
import { valibotSource } from "./peers/valibot.js";
import { yardstickSource } from "./peers/yardstick.js";
import { zodSource } from "./peers/zod.js";
import { ROOT_COMPONENT } from "./schema.js";

/** Bundles each contender that consists of source code into one module; the yardstick is first. */
export async function bundleContenders(components: ReadonlyMap<string, Json>): Promise<Bundles> {
  const sources = {
    yardstick: yardstickSource(components),
    ours: `export { is${ROOT_COMPONENT} as test, validate${ROOT_COMPONENT} as collect } from "../generated/validators.js";`,
    zod: zodSource(components),
    valibot: valibotSource(components),
    typia: typiaSource(components),
  };
  const bundles = await Promise.all(Object.entries(sources).map(async ([name, source]) => [name, await bundleForNode(name, source)]));
  return Object.fromEntries(bundles);
}

/** Bundles the worker of a suite, so that it runs in plain Node without a TypeScript loader, and writes its input. */
export async function bundleWorker(suite: string, input: unknown): Promise<{ script: string; file: string }> {
  const script = await bundleForNode(`${suite}-worker`, `import "./${suite}/worker.js";`);
  const file = join(SCRATCH, `${suite}-input.json`);
  writeFileSync(file, JSON.stringify(input));
  return { script, file };
}
