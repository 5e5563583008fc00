/** `npm run lint`: lints the contract and the code in parallel. */
import { readFileSync } from "node:fs";
import { binPath, commandStep, reportResults, root, runParallel, type Step } from "../task-runner.js";
import { contractRules } from "./contract-rules.js";
import { checkImports } from "./imports.js";
import { MODULES } from "./modules.js";
import { findUnplainWords } from "./plain-words.js";
import { redoclyErrors } from "./redocly.js";

const CONTRACT = "openapi.yaml";

const redocly: Step = {
  name: "redocly",
  run: async () => {
    const errors = await redoclyErrors(readFileSync(`${root}${CONTRACT}`, "utf8"));
    if (errors.length === 0) return { ok: true, note: "recommended-strict; all ignored examples are documented in docs/discrepancies.md" };
    return { ok: false, note: `${errors.length} errors`, output: errors.join("\n") };
  },
};

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

const imports: Step = {
  name: "imports",
  run: async () => {
    const { files, violations } = await checkImports(root);
    if (violations.length === 0) return { ok: true, note: `${MODULES.length} modules, ${files} files, no cycles` };
    return { ok: false, note: `${violations.length} imports that scripts/lint/modules.ts forbids`, output: violations.join("\n") };
  },
};

const words: Step = {
  name: "words",
  run: async () => {
    const uses = findUnplainWords(root);
    if (uses.length === 0) return { ok: true, note: "standard terms only" };
    return { ok: false, note: `${uses.length} words without a technical meaning`, output: uses.join("\n") };
  },
};

reportResults(await runParallel([redocly, spectral, biome, imports, words]));
