/** `npm run lint`: everything a machine can say about the contract and the code, side by side. */
import { binPath, runCommand, commandStep, reportResults, root, type Step, runParallel } from "../task-runner.js";
import { houseRules } from "./contract-rules/index.js";
import { trespasses } from "./import-boundaries.js";
import { ignored } from "./redocly-ignores.js";

const CONTRACT = "openapi.yaml";

const redocly: Step = {
  name: "redocly",
  run: async () => {
    const { code, stdout, output } = await runCommand(binPath("redocly"), ["lint", CONTRACT, "--format=json"]);
    if (code !== 0) {
      const people = await runCommand(binPath("redocly"), ["lint", CONTRACT, "--format=codeframe"]);
      return { ok: false, note: `ended with code ${code}`, output: withoutBanner(people.output || output) };
    }
    const totals = JSON.parse(stdout.slice(stdout.indexOf("{"))).totals as { ignored: number };
    const { count, unnamed } = ignored(`${root}.redocly.lint-ignore.yaml`, `${root}docs/discrepancies.md`);
    if (unnamed.length > 0) {
      return {
        ok: false,
        note: "wrong examples that nobody tells of",
        output: `name in docs/discrepancies.md, in backticks: ${unnamed.join(", ")}`,
      };
    }
    if (totals.ignored !== count) {
      return {
        ok: false,
        note: "stale ignore file",
        output: `.redocly.lint-ignore.yaml names ${count} places, ${totals.ignored} are wrong; take the others out`,
      };
    }
    return { ok: true, note: `recommended-strict; ${count} wrong examples, each named in docs/discrepancies.md` };
  },
};

const spectral = commandStep(
  "spectral",
  binPath("spectral"),
  ["lint", CONTRACT, "--ruleset", ".spectral.mjs", "--fail-severity=hint", "--quiet"],
  () => `with ${houseRules.length} rules of the house`,
);

const biome = commandStep(
  "biome",
  binPath("biome"),
  ["check", "--error-on-warnings", "--max-diagnostics=10"],
  (stdout) => stdout.match(/Checked (\d+ files)/)?.[1] ?? "",
);

const floors: Step = {
  name: "floors",
  run: async () => {
    const found = trespasses(root);
    if (found.length === 0) return { ok: true, note: "every import stays on its floor" };
    const lines = found.map(({ file, line, imports, allowed }) => `${file}:${line} imports ${imports}; allowed here: ${allowed}`);
    return { ok: false, note: `${found.length} imports leave their floor`, output: lines.join("\n") };
  },
};

/** On Node 20 Redocly opens with a box about the end of its support. */
const withoutBanner = (text: string): string => text.replace(/^ *[║╔╚].*\n/gm, "").trim();

reportResults(await runParallel([redocly, spectral, biome, floors]));
