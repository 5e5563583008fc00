import type { Document } from "../../codegen/parse/document.js";
import { root } from "../../task-runner.js";
import { addWitnesses, loadChecks, readInstances } from "./behavior.js";
import { classifyChanges } from "./diff.js";
import { createReport, type DiffReport } from "./report.js";

/** Compares two contracts: their structure, and the verdicts of the code that is generated from each. Throws a `ContractError`. */
export async function diffContracts(base: Document, revision: Document): Promise<DiffReport> {
  const changes = classifyChanges(base, revision);
  if (changes.length === 0) return createReport(changes);
  const [was, is] = [await loadChecks(base), await loadChecks(revision)];
  return createReport(addWitnesses(changes, { base, revision, was, is, instances: readInstances(`${root}test/corpus`) }));
}
