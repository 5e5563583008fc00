import type { Issue } from "../../../src/core/issue.js";
import { equal, isObject } from "../../../src/core/json-equal.js";
import { classifyIssues, type Direction } from "../../../src/validation/classify-issues.js";
import type { Document } from "../../codegen/parse/document.js";
import { readCorpus } from "../../docs/corpus.js";
import { createContext, loadModule } from "../module-loader.js";
import { candidatesFor, type Instance } from "./candidates.js";
import type { Change, Witness } from "./diff.js";
import { Directions } from "./directions.js";
import { KINDS } from "./kinds.js";

/** The generated checks of one version of the contract, by component. */
export type Checks = Readonly<Record<string, (value: unknown) => readonly Issue[]>>;

/** Compiles a contract in memory and loads its checks. Throws a `ContractError` if the contract has errors. */
export async function loadChecks(document: Document): Promise<Checks> {
  const { checks } = (await loadModule("generated/checks.ts", createContext(document, document.value, {}).context)) as { checks: Checks };
  return checks;
}

/** The values of the test corpus, with the component that each is validated with. */
export const readInstances = (folder: string): Instance[] =>
  [...readCorpus(folder).values()].flat().flatMap(({ schema, value }) => (typeof schema === "string" ? [{ schema, value }] : []));

/** Both versions of the contract, and the values to try. */
export interface Versions {
  readonly base: Document;
  readonly revision: Document;
  readonly was: Checks;
  readonly is: Checks;
  readonly instances: readonly Instance[];
}

/**
 * Adds the smallest witness to each change that has one. A value that is rejected now, although no change is breaking for it, becomes a
 * breaking change by itself: it shows that the table of kinds is wrong about a change.
 */
export function addWitnesses(changes: readonly Change[], versions: Versions): Change[] {
  const witnessed = changes.map((change) => {
    // A value with a property that the old version did not know shows nothing.
    if (change.kind === "property added") return change;
    const directions: readonly Direction[] = change.direction === "both" ? ["request", "response"] : [change.direction];
    const found = candidatesFor(change, versions)
      .flatMap((instance) => directions.flatMap((direction) => compareVerdicts(instance, direction, versions) ?? []))
      .sort(bySize)[0];
    return found === undefined ? change : { ...change, witness: shrink(found, change.direction, versions) };
  });
  if (changes.some((change) => change.class === "breaking" && change.direction !== "response")) return witnessed;
  const directions = new Directions([versions.base.value]);
  const broken = versions.instances
    .filter(({ schema }) => directions.of(`/components/schemas/${schema}`).includes("request"))
    .flatMap((instance) => compareVerdicts(instance, "request", versions) ?? [])
    .filter(({ was }) => was === "accepted")
    .sort(bySize)[0];
  if (broken === undefined) return witnessed;
  const { why, request } = KINDS["behavior changed"];
  return [
    ...witnessed,
    {
      kind: "behavior changed",
      pointer: `/components/schemas/${broken.schema}`,
      direction: "request",
      class: request,
      line: 1,
      why: why.request,
      witness: broken,
    },
  ];
}

const bySize = (a: Witness, b: Witness): number => JSON.stringify(a.value).length - JSON.stringify(b.value).length;

/** The value as a witness, if the versions disagree about it. */
function compareVerdicts({ schema, value }: Instance, direction: Direction, { was, is }: Versions): Witness | undefined {
  if (!Object.hasOwn(was, schema) || !Object.hasOwn(is, schema)) return undefined;
  const [old, now] = [was, is].map((checks) => classifyIssues(checks[schema]?.(value) ?? [], direction).errors[0]);
  if ((old === undefined) === (now === undefined)) return undefined;
  const verdict = (error: Issue | undefined) => (error === undefined ? "accepted" : "rejected");
  return { schema, value, was: verdict(old), is: verdict(now), error: String((old ?? now)?.message) };
}

/** Removes what the disagreement does not need. */
function shrink(witness: Witness, direction: Change["direction"], versions: Versions): Witness {
  for (const value of smaller(witness.value)) {
    const next = compareVerdicts({ schema: witness.schema, value }, direction === "response" ? "response" : "request", versions);
    if (next?.was === witness.was && !equal(next.value, witness.value)) return shrink(next, direction, versions);
  }
  return witness;
}

/** The value without one of its members, at any depth. */
function* smaller(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.filter((_, i) => i !== index);
    for (const [index, item] of value.entries())
      for (const next of smaller(item)) yield value.map((other, i) => (i === index ? next : other));
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    for (const [key, item] of Object.entries(value)) for (const next of smaller(item)) yield { ...value, [key]: next };
  }
}
