/** Keys and indexes that lead from the root of the contract to a value. */
export type Path = readonly (string | number)[];

/** One change of the contract, as plain data, so that it can be handed to another thread. */
export type Edit =
  | { readonly path: Path; readonly action: "drop" }
  | { readonly path: Path; readonly action: "set"; readonly value: unknown }
  | { readonly path: Path; readonly action: "rename"; readonly to: string }
  | { readonly path: Path; readonly action: "append"; readonly value: unknown };

/** A contract with one thing wrong in it. */
export interface Mutant {
  /** Where: names instead of indexes where there are any, so that a list may be sorted anew. */
  readonly place: string;
  /** What was changed, in a few words. Place and change together are the mutant's name. */
  readonly change: string;
  readonly edits: readonly Edit[];
  /** Id of the rule that was changed; its own tests are asked first. */
  readonly rule?: string;
}

/** A mutant in one line, without its position. */
export const nameOf = ({ place, change }: Pick<Mutant, "place" | "change">): string => `${place}: ${change}`;

/** The contract with the edits made. What is not on their way is shared with the original, which stays as it was. */
export function edited(root: unknown, edits: readonly Edit[]): unknown {
  return edits.reduce((value, edit) => change(value, edit.path, edit), root);
}

function change(value: unknown, path: Path, edit: Edit): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (edit.action === "set") return edit.value;
    if (edit.action === "append" && Array.isArray(value)) return [...value, edit.value];
    throw new Error(`cannot ${edit.action} at ${JSON.stringify(edit.path)}`);
  }
  const last = rest.length === 0;
  if (Array.isArray(value)) {
    if (last && edit.action === "drop") return value.filter((_, i) => i !== key);
    return value.map((item, i) => (i === key ? change(item, rest, edit) : item));
  }
  if (typeof value !== "object" || value === null) throw new Error(`nothing at ${JSON.stringify(edit.path)}`);
  const entries = Object.entries(value);
  if (last && edit.action === "drop") return Object.fromEntries(entries.filter(([name]) => name !== key));
  if (last && edit.action === "rename") return Object.fromEntries(entries.map(([name, item]) => [name === key ? edit.to : name, item]));
  if (last && edit.action === "set" && !Object.hasOwn(value, key)) return { ...value, [key]: edit.value };
  return Object.fromEntries(entries.map(([name, item]) => [name, name === key ? change(item, rest, edit) : item]));
}
