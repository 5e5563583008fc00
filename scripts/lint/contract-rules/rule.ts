/** Path in the document, in Spectral's format. */
export type Path = readonly (string | number)[];

/** A problem that a contract rule reports. */
export interface LintDiagnostic {
  readonly path: Path;
  /** The problem and its fix, in one sentence. */
  readonly message: string;
}

/** A project-specific lint rule for the contract. `check` is a pure function of the unresolved document. */
export interface ContractRule {
  readonly id: string;
  /** Rationale of the rule. */
  readonly description: string;
  readonly check: (document: unknown) => readonly LintDiagnostic[];
}

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

export const isNonBlank = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

export const entries = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

export const arrayItems = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Returns the types of a schema as an array. */
export const typesOf = (schema: Json): unknown[] =>
  Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];

/** Follows local references. Returns the value itself if it is not a reference, and undefined if the target does not exist. */
export function resolveRef(document: unknown, value: unknown): unknown {
  const seen = new Set<unknown>();
  let current = value;
  while (isObject(current) && typeof current.$ref === "string" && !seen.has(current)) {
    seen.add(current);
    current = resolvePointer(document, current.$ref);
  }
  return current;
}

function resolvePointer(document: unknown, ref: string): unknown {
  if (!ref.startsWith("#/")) return undefined;
  let current = document;
  for (const part of ref.slice(2).split("/")) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    current = isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
  }
  return current;
}
