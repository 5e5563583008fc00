/** `npm start`: lints the contract, generates code, builds the package and the documentation, then runs the demo. */
import { existsSync } from "node:fs";
import { binPath, commandStep, root, runCommand, runParallel, type Step } from "../task-runner.js";

const jiti = (name: string, script: string): Step =>
  commandStep(name, binPath("jiti"), [`${root}${script}`], (stdout) => stdout.trim().split("\n").at(-1) ?? "");

const startedAt = performance.now();

/** Each group requires the output of the previous one. */
const groups: readonly (readonly Step[])[] = [
  [jiti("lint", "scripts/lint/index.ts")],
  [jiti("generate", "scripts/codegen/index.ts")],
  [jiti("build", "scripts/build/index.ts"), jiti("docs", "scripts/docs/index.ts")],
];

if (await runGroups()) {
  const demo = await runCommand(binPath("jiti"), [`${root}scripts/demo/index.ts`]);
  console.log(`\n${demo.output}\n`);
  if (demo.code !== 0) process.exitCode = demo.code;
  else console.log(formatOutputs());
} else process.exitCode = 1;

/** Runs the groups in order, and stops after the first one with a failed step. */
async function runGroups(): Promise<boolean> {
  for (const group of groups) {
    const results = await runParallel(group);
    if (!results.every(({ ok }) => ok)) return false;
  }
  return true;
}

function formatOutputs(): string {
  const outputs = [
    { name: "contract", path: "openapi.yaml" },
    { name: "generated code", path: "generated/" },
    { name: "package", path: "dist/" },
    { name: "reference", path: "docs-site/index.html" },
    { name: "rules", path: "docs/rules.md" },
    { name: "demo files", path: "demo/" },
  ].filter(({ path }) => existsSync(`${root}${path}`));
  const lines = outputs.map(({ name, path }) => `  ${name.padEnd(16)} ${path}`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return `Built in ${seconds} s:\n${lines.join("\n")}\nOpen docs-site/index.html in a browser; it works offline. Next: npm test`;
}
