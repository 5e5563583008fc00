import { readFileSync } from "node:fs";
import { type Document, readDocument } from "../../../scripts/codegen/parse/document.js";
import { root } from "../../../scripts/task-runner.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { type Mutant, nameOf } from "./mutant.js";
import { ruleMutants } from "./rules.js";
import { judge, type Verdict } from "./runner.js";
import { rowMutants } from "./schema-mutants.js";

export const CONTRACT = "openapi.yaml";

/** The contract, frozen, and every mutant of it, in the order of the document: rows first, then rules. */
export function readMutants(): { readonly document: Document; readonly mutants: readonly Mutant[] } {
  const document = readDocument(CONTRACT, readFileSync(`${root}${CONTRACT}`, "utf8"));
  freeze(document.value);
  const found = [...rowMutants(document.value), ...ruleMutants(document.value as Readonly<Record<string, unknown>>)];
  return { document, mutants: [...new Map(found.map((mutant) => [nameOf(mutant), mutant])).values()] };
}

/** A judge that changed the contract, which mutants share in part, would be found out: it throws. */
function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const child of Object.values(value)) freeze(child);
}

/** What became of one mutant; `verdict` is absent for one that nobody noticed. */
export interface Result {
  readonly mutant: Mutant;
  readonly verdict: Verdict | undefined;
}

/** Judges mutants one after another, in this thread. */
export async function judgeAll(document: Document, mutants: readonly Mutant[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const mutant of mutants) results.push({ mutant, verdict: await judge(document, mutant) });
  return results;
}

/** A mutant that changes nothing that anybody could see, and why. */
export interface Equivalent {
  readonly place: string;
  readonly change: string;
  /** Name of one of the reasons of the list. */
  readonly reason: string;
}

/** `equivalent.json`: the mutants that may survive. The list may only shrink. */
export interface Equivalents {
  readonly reasons: Readonly<Record<string, string>>;
  readonly mutants: readonly Equivalent[];
}

export function readEquivalents(): Equivalents {
  return JSON.parse(readFileSync(new URL("./equivalent.json", import.meta.url), "utf8")) as Equivalents;
}

/** One line for each mutant that survived and each entry of the list that is no longer true. */
export function complaints(document: Document, results: readonly Result[], { reasons, mutants }: Equivalents, whole: boolean): string[] {
  const survived = new Map(results.filter(({ verdict }) => verdict === undefined).map(({ mutant }) => [nameOf(mutant), mutant]));
  const listed = new Set(mutants.map(nameOf));
  const asked = new Set(results.map(({ mutant }) => nameOf(mutant)));
  return [
    ...[...survived].filter(([name]) => !listed.has(name)).map(([name, mutant]) => `${position(document, mutant)} nobody notices: ${name}`),
    ...mutants
      .filter((entry) => (whole || asked.has(nameOf(entry))) && !survived.has(nameOf(entry)))
      .map(
        (entry) => `equivalent.json: ${asked.has(nameOf(entry)) ? "somebody notices" : "there is no mutant"} ${nameOf(entry)}; take it out`,
      ),
    ...mutants.filter(({ reason }) => !Object.hasOwn(reasons, reason)).map((entry) => `equivalent.json: no reason ${entry.reason}`),
  ];
}

/** `file:line:` of what was changed. */
function position(document: Document, { edits }: Mutant): string {
  const path = edits[0]?.path ?? [];
  const pointer = path.map((key) => `/${escapeSegment(String(key))}`).join("");
  return `${document.file}:${document.keyAt(pointer).line}:`;
}
