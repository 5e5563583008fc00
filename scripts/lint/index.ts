/** `npm run lint`: lints the contract and the code in parallel. */
import { readFileSync } from "node:fs";
import { binPath, commandStep, reportResults, root, runParallel, type Step } from "../task-runner.js";
import { contractRules } from "./contract-rules.js";
import { checkImports } from "./imports.js";
import { MODULES } from "./modules.js";
import { findUnplainWords } from "./plain-words.js";
import { redoclyErrors } from "./redocly.js";

const CONTRACT = "openapi.yaml";

/** A step that passes when there are no problems. */
const problemStep = (name: string, noun: string, find: () => Promise<{ problems: readonly string[]; note: string }>): Step => ({
  name,
  run: async () => {
    const { problems, note } = await find();
    if (problems.length === 0) return { ok: true, note };
    return { ok: false, note: `${problems.length} ${noun}`, output: problems.join("\n") };
  },
});

const redocly = problemStep("redocly", "errors", async () => ({
  problems: await redoclyErrors(readFileSync(`${root}${CONTRACT}`, "utf8")),
  note: "recommended-strict; all ignored examples are documented in docs/discrepancies.md",
}));

const spectral = commandStep(
  "spectral",
  binPath("spectral"),
  ["lint", CONTRACT, "--ruleset", ".spectral.mjs", "--fail-severity=hint", "--quiet"],
  () => `with ${contractRules.length} project rules`,
);

const biome = commandStep(
  "biome",
  binPath("biome"),
  ["check", "--error-on-warnings", "--max-diagnostics=10"],
  (stdout) => stdout.match(/Checked (\d+ files)/)?.[1] ?? "",
);

const imports = problemStep("imports", "imports that scripts/lint/modules.ts forbids", async () => {
  const { files, violations } = await checkImports(root);
  return { problems: violations, note: `${MODULES.length} modules, ${files} files, no cycles` };
});

const words = problemStep("words", "words without a technical meaning", async () => ({
  problems: findUnplainWords(root),
  note: "standard terms only",
}));

reportResults(await runParallel([redocly, spectral, biome, imports, words]));
