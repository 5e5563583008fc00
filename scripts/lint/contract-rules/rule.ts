/** Where in the document, as Spectral wants it. */
export type Path = readonly (string | number)[];

export interface Finding {
  readonly path: Path;
  /** What is wrong and how to fix it, in one sentence. */
  readonly message: string;
}

/** A rule of this house for the contract: a pure function from the document, as it stands in the file, to findings. */
export interface HouseRule {
  readonly id: string;
  /** Why the house has it. */
  readonly why: string;
  readonly check: (document: unknown) => readonly Finding[];
}

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

export const entries = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

export const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The types that a schema names, as a list. */
export const types = (schema: Json): unknown[] =>
  Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];

/** Follows `$ref` inside the document; gives the value itself where there is none, `undefined` where it leads nowhere. */
export function follow(document: unknown, value: unknown): unknown {
  const seen = new Set<unknown>();
  let here = value;
  while (isObject(here) && typeof here.$ref === "string" && !seen.has(here)) {
    seen.add(here);
    here = at(document, here.$ref);
  }
  return here;
}

function at(document: unknown, ref: string): unknown {
  if (!ref.startsWith("#/")) return undefined;
  let here = document;
  for (const part of ref.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return here;
}
