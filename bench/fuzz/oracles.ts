import { Validator } from "@cfworker/json-schema";
import { validator } from "@exodus/schemasafe";
import { Ajv2020 } from "ajv/dist/2020.js";

/** A validator of another house: the verdict on a value, or undefined where it refuses the schema. */
export interface Judge {
  readonly name: string;
  readonly compile: (schema: Record<string, unknown>) => ((value: unknown) => boolean) | undefined;
}

/** Ajv, schemasafe and cfworker, as permissive as they can be set; what they refuse or cannot compile is no disagreement. */
export const judges: readonly Judge[] = [
  {
    name: "ajv",
    compile: attempt((schema) => {
      const validate = new Ajv2020({ strict: false, unicodeRegExp: true, logger: false }).compile(schema);
      return (value) => validate(value) === true;
    }),
  },
  {
    name: "schemasafe",
    compile: attempt((schema) => {
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
    compile: attempt((schema) => {
      const judge = new Validator(schema, "2020-12");
      return (value) => judge.validate(value).valid;
    }),
  },
];

function attempt(compile: (schema: Record<string, unknown>) => (value: unknown) => boolean): Judge["compile"] {
  return (schema) => {
    try {
      return compile(schema);
    } catch {
      return undefined;
    }
  };
}
