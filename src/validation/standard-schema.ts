import type { Issue } from "../core/issue.js";
import { parsePointer } from "../core/pointer.js";

/** A Standard Schema, version 1 (standardschema.dev). Hono, tRPC, TanStack and form libraries accept it. */
export interface StandardSchema<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "metastudio-video";
    readonly validate: (value: unknown) => StandardResult<T>;
    readonly types?: { readonly input: T; readonly output: T };
  };
}

/** The value if it is valid, its issues otherwise. */
export type StandardResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly string[] }[] };

/** Creates a Standard Schema from a validator. Only issues with severity `error` make a value invalid. */
export function standardSchema<T>(validate: (value: unknown) => readonly Issue[]): StandardSchema<T> {
  return {
    "~standard": {
      version: 1,
      vendor: "metastudio-video",
      validate: (value) => {
        const errors = validate(value).filter((issue) => issue.severity === "error");
        if (errors.length === 0) return { value: value as T };
        return { issues: errors.map(({ message, path }) => ({ message, path: parsePointer(path) })) };
      },
    },
  };
}
