/** `npm run test:runtimes`: one packed tarball runs the same small program on every runtime that is promised. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binPath, runCommand, reportResults, root, runParallel, type StepResult } from "../../scripts/task-runner.js";
import { runOnAll } from "./run.js";

const folder = mkdtempSync(join(tmpdir(), "runtimes-"));
try {
  const [ready] = await runParallel([{ name: "package", run: install }]);
  reportResults(ready?.ok ? await runOnAll(folder) : [{ ok: false, note: "no package to run" }]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Builds and packs once, and installs the tarball into an empty folder. */
async function install(): Promise<StepResult> {
  const build = await runCommand(binPath("jiti"), [`${root}scripts/build/index.ts`]);
  if (build.code !== 0) return { ok: false, note: "the build failed", output: build.output };
  const packed = await runCommand("npm", ["pack", root, "--ignore-scripts", "--json"], { cwd: folder });
  if (packed.code !== 0) return { ok: false, note: "npm pack failed", output: packed.output };
  const filename = (JSON.parse(packed.stdout) as { filename: string }[])[0]?.filename ?? "";
  writeFileSync(join(folder, "package.json"), '{ "name": "stranger", "private": true, "type": "module" }\n');
  const args = ["install", join(folder, filename), "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
  const { code, output } = await runCommand("npm", args, { cwd: folder });
  if (code !== 0) return { ok: false, note: "npm install of the packed package failed (it needs a registry for openapi-fetch)", output };
  return { ok: true, note: `${filename}, into an empty folder` };
}
