import type { Issue } from "../core/issue.js";
import { segmentsOf } from "../core/pointer.js";

/** Standard Schema version 1 (standardschema.dev): what hono, tRPC, TanStack and form libraries take as it is. */
export interface StandardSchema<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "metastudio-video";
    readonly validate: (value: unknown) => StandardResult<T>;
    readonly types?: { readonly input: T; readonly output: T };
  };
}

/** Either the value itself, or the faults found in it. */
export type StandardResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly string[] }[] };

/** Schema and error rules as a Standard Schema; warnings never fail. */
export function standardSchema<T>(check: (value: unknown) => readonly Issue[]): StandardSchema<T> {
  return {
    "~standard": {
      version: 1,
      vendor: "metastudio-video",
      validate: (value) => {
        const errors = check(value).filter((issue) => issue.severity === "error");
        if (errors.length === 0) return { value: value as T };
        return { issues: errors.map(({ message, path }) => ({ message, path: segmentsOf(path) })) };
      },
    },
  };
}
