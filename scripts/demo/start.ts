/** `npm start`: the whole way from the contract to a video that is ordered, made and fetched, and where everything lies. */
import { existsSync } from "node:fs";
import { binPath, runCommand, commandStep, root, type Step, runParallel } from "../task-runner.js";

const jiti = (name: string, script: string): Step =>
  commandStep(name, binPath("jiti"), [`${root}${script}`], (stdout) => stdout.trim().split("\n").at(-1) ?? "");

const start = performance.now();

// Each group needs what the one before it made; a fault ends the run, because all that follows would speak of something else.
const groups: readonly (readonly Step[])[] = [
  [jiti("lint", "scripts/lint/index.ts")],
  [jiti("generate", "scripts/codegen/index.ts")],
  [jiti("build", "scripts/build/index.ts"), jiti("docs", "scripts/docs/index.ts")],
];

const made = await inOrder(groups);
if (made) {
  const demo = await runCommand(binPath("jiti"), [`${root}scripts/demo/index.ts`]);
  console.log(`\n${demo.output}\n`);
  if (demo.code !== 0) process.exitCode = demo.code;
  else console.log(whereabouts());
} else process.exitCode = 1;

async function inOrder(list: readonly (readonly Step[])[]): Promise<boolean> {
  for (const group of list) {
    const verdicts = await runParallel(group);
    if (!verdicts.every(({ ok }) => ok)) return false;
  }
  return true;
}

function whereabouts(): string {
  const places = [
    ["contract", "openapi.yaml"],
    ["generated code", "generated/"],
    ["package", "dist/"],
    ["reference", "docs-site/index.html"],
    ["rules", "docs/rules.md"],
    ["the demo's files", "demo/"],
  ].filter(([, place]) => existsSync(`${root}${place}`));
  const lines = places.map(([what, place]) => `  ${what?.padEnd(16)} ${place}`);
  return `Made in ${((performance.now() - start) / 1000).toFixed(1)} s:\n${lines.join("\n")}\nOpen docs-site/index.html in a browser; it needs no network. Next: npm test`;
}
