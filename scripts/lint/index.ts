/** `npm run lint`: everything a machine can say about the contract and the code, side by side. */
import { bin, command, commandStep, conclude, root, type Step, sideBySide } from "../task-runner.js";
import { houseRules } from "./contract-rules/index.js";
import { trespasses } from "./import-boundaries.js";
import { ignored } from "./redocly-ignores.js";

const CONTRACT = "openapi.yaml";

const redocly: Step = {
  name: "redocly",
  run: async () => {
    const { code, stdout, output } = await command(bin("redocly"), ["lint", CONTRACT, "--format=json"]);
    if (code !== 0) {
      const people = await command(bin("redocly"), ["lint", CONTRACT, "--format=codeframe"]);
      return { holds: false, note: `ended with code ${code}`, output: withoutBanner(people.output || output) };
    }
    const totals = JSON.parse(stdout.slice(stdout.indexOf("{"))).totals as { ignored: number };
    const { count, unnamed } = ignored(`${root}.redocly.lint-ignore.yaml`, `${root}docs/discrepancies.md`);
    if (unnamed.length > 0) {
      return {
        holds: false,
        note: "wrong examples that nobody tells of",
        output: `name in docs/discrepancies.md, in backticks: ${unnamed.join(", ")}`,
      };
    }
    if (totals.ignored !== count) {
      return {
        holds: false,
        note: "stale ignore file",
        output: `.redocly.lint-ignore.yaml names ${count} places, ${totals.ignored} are wrong; take the others out`,
      };
    }
    return { holds: true, note: `recommended-strict; ${count} wrong examples, each named in docs/discrepancies.md` };
  },
};

const spectral = commandStep(
  "spectral",
  bin("spectral"),
  ["lint", CONTRACT, "--ruleset", ".spectral.mjs", "--fail-severity=hint", "--quiet"],
  () => `with ${houseRules.length} rules of the house`,
);

const biome = commandStep(
  "biome",
  bin("biome"),
  ["check", "--error-on-warnings", "--max-diagnostics=10"],
  (stdout) => stdout.match(/Checked (\d+ files)/)?.[1] ?? "",
);

const floors: Step = {
  name: "floors",
  run: async () => {
    const found = trespasses(root);
    if (found.length === 0) return { holds: true, note: "every import stays on its floor" };
    const lines = found.map(({ file, line, imports, allowed }) => `${file}:${line} imports ${imports}; allowed here: ${allowed}`);
    return { holds: false, note: `${found.length} imports leave their floor`, output: lines.join("\n") };
  },
};

/** On Node 20 Redocly opens with a box about the end of its support. */
const withoutBanner = (text: string): string => text.replace(/^ *[║╔╚].*\n/gm, "").trim();

conclude(await sideBySide([redocly, spectral, biome, floors]));
