import { Validator } from "@cfworker/json-schema";
import { validator as schemasafe } from "@exodus/schemasafe";
import { Ajv2020 } from "ajv/dist/2020.js";
import Schema from "typebox/schema";
import type { Json } from "../lib/paths.js";

/** A validator of the show response: whether a value is valid, and, where it can, everything that is wrong. */
export interface Contender {
  readonly name: string;
  readonly test: (value: unknown) => boolean;
  readonly collect?: (value: unknown) => readonly unknown[];
}

/** Bundles made beforehand, by contender: each exports `test` and `collect`. */
export type Bundles = Readonly<Record<string, string>>;

/** Everyone, the limit and ours first. */
export async function contenders(bundles: Bundles, schema: Json): Promise<Contender[]> {
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
  // Its list of errors ends after the eighth: it is no contender at collecting.
  return { name: "typebox", test: (value) => compiled.Check(value) };
}

/** An interpreter: it is only asked for its opinion. */
function cfworkerContender(schema: Json): Contender {
  const validator = new Validator(schema as never, "2020-12", true);
  return { name: "cfworker", test: (value) => validator.validate(value).valid };
}
