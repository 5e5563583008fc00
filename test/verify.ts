/** `npm run verify`: what `npm test` leaves out. Nothing is skipped: what cannot be asked does not hold. */

import { binPath, commandStep, reportResults, root, type Step, runParallel, type StepResult } from "../scripts/task-runner.js";
import { pictures } from "./browser/diagrams.js";
import { media } from "./browser/media.js";
import { reference } from "./browser/reference.js";
import { createStrangers } from "./interop/index.js";
import { compilers, compiles, install, runs } from "./package/consumer.js";
import { examples } from "./package/examples.js";
import { attw, pack, publint } from "./package/tarball.js";
import { terminal } from "./package/terminal.js";
import { versionFaults } from "./package/versions.js";
import { runOnAll } from "./runtimes/run.js";

const jiti = (name: string, script: string, ...args: string[]): Step =>
  commandStep(name, binPath("jiti"), [`${root}${script}`, ...args], lastLine);

const lastLine = (stdout: string): string => stdout.trim().split("\n").at(-1) ?? "";

const versions: Step = {
  name: "versions",
  run: async () => {
    const faults = versionFaults(root);
    if (faults.length > 0) return { ok: false, note: `${faults.length} places disagree`, output: faults.join("\n") };
    return { ok: true, note: "package, contract, change log and the page's date agree" };
  },
};

const verdicts: StepResult[] = [];

// The steps of one group do not wait for each other; each group needs what the one before it made.
verdicts.push(
  ...(await runParallel([
    jiti("generated is current", "scripts/codegen/index.ts", "--check"),
    jiti("lint", "scripts/lint/index.ts"),
    versions,
  ])),
);
verdicts.push(
  ...(await runParallel([
    commandStep("types", binPath("tsc"), ["-p", "tsconfig.json"], () => "of all code"),
    commandStep("types, no Node", binPath("tsc"), ["-p", "tsconfig.src.json"], () => "of what every runtime loads"),
    jiti("docs are current", "scripts/docs/index.ts", "--check"),
    // Says "skipped" where the official suite is not at hand.
    commandStep("conformance", binPath("jiti"), [`${root}test/conformance/index.ts`], (stdout) =>
      stdout.trim().split("\n").slice(-2).join(": "),
    ),
  ])),
);
const made = await runParallel([jiti("build", "scripts/build/index.ts"), jiti("docs", "scripts/docs/index.ts")]);
verdicts.push(...made);

const packed = await runParallel([
  { name: "pack", run: async () => (made[0]?.ok ? pack() : { ok: false, note: "not asked: there is no build" }) },
]);
verdicts.push(...packed);
if (packed[0]?.ok) verdicts.push(...(await packageVerdicts()));
verdicts.push(
  ...(await runParallel([
    { name: "reference in Chromium", run: reference },
    { name: "pictures in Chromium", run: pictures },
    { name: "videos in Chromium", run: async () => (made[0]?.ok ? media() : { ok: false, note: "not asked: there is no build" }) },
    { name: "terminal", run: async () => (made[0]?.ok ? terminal() : { ok: false, note: "not asked: there is no build" }) },
  ])),
);

reportResults(verdicts);

/** What strangers see of the packed package. */
async function packageVerdicts(): Promise<StepResult[]> {
  const linted = await runParallel([
    { name: "publint", run: publint },
    { name: "are the types wrong", run: attw },
  ]);
  let consumer: Awaited<ReturnType<typeof install>> | undefined;
  const installed = await runParallel([
    {
      name: "install",
      run: async () => {
        consumer = await install();
        return { ok: true, note: "the tarball, into an empty folder" };
      },
    },
  ]);
  if (consumer === undefined) return [...linted, ...installed];
  const stranger = consumer;
  const others = createStrangers();
  try {
    const used = await runParallel([
      { name: "import and require", run: () => runs(stranger) },
      ...compilers.map((compiler) => ({ name: `declarations, ${compiler}`, run: () => compiles(stranger, compiler) })),
      { name: "examples", run: () => examples(stranger) },
      others.programs,
    ]);
    return [...linted, ...installed, ...used, ...(await others.agree(stranger.folder)), ...(await runOnAll(stranger.folder))];
  } finally {
    stranger.remove();
  }
}
