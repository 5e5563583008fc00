import { Validator } from "@cfworker/json-schema";
import { validator as schemasafe } from "@exodus/schemasafe";
import { Ajv2020 } from "ajv/dist/2020.js";
import Schema from "typebox/schema";
import type { Json } from "../lib/paths.js";

/** A validator of the show response. `collect` returns all issues; it is absent if the validator cannot collect them. */
export interface Contender {
  readonly name: string;
  readonly test: (value: unknown) => boolean;
  readonly collect?: (value: unknown) => readonly unknown[];
}

/** Paths of the bundles by contender; each exports `test` and `collect`. */
export type Bundles = Readonly<Record<string, string>>;

/** Creates all contenders, starting with the yardstick and ours. */
export async function createContenders(bundles: Bundles, schema: Json): Promise<Contender[]> {
  const modules = await Promise.all(Object.entries(bundles).map(async ([name, path]) => ({ ...(await import(path)), name }) as Contender));
  return [...modules, ajvContender(schema), schemasafeContender(schema), typeboxContender(schema), cfworkerContender(schema)];
}

function ajvContender(schema: Json): Contender {
  const quick = new Ajv2020({ strict: false, allErrors: false }).compile(schema);
  const all = new Ajv2020({ strict: false, allErrors: true, verbose: false }).compile(schema);
  return { name: "ajv", test: quick, collect: (value) => (all(value) ? [] : (all.errors ?? [])) };
}

function schemasafeContender(schema: Json): Contender {
  const options = { mode: "lax", isJSON: true, $schemaDefault: "https://json-schema.org/draft/2020-12/schema" } as const;
  const quick = schemasafe(schema as object, options);
  const all = schemasafe(schema as object, { ...options, includeErrors: true, allErrors: true });
  return {
    name: "schemasafe",
    test: (value) => quick(value as never),
    collect: (value) => (all(value as never) ? [] : (all.errors ?? [])),
  };
}

function typeboxContender(schema: Json): Contender {
  const compiled = Schema.Compile(schema as never);
  // TypeBox reports at most eight errors, so `collect` is omitted.
  return { name: "typebox", test: (value) => compiled.Check(value) };
}

/** An interpreter, used only to compare results. */
function cfworkerContender(schema: Json): Contender {
  const validator = new Validator(schema as never, "2020-12", true);
  return { name: "cfworker", test: (value) => validator.validate(value).valid };
}
