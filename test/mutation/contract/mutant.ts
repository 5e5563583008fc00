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
export function applyEdits(root: unknown, edits: readonly Edit[]): unknown {
  return edits.reduce((value, edit) => applyEdit(value, edit.path, edit), root);
}

function applyEdit(value: unknown, path: Path, edit: Edit): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (edit.action === "set") return edit.value;
    if (edit.action === "append" && Array.isArray(value)) return [...value, edit.value];
    throw new Error(`cannot ${edit.action} at ${JSON.stringify(edit.path)}`);
  }
  const last = rest.length === 0;
  if (Array.isArray(value)) {
    if (last && edit.action === "drop") return value.filter((_, i) => i !== key);
    return value.map((item, i) => (i === key ? applyEdit(item, rest, edit) : item));
  }
  if (typeof value !== "object" || value === null) throw new Error(`no value at ${JSON.stringify(edit.path)}`);
  const entries = Object.entries(value);
  if (last && edit.action === "drop") return Object.fromEntries(entries.filter(([name]) => name !== key));
  if (last && edit.action === "rename") return Object.fromEntries(entries.map(([name, item]) => [name === key ? edit.to : name, item]));
  if (last && edit.action === "set" && !Object.hasOwn(value, key)) return { ...value, [key]: edit.value };
  return Object.fromEntries(entries.map(([name, item]) => [name, name === key ? applyEdit(item, rest, edit) : item]));
}
