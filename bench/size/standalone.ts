import { createRequire } from "node:module";
import { validator } from "@exodus/schemasafe";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Json } from "../lib/paths.js";

const require = createRequire(import.meta.url);

/** ajv's validator as code of its own, which it makes without the compiler in the bundle. */
export function ajvSource(schema: Json, allErrors: boolean): string {
  const standalone = (require("ajv/dist/standalone") as { default: (ajv: Ajv2020, validate: unknown) => string }).default;
  const ajv = new Ajv2020({ strict: false, allErrors, messages: allErrors, code: { source: true, esm: true } });
  return standalone(ajv, ajv.compile(schema));
}

/** schemasafe's validator as code of its own. */
export function schemasafeSource(schema: Json, includeErrors: boolean): string {
  const options = {
    mode: "lax",
    isJSON: true,
    includeErrors,
    allErrors: includeErrors,
    $schemaDefault: "https://json-schema.org/draft/2020-12/schema",
  } as const;
  return `export default ${validator(schema as object, options).toModule()}`;
}
