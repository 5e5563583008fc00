/** `npm start`: lints the contract, generates code, builds the package and the documentation, then runs both demos. */
import { binPath, commandStep, root, runCommand, runParallel, type Step } from "../task-runner.js";

const jiti = (name: string, script: string): Step =>
  commandStep(name, binPath("jiti"), [`${root}${script}`], (stdout) => stdout.trim().split("\n").at(-1) ?? "");

interface Stage {
  /** What the stage does, printed before it starts. */
  readonly title: string;
  readonly steps: readonly Step[];
}

/** Each stage requires the output of the previous one. */
const stages: readonly Stage[] = [
  { title: "Check the contract (openapi.yaml) and the code", steps: [jiti("lint", "scripts/lint/index.ts")] },
  { title: "Generate types, methods, validators and rules (generated/)", steps: [jiti("generate", "scripts/codegen/index.ts")] },
  {
    title: "Build the package (dist/) and the documentation (docs/, docs-site/playground.html)",
    steps: [jiti("build", "scripts/build/index.ts"), jiti("docs", "scripts/docs/index.ts")],
  },
];

/** Programs whose output is shown. */
const demos: readonly { readonly title: string; readonly script: string }[] = [
  { title: "Create a video in the sandbox; the files are in demo/", script: "scripts/demo/index.ts" },
  { title: "Change the contract and see what follows", script: "scripts/demo/pipeline.ts" },
];

const startedAt = performance.now();
const total = stages.length + demos.length;
let started = 0;

function announce(title: string): void {
  started += 1;
  console.log(`${started === 1 ? "" : "\n"}[${started}/${total}] ${title} ...`);
}

if (await runStages()) {
  for (const { title, script } of demos) {
    announce(title);
    const { code, output } = await runCommand(binPath("jiti"), [`${root}${script}`]);
    console.log(`\n${output}`);
    if (code !== 0) process.exitCode = code;
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  if (!process.exitCode)
    console.log(
      `\nDone in ${seconds} s. Read docs/reference.md; open docs-site/playground.html in a browser, it needs no network. Next: npm test`,
    );
} else process.exitCode = 1;

/** Runs the stages in order, and stops after the first one with a failed step. */
async function runStages(): Promise<boolean> {
  for (const { title, steps } of stages) {
    announce(title);
    const results = await runParallel(steps);
    if (!results.every(({ ok }) => ok)) return false;
  }
  return true;
}
