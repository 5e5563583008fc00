import { readFileSync } from "node:fs";
import { type Document, readDocument } from "../../../scripts/codegen/parse/document.js";
import { root } from "../../../scripts/task-runner.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { type Mutant, mutantName } from "./mutant.js";
import { ruleMutants } from "./rules.js";
import { type Kill, runChecks } from "./runner.js";
import { schemaMutants } from "./schema-mutants.js";

export const CONTRACT = "openapi.yaml";

let read: { readonly document: Document; readonly mutants: readonly Mutant[] } | undefined;

/** The contract, deeply frozen, and all its mutants: those of the schemas first, then those of the rules. They are read once. */
export function readMutants(): NonNullable<typeof read> {
  read ??= findMutants();
  return read;
}

function findMutants(): NonNullable<typeof read> {
  const document = readDocument(CONTRACT, readFileSync(`${root}${CONTRACT}`, "utf8"));
  deepFreeze(document.value);
  const mutants = [...schemaMutants(document.value), ...ruleMutants(document.value as Readonly<Record<string, unknown>>)];
  return { document, mutants: [...new Map(mutants.map((mutant) => [mutantName(mutant), mutant])).values()] };
}

/** Freezes the contract, which mutants share, so that a check that modifies it throws. */
function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child);
}

/** Result of one mutant; `killedBy` is undefined if it survived. */
export interface MutantResult {
  readonly mutant: Mutant;
  readonly killedBy: Kill | undefined;
}

/** Runs the checks for each mutant in turn, in this thread. */
export async function runMutants(document: Document, mutants: readonly Mutant[]): Promise<MutantResult[]> {
  const results: MutantResult[] = [];
  for (const mutant of mutants) results.push({ mutant, killedBy: await runChecks(document, mutant) });
  return results;
}

/** A mutant with no observable effect. */
export interface EquivalentMutant {
  readonly location: string;
  readonly change: string;
  /** Key in `reasons`. */
  readonly reason: string;
}

/** `equivalent.json`: the mutants that are expected to survive. */
export interface EquivalentMutants {
  readonly reasons: Readonly<Record<string, string>>;
  readonly mutants: readonly EquivalentMutant[];
}

export function readEquivalents(): EquivalentMutants {
  return JSON.parse(readFileSync(new URL("./equivalent.json", import.meta.url), "utf8")) as EquivalentMutants;
}

/** One line for each unexpected survivor and each outdated entry of the list; with `complete`, also for entries without a mutant. */
export function survivorReport(
  document: Document,
  results: readonly MutantResult[],
  { reasons, mutants }: EquivalentMutants,
  complete: boolean,
): string[] {
  const survived = new Map(results.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => [mutantName(mutant), mutant]));
  const listed = new Set(mutants.map(mutantName));
  const tested = new Set(results.map(({ mutant }) => mutantName(mutant)));
  return [
    ...[...survived].filter(([name]) => !listed.has(name)).map(([name, mutant]) => `${sourcePosition(document, mutant)} survived: ${name}`),
    ...mutants
      .filter((entry) => (complete || tested.has(mutantName(entry))) && !survived.has(mutantName(entry)))
      .map(
        (entry) =>
          `equivalent.json: ${tested.has(mutantName(entry)) ? "killed" : "no such mutant"}; remove the entry: ${mutantName(entry)}`,
      ),
    ...mutants.filter(({ reason }) => !Object.hasOwn(reasons, reason)).map((entry) => `equivalent.json: unknown reason ${entry.reason}`),
  ];
}

/** `file:line:` of the first edit. */
function sourcePosition(document: Document, { edits }: Mutant): string {
  const path = edits[0]?.path ?? [];
  const pointer = path.map((key) => `/${escapeSegment(String(key))}`).join("");
  return `${document.file}:${document.keyAt(pointer).line}:`;
}
