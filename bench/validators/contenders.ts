import { Ajv2020 } from "ajv/dist/2020.js";
import Schema from "typebox/schema";
import type { Json } from "../lib/paths.js";

/** A validator of the show response. `collect` returns all issues; it is absent if no goal compares it. */
export interface Contender {
  readonly name: string;
  readonly test: (value: unknown) => boolean;
  readonly collect?: (value: unknown) => readonly unknown[];
}

/** Paths of the bundles by contender; each exports `test` and perhaps `collect`. */
export type Bundles = Readonly<Record<string, string>>;

/** Creates all contenders, starting with the yardstick and ours. */
export async function createContenders(bundles: Bundles, schema: Json): Promise<Contender[]> {
  const modules = await Promise.all(Object.entries(bundles).map(async ([name, path]) => ({ ...(await import(path)), name }) as Contender));
  const quick = new Ajv2020({ strict: false, allErrors: false }).compile(schema);
  const all = new Ajv2020({ strict: false, allErrors: true, verbose: false }).compile(schema);
  const compiled = Schema.Compile(schema as never);
  return [
    ...modules,
    { name: "ajv", test: quick, collect: (value) => (all(value) ? [] : (all.errors ?? [])) },
    // TypeBox reports at most eight errors, so `collect` is omitted.
    { name: "typebox", test: (value) => compiled.Check(value) },
  ];
}
