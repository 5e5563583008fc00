import { Validator } from "@cfworker/json-schema";
import { validator } from "@exodus/schemasafe";
import { Ajv2020 } from "ajv/dist/2020.js";

/** A third-party validator. `compile` returns `undefined` for an unsupported schema. */
export interface Oracle {
  readonly name: string;
  readonly compile: (schema: Record<string, unknown>) => ((value: unknown) => boolean) | undefined;
}

/** Ajv, schemasafe and cfworker with the most permissive options. A schema that a validator cannot compile is not a disagreement. */
export const oracles: readonly Oracle[] = [
  {
    name: "ajv",
    compile: compileSafely((schema) => {
      const validate = new Ajv2020({ strict: false, unicodeRegExp: true, logger: false }).compile(schema);
      return (value) => validate(value) === true;
    }),
  },
  {
    name: "schemasafe",
    compile: compileSafely((schema) => {
      const validate = validator(schema as never, {
        mode: "lax",
        $schemaDefault: "https://json-schema.org/draft/2020-12/schema",
        allowUnusedKeywords: true,
      });
      return (value) => validate(value as never);
    }),
  },
  {
    name: "cfworker",
    compile: compileSafely((schema) => {
      const oracle = new Validator(schema, "2020-12");
      return (value) => oracle.validate(value).valid;
    }),
  },
];

function compileSafely(compile: (schema: Record<string, unknown>) => (value: unknown) => boolean): Oracle["compile"] {
  return (schema) => {
    try {
      return compile(schema);
    } catch {
      return undefined;
    }
  };
}
