/** `npm run lint`: lints the contract and the code in parallel. */
import { binPath, commandStep, reportResults, root, runCommand, runParallel, type Step } from "../task-runner.js";
import { contractRules } from "./contract-rules.js";
import { checkImports } from "./imports.js";
import { MODULES } from "./modules.js";
import { findUnplainWords } from "./plain-words.js";
import { readIgnoredExamples } from "./redocly-ignores.js";

const CONTRACT = "openapi.yaml";

const redocly: Step = {
  name: "redocly",
  run: async () => {
    const { code, stdout, output } = await runCommand(binPath("redocly"), ["lint", CONTRACT, "--format=json"]);
    if (code !== 0) {
      const readable = await runCommand(binPath("redocly"), ["lint", CONTRACT, "--format=codeframe"]);
      return { ok: false, note: `exit code ${code}`, output: withoutBanner(readable.output || output) };
    }
    const totals = JSON.parse(stdout.slice(stdout.indexOf("{"))).totals as { ignored: number };
    const { count, undocumented } = readIgnoredExamples(`${root}.redocly.lint-ignore.yaml`, `${root}docs/discrepancies.md`);
    if (undocumented.length > 0) {
      return {
        ok: false,
        note: "undocumented ignored examples",
        output: `add to docs/discrepancies.md, in backticks: ${undocumented.join(", ")}`,
      };
    }
    if (totals.ignored !== count) {
      return {
        ok: false,
        note: "stale ignore file",
        output: `.redocly.lint-ignore.yaml has ${count} entries, but only ${totals.ignored} examples are invalid; remove the other entries`,
      };
    }
    return { ok: true, note: `recommended-strict; ${count} ignored examples, all documented in docs/discrepancies.md` };
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

/** Removes the end-of-support banner that Redocly prints on Node 20. */
const withoutBanner = (text: string): string => text.replace(/^ *[║╔╚].*\n/gm, "").trim();

reportResults(await runParallel([redocly, spectral, biome, imports, words]));
