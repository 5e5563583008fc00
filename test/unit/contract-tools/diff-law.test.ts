import fc from "fast-check";
import { expect, test } from "vitest";
import { ContractError } from "../../../scripts/codegen/parse/diagnostic.js";
import type { Document } from "../../../scripts/codegen/parse/document.js";
import { candidatesFor } from "../../../scripts/contract/diff/behavior.js";
import { classifyChanges, findDirections } from "../../../scripts/contract/diff/diff.js";
import { diffContracts } from "../../../scripts/contract/diff/index.js";
import { reportMarkdown, reportText } from "../../../scripts/contract/diff/report.js";
import { type Checks, loadChecks } from "../../../scripts/contract/module-loader.js";
import { readCorpus } from "../../../scripts/docs/corpus.js";
import { root } from "../../../scripts/task-runner.js";
import { classifyIssues } from "../../../src/validation/classify-issues.js";
import { applyEdits, type Edit, mutantName } from "../../mutation/contract/mutant.js";
import { readMutants } from "../../mutation/contract/run.js";
import { getPath } from "../helpers/contract.js";

const { document, mutants } = readMutants();
const instances = [...readCorpus(`${root}test/corpus`).values()].flat();
const edited = (edits: readonly Edit[]): Document => ({ ...document, value: applyEdits(document.value, edits) });
const isAccepted = (checks: Checks, schema: string, value: unknown): boolean =>
  Object.hasOwn(checks, schema) && classifyIssues(checks[schema]?.(value) ?? [], "request").errors.length === 0;

const directionsOf = findDirections([document.value]);
/** VideoRequestWithAssets combines a request with responses; it is not sent. */
const sent = (schema: string): boolean =>
  schema !== "VideoRequestWithAssets" && directionsOf(`/components/schemas/${schema}`).includes("request");

/** Mutants of schemas, rules and parameters whose changes are not called breaking: of a random eighth, since there are thousands. */
const remainder = Math.floor(Math.random() * 8);
const compatible = mutants
  .filter((_, index) => index % 8 === remainder)
  .filter(({ edits }) => edits.every(({ path }) => path[0] === "components" || path[0] === "x-constants"))
  .map((mutant) => ({ mutant, revision: edited(mutant.edits) }))
  .map((entry) => ({ ...entry, changes: classifyChanges(document, entry.revision) }))
  .filter(({ changes }) => changes.length > 0 && changes.every((change) => change.class !== "breaking" || change.direction === "response"))
  .filter(({ changes }) => changes.some(({ kind }) => kind !== "documentation"));

test("a change that is called compatible never makes an accepted request fail", async () => {
  const was = await loadChecks(document);
  expect(compatible.length).toBeGreaterThan(300);
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(compatible.length - 1), async (index) => {
      const { mutant, revision, changes } = compatible[index] as (typeof compatible)[number];
      let is: Checks;
      try {
        is = await loadChecks(revision);
      } catch (error) {
        // The compiler refuses many mutants; then there is no version to compare.
        if (error instanceof ContractError) return;
        throw error;
      }
      const values = [...instances, ...changes.flatMap((change) => candidatesFor(change, { base: document, revision, instances: [] }))];
      for (const { schema, value } of values) {
        if (!sent(schema) || !Object.hasOwn(is, schema) || !isAccepted(was, schema, value)) continue;
        compared++;
        if (!isAccepted(is, schema, value))
          throw new Error(`${mutantName(mutant)}: ${schema} ${JSON.stringify(value).slice(0, 200)} is rejected`);
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(1000);
});

const speed = ["components", "schemas", "VoiceConfig", "properties", "speed"] as const;

test("a range that becomes narrower is shown with the smallest value that is rejected now", async () => {
  const report = await diffContracts(document, edited([{ path: [...speed, "maximum"], action: "set", value: 150 }]));
  const { bump, changes } = report;
  expect(bump).toBe("major");
  expect(reportMarkdown(report, "v0.1.0")).toContain("| range narrowed (200 → 150) | callers that send it |");
  expect(changes[0]).toMatchObject({
    kind: "range narrowed",
    direction: "request",
    class: "breaking",
    pointer: "/components/schemas/VoiceConfig/properties/speed/maximum",
    was: 200,
    is: 150,
    witness: { schema: "VoiceConfig", value: { voice_asset_id: "a", speed: 151 }, was: "accepted", is: "rejected" },
  });
});

test("a rule that becomes an error is shown with a value that it rejects", async () => {
  const path = ["components", "schemas", "SubtitleConfig", "x-validations"];
  const index = (getPath(document.value, ...path) as readonly { id: string }[]).findIndex(({ id }) => id === "subtitle-font-size");
  const { changes } = await diffContracts(document, edited([{ path: [...path, index, "severity"], action: "set", value: "error" }]));
  expect(changes[0]).toMatchObject({ kind: "rule raised to error", class: "breaking", witness: { was: "accepted", is: "rejected" } });
});

test("the report names place, class and required version, and no control character reaches the terminal", async () => {
  const name = "\u001b[31mred|x";
  const path = ["components", "schemas", "VoiceConfig", "properties", name];
  const report = await diffContracts(document, edited([{ path, action: "set", value: { type: "string", description: "x" } }]));
  expect(reportText(report, "v0.1.0")).toMatch(
    /^feature {2}both {5}openapi\.yaml:\d+ VoiceConfig\.\\u\{1b\}\[31mred\|x: property added .*\n1 changes since v0\.1\.0: 0 breaking, 1 feature, 0 fix; required version: minor$/,
  );
  expect(reportMarkdown(report, "v0.1.0")).toContain("| `VoiceConfig.\\u{1b}[31mred\\|x`, line");
});
