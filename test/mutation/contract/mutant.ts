/** Keys and indexes from the root of the contract to a value. */
export type Path = readonly (string | number)[];

/** One change of the contract, as plain data that can be sent to a worker thread. */
export type Edit =
  | { readonly path: Path; readonly action: "drop" }
  | { readonly path: Path; readonly action: "set"; readonly value: unknown }
  | { readonly path: Path; readonly action: "rename"; readonly to: string }
  | { readonly path: Path; readonly action: "append"; readonly value: unknown };

/** A contract with one injected mistake. */
export interface Mutant {
  /** JSON Pointer with names instead of array indexes where possible, so that it survives reordering. */
  readonly location: string;
  /** Short description of the change. Location and change are the mutant's name. */
  readonly change: string;
  readonly edits: readonly Edit[];
  /** ID of the changed rule; its tests run first. */
  readonly rule?: string;
}

/** Unique name that does not depend on line numbers. */
export const mutantName = ({ location, change }: Pick<Mutant, "location" | "change">): string => `${location}: ${change}`;

/** Returns a copy of the contract with the edits applied. Unchanged parts are shared with the original, which is not modified. */
export const applyEdits = (root: unknown, edits: readonly Edit[]): unknown =>
  edits.reduce((value, edit) => applyEdit(value, edit.path, edit), root);

function applyEdit(value: unknown, [key, ...rest]: Path, edit: Edit): unknown {
  if (key === undefined) {
    if (edit.action === "set") return edit.value;
    if (edit.action === "append" && Array.isArray(value)) return [...value, edit.value];
    throw new Error(`cannot ${edit.action} at ${JSON.stringify(edit.path)}`);
  }
  if (typeof value !== "object" || value === null) throw new Error(`no value at ${JSON.stringify(edit.path)}`);
  const isLast = rest.length === 0;
  if (isLast && edit.action === "rename")
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name === key ? edit.to : name, item]));
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (!isLast || edit.action !== "drop") copy[key] = applyEdit(copy[key], rest, edit);
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}
